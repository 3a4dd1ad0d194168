using System.CommandLine;
using Ndtms.Storage;

namespace Ndtms.Worker.Commands;

/// <summary><c>submission list|confirm|withdraw</c>: what was submitted, and what becomes of what is held.</summary>
internal static class SubmissionCommand
{
    public static Command Create(Terminal terminal, TimeProvider time) => new("submission", "See what was submitted; confirm or withdraw what is held.")
    {
        List(terminal, time),
        Decide("confirm", "Load a held submission after all.", "loaded", terminal, time, (s, id, by, reason) => s.Confirm(id, by, reason)),
        Decide("withdraw", "Decide that a held submission is not to be loaded.", "withdrawn", terminal, time, (s, id, by, reason) => s.Withdraw(id, by, reason)),
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
                throw new WrongCallException($"There is no state '{name}'; choose one of {string.Join(", ", states)}.");
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
        var id = new Argument<long>("id") { Description = "The submission's number, as 'submission list --state held' shows it." };
        var reason = new Option<string>("--reason") { Description = "Why; it is kept.", HelpName = "TEXT", Required = true };
        var options = new WorkspaceOptions();
        var command = new Command(name, description) { id, reason };
        options.AddTo(command);
        command.SetAction(call =>
        {
            using var workspace = options.OpenExisting(call, time);
            try
            {
                decide(workspace.Submissions(), call.GetValue(id), workspace.Actor, call.GetValue(reason)!);
            }
            catch (SubmissionStateException e)
            {
                throw new WrongCallException(e.Message);
            }

            workspace.Journal.Decided(call.GetValue(id), done);
            terminal.Line($"Submission {call.GetValue(id)} is {done}.");
            return ExitCode.Done;
        });
        return command;
    }
}
