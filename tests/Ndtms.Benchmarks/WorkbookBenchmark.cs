using System.Diagnostics;
using System.Globalization;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Quality;
using Ndtms.Storage;
using Ndtms.Synthetic;
using Ndtms.Workbooks;
using Ndtms.Workbooks.Quarterly;
using Facts = Ndtms.Synthetic.Submission;
using Submission = Ndtms.Storage.Submission;

namespace Ndtms.Benchmarks;

/// <summary>The workbooks of one big partnership, with 24 months of everything: how long one takes, and how much memory.</summary>
internal static class WorkbookBenchmark
{
    private static readonly Facts Facts = new("N0801", new(2009, 4, 1), new(2012, 3, 31), "H", new(2012, 4, 10));

    public static int Run(int people)
    {
        var clock = Stopwatch.StartNew();
        var current = Load(people);
        var loaded = clock.Elapsed.TotalSeconds;
        clock.Restart();
        var data = Prepare(current);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{people} people, {current.Episodes.Count} episodes: taken in in {loaded:0.0} s, 24 months of figures in {clock.Elapsed.TotalSeconds:0.0} s"));
        var area = ReportArea.Of(data, AreaLevel.Partnership, "A12B");
        var slow = Time("monthly report", stream => MonthlyReport.Write(data, area, stream));
        slow = Math.Max(slow, Time("quarterly pack", stream => QuarterlyPack.Write(data, area, stream)));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"the whole process, with the current data, at its peak: {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:0} MB"));
        return slow < 1 ? 0 : 1;
    }

    /// <summary>What the reports of a big partnership are written from.</summary>
    public static ReportData Prepare(int people) => Prepare(Load(people));

    private static ReportData Prepare(Ndtms.Core.Current.CurrentData current)
    {
        var caseload = Caseload.Prepare(current, CodeBook.Embedded);
        return ReportData.Prepare(
            current, CodeBook.Embedded, caseload, MeasureRun.Compute(caseload, Facts.To), "benchmark",
            context: new ReportContext { Quality = AgencyQuality.At(current, CodeBook.Embedded, Facts.To) });
    }

    private static double Time(string what, Action<Stream> write)
    {
        var seconds = new List<double>();
        long bytes = 0, allocated = 0;
        for (var time = 0; time < 5; time++)
        {
            using var stream = new MemoryStream();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var clock = Stopwatch.StartNew();
            write(stream);
            seconds.Add(clock.Elapsed.TotalSeconds);
            (bytes, allocated) = (stream.Length, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        var first = seconds[0];
        seconds.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: {seconds[2]:0.00} s (median of five; the first {first:0.00} s), {bytes / 1e3:0} kB, {allocated / 1e6:0} MB allocated"));
        return seconds[2];
    }

    private static Ndtms.Core.Current.CurrentData Load(int people)
    {
        var folder = Directory.CreateTempSubdirectory("ndtms-benchmark-");
        try
        {
            var database = Database.Open(Path.Combine(folder.FullName, "ndtms.db"));
            new ReferenceData(database).LoadAgencies(
                "agencies.csv",
                "code,name,partnership,region,service,email,active_from,active_to,scope\nN0801,Wearside,A12B,north-east,adult,,,,active\n"u8.ToArray(),
                CodeBook.Embedded);
            var world = World.Create(
                new WorldOptions { People = people, From = Facts.From, To = Facts.To, Partnerships = ["A12B"], AdultAgencies = 1 }, CodeBook.Embedded);
            using var made = new MemoryStream();
            SyntheticFile.Create(world, Facts, new FileStyle(), []).WriteTo(made);
            made.Position = 0;
            var submissions = new Submissions(database, new Secrets(Path.Combine(folder.FullName, "keys")), CodeBook.Embedded);
            submissions.Process(
                submissions.Receive(new Submission(Facts.FileName, made, ExplicitFacts.None, Facts.Received, "benchmark", Confirmed: true)), "benchmark");
            return new CurrentEpisodes(database).Load(CodeBook.Embedded);
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }
}
