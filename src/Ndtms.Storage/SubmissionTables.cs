using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dapper;
using Ndtms.Core.Calendar;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Quality;
using Ndtms.Core.Validation;

namespace Ndtms.Storage;

/// <summary>Submissions, their steps and their issues, as rows.</summary>
internal static class SubmissionTables
{
    private const string IssueColumns =
        "number, \"rule\", severity, entity, lines, clientid, episodid, childid, column_name, value, details, row_hash, confirmed, further_lines";

    /// <summary>The one guarded step: it happens only from the state that it starts in.</summary>
    /// <exception cref="SubmissionStateException">The submission is in another state.</exception>
    public static void Step(DbConnection connection, long submission, SubmissionState from, SubmissionState to, Step step)
    {
        var changed = connection.Execute(
            "UPDATE submission SET state = @to WHERE id = @submission AND state = @from", new { submission, from = Name(from), to = Name(to) });
        if (changed == 0)
            throw new SubmissionStateException($"Submission {submission} is not {Name(from)} any more: another user or process changed it first.");
        AddEvent(connection, submission, to, step);
    }

    public static void AddEvent(DbConnection connection, long submission, SubmissionState state, Step step) => connection.Execute(
        "INSERT INTO submission_event (submission_id, at, who, state, reason) VALUES (@submission, @At, @Who, @state, @Reason)",
        new { submission, step.At, step.Who, state = Name(state), step.Reason });

    public static IReadOnlyList<SubmissionEvent> Events(DbConnection connection, long submission) => connection
        .Query<(string State, DateTimeOffset At, string Who, string? Reason)>(
            "SELECT state, at, who, reason FROM submission_event WHERE submission_id = @submission ORDER BY id", new { submission })
        .Select(e => new SubmissionEvent(State(e.State), e.At, e.Who, e.Reason)).ToList();

    public static List<StoredSubmission> All(DbConnection connection, string where = "", object? parameters = null) =>
        connection.Query<SubmissionRow>($"SELECT * FROM submission {where} ORDER BY id", parameters).Select(r => r.ToSubmission()).ToList();

    /// <summary>Some of the submissions that a condition lets through, by id.</summary>
    /// <param name="connection">A connection.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="parameters">Its parameters, <c>skip</c> and <c>take</c>.</param>
    /// <param name="oldestFirst">Ascending; else descending.</param>
    public static List<StoredSubmission> Part(DbConnection connection, string condition, DynamicParameters parameters, bool oldestFirst) =>
        connection.Query<SubmissionRow>(
            $"SELECT * FROM submission WHERE {condition} ORDER BY id {(oldestFirst ? "ASC" : "DESC")} {PartOf(connection)}", parameters)
            .Select(r => r.ToSubmission()).ToList();

    /// <summary>Some of the changes that a condition lets through, by client and episode.</summary>
    /// <inheritdoc cref="Part" path="/param"/>
    public static List<EpisodeChange> ChangesPart(DbConnection connection, string condition, DynamicParameters parameters) =>
        connection.Query<EpisodeChange>(
            $"""
            SELECT clientid, episodid AS EpisodeId, change FROM submission_change WHERE {condition}
            ORDER BY clientid, episodid {PartOf(connection)}
            """, parameters).ToList();

