using System.CommandLine;
using Ndtms.Application;
using Ndtms.Application.Submissions;
using Ndtms.Storage;

namespace Ndtms.Worker.Commands.Submission;

/// <summary><c>submission confirm|withdraw ID --reason TEXT [--remove N]</c>: a decision on a submission.</summary>
internal static class DecideCommand
{
    /// <param name="name">The command's name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="done">What the submission is then.</param>
    /// <param name="terminal">Where to tell.</param>
    /// <param name="time">The clock.</param>
    /// <param name="useCase">The decision.</param>
    public static Command Create(
        string name, string description, string done, Terminal terminal, TimeProvider time,
        Func<Workspace, UseCase<Decision, StoredSubmission>> useCase)
    {
        var id = SubmissionCommand.IdArgument();
        var reason = new Option<string>("--reason") { Description = "Why; it is kept.", HelpName = "TEXT", Required = true };
        var remove = RemoveOption();
        var options = new WorkspaceOptions();
        var command = new Command(name, description) { id, reason, remove };
        options.AddTo(command);
        command.SetAction(call =>
        {
            using var workspace = options.OpenExisting(call, time);
            var found = terminal.Call(useCase(workspace), new Decision(call.GetValue(id), call.GetValue(reason)!, call.GetValue(remove)));
            terminal.Line($"Submission {found.Id} is {done}.");
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The option by which a caller says how much a decision may remove.</summary>
    public static Option<int?> RemoveOption() => new("--remove")
    {
        Description = "How many episodes (or clients who refuse) may be removed, where the program asks for the number.",
        HelpName = "N",
    };
}
