using System.CommandLine;
using Ndtms.Application.Reports;

namespace Ndtms.Worker.Commands.Report;

/// <summary><c>report monthly</c>: the monthly reports of areas.</summary>
internal static class MonthlyCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var options = new FigureReport("The code of a partnership, a region or an agency, or england.");
        var command = new Command("monthly", "Write the monthly reports: of every partnership, region and England, or of the areas asked for.");
        options.AddTo(command);
        command.SetAction(call =>
        {
            var request = options.Request(call);
            using var workspace = options.Open(call, time);
            return FigureReport.Tell(terminal, terminal.Call(new WriteMonthlyReports(workspace), request), request);
        });
        return command;
    }
}
