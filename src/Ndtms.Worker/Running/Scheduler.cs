using System.Data.Common;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Ndtms.Application;
using Ndtms.Storage;
using Ndtms.Worker.Settings;
using Quartz;
using Quartz.Impl.AdoJobStore;

namespace Ndtms.Worker.Running;

/// <summary>The scheduler that fires jobs, on one machine or on several that share a database.</summary>
internal static class Scheduler
{
    // A node that is paused for long (a load that takes every processor, a failover of the database) must not be taken for dead: its jobs
    // would be fired a second time while they run. So others wait until after the lease of its runs has ended too (Node.Lease, 2 minutes).
    private static readonly TimeSpan CheckIn = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan WrittenOffAfter = Node.Lease;

    /// <summary>Adds the scheduler, with every job at its times.</summary>
    public static void Add(IServiceCollection services, ServiceSettings settings, TimeProvider time)
    {
        // A time that was missed while the service stood still is made up for once.
        services.Configure<QuartzOptions>(o => o.Scheduling.ScheduleTriggerRelativeToReplacedTrigger = true);
        services.AddQuartz(quartz =>
        {
            quartz.UseTimeProvider(time);
            quartz.UseDefaultThreadPool(settings.Schedule.Count);
            quartz.ConfigureScheduler(o => o.InstanceName = "ndtms");
            quartz.UsePersistentStore(store =>
            {
                if (settings.Places.Storage.Engine == StorageOptions.Sqlite)
                {
                    // A file of its own: it is written to every few seconds, and a load holds the database's lock for longer.
                    store.UseSqlite(SqliteFactory.Instance, new SqliteConnectionStringBuilder { DataSource = FileOf(settings), DefaultTimeout = 30 }.ToString());
                }
                else
                {
                    store.UseSqlServer(SqlClientFactory.Instance, settings.Places.Storage.ConnectionString!);
                    // Each node gets an id of its own by UseClustering.
                    store.UseClustering(o => (o.CheckinInterval, o.CheckinMisfireThreshold) = (CheckIn, WrittenOffAfter));
                    // The lock is a row that is updated. The default rests on lock hints, which not every compatible server obeys; then two
                    // nodes fire the same job at once.
                    store.UseLockHandler<UpdateRowLockHandler>();
                }

                store.UseSystemTextJsonSerializer();
                store.ProvisionSchema();
            });
            foreach (var scheduled in settings.Schedule)
            {
                var key = new JobKey(scheduled.Job.Name);
                quartz.AddJob<ScheduledJob>(job => job.WithIdentity(key).WithDescription(scheduled.Job.Title).StoreDurably());
                if (scheduled.Cron is { } cron)
                {
                    quartz.AddTrigger(trigger => trigger.WithIdentity(key.Name).ForJob(key)
                        .WithCronSchedule(cron, times => times.WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)));
                }
            }
        });
        services.AddQuartzHostedService(o =>
        {
            o.WaitForJobsToComplete = true;
            // Started once the service listens, and not in the background some time after: who is told so finds it ready.
            o.AutoStart = false;
        });
    }

    /// <summary>What is wrong with the scheduler's own file, and what to do; null: nothing, or it has none.</summary>
    public static string? Damage(ServiceSettings settings)
    {
        if (settings.Places.Storage.Engine != StorageOptions.Sqlite || !File.Exists(FileOf(settings)))
            return null;
        try
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
            {
                DataSource = FileOf(settings),
                Mode = SqliteOpenMode.ReadWrite,
                Pooling = false,
            }.ToString());
            connection.Open();
            using var check = connection.CreateCommand();
            check.CommandText = "PRAGMA quick_check(1)";
            if (check.ExecuteScalar() is "ok")
                return null;
        }
        catch (SqliteException e) when (e.SqliteErrorCode is not (11 or 26))
        {
            // It cannot be looked at now, which is not damage; the scheduler says so when it uses it.
            return null;
        }
        catch (SqliteException)
        {
            // As damaged as one that does not pass.
        }

        return $"The file of the scheduler {FileOf(settings)} is damaged. It holds the times of jobs only: stop the service, delete the file and start the service again; nothing else is lost.";
    }

    /// <summary>What to do where the scheduler does not start because of its tables; null: it is for another reason.</summary>
    public static EnvironmentException? Explain(Exception e, ServiceSettings settings)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            if (cause is SchedulerException or DbException)
            {
                return new EnvironmentException(settings.Places.Storage.Engine == StorageOptions.Sqlite
                    ? $"The scheduler cannot use its file {FileOf(settings)}: check the rights and the disk. It holds the times of jobs only and can be deleted while the service is stopped."
                    : $"The scheduler cannot use its tables QRTZ_... in {Database.NameOf(settings.Places.Storage)}: give the login db_datareader and db_datawriter. Where there are none yet, run the service once with a login that may create tables.", e);
            }
        }

        return null;
    }

    private static string FileOf(ServiceSettings settings) =>
        Path.Combine(Path.GetDirectoryName(RealPath.Of(settings.Places.Storage.Path))!, "quartz.db");
}
