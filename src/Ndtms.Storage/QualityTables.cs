using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Dapper;
using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Validation;

namespace Ndtms.Storage;

/// <summary>Reads what the data-quality measures count (Definitions/measures.md, Data quality): counts of issues made by the
/// database, and which expected fields of current data are filled, a row at a time.</summary>
internal static class QualityTables
{
    /// <summary>The distinct entities that a reject or a warning names, each once for each rule, in agencies' last loaded submissions.
    /// Not of these: what FILE and ROW rules find, CHILD-03 and CLIENT-08.</summary>
    /// <remarks>Written as a cross join, so that the few submissions are looked up first and not the issues of all years.</remarks>
    private const string Named =
        """
        WITH named AS (
            SELECT DISTINCT submission.agency AS agency, issue.severity AS severity, issue."rule" AS rule_id, issue.entity AS entity,
                COALESCE(issue.clientid, '') AS clientid, COALESCE(issue.episodid, '') AS episodid, COALESCE(issue.childid, '') AS childid
            FROM submission CROSS JOIN issue
            WHERE issue.submission_id = submission.id AND submission.state = 'accepted' AND issue.severity IN ('reject', 'warning')
                AND issue."rule" NOT LIKE 'FILE-%' AND issue."rule" NOT LIKE 'ROW-%' AND issue."rule" NOT IN ('CHILD-03', 'CLIENT-08')
        ),
        """;

    /// <summary>In addition: what is not loaded because it was rejected by name, and then warnings of what neither is rejected nor lies
    /// below it. A row without AGNCY is skipped with a reject (VALUE-01), which does not reject the client whom other rows bring.</summary>
    private const string LoadedWarnings = Named +
        """
        rejected AS (
            SELECT DISTINCT submission.agency AS agency, issue.entity AS entity,
                COALESCE(issue.clientid, '') AS clientid, COALESCE(issue.episodid, '') AS episodid, COALESCE(issue.childid, '') AS childid
            FROM submission CROSS JOIN issue
            WHERE issue.submission_id = submission.id AND submission.state = 'accepted' AND issue.severity = 'reject' AND issue.entity NOT IN ('file', 'row')
                AND NOT (issue."rule" = 'VALUE-01' AND issue.entity = 'client' AND COALESCE(issue.column_name, '') = 'AGNCY')
        ),
        loaded AS (
            SELECT named.agency AS agency, named.rule_id AS rule_id, named.entity AS entity, named.clientid AS clientid,
                named.episodid AS episodid, named.childid AS childid
            FROM named
            LEFT JOIN rejected client_of ON client_of.agency = named.agency AND client_of.entity = 'client'
                AND client_of.clientid = named.clientid
            LEFT JOIN rejected episode_of ON episode_of.agency = named.agency AND episode_of.entity = 'episode'
                AND episode_of.clientid = named.clientid AND episode_of.episodid = named.episodid AND named.entity <> 'client'
            LEFT JOIN rejected itself ON itself.agency = named.agency AND itself.entity = named.entity
                AND itself.clientid = named.clientid AND itself.episodid = named.episodid AND itself.childid = named.childid
            WHERE named.severity = 'warning' AND client_of.agency IS NULL AND episode_of.agency IS NULL AND itself.agency IS NULL
        )
        """;

    private const string Rejects = Named +
        """
        rejects AS (SELECT agency, rule_id, entity, clientid, episodid, childid FROM named WHERE severity = 'reject')
        """;

    /// <summary>Everything that the measures count.</summary>
    /// <param name="connection">Within the transaction in which current data were read.</param>
    /// <param name="book">The reference data: which fields are expected.</param>
    /// <param name="clients">The ids of the current clients, by place.</param>
    /// <param name="episodes">The current episodes.</param>
    /// <param name="episodeIds">Their ids, by place.</param>
    public static QualityFacts Read(
        DbConnection connection, CodeBook book, IReadOnlyList<long> clients, IReadOnlyList<CurrentEpisode> episodes, IReadOnlyList<long> episodeIds) => new()
        {
            Submissions = Submissions(connection),
            Found =
            [
                .. Found(connection, Rejects, "rejects", Severity.Reject), .. Found(connection, LoadedWarnings, "loaded", Severity.Warning),
            ],
            Arrivals = CalendarData.ArrivalsOf(connection),
            Extensions = CalendarData.ExtensionsOf(connection),
            Filled = new FieldReader(connection, clients, episodes, episodeIds).Read(book),
        };

