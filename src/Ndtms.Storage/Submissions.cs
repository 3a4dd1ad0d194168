using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Dapper;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Quality;
using Ndtms.Core.Validation;

namespace Ndtms.Storage;

/// <summary>Receives submissions and takes them through their steps: received, checked, and loaded in one transaction. Whatever happens to
/// the process, the database is as before a step or as after it.</summary>
/// <param name="database">The database.</param>
/// <param name="secrets">Its keys.</param>
/// <param name="book">The reference data.</param>
/// <param name="node">Who claims submissions; null: this process.</param>
public sealed class Submissions(Database database, Secrets secrets, CodeBook book, Node? node = null)
{
    /// <summary>How often processing a submission is tried before it is failed.</summary>
    public const int MostTries = 3;

    /// <summary>Issues and changes are stored in steps of so many, so that others who write never wait long.</summary>
    private const int RowsAtOnce = 5_000;

    private readonly Claims _claims = new(database, node ?? Node.This(TimeProvider.System));
    private readonly RawFiles _rawFiles = new(secrets);
    private readonly Refusals _refusals = new(database, secrets, book, TimeProvider.System);
    private readonly Loading _loading = new(secrets, new Refusals(database, secrets, book, TimeProvider.System));

    /// <summary>How large a file may be.</summary>
    public IntakeLimits Limits { get; init; } = IntakeLimits.Default;

    /// <summary>Is told of each state that a submission comes to here, after it is stored; never of what is in it.</summary>
    public Action<long, SubmissionState>? Stepped { get; init; }

    /// <summary>Stores a file as sent, whatever is in it, and queues it.</summary>
    /// <param name="submission">The file.</param>
    /// <param name="require">Throws where the file may not be sent, also for its agency: the name of a file in an archive is known only once
    /// the archive is here. Then nothing of it is kept.</param>
    /// <returns>The submission's id.</returns>
    /// <exception cref="StorageException">The database cannot be used; nothing was queued.</exception>
    /// <exception cref="OtherSubmissionException">Another submission stands in the way (<see cref="Submission.Alone"/>).</exception>
    public long Receive(Submission submission, Action<ReceivedFile>? require = null)
    {
        var (first, isWhole) = RawFiles.ReadFirst(submission.Content);
        var id = isWhole ? ReceiveSmall(submission, first, require) : ReceiveLarge(submission, first, require);
        Stepped?.Invoke(id, SubmissionState.Received);
        return id;
    }

    /// <summary>Stores and queues a file of one part in one step.</summary>
    private long ReceiveSmall(Submission submission, byte[] content, Action<ReceivedFile>? require)
    {
        var file = new ReceivedFile(submission.FileName, () => new MemoryStream(content, writable: false), Limits);
        require?.Invoke(file);
        var now = Now(submission.By);
        return Queue(submission, file, connection => _rawFiles.Receive(connection, content, now.At), now);
    }

    /// <summary>Stores a file part by part, so that memory does not grow with it, and then queues it.</summary>
    private long ReceiveLarge(Submission submission, byte[] first, Action<ReceivedFile>? require)
    {
        var stored = _rawFiles.Receive(database, first, submission.Content, () => _claims.Node.Now);
        using var parts = _rawFiles.OpenReceived(database, stored);
        var file = parts.As(submission.FileName, Limits);
        try
        {
            require?.Invoke(file);
            // Worked out before the step begins: it reads the whole file.
            _ = file.Sha256;
            return Queue(submission, file, _ => stored, Now(submission.By));
        }
        catch
        {
            RawFiles.DeleteReceived(database, stored);
            throw;
        }
    }

    private long Queue(Submission submission, ReceivedFile file, Func<DbConnection, long> receivedFile, Step now) =>
        Queue(database, submission, file, receivedFile, now);

    /// <summary>Puts a received file in the queue.</summary>
    internal static long Queue(Database database, Submission submission, ReceivedFile file, Func<DbConnection, long> receivedFile, Step now)
    {
        var agency = submission.Given.KnownOver(file.NamedFacts).Agency;
        return database.WriteAlone(submission.Alone ? WriteLock.OfAgency(agency) : null, connection =>
        {
            if (submission.Alone)
                OtherSubmissionException.RequireNone(connection, agency, file.Sha256);
            return SubmissionTables.Insert(connection, submission, file, receivedFile(connection), now);
        });
    }

