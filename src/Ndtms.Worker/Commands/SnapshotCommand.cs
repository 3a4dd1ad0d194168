using System.CommandLine;
using System.Globalization;
using Ndtms.Application.Snapshots;
using Ndtms.Core.DataSets;
using Ndtms.Storage;

namespace Ndtms.Worker.Commands;

/// <summary><c>snapshot freeze|list|show</c>: figures of a month as they were published.</summary>
internal static class SnapshotCommand
{
    public static Command Create(Terminal terminal, TimeProvider time) => new("snapshot", "Freeze the figures of a month as they are published.")
    {
        Freeze(terminal, time),
        List(terminal, time),
        Show(terminal, time),
    };

    private static Command Freeze(Terminal terminal, TimeProvider time)
    {
        var cut = CommonOptions.Cut();
        var note = new Option<string?>("--note") { Description = "Why; it is kept.", HelpName = "TEXT" };
        var options = new WorkspaceOptions();
        var command = new Command("freeze", "Freeze every figure of a month, and what its reports need beside them. Nothing about any person is in it.")
        {
            cut, note,
        };
        options.AddTo(command);
        command.SetAction(call =>
        {
            var day = CommonOptions.ParseMonth(call.GetValue(cut)!);
            using var workspace = options.OpenExisting(call, time);
            var result = terminal.Call(new FreezeSnapshot(workspace), new FreezeSnapshotRequest(day, call.GetValue(note)));
            if (result.Snapshot is not { } frozen)
            {
                terminal.Line($"There are no data at {DayText.Show(day)}, so there is nothing to freeze.");
                return ExitCode.BadData;
            }

            terminal.Line(FormattableString.Invariant($"The figures at {day:dd/MM/yyyy} are frozen as snapshot {frozen.Id}, version {frozen.Version} of that month."));
            terminal.Warn(result.Data);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command List(Terminal terminal, TimeProvider time)
    {
        var options = new WorkspaceOptions();
        var command = new Command("list", "List the snapshots, by month and version.");
        options.AddTo(command);
        command.SetAction(call =>
        {
            using var workspace = options.OpenExisting(call, time);
            var list = new ListSnapshots(workspace);
            var page = Page.First(Page.Most);
            var part = terminal.Call(list, new ListSnapshotsRequest(page));
            if (part.Total == 0)
                terminal.Line("There is no snapshot.");
            while (part.Items.Count > 0)
            {
                foreach (var snapshot in part.Items)
                    terminal.Line(Line(snapshot));
                part = terminal.Call(list, new ListSnapshotsRequest(page = page.Next));
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static string Line(Snapshot s) => FormattableString.Invariant(
        $"{s.Id,6}  {s.Facts.Cut:yyyy-MM}  version {s.Version,-3} frozen {s.FrozenAt:yyyy-MM-dd HH:mm} by {s.FrozenBy}{(s.Facts.Note is { } why ? $": {why}" : "")}");

    private static Command Show(Terminal terminal, TimeProvider time)
    {
        var id = new Argument<long>("id") { Description = "The snapshot's number, as 'snapshot list' shows it." };
        var options = new WorkspaceOptions();
        var command = new Command("show", "Show what a snapshot is of, and what it was made from.") { id };
        options.AddTo(command);
        command.SetAction(call =>
        {
            using var workspace = options.OpenExisting(call, time);
            var (found, figures) = terminal.Call(new ShowSnapshot(workspace), new ShowSnapshotRequest(call.GetValue(id)));
            terminal.Line(FormattableString.Invariant($"Snapshot {found.Id}: {found.Facts.Cut:dd/MM/yyyy}, version {found.Version} of that month"));
            foreach (var (label, value) in new[]
            {
                ("Frozen", FormattableString.Invariant($"{found.FrozenAt:yyyy-MM-dd HH:mm:ss} by {found.FrozenBy}")), ("Note", found.Facts.Note ?? "none"),
                ("Figures", figures.ToString("#,##0", CultureInfo.InvariantCulture)), ("Basis", found.Facts.Basis),
                ("Run", found.Facts.RunId), ("Data", found.Facts.DataHash), ("Program", found.Facts.ProgramVersion),
            })
            {
                terminal.Line($"  {label,-8} {value}");
            }

            terminal.Line($"'report monthly', 'quarterly' and 'exceptions' with '--snapshot {found.Id}' write its workbooks again.");
            return ExitCode.Done;
        });
        return command;
    }
}
