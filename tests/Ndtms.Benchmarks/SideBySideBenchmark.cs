using System.Diagnostics;
using System.Globalization;
using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Storage;

namespace Ndtms.Benchmarks;

/// <summary>How long others wait while the largest file of an agency is processed: an agency with a small file, and whoever lists
/// submissions. On SQLite, where one writes at a time.</summary>
internal static class SideBySideBenchmark
{
    private const int Rounds = 5;
    private const int SmallRows = 400;
    private const int ListsEach = 10;
    private const double MostSmallSeconds = 2;
    private const double MostListSeconds = 0.05;

    public static int Run(int rows)
    {
        var large = (ErrorFile.Facts.FileName, Content: ErrorFile.Make(ErrorFile.Facts, rows));
        var small = Enumerable.Range(802, 20).Select(n => ErrorFile.Facts with { Agency = $"N0{n}" })
            .Select(f => (f.Agency, f.FileName, Content: ErrorFile.Make(f, SmallRows))).ToList();
        // The first round is for the program to get warm.
        Round(large, small);
        var rounds = Enumerable.Range(0, Rounds).Select(_ => Round(large, small)).ToList();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{rows} rows, {large.Content.Length / 1e6:0.0} MB, processed in {Median(rounds.Select(r => r.Large)):0.0} s; beside it in each round:"));
        var (files, lists) = (rounds.ConvertAll(r => r.Small), rounds.ConvertAll(r => r.Lists));
        var fileMedian = Told($"a file of {SmallRows} rows received, checked and loaded", files, 1, "s");
        var listMedian = Told("submissions listed", lists, 1_000, "ms");
        return fileMedian < MostSmallSeconds && listMedian < MostListSeconds ? 0 : 1;
    }

    /// <summary>Prints how long something took.</summary>
    /// <returns>The median of the medians of the rounds, in seconds.</returns>
    private static double Told(string what, List<List<double>> rounds, double times, string unit)
    {
        var median = Median(rounds.Select(Median));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {what}: {rounds.Sum(r => r.Count)} times, median {median * times:0.00} {unit}, longest {rounds.Max(r => r.Max()) * times:0.00} {unit} (median of the rounds' longest {Median(rounds.Select(r => r.Max())) * times:0.00} {unit})"));
        return median;
    }

    private static (double Large, List<double> Small, List<double> Lists) Round(
        (string Name, byte[] Content) large, List<(string Agency, string Name, byte[] Content)> small)
    {
        var folder = Directory.CreateTempSubdirectory("ndtms-benchmark-");
        try
        {
            var path = Path.Combine(folder.FullName, "ndtms.db");
            var database = Database.Open(path);
            var agencies = small.Select(s => s.Agency).Prepend(ErrorFile.Facts.Agency).Select(a => $"{a},Agency {a},A12B,adult\n");
            new ReferenceData(database).LoadAgencies(
                "agencies.csv", Encoding.UTF8.GetBytes("code,name,partnership,service\n" + string.Concat(agencies)), CodeBook.Embedded);
            var secrets = new Secrets(Path.Combine(folder.FullName, "keys"));
            using var checking = new ManualResetEventSlim();
            var one = new Submissions(Database.Open(path), secrets, CodeBook.Embedded)
            {
                Stepped = (_, state) =>
                {
                    if (state == SubmissionState.Checking)
                        checking.Set();
                },
            };
            var id = Receive(one, large.Name, large.Content);
            var clock = Stopwatch.StartNew();
            var processing = Task.Run(() =>
            {
                var result = one.Process(id, "benchmark");
                return (result?.State, clock.Elapsed.TotalSeconds);
            });
            checking.Wait();
            var (other, queries) = (new Submissions(database, secrets, CodeBook.Embedded), new SubmissionQueries(database, secrets));
            var (files, lists) = (new List<double>(), new List<double>());
            for (var sent = 0; !processing.IsCompleted; sent++)
            {
                var (_, name, content) = small[sent % small.Count];
                // Each time an agency sends it, every row differs from those of the time before.
                content = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(content).Replace("??", $"?{sent / small.Count}", StringComparison.Ordinal));
                files.Add(Seconds(() => Load(other, name, content)));
                for (var time = 0; time < ListsEach; time++)
                    lists.Add(Seconds(() => queries.List(Scope.England, new SubmissionFilter(), Page.First())));
            }

            var (state, seconds) = processing.GetAwaiter().GetResult();
            return state == SubmissionState.Accepted ? (seconds, files, lists) : throw new InvalidOperationException($"The large file is {state}.");
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }

    private static void Load(Submissions submissions, string name, byte[] content)
    {
        var state = submissions.Process(Receive(submissions, name, content), "benchmark")?.State;
        if (state != SubmissionState.Accepted)
            throw new InvalidOperationException($"{name} is {state}.");
    }

    private static long Receive(Submissions submissions, string name, byte[] content)
    {
        using var stream = new MemoryStream(content, writable: false);
        return submissions.Receive(new Submission(
            name, stream, ExplicitFacts.None, ErrorFile.Facts.Received, "benchmark", Confirmed: true));
    }

    private static double Seconds(Action what)
    {
        var clock = Stopwatch.StartNew();
        what();
        return clock.Elapsed.TotalSeconds;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
