using System.CommandLine;
using Ndtms.Core.Measures;
using Ndtms.Storage;
using Ndtms.Workbooks;
using Ndtms.Workbooks.Quarterly;

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
            Paths.Write(
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
            Paths.Write(Path.Combine(folder, ExceptionsList.FileName(area, data.Cut)), stream => ExceptionsList.Write(data, area, stream));
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
        if (!Quarters.IsEnd(call.Cut))
            throw new WrongCallException($"{call.Cut:yyyy-MM} does not end a quarter; a quarterly pack is of March, June, September or December.");
        if (call.Actions is { } last && !Directory.Exists(last))
            throw new WrongCallException($"There is no folder {last}; give the folder of the last packs with --actions, or leave it out.");
        return Write(
            workspace, call, terminal, "quarterly pack", [AreaLevel.Partnership, AreaLevel.Region, AreaLevel.England],
            (data, areas) => WriteQuarterly(data, areas, call.Actions, call.Folder, terminal));
    }

    private static int WriteExceptions(Workspace workspace, ReportCall call, Terminal terminal) => Write(
        workspace, call, terminal, "list of exceptions", [AreaLevel.Region, AreaLevel.England],
        (data, areas) => WriteExceptions(data, areas, call.Folder, terminal), "lists of exceptions");

    private static int Write(
        Workspace workspace, ReportCall call, Terminal terminal, string one, AreaLevel[] levels,
        Func<ReportData, IReadOnlyCollection<ReportArea>?, int> write, string? many = null)
    {
        var held = new HeldEpisodes(workspace.Database).Load();
        var found = call.Areas.Select(code => (Code: code, Area: FindArea(code, workspace.Book, held.Agencies))).ToList();
        foreach (var (code, _) in found.Where(f => !levels.Contains(f.Area.Level)))
            throw new WrongCallException($"There is no {one} of {code}; give {(levels.Contains(AreaLevel.Partnership) ? "a partnership, a region" : "a region")} or england.");
        var data = Prepare(held, workspace, call.Cut, call.Disclosure);
        var areas = found.Count == 0 ? null : found.Select(f => f.Area).Distinct().Select(a => ReportArea.Of(data, a.Level, a.Code)).ToList();
        var without = areas?.Where(a => !data.Figures.Areas(a.Level).Contains(a.Code)).ToList() ?? [];
        foreach (var area in without)
            terminal.Line($"{area.Title} has no episode at {call.Cut:dd/MM/yyyy}, so there is nothing to report.");
        var count = write(data, areas?.Except(without).ToList());
        var name = count == 1 ? one : many ?? one + "s";
        workspace.Journal.Reported(Capital(many ?? one + "s"), count, call.Cut);
        terminal.Line($"{count} {name} written to {call.Folder}.");
        if (count > 0)
            MeasuresCommand.Caution(held, call.Cut, terminal);
        return count == 0 || without.Count > 0 ? ExitCode.BadData : ExitCode.Done;
    }

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

    private static string Capital(string text) => string.Concat(text[..1].ToUpperInvariant(), text.AsSpan(1));
}
