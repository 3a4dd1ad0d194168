using System.Globalization;
using System.Text.Json;
using Dapper;
using Ndtms.Core.Calendar;

namespace Ndtms.Storage;

/// <summary>How a run of a job ended.</summary>
public enum JobOutcome
{
    /// <summary>It is under way.</summary>
    Running,

    /// <summary>It did what it is for.</summary>
    Done,

    /// <summary>There was nothing to do, or it was put off; then the message says why.</summary>
    Nothing,

    /// <summary>It could not; the message says why.</summary>
    Failed,
}

/// <summary>A run of a job.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Job">The job's name.</param>
/// <param name="Month">Of a job that is done once for a month: its last day.</param>
/// <param name="Node">Who ran it.</param>
/// <param name="StartedBy">The user who started it by hand; null: the schedule.</param>
/// <param name="Started">When it began.</param>
/// <param name="Ended">When it ended; null: it is under way.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Counts">What was done how often.</param>
/// <param name="Message">What there is to say; of a failure why, and what to do.</param>
public sealed record JobRun(
    long Id, string Job, DateOnly? Month, string Node, string? StartedBy, DateTimeOffset Started, DateTimeOffset? Ended, JobOutcome Outcome,
    IReadOnlyDictionary<string, long> Counts, string? Message);

/// <summary>The runs of jobs: no two of one job at once, on however many nodes, and each with its end.</summary>
/// <param name="database">The database.</param>
/// <param name="node">The node that runs jobs.</param>
public sealed class JobRuns(Database database, Node node)
{
    /// <summary>Begins a run.</summary>
    /// <param name="job">The job's name.</param>
    /// <param name="month">Any day of the month that it is done for.</param>
    /// <param name="startedBy">The user; null: the schedule.</param>
    /// <returns>The run's number; null: another run of the job is under way.</returns>
    public long? Start(string job, DateOnly? month, string? startedBy)
    {
        EndLost();
        return database.Write(connection =>
        {
            if (connection.ExecuteScalar<long>("SELECT COUNT(*) FROM job_run WHERE job = @job AND outcome = 'running'", new { job }) > 0)
                return (long?)null;
            return StorageConnection.Insert(
                connection,
                """
                INSERT INTO job_run (job, month, node, started_by, started, outcome, counts, lease_until)
                VALUES (@job, @month, @node, @startedBy, @started, 'running', '{}', @lease)
                """,
                new
                {
                    job,
                    month = month?.ToString("yyyy-MM", CultureInfo.InvariantCulture),
                    node = node.Name,
                    startedBy,
                    started = node.Now,
                    lease = node.LeaseUntil,
                });
        });
    }

    /// <summary>Keeps a run this node's own while it lasts.</summary>
    /// <returns>To be disposed at its end.</returns>
    public IDisposable Keep(long run) => node.KeepLease(Work(run), () => database.WriteAlone(null, connection => connection.Execute(
        "UPDATE job_run SET lease_until = @lease WHERE id = @run AND outcome = 'running'", new { run, lease = node.LeaseUntil })));

    /// <summary>Ends a run. That a job had nothing to do is kept only of the last time, so that a job that looks every few minutes leaves no
    /// row each time.</summary>
    public void End(long run, JobOutcome outcome, IReadOnlyDictionary<string, long> counts, string? message) => database.Write(connection =>
    {
        connection.Execute(
            """
            UPDATE job_run SET outcome = @outcome, ended = @ended, counts = @counts, message = @message, lease_until = NULL
            WHERE id = @run AND outcome = 'running'
            """,
            new
            {
                run,
                outcome = SubmissionTables.Name(outcome),
                ended = node.Now,
                counts = JsonSerializer.Serialize(new SortedDictionary<string, long>(counts.ToDictionary(), StringComparer.Ordinal)),
                message,
            });
        return outcome != JobOutcome.Nothing ? 0 : connection.Execute(
            "DELETE FROM job_run WHERE id < @run AND outcome = 'nothing' AND job = (SELECT job FROM job_run WHERE id = @run)", new { run });
    });

