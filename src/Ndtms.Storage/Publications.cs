using System.Data.Common;
using System.Globalization;
using Dapper;

namespace Ndtms.Storage;

/// <summary>A month as it was published.</summary>
/// <param name="Id">Its id; later ones are greater.</param>
/// <param name="Cut">Last day of the month.</param>
/// <param name="Snapshot">The snapshot whose figures were published.</param>
/// <param name="Version">Which version of the month that is.</param>
/// <param name="Published">By whom, and when.</param>
/// <param name="Withdrawn">By whom and when it was withdrawn; null: it was not.</param>
/// <param name="Reason">Why it was withdrawn.</param>
public sealed record Publication(long Id, DateOnly Cut, long Snapshot, int Version, Actor Published, Actor? Withdrawn, string? Reason);

/// <summary>A count that has changed much since the month before, as somebody has looked at it.</summary>
/// <param name="Partnership">The partnership's code.</param>
/// <param name="Measure">The measure's id.</param>
/// <param name="Before">The count of the month before.</param>
/// <param name="Now">The count of the month.</param>
/// <param name="Note">What explains it; null: it was looked at, and nothing was written.</param>
/// <param name="By">Who looked, and when.</param>
public sealed record ChangeNote(string Partnership, string Measure, long Before, long Now, string? Note, Actor By);

/// <summary>A step of publishing that the month's state does not allow; the message says why. Nothing was changed.</summary>
public sealed class PublicationException(string message) : Exception(message);

/// <summary>Which months are published, from which snapshots, and what was withdrawn. Nothing is ever deleted.</summary>
/// <param name="database">The database.</param>
public sealed class Publications(Database database)
{
    /// <summary>The last publication of every month that has one, by month.</summary>
    public IReadOnlyList<Publication> Latest() => database.Read(connection => Read(
        connection, "WHERE p.id = (SELECT MAX(l.id) FROM publication l WHERE l.cut = p.cut) ORDER BY p.cut"));

    /// <summary>The last publication of a month, withdrawn or not; null: it has never been published.</summary>
    public Publication? LatestOf(DateOnly cut) => database.Read(connection => LatestOf(connection, cut));

    /// <summary>Every publication of a month, oldest first.</summary>
    public IReadOnlyList<Publication> Of(DateOnly cut) => database.Read(connection => Read(connection, "WHERE p.cut = @cut ORDER BY p.id", new { cut }));

    /// <summary>The last publication of a snapshot; null: it has never been published.</summary>
    public Publication? OfSnapshot(long snapshot) => database.Read(connection =>
        Read(connection, "WHERE p.snapshot_id = @snapshot ORDER BY p.id DESC", new { snapshot }).FirstOrDefault());

    /// <summary>Publishes a snapshot: from now on it is what its month is for all who see published figures only.</summary>
    /// <param name="snapshot">The snapshot, which must be the last of its month.</param>
    /// <param name="by">Who publishes it.</param>
    /// <exception cref="PublicationException">It is not there, not the last, or published already.</exception>
    public Publication Publish(long snapshot, Actor by) => database.Write(connection =>
    {
        var (cut, version) = connection.QuerySingleOrDefault<(DateOnly Cut, long Version)?>(
            "SELECT cut, version FROM snapshot WHERE id = @snapshot", new { snapshot }) ?? throw new PublicationException(Text($"There is no snapshot {snapshot}."));
        var last = connection.ExecuteScalar<long>("SELECT MAX(version) FROM snapshot WHERE cut = @cut", new { cut });
        if (version < last)
            throw new PublicationException(Text($"Version {last} of {cut:MMMM yyyy} has been frozen since. Nothing was published."));
        if (LatestOf(connection, cut) is { Withdrawn: null } before && before.Snapshot == snapshot)
            throw new PublicationException(Text($"Version {version} of {cut:MMMM yyyy} is published already."));
        connection.Execute(
            "INSERT INTO publication (cut, snapshot_id, published_at, published_by) VALUES (@cut, @snapshot, @At, @Who)", new { cut, snapshot, by.At, by.Who });
        return LatestOf(connection, cut)!;
    });

