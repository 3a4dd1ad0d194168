using System.CommandLine;
using System.Globalization;
using Ndtms.Application;
using Ndtms.Application.Figures;

namespace Ndtms.Worker.Commands;

/// <summary><c>explain</c>: who is behind a figure, and why.</summary>
internal static class ExplainCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var measure = new Option<string>("--measure") { Description = "The measure's id or name, such as effective-treatment.", HelpName = "ID", Required = true };
        var area = new Option<string>("--area") { Description = "A partnership, region, england or agency, by code or name.", HelpName = "CODE", Required = true };
        var cut = CommonOptions.Cut();
        var population = new Option<string>("--population") { Description = "The population, such as pdu.", HelpName = "NAME", DefaultValueFactory = _ => "all" };
        var period = new Option<string>("--period") { Description = "month, quarter, ytd or rolling-12.", HelpName = "NAME", DefaultValueFactory = _ => "month" };
        var breakdown = new Option<string>("--breakdown") { Description = "A breakdown of the measure.", HelpName = "NAME", DefaultValueFactory = _ => "" };
        var category = new Option<string>("--category") { Description = "A category of the breakdown.", HelpName = "NAME", DefaultValueFactory = _ => "" };
        var agency = new Option<string?>("--agency") { Description = "Show this agency's own client and episode ids.", HelpName = "CODE" };
        var output = new Option<string?>("--out") { Description = "Write a CSV file instead of the screen.", HelpName = "FILE" };
        var disclosure = CommonOptions.Disclosure();
        var force = CommonOptions.Force();
        var options = new WorkspaceOptions();
        var command = new Command("explain", "List the persons behind a figure, with the dates that count them in or keep them out.")
        {
            measure, area, cut, population, period, breakdown, category, agency, disclosure, output, force,
        };
        options.AddTo(command);
        command.SetAction(call =>
        {
            var request = new ExplainFigureRequest(
                CommonOptions.ParseMonth(call.GetValue(cut)!), call.GetValue(area)!, call.GetValue(measure)!, call.GetValue(population)!,
                call.GetValue(period)!, call.GetValue(breakdown)!, call.GetValue(category)!, call.GetValue(agency),
                Edition: CommonOptions.ParseDisclosure(call.GetValue(disclosure)!));
            var file = call.GetValue(output) is { } path ? Output.Csv(path, CasesFile.Header, call.GetValue(force)) : null;
            file?.Check();
            using var workspace = options.OpenExisting(call, time);
            var cases = terminal.Call(new ExplainFigure(workspace), request).Items;
            if (file is null)
            {
                foreach (var line in CasesFile.Lines(cases))
                    terminal.Line(line);
                return ExitCode.Done;
            }

            file.Write(stream =>
            {
                using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
                foreach (var line in CasesFile.Lines(cases))
                    writer.WriteLine(line);
            });
            terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{file.Path}: the {cases.Count} cases behind the figure."));
            return ExitCode.Done;
        });
        return command;
    }
}
