using System.Data.Common;
using System.Text.Json;
using Dapper;
using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Records;

namespace Ndtms.Storage;

/// <summary>Reads current data, for measures: a handful of plain queries, rows straight into records.</summary>
public sealed class CurrentEpisodes(Database database)
{
    /// <summary>All current data, as of one moment.</summary>
    /// <param name="quality">The reference data of a run that measures data quality: then what those measures count is read too.</param>
    /// <param name="key">The key from which published numbers are drawn; null: there are none to be published.</param>
    public CurrentData Load(CodeBook? quality = null, PublicationKey? key = null) => database.Read(connection =>
    {
        var records = Read(connection, RecordRows.All);
        return new CurrentData
        {
            Agencies = AgenciesOf(connection),
            Clients = [.. records.Clients.Values],
            Episodes = records.Episodes,
            LatestReceipt = LatestReceiptOf(connection),
            Quality = quality is null ? null : QualityTables.ReadBeside(connection) with
            {
                Filled = QualityTables.Filled(connection, quality, RecordRows.All, [.. records.Clients], records.Episodes, records.EpisodeIds, key),
            },
            PublicationKey = key,
            Version = DataMoment.VersionOf(connection),
        };
    });

    /// <summary>Some clients and their episodes, with which of their expected fields are filled, and no other facts on quality.</summary>
    /// <param name="connection">Within a transaction.</param>
    /// <param name="book">The reference data of the run.</param>
    /// <param name="rows">Which.</param>
    /// <param name="key">The key from which published numbers are drawn; null: there are none to be published.</param>
    internal static CurrentData Some(DbConnection connection, CodeBook book, RecordRows rows, PublicationKey? key)
    {
        var records = Read(connection, rows);
        return new CurrentData
        {
            Agencies = AgenciesOf(connection),
            Clients = [.. records.Clients.Values],
            Episodes = records.Episodes,
            Quality = new QualityFacts
            {
                Submissions = [],
                Found = [],
                Arrivals = [],
                Extensions = [],
                Filled = QualityTables.Filled(connection, book, rows, [.. records.Clients], records.Episodes, records.EpisodeIds, key),
            },
            PublicationKey = key,
        };
    }

    private static Records Read(DbConnection connection, RecordRows rows)
    {
        var clients = ReadClients(connection, rows);
        var (ids, episodes) = ReadEpisodes(connection, rows, clients, ReadModalities(connection, rows), ReadTops(connection, rows));
        return new Records(clients, episodes, ids);
    }

    /// <summary>What current data have beside clients and episodes, with the facts on quality but which fields are filled.</summary>
    /// <param name="connection">Within a transaction.</param>
    /// <param name="key">The key from which published numbers are drawn; null: there are none to be published.</param>
    internal static CurrentData Beside(DbConnection connection, PublicationKey? key) => new()
    {
        Agencies = AgenciesOf(connection),
        Clients = [],
        Episodes = [],
        LatestReceipt = LatestReceiptOf(connection),
        Quality = QualityTables.ReadBeside(connection),
        PublicationKey = key,
        Version = DataMoment.VersionOf(connection),
    };

    internal static Dictionary<string, Agency> AgenciesOf(DbConnection connection) =>
        ReferenceData.AgenciesOf(connection).ToDictionary(a => a.Code, StringComparer.Ordinal);

    private static DateOnly? LatestReceiptOf(DbConnection connection) =>
        connection.ExecuteScalar<DateOnly?>("SELECT MAX(received) FROM submission WHERE state IN ('accepted', 'superseded')");

    private static Dictionary<long, CurrentClient> ReadClients(DbConnection connection, RecordRows rows)
    {
        var clients = new Dictionary<long, CurrentClient>();
        using var row = new Row(
            connection, $"SELECT id, agncy, clientid, finitial, sinitial, dob, sex, ethnic, person FROM {rows.Of(EntityKind.Client)} ORDER BY id");
        while (row.Read())
        {
            clients.Add(row.Long(0), new CurrentClient
            {
                Agency = row.Shared(1)!,
                ClientId = row.Text(2)!,
                FirstInitial = row.Text(3)![0],
                SurnameInitial = row.Text(4)![0],
                DateOfBirth = row.Date(5)!.Value,
                Sex = row.Shared(6)!,
                Ethnic = row.Shared(7),
                PersonId = row.Long(8),
            });
        }

        return clients;
    }

    private static Dictionary<long, List<CurrentModality>> ReadModalities(DbConnection connection, RecordRows rows)
    {
        var modalities = new Dictionary<long, List<CurrentModality>>();
        using var row = new Row(
            connection, $"SELECT episode, modid, modal, refmoddt, faomoddt, modst, modend FROM {rows.Of(EntityKind.Modality)} ORDER BY id");
        while (row.Read())
        {
            Add(modalities, row.Long(0), new CurrentModality
            {
                ModalityId = row.Shared(1)!,
                Modality = row.Shared(2)!,
                Referred = row.Date(3),
                FirstAppointmentOffered = row.Date(4),
                Started = row.Date(5),
                Ended = row.Date(6),
            });
        }

        return modalities;
    }

