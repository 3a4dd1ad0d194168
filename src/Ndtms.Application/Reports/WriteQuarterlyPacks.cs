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
/// <param name="Actions">The folder of the last packs, whose actions are carried over from each area's latest pack of an earlier quarter;
/// null: none are.</param>
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
        var before = LastActions(area, data.Cut, request.Edition, request.Actions);
        return (
            new WrittenReport(area, Path.Combine(request.Folder, QuarterlyPack.FileName(area, data.Cut, data.Edition)), before?.Problem),
            stream => QuarterlyPack.Write(data, area, stream, before?.Actions));
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

    /// <summary>The actions of an area's latest pack before a cut; null where there is no folder or no such pack.</summary>
    private static ReviewActions? LastActions(ReportArea area, DateOnly cut, Edition edition, string? folder)
    {
        if (folder is null)
            return null;
        var path = Enumerable.Range(1, MostQuartersBack)
            .Select(back => Path.Combine(folder, QuarterlyPack.FileName(area, new DateOnly(cut.Year, cut.Month, 1).AddMonths(1 - 3 * back).AddDays(-1), edition)))
            .FirstOrDefault(File.Exists);
        if (path is null)
            return null;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return ReviewActions.Read(Path.GetFileName(path), stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new ReviewActions([], $"{Path.GetFileName(path)} cannot be opened, so no actions are carried over from it.");
        }
    }
}
