using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Dapper;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Quality;
using Ndtms.Core.Validation;

namespace Ndtms.Storage;

/// <summary>Takes in submissions and steps them through their life: received, checked, and loaded in one transaction. Whatever happens to
/// the process, the database is as before a step or as after it, and <see cref="Resume"/> goes on from there.</summary>
/// <param name="database">The database.</param>
/// <param name="secrets">Its keys.</param>
/// <param name="book">The reference data.</param>
/// <param name="node">Who claims submissions; null: this process.</param>
public sealed class Submissions(Database database, Secrets secrets, CodeBook book, Node? node = null)
{
    private readonly Node _node = node ?? Node.This(TimeProvider.System);
    private readonly RawFiles _rawFiles = new(secrets);
    private readonly Loading _loading = new(secrets, book, new RawFiles(secrets));

    /// <summary>Is told of each state that a submission comes to here, after it is stored; never of what is in it.</summary>
    public Action<long, SubmissionState>? Stepped { get; init; }

    /// <summary>Takes in a file, checks it and, where it may be, loads it: it takes the place of what was held for its agency and
    /// window.</summary>
    /// <exception cref="SubmissionStateException">Another file of the agency is being taken in; this one was not kept.</exception>
    /// <exception cref="StorageException">The database cannot be used. If the file was received, it is processed later.</exception>
    public SubmissionResult Submit(Submission submission)
    {
        var agency = submission.Given.Over(submission.File.NamedFacts)?.Agency;
        var id = database.Write(connection =>
        {
            FreeDeadClaims(connection, submission.By);
            if (InProgress(connection, agency) is { } other)
            {
                throw new SubmissionStateException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Another file of agency {agency} is being taken in just now (submission {other}); send this one again when that is done."));
            }

            var received = SubmissionTables.Insert(connection, submission);
            if (submission.File.Problem is null)
                _rawFiles.StoreReceived(connection, received, submission.File);
            // Claimed in the same step, so that no other process begins with it.
            Claim(connection, received, submission.By);
            return received;
        });
        Stepped?.Invoke(id, SubmissionState.Received);
        return CheckAndLoad(id, submission.File, submission.By);
    }

    /// <summary>How many submissions are received and not yet judged.</summary>
    public int Waiting() => database.Read(connection => (int)connection.ExecuteScalar<long>(
        "SELECT COUNT(*) FROM submission WHERE state IN ('received', 'checking')"));

    /// <summary>Goes on with every submission that a process which is no more left behind, and with every one that nobody has begun.</summary>
    /// <param name="by">Who does it.</param>
    /// <param name="stopping">Asked before each one: begin with no further one.</param>
    /// <returns>What became of each.</returns>
    public IReadOnlyList<SubmissionResult> Resume(Actor by, Func<bool>? stopping = null)
    {
        database.Write(connection => FreeDeadClaims(connection, by));
        var results = new List<SubmissionResult>();
        foreach (var submission in database.Read(c => SubmissionTables.All(c, "WHERE state = 'received'")))
        {
            if (stopping?.Invoke() == true)
                break;
            var claimed = database.Write(connection =>
                InProgress(connection, submission.Agency) is null && Claim(connection, submission.Id, by));
            if (!claimed)
                continue;
            using var file = _rawFiles.OpenReceived(database, submission.Id);
            if (file.IsKept)
                results.Add(CheckAndLoad(submission.Id, file.As(submission.FileName), by));
            else
                Failed(submission.Id, by, "its file could not be read and was not kept; send it again");
        }

        return results;
    }

    /// <summary>Loads a held submission after all.</summary>
    /// <param name="submission">Its id.</param>
    /// <param name="by">Who decided it.</param>
    /// <param name="reason">Why.</param>
    /// <exception cref="SubmissionStateException">It is not held.</exception>
    public void Confirm(long submission, Actor by, string reason)
    {
        var held = InState(submission, "held", SubmissionState.Held);
        database.Write(connection =>
        {
            SubmissionTables.Step(connection, submission, SubmissionState.Held, SubmissionState.Accepted, by, reason);
            var refusals = connection.Query<string>(
                "SELECT client_hash FROM submission_refusal WHERE submission_id = @submission", new { submission }).ToList();
            var (facts, content) = ReadAgain(connection, held);
            _loading.Load(connection, submission, facts, content, refusals, by);
            return 0;
        });
        Tell(submission, SubmissionState.Accepted);
    }

