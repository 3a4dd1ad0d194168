using System.Data.Common;
using System.Globalization;
using Dapper;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Records;
using Ndtms.Core.Validation;

namespace Ndtms.Storage;

/// <summary>Makes the content of a submission the current data of its agency and window (Definitions/data-set.md, Full refresh). Always within
/// the caller's transaction.</summary>
internal sealed class Loading(Secrets secrets, Refusals refusals)
{
    /// <summary>What is known of an agency when a file for a window is checked.</summary>
    public static AgencyState StateOf(DbConnection connection, SubmissionFacts facts)
    {
        var agency = ReferenceData.Agency(connection, facts.Agency);
        var current = connection.QueryFirstOrDefault<(string Sha256, DateOnly WindowTo)?>(
            """
            SELECT sha256, window_to FROM submission
            WHERE id = (SELECT MAX(id) FROM submission WHERE agency = @Agency AND state = 'accepted')
            """, facts);
        var replaced = connection.Query<(long Client, long Episodes, long Open, long Before, long BeforeOpen)>($"""
            SELECT client, COUNT(*), COUNT(CASE WHEN disd IS NULL THEN 1 END), COUNT(CASE WHEN refld < @From THEN 1 END),
                COUNT(CASE WHEN refld < @From AND disd IS NULL THEN 1 END)
            FROM episode
            WHERE client IN (SELECT id FROM client WHERE agncy = @Agency) AND {ReplacedBy(agency)}
            GROUP BY client
            """, facts, buffered: false).ToDictionary(r => r.Client);
        var clients = connection.Query<(long Id, string ClientId, string First, string Second, DateOnly Born, string Sex)>(
                "SELECT id, clientid, finitial, sinitial, dob, sex FROM client WHERE agncy = @Agency", facts, buffered: false)
            .ToDictionary(c => c.ClientId, c => KnownClient(c.Id, new Attributors(c.First[0], c.Second[0], c.Born, string.Intern(c.Sex))), StringComparer.Ordinal);
        var confirmed = connection.Query<(string Rule, string ClientId, string EpisodeId, string ChildId, string Column, string RowHash)>(
            "SELECT \"rule\", clientid, episodid, childid, column_name, row_hash FROM confirmed_warning WHERE agency = @Agency", facts);
        return new AgencyState(agency, current?.Sha256, current?.WindowTo, clients)
        {
            ConfirmedWarnings = confirmed
                .Select(w => new ConfirmedWarning(w.Rule, OrNull(w.ClientId), OrNull(w.EpisodeId), OrNull(w.ChildId), OrNull(w.Column), w.RowHash))
                .ToHashSet(),
        };

        KnownClient KnownClient(long id, Attributors attributors) => replaced.TryGetValue(id, out var r)
            ? new KnownClient(attributors, (int)r.Episodes, (int)r.Open, (int)r.Before, (int)r.BeforeOpen)
            : new KnownClient(attributors);

        static string? OrNull(string text) => text.Length == 0 ? null : text;
    }

    /// <summary>What a load would change, by row hash.</summary>
    /// <param name="connection">A connection.</param>
    /// <param name="facts">The agency and window.</param>
    /// <param name="content">What the file holds, or a part of it: then only the clients that belong to the part are looked at.</param>
    /// <param name="refused">CLIENTIDs whose data refusals delete.</param>
    public static EpisodeChanges ChangesBy(DbConnection connection, SubmissionFacts facts, Content content, IReadOnlySet<string> refused)
    {
        var current = connection.Query<(string ClientId, string EpisodeId, string Hash, long Replaced, long Open)>($"""
            SELECT clientid, episodid, row_hash, CASE WHEN {ReplacedBy(ReferenceData.Agency(connection, facts.Agency))} THEN 1 ELSE 0 END,
                CASE WHEN disd IS NULL THEN 1 ELSE 0 END
            FROM episode JOIN client ON client.id = episode.client WHERE agncy = @Agency
            """, facts, buffered: false).Where(e => content.IsFor(e.ClientId)).ToDictionary(
                e => (e.ClientId, e.EpisodeId), e => (e.Hash, Replaced: e.Replaced == 1 || refused.Contains(e.ClientId), Open: e.Open == 1));
        var changes = new List<EpisodeChange>();
        int added = 0, changed = 0, unchanged = 0, removed = 0;
        var loaded = new HashSet<(string, string)>();
        foreach (var episode in content.Episodes.Where(e => e.Loaded))
        {
            var key = (episode.Client.Key, episode.Key);
            loaded.Add(key);
            if (!current.TryGetValue(key, out var before))
                Add(key, "added", ref added);
            else if (before.Hash != episode.RowHash)
                Add(key, "changed", ref changed);
            else
                unchanged++;
        }

        var removedOpen = 0;
        foreach (var (key, before) in current.Where(c => c.Value.Replaced && !loaded.Contains(c.Key)))
        {
            Add(key, "removed", ref removed);
            removedOpen += before.Open ? 1 : 0;
        }

        var deleted = refused.Count == 0 ? 0
            : connection.Query<string>("SELECT clientid FROM client WHERE agncy = @Agency", facts, buffered: false).Count(c => refused.Contains(c) && content.IsFor(c));
        return new EpisodeChanges(
            changes, new ChangeCounts(added, changed, unchanged, removed, deleted), new Removal(removed, removedOpen, current.Values.Count(c => c.Replaced)));

        void Add((string ClientId, string EpisodeId) key, string change, ref int count)
        {
            changes.Add(new EpisodeChange(key.ClientId, key.EpisodeId, change));
            count++;
        }
    }

