using System.CommandLine;
using Ndtms.Application.Figures;
using Ndtms.Core.DataSets;
using Ndtms.Core.Persons;

namespace Ndtms.Worker.Commands;

/// <summary><c>measures --cut 2012-03 --out FILE</c>: figures as CSV, or as a table with names.</summary>
internal static class MeasuresCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var cut = CommonOptions.Cut();
        var output = new Option<string>("--out")
        {
            Description = "The file to write: a table with names where it ends with .xlsx, else CSV.",
            HelpName = "FILE",
            Required = true,
        };
        var measure = Choice("--measure", "Only this measure, by id or name.");
        var area = Choice("--area", "Only this area, by code or name.");
        var population = Choice("--population", "Only this population, such as pdu.");
        var period = Choice("--period", "Only this period: month, quarter, ytd or rolling-12.");
        var breakdown = Choice("--breakdown", "Only this breakdown; headline for the figures without one.");
        var basis = new Option<string>("--basis")
        {
            Description = "official, or resolved: persons as analysts have joined and split them. Resolved figures are exact only.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "official",
        };
        var disclosure = CommonOptions.Disclosure();
        var force = CommonOptions.Force();
        var options = new WorkspaceOptions();
        var command = new Command("measures", "Calculate every measure at a cut and write the figures, or some of them, to a file.")
        {
            cut, output, measure, area, population, period, breakdown, basis, disclosure, force,
        };
        options.AddTo(command);
        command.SetAction(call =>
        {
            var path = call.GetValue(output)!;
            var choice = new FigureChoice
            {
                Measures = call.GetValue(measure)!,
                Areas = call.GetValue(area)!,
                Populations = call.GetValue(population)!,
                Periods = call.GetValue(period)!,
                Breakdowns = call.GetValue(breakdown)!,
            };
            var request = new ExportMeasuresRequest(
                CommonOptions.ParseMonth(call.GetValue(cut)!), choice, CommonOptions.ParseDisclosure(call.GetValue(disclosure)!), path, call.GetValue(force),
                CommonOptions.Word<Basis>(call.GetValue(basis)!, basis.Name));
            using var workspace = options.OpenExisting(call, time);
            var exported = terminal.Call(new ExportMeasures(workspace), request);
            if (exported.Rows == 0)
            {
                terminal.Line($"There are no data at {DayText.Show(request.Cut)} for what was asked, so there are no figures; {path} holds a header only.");
                return ExitCode.BadData;
            }

            terminal.Line($"The figures at {DayText.Show(request.Cut)} are in {path}.");
            terminal.Warn(exported.Data);
            return ExitCode.Done;
        });
        return command;
    }

    private static Option<string[]> Choice(string name, string description) =>
        new(name) { Description = $"{description} Can be given several times.", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };
}
