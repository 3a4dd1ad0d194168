using System.CommandLine;
using System.Globalization;
using Ndtms.Core.Measures;
using Ndtms.Storage;

namespace Ndtms.Worker.Commands;

/// <summary><c>measures --cut 2012-03 --out FILE</c>: every figure as CSV.</summary>
internal static class MeasuresCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var cut = CutOption();
        var output = new Option<string>("--out") { Description = "The CSV file to write.", HelpName = "FILE", Required = true };
        var options = new WorkspaceOptions();
        var command = new Command("measures", "Compute every measure at a cut and write the figures as CSV.") { cut, output };
        options.AddTo(command);
        command.SetAction(call =>
        {
            var day = ParseCut(call.GetValue(cut)!);
            using var workspace = options.Open(call, time);
            var figures = MeasureRun.Compute(new HeldEpisodes(workspace.Database).Load(), workspace.Book, day);
            Paths.Write(call.GetValue(output)!, stream => FigureExport.Write(figures, stream));
            terminal.Line($"{call.GetValue(output)}: the figures at {day:dd/MM/yyyy}.");
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The option that names the month reported on.</summary>
    public static Option<string> CutOption() =>
        new("--cut") { Description = "The month reported on, such as 2012-03.", HelpName = "MONTH", Required = true };

    /// <summary>The last day of a month written 2012-03, or of a day that is one.</summary>
    /// <exception cref="WrongCallException">It is no month.</exception>
    public static DateOnly ParseCut(string text)
    {
        if (DateOnly.TryParseExact(text + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first))
            return first.AddMonths(1).AddDays(-1);
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.AddDays(1).Day == 1)
            return day;
        throw new WrongCallException($"'{text}' is no month; write the month reported on as 2012-03.");
    }
}
