using System.CommandLine;
using Ndtms.Application;
using Ndtms.Application.Submissions;
using Ndtms.Core.DataSets;
using Ndtms.Worker.Commands.Submission;

namespace Ndtms.Worker.Commands;

/// <summary><c>submit FILE...</c>: receives files, or folders of them, and processes them.</summary>
internal static class SubmitCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var paths = new Argument<string[]>("path")
        {
            Description = "Files, or folders of files. A folder can hold submissions.csv (the order and facts of its files) and agencies.csv"
                + " (loaded first).",
            Arity = ArgumentArity.OneOrMore,
        };
        var confirm = new Option<bool>("--confirm") { Description = "Load a file that would be held, unless it removes much." };
        var remove = DecideCommand.RemoveOption();
        var options = new WorkspaceOptions();
        var facts = new FileOptions();
        var command = new Command("submit", "Submit files: store them, check them and load what can be loaded.") { paths, confirm, remove };
        facts.AddTo(command);
        options.AddTo(command);
        command.SetAction(call =>
        {
            var given = new FilesToSubmit("", facts.Facts(call), facts.Received(call, time), facts.Correction(call), call.GetValue(confirm) || call.GetValue(remove) is not null, call.GetValue(remove));
            var named = call.GetValue(paths)!;
            foreach (var path in named.Where(p => !Directory.Exists(p) && !File.Exists(p)))
                throw new RequestException($"There is no file or folder {path}; check the path.");
            var isNew = !options.Exists(call);
            Console.CancelKeyPress += Stopped;
            try
            {
                var worst = ExitCode.Done;
                foreach (var path in named)
                {
                    using var workspace = options.Open(call, time);
                    if (isNew)
                        terminal.Line($"There was no database {workspace.Database.Name}, so it is created.");
                    isNew = false;
                    var submitted = terminal.Call(new SubmitFiles(workspace), given with { Path = path }, f => Told(f, workspace.Book));
                    worst = Math.Max(worst, SubmissionExit.CodeOf(submitted));
                }

                return worst;
            }
            finally
            {
                Console.CancelKeyPress -= Stopped;
            }

            void Stopped(object? sender, ConsoleCancelEventArgs e) => call.InvocationConfiguration.Error.WriteLine(
                "Stopped. Every file reported as loaded is loaded; the one being processed is resumed by the next 'submit' or 'submission resume'.");
        });
        return command;
    }

    /// <summary>The line on a file that has just been finished.</summary>
    public static string? Told(object finished, CodeBook book) => finished switch
    {
        ProcessedSubmission resumed => $"Resumed: {SubmissionWords.Line(resumed.FileName, resumed.Result, book)}",
        SubmittedFile file => SubmissionWords.Line(file, book),
        InboxFile file => SubmissionWords.Line(file, book),
        _ => null,
    };
}
