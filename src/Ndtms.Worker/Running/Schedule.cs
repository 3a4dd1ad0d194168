using Microsoft.Extensions.Configuration;
using Ndtms.Application.Jobs;
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
/// the settings that are laid over them.</summary>
internal static class Schedule
{
    /// <summary>Where the country's days begin and end.</summary>
    public const string London = "Europe/London";

    /// <summary>The name of its section.</summary>
    public const string Section = "Schedule";

    private const string Off = "-";

    /// <summary>The files that come with the program, in the order in which one lies over the other.</summary>
    public static IEnumerable<string> Files => Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "schedules"), "*.json")
        .Order(StringComparer.Ordinal);

    /// <summary>Whether a setting belongs to the schedule, right or wrong.</summary>
    public static bool Owns(string key) => key.StartsWith(Section + ":", StringComparison.OrdinalIgnoreCase);

    /// <summary>What is wrong with the schedule, each in a sentence.</summary>
    public static IEnumerable<string> Faults(IConfiguration configuration)
    {
        foreach (var entry in configuration.GetSection(Section).GetChildren())
        {
            if (!JobBook.All.Any(j => j.Name.Equals(entry.Key, StringComparison.OrdinalIgnoreCase)))
                yield return $"The setting {entry.Path} is not a job; the jobs are {string.Join(", ", JobBook.All.Select(j => j.Name))}.";
            foreach (var unknown in entry.GetChildren().Where(c => c.Key.ToUpperInvariant() is not ("CRON" or "TIMEZONE")))
                yield return $"The setting {unknown.Path} is not known; a job has Cron and TimeZone.";
        }

        foreach (var (job, entry) in JobBook.All.Select(job => (job, configuration.GetSection(Section).GetSection(job.Name))))
        {
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(ZoneOf(entry), out _))
                yield return $"The setting {entry.Path}:TimeZone is '{ZoneOf(entry)}', which is not a time zone of this machine; write it as {London}.";
            if (CronOf(entry).Length == 0)
                yield return $"The setting {entry.Path}:Cron is missing, so {job.Name} would never run; give its times, or {Off} to switch it off.";
            else if (CronOf(entry) != Off && WrongCron(CronOf(entry)) is { } wrong)
                yield return $"The setting {entry.Path}:Cron is '{CronOf(entry)}', which is not a cron expression: {wrong.TrimEnd('.')}.";
        }
    }

    /// <summary>Reads a schedule that has no fault.</summary>
    public static IReadOnlyList<ScheduledTime> Read(IConfiguration configuration) =>
    [
        .. JobBook.All.Select(job =>
        {
            var entry = configuration.GetSection(Section).GetSection(job.Name);
            var zone = TimeZoneInfo.FindSystemTimeZoneById(ZoneOf(entry));
            return new ScheduledTime(job, CronOf(entry) == Off ? null : new CronExpression(CronOf(entry), zone), zone);
        }),
    ];

    private static string ZoneOf(IConfigurationSection entry) => entry["TimeZone"] ?? London;

    private static string CronOf(IConfigurationSection entry) => entry["Cron"]?.Trim() ?? "";

    private static string? WrongCron(string cron)
    {
        try
        {
            _ = new CronExpression(cron);
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }
}
