using System.CommandLine;
using Ndtms.Application.Submissions;

namespace Ndtms.Worker.Commands.Submission;

/// <summary><c>submission list|show|confirm|withdraw|resume|warning|refuse</c>: what was submitted, and decisions on it.</summary>
internal static class SubmissionCommand
{
    public static Command Create(Terminal terminal, TimeProvider time) => new("submission", "See what was submitted, and decide on it.")
    {
        ListCommand.Create(terminal, time),
        ShowCommand.Create(terminal, time),
        DecideCommand.Create(
            "confirm", "Confirm a held submission and load it.", "loaded", terminal, time, workspace => new ConfirmSubmission(workspace)),
        DecideCommand.Create(
            "withdraw", "Decide that a held or failed submission is not loaded, or that an agency's current one does not stay: what was current before it"
                + " is put back.", "withdrawn", terminal, time, workspace => new WithdrawSubmission(workspace)),
        Resume(terminal, time),
        WarningCommand.Create(terminal, time),
        RefuseCommand.Create(terminal, time),
    };

    /// <summary>The submission that a call names.</summary>
    public static Argument<long> IdArgument() => new("id") { Description = "The submission's number, as 'submission list' shows it." };

    private static Command Resume(Terminal terminal, TimeProvider time)
    {
        var options = new WorkspaceOptions();
        var command = new Command("resume", "Process submissions that are waiting, such as those left by a process that was stopped; 'submit' does it too.");
        options.AddTo(command);
        command.SetAction(call =>
        {
            using var workspace = options.OpenExisting(call, time);
            return SubmissionExit.CodeOf(terminal.Call(
                new ProcessSubmissions(workspace), SubmissionsToProcess.All, f => SubmitCommand.Told(f, workspace.Book)));
        });
        return command;
    }
}
