using System.Data.Common;
using System.Text.Json;
using Dapper;
using Ndtms.Core.Calendar;
using Ndtms.Core.Intake;
using Ndtms.Core.Quality;
using Ndtms.Core.Validation;

namespace Ndtms.Storage;

/// <summary>Which submissions a list shows.</summary>
/// <param name="Agency">Of one agency; null: of all.</param>
/// <param name="State">In one state; null: in any.</param>
/// <param name="Month">Any day of the month in which the window ends; null: whatever the window.</param>
/// <param name="OldestFirst">By id, ascending; else the newest first.</param>
public sealed record SubmissionFilter(string? Agency = null, SubmissionState? State = null, DateOnly? Month = null, bool OldestFirst = false)
{
    /// <summary>Only those that come after this one in the order of the list; null: from the first. A list that goes on from an item stays the
    /// same while others are added.</summary>
    public long? After { get; init; }

    /// <summary>All of them, the newest first.</summary>
    public static SubmissionFilter None { get; } = new();
}

/// <summary>Which issues of a submission a list shows.</summary>
/// <param name="Severity">Of one severity; null: of any.</param>
/// <param name="Rule">Of one rule; null: of any.</param>
/// <param name="Column">About one column, by its header; null: about any.</param>
public sealed record IssueFilter(Severity? Severity = null, string? Rule = null, string? Column = null)
{
    /// <summary>About one kind of record (<see cref="Issue.Entity"/>); null: about any.</summary>
    public string? Entity { get; init; }

    /// <summary>Of one client, by CLIENTID as sent; null: of any.</summary>
    public string? ClientId { get; init; }

    /// <summary>Only those that this other submission does not have (<see cref="SubmissionQueries.DifferencesOf"/>); null: whichever.</summary>
    public long? NotIn { get; init; }

    /// <summary>Only those that this other submission has too; null: whichever.</summary>
    public long? AlsoIn { get; init; }

    /// <summary>Only those after this number; null: from the first.</summary>
    public int? After { get; init; }

    /// <summary>Without warnings that were checked and found correct.</summary>
    public bool Unconfirmed { get; init; }

    /// <summary>By rule and then by line; else by line.</summary>
    public bool ByRule { get; init; }

    /// <summary>Whether how many match is known also of issues that are not listed.</summary>
    public bool CountsUnlisted => Entity is null && ClientId is null && NotIn is null && AlsoIn is null;

    /// <summary>All of them.</summary>
    public static IssueFilter None { get; } = new();
}

/// <summary>An issue as stored.</summary>
/// <param name="Number">Its number within the submission, from 1; it stays the same when issues before it are deleted.</param>
/// <param name="Issue">What was found.</param>
public sealed record StoredIssue(int Number, Issue Issue);

/// <summary>How far a submission is.</summary>
/// <param name="Submission">The submission.</param>
/// <param name="Since">When it came to its state.</param>
/// <param name="News">The last news of its check; null: there are none yet, or it is not being checked.</param>
/// <param name="Before">How many files wait or are checked before it.</param>
public sealed record SubmissionNews(StoredSubmission Submission, DateTimeOffset Since, CheckNews? News, int Before)
{
    /// <summary>When something was last heard of it.</summary>
    public DateTimeOffset LastNews => News?.At ?? Since;
}

/// <summary>A listed issue and what stands around it.</summary>
/// <param name="Issue">The issue.</param>
/// <param name="Others">Other issues of the same record, of what is above it and below it, as many as a page has.</param>
/// <param name="Previous">The number of the listed issue before it; null: it is the first.</param>
/// <param name="Next">The number of the one after it; null: it is the last.</param>
public sealed record IssueAmongOthers(StoredIssue Issue, IReadOnlyList<StoredIssue> Others, int? Previous, int? Next);

/// <summary>How the issues of a rule differ between two submissions, as far as they are listed.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="PutRight">How many are only in the earlier one.</param>
/// <param name="New">How many are only in the later one.</param>
/// <param name="StillThere">How many are in both.</param>
public sealed record IssueDifference(string Rule, int PutRight, int New, int StillThere);

