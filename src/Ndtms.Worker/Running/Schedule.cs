using Microsoft.Extensions.Configuration;
using Ndtms.Application;
using Ndtms.Worker.Jobs;
using Quartz;

namespace Ndtms.Worker.Running;

/// <summary>When a job runs.</summary>
/// <param name="Job">The job.</param>
/// <param name="Cron">At these times; null: never by itself.</param>
/// <param name="Zone">In this time zone.</param>
internal sealed record ScheduledTime(Job Job, CronExpression? Cron, TimeZoneInfo Zone)
{
    /// <summary>The next time after a moment; null: never.</summary>
    public DateTimeOffset? After(DateTimeOffset moment) => Cron?.GetNextValidTimeAfter(moment);
}

/// <summary>The schedule: <c>Schedule:JOB:Cron</c> and <c>Schedule:JOB:TimeZone</c>, from the files of the folder <c>schedules</c> and
/// whatever is laid over them.</summary>
internal static class Schedule
{
    /// <summary>Where the country's days begin and end.</summary>
    public const string London = "Europe/London";

    private const string Section = "Schedule";
    private const string Off = "-";

    /// <summary>The files that come with the program, in the order in which one lies over the other.</summary>
    public static IEnumerable<string> Files => Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "schedules"), "*.json")
        .Order(StringComparer.Ordinal);

    /// <summary>Reads the schedule.</summary>
    /// <exception cref="RequestException">Something in it is wrong; the message names the setting.</exception>
    public static IReadOnlyList<ScheduledTime> Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        foreach (var entry in section.GetChildren())
        {
            if (!JobBook.All.Any(j => j.Name.Equals(entry.Key, StringComparison.OrdinalIgnoreCase)))
                throw Setting.Wrong(entry.Path, $"names no job; the jobs are {string.Join(", ", JobBook.All.Select(j => j.Name))}");
            if (entry.GetChildren().FirstOrDefault(c => c.Key.ToUpperInvariant() is not ("CRON" or "TIMEZONE")) is { } unknown)
                throw Setting.Wrong(unknown.Path, "is unknown; a job has Cron and TimeZone");
        }

        return [.. JobBook.All.Select(job => Read(job, section.GetSection(job.Name)))];
    }

    private static ScheduledTime Read(Job job, IConfigurationSection entry)
    {
        var zoneName = entry["TimeZone"] ?? London;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zoneName, out var zone))
            throw Setting.Wrong($"{entry.Path}:TimeZone", $"is '{zoneName}', which is no time zone of this machine; write it as {London}");
        var cron = entry["Cron"]?.Trim();
        if (string.IsNullOrEmpty(cron))
            throw Setting.Wrong($"{entry.Path}:Cron", $"is missing, so {job.Name} would never run; give its times, or {Off} to switch it off");
        if (cron == Off)
            return new ScheduledTime(job, null, zone);
        try
        {
            return new ScheduledTime(job, new CronExpression(cron, zone), zone);
        }
        catch (FormatException e)
        {
            throw Setting.Wrong($"{entry.Path}:Cron", $"is '{cron}', which is no cron expression: {e.Message.TrimEnd('.')}");
        }
    }
}
