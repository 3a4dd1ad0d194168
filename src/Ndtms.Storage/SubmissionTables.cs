using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dapper;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Validation;

namespace Ndtms.Storage;

/// <summary>Submissions, their steps and their issues, as rows.</summary>
internal static class SubmissionTables
{
    /// <summary>The one guarded step: it happens only from the state that it starts in and, where a claim is named, only while that
    /// stands.</summary>
    /// <exception cref="SubmissionStateException">The submission is in another state.</exception>
    public static void Step(
        DbConnection connection, long submission, SubmissionState from, SubmissionState to, Actor by, string? reason = null,
        string? claimedBy = null)
    {
        var changed = connection.Execute(
            $"""
            UPDATE submission SET state = @to, claimed_by = NULL, lease_until = NULL
            WHERE id = @submission AND state = @from{(claimedBy is null ? "" : " AND claimed_by = @claimedBy")}
            """, new { submission, from = Name(from), to = Name(to), claimedBy });
        if (changed == 0)
            throw new SubmissionStateException($"Submission {submission} is no longer {Name(from)}: somebody else was quicker.");
        AddEvent(connection, submission, to, by, reason);
    }

    public static void AddEvent(DbConnection connection, long submission, SubmissionState state, Actor by, string? reason) =>
        connection.Execute(
            """
            INSERT INTO submission_event (id, submission_id, at, who, state, reason)
            SELECT COALESCE(MAX(id), 0) + 1, @submission, @at, @Who, @state, @reason FROM submission_event
            """,
            new { submission, at = Time(by.At), by.Who, state = Name(state), reason });

    public static IReadOnlyList<SubmissionEvent> Events(DbConnection connection, long submission) => connection
        .Query<(string State, string At, string Who, string? Reason)>(
            "SELECT state, at, who, reason FROM submission_event WHERE submission_id = @submission ORDER BY id", new { submission })
        .Select(e => new SubmissionEvent(
            State(e.State), DateTimeOffset.Parse(e.At, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal), e.Who, e.Reason))
        .ToList();

    public static List<StoredSubmission> All(DbConnection connection, string where = "", object? parameters = null) =>
        connection.Query<SubmissionRow>($"SELECT * FROM submission {where} ORDER BY id", parameters).Select(r => r.ToSubmission()).ToList();

    /// <summary>Puts a submission in its first state.</summary>
    public static long Insert(DbConnection connection, Submission submission)
    {
        var facts = submission.Given.Over(submission.File.NamedFacts);
        var month = facts is null ? null : facts.To.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        var number = connection.ExecuteScalar<long>(
            "SELECT COUNT(*) + 1 FROM submission WHERE agency = @Agency AND SUBSTRING(window_to, 1, 7) = @month", new { facts?.Agency, month });
        var id = connection.ExecuteScalar<long>("SELECT COALESCE(MAX(id), 0) + 1 FROM submission");
        connection.Execute(
            """
            INSERT INTO submission (
                id, agency, window_from, window_to, data_set, file_name, sha256, received, given, correction, confirmed, state, month_number)
            VALUES (@id, @Agency, @From, @To, @Letter, @Name, @Sha256, @Received, @given, @correction, @confirmed, 'received', @number)
            """,
            new
            {
                id,
                facts?.Agency,
                facts?.From,
                facts?.To,
                facts?.Letter,
                submission.File.Name,
                submission.File.Sha256,
                submission.Received,
                given = JsonSerializer.Serialize(submission.Given),
                correction = submission.Correction ? 1 : 0,
                confirmed = submission.Confirmed ? 1 : 0,
                number,
            });
        AddEvent(connection, id, SubmissionState.Received, submission.By, null);
        return id;
    }

    /// <summary>What was given with a submission: facts beside the file, and whether it corrects or is confirmed.</summary>
    public static (ExplicitFacts Given, bool Correction, bool Confirmed) Given(DbConnection connection, long submission)
    {
        var (given, correction, confirmed) = connection.QuerySingle<(string, long, long)>(
            "SELECT given, correction, confirmed FROM submission WHERE id = @submission", new { submission });
        return (JsonSerializer.Deserialize<ExplicitFacts>(given)!, correction == 1, confirmed == 1);
    }