/// <summary>What the content of a file showed when it was processed: counts, and the TOPs that are due or done.</summary>
/// <param name="Effects">Whom rejected records keep out of figures, by rule (<see cref="EffectOnFigures"/>).</param>
/// <param name="Completeness">How often each expected field is filled, in the order of the data set.</param>
/// <param name="Tops">The expected TOPs, by client, episode and occasion, without those of clients who have refused consent since.</param>
public sealed record StoredContent(
    IReadOnlyDictionary<string, IReadOnlyList<MissingPersons>> Effects, IReadOnlyList<FieldCompleteness> Completeness,
    IReadOnlyList<ExpectedTop> Tops);

/// <summary>Reads submissions and what was found in them. Every query takes the caller's scope: what lies outside it looks exactly like what
/// does not exist. Findings are seen once the submission's processing has ended.</summary>
public sealed class SubmissionQueries(Database database, Secrets secrets)
{
    private const string IsProcessed = "state NOT IN ('received', 'checking', 'failed')";

    private const string OfIds = "IN @ids";

    private readonly RawFiles _rawFiles = new(secrets);

    /// <summary>A page of submissions.</summary>
    public Paged<StoredSubmission> List(Scope scope, SubmissionFilter filter, Page page) => database.Read(connection =>
    {
        var (condition, parameters) = Condition(scope, filter);
        return new Paged<StoredSubmission>(
            SubmissionTables.Part(connection, condition, With(parameters, page), filter.OldestFirst),
            connection.ExecuteScalar<long>($"SELECT COUNT(*) FROM submission WHERE {condition}", parameters));
    });

    /// <summary>Every submission that matches the filter, read in parts as they are wanted.</summary>
    public IEnumerable<StoredSubmission> All(Scope scope, SubmissionFilter filter) => InParts<StoredSubmission>(last => database.Read(connection =>
    {
        var (condition, parameters) = Condition(scope, filter);
        parameters.Add("last", last?.Id);
        var rest = last is null ? "" : filter.OldestFirst ? " AND id > @last" : " AND id < @last";
        return SubmissionTables.Part(connection, condition + rest, With(parameters, Page.First(Page.Most)), filter.OldestFirst);
    }));

    /// <summary>A submission; null where there is none of that id.</summary>
    public StoredSubmission? Find(Scope scope, long id) => database.Read(connection => Find(connection, scope, id));

    /// <summary>The agency's accepted submission, whose content is the current data; null where there is none.</summary>
    public StoredSubmission? CurrentOf(Scope scope, string agency) =>
        One(scope, "agency = @agency AND state = 'accepted'", new { agency });

    /// <summary>The agency's held submission of a file; null where there is none.</summary>
    /// <param name="scope">Whose data may be seen.</param>
    /// <param name="agency">The agency's code.</param>
    /// <param name="sha256">SHA-256 of the file's unpacked bytes, in hexadecimal.</param>
    public StoredSubmission? HeldWith(Scope scope, string agency, string sha256) =>
        One(scope, "agency = @agency AND sha256 = @sha256 AND state = 'held'", new { agency, sha256 });

    /// <summary>Submissions whose files lie in the inbox, or did when the program ended, oldest first.</summary>
    public IReadOnlyList<StoredSubmission> InInbox(Scope scope) => database.Read(connection =>
        SubmissionTables.All(connection, $"WHERE in_inbox = 1 AND {scope.On("agency")}", With(scope, new { })));

    /// <summary>The agency's last submission of a file that lies in the inbox; null where there is none.</summary>
    /// <inheritdoc cref="HeldWith" path="/param"/>
    public StoredSubmission? InInboxWith(Scope scope, string agency, string sha256) => One(
        scope, "id = (SELECT MAX(id) FROM submission WHERE agency = @agency AND sha256 = @sha256 AND in_inbox = 1)", new { agency, sha256 });

