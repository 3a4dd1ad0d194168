using System.Net;
using System.Net.Sockets;
using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;
using Ndtms.Core.Calendar;
using Ndtms.Core.DataSets;
using Ndtms.Worker;

namespace Ndtms.Tests.Worker;

/// <summary>The service left to itself: what it makes, when, how often, and what it tells of it.</summary>
public sealed class ServiceTests : IDisposable
{
    private const string Past = " REFLD=01/05/2010 TRIAGED=03/05/2010 MODST=03/05/2010 REFMODDT=03/05/2010 FAOMODDT=03/05/2010 TOPDATE=03/05/2010 CPLANDT=03/05/2010";

    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");
    private static readonly SubmissionCalendar Calendar = new(CodeBook.Embedded.WorkingDays, []);

    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    /// <summary>From September to April, through the last Sundays of October and of March, with a stop of a week in February.</summary>
    [Fact]
    public async Task Each_months_reports_are_made_once_on_the_day_after_its_window_closes_at_the_time_that_londons_clocks_show()
    {
        var clock = new FakeClock(At(new(2011, 9, 10), new(12, 0)));
        var config = SettingsFile.Write(_run[""], new() { ["intake"] = "0 0 5 * * ?", ["monthly-reports"] = "0 15 6 * * ?" });
        var (stop, again) = (new DateOnly(2012, 2, 14), new DateOnly(2012, 2, 21));
        Drop(new DateOnly(2011, 8, 31), clock);
        var service = await RunningService.Start(clock, config);
        for (var day = new DateOnly(2011, 9, 11); day <= new DateOnly(2012, 4, 18); day = day.AddDays(1))
        {
            if (day == stop)
            {
                Assert.Equal(ExitCode.Done, await service.Stop());
                await service.DisposeAsync();
                day = again;
                clock.MoveTo(At(day, new(11, 0)));
                service = await RunningService.Start(clock, config);
                // What was missed is made up for at once, not the next morning.
                await service.Line("Job monthly-reports of 2012-01 ends: Done");
                continue;
            }

            if (day.Day == 5)
                Drop(SubmissionCalendar.MonthEnd(day.AddMonths(-1)), clock);
            clock.MoveTo(At(day, new(5, 0)));
            await service.Line("Job intake ends");
            clock.MoveTo(At(day, new(6, 15)));
            await service.Line("Job monthly-reports: no month is due", "Job monthly-reports of", "failed");
            if (Calendar.LastClosedBefore(day) != Calendar.LastClosedBefore(day.AddDays(-1)))
                await service.Line("ends: Done");
        }

        Assert.Equal(ExitCode.Done, await service.Stop());
        await service.DisposeAsync();

        _run.Run($"jobs history --job monthly-reports --last 100 --config {config}");
        var runs = _run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Reverse().ToArray();
        var expected = Enumerable.Range(0, 9).Select(n => SubmissionCalendar.MonthEnd(new DateOnly(2011, 7, 1).AddMonths(n))).Select(month =>
        {
            // July's window had closed before the service was begun with, and August's file reaches over it.
            var made = month.Month == 7 ? new DateOnly(2011, 9, 11) : Calendar.WindowOf(month).Closes.AddDays(1);
            return made >= stop && made < again
                ? FormattableString.Invariant($"{again:yyyy-MM-dd} 11:00 {month:MMMM yyyy}")
                : FormattableString.Invariant($"{made:yyyy-MM-dd} 06:15 {month:MMMM yyyy}");
        });
        Assert.Equal(expected, runs.Select(r => $"{r.Split("  ")[^2][^19..^3]} {r[(r.IndexOf(" for ", StringComparison.Ordinal) + 5)..r.IndexOf(',', StringComparison.Ordinal)]}"));
        Assert.All(runs, r => Assert.Contains("done for", r, StringComparison.Ordinal));
        Assert.All(Enumerable.Range(0, 8).Select(n => new DateOnly(2011, 8, 1).AddMonths(n)), month => Assert.Contains(
            FormattableString.Invariant($"monthly-england-{month:yyyy-MM}.xlsx"), _run.Files(FormattableString.Invariant($"reports/{month:yyyy-MM}"))));
    }

