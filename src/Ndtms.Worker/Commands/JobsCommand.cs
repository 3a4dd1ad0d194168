using System.CommandLine;
using System.Globalization;
using Ndtms.Application;
using Ndtms.Application.Jobs;
using Ndtms.Storage;
using Ndtms.Worker.Running;
using Ndtms.Worker.Settings;

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
            // Before there is a database nothing has run, and the times can be looked at all the same.
            using var workspace = WorkspaceOptions.Exists(settings.Places.Storage) ? options.Open(call, time) : null;
            var last = workspace is null ? [] : terminal.Call(new ListJobs(workspace), new ListJobsRequest()).ToDictionary(j => j.Job, j => j.Last);
            foreach (var scheduled in settings.Schedule)
            {
                var next = scheduled.After(time.GetUtcNow()) is { } at ? Local(at, scheduled.Zone) : "never";
                terminal.Line($"{scheduled.Job.Name,-18}{scheduled.Job.Title}");
                terminal.Line($"    times {scheduled.Cron?.CronExpressionString ?? "-"} in {scheduled.Zone.Id}, next {next}");
                terminal.Line($"    last  {(last.GetValueOrDefault(scheduled.Job) is { } run ? InWords(run, settings.Zone) : "never run")}");
            }

            return Scheduler.Damage(settings) is { } damage ? throw new EnvironmentException(damage) : ExitCode.Done;
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
        var command = new Command("run", "Run a job now, in this process; it is recorded like a run of the service.") { name, month };
        options.AddTo(command);
        command.SetAction((call, cancellation) =>
        {
            var request = new RunJobRequest(call.GetValue(name)!, call.GetValue(month) is { } text ? CommonOptions.ParseMonth(text) : null);
            var settings = ServiceSettings.Over(options.Settings(call));
            var local = new LocalTime(time, settings.Zone);
            var node = Node.This(local);
            using var log = settings.OpenLog();
            var run = terminal.Call(
                new RunJob(settings.Book, new JobRunner(settings.JobsOf(local, log, node), node, local, log)), request, cancellation: cancellation);
            terminal.Line($"{run.Job}: {InWords(run, settings.Zone)}");
            return Task.FromResult(run.Outcome == JobOutcome.Failed ? ExitCode.MachineFailed : ExitCode.Done);
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
            if (call.GetValue(last) is < 1 or > Page.Most)
                throw new RequestException($"--last must be from 1 to {Page.Most}.");
            var settings = ServiceSettings.Over(options.Settings(call));
            using var workspace = options.OpenExisting(call, time);
            var runs = terminal.Call(new ShowJobHistory(workspace), new JobHistoryRequest(call.GetValue(job), Page.First(call.GetValue(last))));
            foreach (var run in runs.Items)
                terminal.Line($"{run.Id,6}  {run.Job,-18}{InWords(run, settings.Zone)}");
            if (runs.Total == 0)
                terminal.Line("There is no such run.");
            return ExitCode.Done;
        });
        return command;
    }

    private static string InWords(JobRun run, TimeZoneInfo zone)
    {
        var month = run.Month is { } end ? $" for {CalendarCommand.Month(end)}" : "";
        var by = run.StartedBy is { } who ? $", by {who}" : "";
        var took = run.Ended is { } ended ? string.Create(CultureInfo.InvariantCulture, $", {(ended - run.Started).TotalSeconds:0.0} s") : "";
        var counts = string.Concat(run.Counts.Where(c => c.Value > 0).Select(c => string.Create(CultureInfo.InvariantCulture, $", {c.Value} {c.Key}")));
        var outcome = run.Outcome switch
        {
            JobOutcome.Nothing when run.Message is not null => "put off",
            JobOutcome.Nothing => "nothing to do",
            JobOutcome.Running => $"running on {run.Node}",
            var other => other.ToString().ToLowerInvariant(),
        };
        return $"{Local(run.Started, zone)}  {outcome}{month}{counts}{took}{by}{(run.Message is null ? "" : $". {run.Message}")}";
    }

    private static string Local(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