    /// <summary>Decides that a held submission is not to be loaded, or that the agency's current one is not to stay: then exactly what was
    /// held before it is put back, less what was refused since.</summary>
    /// <param name="submission">Its id.</param>
    /// <param name="by">Who decided it.</param>
    /// <param name="reason">Why.</param>
    /// <exception cref="SubmissionStateException">It is neither held nor the agency's current one.</exception>
    public void Withdraw(long submission, Actor by, string reason)
    {
        var withdrawn = InState(submission, "held nor the agency's current one", SubmissionState.Held, SubmissionState.Accepted);
        database.Write(connection =>
        {
            SubmissionTables.Step(connection, submission, withdrawn.State, SubmissionState.Withdrawn, by, reason);
            if (withdrawn.State == SubmissionState.Accepted)
                PutBack(connection, withdrawn, by);
            return 0;
        });
        Tell(submission, SubmissionState.Withdrawn);
    }

    /// <summary>Marks a warning as checked and correct: it counts no more, until the episode or client that it is about changes.</summary>
    /// <param name="submission">The submission.</param>
    /// <param name="number">The issue's number within it, from 1.</param>
    /// <param name="by">Who checked it.</param>
    /// <param name="note">What was found.</param>
    /// <exception cref="SubmissionStateException">There is no such warning.</exception>
    public void ConfirmWarning(long submission, int number, Actor by, string note) => database.Write(connection =>
    {
        var issue = SubmissionTables.Issues(connection, submission).ElementAtOrDefault(number - 1);
        var agency = SubmissionTables.All(connection, "WHERE id = @submission", new { submission }).SingleOrDefault()?.Agency;
        if (issue is not { Severity: Severity.Warning, RowHash: not null } || agency is null)
            throw new SubmissionStateException($"Submission {submission} has no warning number {number} on an episode or client.");
        var key = new
        {
            submission,
            number,
            agency,
            rule = issue.Rule,
            clientid = issue.ClientId ?? "",
            episodid = issue.EpisodeId ?? "",
            childid = issue.ChildId ?? "",
            column = issue.Column ?? "",
            hash = issue.RowHash,
            at = SubmissionTables.Time(by.At),
            who = by.Who,
            note,
            entity = issue.Entity,
        };
        var known = connection.Execute(
            """
            UPDATE confirmed_warning SET at = @at, who = @who, note = @note
            WHERE agency = @agency AND "rule" = @rule AND clientid = @clientid AND episodid = @episodid AND childid = @childid
                AND column_name = @column AND row_hash = @hash
            """, key);
        if (known == 0)
        {
            connection.Execute(
                """
                INSERT INTO confirmed_warning (agency, "rule", clientid, episodid, childid, column_name, row_hash, at, who, note)
                VALUES (@agency, @rule, @clientid, @episodid, @childid, @column, @hash, @at, @who, @note)
                """, key);
        }

        if (issue.Confirmed)
            return 0;
        connection.Execute("UPDATE issue SET confirmed = 1 WHERE submission_id = @submission AND number = @number", key);
        // An entity counts as warned while it has another warning that nobody has checked; what is rejected never did.
        return connection.Execute(
            """
            UPDATE submission_count SET warned_count = warned_count - 1
            WHERE submission_id = @submission AND entity = @entity AND NOT EXISTS (
                SELECT 1 FROM issue
                WHERE submission_id = @submission AND COALESCE(clientid, '') = @clientid AND (
                    (severity = 'warning' AND confirmed = 0 AND entity = @entity
                        AND COALESCE(episodid, '') = @episodid AND COALESCE(childid, '') = @childid)
                    OR (severity = 'reject' AND COALESCE(episodid, @episodid) = @episodid AND COALESCE(childid, @childid) = @childid)))
            """, key);
    });

    /// <summary>Every stored submission, oldest first.</summary>
    public IReadOnlyList<StoredSubmission> All() => database.Read(connection => SubmissionTables.All(connection));

    /// <summary>A stored submission; null where there is none of that id.</summary>
    public StoredSubmission? Find(long submission) =>
        database.Read(connection => SubmissionTables.All(connection, "WHERE id = @submission", new { submission })).SingleOrDefault();

