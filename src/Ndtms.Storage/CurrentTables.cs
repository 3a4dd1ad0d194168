using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Dapper;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Records;

namespace Ndtms.Storage;

/// <summary>Writes the entities of a file into the tables of current data, table after table. Which fields are columns follows from
/// <see cref="Column"/>; every other field goes into <c>other</c>, so a new data set needs no migration.</summary>
internal sealed class CurrentTables(DbConnection connection, Secrets secrets, long submission, IdBlock ids)
{
    private static readonly string[] Tables = ["client", "episode", "modality", "top_interview", "sub_intervention", "time_in_treatment"];

    private const string PersonOfLoaded = "SELECT person.id FROM person WHERE person.hash = loaded.person_hash";

    private static readonly Column[][] Typed = [.. Enum.GetValues<EntityKind>().Select(kind => Enum.GetValues<Column>()
        .Where(c => CodeBook.Embedded.DataSets.Any(d => d.Of(kind).CellOf(c) >= 0)).ToArray())];

    /// <summary>How many ids were used by kind: a file can be written in parts.</summary>
    private readonly long[] _used = new long[Tables.Length];

    /// <summary>The typed columns of a kind of entity, in the order of its table; of a client without AGNCY and CLIENTID.</summary>
    public static IReadOnlyList<Column> TypedColumns(EntityKind kind) => Typed[(int)kind];

    /// <summary>The table of a kind of entity.</summary>
    public static string TableOf(EntityKind kind) => Tables[(int)kind];

    /// <summary>Inserts the persons of a file's clients who are new. A check does so in a step of its own before the load, so that agencies that
    /// share a new person do not wait for each other's whole load; the load does it for those who are not there after all.</summary>
    /// <param name="connection">Within the step's transaction.</param>
    /// <param name="secrets">The keys.</param>
    /// <param name="submission">The submission.</param>
    /// <param name="clients">Its clients.</param>
    /// <returns>How many persons the clients are.</returns>
    public static int AddPersons(DbConnection connection, Secrets secrets, long submission, IEnumerable<Client> clients)
    {
        using (var insert = new BulkInsert(connection, "person_hash_load", ["submission_id", "number", "hash"]))
        {
            foreach (var (number, hash) in clients.Where(c => c.Loaded).Select(c => secrets.PersonHash(AttributorsOf(c))).Distinct(StringComparer.Ordinal).Index())
                insert.Add(submission).Add(number).Add(hash).Insert();
        }

        connection.Execute(
            """
            INSERT INTO person (hash)
            SELECT hash FROM person_hash_load AS loaded
            WHERE submission_id = @submission AND NOT EXISTS (SELECT 1 FROM person WHERE person.hash = loaded.hash)
            ORDER BY number
            """, new { submission });
        return connection.Execute("DELETE FROM person_hash_load WHERE submission_id = @submission", new { submission });
    }