    /// <summary>Checks a received submission and, where it may be, loads it: it replaces the current data of its agency and window.</summary>
    /// <param name="id">The submission.</param>
    /// <param name="by">Who does it.</param>
    /// <returns>The outcome; null where it cannot be processed now: it is not received, another node is processing it, or an
    /// earlier file of its agency is received or being checked.</returns>
    /// <exception cref="StorageException">The database cannot be used; it is processed later, and the try does not count.</exception>
    public SubmissionResult? Process(long id, string by)
    {
        FreeDeadClaims(by);
        return Claim(id, by) is { } claimed ? CheckAndLoad(claimed, by) : null;
    }

    /// <summary>Processes the next submission that can be: those with the fewest tries first, then the oldest; of an agency always the
    /// oldest.</summary>
    /// <param name="by">Who does it.</param>
    /// <returns>The outcome; null where none can be processed now.</returns>
    /// <exception cref="StorageException">The database cannot be used; it is processed later, and the try does not count.</exception>
    public SubmissionResult? ProcessNext(string by)
    {
        FreeDeadClaims(by);
        foreach (var next in database.Read(connection => connection.Query<long>(
            $"SELECT id FROM submission WHERE state = 'received' AND {IsFirst} ORDER BY tries, id").ToList()))
        {
            if (Claim(next, by) is { } claimed && CheckAndLoad(claimed, by) is { } result)
                return result;
        }

        return null;
    }

    /// <summary>The file of a submission is no longer in the inbox.</summary>
    public void PutAway(long id) =>
        database.WriteAlone(null, connection => connection.Execute("UPDATE submission SET in_inbox = 0 WHERE id = @id AND in_inbox = 1", new { id }));

    /// <summary>Confirms a held submission and loads it.</summary>
    /// <param name="scope">Whose submissions may be decided on.</param>
    /// <param name="id">The submission.</param>
    /// <param name="by">Who decided it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="remove">The number that it may remove (<see cref="Removal.NumberWanted"/>).</param>
    /// <exception cref="SubmissionStateException">There is no such submission, it is not held, it would remove more than was said, or a file
    /// of its agency is being checked.</exception>
    public void Confirm(Scope scope, long id, string by, string reason, int? remove = null)
    {
        var held = InState(scope, id, "held", SubmissionState.Held);
        held.Removal.Require($"Submission {id}", remove);
        var ids = IdBlock.Take(database, held.RowCount);
        database.WriteAlone(WriteLock.OfAgency(held.Agency), connection =>
        {
            Claims.RequireNone(connection, held.Agency);
            SubmissionTables.Step(connection, id, SubmissionState.Held, SubmissionState.Accepted, Now(by, reason));
            var refusals = connection.Query<RefusedClient>("SELECT client_hash, form_hash FROM submission_refusal WHERE submission_id = @id", new { id }).ToList();
            _loading.Load(connection, id, ReadAgain(connection, held), refusals, ids, Now(by), isCounted: false);
            DataMoment.RaiseVersion(connection);
            return 0;
        });
        _refusals.Settle();
        Tell(id, SubmissionState.Accepted);
    }

    /// <summary>Decides that a held or failed submission is not to be loaded, or that the agency's accepted one is not to stay: then exactly
    /// what was current before it is put back, less what was refused since.</summary>
    /// <param name="scope">Whose submissions may be decided on.</param>
    /// <param name="id">The submission.</param>
    /// <param name="by">Who decided it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="remove">The number of episodes that this may remove (<see cref="Removal.NumberWanted"/>).</param>
    /// <exception cref="SubmissionStateException">There is no such submission, it is in another state, more would be removed than was said, or
    /// a file of its agency is being checked.</exception>
    public void Withdraw(Scope scope, long id, string by, string reason, int? remove = null)
    {
        var withdrawn = InState(scope, id, "held, failed nor the agency's current one", SubmissionState.Held, SubmissionState.Failed, SubmissionState.Accepted);
        var rows = withdrawn.State != SubmissionState.Accepted ? 0 : database.Read(connection => connection.ExecuteScalar<long>(
            "SELECT COALESCE(SUM(row_count), 0) FROM submission WHERE agency = @Agency AND loaded = 1", new { withdrawn.Agency }));
        var ids = IdBlock.Take(database, rows);
        database.WriteAlone(WriteLock.OfAgency(withdrawn.Agency), connection =>
        {
            Claims.RequireNone(connection, withdrawn.Agency);
            SubmissionTables.Step(connection, id, withdrawn.State, SubmissionState.Withdrawn, Now(by, reason));
            DeleteReceived(connection, id);
            if (withdrawn.State == SubmissionState.Accepted)
            {
                var before = Loading.EpisodesOf(connection, withdrawn.Agency);
                PutBack(connection, withdrawn, ids, by);
                var after = Loading.EpisodesOf(connection, withdrawn.Agency);
                var gone = before.Where(e => !after.ContainsKey(e.Key)).ToList();
                new Removal(gone.Count, gone.Count(e => e.Value), before.Count).Require($"Withdrawing submission {id}", remove);
            }

            DataMoment.RaiseVersion(connection);
            return 0;
        });
        Tell(id, SubmissionState.Withdrawn);
    }

