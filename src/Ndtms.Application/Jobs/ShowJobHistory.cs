using Ndtms.Storage;

namespace Ndtms.Application.Jobs;

/// <summary>Asks for runs of jobs.</summary>
/// <param name="Job">Of one job; null: of all.</param>
/// <param name="Page">Which of them.</param>
public sealed record JobHistoryRequest(string? Job, Page Page);

/// <summary>Shows runs of jobs, newest first.</summary>
public sealed class ShowJobHistory(Workspace workspace) : UseCase<JobHistoryRequest, Paged<JobRun>>("job-history", workspace.Book)
{
    /// <inheritdoc/>
    protected override Paged<JobRun> Execute(Invocation invocation, JobHistoryRequest request) =>
        Recorded.Runs(workspace).History(request.Job is null ? null : JobBook.Find(request.Job).Name, request.Page);
}

/// <summary>The runs that are recorded.</summary>
internal static class Recorded
{
    /// <summary>The runs, with those that a stopped program left behind marked as failed.</summary>
    public static JobRuns Runs(Workspace workspace)
    {
        var runs = new JobRuns(workspace.Database, Node.This(workspace.Time));
        runs.EndLost();
        return runs;
    }
}
