using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Persons;
using Ndtms.Core.Records;

namespace Ndtms.Storage;

/// <summary>How much of the figures of a cut is wanted.</summary>
/// <param name="Cut">Last day of the month reported on.</param>
/// <param name="OfAgencies">The figures of agencies too.</param>
/// <param name="Whole">Breakdowns with categories too, and what the reconciliation counts.</param>
public sealed record WantedFigures(DateOnly Cut, bool OfAgencies, bool Whole)
{
    /// <summary>The levels of area.</summary>
    public IReadOnlySet<AreaLevel> Levels => Enum.GetValues<AreaLevel>().Where(l => OfAgencies || l != AreaLevel.Agency).ToHashSet();

    /// <summary>Whether these hold all of others of the same cut.</summary>
    public bool Cover(WantedFigures other) => (OfAgencies || !other.OfAgencies) && (Whole || !other.Whole);
}

/// <summary>Figures of a cut and what the reconciliation counts beside them.</summary>
/// <param name="Figures">The figures.</param>
/// <param name="Counts">What is counted beside them, by area; empty where they are not whole.</param>
public sealed record CutFigures(Figures Figures, IReadOnlyDictionary<(AreaLevel Level, string Area), AreaCounts> Counts)
{
    /// <summary>Nothing counted.</summary>
    public static IReadOnlyDictionary<(AreaLevel Level, string Area), AreaCounts> NoCounts { get; } = new Dictionary<(AreaLevel, string), AreaCounts>();
}

/// <summary>What was read of one moment.</summary>
/// <param name="Beside">Current data without clients and episodes.</param>
/// <param name="Records">What clients and episodes say; null: nothing is kept of this moment.</param>
/// <param name="Cuts">The cuts that were wanted and are kept.</param>
public sealed record KeptReading(CurrentData Beside, RecordSums? Records, IReadOnlyDictionary<DateOnly, CutFigures> Cuts);

/// <summary>Figures as they were last calculated, with the version of the data that they were made from: what has not changed is not
/// calculated again. They hold sums and nothing about any person by itself.</summary>
/// <param name="database">The database.</param>
/// <param name="book">The reference data of the run.</param>
/// <param name="programVersion">The program: figures made by another build, or from other reference data or agencies, are not found.</param>
/// <param name="key">The key from which published numbers are drawn; null: there are none to be published.</param>
public sealed class KeptFigures(Database database, CodeBook book, string programVersion, PublicationKey? key)
{
    private static readonly string Official = PersonIndex.NameOf(Basis.Official);

    /// <summary>How many cuts are kept.</summary>
    private const int MostCuts = 60;

    /// <summary>How often bringing them up to date is tried while data change.</summary>
    private const int MostTries = 3;

    /// <summary>Reads what is kept of the cuts wanted, and the facts beside them, as of one moment.</summary>
    /// <param name="wanted">The cuts.</param>
    /// <param name="basis">How persons were identified.</param>
    public KeptReading Read(IReadOnlyCollection<WantedFigures> wanted, string basis) => database.Read(connection =>
    {
        var beside = CurrentEpisodes.Beside(connection, key);
        if (StateOf(connection, beside.Agencies) is not { } state || ChangedPersons.Any(connection))
            return new KeptReading(beside, null, new Dictionary<DateOnly, CutFigures>());
        var kept = Cuts(connection).Where(c => c.Basis == basis).ToDictionary(c => c.Cut);
        var found = wanted.Where(w => kept.TryGetValue(w.Cut, out var k) && k.Made.Cover(w));
        return new KeptReading(beside, RecordSums.Parse(state.Records), found.ToDictionary(w => w.Cut, w => Read(connection, w, basis, beside)));
    });