    [Fact]
    public async Task The_sample_inbox_becomes_figures_reports_and_feedback_once_and_nobody_is_named_in_the_logs()
    {
        foreach (var file in Directory.GetFiles(Workplace.Sample("2009-2012"), "N08*-TREAT-IN-H.csv"))
            _run.Put($"inbox/{Path.GetFileName(file)[..5]}/{Path.GetFileName(file)}", File.ReadAllBytes(file), At(new(2012, 4, 5), new(8, 0)));
        _run.Run($"reference load agencies {Workplace.Sample("2009-2012/agencies.csv")}");
        var clock = new FakeClock(At(new(2012, 4, 16), new(23, 0)));
        var config = SettingsFile.Write(_run[""], new()
        {
            ["intake"] = "0 30 23 * * ?",
            ["monthly-measures"] = "0 0 6 * * ?",
            ["monthly-reports"] = "0 15 6 * * ?",
            ["feedback"] = "0 30 6 * * ?",
            ["housekeeping"] = "0 45 6 * * ?",
        }, new() { ["Logs:Format"] = "json", ["Backup:Folder"] = _run["backups"], ["Retention:RawFilesMonths"] = "1", ["Retention:IssuesMonths"] = "1" });
        string told;
        await using (var service = await RunningService.Start(clock, config))
        {
            clock.MoveTo(At(new(2012, 4, 16), new(23, 30)));
            await service.Line("Job intake ends: Done", "failed");
            for (var day = new DateOnly(2012, 4, 17); day.Day < 20; day = day.AddDays(1))
            {
                foreach (var (time, job) in new[] { ("06:00", "monthly-measures"), ("06:15", "monthly-reports"), ("06:30", "feedback"), ("06:45", "housekeeping") })
                {
                    clock.MoveTo(At(day, TimeOnly.Parse(time, null)));
                    await service.Line($"Job {job}: no month is due", $"Job {job} of 2012-03 ends: Done", $"Job {job} ends", "failed");
                }
            }

            Assert.Contains("\"Submission\":7", service.Told, StringComparison.Ordinal);
            await service.Stop();
            told = service.Told;
        }

        Assert.DoesNotContain("failed", told, StringComparison.OrdinalIgnoreCase);
        _run.Run($"jobs history --last 100 --config {config}");
        foreach (var job in (string[])["monthly-measures", "monthly-reports", "feedback"])
            Assert.Single(_run.Output.Split('\n'), l => l.Contains($"{job} ", StringComparison.Ordinal) && l.Contains("2012-04-17 06:", StringComparison.Ordinal));
        Assert.Equal(3, _run.Files("backups").Length);

        _run.Run("measures --cut 2012-03 --out ./by-hand.csv");
        Assert.Equal(File.ReadAllBytes(_run["by-hand.csv"]), File.ReadAllBytes(_run["reports/2012-03/measures-2012-03.csv"]));
        Assert.Contains("feedback-N0801-2012-03-1.xlsx", _run.Files("reports/2012-03"));
        var logs = string.Concat(Directory.GetFiles(_run["logs"]).Select(DemoTests.ReadShared));
        Assert.Contains("\"Agency\":\"N0801\"", logs, StringComparison.Ordinal);
        DemoTests.AssertNobodyIsNamed(told + logs + string.Concat(_run.Files("logs")));
    }

