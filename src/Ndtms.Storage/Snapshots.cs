using System.Data.Common;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using Dapper;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;

namespace Ndtms.Storage;

/// <summary>What a snapshot is of, and what it was made from.</summary>
/// <param name="Cut">Last day of the month reported on.</param>
/// <param name="Note">Why it was frozen, in words; null: not said.</param>
/// <param name="RunId">The run id that its reports carry.</param>
/// <param name="DataHash">SHA-256 of the current data at that moment.</param>
/// <param name="ProgramVersion">The program that computed the figures.</param>
/// <param name="Basis">How persons were identified.</param>
public sealed record SnapshotFacts(DateOnly Cut, string? Note, string RunId, string DataHash, string ProgramVersion, string Basis);

/// <summary>The figures of a cut as they were frozen.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Facts">What it is of.</param>
/// <param name="Version">The how-manieth of its cut, from 1.</param>
/// <param name="FrozenAt">When.</param>
/// <param name="FrozenBy">By whom.</param>
public sealed record Snapshot(long Id, SnapshotFacts Facts, int Version, DateTimeOffset FrozenAt, string FrozenBy);

/// <summary>Snapshots: figures of a cut and what its reports need with them, frozen once and never changed. They hold nothing of any
/// person, so what is refused, corrected or withdrawn later leaves them as they are.</summary>
public sealed class Snapshots(Database database)
{
    private const string Report = "report";
    private const string Headlines = "headlines";
    private const int PartSize = 1 << 20;

    /// <summary>Which figures later months compare themselves with.</summary>
    private static readonly MeasureSelection OnlyHeadlines = new()
    {
        Breakdowns = new HashSet<string> { "" },
        Periods = new HashSet<PeriodKind> { PeriodKind.Month, PeriodKind.RollingTwelve },
    };

    /// <summary>A part of the list of snapshots, by cut and version.</summary>
    public Paged<Snapshot> List(Page page) => database.Read(connection => new Paged<Snapshot>(
        Read(connection, "WHERE place > @Skip AND place <= @Skip + @Take", page),
        connection.ExecuteScalar<long>("SELECT COUNT(*) FROM snapshot")));

    /// <summary>A snapshot; null where there is none of that id.</summary>
    public Snapshot? Find(long id) => database.Read(connection => Read(connection, "WHERE id = @id", new { id })).SingleOrDefault();

    /// <summary>The snapshots of a cut, oldest first.</summary>
    public IReadOnlyList<Snapshot> Of(DateOnly cut) => database.Read(connection => Read(connection, "WHERE cut = @cut", new { cut }));

    /// <summary>Every cut that was frozen and how many versions it has, the latest first.</summary>
    public IReadOnlyList<(DateOnly Cut, int Versions)> Months() => database.Read(connection => connection
        .Query<(DateOnly Cut, long Versions)>("SELECT cut, MAX(version) FROM snapshot GROUP BY cut ORDER BY cut DESC")
        .Select(m => (m.Cut, (int)m.Versions)).ToList());

    /// <summary>How many figures a snapshot has.</summary>
    public long CountFigures(long id) =>
        database.Read(connection => connection.ExecuteScalar<long>("SELECT COUNT(*) FROM measure_value WHERE snapshot_id = @id", new { id }));

    /// <summary>Freezes a cut: all of it in one transaction, or nothing.</summary>
    /// <param name="facts">What it is of.</param>
    /// <param name="figures">All figures at the cut.</param>
    /// <param name="writeReport">Writes what reports are made from again.</param>
    /// <param name="moment">When the figures' data were read.</param>
    /// <param name="by">Who freezes it, and when.</param>
    /// <exception cref="SubmissionStateException">Current data have changed since that moment.</exception>
    public Snapshot Freeze(SnapshotFacts facts, Figures figures, Action<Stream> writeReport, DataMoment moment, Actor by)
    {
        var (report, hash) = Pack(writeReport);
        var (headlines, _) = Pack(figures.Only(OnlyHeadlines).WriteTo);
        return database.WriteAlone(WriteLock.OfAllData, connection =>
        {
            moment.ThrowIfPast(connection);
            var version = connection.ExecuteScalar<long>("SELECT COALESCE(MAX(version), 0) + 1 FROM snapshot WHERE cut = @Cut", new { facts.Cut });
            var id = StorageConnection.Insert(
                connection,
                """
                INSERT INTO snapshot (cut, version, frozen_at, frozen_by, note, run_id, data_hash, program_version, basis, sha256)
                VALUES (@Cut, @version, @At, @Who, @Note, @RunId, @DataHash, @ProgramVersion, @Basis, @hash)
                """,
                new
                {
                    facts.Cut,
                    version,
                    by.At,
                    by.Who,
                    facts.Note,
                    facts.RunId,
                    facts.DataHash,
                    facts.ProgramVersion,
                    facts.Basis,
                    hash,
                });
            InsertParts(connection, id, Report, report);
            InsertParts(connection, id, Headlines, headlines);
            FigureRows.Insert(connection, id, figures);
            return new Snapshot(id, facts, (int)version, by.At, by.Who);
        });
    }