    /// <summary>Withdraws what is published of a month. Nothing of it is published then, until a version is published again.</summary>
    /// <param name="publication">The publication that was shown to whoever withdraws it.</param>
    /// <param name="by">Who withdraws it.</param>
    /// <param name="reason">Why; everyone who could see the figures reads it.</param>
    /// <exception cref="PublicationException">It is not what is published now.</exception>
    public Publication Withdraw(long publication, Actor by, string reason) => database.Write(connection =>
    {
        var found = Read(connection, "WHERE p.id = @publication", new { publication }).SingleOrDefault()
            ?? throw new PublicationException(Text($"There is no publication {publication}."));
        var changed = LatestOf(connection, found.Cut)!.Id != publication ? 0 : connection.Execute(
            "UPDATE publication SET withdrawn_at = @At, withdrawn_by = @Who, reason = @reason WHERE id = @publication AND withdrawn_at IS NULL",
            new { publication, by.At, by.Who, reason });
        return changed == 1
            ? LatestOf(connection, found.Cut)!
            : throw new PublicationException(Text($"{found.Cut:MMMM yyyy} was published again or withdrawn since. Nothing was withdrawn."));
    });

    /// <summary>The large changes of a month that somebody has looked at.</summary>
    public IReadOnlyList<ChangeNote> NotesOf(DateOnly cut) => database.Read(connection => connection
        .Query<(string Partnership, string Measure, long Before, long Now, string? Note, DateTimeOffset At, string Who)>(
            "SELECT partnership, measure, before, now, note, noted_at, noted_by FROM month_note WHERE cut = @cut ORDER BY partnership, measure", new { cut })
        .Select(n => new ChangeNote(n.Partnership, n.Measure, n.Before, n.Now, n.Note, new Actor(n.Who, n.At))).ToList());

    /// <summary>Notes that somebody has looked at a large change.</summary>
    /// <param name="cut">Last day of the month.</param>
    /// <param name="note">What was looked at; it replaces an earlier note on the same count.</param>
    public void Note(DateOnly cut, ChangeNote note) => database.Write(connection =>
    {
        var row = new { cut, note.Partnership, note.Measure, note.Before, note.Now, note.Note, note.By.At, note.By.Who };
        connection.Execute("DELETE FROM month_note WHERE cut = @cut AND partnership = @Partnership AND measure = @Measure", row);
        return connection.Execute(
            """
            INSERT INTO month_note (cut, partnership, measure, before, now, note, noted_at, noted_by)
            VALUES (@cut, @Partnership, @Measure, @Before, @Now, @Note, @At, @Who)
            """, row);
    });

    private static Publication? LatestOf(DbConnection connection, DateOnly cut) =>
        Read(connection, "WHERE p.cut = @cut ORDER BY p.id", new { cut }).LastOrDefault();

    private static List<Publication> Read(DbConnection connection, string where, object? parameters = null) => connection
        .Query<Row>(
            $"""
            SELECT p.id, p.cut, p.snapshot_id AS snapshot, s.version, p.published_at, p.published_by, p.withdrawn_at, p.withdrawn_by, p.reason
            FROM publication p JOIN snapshot s ON s.id = p.snapshot_id {where}
            """, parameters)
        .Select(r => new Publication(
            r.Id, r.Cut, r.Snapshot, (int)r.Version, new Actor(r.PublishedBy, r.PublishedAt),
            r.WithdrawnAt is { } at ? new Actor(r.WithdrawnBy!, at) : null, r.Reason)).ToList();

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed class Row
    {
        public long Id { get; init; }
        public DateOnly Cut { get; init; }
        public long Snapshot { get; init; }
        public long Version { get; init; }
        public DateTimeOffset PublishedAt { get; init; }
        public string PublishedBy { get; init; } = "";
        public DateTimeOffset? WithdrawnAt { get; init; }
        public string? WithdrawnBy { get; init; }
        public string? Reason { get; init; }
    }
}