    /// <summary>The current episodes of an agency, by client and episode, and whether each is open.</summary>
    public static Dictionary<(string ClientId, string EpisodeId), bool> EpisodesOf(DbConnection connection, string? agency) => connection
        .Query<(string ClientId, string EpisodeId, long Open)>(
            """
            SELECT clientid, episodid, CASE WHEN disd IS NULL THEN 1 ELSE 0 END
            FROM episode JOIN client ON client.id = episode.client WHERE agncy = @agency
            """, new { agency }).ToDictionary(e => (e.ClientId, e.EpisodeId), e => e.Open == 1);

    /// <summary>Loads a submission that was just checked or confirmed: it becomes the agency's current one.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="id">The submission.</param>
    /// <param name="found">As checked.</param>
    /// <param name="refused">The refusals that it brings.</param>
    /// <param name="ids">Ids for its rows.</param>
    /// <param name="by">Who loads it.</param>
    /// <param name="isCounted">The changes that were counted are those of now: nothing of the agency can have changed since.</param>
    public void Load(
        DbConnection connection, long id, CheckedSubmission found, IReadOnlyList<RefusedClient> refused, IdBlock ids, Step by, bool isCounted)
    {
        var facts = found.Facts!;
        foreach (var (earlier, state) in connection.Query<(long Id, string State)>(
            "SELECT id, state FROM submission WHERE agency = @Agency AND state IN ('accepted', 'held') AND id <> @id", new { facts.Agency, id }).ToList())
        {
            if (earlier > id)
                throw new SubmissionStateException($"Submission {id} is older than submission {earlier} of agency {facts.Agency}; withdraw it.");
            SubmissionTables.Step(
                connection, earlier, state == "held" ? SubmissionState.Held : SubmissionState.Accepted, SubmissionState.Superseded,
                by with { Reason = string.Create(CultureInfo.InvariantCulture, $"submission {id}") });
        }

        NoteChanged(connection, id, facts, isCounted);
        var day = DateOnly.FromDateTime(by.At.UtcDateTime);
        refusals.CarryOut(connection, id, facts.Agency, refused, day);
        Replace(connection, id, found, ids, content => refusals.TakeBack(connection, facts.Agency, content.Clients, day));
        connection.Execute("UPDATE submission SET loaded = 1 WHERE id = @id", new { id });
    }

    /// <summary>Notes whose figures the load changes: people with an episode that it adds, changes or removes; where the changes were not counted,
    /// everybody of the agency. Episodes under another data set are noted later, and clients when they are written.</summary>
    private static void NoteChanged(DbConnection connection, long id, SubmissionFacts facts, bool isCounted) => ChangedPersons.Note(
        connection,
        isCounted
            ? """
                SELECT person FROM client
                WHERE agncy = @Agency AND clientid IN (SELECT clientid FROM submission_change WHERE submission_id = @id)
                """
            : "SELECT person FROM client WHERE agncy = @Agency",
        new { id, facts.Agency });