    /// <summary>The last processed submission of each agency for a window that ends in the month of a cut, by agency.</summary>
    public IReadOnlyList<StoredSubmission> LastOfMonth(Scope scope, DateOnly cut) => database.Read(connection =>
    {
        var from = new DateOnly(cut.Year, cut.Month, 1);
        var parameters = With(scope, new { from, last = SubmissionCalendar.MonthEnd(from) });
        return SubmissionTables.All(connection, $"""
            WHERE id IN (
                SELECT MAX(id) FROM submission
                WHERE agency IS NOT NULL AND window_to >= @from AND window_to <= @last AND {IsProcessed} AND {scope.On("agency")} GROUP BY agency)
            """, parameters).OrderBy(s => s.Agency, StringComparer.Ordinal).ToList();
    });

    /// <summary>The agency's submissions before one, for the same window or earlier ones, that were accepted, held or rejected and brought
    /// records: the last of them, oldest first.</summary>
    /// <param name="submission">The submission.</param>
    /// <param name="count">How many at most.</param>
    public IReadOnlyList<StoredSubmission> EarlierThan(StoredSubmission submission, int count) => database.Read(connection =>
    {
        var last = SubmissionTables.Part(
            connection,
            """
            agency = @Agency AND id < @Id AND window_to <= @WindowTo AND state IN ('accepted', 'superseded', 'held', 'rejected')
                AND EXISTS (SELECT 1 FROM submission_count WHERE submission_id = submission.id AND read_count > 0)
            """,
            With(new DynamicParameters(new { submission.Agency, submission.Id, submission.WindowTo }), Page.First(count)), oldestFirst: false);
        last.Reverse();
        return last;
    });

    /// <summary>How far a submission is, for as long as it is received or being checked.</summary>
    /// <param name="scope">Whose data may be seen.</param>
    /// <param name="id">The submission.</param>
    /// <returns>The submission and its last news; null where there is none.</returns>
    public SubmissionNews? NewsOf(Scope scope, long id) => database.Read(connection =>
    {
        if (Find(connection, scope, id) is not { } found)
            return null;
        var since = connection.ExecuteScalar<DateTimeOffset>("SELECT MAX(at) FROM submission_event WHERE submission_id = @id", new { id });
        var news = found.State == SubmissionState.Checking ? SubmissionProgress.Of(connection, id) : null;
        var before = found.State != SubmissionState.Received ? 0 : connection.ExecuteScalar<long>(
            "SELECT COUNT(*) FROM submission WHERE state IN ('received', 'checking') AND id < @id", new { id });
        // News of an earlier try are none.
        return new SubmissionNews(found, since, news?.At >= since ? news : null, (int)before);
    });

    /// <summary>The submission that replaced another one; null: none did.</summary>
    public long? ReplacedBy(Scope scope, StoredSubmission submission) => submission.State != SubmissionState.Superseded ? null : database.Read(connection =>
        connection.ExecuteScalar<long?>(
            $"""
            SELECT MIN(id) FROM submission
            WHERE agency = @Agency AND id > @Id AND (loaded = 1 OR state = 'accepted') AND {scope.On("agency")}
            """, With(scope, new { submission.Agency, submission.Id })));

    /// <summary>What a decision on a submission rests on: where it stands, and which submissions of its agency there are and where they stand.</summary>
    public string DecisionVersionOf(Scope scope, StoredSubmission submission) => database.Read(connection => connection
        .QuerySingle<(long Last, long Events)>(
            $"""
            SELECT COALESCE(MAX(submission.id), 0), COALESCE(MAX(submission_event.id), 0)
            FROM submission JOIN submission_event ON submission_event.submission_id = submission.id
            WHERE (agency = @Agency OR submission.id = @Id) AND {scope.On("agency")}
            """, With(scope, new { submission.Agency, submission.Id })) is var (last, events)
            ? FormattableString.Invariant($"{last}.{events}") : "");

