using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Quality;
using Ndtms.Core.Validation;

namespace Ndtms.Storage;

/// <summary>Where a check stands.</summary>
public enum FileCheckState
{
    /// <summary>The file is here; it is to be checked.</summary>
    Received,

    /// <summary>It is being checked.</summary>
    Checking,

    /// <summary>It is checked.</summary>
    Done,

    /// <summary>The program could not check it.</summary>
    Failed,
}

/// <summary>A file that was only checked.</summary>
/// <param name="Id">Drawn at random.</param>
/// <param name="MadeAt">When the file was received.</param>
/// <param name="Received">The same, as the day where the calendar is.</param>
/// <param name="Agency">Whose it is, as far as that is known.</param>
/// <param name="FileName">The file's name as received.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Rows">Rows checked.</param>
/// <param name="About">Rows that the file has; 0: not known yet.</param>
/// <param name="NewsAt">When that was so.</param>
/// <param name="Submission">What it was then submitted as; null: it was not.</param>
public sealed record FileCheck(
    string Id, DateTimeOffset MadeAt, DateOnly Received, string? Agency, string FileName, FileCheckState State, int Rows, int About,
    DateTimeOffset NewsAt, long? Submission)
{
    /// <summary>How long a check is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>When it is deleted.</summary>
    public DateTimeOffset KeptUntil => MadeAt + Kept;
}

/// <summary>What was found in a file that was only checked, without its issues.</summary>
/// <param name="Facts">What it is; null where that is not known.</param>
/// <param name="Verdict">The outcome if it were submitted.</param>
/// <param name="Rows">Rows in the file.</param>
/// <param name="Refusals">How many clients refuse consent.</param>
/// <param name="Counts">What it brings, by kind of record.</param>
/// <param name="IssueCounts">How many issues there are.</param>
/// <param name="Issues">How many issues are listed.</param>
/// <param name="Changes">What it would change.</param>
/// <param name="Removal">What it would remove.</param>
/// <param name="Effects">Whom rejected records keep out of figures, by rule.</param>
/// <param name="Figures">What loading it would do to figures; empty where nothing would be loaded.</param>
public sealed record FileCheckResult(
    SubmissionFacts? Facts, Verdict Verdict, int Rows, int Refusals, IReadOnlyList<EntityCount> Counts, IReadOnlyList<IssueCount> IssueCounts, int Issues,
    ChangeCounts Changes, Removal Removal, IReadOnlyDictionary<string, IReadOnlyList<MissingPersons>> Effects, IReadOnlyList<FigureEffect> Figures);

/// <summary>Files that are checked without being submitted. Content and findings are kept encrypted, for their maker alone and for 24 hours; nothing
/// of them is among submissions or in any figure.</summary>
/// <param name="database">The database.</param>
/// <param name="secrets">Its keys.</param>
/// <param name="book">The reference data.</param>
/// <param name="node">Who checks them.</param>
public sealed class FileChecks(Database database, Secrets secrets, CodeBook book, Node node)
{
    /// <summary>So many issues are in a part.</summary>
    public const int IssuesInPart = 1_000;

    private const string Columns =
        "id, made_at, received, agency, file_name, state, rows_done, rows_about, news_at, submission_id";

    private readonly RawFiles _rawFiles = new(secrets);

    /// <summary>How large a file may be.</summary>
    public IntakeLimits Limits { get; init; } = IntakeLimits.Default;

    /// <summary>Stores a file as sent, and queues it to be checked.</summary>
    /// <param name="file">The file; whether it is confirmed or in the inbox does not matter.</param>
    /// <param name="require">Throws where the file may not be sent. Then nothing of it is kept.</param>
    /// <returns>The check's id.</returns>
    public string Receive(Submission file, Action<ReceivedFile>? require = null)
    {
        var (first, _) = RawFiles.ReadFirst(file.Content);
        var stored = _rawFiles.Receive(database, first, file.Content, () => node.Now);
        try
        {
            using var parts = _rawFiles.OpenReceived(database, stored);
            var received = parts.As(file.FileName, Limits);
            require?.Invoke(received);
            var check = new
            {
                id = RandomNumberGenerator.GetHexString(32, lowercase: true),
                file.By,
                at = node.Now,
                file.Received,
                file.Given.KnownOver(received.NamedFacts).Agency,
                file.FileName,
                given = JsonSerializer.Serialize(file.Given),
                file.Correction,
                stored,
            };
            return database.WriteAlone(null, connection =>
            {
                connection.Execute(
                    """
                    INSERT INTO file_check (id, made_by, made_at, received, agency, file_name, given, correction, state, received_file, news_at)
                    VALUES (@id, @By, @at, @Received, @Agency, @FileName, @given, @Correction, 'received', @stored, @at)
                    """, check);
                return check.id;
            });
        }
        catch
        {
            RawFiles.DeleteReceived(database, stored);
            throw;
        }
    }