    private static List<LoadedSubmission> Submissions(DbConnection connection)
    {
        var rules = connection.Query<(long Submission, string Rule, string Severity, long Count)>(
            """
            SELECT issue.submission_id, issue."rule", issue.severity, COUNT(*)
            FROM submission CROSS JOIN issue
            WHERE issue.submission_id = submission.id AND submission.state = 'accepted' AND issue.confirmed = 0 AND issue.severity IN ('reject', 'warning')
            GROUP BY issue.submission_id, issue."rule", issue.severity
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

    private static IEnumerable<FoundEntities> Found(DbConnection connection, string with, string of, Severity severity)
    {
        var byRule = connection.Query<(string Agency, string Rule, long Count)>(
            $"{with} SELECT agency, rule_id, COUNT(*) FROM {of} GROUP BY agency, rule_id");
        var all = connection.Query<(string Agency, long Count)>(
            $"""
            {with} SELECT agency, COUNT(*) FROM (SELECT DISTINCT agency, entity, clientid, episodid, childid FROM {of}) entities GROUP BY agency
            """);
        return byRule.Select(f => new FoundEntities(f.Agency, f.Rule, severity, f.Count))
            .Concat(all.Select(f => new FoundEntities(f.Agency, null, severity, f.Count)));
    }

    private static Severity SeverityOf(string name) => Enum.Parse<Severity>(name, ignoreCase: true);

    /// <summary>Reads which expected fields are filled. The database puts the columns that are filled into the bits of a few numbers, so
    /// that not every column of every row has to be fetched.</summary>
    private sealed class FieldReader
    {
        private readonly DbConnection _connection;
        private readonly Dictionary<long, int> _clients;
        private readonly Dictionary<long, int> _places;
        private readonly Dictionary<long, string> _letters;
        private readonly IReadOnlyList<CurrentEpisode> _episodes;
        private readonly string?[] _letterOf;
        private byte[] _json = new byte[1024];

        public FieldReader(
            DbConnection connection, IReadOnlyList<long> clients, IReadOnlyList<CurrentEpisode> episodes, IReadOnlyList<long> episodeIds)
        {
            _connection = connection;
            _episodes = episodes;
            _clients = clients.Index().ToDictionary(c => c.Item, c => c.Index);
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

        /// <summary>Place of the first column after the id, the submission and the day from which the entity exists.</summary>
        private const int FirstColumn = 3;

        private static string Sql(ExpectedFields fields, int words, List<int> dates, bool hasOther)
        {
            // Table and column names are this program's own, never data.
            string Column(int place) => fields.Columns[place].ToString().ToLowerInvariant();
            var sql = new StringBuilder("SELECT ").Append(fields.Kind switch
            {
                EntityKind.Client or EntityKind.Episode => "id, submission_id, NULL",
                EntityKind.Top => "episode, NULL, topdate",
                EntityKind.SubIntervention => "episode, NULL, submoddt",
                EntityKind.TimeInTreatment => "episode, NULL, titdate",
                _ => "episode, NULL, NULL",
            });
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
            return sql.Append(" FROM ").Append(CurrentTables.TableOf(fields.Kind)).ToString();
        }

        private bool Add(FilledFields filled, CurrentEpisodes.Row row)
        {
            switch (filled.Fields.Kind)
            {
                case EntityKind.Client:
                    return _letters.TryGetValue(row.Long(1), out var ofClient) && filled.Add(_clients[row.Long(0)], ofClient);
                case EntityKind.Episode:
                    var episode = _places[row.Long(0)];
                    _letterOf[episode] = _letters.GetValueOrDefault(row.Long(1));
                    return _letterOf[episode] is { } letter && filled.Add(episode, letter, episode: _episodes[episode]);
                default:
                    var parent = _places[row.Long(0)];
                    return _letterOf[parent] is { } ofParent && filled.Add(parent, ofParent, row.Date(2));
            }
        }

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