    /// <summary>When submissions were received, and by whom.</summary>
    /// <param name="scope">Whose data may be seen.</param>
    /// <param name="ids">The submissions.</param>
    /// <returns>The first step of each, by submission.</returns>
    public IReadOnlyDictionary<long, SubmissionEvent> ReceiptsOf(Scope scope, IReadOnlyCollection<long> ids) => ids.Count == 0
        ? new Dictionary<long, SubmissionEvent>()
        : database.Read(connection => connection.Query<(long Submission, DateTimeOffset At, string Who)>(
            $"""
            SELECT submission_event.submission_id, at, who FROM submission_event
            JOIN submission ON submission.id = submission_event.submission_id
            WHERE submission_event.id IN (SELECT MIN(id) FROM submission_event WHERE submission_id {OfIds} GROUP BY submission_id)
                AND {scope.On("agency")}
            """, With(scope, new { ids }))
            .ToDictionary(r => r.Submission, r => new SubmissionEvent(SubmissionState.Received, r.At, r.Who, null)));

    /// <summary>How many records each of some submissions brought, of every kind together: what scores are made of.</summary>
    /// <inheritdoc cref="ReceiptsOf" path="/param"/>
    public IReadOnlyDictionary<long, AgencyRecords> RecordsOf(Scope scope, IReadOnlyCollection<long> ids) => ids.Count == 0
        ? new Dictionary<long, AgencyRecords>()
        : database.Read(connection => connection.Query<(long Submission, string? Agency, long Read, long Loaded, long Warned)>(
            $"""
            SELECT submission.id, agency, SUM(read_count), SUM(loaded_count), SUM(warned_count)
            FROM submission JOIN submission_count ON submission_count.submission_id = submission.id
            WHERE submission.id {OfIds} AND {scope.On("agency")}
            GROUP BY submission.id, agency
            """, With(scope, new { ids }))
            .ToDictionary(r => r.Submission, r => new AgencyRecords(r.Agency ?? "", r.Read, r.Loaded, r.Warned)));

    /// <summary>The steps of a submission, in their order; none where there is no such submission.</summary>
    public IReadOnlyList<SubmissionEvent> EventsOf(Scope scope, long id) => Of(scope, id, SubmissionTables.Events, []);

    /// <summary>What a submission brought, by kind of entity.</summary>
    public IReadOnlyList<EntityCount> CountsOf(Scope scope, long id) => Of(scope, id, SubmissionTables.Counts, []);

    /// <summary>How many issues of each rule a submission has, without confirmed warnings, by rule and severity.</summary>
    public IReadOnlyList<RuleCount> RuleCountsOf(Scope scope, long id) => Processed<IReadOnlyList<RuleCount>>(scope, id, connection => connection
        .Query<(string Rule, string Severity, long Count)>(
            """
            SELECT "rule", severity, SUM(issues - confirmed) FROM issue_count WHERE submission_id = @id
            GROUP BY "rule", severity HAVING SUM(issues - confirmed) > 0 ORDER BY "rule", severity
            """, new { id })
        .Select(r => new RuleCount(r.Rule, Enum.Parse<Severity>(r.Severity, ignoreCase: true), (int)r.Count)).ToList(), []);

    /// <summary>How many issues of each severity a submission has, without confirmed warnings; severities without any are left out.</summary>
    public IReadOnlyDictionary<Severity, int> IssueCountsOf(Scope scope, long id) => Processed<IReadOnlyDictionary<Severity, int>>(
        scope, id, connection => connection
            .Query<(string Severity, long Count)>(
                "SELECT severity, SUM(issues - confirmed) FROM issue_count WHERE submission_id = @id GROUP BY severity HAVING SUM(issues - confirmed) > 0", new { id })
            .ToDictionary(c => Enum.Parse<Severity>(c.Severity, ignoreCase: true), c => (int)c.Count),
        new Dictionary<Severity, int>());

