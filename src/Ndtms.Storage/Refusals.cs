using System.Data.Common;
using Dapper;
using Ndtms.Core.DataSets;
using Ndtms.Core.Records;

namespace Ndtms.Storage;

/// <summary>A client who refuses consent, by keyed hashes.</summary>
/// <param name="ClientHash">Of CLIENTID.</param>
/// <param name="FormHash">Of its form; empty where it has none.</param>
internal sealed record RefusedClient(string ClientHash, string FormHash);

/// <summary>What a replay of the journal of refusals changed.</summary>
/// <param name="Journal">The file.</param>
/// <param name="Refused">How many refusals the database did not have; the data of these clients are deleted.</param>
/// <param name="TakenBack">How many refusals the database still had that were taken back since.</param>
/// <param name="Standing">How many refusals stand now.</param>
public sealed record ReplayedRefusals(string Journal, int Refused, int TakenBack, int Standing);

/// <summary>What a refusal entered by hand deleted.</summary>
/// <param name="IsNew">The refusal was not known before.</param>
/// <param name="Episodes">How many episodes of the client were deleted.</param>
/// <param name="Files">How many stored files had rows of the client.</param>
public sealed record RefusedByHand(bool IsNew, int Episodes, int Files);

/// <summary>Refusals of consent: what one deletes, the journal beside the keys that keeps them all, and its replay after a backup was
/// restored.</summary>
/// <param name="database">The database.</param>
/// <param name="secrets">Its keys.</param>
/// <param name="book">The reference data.</param>
/// <param name="time">The clock.</param>
public sealed class Refusals(Database database, Secrets secrets, CodeBook book, TimeProvider time)
{
    /// <summary>Stands for the submission in tables that a load fills, where there is none.</summary>
    private const long ByHand = 0;

    private readonly RefusalJournal _journal = new(secrets.Folder);

    /// <summary>Carries out a refusal that a client made otherwise than by a file.</summary>
    /// <param name="agency">The agency's code.</param>
    /// <param name="clientId">CLIENTID as the agency sends it.</param>
    /// <exception cref="SubmissionStateException">A file of the agency is being checked.</exception>
    public RefusedByHand Refuse(string agency, string clientId)
    {
        var done = database.WriteAlone(Locks(agency), connection =>
        {
            Claims.RequireNone(connection, agency);
            var refused = CarryOut(connection, null, agency, [secrets.Refusing(agency, clientId)], Today, byForm: true);
            DataMoment.RaiseVersion(connection);
            return refused;
        });
        Settle();
        return done;
    }

    /// <summary>Brings the database to what the journal says, as after a backup was restored.</summary>
    /// <exception cref="StorageException">There is no journal, or it is damaged; nothing was changed.</exception>
    public ReplayedRefusals Replay()
    {
        if (!_journal.Exists)
            throw new StorageException($"There is no journal of refusals {_journal.Path}; put the folder of keys back from a backup.");
        var (refused, takenBack, standing) = (0, 0, 0);
        foreach (var events in _journal.Read().GroupBy(e => e.Agency).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var last = events.GroupBy(e => e.ClientHash).Select(g => g.Last()).ToList();
            standing += last.Count(e => e.Refused);
            var (carried, gone) = database.WriteAlone(Locks(events.Key), connection =>
            {
                var known = Known(connection, events.Key);
                var fresh = last.Where(e => e.Refused && !known.Contains(e.ClientHash)).ToList();
                foreach (var day in fresh.GroupBy(e => e.Day))
                    CarryOut(connection, null, events.Key, [.. day.Select(e => new RefusedClient(e.ClientHash, e.FormHash))], day.Key, byForm: true, written: true);
                var back = last.Where(e => !e.Refused && known.Contains(e.ClientHash)).ToList();
                foreach (var e in back)
                {
                    connection.Execute("DELETE FROM refusal WHERE agency = @Agency AND client_hash = @ClientHash", e);
                    Insert(connection, e, written: true);
                }

                DataMoment.RaiseVersion(connection);
                return (fresh.Count, back.Count);
            });
            (refused, takenBack) = (refused + carried, takenBack + gone);
        }

        Settle();
        return new ReplayedRefusals(_journal.Path, refused, takenBack, standing);
    }

