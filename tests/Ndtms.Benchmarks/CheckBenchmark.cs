using System.Diagnostics;
using System.Globalization;
using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Validation;
using Ndtms.Storage;
using Ndtms.Synthetic;
using Facts = Ndtms.Synthetic.Submission;
using Submission = Ndtms.Storage.Submission;

namespace Ndtms.Benchmarks;

/// <summary>The largest file of an agency, with an error in every row: how long until its findings are known and stored.</summary>
internal static class CheckBenchmark
{
    /// <summary>What the file says of itself.</summary>
    public static readonly Facts Facts = new("N0801", new(2009, 4, 1), new(2012, 3, 31), "H", new(2012, 4, 10));

    public static int Run(int rows)
    {
        var csv = Make(Facts, rows);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows} rows, {csv.Length / 1e6:0.0} MB"));
        var checks = new List<double>();
        var submits = new List<double>();
        var issues = 0;
        for (var time = 0; time < 3; time++)
        {
            var clock = Stopwatch.StartNew();
            issues = SubmissionCheck.Run(FileOf(csv), ExplicitFacts.None, Facts.Received, CodeBook.Embedded).IssueCounts.Sum(c => c.Issues);
            checks.Add(clock.Elapsed.TotalSeconds);
            var (seconds, stored) = Submit(csv);
            submits.Add(seconds);
            if (stored < rows)
                throw new InvalidOperationException($"Of {issues} issues only {stored} are counted.");
        }

        checks.Sort();
        submits.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"check {checks[1]:0.00} s; submit (check, store, load) {submits[1]:0.00} s; {issues} issues"));
        return submits[1] < 10 ? 0 : 1;
    }

    private static (double Seconds, int Stored) Submit(byte[] csv)
    {
        var folder = Directory.CreateTempSubdirectory("ndtms-benchmark-");
        try
        {
            var database = Database.Open(Path.Combine(folder.FullName, "ndtms.db"));
            new ReferenceData(database).LoadAgencies(
                "agencies.csv",
                "code,name,partnership,region,service,email,active_from,active_to,scope\nN0801,Wearside,A12B,north-east,adult,,,,active\n"u8.ToArray(),
                CodeBook.Embedded);
            var secrets = new Secrets(Path.Combine(folder.FullName, "keys"));
            var submissions = new Submissions(database, secrets, CodeBook.Embedded);
            var clock = Stopwatch.StartNew();
            using var content = new MemoryStream(csv, writable: false);
            var id = submissions.Receive(new Submission(Facts.FileName, content, ExplicitFacts.None, Facts.Received, "benchmark", Confirmed: true));
            submissions.Process(id, "benchmark");
            var seconds = clock.Elapsed.TotalSeconds;
            return (seconds, new SubmissionQueries(database, secrets).IssueTotalsOf(Scope.England, id).Sum(c => c.Issues));
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }

    private static ReceivedFile FileOf(byte[] csv) => new(Facts.FileName, () => new MemoryStream(csv, writable: false));

    /// <summary>A synthetic file, repeated under other client references up to so many rows; in each row, whatever it shows, the nationality
    /// and the weekly units are wrong, and in every tenth a date.</summary>
    /// <param name="facts">What the file says of itself.</param>
    /// <param name="rows">How many rows.</param>
    public static byte[] Make(Facts facts, int rows)
    {
        var world = World.Create(
            new WorldOptions { People = 2_000, From = facts.From, To = facts.To, Partnerships = ["A12B"], AdultAgencies = 1 }, CodeBook.Embedded);
        using var made = new MemoryStream();
        SyntheticFile.Create(world, Facts, new FileStyle(), []).WriteTo(made);
        var lines = Encoding.UTF8.GetString(made.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var header = lines[0].Split(',');
        int At(string name) => Array.IndexOf(header, name);
        int agency = At("AGNCY"), client = At("CLIENTID"), episode = At("EPISODID"), nation = At("NATION"), units = At("ALCUNITS"), plan = At("CPLANDT"), top = At("TOPID"), modality = At("MODID");
        var csv = new StringBuilder().Append(lines[0]).Append('\n');
        for (var row = 0; row < rows; row++)
        {
            var cells = lines[1 + (row % (lines.Length - 1))].Split(',');
            cells[agency] = facts.Agency;
            cells[client] += "-" + (row / (lines.Length - 1)).ToString(CultureInfo.InvariantCulture);
            // An episode of its own for each row, or a wrong value that rows share would be one error of several rows.
            cells[episode] += "-" + cells[modality] + "-" + cells[top];
            cells[nation] = "??";
            cells[units] = "a lot";
            if (row % 10 == 0)
                cells[plan] = "31/02/2011";
            csv.AppendJoin(',', cells).Append('\n');
        }

        return Encoding.UTF8.GetBytes(csv.ToString());
    }
}