    /// <summary>How many issues a submission has, those that are not listed among them, by rule, severity and column.</summary>
    public IReadOnlyList<IssueCount> IssueTotalsOf(Scope scope, long id) => Processed<IReadOnlyList<IssueCount>>(scope, id, connection => connection
        .Query<(string Rule, string Severity, string Column, long Issues, long Confirmed)>(
            """
            SELECT "rule", severity, column_name, issues, confirmed FROM issue_count WHERE submission_id = @id
            """, new { id })
        .Select(c => new IssueCount(
            c.Rule, Enum.Parse<Severity>(c.Severity, ignoreCase: true), c.Column.Length == 0 ? null : c.Column, (int)c.Issues, (int)c.Confirmed))
        .OrderBy(c => c.Rule, StringComparer.Ordinal).ThenBy(c => c.Severity).ThenBy(c => c.Column, StringComparer.Ordinal).ToList(), []);

    /// <summary>Where those of a submission's issues are that are not listed.</summary>
    public UnlistedIssues UnlistedOf(Scope scope, long id) => Processed(scope, id, connection => connection
        .QuerySingleOrDefault<byte[]>("SELECT content FROM unlisted_issue WHERE submission_id = @id", new { id }) is { } content
            ? UnlistedIssues.FromBytes(content)
            : UnlistedIssues.None, UnlistedIssues.None);

    /// <summary>A page of a submission's listed issues, in the order that the filter asks for.</summary>
    public Paged<StoredIssue> IssuesOf(Scope scope, long id, IssueFilter filter, Page page) => Processed(scope, id, connection =>
    {
        var (condition, parameters) = Condition(id, filter);
        return new Paged<StoredIssue>(
            Opened(SubmissionTables.IssuesPart(connection, condition, With(parameters, page), filter.ByRule)),
            connection.ExecuteScalar<long>($"SELECT COUNT(*) FROM issue WHERE {condition}", parameters));
    }, new Paged<StoredIssue>([], 0));

    /// <summary>Every listed issue that matches a filter, by line, read in parts as they are wanted.</summary>
    public IEnumerable<StoredIssue> AllIssuesOf(Scope scope, long id, IssueFilter filter) => InParts<StoredIssue>(last =>
        Processed<IReadOnlyList<StoredIssue>>(scope, id, connection =>
        {
            var (condition, parameters) = Condition(id, filter);
            parameters.Add("last", last?.Number ?? 0);
            return Opened(SubmissionTables.IssuesPart(connection, $"{condition} AND number > @last", With(parameters, Page.First(Page.Most))));
        }, []));

    /// <summary>A listed issue, with its neighbours and what else its records have; null where there is none of that number.</summary>
    /// <param name="scope">Whose data may be seen.</param>
    /// <param name="id">The submission.</param>
    /// <param name="number">Its number.</param>
    public IssueAmongOthers? IssueOf(Scope scope, long id, int number) => Processed(scope, id, connection =>
    {
        if (Opened(SubmissionTables.Issues(connection, "submission_id = @id AND number = @number", new { id, number })) is not [var found])
            return null;
        var issue = found.Issue;
        var others = issue.ClientId is null ? [] : Opened(SubmissionTables.IssuesPart(
            connection,
            """
            submission_id = @id AND number <> @number AND clientid = @ClientId
                AND (@EpisodeId IS NULL OR episodid IS NULL OR episodid = @EpisodeId)
                AND (@ChildId IS NULL OR childid IS NULL OR childid = @ChildId)
            """, With(new DynamicParameters(new { id, number, issue.ClientId, issue.EpisodeId, issue.ChildId }), Page.First())));
        var (previous, next) = connection.QuerySingle<(long? Previous, long? Next)>(
            """
            SELECT
                (SELECT MAX(number) FROM issue WHERE submission_id = @id AND number < @number),
                (SELECT MIN(number) FROM issue WHERE submission_id = @id AND number > @number)
            """, new { id, number });
        return new IssueAmongOthers(found, others, (int?)previous, (int?)next);
    }, null);