    /// <summary>Writes to the journal what is not in it yet, and leaves no trace of deleted rows in the files of the database.</summary>
    /// <exception cref="StorageException">The journal cannot be written, or the database cannot be used.</exception>
    public void Settle()
    {
        if (_journal.Exists && !database.Read(IsUnsettled))
            return;
        var last = 0L;
        _journal.Append(isNew =>
        {
            // A journal that is new, because the old one was lost, is made whole.
            var rows = database.Read(connection => connection.Query<(long Id, string Agency, string ClientHash, string FormHash, DateOnly Day, bool Refused)>(
                $"SELECT id, agency, client_hash, form_hash, day, refused FROM refusal_event{(isNew ? "" : " WHERE written = 0")} ORDER BY id").ToList());
            last = rows.Count == 0 ? 0 : rows[^1].Id;
            return rows.ConvertAll(r => new RefusalEvent(r.Agency, r.ClientHash, r.FormHash, r.Day, r.Refused));
        });
        if (last == 0)
            return;
        database.WriteAlone(null, connection => connection.Execute("UPDATE refusal_event SET written = 1 WHERE id <= @last AND written = 0", new { last }));
        database.Purge();
    }

    /// <summary>Carries refusals out: deletes all data of their clients, also from earlier files and issues, and keeps only the refusals.
    /// Within the caller's transaction.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="submission">The submission that brings them; null: none does.</param>
    /// <param name="agency">The agency.</param>
    /// <param name="refusals">The refusals; those that are known change nothing.</param>
    /// <param name="day">The day.</param>
    /// <param name="byForm">Where there is no current client under the refused CLIENTID itself, the one under another id of the same form is
    /// deleted (CLIENT-08).</param>
    /// <param name="written">They are in the journal already.</param>
    internal RefusedByHand CarryOut(
        DbConnection connection, long? submission, string agency, IReadOnlyList<RefusedClient> refusals, DateOnly day, bool byForm = false,
        bool written = false)
    {
        var known = Known(connection, agency);
        var fresh = refusals.Where(r => !known.Contains(r.ClientHash)).DistinctBy(r => r.ClientHash).OrderBy(r => r.ClientHash, StringComparer.Ordinal).ToList();
        if (fresh.Count == 0)
            return new RefusedByHand(false, 0, 0);
        // The ids of refusing clients are known by their hashes alone, so the agency's known ids are hashed to find them.
        var ids = connection.Query<string>(
                """
                SELECT clientid FROM client WHERE agncy = @agency
                UNION SELECT clientid FROM earlier_client WHERE agncy = @agency
                UNION SELECT clientid FROM confirmed_warning WHERE agency = @agency
                UNION SELECT clientid FROM issue WHERE clientid IS NOT NULL AND submission_id IN (SELECT id FROM submission WHERE agency = @agency)
                UNION SELECT clientid FROM submission_change WHERE submission_id IN (SELECT id FROM submission WHERE agency = @agency)
                UNION SELECT clientid FROM submission_top WHERE submission_id IN (SELECT id FROM submission WHERE agency = @agency)
                """, new { agency })
            .ToDictionary(clientId => secrets.ClientHash(agency, clientId), StringComparer.Ordinal);
        var theirs = fresh.ToDictionary(r => r.ClientHash, r => ids.GetValueOrDefault(r.ClientHash), StringComparer.Ordinal);
        if (byForm)
        {
            foreach (var other in OfSameForm(connection, agency, fresh))
                theirs[secrets.ClientHash(agency, other)] = other;
        }

        var files = new RawFiles(secrets).Redact(connection, agency, book, theirs.Keys.ToHashSet(StringComparer.Ordinal));
        var work = new { id = submission ?? ByHand, agency };
        using (var insert = new BulkInsert(connection, "refusal_load", ["submission_id", "client_hash", "clientid"]))
        {
            foreach (var (hash, clientId) in theirs.OrderBy(c => c.Key, StringComparer.Ordinal))
                insert.Add(work.id).Add(hash).Add(clientId).Insert();
        }

        var deleted = connection.Query<(string Hash, long Episodes)>(
            """
            SELECT client_hash, COUNT(episode.id)
            FROM refusal_load
            JOIN client ON client.clientid = refusal_load.clientid AND client.agncy = @agency
            LEFT JOIN episode ON episode.client = client.id
            WHERE refusal_load.submission_id = @id
            GROUP BY client_hash
            """, work).ToDictionary(h => h.Hash, h => h.Episodes, StringComparer.Ordinal);
        Delete(connection, work.id, agency, theirs.Values.OfType<string>());
        AnalystTables.Forget(connection, work.id);
        PersonLinkage.Forget(connection, work.id);
        connection.Execute("DELETE FROM refusal_load WHERE submission_id = @id", work);
        using (var insert = new BulkInsert(connection, "refusal", ["agency", "client_hash", "submission_id"]))
        {
            foreach (var refusal in fresh)
                insert.Add(agency).Add(refusal.ClientHash).Add(submission).Insert();
        }

        foreach (var refusal in fresh)
            Insert(connection, new RefusalEvent(agency, refusal.ClientHash, refusal.FormHash, day, Refused: true), written);
        using (var purge = new BulkInsert(connection, "purge", ["submission_id", "agency", "client_hash", "episodes", "raw_files"]))
        {
            foreach (var hash in theirs.Keys.Order(StringComparer.Ordinal).Where(hash => files > 0 || deleted.ContainsKey(hash)))
                purge.Add(submission).Add(agency).Add(hash).Add(deleted.GetValueOrDefault(hash)).Add(files).Insert();
        }

        return new RefusedByHand(true, (int)deleted.Values.Sum(), files);
    }