    /// <summary>Replaces the current data of its agency and window with the content.</summary>
    /// <param name="connection">Within a transaction.</param>
    /// <param name="id">The submission.</param>
    /// <param name="found">As checked.</param>
    /// <param name="ids">Ids for what it brings.</param>
    /// <param name="first">Is done with each part of the content before that is written.</param>
    public void Replace(DbConnection connection, long id, CheckedSubmission found, IdBlock ids, Action<Content>? first = null)
    {
        var facts = found.Facts!;
        // Of a very large file not all that was current is there any more when its last clients are compared.
        if (found.IsInParts)
            ChangedPersons.StopFollowing(connection);
        var tables = new CurrentTables(connection, secrets, id, ids);
        var isBegun = false;
        found.EachPart(content =>
        {
            first?.Invoke(content);
            var clientIds = connection.Query<(string ClientId, long Id)>("SELECT clientid, id FROM client WHERE agncy = @Agency", facts, buffered: false)
                .Where(c => content.IsFor(c.ClientId)).ToDictionary(c => c.ClientId, c => c.Id, StringComparer.Ordinal);
            var clients = content.Clients.Where(c => c.Loaded).ToList();
            var episodes = clients.SelectMany(c => c.Episodes).Where(e => e.Loaded).ToList();
            ListCurrent(connection, id, facts, episodes);
            // First, while all that was current is still there to be noted.
            NoteOtherDataSet(connection, id, facts);
            tables.Write(facts.Agency, clients, clientIds);
            if (!isBegun)
                DeleteReplaced(connection, facts);
            isBegun = true;
            DeleteListed(connection, id);
            tables.Write(episodes, clientIds);
        });

        // Clients without an episode stay only while the current file names them.
        const string unnamed = """
            FROM client
            WHERE agncy = @Agency AND submission_id <> @id AND NOT EXISTS (SELECT 1 FROM episode WHERE episode.client = client.id)
            """;
        ChangedPersons.Note(connection, $"SELECT person {unnamed}", new { facts.Agency, id });
        connection.Execute($"DELETE {unnamed}", new { facts.Agency, id });
    }

    private static void DeleteReplaced(DbConnection connection, SubmissionFacts facts) => connection.Execute(
        $"DELETE FROM episode WHERE client IN (SELECT id FROM client WHERE agncy = @Agency) AND {ReplacedBy(ReferenceData.Agency(connection, facts.Agency))}",
        facts);

    /// <summary>Notes people with a current episode that comes with another data set, by which other fields are expected.</summary>
    private static void NoteOtherDataSet(DbConnection connection, long submission, SubmissionFacts facts) => ChangedPersons.Note(
        connection,
        """
        SELECT client.person FROM episode_load
        JOIN episode ON episode.id = episode_load.id
        JOIN client ON client.id = episode.client
        JOIN submission ON submission.id = episode.submission_id
        WHERE episode_load.submission_id = @submission AND submission.data_set <> @Letter
        """, new { submission, facts.Letter });

    /// <summary>Lists the current episodes that loaded ones of the same key replace, whatever their dates.</summary>
    private static void ListCurrent(DbConnection connection, long submission, SubmissionFacts facts, List<Episode> episodes)
    {
        var loaded = episodes.Select(e => (e.Client.Key, e.Key)).ToHashSet();
        var current = connection.Query<(string ClientId, string EpisodeId, long Id)>(
            "SELECT clientid, episodid, episode.id FROM episode JOIN client ON client.id = episode.client WHERE agncy = @Agency", facts, buffered: false)
            .Where(e => loaded.Contains((e.ClientId, e.EpisodeId))).Select(e => e.Id).ToList();
        using var insert = new BulkInsert(connection, "episode_load", ["submission_id", "id"]);
        foreach (var episode in current)
            insert.Add(submission).Add(episode).Insert();
    }

    private static void DeleteListed(DbConnection connection, long submission)
    {
        connection.Execute("DELETE FROM episode WHERE id IN (SELECT id FROM episode_load WHERE submission_id = @submission)", new { submission });
        connection.Execute("DELETE FROM episode_load WHERE submission_id = @submission", new { submission });
    }

    /// <summary>Which current episodes of the agency a window replaces.</summary>
    internal static string ReplacedBy(Agency? agency) => agency?.Scope == AgencyScope.Referred
        ? "refld >= @From AND refld <= @To"
        : "refld <= @To AND (disd IS NULL OR disd >= @From)";
}
