using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Ndtms.Application;
using Ndtms.Core.Measures;
using Ndtms.Core.Persons;
using Ndtms.Core.Targets;
using Ndtms.Storage;

namespace Ndtms.Worker.Commands;

/// <summary><c>demo</c>: the whole job on the sample data, from files to workbooks.</summary>
internal static class DemoCommand
{
    private const string Marker = "made-by-demo.txt";

    private static readonly DateOnly Cut = new(2012, 3, 31);

    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var folder = new Option<string>("--folder")
        {
            Description = "Where to put the database and the reports: an empty folder, a new one, or that of an earlier demo, which is replaced.",
            HelpName = "DIR",
            DefaultValueFactory = _ => "demo",
        };
        var command = new Command("demo", "Take in the sample data and write every report, in one go.") { folder };
        command.SetAction(call =>
        {
            Run(call.GetValue(folder)!, terminal, time);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Run(string folder, Terminal terminal, TimeProvider time)
    {
        var sample = Path.Combine(AppContext.BaseDirectory, "sample-data", "2009-2012");
        if (!Directory.Exists(sample))
            throw new StorageException($"The sample data is missing from {AppContext.BaseDirectory}; build the program again.");
        Clear(folder);
        var start = time.GetTimestamp();
        var database = Path.Combine(folder, "ndtms.db");
        var output = Path.Combine(folder, "out");
        // The demo has a database, keys and logs of its own, whatever the settings say.
        var settings = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create<string, string?>(NdtmsConfiguration.Database, database)]).Build();
        using var workspace = WorkspaceOptions.Open(settings, Core.DataSets.CodeBook.Embedded, time);

        SubmitCommand.SubmitFolder(sample, DateOnly.FromDateTime(time.GetLocalNow().DateTime), workspace, terminal);
        foreach (var file in TargetFiles.All)
        {
            var path = Path.Combine(sample, "reference", $"{file.Name()}.csv");
            new TargetData(workspace.Database).Load(file, Path.GetFileName(path), File.ReadAllBytes(path), workspace.Book);
        }

        var held = new HeldEpisodes(workspace.Database).Load(workspace.Book);
        var data = ReportCommand.Prepare(workspace, held, Cut);
        var measures = Path.Combine(output, "measures-2012-03.csv");
        Files.Write(measures, stream => FigureExport.Write(data.Figures, stream));
        var reports = ReportCommand.WriteMonthly(data, null, output, terminal);
        var packs = ReportCommand.WriteQuarterly(data, null, null, output, terminal);
        var lists = ReportCommand.WriteExceptions(data, null, output, terminal);
        var feedback = ReportCommand.WriteFeedback(workspace, Cut, _ => true, output, terminal);

        var submissions = workspace.Submissions().All();
        var taken = submissions.Count(s => s.State is SubmissionState.Accepted or SubmissionState.Superseded);
        terminal.Line();
        terminal.Line($"{Count(submissions.Count, "file")} taken in: {taken} accepted, {submissions.Count - taken} rejected or held.");
        terminal.Line($"{Number(held.Clients.Count)} clients of {Number(held.Agencies.Count)} agencies are {Number(PersonIndex.Of(Basis.Official, held.Clients).Count)} persons.");
        terminal.Line();
        terminal.Line($"England at {Core.DataSets.DayText.Show(Cut)}, twelve months:");
        foreach (var (label, measure, population, share) in Headlines)
            terminal.Line($"  {label,-44} {Show(data.Figures, measure, population, share),10}");
        terminal.Line();
        terminal.Line($"{Count(reports, "monthly report")}, {Count(packs, "quarterly pack")}, {Count(lists, "list")} of exceptions and feedback on {Count(feedback.Count, "agency", "agencies")} are in {output}:");
        terminal.Line("  monthly-england-2012-03.xlsx         figures of England; one more for each region and partnership");
        terminal.Line("  quarterly-A12B-2011-12-Q4.xlsx       what Sunderland's quarterly review meeting needs");
        terminal.Line("  exceptions-england-2012-03.xlsx      partnerships whose figures stay far below target");
        terminal.Line("  feedback-N0801-2012-03-2.xlsx        what agency N0801 has to mend; its file with an ERRORS column beside it");
        terminal.Line("  measures-2012-03.csv                 every figure");
        terminal.Line($"The database is {database}. Done in {time.GetElapsedTime(start).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s.");
    }

    private static readonly (string Label, string Measure, Population Population, bool Share)[] Headlines =
    [
        ("People in treatment", "in-treatment", Population.All, false),
        ("Problem drug users in treatment", "in-treatment", Population.ProblemDrugUsers, false),
        ("New presentations", "new-presentations", Population.All, false),
        ("Problem drug users in effective treatment", "effective-treatment", Population.ProblemDrugUsers, true),
        ("First waits of 3 weeks or less", "wait-first", Population.All, true),
        ("Planned exits", "planned-exits", Population.All, true),
    ];

    private static string Show(ShownFigures figures, string measure, Population population, bool share) =>
        figures.Find(new FigureKey(AreaLevel.England, Core.DataSets.Areas.England, population, PeriodKind.RollingTwelve, measure)) is not { } figure
            ? "none"
            : share
                ? figure.Value.Value is { } value ? value.ToString("0.0 %", CultureInfo.InvariantCulture) : "none"
                : Number((int)(figure.N.Value ?? 0));

    private static string Number(int number) => number.ToString("#,##0", CultureInfo.InvariantCulture);

    private static string Count(int count, string one, string? many = null) => $"{Number(count)} {(count == 1 ? one : many ?? one + "s")}";

    /// <summary>Takes away what an earlier demo left, and nothing else: a folder that no demo made may hold a real database and its keys.</summary>
    private static void Clear(string folder)
    {
        if (File.Exists(folder))
            throw new RequestException($"{folder} is a file; name a folder with --folder.");
        if (!Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Files.Write(Path.Combine(folder, Marker), stream => stream.Write("The demo made this folder and replaces what is in it.\n"u8));
            return;
        }

        if (!File.Exists(Path.Combine(folder, Marker)))
            throw new RequestException($"{folder} holds files that no demo left there; name an empty folder with --folder.");
        Database.CloseAll();
        foreach (var file in (string[])["ndtms.db", "ndtms.db-wal", "ndtms.db-shm"])
            File.Delete(Path.Combine(folder, file));
        foreach (var part in (string[])["out", "keys", "logs"])
        {
            if (Directory.Exists(Path.Combine(folder, part)))
                Directory.Delete(Path.Combine(folder, part), recursive: true);
        }
    }
}