    /// <summary>Takes back the refusals of clients whom a file brings with a readable Y, loaded or not. Within the caller's transaction.</summary>
    internal void TakeBack(DbConnection connection, string agency, IEnumerable<Client> clients, DateOnly day)
    {
        var known = Known(connection, agency);
        if (known.Count == 0)
            return;
        foreach (var client in clients.Where(c => c.Consents == true).Select(c => secrets.Refusing(agency, c.Key)).DistinctBy(c => c.ClientHash)
            .Where(c => known.Contains(c.ClientHash)))
        {
            connection.Execute("DELETE FROM refusal WHERE agency = @agency AND client_hash = @ClientHash", new { agency, client.ClientHash });
            Insert(connection, new RefusalEvent(agency, client.ClientHash, client.FormHash, day, Refused: false), written: false);
        }
    }

    /// <summary>Whether there is a journal in a folder of keys.</summary>
    public static bool HasJournal(string keys) => new RefusalJournal(keys).Exists;

    /// <summary>Adds to the journal what a database that is about to be replaced knows and the journal does not, where that database can be
    /// read.</summary>
    /// <param name="options">The database.</param>
    /// <param name="keys">The folder of its keys.</param>
    public static void Save(StorageOptions options, string keys)
    {
        try
        {
            if (Database.Schema(options) is not { Pending.Count: 0 })
                return;
            var database = Database.Open(options);
            new Refusals(database, Secrets.Of(database, keys), CodeBook.Embedded, TimeProvider.System).Settle();
        }
        catch (StorageException e)
        {
            // It is replaced because it cannot be used.
            System.Diagnostics.Debug.WriteLine(e.Message);
        }
    }

    private DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    /// <summary>Only one refusal without a submission fills the tables of a load at a time.</summary>
    private static IReadOnlyList<WriteLock> Locks(string agency) => [.. WriteLock.OfAgency(agency), new("refusals")];

    private static HashSet<string> Known(DbConnection connection, string agency) => connection
        .Query<string>("SELECT client_hash FROM refusal WHERE agency = @agency", new { agency }).ToHashSet(StringComparer.Ordinal);

    private static bool IsUnsettled(DbConnection connection) =>
        connection.ExecuteScalar<long>("SELECT COUNT(*) FROM refusal_event WHERE written = 0") > 0;

    private static void Insert(DbConnection connection, RefusalEvent e, bool written) => connection.Execute(
        """
        INSERT INTO refusal_event (agency, client_hash, form_hash, day, refused, written)
        VALUES (@Agency, @ClientHash, @FormHash, @Day, @Refused, @written)
        """, new { e.Agency, e.ClientHash, e.FormHash, e.Day, e.Refused, written });