    /// <summary>Puts a submission in its first state.</summary>
    /// <param name="connection">Within the step's transaction.</param>
    /// <param name="submission">What was submitted.</param>
    /// <param name="file">The file as it was stored.</param>
    /// <param name="receivedFile">The id under which it was stored.</param>
    /// <param name="step">Who received it, and when.</param>
    public static long Insert(DbConnection connection, Submission submission, ReceivedFile file, long receivedFile, Step step)
    {
        // Where a fact is missing the file is rejected, but it still belongs to the agency that is known.
        var facts = submission.Given.KnownOver(file.NamedFacts);
        var month = facts.To is { } to ? new DateOnly(to.Year, to.Month, 1) : default;
        var number = connection.ExecuteScalar<long>(
            "SELECT COUNT(*) + 1 FROM submission WHERE agency = @Agency AND window_to >= @month AND window_to <= @last",
            new { facts.Agency, month, last = SubmissionCalendar.MonthEnd(month) });
        var id = StorageConnection.Insert(
            connection,
            """
            INSERT INTO submission (
                agency, window_from, window_to, data_set, file_name, sha256, received, given, correction, confirmed, confirmed_removal, state, received_file,
                month_number, in_inbox)
            VALUES (
                @Agency, @From, @To, @Letter, @Name, @Sha256, @Received, @given, @Correction, @Confirmed, @ConfirmedRemoval, 'received', @receivedFile,
                @number, @InInbox)
            """,
            new
            {
                facts.Agency,
                facts.From,
                facts.To,
                facts.Letter,
                file.Name,
                file.Sha256,
                submission.Received,
                given = JsonSerializer.Serialize(submission.Given),
                submission.Correction,
                submission.Confirmed,
                submission.ConfirmedRemoval,
                receivedFile,
                number,
                submission.InInbox,
            });
        AddEvent(connection, id, SubmissionState.Received, step);
        return id;
    }

    /// <summary>What was given with a submission: facts beside the file, whether it corrects or is confirmed, and what it may remove.</summary>
    public static (ExplicitFacts Given, bool Correction, bool Confirmed, int? Removal) Given(DbConnection connection, long submission)
    {
        var (given, correction, confirmed, removal) = connection.QuerySingle<(string, bool, bool, long?)>(
            "SELECT given, correction, confirmed, confirmed_removal FROM submission WHERE id = @submission", new { submission });
        return (JsonSerializer.Deserialize<ExplicitFacts>(given)!, correction, confirmed, (int?)removal);
    }

    /// <summary>Keeps what was found in a submission but its issues, changes and expected TOPs: counts, and what feedback shows of its content.</summary>
    public static void InsertFindings(DbConnection connection, long submission, CheckedSubmission found, Findings findings)
    {
        connection.Execute(
            """
            UPDATE submission
            SET row_count = @Rows, refusal_count = @refusals,
                added_count = @Added, changed_count = @Changed, unchanged_count = @Unchanged, removed_count = @Removed, deleted_client_count = @DeletedClients,
                removed_open_count = @Open, replaced_count = @Replaced, refused_client_count = @RefusedClients
            WHERE id = @submission
            """,
            new
            {
                submission,
                found.Rows,
                refusals = found.Refusals.Count,
                findings.Changes.Added,
                findings.Changes.Changed,
                findings.Changes.Unchanged,
                findings.Changes.Removed,
                findings.Changes.DeletedClients,
                findings.Removal.Open,
                findings.Removal.Replaced,
                findings.Removal.RefusedClients,
            });
        InsertIssueCounts(connection, submission, found);
        using (var counts = new BulkInsert(connection, "submission_count", ["submission_id", "entity", "read_count", "loaded_count", "warned_count"]))
        {
            foreach (var count in found.Counts)
                counts.Add(submission).Add(count.Kind.Name()).Add(count.Read).Add(count.Loaded).Add(count.Warned).Insert();
        }

        if (findings.Content is not { } content)
            return;
        connection.Execute(
            "INSERT INTO submission_content (submission_id, completeness, effects) VALUES (@submission, @Completeness, @Effects)",
            new { submission, content.Completeness, content.Effects });
    }

    /// <summary>Keeps some of the TOPs that are expected of a submission. They are not visible before its processing has ended.</summary>
    /// <param name="connection">Within a transaction.</param>
    /// <param name="submission">The submission.</param>
    /// <param name="first">The number of the first of them.</param>
    /// <param name="tops">The TOPs.</param>
    public static void InsertTops(DbConnection connection, long submission, int first, IEnumerable<ExpectedTop> tops)
    {
        using var insert = new BulkInsert(
            connection, "submission_top",
            ["submission_id", "number", "clientid", "episodid", "occasion", "due_by", "done", "standing", "days_overdue"]);
        var number = first;
        foreach (var top in tops)
        {
            insert.Add(submission).Add(number++).Add(top.ClientId).Add(top.EpisodeId).Add(Name(top.Occasion)).Add(top.DueBy).Add(top.Done)
                .Add(Name(top.Standing)).Add(top.DaysOverdue).Insert();
        }
    }

