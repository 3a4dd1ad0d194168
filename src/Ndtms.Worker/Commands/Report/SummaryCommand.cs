using System.CommandLine;
using Ndtms.Application.Reports;

namespace Ndtms.Worker.Commands.Report;

/// <summary><c>report summary</c>: the national quarterly summary.</summary>
internal static class SummaryCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var options = new FigureReport("england, which is what it is about without this too.");
        var command = new Command("summary", "Write the national quarterly summary: England and its regions, on four pages.");
        options.AddTo(command);
        command.SetAction(call =>
        {
            var request = options.Request(call);
            using var workspace = options.Open(call, time);
            return FigureReport.Tell(terminal, terminal.Call(new WriteNationalSummary(workspace), request), request);
        });
        return command;
    }
}
