using System.CommandLine;
using Ndtms.Application.Submissions;

namespace Ndtms.Worker.Commands.Submission;

/// <summary><c>submission show ID</c>: a submission's steps, what it changes and what was found.</summary>
internal static class ShowCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var id = SubmissionCommand.IdArgument();
        var options = new WorkspaceOptions();
        var command = new Command("show", "Show a submission's steps, what it changes and what was found.") { id };
        options.AddTo(command);
        command.SetAction(call =>
        {
            using var workspace = options.OpenExisting(call, time);
            var (found, steps, _, rules) = terminal.Call(new ShowSubmission(workspace), call.GetValue(id));
            terminal.Line(FormattableString.Invariant(
                $"Submission {found.Id} of agency {found.Agency ?? "unknown"}, {found.WindowFrom:yyyy-MM-dd} to {found.WindowTo:yyyy-MM-dd}, data set {found.DataSet}"));
            foreach (var step in steps)
            {
                terminal.Line(FormattableString.Invariant(
                    $"  {step.At:yyyy-MM-dd HH:mm:ss}  {step.State.ToString().ToLowerInvariant(),-10}  {step.Who}{(step.Reason is null ? "" : $": {step.Reason}")}"));
            }

            var changes = found.Changes;
            terminal.Line($"Episodes: {changes.Added} added, {changes.Changed} changed, {changes.Unchanged} unchanged, {changes.Removed} removed.");
            foreach (var rule in rules)
                terminal.Line($"  {rule.Severity.ToString().ToLowerInvariant(),-8} {rule.Rule,-12} {rule.Issues,6}");
            return ExitCode.Done;
        });
        return command;
    }
}
