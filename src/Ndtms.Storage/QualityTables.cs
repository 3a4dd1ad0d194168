using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Dapper;
using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Records;
using Ndtms.Core.Validation;

namespace Ndtms.Storage;

/// <summary>Reads what the data-quality measures count (Definitions/measures.md, Data quality): counts of issues made by the
/// database, and which expected fields of current data are filled, a row at a time.</summary>
internal static class QualityTables
{
    /// <summary>Which expected fields are filled.</summary>
    /// <param name="connection">Within the transaction in which the rows were read.</param>
    /// <param name="book">The reference data: which fields are expected.</param>
    /// <param name="rows">Which clients and episodes they are.</param>
    /// <param name="clients">The clients with their ids, by place.</param>
    /// <param name="episodes">The episodes.</param>
    /// <param name="episodeIds">Their ids, by place.</param>
    /// <param name="key">The key from which published numbers are drawn; null: there are none to be published.</param>
    public static IReadOnlyList<FilledFields> Filled(
        DbConnection connection, CodeBook book, RecordRows rows, IReadOnlyList<KeyValuePair<long, CurrentClient>> clients,
        IReadOnlyList<CurrentEpisode> episodes, IReadOnlyList<long> episodeIds, PublicationKey? key) =>
        new FieldReader(connection, rows, clients, episodes, episodeIds, key).Read(book);

    /// <summary>Everything but which fields are filled.</summary>
    public static QualityFacts ReadBeside(DbConnection connection) => new()
    {
        Submissions = Submissions(connection),
        Found = Found(connection),
        Arrivals = CalendarData.ArrivalsOf(connection),
        Extensions = CalendarData.ExtensionsOf(connection),
    };

    private static List<LoadedSubmission> Submissions(DbConnection connection)
    {
        var rules = connection.Query<(long Submission, string Rule, string Severity, long Count)>(
            """
            SELECT issue_count.submission_id, issue_count."rule", issue_count.severity, SUM(issue_count.issues - issue_count.confirmed)
            FROM issue_count JOIN submission ON submission.id = issue_count.submission_id
            WHERE submission.state = 'accepted' AND issue_count.severity IN ('reject', 'warning')
            GROUP BY issue_count.submission_id, issue_count."rule", issue_count.severity
            HAVING SUM(issue_count.issues - issue_count.confirmed) > 0
            """).ToLookup(r => r.Submission, r => new RuleCount(r.Rule, SeverityOf(r.Severity), (int)r.Count));
        var counts = connection.Query<(long Submission, long Read, long Loaded, long Warned)>(
            """
            SELECT submission.id, SUM(read_count), SUM(loaded_count), SUM(warned_count)
            FROM submission JOIN submission_count ON submission_count.submission_id = submission.id
            WHERE submission.state = 'accepted'
            GROUP BY submission.id
            """).ToDictionary(c => c.Submission);
        return SubmissionTables.All(connection, "WHERE state = 'accepted'")
            .Where(s => s is { Agency: not null, WindowTo: not null })
            .OrderBy(s => s.Agency, StringComparer.Ordinal)
            .Select(s =>
            {
                var (_, read, loaded, warned) = counts.GetValueOrDefault(s.Id);
                return new LoadedSubmission(
                    s.Agency!, s.WindowTo!.Value, s.Received, read, loaded, warned,
                    [.. rules[s.Id].OrderByDescending(r => r.Issues).ThenBy(r => r.Rule, StringComparer.Ordinal).ThenBy(r => r.Severity)]);
            }).ToList();
    }

    private static List<FoundEntities> Found(DbConnection connection) => connection
        .Query<(string Agency, string Rule, string Severity, long Entities, long Keys)>(
            """
            SELECT submission.agency, issue_entities."rule", issue_entities.severity, issue_entities.entities, issue_entities.key_sum
            FROM issue_entities JOIN submission ON submission.id = issue_entities.submission_id
            WHERE submission.state = 'accepted'
            """)
        .Select(f => new FoundEntities(f.Agency, f.Rule.Length == 0 ? null : f.Rule, SeverityOf(f.Severity), f.Entities, (ulong)f.Keys)).ToList();

