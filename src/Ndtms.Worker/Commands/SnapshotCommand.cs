using System.CommandLine;
using System.Globalization;
using Ndtms.Application;
using Ndtms.Core.Measures;
using Ndtms.Storage;
using Ndtms.Workbooks;

namespace Ndtms.Worker.Commands;

/// <summary><c>snapshot freeze|list|show</c>: figures of a cut as they were published.</summary>
internal static class SnapshotCommand
{
    public static Command Create(Terminal terminal, TimeProvider time) => new("snapshot", "Freeze the figures of a month as they are published.")
    {
        Freeze(terminal, time),
        List(terminal, time),
        Show(terminal, time),
    };

    /// <summary>The option that names a snapshot.</summary>
    public static Option<long?> IdOption() => new("--snapshot")
    {
        Description = "Write them as they were when this snapshot was frozen, whatever was taken in since; in place of --cut.",
        HelpName = "ID",
    };

    /// <summary>What the reports of a snapshot are made from.</summary>
    /// <exception cref="RequestException">There is no such snapshot.</exception>
    /// <exception cref="StorageException">It cannot be read.</exception>
    public static ReportData Read(Workspace workspace, long id, Terminal terminal)
    {
        var snapshots = new Snapshots(workspace.Database);
        var found = Find(snapshots, id);
        try
        {
            using var report = snapshots.OpenReport(id);
            var data = ReportData.ReadFrom(report, ProgramVersion.Text);
            if (data.ProgramVersion != data.WrittenBy)
            {
                terminal.Line($"Snapshot {id} was frozen by version {data.ProgramVersion} of this program; the figures are the same, the workbooks may look"
                    + " otherwise, and their contents name it.");
            }

            return data;
        }
        catch (InvalidDataException e)
        {
            throw new StorageException($"Snapshot {found.Id} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Figures of the months before a cut that its trends show, as they were first frozen, oldest first.</summary>
    public static IReadOnlyList<Figures> FirstFrozen(Database database, DateOnly cut)
    {
        var from = new DateOnly(cut.Year, cut.Month, 1).AddMonths(2 - ReportData.TrendMonths).AddDays(-1);
        return [.. new Snapshots(database).FirstFrozen(from, cut).OrderBy(f => f.Key).Select(f => f.Value)];
    }

    /// <summary>Does what needs everything held to stand still.</summary>
    /// <exception cref="RequestException">A submission is being taken in, or was meanwhile.</exception>
    public static int UnlessTakingIn(Func<int> work)
    {
        try
        {
            return work();
        }
        catch (SubmissionStateException e)
        {
            throw new RequestException(e.Message);
        }
    }

    private static Command Freeze(Terminal terminal, TimeProvider time)
    {
        var cut = CommonOptions.Cut();
        var note = new Option<string?>("--note") { Description = "Why; it is kept.", HelpName = "TEXT" };
        var options = new WorkspaceOptions();
        var command = new Command("freeze", "Freeze every figure of a month, and what its reports need beside them. Nothing of any person is in it.")
        {
            cut, note,
        };
        options.AddTo(command);
        command.SetAction(call =>
        {
            var day = CommonOptions.ParseMonth(call.GetValue(cut)!);
            using var workspace = options.OpenExisting(call, time);
            return UnlessTakingIn(() =>
            {
                var moment = HeldMoment.Of(workspace.Database);
                var held = new HeldEpisodes(workspace.Database).Load(workspace.Book);
                var data = ReportCommand.Prepare(workspace, held, day, ofAgencies: true);
                var figures = data.Computed;
                if (!figures.All().Any())
                {
                    terminal.Line($"Nothing is held at {day:dd/MM/yyyy}, so there is nothing to freeze.");
                    return ExitCode.BadData;
                }

                var text = call.GetValue(note)?.Trim();
                var frozen = new Snapshots(workspace.Database).Freeze(
                    new SnapshotFacts(day, text is { Length: > 0 } ? text : null, data.RunId, data.DataHash, data.ProgramVersion, figures.Basis),
                    figures, data.WriteTo, moment, workspace.Actor);
                workspace.Journal.Frozen(frozen);
                terminal.Line(FormattableString.Invariant($"The figures at {day:dd/MM/yyyy} are frozen as snapshot {frozen.Id}, version {frozen.Version} of that month."));
                MeasuresCommand.Caution(held.LatestReceipt, day, terminal);
                return ExitCode.Done;
            });
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
            var all = new Snapshots(workspace.Database).All();
            foreach (var s in all)
            {
                terminal.Line(FormattableString.Invariant(
                    $"{s.Id,6}  {s.Facts.Cut:yyyy-MM}  version {s.Version,-3} frozen {s.FrozenAt:yyyy-MM-dd HH:mm} by {s.FrozenBy}{(s.Facts.Note is { } why ? $": {why}" : "")}"));
            }

            if (all.Count == 0)
                terminal.Line("There is no snapshot.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Show(Terminal terminal, TimeProvider time)
    {
        var id = new Argument<long>("id") { Description = "The snapshot's number, as 'snapshot list' shows it." };
        var options = new WorkspaceOptions();
        var command = new Command("show", "Show what a snapshot is of, and what it was made from.") { id };
        options.AddTo(command);
        command.SetAction(call =>
        {
            using var workspace = options.OpenExisting(call, time);
            var snapshots = new Snapshots(workspace.Database);
            var found = Find(snapshots, call.GetValue(id));
            terminal.Line(FormattableString.Invariant($"Snapshot {found.Id}: {found.Facts.Cut:dd/MM/yyyy}, version {found.Version} of that month"));
            foreach (var (label, value) in new[]
            {
                ("Frozen", FormattableString.Invariant($"{found.FrozenAt:yyyy-MM-dd HH:mm:ss} by {found.FrozenBy}")), ("Note", found.Facts.Note ?? "none"),
                ("Figures", snapshots.CountFigures(found.Id).ToString("#,##0", CultureInfo.InvariantCulture)), ("Basis", found.Facts.Basis),
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

    private static Snapshot Find(Snapshots snapshots, long id) => snapshots.Find(id)
        ?? throw new RequestException(string.Create(CultureInfo.InvariantCulture, $"There is no snapshot {id}; 'snapshot list' lists them."));
}
