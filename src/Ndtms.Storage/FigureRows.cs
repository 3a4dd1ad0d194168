using System.Data.Common;
using Dapper;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;

namespace Ndtms.Storage;

/// <summary>Figures as rows, for analysts' own tools. What the millions of figures of a month are of is named once, in <c>figure_area</c> and
/// <c>figure_kind</c>, and stays there for the next month.</summary>
internal static class FigureRows
{
    private static readonly string[] Numbers = ["area", "kind", "n", "d", "value", "public_n", "public_d"];

    /// <summary>Inserts every figure, with the n and d that are published for it.</summary>
    /// <param name="connection">Within a transaction that writes alone.</param>
    /// <param name="snapshot">The snapshot that they are of; null: they are current.</param>
    /// <param name="figures">The figures, which were computed with a publication key.</param>
    /// <returns>How many there are.</returns>
    public static long Insert(DbConnection connection, long? snapshot, Figures figures)
    {
        var areas = new Names<(string Period, string Level, string Area)>(
            connection, "figure_area", ["period", "area_level", "area_code"],
            connection.Query<(long Id, string, string, string)>("SELECT id, period, area_level, area_code FROM figure_area")
                .ToDictionary(r => (r.Item2, r.Item3, r.Item4), r => r.Id),
            (insert, name) => insert.Add(name.Period).Add(name.Level).Add(name.Area));
        var kinds = new Names<(string Population, string Measure, string Breakdown, string Category)>(
            connection, "figure_kind", ["population", "measure", "breakdown", "category"],
            connection.Query<(long Id, string, string, string, string)>("SELECT id, population, measure, breakdown, category FROM figure_kind")
                .ToDictionary(r => (r.Item2, r.Item3, r.Item4, r.Item5), r => r.Id),
            (insert, name) => insert.Add(name.Population).Add(name.Measure).Add(name.Breakdown).Add(name.Category));
        foreach (var (key, _, _, _) in figures.All())
        {
            areas.Add((key.Period.Name(), key.Level.Name(), key.Area));
            kinds.Add((key.Population.Name(), key.Measure, key.Breakdown, key.Category));
        }

        areas.InsertNew();
        kinds.InsertNew();
        var count = 0L;
        using var rows = new BulkInsert(
            connection, snapshot is null ? "current_value" : "measure_value", snapshot is null ? Numbers : ["snapshot_id", .. Numbers]);
        foreach (var figure in figures.All())
        {
            var key = figure.Key;
            var (publicN, publicD) = figures.PublishedOf(key);
            if (snapshot is not null)
                rows.Add(snapshot);
            rows.Add(areas.IdOf((key.Period.Name(), key.Level.Name(), key.Area)))
                .Add(kinds.IdOf((key.Population.Name(), key.Measure, key.Breakdown, key.Category)))
                .Add(figure.N).Add(figure.D).Add((double?)figure.Value).Add(publicN).Add(publicD).Insert();
            count++;
        }

        return count;
    }

    /// <summary>Names with their ids.</summary>
    private sealed class Names<T>(
        DbConnection connection, string table, string[] columns, Dictionary<T, long> ids, Func<BulkInsert, T, BulkInsert> set)
        where T : notnull
    {
        private readonly List<T> _fresh = [];
        private long _last = ids.Count > 0 ? ids.Values.Max() : 0;

        public long IdOf(T name) => ids[name];

        public void Add(T name)
        {
            if (ids.TryAdd(name, _last + 1))
            {
                _last++;
                _fresh.Add(name);
            }
        }

        public void InsertNew()
        {
            using var insert = new BulkInsert(connection, table, ["id", .. columns]);
            foreach (var name in _fresh)
                set(insert.Add(ids[name]), name).Insert();
        }
    }
}
