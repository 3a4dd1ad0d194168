using System.Globalization;
using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Records;
using Ndtms.Core.Validation;

namespace Ndtms.Storage;

/// <summary>Where a submission stands.</summary>
public enum SubmissionState
{
    /// <summary>Nothing of it was loaded.</summary>
    Rejected,

    /// <summary>Kept, until somebody confirms or withdraws it.</summary>
    Held,

    /// <summary>Loaded, and the agency's current one.</summary>
    Accepted,

    /// <summary>A later one of the agency took its place.</summary>
    Superseded,

    /// <summary>Held once; somebody decided that it is not to be loaded.</summary>
    Withdrawn,
}

/// <summary>Who takes a step, and when.</summary>
public sealed record Actor(string Who, DateTimeOffset At);

/// <summary>A step that a submission's state does not allow; the message says why.</summary>
public sealed class SubmissionStateException(string message) : Exception(message);

/// <summary>A file to submit.</summary>
/// <param name="File">The file.</param>
/// <param name="Given">Facts given beside it.</param>
/// <param name="Received">The day it was received.</param>
/// <param name="Correction">It corrects an earlier window (FILE-11).</param>
/// <param name="By">Who submits it.</param>
/// <param name="Confirmed">Should it be held, it is confirmed.</param>
public sealed record Submission(
    ReceivedFile File, ExplicitFacts Given, DateOnly Received, Actor By, bool Correction = false, bool Confirmed = false);

/// <summary>What became of a submission.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Checked">What was found in it.</param>
public sealed record SubmissionResult(long Id, SubmissionState State, CheckedSubmission Checked);

/// <summary>A stored submission.</summary>
public sealed record StoredSubmission(
    long Id, string? Agency, DateOnly? WindowFrom, DateOnly? WindowTo, string? DataSet, string FileName, DateOnly Received,
    bool Correction, SubmissionState State, int RowCount, int RefusalCount, int MonthNumber);

/// <summary>Takes in submissions: checked, stored, and loaded in one transaction each.</summary>
public sealed class Submissions(Database database, Secrets secrets, CodeBook book)
{
    private readonly RawFiles _rawFiles = new(secrets);

    /// <summary>Checks a file and, where it may be, loads it: it takes the place of what was held for its agency and window.</summary>
    /// <exception cref="StorageException">The database cannot be used; nothing was changed.</exception>
    public SubmissionResult Submit(Submission submission)
    {
        var agency = submission.Given.Over(submission.File.NamedFacts)?.Agency;
        while (true)
        {
            // The check reads what is held and takes its time; the load then holds the write lock and makes sure that nothing has changed.
            (long Version, CheckedSubmission Checked) check = database.Read(connection =>
            {
                using var snapshot = connection.BeginTransaction(deferred: true);
                var version = Version(connection, agency);
                return (version, SubmissionCheck.Run(
                    submission.File, submission.Given, submission.Received, book, submission.Correction,
                    facts => StateOf(connection, facts)));
            });
            var result = database.Write(connection =>
                Version(connection, agency) == check.Version ? Store(connection, submission, check.Checked) : null);
            if (result is not null)
                return result;
        }
    }

    /// <summary>Loads a held submission after all.</summary>
    /// <param name="submission">Its id.</param>
    /// <param name="by">Who decided it.</param>
    /// <param name="reason">Why.</param>
    /// <exception cref="SubmissionStateException">It is not held.</exception>
    public void Confirm(long submission, Actor by, string reason)
    {
        // What was kept is read again: the same rows, less those of clients who have refused since.
        var held = Held(submission);
        var facts = new ExplicitFacts(held.Agency, held.WindowFrom, held.WindowTo, held.DataSet);
        var file = FileOf(held) ?? throw new SubmissionStateException($"The file of submission {submission} is no longer kept; send it again.");
        var found = SubmissionCheck.Run(file, facts, held.Received, book);
        if (found.Content is not { } content)
            throw new SubmissionStateException($"The file of submission {submission} cannot be read any more; send it again.");
        database.Write(connection =>
        {
            Step(connection, submission, SubmissionState.Held, SubmissionState.Accepted, by, reason);
            var refusals = connection.Query<string>(
                "SELECT client_hash FROM submission_refusal WHERE submission_id = @submission", new { submission }).ToList();
            Load(connection, submission, found.Facts!, content, refusals, by);
            return 0;
        });
    }

