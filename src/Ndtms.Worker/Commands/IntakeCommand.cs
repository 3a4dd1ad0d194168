using System.CommandLine;
using Ndtms.Application;
using Ndtms.Application.Submissions;

namespace Ndtms.Worker.Commands;

/// <summary><c>intake --inbox DIR</c>: takes in what agencies have dropped.</summary>
internal static class IntakeCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var inbox = new Option<string>("--inbox")
        {
            Description = "The drop folder, with a folder for each agency, named by its code.",
            HelpName = "DIR",
            Required = true,
        };
        var archive = new Option<string?>("--archive")
        {
            Description = "Where files go that are loaded or held, by agency; without it, 'archive' beside the inbox.",
            HelpName = "DIR",
        };
        var rejected = new Option<string?>("--rejected")
        {
            Description = "Where files go that are rejected, by agency; without it, 'rejected' beside the inbox.",
            HelpName = "DIR",
        };
        var settle = new Option<int>("--settle")
        {
            Description = "A file is ready when there is a FILE.done, or when nothing was written to it for this long.",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => 60,
        };
        var options = new WorkspaceOptions();
        var command = new Command(
            "intake", "Take in every file that is ready in the drop folders, once, and put it away together with its feedback.")
        {
            inbox, archive, rejected, settle,
        };
        options.AddTo(command);
        command.SetAction(call =>
        {
            var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(call.GetValue(inbox)!));
            if (!Directory.Exists(folder))
                throw new RequestException($"There is no folder {call.GetValue(inbox)}; give an existing one with --inbox.");
            if (call.GetValue(settle) < 0)
                throw new RequestException("--settle must not be below 0.");
            var folders = new InboxFolders(folder, Target(archive, "archive"), Target(rejected, "rejected"));
            using var workspace = options.OpenExisting(call, time);
            var emptied = terminal.Call(
                new TakeInInbox(workspace), new InboxToEmpty(folders, TimeSpan.FromSeconds(call.GetValue(settle))),
                f => SubmitCommand.Told(f, workspace.Book));
            if (emptied.NotReady > 0)
                terminal.Line($"{emptied.NotReady} {(emptied.NotReady == 1 ? "file is" : "files are")} not ready yet; a later run takes in what is.");
            if (emptied.Files.Count == 0)
                terminal.Line("Nothing was ready to be taken in.");
            return SubmissionExit.CodeOf(emptied);

            string Target(Option<string?> option, string otherwise)
            {
                var target = Path.GetFullPath(call.GetValue(option) ?? Path.Combine(Path.GetDirectoryName(folder) ?? folder, otherwise));
                return InboxFolders.IsWithin(target, folder)
                    ? throw new RequestException($"{target} lies in the inbox, so what is put there would be taken in; choose another with {option.Name}.")
                    : target;
            }
        });
        return command;
    }
}