    private static Severity SeverityOf(string name) => Enum.Parse<Severity>(name, ignoreCase: true);

    /// <summary>Reads which expected fields are filled. The database puts the columns that are filled into the bits of a few numbers, so
    /// that not every column of every row has to be fetched.</summary>
    private sealed class FieldReader
    {
        private readonly DbConnection _connection;
        private readonly RecordRows _rows;
        private readonly PublicationKey? _key;
        private readonly IReadOnlyList<KeyValuePair<long, CurrentClient>> _clientOf;
        private readonly Dictionary<long, int> _clients;
        private readonly Dictionary<long, int> _places;
        private readonly Dictionary<long, string> _letters;
        private readonly IReadOnlyList<CurrentEpisode> _episodes;
        private readonly string?[] _letterOf;
        private byte[] _json = new byte[1024];

        public FieldReader(
            DbConnection connection, RecordRows rows, IReadOnlyList<KeyValuePair<long, CurrentClient>> clients,
            IReadOnlyList<CurrentEpisode> episodes, IReadOnlyList<long> episodeIds, PublicationKey? key)
        {
            (_connection, _rows, _key) = (connection, rows, key);
            _episodes = episodes;
            _clientOf = clients;
            _clients = clients.Index().ToDictionary(c => c.Item.Key, c => c.Index);
            _places = episodeIds.Index().ToDictionary(e => e.Item, e => e.Index);
            _letterOf = new string?[episodes.Count];
            _letters = connection.Query<(long Id, string Letter)>("SELECT id, data_set FROM submission WHERE data_set IS NOT NULL")
                .ToDictionary(s => s.Id, s => s.Letter);
        }

        /// <summary>By kind of entity; children come after the episodes, whose data set is theirs.</summary>
        public IReadOnlyList<FilledFields> Read(CodeBook book) => [.. ExpectedFields.Of(book).Select(Read)];

        private FilledFields Read(ExpectedFields fields)
        {
            var filled = new FilledFields(fields);
            if (fields.Headers.Count == 0 && fields.Kind != EntityKind.Episode)
                return filled;
            var dates = fields.Dates.Where(d => d < fields.Columns.Count).ToList();
            var words = (fields.Columns.Count + ExpectedFields.PlacesInWord - 1) / ExpectedFields.PlacesInWord;
            var hasOther = fields.Headers.Count > fields.Columns.Count;
            using var row = new CurrentEpisodes.Row(_connection, Sql(fields, words, dates, hasOther));
            while (row.Read())
            {
                if (!Add(filled, row))
                    continue;
                var column = FirstColumn;
                for (var word = 0; word < words; word++)
                    filled.Fill(word, row.Integer(column++)!.Value);
                foreach (var date in dates)
                {
                    if (row.Date(column++) is { } day)
                        filled.Fill(date, day);
                }

                if (hasOther && row.Text(column++) is { } other)
                    FillOther(filled, other);
                if (fields.Kind == EntityKind.Top && row.Text(column) is { } notDisclosed)
                    FillNotDisclosed(filled, notDisclosed);
            }

            return filled;
        }

        /// <summary>Place of the first column after the id, the submission, the day from which the entity exists and a child's own id.</summary>
        private const int FirstColumn = 4;