    /// <summary>Marks a warning as checked and correct: it does not count until the episode or client that it is about changes.</summary>
    /// <param name="scope">Whose submissions may be decided on.</param>
    /// <param name="id">The submission.</param>
    /// <param name="number">The issue's number within it (<see cref="StoredIssue.Number"/>).</param>
    /// <param name="by">Who checked it.</param>
    /// <param name="note">What was found.</param>
    /// <exception cref="SubmissionStateException">There is no such submission or warning.</exception>
    public void ConfirmWarning(Scope scope, long id, int number, string by, string note) =>
        database.Write(connection =>
        {
            ConfirmedWarnings.Confirm(connection, scope, id, number, Now(by, note));
            return 0;
        });

    /// <summary>Takes back that a warning is checked and correct: it counts again, in this submission and in those that are checked from now
    /// on.</summary>
    /// <inheritdoc cref="ConfirmWarning" path="/param"/>
    /// <exception cref="SubmissionStateException">There is no such submission, or no such warning that is marked.</exception>
    public void UndoWarning(Scope scope, long id, int number) => database.Write(connection =>
    {
        ConfirmedWarnings.Undo(connection, scope, id, number);
        return 0;
    });

    /// <summary>What withdrawing a submission would put back and remove, worked out without changing anything.</summary>
    /// <param name="scope">Whose submissions may be decided on.</param>
    /// <param name="id">The submission.</param>
    /// <exception cref="SubmissionStateException">There is no such submission, it is in a state in which it cannot be withdrawn, or an earlier
    /// file is no longer kept.</exception>
    public Withdrawal WithdrawalOf(Scope scope, long id)
    {
        var withdrawn = InState(scope, id, "held, failed nor the agency's current one", SubmissionState.Held, SubmissionState.Failed, SubmissionState.Accepted);
        return database.Read(connection =>
        {
            var before = Loading.EpisodesOf(connection, withdrawn.Agency);
            if (withdrawn.State != SubmissionState.Accepted)
                return new Withdrawal(null, before.Count, before.Count, new Removal(0, 0, before.Count));
            var loaded = SubmissionTables.All(
                connection, "WHERE agency = @Agency AND loaded = 1 AND id <> @Id", new { withdrawn.Agency, withdrawn.Id });
            var after = new Dictionary<(string, string), (DateOnly Referred, DateOnly? Discharged)>();
            var scopeOf = ReferenceData.Agency(connection, withdrawn.Agency!)?.Scope;
            foreach (var earlier in loaded)
            {
                var found = ReadAgain(connection, earlier);
                foreach (var gone in after.Where(e => IsReplaced(e.Value, found.Facts!, scopeOf)).Select(e => e.Key).ToList())
                    after.Remove(gone);
                found.EachPart(content =>
                {
                    foreach (var episode in content.Episodes.Where(e => e.Loaded))
                        after[(episode.Client.Key, episode.Key)] = (episode.Referred!.Value, episode.Discharged);
                });
            }

            var removed = before.Where(e => !after.ContainsKey(e.Key)).ToList();
            return new Withdrawal(
                loaded.LastOrDefault()?.Id, before.Count, after.Count, new Removal(removed.Count, removed.Count(e => e.Value), before.Count));
        });
    }

    /// <summary>Whether a window replaces an episode (as <see cref="Loading"/> does in the database).</summary>
    private static bool IsReplaced((DateOnly Referred, DateOnly? Discharged) episode, SubmissionFacts facts, AgencyScope? scope) =>
        episode.Referred <= facts.To
        && (scope == AgencyScope.Referred ? episode.Referred >= facts.From : episode.Discharged is not { } discharged || discharged >= facts.From);

