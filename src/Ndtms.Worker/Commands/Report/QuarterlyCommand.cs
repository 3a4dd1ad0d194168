using System.CommandLine;
using Ndtms.Application.Reports;

namespace Ndtms.Worker.Commands.Report;

/// <summary><c>report quarterly</c>: the packs for quarterly reviews.</summary>
internal static class QuarterlyCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var options = new FigureReport("The code of a partnership or a region, or england.");
        var actions = new Option<string?>("--actions")
        {
            Description = "The folder of the last packs: their tables of actions are carried over, from each area's latest pack of an earlier quarter.",
            HelpName = "DIR",
        };
        var command = new Command("quarterly", "Write the quarterly review packs: of every partnership, region and England, or of the areas asked for.") { actions };
        options.AddTo(command);
        command.SetAction(call =>
        {
            var of = options.Request(call);
            var request = new QuarterlyPackRequest(of.Origin, of.Areas, of.Edition, of.Folder, call.GetValue(actions), of.Force) { Pdf = of.Pdf };
            using var workspace = options.Open(call, time);
            return FigureReport.Tell(terminal, terminal.Call(new WriteQuarterlyPacks(workspace), request), request);
        });
        return command;
    }
}
