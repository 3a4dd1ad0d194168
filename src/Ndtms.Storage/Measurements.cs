using System.Diagnostics.Metrics;

namespace Ndtms.Storage;

/// <summary>What is counted of submissions, as .NET meters; whoever wants them listens to <see cref="Name"/>. Nothing here is about anybody.</summary>
public static class Measurements
{
    /// <summary>The name of the program's meters.</summary>
    public const string Name = "Ndtms";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Submissions =
        Meter.CreateCounter<long>("ndtms.submissions", "{submission}", "Submissions that came to a state.");

    private static readonly Counter<long> Rows = Meter.CreateCounter<long>("ndtms.rows", "{row}", "Rows of submissions that were checked.");

    private static readonly Histogram<double> RowsPerSecond = Meter.CreateHistogram<double>(
        "ndtms.rows.rate", "{row}/s", "Rows a second of a submission, checked and loaded.", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000] });

    internal static void Became(SubmissionState state) =>
        Submissions.Add(1, new KeyValuePair<string, object?>("state", SubmissionTables.Name(state)));

    internal static void Processed(int rows, TimeSpan took)
    {
        Rows.Add(rows);
        if (rows > 0 && took > TimeSpan.Zero)
            RowsPerSecond.Record(rows / took.TotalSeconds);
    }
}