    /// <summary>What the reports of a snapshot are made from, as it was written when the cut was frozen.</summary>
    /// <exception cref="StorageException">It is not there, or not as it was frozen.</exception>
    public Stream OpenReport(long id) => database.Read(connection =>
    {
        var (report, hash) = Unpack(connection, id, Report);
        var frozen = connection.ExecuteScalar<string?>("SELECT sha256 FROM snapshot WHERE id = @id", new { id });
        return hash == frozen ? report : throw Damaged(id);
    });

    /// <summary>The headline figures of earlier cuts as they were first frozen.</summary>
    /// <param name="from">The first cut wanted.</param>
    /// <param name="before">The cut before which they lie.</param>
    /// <exception cref="StorageException">A snapshot is damaged, or a newer program wrote it.</exception>
    public IReadOnlyDictionary<DateOnly, Figures> FirstFrozen(DateOnly from, DateOnly before) => Frozen("version = 1", from, before);

    /// <summary>The same as they were last frozen, of cuts that were frozen more than once.</summary>
    /// <inheritdoc cref="FirstFrozen"/>
    public IReadOnlyDictionary<DateOnly, Figures> LastFrozen(DateOnly from, DateOnly before) =>
        Frozen("version > 1 AND version = (SELECT MAX(version) FROM snapshot later WHERE later.cut = s.cut)", from, before);

    private Dictionary<DateOnly, Figures> Frozen(string which, DateOnly from, DateOnly before) => database.Read(connection => connection
        .Query<(long Id, DateOnly Cut)>($"SELECT s.id, s.cut FROM snapshot s WHERE {which} AND s.cut >= @from AND s.cut < @before", new { from, before }).ToList()
        .ToDictionary(s => s.Cut, s =>
        {
            try
            {
                return Figures.ReadFrom(Unpack(connection, s.Id, Headlines).Plain);
            }
            catch (InvalidDataException e)
            {
                throw new StorageException($"Snapshot {s.Id} cannot be read: {e.Message}", e);
            }
        }));

    /// <summary>Packs what is written, which may be too much to be held unpacked.</summary>
    private static (byte[] Packed, string Sha256) Pack(Action<Stream> write)
    {
        using var packed = new MemoryStream();
        using var hash = SHA256.Create();
        using (var zip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        using (var hashed = new CryptoStream(zip, hash, CryptoStreamMode.Write))
        using (var buffered = new BufferedStream(hashed, PartSize))
            write(buffered);
        return (packed.ToArray(), Convert.ToHexStringLower(hash.Hash!));
    }

    /// <summary>What was packed, which is unpacked as it is read, and its hash.</summary>
    /// <exception cref="StorageException">It cannot be unpacked.</exception>
    private static (Stream Plain, string Sha256) Unpack(DbConnection connection, long id, string kind)
    {
        using var parts = new MemoryStream();
        foreach (var part in connection.Query<byte[]>(
            "SELECT content FROM snapshot_part WHERE snapshot_id = @id AND kind = @kind ORDER BY part", new { id, kind }, buffered: false))
        {
            parts.Write(part);
        }

        var packed = parts.ToArray();
        try
        {
            using var all = Plain();
            return (Plain(), Convert.ToHexStringLower(SHA256.HashData(all)));
        }
        catch (InvalidDataException e)
        {
            throw Damaged(id, e);
        }

        BufferedStream Plain() => new(new GZipStream(new MemoryStream(packed, writable: false), CompressionMode.Decompress), PartSize);
    }

    private static StorageException Damaged(long id, Exception? inner = null) => new(
        string.Create(CultureInfo.InvariantCulture, $"Snapshot {id} is not as it was frozen; restore the database from a backup."), inner);

    private static void InsertParts(DbConnection connection, long id, string kind, byte[] content)
    {
        foreach (var (number, part) in content.Chunk(PartSize).Index())
        {
            connection.Execute(
                "INSERT INTO snapshot_part (snapshot_id, kind, part, content) VALUES (@id, @kind, @part, @content)",
                new { id, kind, part = number + 1, content = part });
        }
    }

    private static List<Snapshot> Read(DbConnection connection, string where = "", object? parameters = null) => connection
        .Query<SnapshotRow>(
            $"""
            SELECT id, cut, version, frozen_at, frozen_by, note, run_id, data_hash, program_version, basis
            FROM (
                SELECT id, cut, version, frozen_at, frozen_by, note, run_id, data_hash, program_version, basis,
                    ROW_NUMBER() OVER (ORDER BY cut, version) AS place
                FROM snapshot) s
            {where} ORDER BY cut, version
            """, parameters)
        .Select(r => r.ToSnapshot()).ToList();

    private sealed class SnapshotRow
    {
        public long Id { get; init; }
        public DateOnly Cut { get; init; }
        public long Version { get; init; }
        public DateTimeOffset FrozenAt { get; init; }
        public string FrozenBy { get; init; } = "";
        public string? Note { get; init; }
        public string RunId { get; init; } = "";
        public string DataHash { get; init; } = "";
        public string ProgramVersion { get; init; } = "";
        public string Basis { get; init; } = "";

        public Snapshot ToSnapshot() => new(
            Id, new SnapshotFacts(Cut, Note, RunId, DataHash, ProgramVersion, Basis), (int)Version, FrozenAt, FrozenBy);
    }
}