    [Fact]
    public async Task Health_and_metrics_say_how_it_is()
    {
        var clock = new FakeClock(At(new(2012, 4, 10), new(4, 59)));
        _run.Now = clock.GetUtcNow();
        _run.Put("inbox/N0852/N0852-20110401-20120331-TREAT-IN-H.csv");
        var config = SettingsFile.Write(_run[""], new() { ["intake"] = "0 0 5 * * ?" });
        await using var service = await RunningService.Start(clock, config);
        using var http = new HttpClient { BaseAddress = new Uri(service.Url) };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/live", Token)).StatusCode);
        Assert.Equal("ready\n", await http.GetStringAsync("/health/ready", Token));

        clock.MoveTo(At(new(2012, 4, 10), new(5, 0)));
        await service.Line("Job intake ends: Done");
        var metrics = await http.GetStringAsync("/metrics", Token);
        Assert.Matches(@"(?m)^ndtms_submissions_total\{[^}]*state=""accepted""[^}]*\} [1-9]", metrics);
        Assert.Matches(@"(?m)^ndtms_rows_total\{[^}]*\} [1-9]", metrics);
        Assert.Matches(@"(?m)^ndtms_rows_rate_per_second_bucket\{[^}]*le=""\+Inf""\} [1-9]", metrics);
        Assert.Matches(@"(?m)^ndtms_job_duration_seconds_count\{[^}]*job=""intake"",outcome=""done""\} [1-9]", metrics);
        Assert.Matches(@"(?m)^ndtms_queue\{[^}]*\} 0( |$)", metrics);
        foreach (var meter in (string[])["quartz_", "http_server_", "dotnet_", "resilience_polly_"])
            Assert.Matches($"(?m)^{meter}", metrics);
        // Labels are of jobs, states and the machine: never of an agency or a client.
        Assert.DoesNotContain("N0852", metrics, StringComparison.Ordinal);
        Assert.All(metrics.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => !l.StartsWith('#')), line => Assert.Matches(@"^[a-z]\w+(\{[^}]*\})? [-+0-9.eENaInf]+( \d+)?$", line));

        using (var connection = new SqliteConnection($"Data Source={_run["ndtms.db"]}"))
            connection.Execute("UPDATE schema_migration SET sha256 = 'another' WHERE number = 1");
        var unready = await http.GetAsync("/health/ready", Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unready.StatusCode);
        Assert.Contains("the database cannot be used", await unready.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/live", Token)).StatusCode);
    }

