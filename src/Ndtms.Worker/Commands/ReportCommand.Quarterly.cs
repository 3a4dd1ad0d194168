using System.CommandLine;
using Ndtms.Application;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Quarterly;
using Ndtms.Workbooks;

namespace Ndtms.Worker.Commands;

/// <content><c>report quarterly|exceptions</c>: packs for review meetings, and lists of sustained poor performance.</content>
internal static partial class ReportCommand
{
    /// <summary>Writes quarterly review packs.</summary>
    /// <param name="data">What they rest on; its cut ends a quarter.</param>
    /// <param name="areas">Whose; null: of every partnership, region and England.</param>
    /// <param name="last">The folder of the last packs, whose actions are carried over; null: none are.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="terminal">Where to tell.</param>
    /// <returns>How many were written.</returns>
    public static int WriteQuarterly(ReportData data, IReadOnlyCollection<ReportArea>? areas, string? last, string folder, Terminal terminal)
    {
        areas ??= [.. ReportArea.All(data)];
        terminal.Each("Writing quarterly packs", areas, area =>
        {
            var before = LastActions(area, data.Cut, last);
            Files.Write(
                Path.Combine(folder, QuarterlyPack.FileName(area, data.Cut)), stream => QuarterlyPack.Write(data, area, stream, before?.Actions));
            return before?.Problem;
        });
        return areas.Count;
    }

    /// <summary>Writes lists of sustained poor performance.</summary>
    /// <param name="data">What they rest on.</param>
    /// <param name="areas">Whose; null: England's and those of every region.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="terminal">Where to tell.</param>
    /// <returns>How many were written.</returns>
    public static int WriteExceptions(ReportData data, IReadOnlyCollection<ReportArea>? areas, string folder, Terminal terminal)
    {
        areas ??= [.. ExceptionsList.Areas(data)];
        terminal.Each("Writing lists of exceptions", areas, area =>
        {
            Files.Write(Path.Combine(folder, ExceptionsList.FileName(area, data.Cut)), stream => ExceptionsList.Write(data, area, stream));
            return null;
        });
        return areas.Count;
    }

    private static Option<string?> ActionsOption() => new("--actions")
    {
        Description = "The folder of the last packs: what stands in their tables of actions is carried over, from each area's latest pack of an earlier quarter.",
        HelpName = "DIR",
    };

    private static int WriteQuarterly(Workspace workspace, ReportCall call, Terminal terminal)
    {
        if (call.Actions is { } last && !Directory.Exists(last))
            throw new RequestException($"There is no folder {last}; give the folder of the last packs with --actions, or leave it out.");
        if (call.Snapshot is null)
            RequireQuarterEnd(call.Cut);
        return Write(
            workspace, call, terminal, new Kind("quarterly pack", "quarterly packs", [AreaLevel.Partnership, AreaLevel.Region, AreaLevel.England]),
            (data, areas) =>
            {
                RequireQuarterEnd(data.Cut);
                return WriteQuarterly(data, areas, call.Actions, call.Folder, terminal);
            });

        static void RequireQuarterEnd(DateOnly cut)
        {
            if (!Quarters.IsEnd(cut))
                throw new RequestException($"{cut:yyyy-MM} does not end a quarter; a quarterly pack is of March, June, September or December.");
        }
    }

    private static int WriteExceptions(Workspace workspace, ReportCall call, Terminal terminal) => Write(
        workspace, call, terminal, new Kind("list of exceptions", "lists of exceptions", [AreaLevel.Region, AreaLevel.England]),
        (data, areas) => WriteExceptions(data, areas, call.Folder, terminal));

    /// <summary>The actions of an area's latest pack before a cut; null where there is no folder or no such pack.</summary>
    private static ReviewActions? LastActions(ReportArea area, DateOnly cut, string? folder)
    {
        if (folder is null)
            return null;
        var path = Enumerable.Range(1, MostQuartersBack)
            .Select(back => Path.Combine(folder, QuarterlyPack.FileName(area, new DateOnly(cut.Year, cut.Month, 1).AddMonths(1 - 3 * back).AddDays(-1))))
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

    /// <summary>How many quarters back the last pack is looked for.</summary>
    private const int MostQuartersBack = 8;
}