    private const string IsFirst = """
        NOT EXISTS (
            SELECT 1 FROM submission before
            WHERE before.agency = submission.agency AND before.id < submission.id AND before.state IN ('received', 'checking'))
        """;

    private SubmissionResult? CheckAndLoad(StoredSubmission submission, string by)
    {
        var id = submission.Id;
        using var lease = _claims.Keep(id);
        using var progress = new SubmissionProgress((step, done) => database.WriteAlone(null, connection =>
        {
            SubmissionProgress.Keep(connection, id, step, done, _claims.Node.Now);
            return 0;
        }));
        Stepped?.Invoke(id, SubmissionState.Checking);
        var start = Stopwatch.GetTimestamp();
        try
        {
            using var parts = OpenReceived(id);
            var found = Check(submission, parts, progress);
            var all = new CheckProgress(found.Rows, found.Rows);
            progress.Tell(CheckStep.Comparing, all);
            var findings = Prepare(id, found);
            progress.Tell(CheckStep.Loading, all);
            var ids = IdBlock.Take(database, found.Rows);
            var state = database.WriteAlone(WriteLock.OfAgency(submission.Agency), connection => Finish(connection, id, found, findings, ids, by));
            if (found.Facts is not null)
                _refusals.Settle();
            Measurements.Processed(found.Rows, Stopwatch.GetElapsedTime(start));
            Tell(id, state);
            found.LetContentGo();
            return new SubmissionResult(id, state, found) { Changes = findings.Changes, Removal = findings.Removal };
        }
        catch (StorageException e) when (e.IsUnavailable)
        {
            // It is taken up again later: by the next start, where this process cannot write now.
            Try(() => Release(id, by, "put off", tried: false));
            throw;
        }
        catch (Exception e)
        {
            // Where another node has taken it over, there is nothing to give back. The message could hold a value of the data, so only its
            // kind is kept.
            var kind = e.GetType().Name;
            SubmissionState? state = null;
            Try(() => state = Release(id, by, kind, tried: true));
            return state is { } left ? new SubmissionResult(id, left, null, kind) : null;
        }
    }

    private ReceivedParts OpenReceived(long id) => _rawFiles.OpenReceived(database, database.Read(connection =>
        connection.ExecuteScalar<long?>("SELECT received_file FROM submission WHERE id = @id", new { id }))
        ?? throw new SubmissionStateException($"The file of submission {id} is no longer kept; send it again."));

    /// <summary>Checks a file. The database is asked for the agency's state alone, so that no transaction lasts as long as the check.</summary>
    private CheckedSubmission Check(StoredSubmission submission, ReceivedParts parts, SubmissionProgress progress)
    {
        var (given, correction, _, _) = database.Read(connection => SubmissionTables.Given(connection, submission.Id));
        return SubmissionCheck.Run(
            parts.As(submission.FileName, Limits), given, submission.Received, book, correction,
            facts => database.Read(connection => Loading.StateOf(connection, facts)), secrets.PublicationKey, progress.Tell);
    }

    /// <summary>Calculates and stores what takes long, in separate steps: the file as it may be kept, the issues, the changes. They are not
    /// visible yet, and while the submission is claimed the agency's data cannot change.</summary>
    private Findings Prepare(long id, CheckedSubmission found)
    {
        var refused = Refused(found);
        if (found.DataSet is { } dataSet)
            _rawFiles.Store(database, id, found.File, dataSet, refused.Contains);
        InSteps(found.Issues.Select(i => SealedIssues.Seal(i, refused, secrets)), 1, (connection, first, issues) => SubmissionTables.InsertIssues(connection, id, first, issues));
        var changes = EpisodeChanges.None;
        var quality = new ContentQuality(found, book);
        var tops = 0;
        found.EachPart(content =>
        {
            var expected = quality.Add(content);
            InSteps(expected, tops + 1, (connection, first, part) => SubmissionTables.InsertTops(connection, id, first, part));
            tops += expected.Count;
            if (found is { Verdict: not Verdict.Rejected, Facts: { } facts })
            {
                var changed = database.Read(connection => Loading.ChangesBy(connection, facts, content, refused));
                InSteps(changed.List, 1, (connection, _, part) => SubmissionTables.InsertChanges(connection, id, part));
                changes = changes.And(changed);
            }

            if (found.Verdict == Verdict.Accepted)
                database.WriteAlone(null, connection => CurrentTables.AddPersons(connection, secrets, id, content.Clients));
        });
        return Findings.Of(found, changes, quality);
    }

