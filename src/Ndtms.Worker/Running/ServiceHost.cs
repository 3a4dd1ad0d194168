using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ndtms.Application;
using Ndtms.Application.Housekeeping;
using Ndtms.Application.Jobs;
using Ndtms.Portal.Hosting;
using Ndtms.Storage;
using Ndtms.Worker.Settings;
using Quartz;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace Ndtms.Worker.Running;

/// <summary>The service: the scheduler with its jobs, and health and metrics over HTTP.</summary>
internal sealed class ServiceHost : IAsyncDisposable
{
    /// <summary>How long a job that is under way may continue when the service is stopped.</summary>
    public static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(30);

    private readonly ServiceSettings _settings;
    private readonly Logger _log;
    private readonly FileStream? _alone;
    private readonly QueueLength _queue;
    private readonly WebApplication _app;
    private readonly TimeProvider _time;

    private ServiceHost(ServiceSettings settings, TimeProvider time, Workspace workspace, Logger log, FileStream? alone)
    {
        (_settings, _log, _alone, _time) = (settings, log, alone, time);
        // Nothing but the program's own settings decides what it does, so the framework's sources of settings are left out.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(settings.Url);
        builder.Services.AddSerilog(log);
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeToStop);
        var node = Node.This(time);
        builder.Services.AddSingleton<Serilog.ILogger>(log);
        var runner = new JobRunner(settings.JobsOf(time, log, node), node, time, log);
        builder.Services.AddSingleton(runner);
        PortalHost.Add(builder.Services, settings.PortalOf(time, log, node, runner));
        Telemetry.Add(builder.Services, settings.Telemetry);
        Scheduler.Add(builder.Services, settings, time);
        _app = builder.Build();
        _app.UseSerilogRequestLogging(o =>
        {
            // Paths only: a query could hold anything. Probes come every few seconds.
            o.IncludeQueryInRequestPath = false;
            o.Logger = log;
            // The link of an invitation or a new password is as good as a password.
            o.GetMessageTemplateProperties = (context, _, elapsed, status) =>
            [
                new LogEventProperty("RequestMethod", new ScalarValue(context.Request.Method)), new LogEventProperty("RequestPath", new ScalarValue(PortalHost.LoggedPath(context))),
                new LogEventProperty("StatusCode", new ScalarValue(status)), new LogEventProperty("Elapsed", new ScalarValue(elapsed)),
            ];
            o.GetLevel = (context, _, failure) => failure is not null || context.Response.StatusCode >= StatusCodes.Status500InternalServerError ? LogEventLevel.Warning
                : context.GetEndpoint() is not null && IsProbe(context.Request.Path) ? LogEventLevel.Debug
                : LogEventLevel.Information;
        });
        // Probes ask without HTTPS, a host name or a session.
        _app.MapWhen(c => IsProbe(c.Request.Path), probes => probes.UseRouting().UseEndpoints(endpoints =>
        {
            endpoints.MapGet("/health/live", () => Results.Text("alive\n"));
            endpoints.MapGet("/health/ready", Ready);
            endpoints.MapPrometheusScrapingEndpoint("/metrics");
        }));
        PortalHost.Use(_app);
        _queue = new QueueLength(workspace.Queries());
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
        foreach (var folder in (string[])[settings.Intake.Archive, settings.Intake.Rejected, settings.ReportsFolder, settings.NotifyFolder])
            Files.DeleteLeftOver(folder, SearchOption.AllDirectories);
        if (settings.Backup is { } plan)
            Backups.DeleteLeftOver(plan.Folder);
        var log = settings.OpenLog(terminal);
        FileStream? alone = null;
        try
        {
            var node = Node.This(time);
            using var workspace = settings.Open(time, log, node);
            alone = workspace.Database.Path is { } path ? Alone(path) : null;
            if (Scheduler.Damage(settings) is { } damage)
                throw new EnvironmentException(damage);
            new JobRuns(workspace.Database, node).EndLost();
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
    /// <exception cref="EnvironmentException">It cannot listen where it should, or the scheduler cannot use its tables.</exception>
    public async Task Start(CancellationToken cancellation)
    {
        try
        {
            var scheduler = await Scheduled();
            // What was switched off would continue as it is stored.
            foreach (var off in _settings.Schedule.Where(s => s.Cron is null))
                await scheduler.UnscheduleJob(new TriggerKey(off.Job.Name), cancellation);
            await _app.StartAsync(cancellation);
            await scheduler.Start(cancellation);
        }
        catch (IOException e)
        {
            throw new EnvironmentException(
                $"The service cannot listen on {_settings.Url}: {e.InnerException?.Message ?? e.Message}. Choose another Service:Url.", e);
        }
        catch (Exception e) when (Scheduler.Explain(e, _settings) is { } explained)
        {
            throw explained;
        }

        _log.Information("The service has started, version {Version}", ProgramVersion.Text);
    }

    /// <summary>Waits until it is stopped.</summary>
    public Task Wait(CancellationToken cancellation) => _app.WaitForShutdownAsync(cancellation);

    /// <summary>Stops: no job begins, and those under way finish their current step.</summary>
    public Task Stop() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _queue.Dispose();
        _log.Information("The service has stopped");
        await _log.DisposeAsync();
        _alone?.Dispose();
    }

    private async Task<IScheduler> Scheduled() => await _app.Services.GetRequiredService<ISchedulerFactory>().GetScheduler();

    private async Task<IResult> Ready()
    {
        var problems = new List<string>();
        try
        {
            if (Database.Schema(_settings.Places.Storage) is not { Pending.Count: 0 })
                problems.Add("the schema of the database is not this program's");
        }
        catch (StorageException e)
        {
            // Anyone may ask, so the answer does not say where files are; the log does.
            _log.Warning("The service is not ready: {Problem:l}", Failure.InWords(e));
            problems.Add("the database cannot be used; the log says why");
        }

        problems.AddRange(Health.Problems(_settings, _time));

        if (await Scheduled() is not { Status: SchedulerStatus.Running })
            problems.Add("the scheduler does not run");
        return problems.Count == 0
            ? Results.Text("ready\n")
            : Results.Text(string.Join('\n', problems) + "\n", statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static bool IsProbe(PathString path) => path.StartsWithSegments("/health") || path.StartsWithSegments("/metrics");

    private static void Create(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException($"The folder {folder} cannot be created: {e.Message.TrimEnd('.')}. Check the settings and the rights.", e);
        }
    }

    /// <summary>Nobody else's service works on an embedded database: two would wait for each other's lock all the time.</summary>
    private static FileStream Alone(string database)
    {
        var path = Database.ServiceFile(database);
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