    /// <summary>The submission whose content is what is held of an agency; null where nothing is.</summary>
    public StoredSubmission? CurrentOf(string agency) => database.Read(connection =>
        SubmissionTables.All(connection, "WHERE agency = @agency AND state = 'accepted'", new { agency })).LastOrDefault();

    /// <summary>The agency's held submission of a file; null where there is none.</summary>
    /// <param name="agency">Its code.</param>
    /// <param name="sha256">SHA-256 of the file's unpacked bytes, in hexadecimal.</param>
    public StoredSubmission? HeldWith(string agency, string sha256) => database.Read(connection => SubmissionTables.All(
        connection, "WHERE agency = @agency AND sha256 = @sha256 AND state = 'held'", new { agency, sha256 })).LastOrDefault();

    /// <summary>The issues of a submission, in their order.</summary>
    public IReadOnlyList<Issue> IssuesOf(long submission) => database.Read(connection => SubmissionTables.Issues(connection, submission));

    /// <summary>How many issues of each severity a submission has, without confirmed warnings; severities without any are left out.</summary>
    public IReadOnlyDictionary<Severity, int> IssueCountsOf(long submission) => database.Read(connection => connection
        .Query<(string Severity, long Count)>(
            "SELECT severity, COUNT(*) FROM issue WHERE submission_id = @submission AND confirmed = 0 GROUP BY severity", new { submission })
        .ToDictionary(c => Enum.Parse<Severity>(c.Severity, ignoreCase: true), c => (int)c.Count));

    /// <summary>How many issues of each rule a submission has, without confirmed warnings, by rule and severity.</summary>
    public IReadOnlyList<RuleCount> RuleCountsOf(long submission) => database.Read(connection => connection
        .Query<(string Rule, string Severity, long Count)>(
            """
            SELECT "rule", severity, COUNT(*) FROM issue WHERE submission_id = @submission AND confirmed = 0
            GROUP BY "rule", severity ORDER BY "rule", severity
            """, new { submission })
        .Select(c => new RuleCount(c.Rule, Enum.Parse<Severity>(c.Severity, ignoreCase: true), (int)c.Count)).ToList());

    /// <summary>What a submission brought, by kind of entity.</summary>
    public IReadOnlyList<EntityCount> CountsOf(long submission) => database.Read(connection => SubmissionTables.Counts(connection, submission));

    /// <summary>The steps of a submission, in their order.</summary>
    public IReadOnlyList<SubmissionEvent> EventsOf(long submission) => database.Read(connection => SubmissionTables.Events(connection, submission));

    /// <summary>The episodes that a submission adds, changes or removes, by client and episode.</summary>
    public IReadOnlyList<EpisodeChange> ChangesOf(long submission) => database.Read(connection => connection.Query<EpisodeChange>(
        "SELECT clientid, episodid AS EpisodeId, change FROM submission_change WHERE submission_id = @submission ORDER BY clientid, episodid",
        new { submission }).ToList());

    /// <summary>A submission's file as it may be kept: without refused clients' rows, postcodes cut, each row on its line; null where
    /// nothing of it could be kept.</summary>
    public ReceivedFile? FileOf(StoredSubmission submission) =>
        database.Read(connection => _rawFiles.Find(connection, submission.Id, "stored.csv"));

    /// <summary>A submission's file as it is kept, judged again without what is held beside it: its content is as when it was taken in,
    /// less who has refused since. Null where nothing of it could be kept.</summary>
    public CheckedSubmission? CheckAgain(StoredSubmission submission) => database.Read(connection => CheckAgain(connection, submission));

    /// <summary>How many records each agency's current submission brought, were loaded and were warned, of every kind together, by
    /// agency: what scores are made of, and nothing about anybody.</summary>
    public IReadOnlyList<AgencyRecords> CurrentRecords() => database.Read(connection => connection
        // A tuple, not the record: of an empty answer the driver does not know the types of sums.
        .Query<(string Agency, long Read, long Loaded, long Warned)>(
        """
        SELECT agency, SUM(read_count), SUM(loaded_count), SUM(warned_count)
        FROM submission JOIN submission_count ON submission_count.submission_id = submission.id
        WHERE state = 'accepted'
        GROUP BY agency ORDER BY agency
        """).Select(r => new AgencyRecords(r.Agency, r.Read, r.Loaded, r.Warned)).ToList());