    [Fact]
    public async Task It_is_not_ready_with_a_stuck_job_a_full_disk_or_a_log_that_cannot_be_written_and_says_where_nothing_is()
    {
        var now = At(new(2012, 4, 10), new(9, 0));
        await using (var service = await RunningService.Start(new FakeClock(now), SettingsFile.Write(_run[""], [])))
        {
            using var http = new HttpClient { BaseAddress = new Uri(service.Url) };
            Assert.Equal("ready\n", await http.GetStringAsync("/health/ready", Token));
            using (var connection = new SqliteConnection($"Data Source={_run["ndtms.db"]}"))
            {
                connection.Execute(
                    "INSERT INTO job_run (job, node, started, outcome, counts, lease_until) VALUES ('intake', 'other:1:1', @started, 'running', '{}', @lease)",
                    new { started = now.UtcDateTime.AddHours(-3).ToString("O"), lease = now.UtcDateTime.AddMinutes(2).ToString("O") });
            }

            await Unready(http, "the job intake has not ended");
            Directory.Move(_run["logs"], _run["moved"]);
            await Unready(http, "the log cannot be written");
        }

        var full = SettingsFile.Write(_run[""], [], new() { ["Service:LeastFreeMegabytes"] = "1000000000" });
        await using var another = await RunningService.Start(new FakeClock(now.AddHours(1)), full);
        using var asking = new HttpClient { BaseAddress = new Uri(another.Url) };
        await Unready(asking, "the disk of the database is nearly full");

        async Task Unready(HttpClient http, string words)
        {
            var answer = await http.GetAsync("/health/ready", Token);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            var told = await answer.Content.ReadAsStringAsync(Token);
            Assert.Contains(words, told, StringComparison.Ordinal);
            Assert.DoesNotContain("/", told, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Requests_are_logged_by_their_paths_alone()
    {
        var config = SettingsFile.Write(_run[""], []);
        await using var service = await RunningService.Start(new FakeClock(At(new(2012, 4, 10), new(9, 0))), config);
        using var http = new HttpClient { BaseAddress = new Uri(service.Url) };
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/clients?initials=QZ&born=1970-01-02", Token)).StatusCode);
        Assert.Contains("[INF]", await service.Line("HTTP GET /clients responded 404"), StringComparison.Ordinal);
        await http.GetAsync("/health/live", Token);
        Assert.Contains("[DBG]", await service.Line("HTTP GET /health/live responded 200"), StringComparison.Ordinal);
        Assert.DoesNotContain("QZ", service.Told, StringComparison.Ordinal);
        Assert.DoesNotContain("1970-01-02", service.Told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scheduler_that_cannot_use_its_tables_is_told_in_a_sentence()
    {
        Directory.CreateDirectory(_run["quartz.db"]);
        Workplace.Call("run", "--config", SettingsFile.Write(_run[""], [])).Is(ExitCode.MachineFailed, "The scheduler cannot use its file", "quartz.db", "rights");
    }

    /// <summary>A file that is none of a database, and one of which pages in the middle are spoilt.</summary>
    [Theory]
    [InlineData(0, 100)]
    [InlineData(4_096, 40_000)]
    public async Task A_damaged_file_of_the_scheduler_is_told_with_what_to_do_and_costs_nothing_else(int from, int count)
    {
        var config = SettingsFile.Write(_run[""], new() { ["matching"] = "0 0 5 * * ?" });
        var clock = new FakeClock(At(new(2012, 4, 10), new(9, 0)));
        await using (var service = await RunningService.Start(clock, config))
            Assert.Equal(ExitCode.Done, await service.Stop());
        _run.Run($"jobs run matching --config {config}");
        var content = await File.ReadAllBytesAsync(_run["quartz.db"], Token);
        content.AsSpan(from, Math.Min(count, content.Length - from)).Fill(0x5A);
        await File.WriteAllBytesAsync(_run["quartz.db"], content, Token);

        Workplace.Call("run", "--config", config).Is(
            ExitCode.MachineFailed, $"The file of the scheduler {_run["quartz.db"]} is damaged", "delete the file and start the service again");
        // The jobs and their last runs are told all the same.
        Workplace.Call("jobs", "list", "--config", config).Is(ExitCode.MachineFailed, "matching", "next 2012-04-", "last  2012-04-10", "quartz.db is damaged", "delete the file");
        Workplace.Call("jobs", "history", "--config", config).Is(ExitCode.Done, "matching");
        Workplace.Call("jobs", "run", "matching", "--config", config).Is(ExitCode.Done);

        File.Delete(_run["quartz.db"]);
        await using var again = await RunningService.Start(clock, config);
        Assert.Equal(ExitCode.Done, await again.Stop());
        Workplace.Call("jobs", "list", "--config", config).Is(ExitCode.Done);
    }

    [Fact]
    public async Task A_start_deletes_what_programs_that_were_killed_left_and_nothing_else()
    {
        var config = SettingsFile.Write(_run[""], [], new() { ["Backup:Folder"] = _run["backups"] });
        string[] left =
        [
            "archive/N0852/a.csv.ndtms-4000000.part", "rejected/N0852/a.csv.ndtms-4000000.part", "reports/2012-03/a.xlsx.ndtms-4000000.part",
            "outbox/a.eml.ndtms-4000000.part", "backups/ndtms-2012-04-09.db.new",
        ];
        string[] stays = ["reports/film.2024.part", "outbox/mine.part", "backups/mine.db.new", "backups/ndtms-2012-04-08.db"];
        foreach (var name in (string[])[.. left, .. stays, "backups/ndtms-2012-04-10.db.new"])
            _run.Put(name, "half"u8.ToArray(), _run.Now);
        await using (new FileStream(_run["backups/ndtms-2012-04-10.db.new"], FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            await using var service = await RunningService.Start(new FakeClock(At(new(2012, 4, 10), new(9, 0))), config);
            Assert.Equal(ExitCode.Done, await service.Stop());
        }

        Assert.DoesNotContain(left, name => File.Exists(_run[name]));
        Assert.All(stays, name => Assert.True(File.Exists(_run[name]), name));
        Assert.True(File.Exists(_run["backups/ndtms-2012-04-10.db.new"]), "A backup that is being made was deleted.");
    }

    [Fact]
    public async Task Metrics_are_sent_where_they_are_wanted()
    {
        using var collector = new TcpListener(IPAddress.Loopback, 0);
        collector.Start();
        var config = SettingsFile.Write(_run[""], [], new()
        {
            ["Telemetry:Otlp:Endpoint"] = $"http://127.0.0.1:{((IPEndPoint)collector.LocalEndpoint).Port}/v1/metrics",
            ["Telemetry:Otlp:Protocol"] = "http",
        });
        var request = Task.Run(async () =>
        {
            using var client = await collector.AcceptTcpClientAsync(Token);
            var buffer = new byte[8_192];
            var length = await client.GetStream().ReadAsync(buffer, Token);
            await client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), Token);
            return Encoding.ASCII.GetString(buffer, 0, length);
        }, Token);
        await using (var service = await RunningService.Start(new FakeClock(At(new(2012, 4, 10), new(9, 0))), config))
            await service.Stop();
        Assert.StartsWith("POST /v1/metrics ", await request.WaitAsync(TimeSpan.FromMinutes(1), Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_embedded_database_takes_one_service_and_says_so()
    {
        var config = SettingsFile.Write(_run[""], []);
        await using (await RunningService.Start(new FakeClock(At(new(2012, 4, 10), new(9, 0))), config))
        {
            Workplace.Call("run", "--config", config).Refuses(ExitCode.MachineFailed, "already", "SQL Server");
            // Commands go on working beside it.
            Workplace.Call("jobs", "list", "--config", config).Is(ExitCode.Done, "intake");
        }

        await using var next = await RunningService.Start(new FakeClock(At(new(2012, 4, 10), new(9, 0))), config);
        Assert.Equal(ExitCode.Done, await next.Stop());
    }

    [Fact]
    public async Task A_failing_job_is_tried_again_and_does_not_count_as_failed_once_it_succeeds()
    {
        var clock = new FakeClock(At(new(2012, 4, 10), new(4, 59)));
        var config = SettingsFile.Write(_run[""], new() { ["intake"] = "0 0 5 * * ?" });
        await using var service = await RunningService.Start(clock, config);
        Directory.Delete(_run["inbox"]);
        clock.MoveTo(At(new(2012, 4, 10), new(5, 0)));
        await service.Line("is tried again");
        _run.Now = clock.GetUtcNow();
        _run.Put("inbox/N0852/N0852-20110401-20120331-TREAT-IN-H.csv");
        await service.Line("Job intake ends: Done");
    }

    [Fact]
    public async Task A_job_that_goes_on_failing_is_shown_as_failed_with_what_to_do()
    {
        var clock = new FakeClock(At(new(2012, 4, 10), new(4, 59)));
        var config = SettingsFile.Write(_run[""], new() { ["intake"] = "0 0 5 * * ?" }, new() { ["Jobs:Tries"] = "4" });
        await using var service = await RunningService.Start(clock, config);
        Directory.Delete(_run["inbox"]);
        clock.MoveTo(At(new(2012, 4, 10), new(5, 0)));
        await service.Line("Job intake ends: Failed");
        Assert.Equal(3, service.Told.Split("is tried again").Length - 1);
        Workplace.Call("jobs", "history", "--config", config).Is(ExitCode.Done, "failed", _run["inbox"], "The schedule tries again", "jobs run intake");
    }

    [Fact]
    public async Task A_job_that_is_switched_off_does_not_go_on_as_it_was_stored()
    {
        var clock = new FakeClock(At(new(2012, 4, 10), new(4, 59)));
        await using (var service = await RunningService.Start(clock, SettingsFile.Write(_run[""], new() { ["intake"] = "0 0 5 * * ?", ["processing"] = "0 1 5 * * ?" })))
        {
            clock.MoveTo(At(new(2012, 4, 10), new(5, 0)));
            await service.Line("Job intake ends");
        }

        await using var second = await RunningService.Start(clock, SettingsFile.Write(_run[""], new() { ["processing"] = "0 1 5 * * ?" }));
        clock.MoveTo(At(new(2012, 4, 11), new(5, 1)));
        await second.Line("Job processing ends");
        Assert.DoesNotContain("intake", second.Told, StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private void Drop(DateOnly month, FakeClock clock)
    {
        var file = new TestFile(FormattableString.Invariant($"@from=2010-04-01 @to={month:yyyy-MM-dd} RFLS={(month.Month % 5) + 1}{Past}"));
        _run.Put($"inbox/N0852/{file.Name}", Encoding.UTF8.GetBytes(file.Csv()), clock.GetUtcNow().AddHours(-1));
    }

    private static DateTimeOffset At(DateOnly day, TimeOnly time)
    {
        var local = day.ToDateTime(time);
        return new DateTimeOffset(local, London.GetUtcOffset(local)).ToUniversalTime();
    }
}
