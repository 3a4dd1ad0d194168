using System.Globalization;
using System.Text.Json;
using Dapper;

namespace Ndtms.Storage;

/// <summary>How something that is audited ended.</summary>
public enum AuditOutcome
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>It was not allowed.</summary>
    Refused,

    /// <summary>It was tried and went wrong, such as a wrong password.</summary>
    Failed,
}

/// <summary>Something that was done.</summary>
/// <param name="Number">Its number in the chain, from 1.</param>
/// <param name="At">When.</param>
/// <param name="Who">Who did it: an account or token by its number, an operator by name, or a visitor.</param>
/// <param name="Event">What was done.</param>
/// <param name="Object">On what, by its kind and number or code; never a value of the data.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Detail">The reason that was given, or more about it.</param>
public sealed record AuditEvent(long Number, DateTimeOffset At, string Who, string Event, string Object, AuditOutcome Outcome, string Detail);

/// <summary>Which events are listed.</summary>
/// <param name="Who">Of one caller; null: of all.</param>
/// <param name="Events">Of these kinds; empty: of all.</param>
/// <param name="Object">On one object; null: on any.</param>
/// <param name="From">From this moment on; null: from the first.</param>
/// <param name="To">Before this moment; null: to the last.</param>
public sealed record AuditFilter(string? Who, IReadOnlyList<string> Events, string? Object, DateTimeOffset? From, DateTimeOffset? To);

/// <summary>How far the chain was last found whole.</summary>
/// <param name="At">When it was checked.</param>
/// <param name="Number">The last event that was checked.</param>
/// <param name="Broken">The first event that does not fit; null: none.</param>
public sealed record AuditCheck(DateTimeOffset At, long Number, long? Broken);

/// <summary>What was done, in a chain: each event holds a keyed hash of itself and of the one before, so that one that is changed, removed or put
/// in between is noticed. The key is not in the database. Events are only added.</summary>
/// <param name="database">The database.</param>
/// <param name="secrets">The keys.</param>
public sealed class AuditTrail(Database database, Secrets secrets)
{
    private const string Columns = "number, at, who, event, object, outcome, detail";

    /// <summary>Adds an event.</summary>
    /// <returns>Its number.</returns>
    public long Add(DateTimeOffset at, string who, string what, string on, AuditOutcome outcome, string detail) => database.WriteAlone([new WriteLock("audit")], connection =>
    {
        var last = connection.Query<(long Number, string Hash)>(
            "SELECT number, hash FROM audit_event WHERE number = (SELECT MAX(number) FROM audit_event)").SingleOrDefault();
        var added = new AuditEvent(last.Number + 1, at, who, what, on, outcome, detail);
        connection.Execute(
            """
            INSERT INTO audit_event (number, at, who, event, object, outcome, detail, hash)
            VALUES (@Number, @At, @Who, @Event, @Object, @outcome, @Detail, @hash)
            """,
            new
            {
                added.Number,
                added.At,
                added.Who,
                added.Event,
                added.Object,
                outcome = SubmissionTables.Name(outcome),
                added.Detail,
                hash = HashOf(added, last.Hash ?? ""),
            });
        return added.Number;
    });

    /// <summary>Events, newest first.</summary>
    public Paged<AuditEvent> List(AuditFilter filter, Page page) => database.Read(connection =>
    {
        var which =
            """
            FROM audit_event WHERE (@who IS NULL OR who = @who) AND (@on IS NULL OR object = @on)
                AND (@from IS NULL OR at >= @from) AND (@to IS NULL OR at < @to)
            """ + (filter.Events.Count == 0 ? "" : " AND event IN @events");
        var given = new
        {
            who = filter.Who,
            events = filter.Events,
            on = filter.Object,
            from = filter.From,
            to = filter.To,
            skip = page.Skip,
            take = page.Take,
        };
        return new Paged<AuditEvent>(
            connection.Query<Row>($"SELECT {Columns} {which} ORDER BY number DESC {StorageConnection.Of(connection).Engine.Part}", given).Select(r => r.ToEvent()).ToList(),
            connection.ExecuteScalar<long>($"SELECT COUNT(*) {which}", given));
    });

