using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ndtms.Application;
using Ndtms.Storage;
using Ndtms.Worker.Jobs;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry;
using Quartz;
using Serilog.Core;
using Serilog;

namespace Ndtms.Worker.Running;

/// <summary>The service: the scheduler with its jobs, and health and metrics over HTTP.</summary>
internal sealed class ServiceHost : IAsyncDisposable
{
    /// <summary>For how long a job that is under way may go on when the service is stopped.</summary>
    public static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(30);

    private readonly ServiceSettings _settings;
    private readonly Logger _log;
    private readonly FileStream? _alone;
    private readonly PlainMetrics _metrics = new();
    private readonly QueueLength _queue;
    private readonly MeterProvider? _sent;
    private readonly WebApplication _app;

    private ServiceHost(ServiceSettings settings, TimeProvider time, Workspace workspace, Logger log, FileStream? alone)
    {
        (_settings, _log, _alone) = (settings, log, alone);
        // Nothing but the program's own settings decides what it does, so the framework's sources of settings are left out.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(settings.Url);
        builder.Logging.AddSerilog(log);
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeToStop);
        builder.Services.AddSingleton<Serilog.ILogger>(log);
        builder.Services.AddSingleton(new JobRunner(settings, Node.This(time), time, log, new Terminal(TextWriter.Null)));
        AddScheduler(builder.Services, settings, time);
        _app = builder.Build();
        _app.MapGet("/health/live", () => Results.Text("alive\n"));
        _app.MapGet("/health/ready", Ready);
        _app.MapGet("/metrics", () => Results.Text(_metrics.Text(), PlainMetrics.ContentType));
        _queue = new QueueLength(workspace.Queries());
        if (settings.Telemetry is { } endpoint)
            _sent = Sdk.CreateMeterProviderBuilder().AddMeter(Measurements.Name).AddOtlpExporter(o =>
            {
                (o.Endpoint, o.Protocol) = (endpoint, settings.TelemetryOverHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc);
            }).Build();
    }

    /// <summary>Where it can be asked.</summary>
    public IEnumerable<string> Urls => _app.Urls;

    /// <summary>Opens everything; nothing runs yet.</summary>
    /// <exception cref="RequestException">A setting is wrong.</exception>
    /// <exception cref="EnvironmentException">Another service works on the embedded database, or a folder cannot be used.</exception>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    public static ServiceHost Open(ServiceSettings settings, TimeProvider clock, Terminal terminal)
    {
        var time = new LocalTime(clock, settings.Zone);
        foreach (var folder in (string[])[settings.Intake.Inbox, settings.Intake.Archive, settings.Intake.Rejected, settings.ReportsFolder, settings.NotifyFolder])
            Create(folder);
        var log = Logs.Open(settings.LogsFolder, settings.LogFormat, settings.LogLevel, terminal);
        FileStream? alone = null;
        try
        {
            using var workspace = settings.Open(time, log);
            alone = workspace.Database.Path is { } path ? Alone(path) : null;
            new JobRuns(workspace.Database, Node.This(time)).EndLost();
            return new ServiceHost(settings, time, workspace, log, alone);
        }
        catch
        {
            alone?.Dispose();
            log.Dispose();
            throw;
        }
    }

    /// <summary>Starts the scheduler and listens.</summary>
    /// <exception cref="EnvironmentException">It cannot listen where it should.</exception>
    public async Task Start(CancellationToken cancellation)
    {
        var scheduler = await Scheduler();
        // What was switched off would go on as it is stored.
        foreach (var off in _settings.Schedule.Where(s => s.Cron is null))
            await scheduler.UnscheduleJob(new TriggerKey(off.Job.Name), cancellation);
        try
        {
            await _app.StartAsync(cancellation);
        }
        catch (IOException e)
        {
            throw new EnvironmentException(
                $"The service cannot listen on {_settings.Url}: {e.InnerException?.Message ?? e.Message}. Choose another Service:Url.", e);
        }

        _log.Information("The service has started, version {Version}", ProgramVersion.Text);
    }

    /// <summary>Waits until it is stopped.</summary>
    public Task Wait(CancellationToken cancellation) => _app.WaitForShutdownAsync(cancellation);

    /// <summary>Stops: no job begins, and those under way end what they are at.</summary>
    public Task Stop() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _sent?.Dispose();
        _queue.Dispose();
        _metrics.Dispose();
        _log.Information("The service has stopped");
        await _log.DisposeAsync();
        _alone?.Dispose();
    }

    private static void AddScheduler(IServiceCollection services, ServiceSettings settings, TimeProvider time)
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
                if (settings.Storage.Engine == StorageOptions.Sqlite)
                {
                    // A file of its own: it is written to every few seconds, and a load holds the database's lock for longer.
                    store.UseSqlite(SqliteFactory.Instance, new SqliteConnectionStringBuilder
                    {
                        DataSource = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(settings.Storage.Path))!, "quartz.db"),
                        DefaultTimeout = 30,
                    }.ToString());
                }
                else
                {
                    store.UseSqlServer(SqlClientFactory.Instance, settings.Storage.ConnectionString!);
                    store.UseClustering(_ => { });
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
        services.AddQuartzHostedService(o => o.WaitForJobsToComplete = true);
    }

    private async Task<IScheduler> Scheduler() => await _app.Services.GetRequiredService<ISchedulerFactory>().GetScheduler();

    private async Task<IResult> Ready()
    {
        var problems = new List<string>();
        try
        {
            if (Database.Schema(_settings.Storage) is not { Pending.Count: 0 })
                problems.Add("the schema of the database is not this program's");
        }
        catch (StorageException e)
        {
            problems.Add(e.Message);
        }

        if (await Scheduler() is not { Status: SchedulerStatus.Running })
            problems.Add("the scheduler does not run");
        return problems.Count == 0
            ? Results.Text("ready\n")
            : Results.Text(string.Join('\n', problems) + "\n", statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static void Create(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException($"The folder {folder} cannot be made: {e.Message.TrimEnd('.')}. Check the settings and the rights.", e);
        }
    }

    /// <summary>Nobody else's service works on an embedded database: two would wait for each other's lock all the time.</summary>
    private static FileStream Alone(string database)
    {
        var path = database + ".service";
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException(
                $"A service works on the database {database} already, or {path} cannot be written. The embedded database takes one; several share SQL Server.", e);
        }
    }
}
