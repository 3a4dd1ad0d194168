using System.CommandLine;
using Ndtms.Application;
using Ndtms.Application.Submissions;

namespace Ndtms.Worker.Commands;

/// <summary><c>check FILE</c>: every rule that needs no database, on a file that stays where it is.</summary>
internal static class CheckCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var file = new Argument<string>("file") { Description = "A .csv file, or a .zip or .gz that holds one." };
        var errors = new Option<string?>("--errors") { Description = "Write the file back with what was found beside each row: a .csv file, or an .xlsx workbook.", HelpName = "FILE" };
        var issues = new Option<string?>("--issues") { Description = "Write the issues as CSV.", HelpName = "FILE" };
        var workbook = new Option<string?>("--workbook") { Description = "Write the feedback workbook.", HelpName = "FILE" };
        var overlay = new WorkspaceOptions().DataSets;
        var facts = new FileOptions();
        var command = new Command("check", "Check a file without storing anything. Whether the agency is registered and what its current data are is not looked at.")
        {
            file, errors, issues, workbook, overlay,
        };
        facts.AddTo(command);
        command.SetAction(call =>
        {
            var book = WorkspaceOptions.Book(call.GetValue(overlay));
            var found = terminal.Call(new CheckFile(book), new FileToCheck(
                Files.Receive(call.GetValue(file)!), facts.Facts(call), facts.Received(call, time), facts.Correction(call)));
            terminal.Line(SubmissionWords.Line(found));
            foreach (var line in SubmissionWords.ByRule(found.Found))
                terminal.Line(line);
            if (call.GetValue(errors) is { } errorsPath)
                Files.Write(errorsPath, IsWorkbook(errorsPath) ? found.WriteErrorsWorkbook : found.WriteErrors);
            if (call.GetValue(issues) is { } issuesPath)
                Files.Write(issuesPath, found.WriteIssues);
            if (call.GetValue(workbook) is { } workbookPath)
                Files.Write(workbookPath, found.WriteWorkbook);
            return SubmissionWords.CodeOf(found.Found);
        });
        return command;
    }

    private static bool IsWorkbook(string path) => path.EndsWith(".xlsx", StringComparison.OrdinalIgnoreCase);
}