    /// <summary>Marks as failed the runs whose node has ended.</summary>
    /// <returns>How many.</returns>
    public int EndLost()
    {
        var lost = database.Read(connection => connection
            .Query<(long Id, string Node, DateTimeOffset? Lease)>("SELECT id, node, lease_until FROM job_run WHERE outcome = 'running'"))
            .Where(r => node.IsFree(Work(r.Id), r.Node, r.Lease, database.Path is not null)).ToList();
        return lost.Count == 0 ? 0 : database.Write(connection => lost.Sum(r => connection.Execute(
            """
            UPDATE job_run SET outcome = 'failed', ended = @ended, message = @message, lease_until = NULL
            WHERE id = @Id AND outcome = 'running' AND (lease_until IS NULL OR lease_until = @Lease)
            """,
            new
            {
                r.Id,
                r.Lease,
                ended = node.Now,
                message = "The program ended in the middle of it. What it had finished stays; the rest is done by the next run.",
            })));
    }

    /// <summary>The last run of each job, by job.</summary>
    public IReadOnlyList<JobRun> Last() => Query("WHERE id IN (SELECT MAX(id) FROM job_run GROUP BY job) ORDER BY job");

    /// <summary>A run; null where there is none of that number.</summary>
    public JobRun? Find(long run) => Query("WHERE id = @run", new { run }).SingleOrDefault();

    /// <summary>Runs, newest first.</summary>
    /// <param name="job">Of one job; null: of all.</param>
    /// <param name="page">Which of them.</param>
    public Paged<JobRun> History(string? job, Page page)
    {
        var which = job is null ? "" : "WHERE job = @job ";
        var total = database.Read(connection => connection.ExecuteScalar<long>($"SELECT COUNT(*) FROM job_run {which}", new { job }));
        return new Paged<JobRun>(Query($"{which}ORDER BY id DESC", new { job }, page), total);
    }

    /// <summary>The months that a job was made or tried for.</summary>
    /// <param name="job">Its name.</param>
    /// <param name="zone">Where days are counted.</param>
    public IReadOnlyList<MonthMade> MonthsOf(string job, TimeZoneInfo zone) =>
    [
        .. Query("WHERE job = @job AND month IS NOT NULL ORDER BY id", new { job }).Select(r => new MonthMade(
            r.Month!.Value, DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(r.Started, zone).DateTime), r.Outcome == JobOutcome.Done,
            r.StartedBy is null)),
    ];

    private string Work(long run) => string.Create(CultureInfo.InvariantCulture, $"run {run} of {database.Name}");

    private List<JobRun> Query(string which, object? parameters = null, Page? page = null) => database.Read(connection => connection
        .Query<Row>($"SELECT id, job, month, node, started_by, started, ended, outcome, counts, message FROM job_run {which}", parameters, buffered: false)
        .Skip(page?.Skip ?? 0).Take(page?.Take ?? int.MaxValue).Select(r => r.ToRun()).ToList());

    private sealed class Row
    {
        public long Id { get; init; }
        public string Job { get; init; } = "";
        public string? Month { get; init; }
        public string Node { get; init; } = "";
        public string? StartedBy { get; init; }
        public DateTimeOffset Started { get; init; }
        public DateTimeOffset? Ended { get; init; }
        public string Outcome { get; init; } = "";
        public string Counts { get; init; } = "";
        public string? Message { get; init; }

        public JobRun ToRun() => new(
            Id, Job, Month is null ? null : SubmissionCalendar.MonthEnd(Day.Parse(Month + "-01")), Node, StartedBy, Started, Ended,
            Enum.Parse<JobOutcome>(Outcome, ignoreCase: true),
            JsonSerializer.Deserialize<SortedDictionary<string, long>>(Counts)!, Message);
    }
}
