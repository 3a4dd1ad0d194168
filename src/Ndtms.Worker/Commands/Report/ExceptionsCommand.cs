using System.CommandLine;
using Ndtms.Application.Reports;

namespace Ndtms.Worker.Commands.Report;

/// <summary><c>report exceptions</c>: the lists of sustained poor performance.</summary>
internal static class ExceptionsCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var options = new FigureReport("The code of a region, or england.");
        var command = new Command("exceptions", "Write the lists of sustained poor performance: of England and of every region, or of the areas asked for.");
        options.AddTo(command);
        command.SetAction(call =>
        {
            var request = options.Request(call);
            using var workspace = options.Open(call, time);
            return FigureReport.Tell(terminal, terminal.Call(new WriteExceptions(workspace), request), request);
        });
        return command;
    }
}
