using System.Diagnostics;
using System.Globalization;
using Ndtms.Application;
using Ndtms.Application.Access;
using Ndtms.Application.Feedback;
using Ndtms.Application.Figures;
using Ndtms.Application.Reports;
using Ndtms.Application.Submissions;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Measures;
using Ndtms.Storage;
using Ndtms.Synthetic;
using Ndtms.Trials;
using Serilog.Core;

namespace Ndtms.Benchmarks;

/// <summary>What a small fixed month makes: rows, SQL statements and allocated bytes of each step. They are the same on a busy machine as on an idle
/// one, so that what costs more than before is seen where times would say nothing.</summary>
internal sealed class Counts : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private const string Header = "step,rows,statements,allocated";

    /// <summary>By how much allocations may rise, as a share: they vary a little with the runtime.</summary>
    private const double MostRise = 0.1;

    private static readonly DateOnly Cut = new(2012, 3, 31);
    private static readonly string Expected = Path.Combine(Repository.Root, "tests", "Ndtms.Benchmarks", "counts.csv");

    private int _statements;

    /// <summary>Counts, prints what is counted beside what is expected, and compares.</summary>
    /// <param name="write">Whether to expect from now on what is counted.</param>
    /// <returns>0 where rows and statements are as expected and allocations are not much higher, else 1.</returns>
    public static int Run(bool write)
    {
        var counts = new Counts();
        using var subscription = DiagnosticListener.AllListeners.Subscribe(counts);
        // What is made once in a process is not counted.
        counts.Count();
        var counted = counts.Count();
        if (write)
            File.WriteAllLines(Expected, [Header, .. counted.Select(c => c.ToString())]);
        var expected = File.ReadLines(Expected).Skip(1).Select(StepCount.Parse).ToDictionary(e => e.Step);
        Console.WriteLine($"{"step",-18}{"rows",10}{"expected",10}{"statements",12}{"expected",10}{"allocated MB",14}{"expected",10}");
        var isAsExpected = expected.Count == counted.Count;
        foreach (var step in counted)
        {
            var before = expected.GetValueOrDefault(step.Step) ?? new StepCount(step.Step, 0, 0, 0);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{step.Step,-18}{step.Rows,10}{before.Rows,10}{step.Statements,12}{before.Statements,10}{step.Allocated / 1e6,14:0.00}{before.Allocated / 1e6,10:0.00}"));
            isAsExpected &= step.Rows == before.Rows && step.Statements == before.Statements && step.Allocated <= before.Allocated * (1 + MostRise);
        }

        if (!isAsExpected)
            Console.WriteLine($"Rows or statements differ, or over {MostRise:P0} more is allocated. Find out why; where it must be so, run 'counts --write' with DOTNET_PROCESSOR_COUNT=1 and commit {Path.GetFileName(Expected)}.");
        return isAsExpected ? 0 : 1;
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Ndtms.Storage")
            value.Subscribe(this);
    }

    public void OnNext(KeyValuePair<string, object?> value) => Interlocked.Increment(ref _statements);

    public void OnCompleted()
    {
        // Nothing is to be done.
    }

    public void OnError(Exception error)
    {
        // Nothing is to be done.
    }

    private List<StepCount> Count()
    {
        using var folder = new TemporaryFolder();
        var month = folder["month"];
        Directory.CreateDirectory(month);
        var world = World.Create(new WorldOptions { People = 400, Partnerships = ["A12B", "A09B"] }, CodeBook.Embedded);
        foreach (var (name, write) in SampleWorld.ContentsOf(world, new(2009, 4, 1), Cut, new(2012, 4, 10), "H", defects: 0.05).Where(c => !c.Name.Contains('/')))
        {
            using var file = File.Create(Path.Combine(month, name));
            write(file);
        }

        var counted = new List<StepCount>();
        var by = Principal.Operator("counts");
        using (var workspace = Workspace.Open(
            new StorageOptions { Path = folder["ndtms.db"] }, folder["keys"], CodeBook.Embedded, TimeProvider.System, Logger.None))
        {
            Step("take in", () => new SubmitFiles(workspace).Run(by, new FilesToSubmit(month, ExplicitFacts.None, new(2012, 4, 10))).Files.Sum(f => f.Result!.Checked!.Rows));
            Step("take in again", () => new SubmitFiles(workspace).Run(by, new FilesToSubmit(Changed(), ExplicitFacts.None, new(2012, 4, 11))).Files.Sum(f => f.Result!.Checked!.Rows));
            Step("figures", () => new ExportMeasures(workspace).Run(by, new ExportMeasuresRequest(Cut, FigureChoice.All, Edition.Exact, folder["figures.csv"])).Rows);
            Step("monthly reports", () => new WriteMonthlyReports(workspace).Run(by, new ReportRequest(new FigureOrigin.Current(Cut), [], Edition.Exact, folder["monthly"])).Written.Count);
            Step("quarterly packs", () => new WriteQuarterlyPacks(workspace).Run(by, new QuarterlyPackRequest(new FigureOrigin.Current(Cut), [], Edition.Exact, folder["quarterly"])).Written.Count);
            Step("feedback", () => new WriteFeedback(workspace).Run(by, new FeedbackToWrite(Cut, [], folder["feedback"])).Agencies.Count);
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        return counted;

        // Of each file nearly everything is the same as the first time.
        string Changed()
        {
            foreach (var path in Directory.GetFiles(month, "N*.csv"))
            {
                var lines = File.ReadAllLines(path);
                File.WriteAllLines(path, lines.Take(lines.Length - 1));
            }

            return month;
        }

        void Step(string step, Func<long> run)
        {
            var (statements, allocated) = (_statements, GC.GetTotalAllocatedBytes(precise: true));
            var rows = run();
            counted.Add(new StepCount(step, rows, _statements - statements, GC.GetTotalAllocatedBytes(precise: true) - allocated));
        }
    }

    /// <summary>What a step counts.</summary>
    /// <param name="Step">Its name.</param>
    /// <param name="Rows">Data rows read, rows of figures, or files written.</param>
    /// <param name="Statements">SQL commands executed.</param>
    /// <param name="Allocated">Bytes allocated.</param>
    private sealed record StepCount(string Step, long Rows, int Statements, long Allocated)
    {
        public static StepCount Parse(string line) => line.Split(',') is [var step, var rows, var statements, var allocated]
            ? new(step, Number(rows), (int)Number(statements), Number(allocated))
            : throw new InvalidDataException($"{Expected} has a line that is no count: {line}");

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Step},{Rows},{Statements},{Allocated}");

        private static long Number(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