    /// <summary>Keeps figures of a cut in place of those that are kept of it.</summary>
    /// <param name="made">How much they are.</param>
    /// <param name="figures">The figures.</param>
    /// <param name="data">The current data that they were made from.</param>
    /// <param name="records">What its clients and episodes say.</param>
    /// <returns>False where current data have changed since; then nothing was kept.</returns>
    public bool Keep(WantedFigures made, CutFigures figures, CurrentData data, RecordSums records)
    {
        var rows = Pack(FigureParts.Of(figures.Figures), figures.Counts);
        var madeFrom = MadeFrom(data.Agencies);
        return database.WriteAlone(WriteLock.OfAllData, connection =>
        {
            var isKept = StateOf(connection, data.Agencies) is not null;
            if (DataMoment.VersionOf(connection) != data.Version || (isKept && ChangedPersons.Any(connection)))
                return false;
            if (!isKept)
            {
                Forget(connection);
                connection.Execute(
                    "INSERT INTO kept_figures (id, generation, made_from, records) VALUES (1, @generation, @madeFrom, @records)",
                    new { generation = NewGeneration(), madeFrom, records = records.ToString() });
            }

            var key = new { made.Cut, figures.Figures.Basis, made.OfAgencies, made.Whole };
            connection.Execute("DELETE FROM kept_cut WHERE cut = @Cut AND basis = @Basis", key);
            // Those furthest from the one that is wanted now.
            foreach (var old in Cuts(connection).OrderBy(c => Math.Abs(c.Cut.DayNumber - made.Cut.DayNumber)).Skip(MostCuts - 1))
                connection.Execute("DELETE FROM kept_cut WHERE cut = @Cut AND basis = @Basis", old);
            connection.Execute("INSERT INTO kept_cut (cut, basis, of_agencies, whole) VALUES (@Cut, @Basis, @OfAgencies, @Whole)", key);
            Insert(connection, made.Cut, figures.Figures.Basis, rows);
            return true;
        });
    }

    /// <summary>Brings what is kept up to date: of every cut, what the persons of whom something has changed counted before is taken away, and
    /// what they count now is added.</summary>
    /// <returns>How many persons they were; 0: nothing was out of date. Null: it could not be done, because data changed meanwhile or what is
    /// kept is of no use any more; what is wanted is then calculated from all data.</returns>
    public int? Refresh()
    {
        if (!database.Read(ChangedPersons.Any))
            return 0;
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (ReadChange() is not { } change)
                return null;
            if (TryMake(change))
                return change.Persons;
        }

