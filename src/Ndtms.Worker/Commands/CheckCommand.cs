using System.CommandLine;
using Ndtms.Application;
using Ndtms.Application.Submissions;
using Ndtms.Storage;
using Ndtms.Workbooks;

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
        var force = CommonOptions.Force();
        var overlay = new WorkspaceOptions().DataSets;
        var facts = new FileOptions();
        var command = new Command("check", "Check a file without storing anything. Whether the agency is registered and what its current data are is not looked at.")
        {
            file, errors, issues, workbook, force, overlay,
        };
        facts.AddTo(command);
        command.SetAction(call =>
        {
            var (input, replaces) = (call.GetValue(file)!, call.GetValue(force));
            var errorsTo = call.GetValue(errors) is { } errorsPath ? Output.Errors(errorsPath, replaces) : null;
            var issuesTo = call.GetValue(issues) is { } issuesPath ? Output.Csv(issuesPath, IssuesFile.Header, replaces) : null;
            var workbookTo = call.GetValue(workbook) is { } workbookPath ? Output.Workbook(workbookPath, replaces) : null;
            Check(input, [.. new[] { errorsTo, issuesTo, workbookTo }.OfType<Output>()]);
            var book = WorkspaceOptions.Book(call.GetValue(overlay));
            var found = terminal.Call(new CheckFile(book), new FileToCheck(
                Files.Receive(input), facts.Facts(call), facts.Received(call, time), facts.Correction(call)));
            terminal.Line(SubmissionWords.Line(found));
            foreach (var line in SubmissionWords.ByRule(found.Found))
                terminal.Line(line);
            errorsTo?.Write(Output.IsNamedAsWorkbook(errorsTo.Path) ? found.WriteErrorsWorkbook : found.WriteErrors);
            issuesTo?.Write(found.WriteIssues);
            workbookTo?.Write(found.WriteWorkbook);
            return SubmissionExit.CodeOf(found.Found);
        });
        return command;
    }

    /// <summary>Refuses before the file is read what cannot be written after it.</summary>
    private static void Check(string input, IReadOnlyList<Output> outputs)
    {
        foreach (var output in outputs)
            output.Check(input);
        if (outputs.Select(o => RealPath.Of(o.Path)).Distinct(StringComparer.Ordinal).Count() < outputs.Count)
            throw new RequestException("Two of --errors, --issues and --workbook name the same file; give each a name of its own.");
    }
}
