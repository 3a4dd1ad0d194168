using Microsoft.Extensions.Hosting;
using Ndtms.Application;
using Ndtms.Application.Jobs;
using Quartz;

namespace Ndtms.Worker.Running;

/// <summary>What the scheduler fires, for every job: its key is the job's name.</summary>
[DisallowConcurrentExecution]
internal sealed class ScheduledJob(JobRunner runner, IHostApplicationLifetime lifetime, Serilog.ILogger log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var job = JobBook.Find(context.JobDetail.Key.Name);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping, cancellationToken);
        try
        {
            await runner.RunDue(job, stopping.Token);
        }
        catch (Exception e)
        {
            // Not even a run could be recorded; the next time may find the database again.
            log.Error("Job {Job:l} could not begin: {Problem:l}", job.Name, Failure.InWords(e));
        }
    }
}