    /// <summary>Decides that a held submission is not to be loaded.</summary>
    /// <inheritdoc cref="Confirm"/>
    public void Withdraw(long submission, Actor by, string reason)
    {
        Held(submission);
        database.Write(connection =>
        {
            Step(connection, submission, SubmissionState.Held, SubmissionState.Withdrawn, by, reason);
            return 0;
        });
    }

    /// <summary>Every stored submission, oldest first.</summary>
    public IReadOnlyList<StoredSubmission> All() => database.Read(connection =>
        connection.Query<SubmissionRow>("SELECT * FROM submission ORDER BY id").Select(r => r.ToSubmission()).ToList());

    /// <summary>The issues of a submission, in their order.</summary>
    public IReadOnlyList<Issue> IssuesOf(long submission) => database.Read(connection => connection.Query<IssueRow>(
        """
        SELECT rule, severity, entity, lines, clientid, episodid, childid, column_name, value, details
        FROM issue WHERE submission_id = @submission ORDER BY number
        """, new { submission }).Select(r => r.ToIssue()).ToList());

    /// <summary>What a submission brought, by kind of entity.</summary>
    public IReadOnlyList<EntityCount> CountsOf(long submission) => database.Read(connection => connection
        .Query<(string Entity, long Read, long Loaded, long Warned)>(
            "SELECT entity, read_count, loaded_count, warned_count FROM submission_count WHERE submission_id = @submission",
            new { submission })
        .Select(c => new EntityCount(EntityKinds.TryParse(c.Entity, out var kind) ? kind : default, (int)c.Read, (int)c.Loaded, (int)c.Warned))
        .OrderBy(c => c.Kind)
        .ToList());

    /// <summary>A submission's file as it may be kept: without refused clients' rows, postcodes cut, each row on its line; null where
    /// nothing of it could be kept.</summary>
    public ReceivedFile? FileOf(StoredSubmission submission) =>
        database.Read(connection => _rawFiles.Find(connection, submission.Id, "stored.csv"));

    private StoredSubmission Held(long submission) => All().FirstOrDefault(s => s.Id == submission) switch
    {
        null => throw new SubmissionStateException($"There is no submission {submission}."),
        { State: SubmissionState.Held } held => held,
        var other => throw new SubmissionStateException($"Submission {submission} is not held: it is {Name(other.State)}."),
    };

    /// <summary>The one guarded step: it happens only from the state that it starts in.</summary>
    private static void Step(
        SqliteConnection connection, long submission, SubmissionState from, SubmissionState to, Actor by, string? reason)
    {
        var changed = connection.Execute(
            "UPDATE submission SET state = @to WHERE id = @submission AND state = @from",
            new { submission, from = Name(from), to = Name(to) });
        if (changed == 0)
            throw new SubmissionStateException($"Submission {submission} is no longer {Name(from)}: somebody else was quicker.");
        AddEvent(connection, submission, to, by, reason);
    }