    /// <summary>Which issues of a submission were put right, are new or are still there, by comparison with another one of the same agency, by
    /// rule. Notices and warnings that were checked are no issues here.</summary>
    /// <param name="scope">Whose data may be seen.</param>
    /// <param name="id">The submission.</param>
    /// <param name="earlier">The one that it is compared with.</param>
    /// <returns>None where either cannot be seen, has not been processed, or they are of different agencies.</returns>
    public IReadOnlyList<IssueDifference> DifferencesOf(Scope scope, long id, long earlier) => Processed<IReadOnlyList<IssueDifference>>(
        scope, id, connection =>
        {
            if (Find(connection, scope, earlier)?.Agency is not { } agency || Find(connection, scope, id)?.Agency != agency)
                return [];
            var changes = new SortedDictionary<string, (int Right, int New, int Still)>(StringComparer.Ordinal);
            foreach (var (rule, count) in Counts("@earlier", "NOT IN", "@id"))
                changes[rule] = changes.GetValueOrDefault(rule) with { Right = count };
            foreach (var (rule, count) in Counts("@id", "NOT IN", "@earlier"))
                changes[rule] = changes.GetValueOrDefault(rule) with { New = count };
            foreach (var (rule, count) in Counts("@id", "IN", "@earlier"))
                changes[rule] = changes.GetValueOrDefault(rule) with { Still = count };
            return [.. changes.Select(c => new IssueDifference(c.Key, c.Value.Right, c.Value.New, c.Value.Still))];

            IEnumerable<(string Rule, int Count)> Counts(string of, string how, string other) => connection.Query<(string Rule, long Count)>(
                $"""
                SELECT "rule", COUNT(*) FROM issue
                WHERE submission_id = {of} AND {Compared} AND {Subject} {how} ({SubjectsOf(other)})
                GROUP BY "rule"
                """, new { id, earlier }).Select(r => (r.Rule, (int)r.Count));
        }, []);

    /// <summary>Which issues are compared.</summary>
    private const string Compared = "severity <> 'notice' AND confirmed = 0";

    /// <summary>What makes an issue the same in two files: the rule, the record by its ids and the field. A row without ids is known by its lines.</summary>
    private const string Subject =
        "CONCAT(\"rule\", '\u001f', entity, '\u001f', clientid, '\u001f', episodid, '\u001f', childid, '\u001f', column_name, '\u001f',"
        + " CASE WHEN entity = 'row' THEN lines ELSE '' END)";

    private static string SubjectsOf(string submission) => $"SELECT {Subject} FROM issue WHERE submission_id = {submission} AND {Compared}";

    private static (string Condition, DynamicParameters Parameters) Condition(long id, IssueFilter filter) => (
        "submission_id = @id" + (filter.Severity is null ? "" : " AND severity = @severity")
            + (filter.Rule is null ? "" : " AND \"rule\" = @Rule") + (filter.Column is null ? "" : " AND column_name = @Column")
            + (filter.Entity is null ? "" : " AND entity = @Entity") + (filter.ClientId is null ? "" : " AND clientid = @ClientId")
            + (filter.Unconfirmed ? " AND confirmed = 0" : "") + (filter.After is null ? "" : " AND number > @After")
            + (filter.NotIn is null ? "" : $" AND {Compared} AND {Subject} NOT IN ({SubjectsOf("@NotIn")})")
            + (filter.AlsoIn is null ? "" : $" AND {Compared} AND {Subject} IN ({SubjectsOf("@AlsoIn")})"),
        new DynamicParameters(new
        {
            id,
            severity = filter.Severity is { } severity ? SubmissionTables.Name(severity) : null,
            filter.Rule,
            filter.Column,
            filter.Entity,
            filter.ClientId,
            filter.NotIn,
            filter.AlsoIn,
            filter.After,
        }));

    private List<StoredIssue> Opened(List<StoredIssue> issues) => issues.ConvertAll(i => i with { Issue = SealedIssues.Open(i.Issue, secrets) });

