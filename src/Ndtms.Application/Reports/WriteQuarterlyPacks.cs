using Ndtms.Application.Figures;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks;
using Ndtms.Workbooks.Quarterly;

namespace Ndtms.Application.Reports;

/// <summary>Asks for quarterly packs.</summary>
/// <param name="Origin">Which figures; their cut ends a quarter.</param>
/// <param name="Areas">Codes of partnerships and regions, or <c>england</c>; empty: every one in scope.</param>
/// <param name="Edition">Which numbers are exact and which are rounded.</param>
/// <param name="Folder">The folder to write to.</param>
/// <param name="Actions">The folder of the last packs, whose actions are carried over from each area's latest pack; null: only those of a pack of the
/// same quarter that is replaced are.</param>
/// <param name="Force">A file that is not ours may be replaced.</param>
public sealed record QuarterlyPackRequest(
    FigureOrigin Origin, IReadOnlyList<string> Areas, Edition Edition, string Folder, string? Actions = null, bool Force = false)
    : ReportRequest(Origin, Areas, Edition, Folder, Force);

/// <summary>Writes the packs for quarterly reviews: of every partnership, region and England in scope, or of the areas asked for.</summary>
/// <param name="workspace">The opened database.</param>
/// <param name="source">Where figures come from; null: calculated in each call.</param>
public sealed class WriteQuarterlyPacks(Workspace workspace, FigureSource? source = null) : AreaReports<QuarterlyPackRequest>(
    "quarterly-packs-write",
    new ReportKind("quarterly pack", "quarterly packs", [AreaLevel.Partnership, AreaLevel.Region, AreaLevel.England]), workspace, source)
{
    /// <summary>How many quarters back the last pack is looked for.</summary>
    private const int MostQuartersBack = 8;

    protected override IEnumerable<ReportArea> AreasOf(ReportData data) => ReportArea.All(data);

    protected override (WrittenReport Written, Action<Stream> Write) Prepare(QuarterlyPackRequest request, ReportData data, ReportArea area)
    {
        var path = Path.Combine(request.Folder, QuarterlyPack.FileName(area, data.Cut, data.Edition));
        // What the meeting entered into this quarter's own pack goes before what is carried over from earlier ones.
        var actions = FilledIn(path) ?? LastActions(area, data.Cut, request.Edition, request.Actions);
        var problem = actions?.Problem is { } why ? $"{why} The pack of {area.Title} is not written, so that no actions are lost. Correct the table, or move the file away." : null;
        return (new WrittenReport(area, path, problem), stream => QuarterlyPack.Write(data, area, stream, actions?.Actions));
    }

    protected override void Check(QuarterlyPackRequest request)
    {
        if (request.Actions is { } last && !Directory.Exists(last))
            throw new RequestException($"There is no folder {last}; give the folder of the last packs, or none.");
    }

    protected override void Check(DateOnly cut)
    {
        if (!Quarters.IsEnd(cut))
            throw new RequestException($"{cut:yyyy-MM} does not end a quarter. Quarterly packs are for March, June, September or December.");
    }

    /// <summary>The actions in the folder of packs: of the same quarter's where it was filled in, else of the latest earlier pack; null where there is no
    /// folder or no such pack.</summary>
    private static ReviewActions? LastActions(ReportArea area, DateOnly cut, Edition edition, string? folder)
    {
        if (folder is null)
            return null;
        var earlier = Enumerable.Range(1, MostQuartersBack).Select(Pack).FirstOrDefault(File.Exists);
        return FilledIn(Pack(0)) ?? (earlier is null ? null : ActionsOf(earlier));

        string Pack(int back) =>
            Path.Combine(folder, QuarterlyPack.FileName(area, new DateOnly(cut.Year, cut.Month, 1).AddMonths(1 - 3 * back).AddDays(-1), edition));
    }

    /// <summary>The actions of a pack; null where there is no such file, or its table is still blank.</summary>
    private static ReviewActions? FilledIn(string path) => File.Exists(path) && ActionsOf(path) is var read && (read.Problem is not null || read.Actions.Count > 0) ? read : null;

    private static ReviewActions ActionsOf(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return ReviewActions.Read(Path.GetFileName(path), stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new ReviewActions([], $"{Path.GetFileName(path)} cannot be opened.");
        }
    }
}