    /// <summary>The CLIENTIDs whose data a submission's refusals delete.</summary>
    private static HashSet<string> Refused(CheckedSubmission found) => [.. found.Refusals.Concat(found.AlsoRefused)];

    private void InSteps<T>(IEnumerable<T> rows, int first, Action<DbConnection, int, T[]> insert)
    {
        foreach (var part in rows.Chunk(RowsAtOnce))
        {
            database.WriteAlone(null, connection =>
            {
                insert(connection, first, part);
                return 0;
            });
            first += part.Length;
        }
    }

    /// <summary>Keeps what was found and, where it may be, loads it: one transaction.</summary>
    private SubmissionState Finish(DbConnection connection, long id, CheckedSubmission found, Findings findings, IdBlock ids, string by)
    {
        var (_, _, confirmed, mayRemove) = SubmissionTables.Given(connection, id);
        confirmed &= findings.Removal.NumberWanted is not { } wanted || wanted == mayRemove;
        var state = found.Verdict switch
        {
            Verdict.Rejected => SubmissionState.Rejected,
            Verdict.Held when !confirmed => SubmissionState.Held,
            _ => SubmissionState.Accepted,
        };
        _claims.Require(connection, id);
        SubmissionTables.Step(
            connection, id, SubmissionState.Checking, state, Now(by, found.Verdict == Verdict.Held && confirmed ? "confirmed beforehand" : null));
        SubmissionTables.InsertFindings(connection, id, found, findings);
        if (found is { IsJudged: true, Facts: { } facts })
        {
            var refused = Refused(found).Select(c => secrets.Refusing(facts.Agency, c))
                .OrderBy(c => c.ClientHash, StringComparer.Ordinal).ToList();
            using (var insert = new BulkInsert(connection, "submission_refusal", ["submission_id", "client_hash", "form_hash"]))
            {
                foreach (var client in refused)
                    insert.Add(id).Add(client.ClientHash).Add(client.FormHash).Insert();
            }

            if (state == SubmissionState.Accepted)
                _loading.Load(connection, id, found, refused, ids, Now(by), isCounted: true);
            else if (found.RefusesWithoutLoading)
                _refusals.CarryOut(connection, id, facts.Agency, refused, found.Received);
        }

        DeleteReceived(connection, id);
        DataMoment.RaiseVersion(connection);
        // Last: if the lease was lost in the meantime, none of this happens.
        _claims.GiveBack(connection, id);
        return state;
    }

    /// <summary>Gives a claimed submission back.</summary>
    /// <param name="id">The submission.</param>
    /// <param name="by">Who gives it back.</param>
    /// <param name="reason">Why.</param>
    /// <param name="tried">Whether the try counts: after the last one it is failed.</param>
    /// <returns>The state that it is in.</returns>
    private SubmissionState Release(long id, string by, string reason, bool tried)
    {
        var state = database.WriteAlone(null, connection =>
        {
            _claims.Require(connection, id);
            var tries = connection.ExecuteScalar<long>("SELECT tries FROM submission WHERE id = @id", new { id });
            if (!tried)
                connection.Execute("UPDATE submission SET tries = tries - 1 WHERE id = @id", new { id });
            var to = tried && tries >= MostTries ? SubmissionState.Failed : SubmissionState.Received;
            SubmissionTables.Step(connection, id, SubmissionState.Checking, to, Now(by, reason));
            SubmissionTables.DeleteFindings(connection, id);
            _claims.GiveBack(connection, id);
            return to;
        });
        if (state == SubmissionState.Failed)
            Tell(id, state);
        return state;
    }

