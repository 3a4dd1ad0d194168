using System.Text.Json;
using Ndtms.Worker;
using Quartz;

namespace Ndtms.Tests.Worker;

/// <summary>A slip in the settings is told before anything runs, in a sentence that names the setting; and the times that come with the
/// program are those that the clocks in London show.</summary>
public sealed class ScheduleTests : IDisposable
{
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("Schedule:intaik:Cron", "0 0 5 * * ?", "Schedule:intaik", "not a job")]
    [InlineData("Schedule:intake:Cron", "every day", "Schedule:intake:Cron", "not a cron expression")]
    [InlineData("Schedule:intake:Cron", "0 0 25 * * ?", "Schedule:intake:Cron", "not a cron expression")]
    [InlineData("Schedule:intake:Cron", " ", "Schedule:intake:Cron", "is missing")]
    [InlineData("Schedule:intake:TimeZone", "Europe/Londres", "Schedule:intake:TimeZone", "not a time zone")]
    [InlineData("Schedule:intake:Zone", "Europe/London", "Schedule:intake:Zone", "not known")]
    [InlineData("Service:Url", "8080", "Service:Url", "address")]
    [InlineData("Intake:SettleSeconds", "-1", "Intake:SettleSeconds", "whole number")]
    [InlineData("Intake:Archive", "inbox/archive", "Intake:Archive", "lies in the inbox")]
    [InlineData("Reports:Disclosure", "some", "Reports:Disclosure", "public")]
    [InlineData("Reports:Pdf", "perhaps", "Reports:Pdf", "true or false")]
    [InlineData("Notify:BeforeDays", "5,x", "Notify:BeforeDays", "commas")]
    [InlineData("Notify:From", "me", "Notify:From", "plain address")]
    [InlineData("Notify:Smtp", "mail.example.org", "Notify:From", "is missing")]
    [InlineData("Logs:Format", "xml", "Logs:Format", "json")]
    [InlineData("Logs:Level", "all", "Logs:Level", "debug")]
    [InlineData("Telemetry:Otlp:Endpoint", "collector", "Telemetry:Otlp:Endpoint", "address")]
    [InlineData("Retention:RawFilesMonths", "two", "Retention:RawFilesMonths", "whole number")]
    [InlineData("Retention:IssuesMonths", "-2", "Retention:IssuesMonths", "whole number")]
    [InlineData("Backup:Keep", "0", "Backup:Keep", "whole number")]
    [InlineData("Jobs:Tries", "0", "Jobs:Tries", "whole number")]
    [InlineData("Storage:Engine", "oracle", "Storage:Engine", "sqlserver")]
    [InlineData("Storage:DataSets", "nowhere", "Storage:DataSets", "does not exist")]
    public void A_wrong_setting_is_named_before_anything_runs(string key, string value, params string[] told)
    {
        var config = Configure(key, value);
        // Should it start after all, it stops again.
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        Workplace.CallUntil(stop.Token, "run", "--config", config).Refuses(ExitCode.WrongCall, told);
        Assert.False(File.Exists(_place.Database));
    }

    [Fact]
    public void Settings_that_are_no_JSON_or_not_there_are_told()
    {
        Workplace.Call("run", "--config", _place.Write("ndtms.json", "{ \"Service\": ")).Refuses(ExitCode.WrongCall, "ndtms.json", "JSON");
        Workplace.Call("run", "--config", _place["none.json"]).Refuses(ExitCode.WrongCall, "none.json");
    }

    [Fact]
    public void A_job_is_listed_with_its_times_its_next_and_its_last_run()
    {
        var answer = Workplace.Call("jobs", "list", "--config", Configure("Schedule:intake:Cron", "-")).Is(ExitCode.Done);
        // It is 09:00 UTC, 10:00 in London, on 11 April 2012.
        Assert.Contains("times 0 15 6-20 * * ? in Europe/London, next 2012-04-11 10:15:00", answer.Output, StringComparison.Ordinal);
        Assert.Contains("times - in Europe/London, next never", answer.Output, StringComparison.Ordinal);
        Assert.Contains("never run", answer.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(_place.Database));
    }

    /// <summary>On each day of the year, that with 23 hours and that with 25 among them, and at the hour that the clocks show.</summary>
    [Fact]
    public void What_runs_at_an_hour_runs_at_that_hour_of_every_day_once()
    {
        var hourly = 0;
        foreach (var (job, cron) in Shipped())
        {
            if (new CronExpression(cron, London).GetNextValidTimeAfter(new(2012, 1, 1, 12, 0, 0, TimeSpan.Zero)) is { } first
                && first < new DateTimeOffset(2012, 1, 1, 12, 30, 0, TimeSpan.Zero) && cron.Contains('/', StringComparison.Ordinal))
            {
                continue;
            }

            hourly++;
            var fired = new List<DateTime>();
            var at = new DateTimeOffset(2012, 1, 1, 0, 0, 0, TimeSpan.Zero);
            while (new CronExpression(cron, London).GetNextValidTimeAfter(at) is { Year: 2012 } next)
            {
                fired.Add(TimeZoneInfo.ConvertTime(next, London).DateTime);
                at = next;
            }

            var times = fired.Select(f => f.TimeOfDay).Distinct().Order().ToList();
            Assert.All(times, t => Assert.True(t < TimeSpan.FromHours(1) || t >= TimeSpan.FromHours(2), $"{job} runs at an hour that one day of the year lacks."));
            Assert.Equal(366 * times.Count, fired.Count);
            Assert.Equal(366, fired.Select(f => f.Date).Distinct().Count());
        }

        Assert.Equal(8, hourly);
    }

    /// <summary>The schedule that comes with the program.</summary>
    private static IEnumerable<(string Job, string Cron)> Shipped()
    {
        var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip };
        foreach (var path in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "schedules"), "*.json"))
        {
            using var file = JsonDocument.Parse(File.ReadAllText(path), options);
            foreach (var job in file.RootElement.GetProperty("Schedule").EnumerateObject())
                yield return (job.Name, job.Value.GetProperty("Cron").GetString()!);
        }
    }

    private string Configure(string key, string value) => _place.Write("ndtms.json", JsonSerializer.Serialize(
        new Dictionary<string, string>
        {
            ["Storage:Database"] = _place.Database,
            [key] = value is "inbox/archive" or "nowhere" ? _place[value] : value,
        }));
}
