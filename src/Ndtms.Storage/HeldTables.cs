using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Ndtms.Core.DataSets;
using Ndtms.Core.Records;

namespace Ndtms.Storage;

/// <summary>Writes the entities of a file into the tables of held data. Which fields are columns follows from
/// <see cref="Column"/>; every other field goes into <c>other</c>, so a new data set needs no migration.</summary>
internal sealed class HeldTables : IDisposable
{
    private static readonly string[] Tables = ["client", "episode", "modality", "top_interview", "sub_intervention", "time_in_treatment"];

    private readonly DbConnection _connection;
    private readonly long _submission;
    private readonly BulkInsert[] _inserts;
    private readonly long[] _nextId;

    public HeldTables(DbConnection connection, long submission)
    {
        _connection = connection;
        _submission = submission;
        var kinds = Enum.GetValues<EntityKind>();
        _inserts = [.. kinds.Select(kind => new BulkInsert(connection, Tables[(int)kind], ColumnsOf(kind), replace: kind == EntityKind.Client))];
        _nextId = [.. kinds.Select(kind => NextId(Tables[(int)kind]))];
    }

    /// <summary>The typed columns of a kind of entity, in the order of its table; of a client without AGNCY and CLIENTID.</summary>
    public static IReadOnlyList<Column> TypedColumns(EntityKind kind) => Typed[(int)kind];

    private static readonly Column[][] Typed = [.. Enum.GetValues<EntityKind>().Select(kind => Enum.GetValues<Column>()
        .Where(c => CodeBook.Embedded.DataSets.Any(d => d.Of(kind).CellOf(c) >= 0)).ToArray())];

    /// <summary>Inserts a client, or brings the held one of that id up to date; returns its id.</summary>
    public long Insert(Client client, string agency, long? heldId)
    {
        var id = heldId ?? _nextId[(int)EntityKind.Client]++;
        var insert = _inserts[(int)EntityKind.Client].Add(id).Add(_submission).Add(agency);
        AddFields(insert, client, skip: Column.AGNCY, key: Column.CLIENTID);
        insert.Insert();
        return id;
    }

    /// <summary>Inserts an episode and its loaded children.</summary>
    public void Insert(Episode episode, long client)
    {
        var id = _nextId[(int)EntityKind.Episode]++;
        var insert = _inserts[(int)EntityKind.Episode].Add(id).Add(client).Add(_submission).Add(episode.RowHash);
        AddFields(insert, episode, key: Column.EPISODID);
        insert.Insert();
        foreach (var child in episode.Children.Where(c => c.Loaded))
            Insert(child, id);
    }

    public void Dispose()
    {
        foreach (var insert in _inserts)
            insert.Dispose();
    }

    private static IEnumerable<string> ColumnsOf(EntityKind kind)
    {
        IEnumerable<string> keys = kind switch
        {
            EntityKind.Client => ["id", "submission_id"],
            EntityKind.Episode => ["id", "client", "submission_id", "row_hash"],
            _ => ["id", "episode"],
        };
        IEnumerable<string> last = kind == EntityKind.Top ? ["other", "not_disclosed", "is_empty"] : ["other"];
        // AGNCY is the first column of a client, then the key of each entity, then the rest.
        return [.. keys, .. Ordered(kind).Select(c => c.ToString().ToLowerInvariant()), .. last];
    }

    private static IEnumerable<Column> Ordered(EntityKind kind) =>
        TypedColumns(kind).OrderBy(c => c == Column.AGNCY ? 0 : c.ToString() == kind.KeyHeader() ? 1 : 2);

    private void Insert(Child child, long episode)
    {
        var insert = _inserts[(int)child.Kind].Add(_nextId[(int)child.Kind]++).Add(episode);
        AddFields(insert, child, key: Enum.Parse<Column>(child.Kind.KeyHeader()));
        if (child is Top top)
        {
            var notDisclosed = string.Join(',', top.Layout.Fields.Where(f => top[f] == Cell.NotDisclosed).Select(f => f.Header));
            insert.Add(notDisclosed.Length > 0 ? notDisclosed : null).Add(top.IsEmpty ? 1 : 0);
        }

        insert.Insert();
    }

    private static void AddFields(BulkInsert insert, Entity entity, Column key, Column? skip = null)
    {
        insert.Add(entity.Key);
        foreach (var column in TypedColumns(entity.Kind))
        {
            if (column == key || column == skip)
                continue;
            var cell = entity[column];
            if (!cell.HasValue)
            {
                insert.Add((string?)null);
                continue;
            }

            var field = entity.Layout.FieldOf(column);
            if (field.Type == FieldType.Integer)
                insert.Add(cell.Value);
            else if (field.Type == FieldType.Date)
                insert.Add(DateOnly.FromDayNumber(cell.Value));
            else
                insert.Add(entity.Show(field));
        }

        insert.Add(Other(entity));
    }

    /// <summary>The fields without a column, as a JSON object; null where none has a value.</summary>
    private static string? Other(Entity entity)
    {
        StringBuilder? json = null;
        foreach (var field in entity.Layout.Fields)
        {
            var cell = entity[field];
            if (field.Column is not null || !cell.HasValue)
                continue;
            json = json is null ? new StringBuilder("{") : json.Append(',');
            json.Append('"').Append(JsonEncodedText.Encode(field.Header)).Append("\":");
            if (field.Type == FieldType.Integer)
                json.Append(cell.Value.ToString(CultureInfo.InvariantCulture));
            else if (field.Type == FieldType.Date)
                json.Append('"').Append(Day.Show(DateOnly.FromDayNumber(cell.Value))).Append('"');
            else
                json.Append('"').Append(JsonEncodedText.Encode(entity.Show(field))).Append('"');
        }

        return json?.Append('}').ToString();
    }

    private long NextId(string table)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = $"SELECT COALESCE(MAX(id), 0) + 1 FROM {table}";
        return (long)command.ExecuteScalar()!;
    }
}
