using System.CommandLine;
using Ndtms.Application;
using Ndtms.Storage;

namespace Ndtms.Worker.Commands;

/// <summary><c>submission list|show|confirm|withdraw|resume|warning</c>: what was submitted, and what becomes of it.</summary>
internal static class SubmissionCommand
{
    public static Command Create(Terminal terminal, TimeProvider time) => new("submission", "See what was submitted, and decide what becomes of it.")
    {
        List(terminal, time),
        Show(terminal, time),
        Decide("confirm", "Load a held submission after all.", "loaded", terminal, time, (s, id, by, reason) => s.Confirm(id, by, reason)),
        Decide("withdraw", "Decide that a held submission is not to be loaded, or that an agency's current one is not to stay: what was held before"
            + " is put back.", "withdrawn", terminal, time, (s, id, by, reason) => s.Withdraw(id, by, reason)),
        Resume(terminal, time),
        Warning(terminal, time),
    };

    private static Command List(Terminal terminal, TimeProvider time)
    {
        var agency = new Option<string?>("--agency") { Description = "Of one agency only.", HelpName = "CODE" };
        var states = Enum.GetNames<SubmissionState>().Select(s => s.ToLowerInvariant()).ToArray();
        var state = new Option<string?>("--state") { Description = $"In one state only: {string.Join(", ", states)}.", HelpName = "STATE" };
        var options = new WorkspaceOptions();
        var command = new Command("list", "List submissions, oldest first.") { agency, state };
        options.AddTo(command);
        command.SetAction(call =>
        {
            if (call.GetValue(state) is { } name && !states.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw new RequestException($"There is no state '{name}'; choose one of {string.Join(", ", states)}.");
            using var workspace = options.OpenExisting(call, time);
            var wanted = workspace.Submissions().All().Where(s =>
                (call.GetValue(agency) is not { } code || string.Equals(s.Agency, code, StringComparison.OrdinalIgnoreCase))
                && (call.GetValue(state) is not { } only || s.State.ToString().Equals(only, StringComparison.OrdinalIgnoreCase))).ToList();
            foreach (var s in wanted)
            {
                terminal.Line(FormattableString.Invariant(
                    $"{s.Id,6}  {s.Received:yyyy-MM-dd}  {s.Agency,-8}  {s.WindowFrom:yyyy-MM-dd} to {s.WindowTo:yyyy-MM-dd}  {s.DataSet,-2} {s.State.ToString().ToLowerInvariant(),-10}  {s.RowCount,7} rows"));
            }

            if (wanted.Count == 0)
                terminal.Line("There is no such submission.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Decide(
        string name, string description, string done, Terminal terminal, TimeProvider time, Action<Submissions, long, Actor, string> decide)
    {
        var id = IdArgument();
        var reason = new Option<string>("--reason") { Description = "Why; it is kept.", HelpName = "TEXT", Required = true };
        var options = new WorkspaceOptions();
        var command = new Command(name, description) { id, reason };
        options.AddTo(command);
        command.SetAction(call =>
        {
            using var workspace = options.OpenExisting(call, time);
            Try(() => decide(workspace.Submissions(), call.GetValue(id), workspace.Actor, call.GetValue(reason)!));
            workspace.Journal.Decided(call.GetValue(id), done);
            terminal.Line($"Submission {call.GetValue(id)} is {done}.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Show(Terminal terminal, TimeProvider time)
    {
        var id = IdArgument();
        var options = new WorkspaceOptions();
        var command = new Command("show", "Show a submission's steps, what it changes and what was found.") { id };
        options.AddTo(command);
        command.SetAction(call =>
        {
            using var workspace = options.OpenExisting(call, time);
            var submissions = workspace.Submissions();
            var found = submissions.All().FirstOrDefault(s => s.Id == call.GetValue(id))
                ?? throw new RequestException($"There is no submission {call.GetValue(id)}; 'submission list' lists them.");
            terminal.Line(FormattableString.Invariant(
                $"Submission {found.Id} of agency {found.Agency ?? "unknown"}, {found.WindowFrom:yyyy-MM-dd} to {found.WindowTo:yyyy-MM-dd}, data set {found.DataSet}"));
            foreach (var step in submissions.EventsOf(found.Id))
            {
                terminal.Line(FormattableString.Invariant(
                    $"  {step.At:yyyy-MM-dd HH:mm:ss}  {step.State.ToString().ToLowerInvariant(),-10}  {step.Who}{(step.Reason is null ? "" : $": {step.Reason}")}"));
            }

            var changes = found.Changes;
            terminal.Line($"Episodes: {changes.Added} added, {changes.Changed} changed, {changes.Unchanged} unchanged, {changes.Removed} removed.");
            foreach (var rule in submissions.IssuesOf(found.Id).GroupBy(i => (i.Rule, i.Severity)).OrderByDescending(g => g.Key.Severity).ThenBy(g => g.Key.Rule, StringComparer.Ordinal))
                terminal.Line($"  {rule.Key.Severity.ToString().ToLowerInvariant(),-8} {rule.Key.Rule,-12} {rule.Count(),6}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Resume(Terminal terminal, TimeProvider time)
    {
        var options = new WorkspaceOptions();
        var command = new Command("resume", "Go on with what a process left behind that was stopped; 'submit' does it too.");
        options.AddTo(command);
        command.SetAction(call =>
        {
            using var workspace = options.OpenExisting(call, time);
            return SubmitCommand.Resume(workspace.Submissions(), workspace, terminal);
        });
        return command;
    }

    private static Command Warning(Terminal terminal, TimeProvider time)
    {
        var id = IdArgument();
        var number = new Argument<int>("number") { Description = "The warning's number within it, from 1, as in the feedback's Detail." };
        var note = new Option<string>("--note") { Description = "What was found; it is kept.", HelpName = "TEXT", Required = true };
        var options = new WorkspaceOptions();
        var command = new Command("warning", "Mark a warning as checked and correct: it counts no more until the rows change.") { id, number, note };
        options.AddTo(command);
        command.SetAction(call =>
        {
            using var workspace = options.OpenExisting(call, time);
            Try(() => workspace.Submissions().ConfirmWarning(call.GetValue(id), call.GetValue(number), workspace.Actor, call.GetValue(note)!));
            terminal.Line($"Warning {call.GetValue(number)} of submission {call.GetValue(id)} is marked as correct.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Argument<long> IdArgument() => new("id") { Description = "The submission's number, as 'submission list' shows it." };

    private static void Try(Action decision)
    {
        try
        {
            decision();
        }
        catch (SubmissionStateException e)
        {
            throw new RequestException(e.Message);
        }
    }
}
