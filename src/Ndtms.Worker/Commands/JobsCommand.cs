using System.CommandLine;
using System.Globalization;
using Ndtms.Application;
using Ndtms.Storage;
using Ndtms.Worker.Jobs;
using Ndtms.Worker.Running;

namespace Ndtms.Worker.Commands;

/// <summary><c>jobs list|run|history</c>: what the service does by itself, when, and how it ended.</summary>
internal static class JobsCommand
{
    public static Command Create(Terminal terminal, TimeProvider time) => new("jobs", "See what the service does by itself, and do it by hand.")
    {
        List(terminal, time),
        Run(terminal, time),
        History(terminal, time),
    };

    private static Command List(Terminal terminal, TimeProvider time)
    {
        var options = new WorkspaceOptions();
        var command = new Command("list", "List the jobs: when each runs, when next, and how its last run ended.");
        options.AddTo(command);
        command.SetAction(call =>
        {
            var settings = ServiceSettings.Over(options.Settings(call));
            var last = options.Exists(call) ? Runs(settings, time).Last().ToDictionary(r => r.Job, StringComparer.Ordinal) : [];
            foreach (var scheduled in settings.Schedule)
            {
                var next = scheduled.After(time.GetUtcNow()) is { } at ? Local(at, scheduled.Zone) : "never";
                terminal.Line($"{scheduled.Job.Name,-18}{scheduled.Job.Title}");
                terminal.Line($"    times {scheduled.Cron?.CronExpressionString ?? "-"} in {scheduled.Zone.Id}, next {next}");
                terminal.Line($"    last  {(last.TryGetValue(scheduled.Job.Name, out var run) ? InWords(run, settings.Zone) : "never run")}");
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command Run(Terminal terminal, TimeProvider time)
    {
        var name = new Argument<string>("name") { Description = "The job, as 'jobs list' shows it." };
        var month = new Option<string?>("--month")
        {
            Description = "Of a job that is done once for a month: the month reported on, such as 2012-03.",
            HelpName = "MONTH",
        };
        var options = new WorkspaceOptions();
        var command = new Command("run", "Run a job now, in this process; it is kept like a run of the service.") { name, month };
        options.AddTo(command);
        command.SetAction(async (call, cancellation) =>
        {
            var job = JobBook.Find(call.GetValue(name)!);
            if (job.Monthly != call.GetValue(month) is not null)
                throw new RequestException(job.Monthly ? $"{job.Name} is done for a month; name it with --month." : $"{job.Name} is not done for a month; leave --month out.");
            var end = call.GetValue(month) is { } text ? CommonOptions.ParseMonth(text) : (DateOnly?)null;
            if (end is { } of && !job.IsOf(of))
                throw new RequestException($"{of:yyyy-MM} does not end a quarter, so there is no {job.Name} of it; name March, June, September or December.");
            var settings = ServiceSettings.Over(options.Settings(call));
            var local = new LocalTime(time, settings.Zone);
            using var log = Logs.Open(settings.LogsFolder, settings.LogFormat, settings.LogLevel);
            var runner = new JobRunner(settings, Node.This(local), local, log, terminal);
            if (await runner.Run(job, end, Environment.UserName, tries: 1, cancellation) is not { } run)
                throw new EnvironmentException($"{job.Name} is running already; 'jobs history' shows where.");
            terminal.Line($"{job.Name}: {InWords(run, settings.Zone)}");
            return run.Outcome == JobOutcome.Failed ? ExitCode.MachineFailed : ExitCode.Done;
        });
        return command;
    }

    private static Command History(Terminal terminal, TimeProvider time)
    {
        var job = new Option<string?>("--job") { Description = "Of one job only.", HelpName = "NAME" };
        var last = new Option<int>("--last") { Description = "How many, at most.", HelpName = "N", DefaultValueFactory = _ => 20 };
        var options = new WorkspaceOptions();
        var command = new Command("history", "List runs of jobs, newest first.") { job, last };
        options.AddTo(command);
        command.SetAction(call =>
        {
            if (call.GetValue(last) < 1)
                throw new RequestException("--last must be 1 or more.");
            var only = call.GetValue(job) is { } name ? JobBook.Find(name).Name : null;
            using (options.OpenExisting(call, time))
            {
                // It is there; what follows opens it again with what the service goes by.
            }

            var settings = ServiceSettings.Over(options.Settings(call));
            var runs = Runs(settings, time).History(only, call.GetValue(last));
            foreach (var run in runs)
                terminal.Line($"{run.Id,6}  {run.Job,-18}{InWords(run, settings.Zone)}");
            if (runs.Count == 0)
                terminal.Line("There is no such run.");
            return ExitCode.Done;
        });
        return command;
    }

    private static JobRuns Runs(ServiceSettings settings, TimeProvider time)
    {
        using var workspace = settings.Open(time);
        var runs = new JobRuns(workspace.Database, Node.This(time));
        runs.EndLost();
        return runs;
    }

    private static string InWords(JobRun run, TimeZoneInfo zone)
    {
        var month = run.Month is { } end ? $" for {CalendarCommand.Month(end)}" : "";
        var by = run.StartedBy is { } who ? $", by {who}" : "";
        var took = run.Ended is { } ended ? string.Create(CultureInfo.InvariantCulture, $", {(ended - run.Started).TotalSeconds:0.0} s") : "";
        var counts = string.Concat(run.Counts.Where(c => c.Value > 0).Select(c => string.Create(CultureInfo.InvariantCulture, $", {c.Value} {c.Key}")));
        var outcome = run.Outcome switch
        {
            JobOutcome.Nothing => "nothing to do",
            JobOutcome.Running => $"running on {run.Node}",
            var other => other.ToString().ToLowerInvariant(),
        };
        return $"{Local(run.Started, zone)}  {outcome}{month}{counts}{took}{by}{(run.Message is null ? "" : $". {run.Message}")}";
    }

    private static string Local(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
