using Ndtms.Storage;

namespace Ndtms.Application.Jobs;

/// <summary>Asks for every job; nothing else to say.</summary>
public sealed record ListJobsRequest;

/// <summary>A job and how it last ended.</summary>
/// <param name="Job">The job.</param>
/// <param name="Last">Its last run; null: it has never run.</param>
public sealed record ListedJob(Job Job, JobRun? Last);

/// <summary>Lists every job with its last run. When it runs next is the scheduler's to say.</summary>
public sealed class ListJobs(Workspace workspace) : UseCase<ListJobsRequest, IReadOnlyList<ListedJob>>("jobs-list", workspace.Book)
{
    /// <inheritdoc/>
    protected override IReadOnlyList<ListedJob> Execute(Invocation invocation, ListJobsRequest request)
    {
        var runs = Recorded.Runs(workspace);
        var last = runs.Last().ToDictionary(r => r.Job, StringComparer.Ordinal);
        return [.. JobBook.All.Select(job => new ListedJob(job, last.GetValueOrDefault(job.Name)))];
    }
}