    private static void AddEvent(SqliteConnection connection, long submission, SubmissionState state, Actor by, string? reason) =>
        connection.Execute(
            "INSERT INTO submission_event (submission_id, at, who, state, reason) VALUES (@submission, @at, @Who, @state, @reason)",
            new { submission, at = by.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), by.Who, state = Name(state), reason });

    /// <summary>Changes with every submission of the agency.</summary>
    private static long Version(SqliteConnection connection, string? agency) =>
        connection.ExecuteScalar<long>("SELECT COALESCE(MAX(id), 0) FROM submission WHERE agency = @agency", new { agency });

    private static AgencyState StateOf(SqliteConnection connection, SubmissionFacts facts)
    {
        var agency = ReferenceData.Agency(connection, facts.Agency);
        var current = connection.QueryFirstOrDefault<(string Sha256, DateOnly WindowTo)?>(
            "SELECT sha256, window_to FROM submission WHERE agency = @Agency AND state = 'accepted' ORDER BY id DESC LIMIT 1", facts);
        var clients = connection.Query<(string Id, string First, string Second, DateOnly Born, string Sex)>(
                "SELECT clientid, finitial, sinitial, dob, sex FROM client WHERE agncy = @Agency", facts)
            .ToDictionary(c => c.Id, c => new Attributors(c.First[0], c.Second[0], c.Born, c.Sex), StringComparer.Ordinal);
        var (replaced, before, open) = connection.QuerySingle<(long, long, long)>($"""
            SELECT COUNT(*), COUNT(CASE WHEN refld < @From THEN 1 END), COUNT(CASE WHEN refld < @From AND disd IS NULL THEN 1 END)
            FROM episode
            WHERE client IN (SELECT id FROM client WHERE agncy = @Agency) AND {ReplacedBy(agency)}
            """, facts);
        return new AgencyState(agency, current?.Sha256, current?.WindowTo, clients, (int)replaced, (int)before, (int)open);
    }

    /// <summary>Which held episodes of the agency a window replaces (data-set.md, "Full refresh").</summary>
    private static string ReplacedBy(Agency? agency) => agency?.Scope == AgencyScope.Referred
        ? "refld >= @From AND refld <= @To"
        : "refld <= @To AND (disd IS NULL OR disd >= @From)";

    private SubmissionResult Store(SqliteConnection connection, Submission submission, CheckedSubmission found)
    {
        var state = found.Verdict switch
        {
            Verdict.Rejected => SubmissionState.Rejected,
            Verdict.Held when !submission.Confirmed => SubmissionState.Held,
            _ => SubmissionState.Accepted,
        };
        var id = InsertSubmission(connection, submission, found, state);
        AddEvent(connection, id, state, submission.By, found.Verdict == Verdict.Held && submission.Confirmed ? "confirmed beforehand" : null);
        InsertIssues(connection, id, found.Issues);
        if (found.Content is { } content)
        {
            var refused = found.Refusals.ToHashSet(StringComparer.Ordinal);
            _rawFiles.Store(connection, id, found.File, content.DataSet, refused.Contains);
            foreach (var count in found.Counts)
            {
                connection.Execute(
                    """
                    INSERT INTO submission_count (submission_id, entity, read_count, loaded_count, warned_count)
                    VALUES (@id, @entity, @read, @loaded, @warned)
                    """, new { id, entity = count.Kind.Name(), read = count.Read, loaded = count.Loaded, warned = count.Warned });
            }

            var hashes = refused.Select(c => secrets.ClientHash(found.Facts!.Agency, c)).Order(StringComparer.Ordinal).ToList();
            foreach (var hash in hashes)
                connection.Execute("INSERT INTO submission_refusal (submission_id, client_hash) VALUES (@id, @hash)", new { id, hash });
            if (state == SubmissionState.Accepted)
                Load(connection, id, found.Facts!, content, hashes, submission.By);
        }

        return new SubmissionResult(id, state, found);
    }

    private static long InsertSubmission(SqliteConnection connection, Submission submission, CheckedSubmission found, SubmissionState state)
    {
        var facts = found.Facts;
        var month = facts is null ? null : facts.To.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        var number = connection.ExecuteScalar<long>(
            "SELECT COUNT(*) + 1 FROM submission WHERE agency = @Agency AND substr(window_to, 1, 7) = @month", new { facts?.Agency, month });
        return connection.ExecuteScalar<long>(
            """
            INSERT INTO submission (
                agency, window_from, window_to, data_set, file_name, sha256, received, correction, state, row_count, refusal_count,
                month_number)
            VALUES (@Agency, @From, @To, @Letter, @Name, @Sha256, @Received, @Correction, @state, @Rows, @refusals, @number)
            RETURNING id
            """,
            new
            {
                facts?.Agency,
                facts?.From,
                facts?.To,
                facts?.Letter,
                found.File.Name,
                found.File.Sha256,
                found.Received,
                submission.Correction,
                state = Name(state),
                found.Rows,
                refusals = found.Refusals.Count,
                number,
            });
    }

    private static void InsertIssues(SqliteConnection connection, long submission, IReadOnlyList<Issue> issues)
    {
        using var insert = new BulkInsert(connection, "issue",
            ["submission_id", "number", "rule", "severity", "entity", "lines", "clientid", "episodid", "childid", "column_name", "value", "details"]);
        var number = 0;
        foreach (var issue in issues)
        {
            insert.Add(submission).Add(++number).Add(issue.Rule).Add(Name(issue.Severity)).Add(issue.Entity)
                .Add(string.Join(';', issue.Lines.Select(l => l.ToString(CultureInfo.InvariantCulture))))
                .Add(issue.ClientId).Add(issue.EpisodeId).Add(issue.ChildId).Add(issue.Column).Add(issue.Value)
                .Add(issue.Details.Count == 0 ? null : JsonSerializer.Serialize(new Dictionary<string, string>(issue.Details)));
            insert.Insert();
        }
    }

    private void Load(
        SqliteConnection connection, long id, SubmissionFacts facts, Content content, IReadOnlyList<string> refusals, Actor by)
    {
        foreach (var earlier in connection.Query<(long Id, string State)>(
            "SELECT id, state FROM submission WHERE agency = @Agency AND state IN ('accepted', 'held') AND id <> @id", new { facts.Agency, id }).ToList())
        {
            if (earlier.Id > id)
                throw new SubmissionStateException($"Submission {id} is older than submission {earlier.Id} of agency {facts.Agency}; withdraw it.");
            Step(connection, earlier.Id, ParseState(earlier.State), SubmissionState.Superseded, by, $"submission {id}");
        }

        Refuse(connection, id, facts.Agency, refusals);
        Consent(connection, facts.Agency, content);
        connection.Execute(
            $"DELETE FROM episode WHERE client IN (SELECT id FROM client WHERE agncy = @Agency) AND {ReplacedBy(ReferenceData.Agency(connection, facts.Agency))}",
            facts);

        var heldClients = connection.Query<(string ClientId, long Id)>("SELECT clientid, id FROM client WHERE agncy = @Agency", facts)
            .ToDictionary(c => c.ClientId, c => c.Id, StringComparer.Ordinal);
        using (var tables = new HeldTables(connection, id))
        {
            foreach (var client in content.Clients.Where(c => c.Loaded))
            {
                var held = heldClients.TryGetValue(client.Key, out var heldId) ? heldId : (long?)null;
                var clientId = tables.Insert(client, facts.Agency, held);
                foreach (var episode in client.Episodes.Where(e => e.Loaded))
                {
                    // A loaded episode replaces the held one of its key, wherever that lies.
                    if (held is not null)
                    {
                        connection.Execute(
                            "DELETE FROM episode WHERE client = @clientId AND episodid = @key", new { clientId, key = episode.Key });
                    }

                    tables.Insert(episode, clientId);
                }
            }
        }

        // Clients without an episode stay only while the current file names them.
        connection.Execute(
            """
            DELETE FROM client
            WHERE agncy = @Agency AND submission_id <> @id AND NOT EXISTS (SELECT 1 FROM episode WHERE episode.client = client.id)
            """, new { facts.Agency, id });
    }

    /// <summary>Deletes everything held for clients who refuse, also from earlier files and issues, and keeps only that they do.</summary>
    private void Refuse(SqliteConnection connection, long id, string agency, IReadOnlyList<string> refusals)
    {
        var known = connection.Query<string>("SELECT client_hash FROM refusal WHERE agency = @agency", new { agency })
            .ToHashSet(StringComparer.Ordinal);
        var fresh = refusals.Where(hash => !known.Contains(hash)).ToHashSet(StringComparer.Ordinal);
        if (fresh.Count == 0)
            return;
        var files = _rawFiles.Redact(connection, agency, book, fresh);
        // The ids of refusing clients are known by their hashes alone, so the agency's known ids are hashed to find them.
        var ids = connection.Query<string>(
                """
                SELECT clientid FROM client WHERE agncy = @agency
                UNION
                SELECT clientid FROM issue WHERE clientid IS NOT NULL AND submission_id IN (SELECT id FROM submission WHERE agency = @agency)
                """, new { agency })
            .Select(clientId => (Hash: secrets.ClientHash(agency, clientId), ClientId: clientId)).Where(c => fresh.Contains(c.Hash))
            .ToDictionary(c => c.Hash, c => c.ClientId, StringComparer.Ordinal);
        foreach (var hash in fresh.Order(StringComparer.Ordinal))
        {
            long episodes = 0, clients = 0;
            if (ids.TryGetValue(hash, out var clientId))
            {
                episodes = connection.ExecuteScalar<long>(
                    "SELECT COUNT(*) FROM episode JOIN client ON client.id = episode.client WHERE agncy = @agency AND clientid = @clientId",
                    new { agency, clientId });
                clients = connection.Execute("DELETE FROM client WHERE agncy = @agency AND clientid = @clientId", new { agency, clientId });
                connection.Execute(
                    """
                    DELETE FROM issue
                    WHERE clientid = @clientId AND submission_id IN (SELECT id FROM submission WHERE agency = @agency AND id <> @id)
                    """, new { clientId, agency, id });
            }

            connection.Execute(
                "INSERT INTO refusal (agency, client_hash, submission_id) VALUES (@agency, @hash, @id)", new { agency, hash, id });
            if (clients > 0 || files > 0)
            {
                connection.Execute(
                    """
                    INSERT INTO purge (submission_id, agency, client_hash, episodes, raw_files) VALUES (@id, @agency, @hash, @episodes, @files)
                    """, new { id, agency, hash, episodes, files });
            }
        }
    }

    /// <summary>A refusal stands until a submission brings the client with a readable Y, loaded or not.</summary>
    private void Consent(SqliteConnection connection, string agency, Content content)
    {
        var refused = connection.Query<string>("SELECT client_hash FROM refusal WHERE agency = @agency", new { agency })
            .ToHashSet(StringComparer.Ordinal);
        if (refused.Count == 0)
            return;
        foreach (var hash in content.Clients.Where(c => c.Consents == true).Select(c => secrets.ClientHash(agency, c.Key)).Where(refused.Contains))
            connection.Execute("DELETE FROM refusal WHERE agency = @agency AND client_hash = @hash", new { agency, hash });
    }

    private static SubmissionState ParseState(string name) => Enum.Parse<SubmissionState>(name, ignoreCase: true);

    internal static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

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

        public StoredSubmission ToSubmission() => new(
            Id, Agency, WindowFrom is null ? null : Day.Parse(WindowFrom), WindowTo is null ? null : Day.Parse(WindowTo), DataSet, FileName,
            Day.Parse(Received), Correction == 1, ParseState(State), (int)RowCount, (int)RefusalCount,
            (int)MonthNumber);
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

        public Issue ToIssue() => new(Rule, Enum.Parse<Severity>(Severity, ignoreCase: true), Entity)
        {
            Lines = Lines.Length == 0 ? [] : [.. Lines.Split(';').Select(l => int.Parse(l, CultureInfo.InvariantCulture))],
            ClientId = ClientId,
            EpisodeId = EpisodId,
            ChildId = ChildId,
            Column = ColumnName,
            Value = Value,
            Details = Details is null ? [] : [.. JsonSerializer.Deserialize<Dictionary<string, string>>(Details)!],
        };
    }
}