        return null;
    }

    /// <summary>What has changed, as of one moment; null: what is kept is of no use any more.</summary>
    private Change? ReadChange() => database.Read(connection =>
        StateOf(connection, CurrentEpisodes.AgenciesOf(connection)) is not { } state ? null : new Change(
            ChangedPersons.Count(connection), state, DataMoment.VersionOf(connection), [.. Cuts(connection).Where(c => c.Basis == Official)],
            CurrentEpisodes.Some(connection, book, RecordRows.Earlier, key), CurrentEpisodes.Some(connection, book, RecordRows.Changed, key)));

    /// <summary>Makes a change in all figures that are kept.</summary>
    /// <returns>False: data or figures changed meanwhile, and nothing was done.</returns>
    private bool TryMake(Change change)
    {
        var (caseloadBefore, caseloadNow) = (Caseload.Prepare(change.Before, book), Caseload.Prepare(change.Now, book));
        var made = new List<(KeptCut Cut, List<KeptArea> Rows)>();
        foreach (var cut in change.Cuts)
        {
            if (ChangeOf(cut, change.State.Generation, caseloadBefore, caseloadNow, AreaCounts.IsPrison(change.Now.Agencies)) is not { } rows)
                return false;
            made.Add((cut, rows));
        }

        var records = (RecordSums.Parse(change.State.Records) - RecordSums.Of(change.Before) + RecordSums.Of(change.Now)).ToString();
        return database.WriteAlone(WriteLock.OfAllData, connection =>
        {
            if (DataMoment.VersionOf(connection) != change.Version || connection.Execute(
                "UPDATE kept_figures SET generation = @next, records = @records WHERE id = 1 AND generation = @Generation",
                new { next = NewGeneration(), records, change.State.Generation }) != 1)
            {
                return false;
            }

            foreach (var (cut, rows) in made)
            {
                foreach (var area in rows)
                {
                    connection.Execute(
                        "DELETE FROM kept_area WHERE cut = @Cut AND basis = @Basis AND area_level = @AreaLevel AND area_code = @AreaCode",
                        new { cut.Cut, cut.Basis, area.AreaLevel, area.AreaCode });
                }

                Insert(connection, cut.Cut, cut.Basis, [.. rows.Where(r => r.Plain.Length > 0)]);
            }

            // Whom analysts have joined changes with a person of another number, so these are calculated again.
            ForgetOthers(connection);
            ChangedPersons.Forget(connection);
            return true;
        });
    }

    /// <summary>Deletes what is kept on other bases than the official one: a decision of an analyst changes them.</summary>
    internal static void ForgetOthers(DbConnection connection) => connection.Execute("DELETE FROM kept_cut WHERE basis <> @Official", new { Official });

    /// <summary>A number by which figures that were replaced meanwhile are told from these.</summary>
    private static long NewGeneration() => Random.Shared.NextInt64(1, long.MaxValue);

    /// <summary>The rows of the areas in which changed persons count or counted; an empty one where no episode is left. Null: the figures were
    /// replaced meanwhile.</summary>
    private List<KeptArea>? ChangeOf(KeptCut cut, long generation, Caseload before, Caseload now, Func<string, bool> isPrison)
    {
        var levels = cut.Made.Levels;
        var only = cut.Whole ? null : FigureParts.WithoutCategories with { Levels = levels };
        var (figuresBefore, figuresNow) = (MeasureRun.Compute(before, cut.Cut, only: only), MeasureRun.Compute(now, cut.Cut, only: only));
        var countsBefore = cut.Whole ? AreaCounts.Of(before, cut.Cut, levels, isPrison) : CutFigures.NoCounts;
        var countsNow = cut.Whole ? AreaCounts.Of(now, cut.Cut, levels, isPrison) : CutFigures.NoCounts;
        var areas = FigureParts.AreasOf(figuresBefore).Union(FigureParts.AreasOf(figuresNow)).ToList();
        var kept = database.Read(connection => connection.ExecuteScalar<long?>("SELECT generation FROM kept_figures WHERE id = 1") != generation ? null
            : areas.ToDictionary(a => a, a => connection.QueryFirstOrDefault<KeptArea>(
            """
            SELECT area_level, area_code, plain, by_category, counts FROM kept_area
            WHERE cut = @Cut AND basis = @Basis AND area_level = @level AND area_code = @Code
            """, new { cut.Cut, cut.Basis, level = a.Level.Name(), a.Code })));
        return kept is null ? null : areas.AsParallel().Select(a =>
        {
            var row = kept[a];
            var part = FigureParts.Change(row is null ? null : PartOf(row), a.Level, a.Code, figuresBefore, figuresNow);
            return part is null
                ? new KeptArea { AreaLevel = a.Level.Name(), AreaCode = a.Code }
                : Pack(part, cut.Whole ? CountsOf(row) - countsBefore.GetValueOrDefault(a, AreaCounts.None) + countsNow.GetValueOrDefault(a, AreaCounts.None) : null);
        }).ToList();
    }

    /// <summary>Deletes all figures that are kept, and forgets who has changed.</summary>
    internal static void Forget(DbConnection connection)
    {
        connection.Execute("DELETE FROM kept_cut");
        ChangedPersons.StopFollowing(connection);
    }

    private KeptState? StateOf(DbConnection connection, IReadOnlyDictionary<string, Agency> agencies) =>
        connection.QueryFirstOrDefault<KeptState>("SELECT generation, made_from, records FROM kept_figures WHERE id = 1") is { } state
            && state.MadeFrom == MadeFrom(agencies) ? state : null;

    private static List<KeptCut> Cuts(DbConnection connection) =>
        connection.Query<KeptCut>("SELECT cut, basis, of_agencies, whole FROM kept_cut ORDER BY cut, basis").ToList();

    private static List<KeptArea> Pack(
        IReadOnlyList<FigurePart> parts, IReadOnlyDictionary<(AreaLevel Level, string Area), AreaCounts> counts) =>
        parts.AsParallel().AsOrdered().Select(p => Pack(p, counts.GetValueOrDefault((p.Level, p.Area)))).ToList();

    private static KeptArea Pack(FigurePart part, AreaCounts? counts) => new()
    {
        AreaLevel = part.Level.Name(),
        AreaCode = part.Area,
        Plain = Packing.Pack(part.Plain),
        ByCategory = part.ByCategory is { } byCategory ? Packing.Pack(byCategory) : null,
        Counts = counts is null ? null : JsonSerializer.Serialize(counts),
    };

    private static void Insert(DbConnection connection, DateOnly cut, string basis, List<KeptArea> rows)
    {
        using var insert = new BulkInsert(
            connection, "kept_area", ["cut", "basis", "area_level", "area_code", "plain", "by_category", "counts"]);
        foreach (var row in rows)
        {
            insert.Add(cut).Add(basis).Add(row.AreaLevel).Add(row.AreaCode).Add(row.Plain).Add(row.ByCategory).Add(row.Counts);
            insert.Insert();
        }
    }

    private static FigurePart PartOf(KeptArea row) =>
        new(LevelOf(row.AreaLevel), row.AreaCode, Packing.Unpack(row.Plain), row.ByCategory is { } byCategory ? Packing.Unpack(byCategory) : null);

    private static AreaCounts CountsOf(KeptArea? row) =>
        row?.Counts is { } counts ? JsonSerializer.Deserialize<AreaCounts>(counts)! : AreaCounts.None;

    /// <summary>Names the program, reference data, agencies and parameters.</summary>
    private string MadeFrom(IReadOnlyDictionary<string, Agency> agencies) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n',
    [
        programVersion, BuildOf(typeof(Catalogue)), BuildOf(typeof(KeptFigures)), book.Hash, MeasureOptions.Default.ToString(), key?.Fingerprint ?? "",
        .. agencies.Values.OrderBy(a => a.Code, StringComparer.Ordinal).Select(a => $"{a.Code},{a.Partnership},{a.Service}"),
    ]))));

    private static string BuildOf(Type type) => type.Assembly.ManifestModule.ModuleVersionId.ToString();

    private CutFigures Read(DbConnection connection, WantedFigures wanted, string basis, CurrentData beside)
    {
        var rows = connection.Query<KeptArea>(
            $"""
            SELECT area_level, area_code, plain, {(wanted.Whole ? "by_category, counts" : "NULL AS by_category, NULL AS counts")} FROM kept_area
            WHERE cut = @Cut AND basis = @basis{(wanted.OfAgencies ? "" : " AND area_level <> 'agency'")}
            """, new { wanted.Cut, basis }).ToList();
        return new CutFigures(
            FigureParts.Read(wanted.Cut, basis, rows.AsParallel().Select(PartOf).ToList(), wanted.Levels, wanted.Whole, beside, book),
            wanted.Whole ? rows.ToDictionary(r => (LevelOf(r.AreaLevel), r.AreaCode), CountsOf) : CutFigures.NoCounts);
    }

    private static AreaLevel LevelOf(string name) => MeasureNames.TryParse(name, out AreaLevel level)
        ? level
        : throw new StorageException($"There is no level of area '{name}'; the database was changed by something else than this program.");

    /// <summary>What has changed since figures were kept.</summary>
    /// <param name="Persons">How many persons.</param>
    /// <param name="State">What is kept.</param>
    /// <param name="Version">The version of the current data.</param>
    /// <param name="Cuts">The cuts that are kept.</param>
    /// <param name="Before">What was current of these persons.</param>
    /// <param name="Now">What is current of them.</param>
    private sealed record Change(int Persons, KeptState State, long Version, List<KeptCut> Cuts, CurrentData Before, CurrentData Now);

    private sealed record KeptState
    {
        public long Generation { get; init; }
        public string MadeFrom { get; init; } = "";
        public string Records { get; init; } = "";
    }

    private sealed record KeptCut
    {
        public DateOnly Cut { get; init; }
        public string Basis { get; init; } = "";
        public bool OfAgencies { get; init; }
        public bool Whole { get; init; }
        public WantedFigures Made => new(Cut, OfAgencies, Whole);
    }

    private sealed record KeptArea
    {
        public string AreaLevel { get; init; } = "";
        public string AreaCode { get; init; } = "";
        public byte[] Plain { get; init; } = [];
        public byte[]? ByCategory { get; init; }
        public string? Counts { get; init; }
    }
}