    /// <summary>A check, for its maker; null: there is none, it is another's or it is no longer kept.</summary>
    public FileCheck? Find(string id, string by) => database.Read(connection => Find(connection, id, by));

    /// <summary>The check that a submission was made from, for its maker and as long as it is kept; null: there is none.</summary>
    public FileCheck? OfSubmission(long submission, string by) => One(
        "submission_id = @submission AND made_by = @by AND made_at >= @since", new { submission, by, since = node.Now - FileCheck.Kept });

    /// <summary>What was found; null where the check is not done.</summary>
    public FileCheckResult? ResultOf(FileCheck check) => Part<FileCheckResult>(check.Id, 0);

    /// <summary>The issues, in their order, read in parts as they are wanted.</summary>
    /// <param name="check">The check.</param>
    /// <param name="skip">How many are left out before.</param>
    public IEnumerable<StoredIssue> IssuesOf(FileCheck check, int skip = 0)
    {
        var number = skip / IssuesInPart * IssuesInPart;
        for (var part = (skip / IssuesInPart) + 1; Part<List<Issue>>(check.Id, part) is { } issues; part++)
        {
            foreach (var issue in issues)
            {
                if (++number > skip)
                    yield return new StoredIssue(number, issue);
            }
        }
    }

    /// <summary>Checks the next file that waits.</summary>
    /// <returns>The check's id; null where none waits.</returns>
    /// <exception cref="StorageException">The database cannot be used; it is checked later.</exception>
    public string? ProcessNext()
    {
        FreeDead();
        foreach (var id in database.Read(connection => connection.Query<string>(
            "SELECT id FROM file_check WHERE state = 'received' ORDER BY tries, made_at").ToList()))
        {
            if (Claim(id))
            {
                Check(id);
                return id;
            }
        }

        return null;
    }

    /// <summary>Submits a file that was checked, without its being sent again.</summary>
    /// <param name="id">The check.</param>
    /// <param name="by">Its maker.</param>
    /// <param name="today">The day of receipt.</param>
    /// <returns>The submission's id; null: there is no such check.</returns>
    /// <exception cref="SubmissionStateException">It is not checked yet.</exception>
    /// <exception cref="OtherSubmissionException">Another submission stands in the way.</exception>
    public long? Submit(string id, string by, DateOnly today)
    {
        if (Find(id, by) is not { } check)
            return null;
        if (check.Submission is { } already)
            return already;
        if (check.State is FileCheckState.Received or FileCheckState.Checking)
            throw new SubmissionStateException("The file is still being checked. Wait until the check is done.");
        var (stored, given, correction) = database.Read(connection => connection.QuerySingle<(long? File, string Given, bool Correction)>(
            "SELECT received_file, given, correction FROM file_check WHERE id = @id", new { id }));
        if (stored is not { } file)
            return Find(id, by)?.Submission;
        using var parts = _rawFiles.OpenReceived(database, file);
        var received = parts.As(check.FileName, Limits);
        var submission = new Submission(
            check.FileName, Stream.Null, JsonSerializer.Deserialize<ExplicitFacts>(given)!, today, by, correction, Alone: true);
        // Worked out before the step begins: it reads the whole file.
        _ = received.Sha256;
        return database.WriteAlone(WriteLock.OfAgency(check.Agency), connection =>
        {
            if (Find(connection, id, by) is not { Submission: null })
                return Find(connection, id, by)?.Submission;
            OtherSubmissionException.RequireNone(connection, check.Agency, received.Sha256);
            var queued = SubmissionTables.Insert(connection, submission, received, file, new Step(by, node.Now));
            connection.Execute("UPDATE file_check SET submission_id = @queued, received_file = NULL WHERE id = @id", new { queued, id });
            return (long?)queued;
        });
    }