    /// <summary>Every listed issue of a submission, in their order, read in parts as they are wanted.</summary>
    public IEnumerable<StoredIssue> AllIssuesOf(Scope scope, long id) => AllIssuesOf(scope, id, IssueFilter.None);

    /// <summary>A page of the episodes that a submission adds, changes or removes, by client and episode.</summary>
    /// <param name="scope">Whose data may be seen.</param>
    /// <param name="id">The submission.</param>
    /// <param name="page">Which page.</param>
    /// <param name="change"><c>added</c>, <c>changed</c> or <c>removed</c>; null: all.</param>
    public Paged<EpisodeChange> ChangesOf(Scope scope, long id, Page page, string? change = null) => Processed(scope, id, connection =>
    {
        var condition = "submission_id = @id" + (change is null ? "" : " AND change = @change");
        var parameters = new DynamicParameters(new { id, change });
        return new Paged<EpisodeChange>(
            SubmissionTables.ChangesPart(connection, condition, With(parameters, page)),
            connection.ExecuteScalar<long>($"SELECT COUNT(*) FROM submission_change WHERE {condition}", parameters));
    }, new Paged<EpisodeChange>([], 0));

    /// <summary>Every episode that a submission adds, changes or removes, by client and episode, read in parts as they are wanted.</summary>
    public IEnumerable<EpisodeChange> AllChangesOf(Scope scope, long id, string? change = null) => InParts<EpisodeChange>(last =>
        Processed<IReadOnlyList<EpisodeChange>>(scope, id, connection => SubmissionTables.ChangesPart(
            connection,
            "submission_id = @id" + (change is null ? "" : " AND change = @change")
                + (last is null ? "" : " AND clientid >= @ClientId AND (clientid > @ClientId OR episodid > @EpisodeId)"),
            With(new DynamicParameters(new { id, change, last?.ClientId, last?.EpisodeId }), Page.First(Page.Most))), []));

    /// <summary>What the content of a submission's file showed when it was processed; null where its content was not judged.</summary>
    public StoredContent? ContentOf(Scope scope, long id) => Processed(scope, id, connection =>
    {
        if (connection.QuerySingleOrDefault<(string Completeness, string Effects)?>(
            "SELECT completeness, effects FROM submission_content WHERE submission_id = @id", new { id }) is not { } content)
        {
            return null;
        }

        var tops = connection.Query<(string ClientId, string EpisodeId, string Occasion, DateOnly DueBy, DateOnly? Done, string Standing, long Days)>(
            """
            SELECT clientid, episodid, occasion, due_by, done, standing, days_overdue FROM submission_top WHERE submission_id = @id
            """, new { id });
        return new StoredContent(
            JsonSerializer.Deserialize<Dictionary<string, IReadOnlyList<MissingPersons>>>(content.Effects)!,
            JsonSerializer.Deserialize<List<FieldCompleteness>>(content.Completeness)!,
            TopSchedule.InOrder(tops.Select(t => new ExpectedTop(
                t.ClientId, t.EpisodeId, Enum.Parse<TopOccasion>(t.Occasion, ignoreCase: true), t.DueBy, t.Done,
                Enum.Parse<TopStanding>(t.Standing, ignoreCase: true), (int)t.Days))));
    }, null);

    /// <summary>How often each expected field was filled, without reading anything else of the content; empty where it was not judged.</summary>
    public IReadOnlyList<FieldCompleteness> CompletenessOf(Scope scope, long id) => Processed<IReadOnlyList<FieldCompleteness>>(
        scope, id, connection => connection.ExecuteScalar<string?>("SELECT completeness FROM submission_content WHERE submission_id = @id", new { id })
            is { } json ? JsonSerializer.Deserialize<List<FieldCompleteness>>(json)! : [], []);

    /// <summary>A submission's file as it may be kept: without refused clients' rows, postcodes cut, each row on its line; null where
    /// nothing of it could be kept.</summary>
    public ReceivedFile? FileOf(Scope scope, long id) => Processed(scope, id, connection => _rawFiles.Find(connection, id, "stored.csv"), null);