        private string Sql(ExpectedFields fields, int words, List<int> dates, bool hasOther)
        {
            // Table and column names are this program's own, never data.
            string Column(int place) => fields.Columns[place].ToString().ToLowerInvariant();
            var sql = new StringBuilder("SELECT ").Append(fields.Kind switch
            {
                EntityKind.Client or EntityKind.Episode => "id, submission_id, NULL, NULL",
                EntityKind.Top => "episode, NULL, topdate",
                EntityKind.SubIntervention => "episode, NULL, submoddt",
                EntityKind.TimeInTreatment => "episode, NULL, titdate",
                _ => "episode, NULL, NULL",
            });
            if (fields.Kind is not (EntityKind.Client or EntityKind.Episode))
                sql.Append(", ").Append(fields.Kind.KeyHeader().ToLowerInvariant());
            for (var word = 0; word < words; word++)
            {
                var first = word * ExpectedFields.PlacesInWord;
                var count = Math.Min(ExpectedFields.PlacesInWord, fields.Columns.Count - first);
                sql.Append(", CAST(").AppendJoin(" + ", Enumerable.Range(0, count).Select(i => string.Create(
                    CultureInfo.InvariantCulture, $"CASE WHEN {Column(first + i)} IS NULL THEN 0 ELSE {1 << i} END"))).Append(" AS BIGINT)");
            }

            foreach (var date in dates)
                sql.Append(", ").Append(Column(date));
            if (hasOther)
                sql.Append(", other");
            // What is not disclosed is an answer, but not in a TOP that has no other.
            if (fields.Kind == EntityKind.Top)
                sql.Append(", CASE WHEN is_empty = 1 THEN NULL ELSE not_disclosed END");
            return sql.Append(" FROM ").Append(_rows.Of(fields.Kind)).ToString();
        }

        private bool Add(FilledFields filled, CurrentEpisodes.Row row)
        {
            switch (filled.Fields.Kind)
            {
                case EntityKind.Client:
                    var client = _clients[row.Long(0)];
                    return _letters.TryGetValue(row.Long(1), out var ofClient) && filled.Add(client, ofClient, hash: HashOf(_clientOf[client].Value));
                case EntityKind.Episode:
                    var episode = _places[row.Long(0)];
                    _letterOf[episode] = _letters.GetValueOrDefault(row.Long(1));
                    return _letterOf[episode] is { } letter
                        && filled.Add(episode, letter, episode: _episodes[episode], hash: HashOf(_episodes[episode]));
                default:
                    var parent = _places[row.Long(0)];
                    return _letterOf[parent] is { } ofParent
                        && filled.Add(parent, ofParent, row.Date(2), hash: HashOf(filled.Fields.Kind, _episodes[parent], row.Text(3)!));
            }
        }

        private ulong HashOf(CurrentClient client) => _key?.Client(client.Agency, client.ClientId) ?? 0;

        private ulong HashOf(CurrentEpisode episode) => _key?.Episode(episode.Client.Agency, episode.Client.ClientId, episode.EpisodeId) ?? 0;

        private ulong HashOf(EntityKind kind, CurrentEpisode episode, string id) =>
            _key?.Child(kind, episode.Client.Agency, episode.Client.ClientId, episode.EpisodeId, id) ?? 0;

        /// <summary>The fields without a column of their own.</summary>
        private void FillOther(FilledFields filled, string other)
        {
            if (_json.Length < other.Length * 3)
                _json = new byte[other.Length * 3];
            var reader = new Utf8JsonReader(_json.AsSpan(0, Encoding.UTF8.GetBytes(other, _json)));
            Span<char> header = stackalloc char[64];
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                    continue;
                var place = reader.ValueSpan.Length <= header.Length ? filled.Fields.PlaceOf(header[..reader.CopyString(header)]) : -1;
                reader.Read();
                if (place >= 0 && reader.TokenType == JsonTokenType.String && filled.Fields.Dates.Contains(place)
                    && DateOnly.TryParseExact(reader.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                    filled.Fill(place, day);
                else
                    filled.Fill(place);
            }
        }

        private static void FillNotDisclosed(FilledFields filled, string headers)
        {
            foreach (var range in headers.AsSpan().Split(','))
                filled.Fill(filled.Fields.PlaceOf(headers.AsSpan()[range]));
        }
    }
}
