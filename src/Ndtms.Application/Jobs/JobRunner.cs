using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Ndtms.Core.Calendar;
using Ndtms.Core.DataSets;
using Ndtms.Storage;
using Polly;
using Polly.Retry;
using Serilog;
using Serilog.Events;

namespace Ndtms.Application.Jobs;

/// <summary>Runs jobs: tries again those that fail, and records how each run ended.</summary>
/// <param name="settings">The settings.</param>
/// <param name="node">Who runs them.</param>
/// <param name="time">The clock, with the days of the calendar's place.</param>
/// <param name="log">The log.</param>
public sealed class JobRunner(JobSettings settings, Node node, TimeProvider time, ILogger log)
{
    private static readonly Meter Meter = new(Measurements.Name);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "ndtms.job.duration", "s", "How long jobs ran.", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1, 5, 15, 60, 300, 900, 3_600] });

    /// <summary>Runs a job as the schedule does: a monthly one for each month that is due, the earliest first.</summary>
    public async Task RunDue(Job job, CancellationToken cancellation)
    {
        var months = job.Monthly ? MonthsDue(job).ConvertAll(m => (DateOnly?)m) : [null];
        if (months.Count == 0)
            log.Debug("Job {Job:l}: no month is due", job.Name);
        foreach (var month in months)
        {
            if (!cancellation.IsCancellationRequested)
                await Run(job, month, null, settings.Tries, cancellation);
        }
    }

    /// <summary>Runs a job once, and records how it ended.</summary>
    /// <param name="job">The job.</param>
    /// <param name="month">Of a monthly one: the last day of the month.</param>
    /// <param name="startedBy">The user who asked for it; null: the schedule.</param>
    /// <param name="tries">How often it is tried.</param>
    /// <param name="cancellation">The program is stopping.</param>
    /// <returns>The run; null: another run of the job is under way.</returns>
    /// <exception cref="StorageException">The database cannot be used, so that nothing could be recorded.</exception>
    public async Task<JobRun?> Run(Job job, DateOnly? month, string? startedBy, int tries, CancellationToken cancellation)
    {
        var what = month is null ? job.Name : FormattableString.Invariant($"{job.Name} of {month:yyyy-MM}");
        using var workspace = settings.Open();
        var runs = new JobRuns(workspace.Database, node);
        if (runs.Start(job.Name, month, startedBy) is not { } id)
        {
            // Nothing is wrong: another node was first, or it is being run by hand.
            log.Debug("Job {Job:l} is already under way", what);
            return null;
        }

        log.Debug("Job {Job:l} begins", what);
        var start = time.GetTimestamp();
        JobEnd end;
        using (runs.Keep(id))
            end = await Try(job, month, what, startedBy, tries, cancellation);
        runs.End(id, end.Outcome, end.Counts, end.Message);
        var took = time.GetElapsedTime(start);
        Duration.Record(took.TotalSeconds, new TagList { { "job", job.Name }, { "outcome", end.Outcome.ToString().ToLowerInvariant() } });
        // A job that looks every few minutes would fill the log with having found nothing.
        log.Write(
            end.Outcome == JobOutcome.Nothing ? LogEventLevel.Debug : LogEventLevel.Information, "Job {Job:l} ends: {Outcome:l} in {Seconds:0.0} s{Counts:l}",
            what, end.Outcome.ToString(), took.TotalSeconds, string.Concat(end.Counts.Select(c => FormattableString.Invariant($", {c.Key} {c.Value}"))));
        return runs.Find(id);
    }

    private async Task<JobEnd> Try(Job job, DateOnly? month, string what, string? startedBy, int tries, CancellationToken cancellation)
    {
        var nothing = new Dictionary<string, long>();
        try
        {
            var done = await Again(job, tries).ExecuteAsync(_ => ValueTask.FromResult(Once(job, month, cancellation)), cancellation);
            foreach (var problem in done.Problems)
                log.Warning("Job {Job:l}: {Problem:l}", what, problem);
            var stopped = cancellation.IsCancellationRequested && !job.Monthly;
            return new JobEnd(
                job.Monthly || done.Counts.Values.Any(c => c > 0) ? JobOutcome.Done : JobOutcome.Nothing, done.Counts,
                stopped ? "The service was stopped; the rest is done after its next start." : InWords(done.Problems));
        }
        catch (OperationCanceledException)
        {
            return new JobEnd(JobOutcome.Failed, nothing, "The service was stopped between two tries; the job runs again after its next start.");
        }
        catch (Exception e) when (IsPutOff(e))
        {
            log.Information("Job {Job:l} is put off: data are changing", what);
            return new JobEnd(JobOutcome.Nothing, nothing, e.Message);
        }
        catch (Exception e)
        {
            log.Error("Job {Job:l} failed: {Problem:l}", what, Failure.InWords(e));
            return new JobEnd(JobOutcome.Failed, nothing, $"{Failure.InWords(e)} {Advice(job, month, startedBy)}");
        }
    }

    /// <summary>The months that a job is to be done for: those that are due by the calendar, and of which there are data.</summary>
    private List<DateOnly> MonthsDue(Job job)
    {
        using var workspace = settings.Open();
        var data = new CalendarData(workspace.Database);
        var calendar = new SubmissionCalendar(workspace.Book.WorkingDays, data.Extensions());
        var until = data.AcceptedUntil() ?? DateOnly.MinValue;
        return
        [
            .. calendar.MonthsDue(DateOnly.FromDateTime(time.GetLocalNow().DateTime), new JobRuns(workspace.Database, node).MonthsOf(job.Name, settings.Zone))
                .Where(month => job.IsOf(month) && new DateOnly(month.Year, month.Month, 1) <= until),
        ];
    }

    private JobWork Once(Job job, DateOnly? month, CancellationToken cancellation)
    {
        using var workspace = settings.Open();
        var work = new JobWork(job.Name, workspace, settings, month, cancellation);
        job.Work(work);
        return work;
    }

    private ResiliencePipeline<JobWork> Again(Job job, int tries) => tries == 1
        ? ResiliencePipeline<JobWork>.Empty
        : new ResiliencePipelineBuilder<JobWork> { Name = "job", TimeProvider = time }.AddRetry(new RetryStrategyOptions<JobWork>
        {
            Name = "retry",
            // A wrong request or wrong reference data stay wrong; what is put off has its next time.
            ShouldHandle = new PredicateBuilder<JobWork>().Handle<Exception>(
                e => e is not (RequestException or CodeBookException or OperationCanceledException) && !IsPutOff(e)),
            MaxRetryAttempts = tries - 1,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromSeconds(10),
            UseJitter = true,
            OnRetry = retry =>
            {
                log.Warning(
                    "Job {Job:l} failed and is tried again in {Seconds:0} s: {Kind:l}", job.Name, retry.RetryDelay.TotalSeconds,
                    retry.Outcome.Exception?.GetType().Name);
                return default;
            },
        })
        // For its meter alone: its log would hold exceptions with their messages, which can hold values of the data.
        .ConfigureTelemetry(NullLoggerFactory.Instance).Build();

    /// <summary>Whether data were changing, which the job needs to stand still: the next time will do.</summary>
    private static bool IsPutOff(Exception e) => e is SubmissionStateException or BusyException;

    /// <summary>What a run that did its work has to say: the first problem, and how many more the log names; null: there was none.</summary>
    private static string? InWords(IReadOnlyList<string> problems) => problems.Count switch
    {
        0 => null,
        1 => problems[0],
        var count => FormattableString.Invariant($"{problems[0]} The log names {count - 1} more."),
    };

    private static string Advice(Job job, DateOnly? month, string? startedBy)
    {
        var call = job.Monthly ? FormattableString.Invariant($"jobs run {job.Name} --month {month:yyyy-MM}") : $"jobs run {job.Name}";
        return startedBy is null ? $"The schedule tries again at its next time; '{call}' does at once." : $"Correct it, then run '{call}' again.";
    }

    private sealed record JobEnd(JobOutcome Outcome, IReadOnlyDictionary<string, long> Counts, string? Message);
}