    private static Dictionary<long, List<CurrentTop>> ReadTops(DbConnection connection, RecordRows rows)
    {
        var tops = new Dictionary<long, List<CurrentTop>>();
        using var row = new Row(connection, $"""
            SELECT episode, topid, topdate, trstage, is_empty, alcuse, opiuse, crause, cocause, amphuse, cannuse, ivdrguse, psyhstat, phstat,
                quallife, pwork, educat, acuthpbm, hrisk
            FROM {rows.Of(EntityKind.Top)} ORDER BY id
            """);
        while (row.Read())
        {
            Add(tops, row.Long(0), new CurrentTop
            {
                TopId = row.Shared(1)!,
                Date = row.Date(2)!.Value,
                Stage = row.Shared(3),
                Empty = row.Flag(4),
                Alcohol = row.Integer(5),
                Opiates = row.Integer(6),
                Crack = row.Integer(7),
                Cocaine = row.Integer(8),
                Amphetamines = row.Integer(9),
                Cannabis = row.Integer(10),
                Injecting = row.Integer(11),
                PsychologicalHealth = row.Integer(12),
                PhysicalHealth = row.Integer(13),
                QualityOfLife = row.Integer(14),
                PaidWork = row.Integer(15),
                Education = row.Integer(16),
                AcuteHousingProblem = row.YesNo(17),
                RiskOfEviction = row.YesNo(18),
            });
        }

        return tops;
    }

    /// <summary>Ids and episodes, in the same order.</summary>
    private static (List<long> Ids, List<CurrentEpisode> Episodes) ReadEpisodes(
        DbConnection connection, RecordRows rows, Dictionary<long, CurrentClient> clients, Dictionary<long, List<CurrentModality>> modalities,
        Dictionary<long, List<CurrentTop>> tops)
    {
        var ids = new List<long>();
        var episodes = new List<CurrentEpisode>();
        using var row = new Row(connection, $"""
            SELECT id, client, episodid, refld, triaged, disd, disrsn, dat, pct, drug1, drug2, drug3, rfls, prevtr, accmneed, prntstat, childwth,
                injstat, empstat, hepbstat, hepbvac, hepctd, hepctstd, topcc, other
            FROM {rows.Of(EntityKind.Episode)} ORDER BY id
            """);
        while (row.Read())
        {
            var id = row.Long(0);
            ids.Add(id);
            episodes.Add(new CurrentEpisode
            {
                Client = clients[row.Long(1)],
                EpisodeId = row.Text(2)!,
                Referred = row.Date(3)!.Value,
                Triaged = row.Date(4)!.Value,
                Discharged = row.Date(5),
                DischargeReason = row.Shared(6),
                Partnership = row.Shared(7),
                Pct = row.Shared(8),
                Drug1 = row.Shared(9),
                Drug2 = row.Shared(10),
                Drug3 = row.Shared(11),
                ReferralSource = row.Shared(12),
                PreviouslyTreated = row.YesNo(13),
                Accommodation = row.Shared(14),
                ParentalStatus = row.Shared(15),
                ChildrenLivingWith = row.Integer(16),
                InjectingStatus = row.Shared(17),
                Employment = row.Shared(18),
                HepatitisB = row.Shared(19),
                HepatitisBVaccinations = row.Shared(20),
                HepatitisCTested = row.Shared(21),
                HepatitisCTestDate = row.Date(22),
                TopCoordinator = row.YesNo(23),
                YoungPerson = YoungPerson(row.Text(24)),
                Modalities = modalities.TryGetValue(id, out var m) ? m : [],
                Tops = tops.TryGetValue(id, out var t) ? t : [],
            });
        }

        return (ids, episodes);
    }

    /// <summary>The YPS* and YPE* fields among those without a column.</summary>
    private static Dictionary<string, string>? YoungPerson(string? other)
    {
        if (other is null || !other.Contains("\"YP", StringComparison.Ordinal))
            return null;
        using var json = JsonDocument.Parse(other);
        var fields = json.RootElement.EnumerateObject()
            .Where(p => p.Name.StartsWith("YPS", StringComparison.Ordinal) || p.Name.StartsWith("YPE", StringComparison.Ordinal))
            .ToDictionary(p => p.Name, p => p.Value.ToString(), StringComparer.Ordinal);
        return fields.Count > 0 ? fields : null;
    }

    private static void Add<T>(Dictionary<long, List<T>> lists, long key, T item)
    {
        if (!lists.TryGetValue(key, out var list))
            lists[key] = list = new List<T>(2);
        list.Add(item);
    }

    /// <summary>Clients by id and episodes.</summary>
    /// <param name="Clients">The clients.</param>
    /// <param name="Episodes">The episodes.</param>
    /// <param name="EpisodeIds">The ids of the episodes, in the same order.</param>
    private sealed record Records(Dictionary<long, CurrentClient> Clients, List<CurrentEpisode> Episodes, List<long> EpisodeIds);

    /// <summary>The current row of a query. Codes, which repeat, are kept once.</summary>
    internal sealed class Row : IDisposable
    {
        private readonly Dictionary<string, string> _shared = new(StringComparer.Ordinal);
        private readonly DbCommand _command;
        private readonly DbDataReader _reader;
        private readonly Engine _engine;

        public Row(DbConnection connection, string sql)
        {
            _engine = StorageConnection.Of(connection).Engine;
            _command = connection.CreateCommand();
            _command.CommandText = sql;
            _reader = _command.ExecuteReader();
        }

        public bool Read() => _reader.Read();

        public long Long(int column) => _reader.GetInt64(column);

        public int? Integer(int column) => _reader.IsDBNull(column) ? null : (int)_reader.GetInt64(column);

        public string? Text(int column) => _reader.IsDBNull(column) ? null : _reader.GetString(column);

        public string? Shared(int column)
        {
            if (Text(column) is not { } text)
                return null;
            if (_shared.TryGetValue(text, out var kept))
                return kept;
            if (_shared.Count < 10_000)
                _shared.Add(text, text);
            return text;
        }

        public DateOnly? Date(int column) => _reader.IsDBNull(column) ? null : _engine.ReadDay(_reader, column);

        public bool Flag(int column) => _reader.GetBoolean(column);

        public bool? YesNo(int column) => Text(column) is not { } text ? null : text == "Y";

        public void Dispose()
        {
            _reader.Dispose();
            _command.Dispose();
        }
    }
}
