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
    /// <summary>All of them, the newest first.</summary>
    public static SubmissionFilter None { get; } = new();
}

/// <summary>Which issues of a submission a list shows.</summary>
/// <param name="Severity">Of one severity; null: of any.</param>
/// <param name="Rule">Of one rule; null: of any.</param>
/// <param name="Column">About one column, by its header; null: about any.</param>
public sealed record IssueFilter(Severity? Severity = null, string? Rule = null, string? Column = null)
{
    /// <summary>All of them.</summary>
    public static IssueFilter None { get; } = new();
}

/// <summary>An issue as stored.</summary>
/// <param name="Number">Its number within the submission, from 1; it stays the same when issues before it are deleted.</param>
/// <param name="Issue">What was found.</param>
public sealed record StoredIssue(int Number, Issue Issue);

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

    /// <summary>A page of a submission's listed issues, in their order.</summary>
    public Paged<StoredIssue> IssuesOf(Scope scope, long id, IssueFilter filter, Page page) => Processed(scope, id, connection =>
    {
        var parameters = new DynamicParameters(new
        {
            id,
            severity = filter.Severity is { } severity ? SubmissionTables.Name(severity) : null,
            filter.Rule,
            filter.Column,
        });
        var condition = "submission_id = @id" + (filter.Severity is null ? "" : " AND severity = @severity")
            + (filter.Rule is null ? "" : " AND \"rule\" = @Rule") + (filter.Column is null ? "" : " AND column_name = @Column");
        return new Paged<StoredIssue>(
            Opened(SubmissionTables.IssuesPart(connection, condition, With(parameters, page))),
            connection.ExecuteScalar<long>($"SELECT COUNT(*) FROM issue WHERE {condition}", parameters));
    }, new Paged<StoredIssue>([], 0));

    private List<StoredIssue> Opened(List<StoredIssue> issues) => issues.ConvertAll(i => i with { Issue = SealedIssues.Open(i.Issue, secrets) });

    /// <summary>Every listed issue of a submission, in their order, read in parts as they are wanted.</summary>
    public IEnumerable<StoredIssue> AllIssuesOf(Scope scope, long id) => InParts<StoredIssue>(last => Processed<IReadOnlyList<StoredIssue>>(
        scope, id, connection => Opened(SubmissionTables.IssuesPart(
            connection, "submission_id = @id AND number > @last",
            With(new DynamicParameters(new { id, last = last?.Number ?? 0 }), Page.First(Page.Most)))), []));

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
            + (filter.Month is null ? "" : " AND window_to >= @from AND window_to <= @last");
        return (condition, With(scope, new
        {
            filter.Agency,
            state = filter.State is { } state ? SubmissionTables.Name(state) : null,
            from,
            last = SubmissionCalendar.MonthEnd(from),
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