    /// <summary>Inserts clients, and brings current ones up to date: each is the person who has its attributors (Definitions/persons.md,
    /// Official persons).</summary>
    /// <param name="agency">Whose clients they are.</param>
    /// <param name="clients">The clients.</param>
    /// <param name="currentIds">The ids of the agency's current clients, by CLIENTID; those of new ones are added.</param>
    public void Write(string agency, IReadOnlyList<Client> clients, Dictionary<string, long> currentIds)
    {
        AddPersons(connection, secrets, submission, clients);
        var columns = ColumnsOf(EntityKind.Client).ToList();
        using (var insert = new BulkInsert(connection, "client_load", columns.Append("person_hash")))
        {
            foreach (var client in clients)
            {
                if (!currentIds.TryGetValue(client.Key, out var id))
                    currentIds.Add(client.Key, id = NextId(EntityKind.Client));
                insert.Add(id).Add(submission).Add(agency);
                AddFields(insert, client, skip: Column.AGNCY, key: Column.CLIENTID);
                insert.Add(secrets.PersonHash(AttributorsOf(client))).Insert();
            }
        }

        // Clients who are new, have other values, or come with another data set, by which other fields are expected.
        var compared = columns.Where(c => c is not ("id" or "submission_id"));
        const string otherDataSet = """
            EXISTS (SELECT 1 FROM submission b JOIN submission n ON n.id = @submission WHERE b.id = client.submission_id AND b.data_set <> n.data_set)
            """;
        ChangedPersons.Note(
            connection,
            $"""
            SELECT client.person FROM client JOIN client_load AS loaded ON loaded.id = client.id
            WHERE loaded.submission_id = @submission AND ({string.Join(" OR ", compared.Select(c => Differ($"client.{c}", $"loaded.{c}")))} OR {otherDataSet})
            UNION
            SELECT person.id FROM client_load AS loaded JOIN person ON person.hash = loaded.person_hash
                LEFT JOIN client ON client.id = loaded.id
            WHERE loaded.submission_id = @submission AND (client.id IS NULL OR client.person <> person.id)
            """, new { submission });
        connection.Execute(
            $"""
            UPDATE client SET person = ({PersonOfLoaded}), {string.Join(", ", columns.Skip(1).Select(c => $"{c} = loaded.{c}"))}
            FROM client_load AS loaded
            WHERE loaded.submission_id = @submission AND client.id = loaded.id
            """, new { submission });
        connection.Execute(
            $"""
            INSERT INTO client (person, {string.Join(", ", columns)})
            SELECT ({PersonOfLoaded}), {string.Join(", ", columns)} FROM client_load AS loaded
            WHERE submission_id = @submission AND NOT EXISTS (SELECT 1 FROM client WHERE client.id = loaded.id)
            """, new { submission });
        connection.Execute("DELETE FROM client_load WHERE submission_id = @submission", new { submission });
    }

    /// <summary>Inserts episodes and their loaded children.</summary>
    /// <param name="episodes">The episodes, none of them current yet.</param>
    /// <param name="clientIds">The ids of their clients, by CLIENTID.</param>
    public void Write(IReadOnlyList<Episode> episodes, IReadOnlyDictionary<string, long> clientIds)
    {
        var first = ids.First + _used[(int)EntityKind.Episode];
        using (var insert = new BulkInsert(connection, Tables[(int)EntityKind.Episode], ColumnsOf(EntityKind.Episode)))
        {
            foreach (var episode in episodes)
            {
                insert.Add(NextId(EntityKind.Episode)).Add(clientIds[episode.Client.Key]).Add(submission).Add(episode.RowHash);
                AddFields(insert, episode, key: Column.EPISODID);
                insert.Insert();
            }
        }

        foreach (var kind in Enum.GetValues<EntityKind>().Where(k => k is not (EntityKind.Client or EntityKind.Episode)))
        {
            var key = Enum.Parse<Column>(kind.KeyHeader());
            using var insert = new BulkInsert(connection, Tables[(int)kind], ColumnsOf(kind));
            foreach (var (index, episode) in episodes.Index())
            {
                foreach (var child in episode.Children.Where(c => c.Loaded && c.Kind == kind))
                    Insert(insert, child, key, NextId(kind), first + index);
            }
        }
    }

    private long NextId(EntityKind kind) => ids.First + _used[(int)kind]++;

    /// <summary>Whether two columns hold different values, one of them perhaps none.</summary>
    private static string Differ(string a, string b) =>
        $"{a} <> {b} OR ({a} IS NULL AND {b} IS NOT NULL) OR ({a} IS NOT NULL AND {b} IS NULL)";

    /// <summary>The attributors of a loaded client, which has them all.</summary>
    private static Attributors AttributorsOf(Client client) => new(
        Text(client, Column.FINITIAL)[0], Text(client, Column.SINITIAL)[0], DateOnly.FromDayNumber(client[Column.DOB].Value), Text(client, Column.SEX));

    private static string Text(Client client, Column column) => client.Show(client.Layout.FieldOf(column));

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

    private static void Insert(BulkInsert insert, Child child, Column key, long id, long episode)
    {
        insert.Add(id).Add(episode);
        AddFields(insert, child, key);
        if (child is Top top)
        {
            var notDisclosed = string.Join(',', top.Layout.Fields.Where(f => top[f] == Cell.NotDisclosed).Select(f => f.Header));
            insert.Add(notDisclosed.Length > 0 ? notDisclosed : null).Add(top.IsEmpty);
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
}
