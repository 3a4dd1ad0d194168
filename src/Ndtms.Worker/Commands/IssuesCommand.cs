using System.CommandLine;
using Ndtms.Application;
using Ndtms.Workbooks;

namespace Ndtms.Worker.Commands;

/// <summary><c>issues --out FILE</c>: the issues of everything submitted, as CSV.</summary>
internal static class IssuesCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var output = new Option<string>("--out") { Description = "The CSV file to write.", HelpName = "FILE", Required = true };
        var agency = new Option<string?>("--agency") { Description = "Of one agency only.", HelpName = "CODE" };
        var options = new WorkspaceOptions();
        var command = new Command("issues", "Write the issues of everything submitted as CSV.") { output, agency };
        options.AddTo(command);
        command.SetAction(call =>
        {
            using var workspace = options.OpenExisting(call, time);
            var submissions = workspace.Submissions();
            var files = submissions.All()
                .Where(s => call.GetValue(agency) is not { } code || string.Equals(s.Agency, code, StringComparison.OrdinalIgnoreCase))
                .Select(s => (s.Agency, submissions.IssuesOf(s.Id))).ToList();
            Files.Write(call.GetValue(output)!, stream => IssuesFile.Write(files, workspace.Book, stream));
            terminal.Line($"{files.Sum(f => f.Item2.Count)} issues of {files.Count} submissions written to {call.GetValue(output)}.");
            return ExitCode.Done;
        });
        return command;
    }
}