    private SubmissionResult CheckAndLoad(long id, ReceivedFile file, Actor by)
    {
        using var lease = _node.KeepLease(() => database.Write(connection => connection.Execute(
            "UPDATE submission SET lease_until = @lease WHERE id = @id AND state = 'checking' AND claimed_by = @node",
            new { id, lease = _node.LeaseUntil, node = _node.Name })));
        Stepped?.Invoke(id, SubmissionState.Checking);
        var start = Stopwatch.GetTimestamp();
        try
        {
            var found = database.Read(connection =>
            {
                var (given, correction, _) = SubmissionTables.Given(connection, id);
                var received = SubmissionTables.All(connection, "WHERE id = @id", new { id }).Single().Received;
                return SubmissionCheck.Run(file, given, received, book, correction, facts => Loading.StateOf(connection, facts));
            });
            var state = database.Write(connection => Finish(connection, id, found, by));
            Measurements.Processed(found.Rows, Stopwatch.GetElapsedTime(start));
            Tell(id, state);
            return new SubmissionResult(id, state, found);
        }
        catch (StorageException)
        {
            // The submission stays as it is and is taken up again later: by the next start, where this process cannot write now.
            Try(() => PutOff(id, by));
            throw;
        }
        catch (SubmissionStateException)
        {
            // Another node has taken it over, and goes on with it.
            throw;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Try(() => Failed(id, by, e.GetType().Name));
            throw;
        }
    }

    /// <summary>Keeps what was found and, where it may be, loads it: one transaction.</summary>
    private SubmissionState Finish(DbConnection connection, long id, CheckedSubmission found, Actor by)
    {
        var (_, _, confirmed) = SubmissionTables.Given(connection, id);
        var state = found.Verdict switch
        {
            Verdict.Rejected => SubmissionState.Rejected,
            Verdict.Held when !confirmed => SubmissionState.Held,
            _ => SubmissionState.Accepted,
        };
        SubmissionTables.Step(
            connection, id, SubmissionState.Checking, state, by, found.Verdict == Verdict.Held && confirmed ? "confirmed beforehand" : null,
            _node.Name);
        SubmissionTables.InsertFindings(connection, id, found);
        if (found.Content is { } content)
            Keep(connection, id, found, content, state, by);
        // Last, as the file is read from here until it is kept.
        connection.Execute("DELETE FROM received_file WHERE submission_id = @id", new { id });
        return state;
    }

    /// <summary>Keeps what may be kept of a file and, where it is accepted, loads it.</summary>
    private void Keep(
        DbConnection connection, long id, CheckedSubmission found, Core.Records.Content content, SubmissionState state, Actor by)
    {
        var refused = found.Refusals.ToHashSet(StringComparer.Ordinal);
        _rawFiles.Store(connection, id, found.File, content.DataSet, refused.Contains);
        var hashes = refused.Select(c => secrets.ClientHash(found.Facts!.Agency, c)).Order(StringComparer.Ordinal).ToList();
        using (var insert = new BulkInsert(connection, "submission_refusal", ["submission_id", "client_hash"]))
        {
            foreach (var hash in hashes)
                insert.Add(id).Add(hash).Insert();
        }

        if (state != SubmissionState.Rejected)
            Loading.CountChanges(connection, id, found.Facts!, content);
        if (state == SubmissionState.Accepted)
            _loading.Load(connection, id, found.Facts!, content, hashes, by);
    }

    /// <summary>Loads everything of the agency again, in order, but what was withdrawn: loading is a function of the files, so what was
    /// held before comes back exactly. Rows of clients who have refused since are no longer in the files.</summary>
    private void PutBack(DbConnection connection, StoredSubmission withdrawn, Actor by)
    {
        connection.Execute("UPDATE submission SET loaded = 0 WHERE id = @Id", new { withdrawn.Id });
        connection.Execute("DELETE FROM client WHERE agncy = @Agency", new { withdrawn.Agency });
        var loaded = SubmissionTables.All(connection, "WHERE agency = @Agency AND loaded = 1", new { withdrawn.Agency });
        foreach (var earlier in loaded)
        {
            var (facts, content) = ReadAgain(connection, earlier);
            Loading.Replace(connection, earlier.Id, facts, content);
        }

        if (loaded is [.., var last])
        {
            SubmissionTables.Step(
                connection, last.Id, last.State, SubmissionState.Accepted, by,
                string.Create(CultureInfo.InvariantCulture, $"submission {withdrawn.Id} was withdrawn"));
        }
    }