    /// <summary>Loads everything of the agency again, in order, but what was withdrawn: loading is a function of the files, so what was
    /// current before comes back exactly. Rows of clients who have refused since are no longer in the files.</summary>
    private void PutBack(DbConnection connection, StoredSubmission withdrawn, IdBlock ids, string by)
    {
        ChangedPersons.StopFollowing(connection);
        connection.Execute("UPDATE submission SET loaded = 0 WHERE id = @Id", new { withdrawn.Id });
        connection.Execute("DELETE FROM client WHERE agncy = @Agency", new { withdrawn.Agency });
        var loaded = SubmissionTables.All(connection, "WHERE agency = @Agency AND loaded = 1", new { withdrawn.Agency });
        foreach (var earlier in loaded)
        {
            _loading.Replace(connection, earlier.Id, ReadAgain(connection, earlier), ids);
            ids = ids.After(earlier.RowCount);
        }

        if (loaded is [.., var last])
        {
            SubmissionTables.Step(
                connection, last.Id, last.State, SubmissionState.Accepted,
                Now(by, string.Create(CultureInfo.InvariantCulture, $"submission {withdrawn.Id} was withdrawn")));
        }
    }

    /// <summary>A stored file, read and judged again.</summary>
    private CheckedSubmission ReadAgain(DbConnection connection, StoredSubmission submission)
    {
        var file = _rawFiles.Find(connection, submission.Id, "stored.csv", Limits)
            ?? throw new SubmissionStateException($"The file of submission {submission.Id} is no longer kept; send it again.");
        var given = new ExplicitFacts(submission.Agency, submission.WindowFrom, submission.WindowTo, submission.DataSet);
        return SubmissionCheck.Run(file, given, submission.Received, book) is { IsJudged: true, Facts: not null } found
            ? found
            : throw new SubmissionStateException($"The file of submission {submission.Id} can no longer be read; send it again.");
    }

    private StoredSubmission InState(Scope scope, long id, string wanted, params SubmissionState[] states)
    {
        var found = database.Read(connection => SubmissionQueries.Find(connection, scope, id))
            ?? throw new SubmissionStateException($"There is no submission {id}.");
        return states.Contains(found.State)
            ? found
            : throw new SubmissionStateException(
                $"Submission {id} is {(states.Length == 1 ? "not " : "neither ")}{wanted}: it is {SubmissionTables.Name(found.State)}.");
    }

    /// <summary>Claims a submission for this node.</summary>
    /// <returns>The submission; null where it cannot be claimed, or has been tried too often and is failed now.</returns>
    private StoredSubmission? Claim(long id, string by)
    {
        var (claimed, failed) = database.WriteAlone<(StoredSubmission?, bool)>(null, connection =>
        {
            var found = SubmissionTables.All(connection, $"WHERE id = @id AND state = 'received' AND {IsFirst}", new { id }).SingleOrDefault();
            if (found is null)
                return (null, false);
            if (found.Tries >= MostTries)
            {
                SubmissionTables.Step(connection, id, SubmissionState.Received, SubmissionState.Failed, Now(by, "the program ended while it was checked"));
                return (null, true);
            }

            if (!_claims.TryTake(connection, id, found.Agency))
                return (null, false);
            connection.Execute("UPDATE submission SET tries = tries + 1 WHERE id = @id", new { id });
            SubmissionTables.Step(connection, id, SubmissionState.Received, SubmissionState.Checking, Now(by));
            SubmissionTables.DeleteFindings(connection, id);
            return (found, false);
        });
        if (failed)
            Tell(id, SubmissionState.Failed);
        return claimed;
    }

    /// <summary>Puts back to received what a node that has ended was checking.</summary>
    private void FreeDeadClaims(string by) => _claims.FreeDead((connection, id) => SubmissionTables.Step(
        connection, id, SubmissionState.Checking, SubmissionState.Received, Now(by, "the process that checked it has ended")));

    private static void DeleteReceived(DbConnection connection, long id)
    {
        var file = connection.ExecuteScalar<long?>("SELECT received_file FROM submission WHERE id = @id", new { id });
        connection.Execute("UPDATE submission SET received_file = NULL WHERE id = @id", new { id });
        connection.Execute("DELETE FROM received_file WHERE id = @file", new { file });
    }

    private Step Now(string by, string? reason = null) => new(by, _claims.Node.Now, reason);

    private void Tell(long submission, SubmissionState state)
    {
        Measurements.Became(state);
        Stepped?.Invoke(submission, state);
    }

    private static void Try(Action step)
    {
        try
        {
            step();
        }
        catch (Exception e) when (e is StorageException or SubmissionStateException)
        {
            // The claim ends with its lease, and whoever takes it up then finds out again; what is told is the first failure.
            Debug.WriteLine(e.GetType().Name);
        }
    }
}