    /// <summary>The current clients who are deleted because of their form alone.</summary>
    private List<string> OfSameForm(DbConnection connection, string agency, List<RefusedClient> fresh)
    {
        var current = connection.Query<string>("SELECT clientid FROM client WHERE agncy = @agency", new { agency }).ToList();
        var hashes = current.Select(clientId => secrets.ClientHash(agency, clientId)).ToHashSet(StringComparer.Ordinal);
        var byForm = current.ToLookup(clientId => secrets.FormHash(agency, clientId), StringComparer.Ordinal);
        return [.. fresh.Where(r => r.FormHash.Length > 0 && !hashes.Contains(r.ClientHash)).Select(r => byForm[r.FormHash].ToList())
            .Where(same => same.Count == 1).Select(same => same[0])];
    }

    /// <summary>Deletes the data of the clients of <c>refusal_load</c>.</summary>
    private static void Delete(DbConnection connection, long work, string agency, IEnumerable<string> clientIds)
    {
        var refused = new { id = work, agency };
        const string theirs = "clientid IN (SELECT clientid FROM refusal_load WHERE submission_id = @id AND clientid IS NOT NULL)";
        const string earlier = "submission_id IN (SELECT id FROM submission WHERE agency = @agency AND id <> @id)";
        connection.Execute(
            $"INSERT INTO person_load (submission_id, id) SELECT DISTINCT @id, person FROM client WHERE agncy = @agency AND {theirs}", refused);
        var deleted = connection.Execute($"DELETE FROM client WHERE agncy = @agency AND {theirs}", refused);
        // Nothing is left of what they were, nor of sums in which they may be alone.
        if (deleted > 0 || connection.ExecuteScalar<long>($"SELECT COUNT(*) FROM earlier_client WHERE agncy = @agency AND {theirs}", refused) > 0)
            KeptFigures.Forget(connection);

        ForgetPersons(connection, work);
        connection.Execute($"DELETE FROM submission_top WHERE {theirs} AND {earlier}", refused);
        connection.Execute($"DELETE FROM issue WHERE {theirs} AND {earlier}", refused);
        connection.Execute(
            $"DELETE FROM submission_change WHERE {theirs} AND submission_id IN (SELECT id FROM submission WHERE agency = @agency)", refused);
        connection.Execute($"DELETE FROM confirmed_warning WHERE agency = @agency AND {theirs}", refused);
        // Findings on other clients can name them too.
        var ids = clientIds.ToHashSet(StringComparer.Ordinal);
        foreach (var (submission, number, value, details) in connection.Query<(long, long, string?, string?)>(
            $"SELECT submission_id, number, value, details FROM issue WHERE column_name = @column AND {earlier}",
            new { refused.id, refused.agency, column = nameof(Column.CLIENTID) }).ToList())
        {
            if (Names(value).Concat(Names(details)).Any(ids.Contains))
                connection.Execute("DELETE FROM issue WHERE submission_id = @submission AND number = @number", new { submission, number });
        }

        // Files as sent of submissions that failed are kept for finding out why alone, and nobody can tell whose rows are in them.
        var failed = connection.Query<long>(
            "SELECT received_file FROM submission WHERE agency = @agency AND state = 'failed' AND received_file IS NOT NULL", refused).ToList();
        foreach (var file in failed)
        {
            connection.Execute("UPDATE submission SET received_file = NULL WHERE received_file = @file", new { file });
            connection.Execute("DELETE FROM received_file WHERE id = @file", new { file });
        }
    }

    private static string[] Names(string? text) => text?.Split([' ', ',', '|', '"', ':', '{', '}', ';'], StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Deletes those of the persons in <c>person_load</c> who have no client any more.</summary>
    private static void ForgetPersons(DbConnection connection, long work)
    {
        connection.Execute(
            """
            DELETE FROM person
            WHERE id IN (SELECT id FROM person_load WHERE submission_id = @work)
                AND NOT EXISTS (SELECT 1 FROM client WHERE client.person = person.id)
            """, new { work });
        connection.Execute("DELETE FROM person_load WHERE submission_id = @work", new { work });
    }
}
