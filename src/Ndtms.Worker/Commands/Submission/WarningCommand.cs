using System.CommandLine;
using Ndtms.Application.Submissions;

namespace Ndtms.Worker.Commands.Submission;

/// <summary><c>submission warning ID NUMBER --note TEXT</c>: marks a warning as checked.</summary>
internal static class WarningCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var id = SubmissionCommand.IdArgument();
        var number = new Argument<int>("number") { Description = "The warning's number within it, from 1, as in the feedback's Detail." };
        var note = new Option<string>("--note") { Description = "What was checked; it is kept.", HelpName = "TEXT", Required = true };
        var options = new WorkspaceOptions();
        var command = new Command("warning", "Mark a warning as checked and correct: it does not count until its record changes.") { id, number, note };
        options.AddTo(command);
        command.SetAction(call =>
        {
            using var workspace = options.OpenExisting(call, time);
            var found = terminal.Call(
                new MarkWarning(workspace), new CheckedWarning(call.GetValue(id), call.GetValue(number), call.GetValue(note)!));
            terminal.Line($"Warning {call.GetValue(number)} of submission {found.Id} is marked as correct.");
            return ExitCode.Done;
        });
        return command;
    }
}