    /// <summary>Every event that a filter lets through, oldest first.</summary>
    public void Each(AuditFilter filter, Action<AuditEvent> take)
    {
        for (var page = new Page(0, Page.Most); ; page = page.Next)
        {
            var part = List(filter, page);
            foreach (var found in part.Items)
                take(found);
            if (page.Skip + part.Items.Count >= part.Total)
                return;
        }
    }

    /// <summary>How far the chain was last found whole; null: it was never checked.</summary>
    public AuditCheck? LastCheck() => database.Read(connection => connection.Query<(DateTimeOffset At, long Number, long? Broken)>(
        "SELECT at, number, broken FROM audit_check WHERE id = 1").Select(c => new AuditCheck(c.At, c.Number, c.Broken)).SingleOrDefault());

    /// <summary>Checks the whole chain, and that it goes on from where it was at the last check.</summary>
    /// <param name="now">When.</param>
    public AuditCheck Check(DateTimeOffset now)
    {
        var (before, last) = database.Read(connection => (
            connection.Query<(long Number, string Hash, long? Broken)>("SELECT number, hash, broken FROM audit_check WHERE id = 1").Select(c => ((long, string, long?)?)c).SingleOrDefault(),
            connection.ExecuteScalar<long?>("SELECT MAX(number) FROM audit_event") ?? 0));
        var (number, hash, broken) = (0L, "", (long?)null);
        while (broken is null && number < last)
        {
            var rows = database.Read(connection => connection.Query<Row>(
                $"SELECT {Columns}, hash FROM audit_event WHERE number > @number AND number <= @last ORDER BY number {StorageConnection.Of(connection).Engine.Part}",
                new { number, last, skip = 0, take = Page.Most }).ToList());
            foreach (var row in rows.TakeWhile(_ => broken is null))
            {
                if (row.Number == number + 1 && HashOf(row.ToEvent(), hash) == row.Hash && (before is not { } b || b.Item1 != row.Number || b.Item2 == row.Hash))
                    (number, hash) = (row.Number, row.Hash);
                else
                    broken = number + 1;
            }
        }

        // Fewer than there were: the end was cut off.
        if (broken is null && before is { } known && known.Item1 > number)
            broken = number + 1;
        database.Write(connection =>
        {
            connection.Execute("DELETE FROM audit_check WHERE id = 1");
            // What was once known to be there stays the measure.
            var (upTo, of) = broken is not null && before is { } stays ? (stays.Item1, stays.Item2) : (number, hash);
            return connection.Execute(
                "INSERT INTO audit_check (id, at, number, hash, broken) VALUES (1, @now, @upTo, @of, @broken)", new { now, upTo, of, broken });
        });
        return new AuditCheck(now, number, broken);
    }

    private string HashOf(AuditEvent e, string before) => secrets.KeyedHash("audit", JsonSerializer.Serialize(
        new[]
        {
            before, e.Number.ToString(CultureInfo.InvariantCulture), e.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), e.Who, e.Event, e.Object,
            SubmissionTables.Name(e.Outcome), e.Detail,
        }));

    private sealed class Row
    {
        public long Number { get; init; }
        public DateTimeOffset At { get; init; }
        public string Who { get; init; } = "";
        public string Event { get; init; } = "";
        public string Object { get; init; } = "";
        public string Outcome { get; init; } = "";
        public string Detail { get; init; } = "";
        public string Hash { get; init; } = "";

        public AuditEvent ToEvent() => new(Number, At, Who, Event, Object, Enum.Parse<AuditOutcome>(Outcome, ignoreCase: true), Detail);
    }
}
