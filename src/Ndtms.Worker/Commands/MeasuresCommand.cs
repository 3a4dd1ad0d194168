using System.CommandLine;
using Ndtms.Application.Figures;
using Ndtms.Core.DataSets;

namespace Ndtms.Worker.Commands;

/// <summary><c>measures --cut 2012-03 --out FILE</c>: every figure as CSV.</summary>
internal static class MeasuresCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var cut = CommonOptions.Cut();
        var output = new Option<string>("--out") { Description = "The CSV file to write.", HelpName = "FILE", Required = true };
        var disclosure = CommonOptions.Disclosure();
        var force = CommonOptions.Force();
        var options = new WorkspaceOptions();
        var command = new Command("measures", "Calculate every measure at a cut and write the figures as CSV.") { cut, output, disclosure, force };
        options.AddTo(command);
        command.SetAction(call =>
        {
            var path = call.GetValue(output)!;
            var request = new ExportMeasuresRequest(
                CommonOptions.ParseMonth(call.GetValue(cut)!), [], CommonOptions.ParseDisclosure(call.GetValue(disclosure)!), path, call.GetValue(force));
            using var workspace = options.OpenExisting(call, time);
            var exported = terminal.Call(new ExportMeasures(workspace), request);
            if (exported.Rows == 0)
            {
                terminal.Line($"There are no data at {DayText.Show(request.Cut)}, so there are no figures; {path} holds a header only.");
                return ExitCode.BadData;
            }

            terminal.Line($"The figures at {DayText.Show(request.Cut)} are in {path}.");
            terminal.Warn(exported.Data);
            return ExitCode.Done;
        });
        return command;
    }
}