    /// <summary>Keeps some of the issues of a submission. They are not visible before its processing has ended.</summary>
    /// <param name="connection">Within a transaction.</param>
    /// <param name="submission">The submission.</param>
    /// <param name="first">The number of the first of them.</param>
    /// <param name="issues">The issues, in their order.</param>
    public static void InsertIssues(DbConnection connection, long submission, int first, IEnumerable<Issue> issues)
    {
        using var insert = new BulkInsert(connection, "issue",
        [
            "submission_id", "number", "\"rule\"", "severity", "entity", "lines", "clientid", "episodid", "childid", "column_name", "value", "details",
            "row_hash", "confirmed", "further_lines",
        ]);
        var number = first;
        foreach (var issue in issues)
        {
            insert.Add(submission).Add(number++).Add(issue.Rule).Add(Name(issue.Severity)).Add(issue.Entity)
                .Add(string.Join(';', issue.Lines.Select(l => l.ToString(CultureInfo.InvariantCulture))))
                .Add(issue.ClientId).Add(issue.EpisodeId).Add(issue.ChildId).Add(issue.Column).Add(issue.Value)
                .Add(issue.Details.Count == 0 ? null : JsonSerializer.Serialize(new Dictionary<string, string>(issue.Details)))
                .Add(issue.RowHash).Add(issue.Confirmed).Add(issue.FurtherLines);
            insert.Insert();
        }
    }

    /// <summary>Keeps some of the episodes that a submission changes. They are not visible before its processing has ended.</summary>
    public static void InsertChanges(DbConnection connection, long submission, IEnumerable<EpisodeChange> changes)
    {
        using var insert = new BulkInsert(connection, "submission_change", ["submission_id", "clientid", "episodid", "change"]);
        foreach (var change in changes)
            insert.Add(submission).Add(change.ClientId).Add(change.EpisodeId).Add(change.Change).Insert();
    }

    /// <summary>Keeps how many issues a submission has, and where those are that are not listed.</summary>
    private static void InsertIssueCounts(DbConnection connection, long submission, CheckedSubmission found)
    {
        using (var counts = new BulkInsert(
            connection, "issue_count", ["submission_id", "\"rule\"", "severity", "column_name", "issues", "confirmed"]))
        {
            foreach (var count in found.IssueCounts)
            {
                counts.Add(submission).Add(count.Rule).Add(Name(count.Severity)).Add(count.Column ?? "").Add(count.Issues).Add(count.Confirmed).Insert();
            }
        }

        using (var entities = new BulkInsert(connection, "issue_entities", ["submission_id", "\"rule\"", "severity", "entities", "key_sum"]))
        {
            foreach (var named in found.Entities)
                entities.Add(submission).Add(named.Rule ?? "").Add(Name(named.Severity)).Add(named.Entities).Add((long)named.Keys).Insert();
        }

        if (found.Unlisted.Count > 0)
        {
            connection.Execute(
                "INSERT INTO unlisted_issue (submission_id, content) VALUES (@submission, @content)",
                new { submission, content = found.Unlisted.ToBytes() });
        }
    }

    /// <summary>Deletes what an earlier try at processing a submission left.</summary>
    public static void DeleteFindings(DbConnection connection, long submission)
    {
        foreach (var table in (string[])["issue", "submission_change", "submission_top", "raw_file"])
            connection.Execute($"DELETE FROM {table} WHERE submission_id = @submission", new { submission });
    }

