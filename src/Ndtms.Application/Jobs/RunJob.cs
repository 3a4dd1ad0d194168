using Ndtms.Core.DataSets;
using Ndtms.Storage;

namespace Ndtms.Application.Jobs;

/// <summary>Asks for a job to be run now.</summary>
/// <param name="Job">The job's name.</param>
/// <param name="Month">Of a job that is done for a month: the last day of the month.</param>
public sealed record RunJobRequest(string Job, DateOnly? Month = null);

/// <summary>Runs a job now, in this process; it is recorded like a run of the schedule, with who asked for it.</summary>
/// <param name="book">The reference data.</param>
/// <param name="runner">Runs it.</param>
public sealed class RunJob(CodeBook book, JobRunner runner) : UseCase<RunJobRequest, JobRun>("job-run", book)
{
    /// <inheritdoc/>
    protected override JobRun Execute(Invocation invocation, RunJobRequest request)
    {
        var job = JobBook.Find(request.Job);
        if (job.Monthly != request.Month is not null)
            throw new RequestException(job.Monthly ? $"{job.Name} is done for a month; name the month." : $"{job.Name} is not done for a month; leave the month out.");
        if (request.Month is { } month && !job.IsOf(month))
            throw new RequestException($"{month:yyyy-MM} does not end a quarter, so there is no {job.Name} of it; name March, June, September or December.");
        // Whoever waits for it is told of a failure at once, and can ask again.
        return runner.Run(job, request.Month, invocation.By.Name, tries: 1, invocation.Cancellation).GetAwaiter().GetResult()
            ?? throw new EnvironmentException($"{job.Name} is running already; the history of jobs shows where.");
    }
}