    /// <summary>How many records each agency's accepted submission brought, were loaded and were warned, of every kind together, by
    /// agency: what scores are made of, and nothing about anybody.</summary>
    public IReadOnlyList<AgencyRecords> CurrentRecords(Scope scope) => database.Read(connection => connection
        // A tuple, not the record: of an empty answer the driver does not know the types of sums.
        .Query<(string Agency, long Read, long Loaded, long Warned)>(
            $"""
            SELECT agency, SUM(read_count), SUM(loaded_count), SUM(warned_count)
            FROM submission JOIN submission_count ON submission_count.submission_id = submission.id
            WHERE state = 'accepted' AND {scope.On("agency")}
            GROUP BY agency ORDER BY agency
            """, With(scope, new { })).Select(r => new AgencyRecords(r.Agency, r.Read, r.Loaded, r.Warned)).ToList());

    /// <summary>How many submissions are received or being checked.</summary>
    public int Waiting() => database.Read(connection => (int)connection.ExecuteScalar<long>(
        "SELECT COUNT(*) FROM submission WHERE state IN ('received', 'checking')"));

    /// <summary>A submission; null where there is none of that id in the scope.</summary>
    internal static StoredSubmission? Find(DbConnection connection, Scope scope, long id) =>
        SubmissionTables.All(connection, $"WHERE id = @id AND {scope.On("agency")}", With(scope, new { id })).SingleOrDefault();

    private static (string Condition, DynamicParameters Parameters) Condition(Scope scope, SubmissionFilter filter)
    {
        var from = filter.Month is { } month ? new DateOnly(month.Year, month.Month, 1) : default;
        var condition = scope.On("agency") + (filter.Agency is null ? "" : " AND agency = @Agency") + (filter.State is null ? "" : " AND state = @state")
            + (filter.Month is null ? "" : " AND window_to >= @from AND window_to <= @last")
            + (filter.After is null ? "" : filter.OldestFirst ? " AND id > @After" : " AND id < @After");
        return (condition, With(scope, new
        {
            filter.Agency,
            state = filter.State is { } state ? SubmissionTables.Name(state) : null,
            from,
            last = SubmissionCalendar.MonthEnd(from),
            filter.After,
        }));
    }

    /// <summary>A long list, part by part: each part begins after the last item of the one before it.</summary>
    /// <param name="next">Reads the part after an item; null: the first. A part shorter than <see cref="Page.Most"/> is the last.</param>
    private static IEnumerable<T> InParts<T>(Func<T?, IReadOnlyList<T>> next)
        where T : class
    {
        for (var part = next(null); ; part = next(part[^1]))
        {
            foreach (var item in part)
                yield return item;
            if (part.Count < Page.Most)
                yield break;
        }
    }

    private static DynamicParameters With(DynamicParameters parameters, Page page)
    {
        parameters.Add("skip", (long)page.Skip);
        parameters.Add("take", (long)page.Take);
        return parameters;
    }

    private static DynamicParameters With(Scope scope, object parameters)
    {
        var all = new DynamicParameters(parameters);
        all.Add("scopeAgencies", scope.Agencies);
        all.Add("scopePartnerships", scope.Partnerships);
        return all;
    }

    private StoredSubmission? One(Scope scope, string condition, object parameters) => database.Read(connection =>
        SubmissionTables.All(connection, $"WHERE {condition} AND {scope.On("agency")}", With(scope, parameters))).LastOrDefault();

    private T Of<T>(Scope scope, long id, Func<DbConnection, long, T> read, T otherwise) => database.Read(connection =>
        Find(connection, scope, id) is null ? otherwise : read(connection, id));

    private T Processed<T>(Scope scope, long id, Func<DbConnection, T> read, T otherwise) => database.Read(connection =>
        Find(connection, scope, id) is { State: not (SubmissionState.Received or SubmissionState.Checking or SubmissionState.Failed) }
            ? read(connection)
            : otherwise);
}