    /// <summary>Keeps what was found in a submission.</summary>
    public static void InsertFindings(DbConnection connection, long submission, CheckedSubmission found)
    {
        connection.Execute(
            "UPDATE submission SET row_count = @Rows, refusal_count = @refusals WHERE id = @submission",
            new { submission, found.Rows, refusals = found.Refusals.Count });
        using (var counts = new BulkInsert(connection, "submission_count", ["submission_id", "entity", "read_count", "loaded_count", "warned_count"]))
        {
            foreach (var count in found.Counts)
                counts.Add(submission).Add(count.Kind.Name()).Add(count.Read).Add(count.Loaded).Add(count.Warned).Insert();
        }

        using var insert = new BulkInsert(connection, "issue",
        [
            "submission_id", "number", "\"rule\"", "severity", "entity", "lines", "clientid", "episodid", "childid", "column_name", "value", "details",
            "row_hash", "confirmed",
        ]);
        var number = 0;
        foreach (var issue in found.Issues)
        {
            insert.Add(submission).Add(++number).Add(issue.Rule).Add(Name(issue.Severity)).Add(issue.Entity)
                .Add(string.Join(';', issue.Lines.Select(l => l.ToString(CultureInfo.InvariantCulture))))
                .Add(issue.ClientId).Add(issue.EpisodeId).Add(issue.ChildId).Add(issue.Column).Add(issue.Value)
                .Add(issue.Details.Count == 0 ? null : JsonSerializer.Serialize(new Dictionary<string, string>(issue.Details)))
                .Add(issue.RowHash).Add(issue.Confirmed ? 1 : 0);
            insert.Insert();
        }
    }

    public static List<Issue> Issues(DbConnection connection, long submission) => connection.Query<IssueRow>(
        """
        SELECT "rule", severity, entity, lines, clientid, episodid, childid, column_name, value, details, row_hash, confirmed
        FROM issue WHERE submission_id = @submission ORDER BY number
        """, new { submission }).Select(r => r.ToIssue()).ToList();

    public static List<EntityCount> Counts(DbConnection connection, long submission) => connection
        .Query<(string Entity, long Read, long Loaded, long Warned)>(
            "SELECT entity, read_count, loaded_count, warned_count FROM submission_count WHERE submission_id = @submission", new { submission })
        .Select(c => new EntityCount(EntityKinds.TryParse(c.Entity, out var kind) ? kind : default, (int)c.Read, (int)c.Loaded, (int)c.Warned))
        .OrderBy(c => c.Kind)
        .ToList();

    public static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static SubmissionState State(string name) => Enum.Parse<SubmissionState>(name, ignoreCase: true);

    private sealed class SubmissionRow
    {
        public long Id { get; init; }
        public string? Agency { get; init; }
        public string? WindowFrom { get; init; }
        public string? WindowTo { get; init; }
        public string? DataSet { get; init; }
        public string FileName { get; init; } = "";
        public string Received { get; init; } = "";
        public long Correction { get; init; }
        public string State { get; init; } = "";
        public long RowCount { get; init; }
        public long RefusalCount { get; init; }
        public long MonthNumber { get; init; }
        public long AddedCount { get; init; }
        public long ChangedCount { get; init; }
        public long UnchangedCount { get; init; }
        public long RemovedCount { get; init; }

        public StoredSubmission ToSubmission() => new(
            Id, Agency, WindowFrom is null ? null : Day.Parse(WindowFrom), WindowTo is null ? null : Day.Parse(WindowTo), DataSet, FileName,
            Day.Parse(Received), Correction == 1, SubmissionTables.State(State), (int)RowCount, (int)RefusalCount,
            (int)MonthNumber, new ChangeCounts((int)AddedCount, (int)ChangedCount, (int)UnchangedCount, (int)RemovedCount));
    }

    private sealed class IssueRow
    {
        public string Rule { get; init; } = "";
        public string Severity { get; init; } = "";
        public string Entity { get; init; } = "";
        public string Lines { get; init; } = "";
        public string? ClientId { get; init; }
        public string? EpisodId { get; init; }
        public string? ChildId { get; init; }
        public string? ColumnName { get; init; }
        public string? Value { get; init; }
        public string? Details { get; init; }
        public string? RowHash { get; init; }
        public long Confirmed { get; init; }

        public Issue ToIssue() => new(Rule, Enum.Parse<Severity>(Severity, ignoreCase: true), Entity)
        {
            Lines = Lines.Length == 0 ? [] : [.. Lines.Split(';').Select(l => int.Parse(l, CultureInfo.InvariantCulture))],
            ClientId = ClientId,
            EpisodeId = EpisodId,
            ChildId = ChildId,
            Column = ColumnName,
            Value = Value,
            RowHash = RowHash,
            Confirmed = Confirmed == 1,
            Details = Details is null ? [] : [.. JsonSerializer.Deserialize<Dictionary<string, string>>(Details)!],
        };
    }
}
