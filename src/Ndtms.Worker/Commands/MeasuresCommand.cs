using System.CommandLine;
using System.Globalization;
using Ndtms.Application;
using Ndtms.Core.Measures;
using Ndtms.Core.Records;
using Ndtms.Storage;

namespace Ndtms.Worker.Commands;

/// <summary><c>measures --cut 2012-03 --out FILE</c>: every figure as CSV.</summary>
internal static class MeasuresCommand
{
    // The years between which periods of up to three years before a cut, and days after it, are dates that exist and make sense.
    private const int Earliest = 1990;
    private const int Latest = 2200;

    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var cut = CutOption();
        var output = new Option<string>("--out") { Description = "The CSV file to write.", HelpName = "FILE", Required = true };
        var disclosure = DisclosureOption();
        var options = new WorkspaceOptions();
        var command = new Command("measures", "Compute every measure at a cut and write the figures as CSV.") { cut, output, disclosure };
        options.AddTo(command);
        command.SetAction(call =>
        {
            var day = ParseCut(call.GetValue(cut)!);
            var mode = ParseDisclosure(call.GetValue(disclosure)!);
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

    /// <summary>The option that names the month reported on.</summary>
    public static Option<string> CutOption() =>
        new("--cut") { Description = "The month reported on, such as 2012-03.", HelpName = "MONTH", Required = true };

    /// <summary>The option that names what becomes of small numbers.</summary>
    public static Option<string> DisclosureOption() => new("--disclosure")
    {
        Description = "What becomes of small numbers: none (restricted), suppress (counts of 1 to 4 become *) or round-5.",
        HelpName = "MODE",
        DefaultValueFactory = _ => DisclosureMode.None.Name(),
    };

    /// <summary>A mode by its name.</summary>
    /// <exception cref="RequestException">There is none of that name.</exception>
    public static DisclosureMode ParseDisclosure(string name) => DisclosureModes.TryParse(name, out var mode)
        ? mode
        : throw new RequestException($"There is no disclosure mode '{name}'; there are none, suppress and round-5.");

    /// <summary>Says so where figures are asked for a month that no submission reaches.</summary>
    public static void Caution(DateOnly? latestReceipt, DateOnly cut, Terminal terminal)
    {
        if (latestReceipt < cut)
        {
            terminal.Line(
                $"Beware: the latest file was received on {latestReceipt:dd/MM/yyyy}, before the month's end; the figures are not complete.");
        }
    }

    /// <summary>The last day of a month written 2012-03, or of a day that is one.</summary>
    /// <exception cref="RequestException">It is no month.</exception>
    public static DateOnly ParseCut(string text)
    {
        var day = DateOnly.TryParseExact(text + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)
            && first.Year < Latest ? first.AddMonths(1).AddDays(-1)
            : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var last)
            && last.Year < Latest && last.AddDays(1).Day == 1 ? last
            : throw new RequestException($"'{text}' is no month; write the month reported on as 2012-03.");
        return day.Year >= Earliest ? day : throw new RequestException($"'{text}' lies before all treatment data; months start in {Earliest}.");
    }
}
