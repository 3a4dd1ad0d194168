using System.CommandLine;
using Ndtms.Application;
using Ndtms.Core.Validation;
using Ndtms.Workbooks;

namespace Ndtms.Worker.Commands;

/// <summary><c>check FILE</c>: every rule that needs no database, on a file that stays where it is.</summary>
internal static class CheckCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var file = new Argument<string>("file") { Description = "A .csv file, or a .zip or .gz that holds one." };
        var errors = new Option<string?>("--errors") { Description = "Write the file back with an ERRORS column.", HelpName = "FILE" };
        var issues = new Option<string?>("--issues") { Description = "Write the issues as CSV.", HelpName = "FILE" };
        var workbook = new Option<string?>("--workbook") { Description = "Write the feedback workbook.", HelpName = "FILE" };
        var overlay = new WorkspaceOptions().DataSets;
        var facts = new FileOptions();
        var command = new Command("check", "Check a file without storing anything. Agency registration and what is held are not looked at.")
        {
            file, errors, issues, workbook, overlay,
        };
        facts.AddTo(command);
        command.SetAction(call =>
        {
            var book = WorkspaceOptions.Book(call.GetValue(overlay));
            var received = Files.Receive(call.GetValue(file)!);
            var found = SubmissionCheck.Run(received, facts.Facts(call), facts.Received(call, time), book, facts.Correction(call));
            terminal.Line(Verdicts.Line(found, book));
            foreach (var line in Verdicts.ByRule(found))
                terminal.Line(line);
            if (call.GetValue(errors) is { } errorsPath)
                Files.Write(errorsPath, stream => ErrorsFile.Write(received, found.Issues, book, stream));
            if (call.GetValue(issues) is { } issuesPath)
                Files.Write(issuesPath, stream => IssuesFile.Write([(found.Facts?.Agency, found.Issues)], book, stream));
            if (call.GetValue(workbook) is { } workbookPath)
                Files.Write(workbookPath, stream => FeedbackReport.Write(
                    SubmissionFeedback.Of(found, number: 1).WithContent(found, book), book, ProgramVersion.Text, stream));
            return Verdicts.CodeOf(found);
        });
        return command;
    }
}
