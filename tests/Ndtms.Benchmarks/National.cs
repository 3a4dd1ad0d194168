using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Ndtms.Application;
using Ndtms.Application.Access;
using Ndtms.Application.Figures;
using Ndtms.Application.Reports;
using Ndtms.Application.Submissions;
using Ndtms.Core.DataSets;
using Ndtms.Core.Measures;
using Ndtms.Storage;
using Serilog.Core;

namespace Ndtms.Benchmarks;

/// <summary>The whole month of a country, each step by the real program in a process of its own on one fresh database, and then single files that
/// arrive late. Prints a table in Markdown.</summary>
/// <param name="root">The folder of the files and of the runs.</param>
/// <param name="generateOnly">Whether to stop when there are files.</param>
internal sealed class National(string root, bool generateOnly)
{
    private const string Month = "2012-03";

    // The last of them counts: a service that runs has compiled what it runs.
    private const int Sendings = 3;

    private static readonly DateOnly Cut = new(2012, 3, 31);

    /// <summary>A part of England as it is written: 1/16, 0.25 or 1.</summary>
    /// <exception cref="FormatException">It is no number.</exception>
    public static double Share(string text) =>
        text.Split('/').Select(part => double.Parse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture)).Aggregate((whole, of) => whole / of);

    /// <summary>Runs months, one after the other.</summary>
    /// <param name="shares">Parts of England, above 0 and at most 1.</param>
    /// <param name="people">What <c>generate</c> makes of so many people; null: nothing.</param>
    public int Run(IEnumerable<double> shares, int? people)
    {
        Directory.CreateDirectory(root);
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores, {memory:0} GiB of memory, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, {DateTime.UtcNow:yyyy-MM-dd}"));
        foreach (var share in shares)
            Run(string.Create(CultureInfo.InvariantCulture, $"{share:0.####} of England"), NationalFiles.OfCountry(root, share));
        if (people is { } number)
            Run(string.Create(CultureInfo.InvariantCulture, $"generate --people {number}"), NationalFiles.OfPeople(root, number));
        return 0;
    }

    private void Run(string name, NationalFiles files)
    {
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"**{name}**: {files.Files:#,##0} files, {files.Rows:#,##0} rows, {files.Bytes / 1e6:#,##0} MB"));
        if (generateOnly)
            return;
        var place = Path.Combine(root, "run");
        if (Directory.Exists(place))
            Directory.Delete(place, recursive: true);
        Directory.CreateDirectory(place);
        Console.WriteLine();
        Console.WriteLine("| step | seconds | processor seconds | a second | peak memory, MiB | written, MB |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        var month = new List<ProgramRun>
        {
            Step("take in", (files.Rows, "rows"), "submit", files.Folder),
            Step("every figure as CSV", (files.Rows, "rows"), "measures", "--cut", Month, "--out", "figures.csv"),
            Workbooks("monthly reports", "monthly"),
            Workbooks("quarterly packs", "quarterly"),
            Workbooks("feedback", "feedback"),
        };
        Print("the month", month.Sum(s => s.Seconds), month.Sum(s => s.Processor), "", month.Max(s => s.Peak), BytesOf(place));
        List<ProgramRun> again = [Workbooks("monthly reports again", "monthly", "again"), Workbooks("quarterly packs again", "quarterly", "again")];
        Print("the reports again", again.Sum(s => s.Seconds), again.Sum(s => s.Processor), "", again.Max(s => s.Peak), null);
        foreach (var (path, rows) in files.Later)
            SendLater(path, rows);
        // Connections that are kept open would find the next month's database in its place.
        Database.CloseAll();
        Directory.Delete(place, recursive: true);

        ProgramRun Step(string what, (long Count, string Of) done, params string[] words)
        {
            var before = BytesOf(place);
            var run = ProgramRun.Of(place, [.. words, "--database", "ndtms.db"]);
            Print(what, run.Seconds, run.Processor, string.Create(CultureInfo.InvariantCulture, $"{done.Count / run.Seconds:#,##0.#} {done.Of}"), run.Peak, BytesOf(place) - before);
            return run;
        }

        ProgramRun Workbooks(string what, string kind, string below = "out")
        {
            var (folder, before) = (Path.Combine(place, below, kind), BytesOf(place));
            var run = ProgramRun.Of(place, "report", kind, "--cut", Month, "--out", folder, "--database", "ndtms.db");
            var count = Directory.GetFiles(folder, "*.xlsx").Length;
            Print($"{what} ({count:#,##0} workbooks)", run.Seconds, run.Processor, string.Create(CultureInfo.InvariantCulture, $"{count / run.Seconds:#,##0.#} workbooks"), run.Peak, BytesOf(place) - before);
            return run;
        }

        void SendLater(string path, int rows)
        {
            var agency = Path.GetFileName(path).Split('-')[0];
            var partnership = File.ReadLines(Path.Combine(files.Folder, "agencies.csv")).Select(l => l.Split(',')).First(l => l[0] == agency)[2];
            var what = string.Create(CultureInfo.InvariantCulture, $"a file of {rows:#,##0} rows");
            Directory.CreateDirectory(Path.Combine(place, "inbox", agency));
            File.Copy(path, Path.Combine(place, "inbox", agency, Path.GetFileName(path)));
            Step($"{what}: from the inbox until its feedback is written", (rows, "rows"), "intake", "--inbox", "inbox", "--settle", "0");
            Step($"{what}: its partnership's monthly report", (1, "workbooks"), "report", "monthly", "--cut", Month, "--area", partnership, "--out", "late");
            var (first, intake, report) = (Path.Combine(files.Folder, Path.GetFileName(path)), 0.0, 0.0);
            for (var sending = 0; sending < Sendings; sending++)
                (intake, report) = Serve(sending % 2 == 0 ? first : path, agency, partnership);
            Print($"{what}: the same in a running service", intake, null, string.Create(CultureInfo.InvariantCulture, $"{rows / intake:#,##0.#} rows"), null, null);
            Print($"{what}: the report in a running service", report, null, string.Create(CultureInfo.InvariantCulture, $"{1 / report:#,##0.#} workbooks"), null, null);
        }

        (double Intake, double Report) Serve(string path, string agency, string partnership)
        {
            using var workspace = Workspace.Open(
                new StorageOptions { Path = Path.Combine(place, "ndtms.db") }, Path.Combine(place, "keys"), CodeBook.Embedded, TimeProvider.System, Logger.None);
            var by = Principal.Operator("benchmark");
            File.Copy(path, Path.Combine(place, "inbox", agency, Path.GetFileName(path)));
            var clock = Stopwatch.StartNew();
            var taken = new TakeInInbox(workspace).Run(
                by, new InboxToEmpty(new InboxFolders(Path.Combine(place, "inbox"), Path.Combine(place, "archive"), Path.Combine(place, "rejected")), TimeSpan.Zero));
            var intake = clock.Elapsed.TotalSeconds;
            if (taken.Files is not [{ Result.State: SubmissionState.Accepted }])
                throw new InvalidOperationException($"{path} was not accepted.");
            clock.Restart();
            new WriteMonthlyReports(workspace).Run(
                by, new ReportRequest(new FigureOrigin.Current(Cut), [partnership], Edition.Exact, Path.Combine(place, "late")));
            return (intake, clock.Elapsed.TotalSeconds);
        }
    }

    private static void Print(string what, double seconds, double? processor, string rate, long? peak, long? written) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {what} | {seconds:0.00} | {(processor is { } spent ? $"{spent:0.00}" : "")} | {rate} | {(peak is { } most ? $"{most >> 20:#,##0}" : "")} | {(written is { } bytes ? $"{bytes / 1e6:#,##0.0}" : "")} |"));

    private static long BytesOf(string folder) => new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);
}
