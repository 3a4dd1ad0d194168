using System.CommandLine;
using Ndtms.Application.Submissions;

namespace Ndtms.Worker.Commands;

/// <summary><c>issues --out FILE</c>: the issues of everything submitted, as CSV.</summary>
internal static class IssuesCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var output = new Option<string>("--out") { Description = "The CSV file to write.", HelpName = "FILE", Required = true };
        var agency = new Option<string?>("--agency") { Description = "Of one agency only.", HelpName = "CODE" };
        var force = CommonOptions.Force();
        var options = new WorkspaceOptions();
        var command = new Command("issues", "Write the issues of everything submitted as CSV.") { output, agency, force };
        options.AddTo(command);
        command.SetAction(call =>
        {
            using var workspace = options.OpenExisting(call, time);
            var path = call.GetValue(output)!;
            var written = terminal.Call(new ExportIssues(workspace), new IssuesToExport(call.GetValue(agency), path, call.GetValue(force)));
            terminal.Line($"{(written.Issues == written.All ? $"{written.Issues}" : $"{written.Issues} of {written.All}")} issues of {written.Submissions} submissions written to {path}.");
            return ExitCode.Done;
        });
        return command;
    }
}
