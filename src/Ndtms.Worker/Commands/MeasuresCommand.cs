using System.CommandLine;
using Ndtms.Application;
using Ndtms.Core.Measures;
using Ndtms.Storage;

namespace Ndtms.Worker.Commands;

/// <summary><c>measures --cut 2012-03 --out FILE</c>: every figure as CSV.</summary>
internal static class MeasuresCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var cut = CommonOptions.Cut();
        var output = new Option<string>("--out") { Description = "The CSV file to write.", HelpName = "FILE", Required = true };
        var disclosure = CommonOptions.Disclosure();
        var options = new WorkspaceOptions();
        var command = new Command("measures", "Compute every measure at a cut and write the figures as CSV.") { cut, output, disclosure };
        options.AddTo(command);
        command.SetAction(call =>
        {
            var day = CommonOptions.ParseMonth(call.GetValue(cut)!);
            var mode = CommonOptions.ParseDisclosure(call.GetValue(disclosure)!);
            using var workspace = options.OpenExisting(call, time);
            var held = new HeldEpisodes(workspace.Database).Load(workspace.Book);
            var figures = MeasureRun.Compute(held, workspace.Book, day);
            var shown = ShownFigures.Of(figures, mode, new AreaTree(workspace.Book.Areas, held.Agencies.Values));
            Files.Write(call.GetValue(output)!, stream => FigureExport.Write(shown, stream));
            if (!figures.All().Any())
            {
                terminal.Line($"Nothing is held at {day:dd/MM/yyyy}, so there are no figures; {call.GetValue(output)} holds a header only.");
                return ExitCode.BadData;
            }

            terminal.Line($"The figures at {day:dd/MM/yyyy} are in {call.GetValue(output)}.");
            Caution(held.LatestReceipt, day, terminal);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Says so where figures are asked for a month that no submission reaches.</summary>
    public static void Caution(DateOnly? latestReceipt, DateOnly cut, Terminal terminal)
    {
        if (latestReceipt < cut)
        {
            terminal.Line(
                $"Warning: the latest file was received on {latestReceipt:dd/MM/yyyy}, before the end of the month, so the figures are incomplete.");
        }
    }
}
