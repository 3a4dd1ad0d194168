using System.Diagnostics.Metrics;
using System.Diagnostics;
using Ndtms.Application;
using Ndtms.Core.Calendar;
using Ndtms.Core.DataSets;
using Ndtms.Core.Validation;
using Ndtms.Storage;
using Ndtms.Worker.Running;
using Polly;
using Serilog.Events;
using Serilog;

namespace Ndtms.Worker.Jobs;

/// <summary>Runs jobs: tries again what fails, and keeps how each run ended.</summary>
/// <param name="settings">The settings.</param>
/// <param name="node">Who runs them.</param>
/// <param name="time">The clock, with the days of the calendar's place.</param>
/// <param name="log">The log.</param>
/// <param name="terminal">Where jobs tell what they do, beside the log.</param>
internal sealed class JobRunner(ServiceSettings settings, Node node, TimeProvider time, ILogger log, Terminal terminal)
{
    private static readonly Meter Meter = new(Measurements.Name);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "ndtms.job.duration", "s", "How long jobs ran.", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1, 5, 15, 60, 300, 900, 3_600] });

    /// <summary>Runs a job as the schedule does: one of a month for each month that is due, the earliest first.</summary>
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

    /// <summary>Runs a job once, and keeps how it ended.</summary>
    /// <param name="job">The job.</param>
    /// <param name="month">Of a monthly one: the month.</param>
    /// <param name="startedBy">The user who wants it; null: the schedule.</param>
    /// <param name="tries">How often it is tried.</param>
    /// <param name="cancellation">The program is stopping.</param>
    /// <returns>The run; null: another run of the job is under way.</returns>
    /// <exception cref="StorageException">The database cannot be used, so that nothing could be kept.</exception>
    public async Task<JobRun?> Run(Job job, DateOnly? month, string? startedBy, int tries, CancellationToken cancellation)
    {
        var what = month is null ? job.Name : FormattableString.Invariant($"{job.Name} of {month:yyyy-MM}");
        using var workspace = settings.Open(time, log, node);
        var runs = new JobRuns(workspace.Database, node);
        if (runs.Start(job.Name, month, startedBy) is not { } id)
        {
            log.Information("Job {Job:l} is under way already", what);
            return null;
        }

        log.Debug("Job {Job:l} begins", what);
        var start = time.GetTimestamp();
        IReadOnlyDictionary<string, long> counts = new Dictionary<string, long>();
        var (outcome, message) = (JobOutcome.Failed, (string?)null);
        using (runs.Keep(id))
        {
            try
            {
                counts = await Again(job, tries).ExecuteAsync(_ => ValueTask.FromResult(Once(job, month, cancellation)), cancellation);
                outcome = job.Monthly || counts.Values.Any(c => c > 0) ? JobOutcome.Done : JobOutcome.Nothing;
                if (cancellation.IsCancellationRequested && !job.Monthly)
                    message = "The service was stopped; the rest is done after its next start.";
            }
            catch (OperationCanceledException)
            {
                message = "The service was stopped between two tries; the job runs again after its next start.";
            }
            catch (BusyException e)
            {
                outcome = JobOutcome.Nothing;
                message = $"Put off: {e.Message} The schedule tries again at its next time.";
                log.Information("Job {Job:l} is put off: a file is being processed", what);
            }
            catch (Exception e)
            {
                message = $"{Failure.InWords(e)} {Advice(job, month, startedBy)}";
                log.Error("Job {Job:l} failed: {Problem:l}", what, Failure.InWords(e));
            }
        }

        runs.End(id, outcome, counts, message);
        var took = time.GetElapsedTime(start);
        Duration.Record(took.TotalSeconds, new TagList { { "job", job.Name }, { "outcome", outcome.ToString().ToLowerInvariant() } });
        // A job that looks every few minutes would fill the log with having found nothing.
        log.Write(
            outcome == JobOutcome.Nothing ? LogEventLevel.Debug : LogEventLevel.Information, "Job {Job:l} ends: {Outcome:l} in {Seconds:0.0} s{Counts:l}",
            what, outcome.ToString(), took.TotalSeconds, string.Concat(counts.Select(c => FormattableString.Invariant($", {c.Key} {c.Value}"))));
        return runs.Find(id);
    }

    /// <summary>The months that a job is to be done for: those that are due by the calendar, and of which there are data.</summary>
    private List<DateOnly> MonthsDue(Job job)
    {
        using var workspace = settings.Open(time, log, node);
        var data = new CalendarData(workspace.Database);
        var calendar = new SubmissionCalendar(workspace.Book.WorkingDays, data.Extensions());
        var until = data.Arrivals().Where(a => a.Verdict == Verdict.Accepted).Select(a => a.WindowTo).DefaultIfEmpty(DateOnly.MinValue).Max();
        return
        [
            .. calendar.MonthsDue(DateOnly.FromDateTime(time.GetLocalNow().DateTime), new JobRuns(workspace.Database, node).MonthsOf(job.Name, settings.Zone))
                .Where(month => job.IsOf(month) && new DateOnly(month.Year, month.Month, 1) <= until),
        ];
    }

    private IReadOnlyDictionary<string, long> Once(Job job, DateOnly? month, CancellationToken cancellation)
    {
        // Opened anew each time: reference data may have been loaded, or the database have come back.
        using var workspace = settings.Open(time, log, node);
        var work = new JobWork(workspace, settings, month, terminal, time, cancellation);
        job.Work(work);
        return work.Counts;
    }

    private ResiliencePipeline<IReadOnlyDictionary<string, long>> Again(Job job, int tries) => tries == 1
        ? ResiliencePipeline<IReadOnlyDictionary<string, long>>.Empty
        : new ResiliencePipelineBuilder<IReadOnlyDictionary<string, long>> { TimeProvider = time }.AddRetry(new()
        {
            // What the call or the reference data have wrong does not mend itself.
            ShouldHandle = new PredicateBuilder<IReadOnlyDictionary<string, long>>().Handle<Exception>(
                e => e is not (RequestException or CodeBookException or OperationCanceledException)),
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
        }).Build();

    private static string Advice(Job job, DateOnly? month, string? startedBy)
    {
        var call = job.Monthly ? FormattableString.Invariant($"jobs run {job.Name} --month {month:yyyy-MM}") : $"jobs run {job.Name}";
        return startedBy is null ? $"The schedule tries again at its next time; '{call}' does at once." : $"Mend it, then run '{call}' again.";
    }
}