    /// <summary>Issues with their numbers, in their order.</summary>
    /// <param name="connection">A connection.</param>
    /// <param name="which">The condition.</param>
    /// <param name="parameters">Its parameters.</param>
    public static List<StoredIssue> Issues(DbConnection connection, string which, object parameters) =>
        connection.Query<IssueRow>($"SELECT {IssueColumns} FROM issue WHERE {which} ORDER BY number", parameters).Select(r => new StoredIssue((int)r.Number, r.ToIssue())).ToList();

    /// <summary>Some of the issues that a condition lets through, in their order.</summary>
    /// <inheritdoc cref="Part" path="/param"/>
    public static List<StoredIssue> IssuesPart(DbConnection connection, string condition, DynamicParameters parameters, bool byRule = false) =>
        connection.Query<IssueRow>(
            $"SELECT {IssueColumns} FROM issue WHERE {condition} ORDER BY {(byRule ? "\"rule\", number" : "number")} {PartOf(connection)}", parameters)
            .Select(r => new StoredIssue((int)r.Number, r.ToIssue())).ToList();

    private static string PartOf(DbConnection connection) => StorageConnection.Of(connection).Engine.Part;

    public static List<EntityCount> Counts(DbConnection connection, long submission) => connection
        .Query<(string Entity, long Read, long Loaded, long Warned)>(
            "SELECT entity, read_count, loaded_count, warned_count FROM submission_count WHERE submission_id = @submission", new { submission })
        .Select(c => new EntityCount(EntityKinds.TryParse(c.Entity, out var kind) ? kind : default, (int)c.Read, (int)c.Loaded, (int)c.Warned))
        .OrderBy(c => c.Kind)
        .ToList();

    public static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static SubmissionState State(string name) => Enum.Parse<SubmissionState>(name, ignoreCase: true);

    private sealed class SubmissionRow
    {
        public long Id { get; init; }
        public string? Agency { get; init; }
        public DateOnly? WindowFrom { get; init; }
        public DateOnly? WindowTo { get; init; }
        public string? DataSet { get; init; }
        public string FileName { get; init; } = "";
        public DateOnly Received { get; init; }
        public bool Correction { get; init; }
        public string State { get; init; } = "";
        public long RowCount { get; init; }
        public long RefusalCount { get; init; }
        public long MonthNumber { get; init; }
        public long AddedCount { get; init; }
        public long ChangedCount { get; init; }
        public long UnchangedCount { get; init; }
        public long RemovedCount { get; init; }
        public long DeletedClientCount { get; init; }
        public long RemovedOpenCount { get; init; }
        public long ReplacedCount { get; init; }
        public long RefusedClientCount { get; init; }
        public long Tries { get; init; }

        public StoredSubmission ToSubmission() => new(
            Id, Agency, WindowFrom, WindowTo, DataSet, FileName, Received, Correction,
            SubmissionTables.State(State), (int)RowCount, (int)RefusalCount,
            (int)MonthNumber, new ChangeCounts((int)AddedCount, (int)ChangedCount, (int)UnchangedCount, (int)RemovedCount, (int)DeletedClientCount),
            new Removal((int)RemovedCount, (int)RemovedOpenCount, (int)ReplacedCount, (int)RefusedClientCount), (int)Tries);
    }

    private sealed class IssueRow
    {
        public long Number { get; init; }
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
        public bool Confirmed { get; init; }
        public long FurtherLines { get; init; }

        public Issue ToIssue() => new(Rule, Enum.Parse<Severity>(Severity, ignoreCase: true), Entity)
        {
            Lines = Lines.Length == 0 ? [] : [.. Lines.Split(';').Select(l => int.Parse(l, CultureInfo.InvariantCulture))],
            ClientId = ClientId,
            EpisodeId = EpisodId,
            ChildId = ChildId,
            Column = ColumnName,
            Value = Value,
            RowHash = RowHash,
            Confirmed = Confirmed,
            FurtherLines = (int)FurtherLines,
            Details = Details is null ? [] : [.. JsonSerializer.Deserialize<Dictionary<string, string>>(Details)!],
        };
    }
}
