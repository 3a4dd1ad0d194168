using System.CommandLine;
using System.Globalization;
using Ndtms.Application;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;

namespace Ndtms.Worker;

/// <summary>Options that several commands have, and how their values are read.</summary>
internal static class CommonOptions
{
    // Months between which periods of up to three years before a cut, and days after it, are dates that exist and make sense.
    private const int EarliestYear = 1990;
    private const int LatestYear = 2200;

    /// <summary>The month reported on, as commands that make figures name it.</summary>
    public static Option<string> Cut() => Month("--cut");

    /// <summary>The month reported on, as commands of the calendar and of jobs name it.</summary>
    public static Option<string> Month() => Month("--month");

    /// <summary>The day to look from.</summary>
    public static Option<string?> On() => new("--on") { Description = "The day to look from. If left out, today.", HelpName = "DAY" };

    /// <summary>What is done against disclosure.</summary>
    public static Option<string> Disclosure() => new("--disclosure")
    {
        Description = "Whose numbers: none (exact; restricted), public (rounded at random to multiples of 5) or own (an agency's or partnership's own exact, all others rounded).",
        HelpName = "MODE",
        DefaultValueFactory = _ => Edition.Exact.Name(),
    };

    /// <summary>Codes of areas.</summary>
    /// <param name="which">Which areas can be given, such as "A region, or england.".</param>
    public static Option<string[]> Areas(string which) =>
        new("--area") { Description = $"{which} Can be given several times.", HelpName = "CODE", AllowMultipleArgumentsPerToken = true };

    /// <summary>The folder that files are written to.</summary>
    public static Option<string> Folder() => new("--out") { Description = "The folder to write to.", HelpName = "DIR", Required = true };

    /// <summary>Whether outputs may replace files that are not ours.</summary>
    public static Option<bool> Force() => new("--force")
    {
        Description = "Replace an existing file that this program did not write. A database, a key or the file that is read is never replaced.",
    };

    /// <summary>The last day of a month that is written as 2012-03, or as its last day.</summary>
    /// <exception cref="RequestException">It is not a month, or lies before all treatment data.</exception>
    public static DateOnly ParseMonth(string text)
    {
        var day = DateOnly.TryParseExact(text + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)
            && first.Year < LatestYear ? first.AddMonths(1).AddDays(-1)
            : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var last)
            && last.Year < LatestYear && last.AddDays(1).Day == 1 ? last
            : throw new RequestException($"'{text}' is not a month; write the month reported on as 2012-03.");
        return day.Year >= EarliestYear ? day : throw new RequestException($"'{text}' lies before all treatment data; months start in {EarliestYear}.");
    }

    /// <summary>A day that is written as 2012-03-31, 31/03/2012 or 20120331.</summary>
    /// <param name="text">The day.</param>
    /// <param name="option">The option that gives it.</param>
    /// <exception cref="RequestException">It is not a day.</exception>
    public static DateOnly ParseDay(string text, string option) =>
        DateOnly.TryParseExact(
            text, ["yyyy-MM-dd", "dd/MM/yyyy", "yyyyMMdd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new RequestException($"'{text}' is not a day for {option}; write it as 2012-03-31.");

    /// <summary>The day that a call gives, or today.</summary>
    /// <exception cref="RequestException">It is not a day.</exception>
    public static DateOnly DayOf(ParseResult call, Option<string?> option, TimeProvider time) => call.GetValue(option) is { } text
        ? ParseDay(text, option.Name)
        : DateOnly.FromDateTime(time.GetLocalNow().DateTime);

    /// <summary>The edition that a word asks for.</summary>
    /// <exception cref="RequestException">There is no such.</exception>
    public static Edition ParseDisclosure(string name) => Editions.TryParse(name, out var edition)
        ? edition
        : throw new RequestException($"There is no disclosure mode '{name}'; there are {string.Join(", ", Editions.All)}.");

    private static Option<string> Month(string name) =>
        new(name) { Description = "The month reported on, such as 2012-03.", HelpName = "MONTH", Required = true };

    /// <summary>Reads one of a few words.</summary>
    /// <param name="text">The word.</param>
    /// <param name="name">What it is given with.</param>
    /// <exception cref="RequestException">It is another.</exception>
    public static T Word<T>(string text, string name)
        where T : struct, Enum => Enum.GetNames<T>().FirstOrDefault(n => n.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } known
            ? Enum.Parse<T>(known)
            : throw new RequestException($"{name} must be {string.Join(", ", Enum.GetNames<T>().Select(n => n.ToLowerInvariant()))}, not '{text}'.");
}
