using System.Text;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Records;
using Ndtms.Core.Validation;
using Ndtms.Trials;
using Ndtms.Workbooks;
using Ndtms.Workbooks.Quarterly;

namespace Ndtms.Benchmarks;

/// <summary>The steps of the pipeline, one by one, on a big partnership of one agency.</summary>
[MemoryDiagnoser]
public class Steps
{
    private static readonly DataSet DataSet = CodeBook.Embedded.DataSet(BigPartnership.Facts.Letter)!;

    private byte[] _csv = [];
    private byte[] _errors = [];
    private CurrentData _current = null!;
    private Caseload _caseload = null!;
    private ReportData _reports = null!;
    private ReportArea _area = null!;

    /// <summary>Runs them all and prints BenchmarkDotNet's table.</summary>
    public static int Run()
    {
        // In this process: a step takes long enough not to be disturbed, and nothing has to be built.
        var job = Job.Default.WithToolchain(InProcessNoEmitToolchain.Instance).WithStrategy(RunStrategy.Monitoring).WithWarmupCount(2).WithIterationCount(7);
        var summary = BenchmarkRunner.Run<Steps>(DefaultConfig.Instance.AddJob(job).WithArtifactsPath(Path.Combine(Path.GetTempPath(), "ndtms-steps")));
        return summary.HasCriticalValidationErrors || summary.Reports.Any(r => !r.Success) ? 1 : 0;
    }

    /// <summary>Makes the file, takes it in and prepares what the later steps start from.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        _csv = BigPartnership.FileOf(people: 6_000);
        _errors = ErrorFile.Make(ErrorFile.Facts, rows: 20_000);
        _current = BigPartnership.Load(_csv);
        _caseload = Caseload.Prepare(_current, CodeBook.Embedded);
        _reports = BigPartnership.Prepare(_current);
        _area = ReportArea.Of(_reports, AreaLevel.Partnership, BigPartnership.Code);
    }

    [Benchmark(Description = "read")]
    public int Read()
    {
        using var rows = Received(_csv).OpenRows(DataSet);
        while (rows.Read())
        {
            // Only read.
        }

        return rows.Count;
    }

    [Benchmark(Description = "read and assemble")]
    public Content Assemble()
    {
        using var rows = Received(_csv).OpenRows(DataSet);
        rows.ReadHeader();
        using var assembler = new Assembler(DataSet, rows.Header);
        var id = rows.IndexOf("CLIENTID");
        while (rows.Read())
            assembler.Add(rows, Encoding.UTF8.GetString(rows[id]));
        return assembler.Finish();
    }

    [Benchmark(Description = "read, assemble and check")]
    public CheckedSubmission Check() => SubmissionCheck.Run(Received(_csv), ExplicitFacts.None, BigPartnership.Facts.Received, CodeBook.Embedded);

    [Benchmark(Description = "the same of 20,000 rows with errors")]
    public CheckedSubmission CheckErrors() => SubmissionCheck.Run(Received(_errors), ExplicitFacts.None, BigPartnership.Facts.Received, CodeBook.Embedded);

    [Benchmark(Description = "receive, check and load")]
    public void Load()
    {
        using var folder = new TemporaryFolder();
        BigPartnership.TakeIn(folder, _csv);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }

    [Benchmark(Description = "persons and journeys")]
    public Caseload PrepareCaseload() => Caseload.Prepare(_current, CodeBook.Embedded);

    [Benchmark(Description = "every measure of a month")]
    public Figures Measure() => MeasureRun.Compute(_caseload, BigPartnership.Facts.To);

    [Benchmark(Description = "a monthly report")]
    public void MonthlyReportOfPartnership() => MonthlyReport.Write(_reports, _area, Stream.Null);

    [Benchmark(Description = "a quarterly pack")]
    public void QuarterlyPackOfPartnership() => QuarterlyPack.Write(_reports, _area, Stream.Null);

    private static ReceivedFile Received(byte[] csv) => new(BigPartnership.Facts.FileName, () => new MemoryStream(csv, writable: false));
}