    /// <summary>Deletes a check with all that was found; what was submitted from it stays.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Delete(string id, string by) => database.Write(connection =>
        Find(connection, id, by) is not null && Delete(connection, "id = @id", new { id }) > 0);

    /// <summary>Deletes checks that are no longer kept.</summary>
    /// <returns>How many.</returns>
    public int DeleteOld() => database.Write(connection => Delete(connection, "made_at < @before", new { before = node.Now - FileCheck.Kept }));

    private static int Delete(DbConnection connection, string which, object parameters)
    {
        connection.Execute($"DELETE FROM received_file WHERE id IN (SELECT received_file FROM file_check WHERE {which})", parameters);
        return connection.Execute($"DELETE FROM file_check WHERE {which}", parameters);
    }

    private FileCheck? Find(DbConnection connection, string id, string by) => One(
        connection, "id = @id AND made_by = @by AND made_at >= @since", new { id, by, since = node.Now - FileCheck.Kept });

    private FileCheck? One(string which, object parameters) => database.Read(connection => One(connection, which, parameters));

    private static FileCheck? One(DbConnection connection, string which, object parameters) => connection
        .Query<(string Id, DateTimeOffset MadeAt, DateOnly Received, string? Agency, string FileName, string State, long Rows, long About, DateTimeOffset NewsAt, long? Submission)>(
            $"SELECT {Columns} FROM file_check WHERE {which}", parameters)
        .Select(c => new FileCheck(
            c.Id, c.MadeAt, c.Received, c.Agency, c.FileName, Enum.Parse<FileCheckState>(c.State, ignoreCase: true), (int)c.Rows, (int)c.About,
            c.NewsAt, c.Submission)).SingleOrDefault();

    private T? Part<T>(string id, int part)
        where T : class => database.Read(connection => connection.QuerySingleOrDefault<byte[]>(
            "SELECT content FROM file_check_part WHERE check_id = @id AND part = @part", new { id, part })) is { } content
            ? JsonSerializer.Deserialize<T>(Packing.Unpack(secrets.Unprotect(content)))
            : null;

    private void Keep<T>(DbConnection connection, string id, int part, T content) => connection.Execute(
        "INSERT INTO file_check_part (check_id, part, content) VALUES (@id, @part, @content)",
        new { id, part, content = secrets.Protect(Packing.Pack(JsonSerializer.SerializeToUtf8Bytes(content))) });

    private bool Claim(string id) => database.WriteAlone(null, connection =>
    {
        connection.Execute("DELETE FROM file_check_part WHERE check_id = @id AND EXISTS (SELECT 1 FROM file_check WHERE id = @id AND state = 'received')", new { id });
        return connection.Execute(
            """
            UPDATE file_check SET state = 'checking', tries = tries + 1, node = @node, lease_until = @lease, news_at = @now
            WHERE id = @id AND state = 'received'
            """, new { id, node = node.Name, lease = node.LeaseUntil, now = node.Now }) == 1;
    });

    private void FreeDead()
    {
        var dead = database.Read(connection => connection
            .Query<(string Id, string? Node, DateTimeOffset? Lease)>("SELECT id, node, lease_until FROM file_check WHERE state = 'checking'"))
            .Where(c => node.IsFree(Work(c.Id), c.Node, c.Lease, database.Path is not null)).ToList();
        foreach (var (id, owner, lease) in dead)
            GiveBack(id, owner, lease);
    }

    /// <summary>A try came to nothing: it is tried again, and after the last time it is failed.</summary>
    /// <param name="id">The check.</param>
    /// <param name="owner">Whose try it was.</param>
    /// <param name="lease">Only while its lease is still this one; null: whichever it is.</param>
    private void GiveBack(string id, string? owner, DateTimeOffset? lease = null) => database.WriteAlone(null, connection => connection.Execute(
        """
        UPDATE file_check SET state = CASE WHEN tries >= @most THEN 'failed' ELSE 'received' END, node = NULL, lease_until = NULL
        WHERE id = @id AND state = 'checking' AND node = @owner AND (@lease IS NULL OR lease_until = @lease)
        """, new { id, owner, lease, most = Submissions.MostTries }));

    private void Check(string id)
    {
        using var lease = node.KeepLease(Work(id), () => database.WriteAlone(null, connection => connection.Execute(
            "UPDATE file_check SET lease_until = @lease WHERE id = @id AND node = @node", new { id, lease = node.LeaseUntil, node = node.Name })));
        using var progress = new SubmissionProgress((_, done) => database.WriteAlone(null, connection => connection.Execute(
            "UPDATE file_check SET rows_done = @Rows, rows_about = @Of, news_at = @now WHERE id = @id AND node = @node",
            new { id, done.Rows, done.Of, now = node.Now, node = node.Name })));
        try
        {
            var (file, name, given, correction, received) = database.Read(connection => connection
                .QuerySingle<(long? File, string Name, string Given, bool Correction, DateOnly Received)>(
                    "SELECT received_file, file_name, given, correction, received FROM file_check WHERE id = @id", new { id }));
            using var parts = _rawFiles.OpenReceived(database, file ?? throw new SubmissionStateException("The file is no longer kept."));
            var found = SubmissionCheck.Run(
                parts.As(name, Limits), JsonSerializer.Deserialize<ExplicitFacts>(given)!, received, book, correction,
                facts => database.Read(connection => Loading.StateOf(connection, facts)), report: progress.Tell);
            var result = ResultOf(found);
            database.WriteAlone(null, connection =>
            {
                if (connection.Execute(
                    """
                    UPDATE file_check SET state = 'done', rows_done = @Rows, rows_about = @Rows, news_at = @now, node = NULL, lease_until = NULL
                    WHERE id = @id AND state = 'checking' AND node = @node
                    """, new { id, found.Rows, now = node.Now, node = node.Name }) == 0)
                {
                    return 0;
                }

                Keep(connection, id, 0, result);
                foreach (var (part, issues) in found.Issues.Chunk(IssuesInPart).Index())
                    Keep(connection, id, part + 1, issues);
                return 0;
            });
        }
        catch (StorageException e) when (e.IsUnavailable)
        {
            throw;
        }
        catch (Exception)
        {
            // The message could hold a value of the data; that it failed is seen by its state.
            GiveBack(id, node.Name);
        }
    }

    private FileCheckResult ResultOf(CheckedSubmission found)
    {
        var refused = found.Refusals.Concat(found.AlsoRefused).ToHashSet(StringComparer.Ordinal);
        var (changes, quality) = (EpisodeChanges.None, new ContentQuality(found, book));
        var effect = found is { Facts: { } of, Verdict: not Verdict.Rejected }
            ? database.Read(connection => new EffectOfSubmitting(of, CurrentOf(connection, of), CurrentEpisodes.AgenciesOf(connection), book))
            : null;
        found.EachPart(content =>
        {
            quality.Add(content);
            if (effect is null)
                return;
            changes = changes.And(database.Read(connection => Loading.ChangesBy(connection, found.Facts!, content, refused)));
            effect.Add(content);
        });
        return new FileCheckResult(
            found.Facts, found.Verdict, found.Rows, found.Refusals.Count, found.Counts, found.IssueCounts, found.Issues.Count, changes.Counts,
            changes.Removal with { RefusedClients = found.ManyRefused }, quality.Effects, effect?.Result ?? []);
    }

    /// <summary>The current episodes of an agency, as far as the measures of <see cref="EffectOnFigures"/> look at them.</summary>
    private static List<ReplaceableEpisode> CurrentOf(DbConnection connection, SubmissionFacts facts)
    {
        var clients = connection.Query<(long Id, string ClientId, string First, string Second, DateOnly Born, string Sex)>(
                "SELECT id, clientid, finitial, sinitial, dob, sex FROM client WHERE agncy = @Agency", facts)
            .ToDictionary(c => c.Id, c => new CurrentClient
            {
                Agency = facts.Agency,
                ClientId = c.ClientId,
                FirstInitial = c.First[0],
                SurnameInitial = c.Second[0],
                DateOfBirth = c.Born,
                Sex = c.Sex,
            });
        var modalities = connection.Query<(long Episode, string Id, string Modality, DateOnly? Started)>(
            """
            SELECT episode, modid, modal, modst FROM modality
            WHERE episode IN (SELECT id FROM episode WHERE client IN (SELECT id FROM client WHERE agncy = @Agency)) ORDER BY id
            """, facts).ToLookup(m => m.Episode, m => new CurrentModality { ModalityId = m.Id, Modality = m.Modality, Started = m.Started });
        return connection.Query<EpisodeRow>(
            $"""
            SELECT id, client, episodid, refld, triaged, disd, disrsn, drug1, drug2, drug3,
                CASE WHEN {Loading.ReplacedBy(ReferenceData.Agency(connection, facts.Agency))} THEN 1 ELSE 0 END AS replaced
            FROM episode WHERE client IN (SELECT id FROM client WHERE agncy = @Agency) ORDER BY id
            """, facts).Select(e => new ReplaceableEpisode(
                new CurrentEpisode
                {
                    Client = clients[e.Client],
                    EpisodeId = e.EpisodId,
                    Referred = e.Refld,
                    Triaged = e.Triaged,
                    Discharged = e.Disd,
                    DischargeReason = e.Disrsn,
                    Drug1 = e.Drug1,
                    Drug2 = e.Drug2,
                    Drug3 = e.Drug3,
                    Modalities = [.. modalities[e.Id]],
                    Tops = [],
                }, e.Replaced == 1)).ToList();
    }

    private string Work(string id) => string.Create(CultureInfo.InvariantCulture, $"check {id} of {database.Name}");

    private sealed class EpisodeRow
    {
        public long Id { get; init; }
        public long Client { get; init; }
        public string EpisodId { get; init; } = "";
        public DateOnly Refld { get; init; }
        public DateOnly Triaged { get; init; }
        public DateOnly? Disd { get; init; }
        public string? Disrsn { get; init; }
        public string? Drug1 { get; init; }
        public string? Drug2 { get; init; }
        public string? Drug3 { get; init; }
        public long Replaced { get; init; }
    }
}
