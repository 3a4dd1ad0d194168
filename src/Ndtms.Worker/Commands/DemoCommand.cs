using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Ndtms.Application;
using Ndtms.Application.Demo;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Storage;

namespace Ndtms.Worker.Commands;

/// <summary><c>demo</c>: the whole job on the sample data, from files to workbooks.</summary>
internal static class DemoCommand
{
    private static readonly (string Label, string Measure, Population Population, bool Share)[] Headlines =
    [
        ("People in treatment", "in-treatment", Population.All, false),
        ("Problem drug users in treatment", "in-treatment", Population.ProblemDrugUsers, false),
        ("New presentations", "new-presentations", Population.All, false),
        ("Problem drug users in effective treatment", "effective-treatment", Population.ProblemDrugUsers, true),
        ("First waits of 3 weeks or less", "wait-first", Population.All, true),
        ("Planned exits", "planned-exits", Population.All, true),
    ];

    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var folder = new Option<string>("--folder")
        {
            Description = "Where to put the database and the reports: an empty folder, a new one, or that of an earlier demo, which is replaced.",
            HelpName = "DIR",
            DefaultValueFactory = _ => "demo",
        };
        var command = new Command("demo", "Load the sample data and write every report, in one go.") { folder };
        command.SetAction(call =>
        {
            Run(call.GetValue(folder)!, terminal, time);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Run(string folder, Terminal terminal, TimeProvider time)
    {
        var sample = Sample();
        if (NamesServer())
            terminal.Line($"The demonstration uses its own embedded database under {folder}; the configured SQL Server is not touched.");
        var place = new DemoFolder(folder);
        place.Clear();
        var start = time.GetTimestamp();
        // The demo has a database, keys and logs of its own, whatever the settings say.
        var settings = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create<string, string?>(NdtmsConfiguration.Database, place.Database)]).Build();
        using var workspace = WorkspaceOptions.Open(settings, CodeBook.Embedded, time);
        var made = terminal.Call(new RunDemo(workspace), new RunDemoRequest(sample, place.Output), f => SubmitCommand.Told(f, workspace.Book));
        terminal.Line();
        terminal.Line($"{Count(made.Submissions, "file")} submitted: {made.Accepted} accepted, {made.Submissions - made.Accepted} rejected or held.");
        terminal.Line($"{Number(made.Clients)} clients of {Number(made.Agencies)} agencies are {Number(made.Persons)} persons.");
        terminal.Line();
        terminal.Line($"England at {DayText.Show(RunDemo.Cut)}, twelve months:");
        foreach (var (label, measure, population, share) in Headlines)
            terminal.Line($"  {label,-44} {Show(made.Figures, measure, population, share),10}");
        terminal.Line();
        terminal.Line($"{Count(made.Reports.Written.Count, "monthly report")}, {Count(made.Packs.Written.Count, "quarterly pack")},"
            + $" {Count(made.Exceptions.Written.Count, "list")} of exceptions and feedback on {Count(made.Feedback.Agencies.Count, "agency", "agencies")}"
            + $" are in {place.Output}:");
        terminal.Line("  monthly-england-2012-03.xlsx         figures of England; one more for each region and partnership");
        terminal.Line("  quarterly-A12B-2011-12-Q4.xlsx       what Sunderland's quarterly review meeting needs");
        terminal.Line("  exceptions-england-2012-03.xlsx      partnerships whose figures stay far below target");
        terminal.Line("  feedback-N0801-2012-03-2.xlsx        what agency N0801 has to correct; its file with an ERRORS column beside it");
        terminal.Line("  measures-2012-03.csv                 every figure");
        terminal.Line($"The database is {place.Database}. Done in {time.GetElapsedTime(start).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s.");
    }

    /// <summary>The folder of the sample data.</summary>
    /// <exception cref="StorageException">It is missing.</exception>
    internal static string Sample()
    {
        var sample = Path.Combine(AppContext.BaseDirectory, "sample-data", "2009-2012");
        return Directory.Exists(sample) ? sample : throw new StorageException($"The sample data is missing from {AppContext.BaseDirectory}; build the program again.");
    }

    /// <summary>Whether the settings, of which nothing else is used, name a server.</summary>
    private static bool NamesServer()
    {
        try
        {
            return StorageOptions.SqlServer.Equals(NdtmsConfiguration.Build()[NdtmsConfiguration.Engine]?.Trim(), StringComparison.OrdinalIgnoreCase);
        }
        catch (Exception e) when (e is RequestException or IOException or UnauthorizedAccessException)
        {
            // A settings file that cannot be read names none.
            return false;
        }
    }

    private static string Show(ShownFigures figures, string measure, Population population, bool share) =>
        figures.Find(new FigureKey(AreaLevel.England, Areas.England, population, PeriodKind.RollingTwelve, measure)) is not { } figure
            ? "none"
            : share
                ? figure.Value.Value is { } value ? value.ToString("0.0 %", CultureInfo.InvariantCulture) : "none"
                : Number((int)(figure.N.Value ?? 0));

    private static string Number(int number) => number.ToString("#,##0", CultureInfo.InvariantCulture);

    private static string Count(int count, string one, string? many = null) => $"{Number(count)} {(count == 1 ? one : many ?? one + "s")}";
}