    /// <summary>A stored file, read and judged again.</summary>
    private (SubmissionFacts Facts, Core.Records.Content Content) ReadAgain(DbConnection connection, StoredSubmission submission)
    {
        var found = CheckAgain(connection, submission)
            ?? throw new SubmissionStateException($"The file of submission {submission.Id} is no longer kept; send it again.");
        return found is { Facts: { } facts, Content: { } content }
            ? (facts, content)
            : throw new SubmissionStateException($"The file of submission {submission.Id} cannot be read any more; send it again.");
    }

    private CheckedSubmission? CheckAgain(DbConnection connection, StoredSubmission submission)
    {
        var given = new ExplicitFacts(submission.Agency, submission.WindowFrom, submission.WindowTo, submission.DataSet);
        return _rawFiles.Find(connection, submission.Id, "stored.csv") is { } file
            ? SubmissionCheck.Run(file, given, submission.Received, book)
            : null;
    }

    private StoredSubmission InState(long submission, string wanted, params SubmissionState[] states)
    {
        var found = database.Read(connection => SubmissionTables.All(connection, "WHERE id = @submission", new { submission })).SingleOrDefault()
            ?? throw new SubmissionStateException($"There is no submission {submission}.");
        return states.Contains(found.State)
            ? found
            : throw new SubmissionStateException(
                $"Submission {submission} is {(states.Length == 1 ? "not " : "neither ")}{wanted}: it is {SubmissionTables.Name(found.State)}.");
    }

    private bool Claim(DbConnection connection, long submission, Actor by)
    {
        var claimed = connection.Execute(
            "UPDATE submission SET state = 'checking', claimed_by = @node, lease_until = @lease WHERE id = @submission AND state = 'received'",
            new { submission, node = _node.Name, lease = _node.LeaseUntil });
        if (claimed > 0)
            SubmissionTables.AddEvent(connection, submission, SubmissionState.Checking, by, null);
        return claimed > 0;
    }

    /// <summary>The agency's submission that is being checked; null: there is none.</summary>
    private static long? InProgress(DbConnection connection, string? agency) => connection.ExecuteScalar<long?>(
        "SELECT id FROM submission WHERE agency = @agency AND state = 'checking'", new { agency });

    /// <summary>Puts back to received what a node that is no more was checking.</summary>
    private int FreeDeadClaims(DbConnection connection, Actor by)
    {
        var dead = connection.Query<(long Id, string? By, string? Lease)>(
                "SELECT id, claimed_by, lease_until FROM submission WHERE state = 'checking'")
            .Where(c => _node.IsFree(c.By, c.Lease, database.Path is not null)).ToList();
        foreach (var (id, claimedBy, _) in dead)
        {
            SubmissionTables.Step(
                connection, id, SubmissionState.Checking, SubmissionState.Received, by, "the process that checked it is no more", claimedBy);
        }

        return dead.Count;
    }

    private void Failed(long submission, Actor by, string reason)
    {
        database.Write(connection =>
        {
            SubmissionTables.Step(connection, submission, SubmissionState.Checking, SubmissionState.Failed, by, reason, _node.Name);
            return connection.Execute("DELETE FROM received_file WHERE submission_id = @submission", new { submission });
        });
        Tell(submission, SubmissionState.Failed);
    }

    private void Tell(long submission, SubmissionState state)
    {
        Measurements.Became(state);
        Stepped?.Invoke(submission, state);
    }

    private void PutOff(long submission, Actor by) => database.Write(connection =>
    {
        SubmissionTables.Step(connection, submission, SubmissionState.Checking, SubmissionState.Received, by, "put off", _node.Name);
        return 0;
    });

    private static void Try(Action step)
    {
        try
        {
            step();
        }
        catch (Exception e) when (e is StorageException or SubmissionStateException)
        {
            // The claim ends with its lease, and whoever goes on then finds out again; what is told is the first failure.
            Debug.WriteLine(e.GetType().Name);
        }
    }
}
