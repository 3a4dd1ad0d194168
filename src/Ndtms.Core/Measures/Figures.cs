using Ndtms.Core.Journeys;

namespace Ndtms.Core.Measures;

/// <summary>Names one figure.</summary>
public readonly record struct FigureKey(
    AreaLevel Level, string Area, Population Population, PeriodKind Period, string Measure, string Breakdown = "", string Category = "");

/// <summary>One figure: a row of the export.</summary>
/// <param name="Key">Which.</param>
/// <param name="N">Numerator, count or sum; null for a median.</param>
/// <param name="D">Denominator or number; null for a count.</param>
/// <param name="Value">n/d, mean or median, to six places (half away from zero); null for a count and where d is 0.</param>
public readonly record struct Figure(FigureKey Key, long? N, long? D, decimal? Value);

/// <summary>The figures of a run, in export order. Headlines and named breakdowns exist for every area with an episode at the cut;
/// categories only where n or d is not 0.</summary>
public sealed partial class Figures
{
    private readonly FigureLayout _layout;
    private readonly AreaFigures[][] _areas;
    private readonly Dictionary<string, AreaFigures>[] _byCode;

    internal Figures(FigureLayout layout, string basis, AreaFigures[][] areas)
    {
        _layout = layout;
        _areas = areas;
        Basis = basis;
        _byCode = Array.ConvertAll(areas, level => level.ToDictionary(a => a.Code, StringComparer.Ordinal));
    }

    /// <summary>Last day of the month reported on.</summary>
    public DateOnly Cut => _layout.Cut;

    /// <summary>How persons were identified: <c>official</c>.</summary>
    public string Basis { get; }

    /// <summary>The parameters used.</summary>
    public MeasureOptions Options => _layout.Options;

    /// <summary>The periods computed.</summary>
    public IReadOnlyList<Period> Periods => _layout.Periods;

    internal FigureLayout Layout => _layout;

    /// <summary>The areas of a level, by code in ordinal order.</summary>
    internal IReadOnlyList<AreaFigures> Counted(AreaLevel level) => _areas[(int)level];

    /// <summary>Whether a figure is n of d, and not a count, mean or median.</summary>
    internal bool IsShare(in FigureKey key) => _layout.Find(key.Measure, key.Breakdown)?.Kind == FigureKind.Share;

    /// <summary>Codes of the areas of a level that have an episode at the cut, in ordinal order.</summary>
    public IReadOnlyList<string> Areas(AreaLevel level) => [.. _areas[(int)level].Select(a => a.Code)];

    /// <summary>The same without what medians are of, which only bringing them up to date needs.</summary>
    public Figures WithoutAmounts() => new(_layout, Basis, Array.ConvertAll(_areas, level => Array.ConvertAll(level, a => a with { Amounts = [] })));

    /// <summary>A figure; null where it does not exist (no such area, period or population, or a category that is empty).</summary>
    public Figure? Find(in FigureKey key)
    {
        if (_layout.Find(key.Measure, key.Breakdown) is not { } line
            || !_byCode[(int)key.Level].TryGetValue(key.Area, out var area)
            || _layout.PlaceOf(key.Period) is not (>= 0 and var period)
            || !line.Exists(key.Level, key.Period, key.Population))
            return null;
        var category = !line.HasCategories ? key.Category.Length == 0 ? 0 : -1 : _layout.Category(key.Category);
        if (category < 0)
            return null;
        var block = area.Block(Plan.Block(period, key.Population));
        var at = Search(block, line.Offset + category);
        if (at < block.Length && block[at].Cell == line.Offset + category)
            return Figure(key, line, block[at]);
        return line.HasCategories ? null : Figure(key, line, default);
    }

    /// <summary>The figures of a breakdown that has categories, in the order of these; empty where none exists.</summary>
    public IEnumerable<Figure> Categories(
        AreaLevel level, string area, Population population, PeriodKind period, string measure, string breakdown)
    {
        if (_layout.Find(measure, breakdown) is { } line && line.HasCategories
            && _byCode[(int)level].TryGetValue(area, out var figures)
            && _layout.PlaceOf(period) is >= 0 and var place
            && line.Exists(level, period, population))
        {
            var block = Plan.Block(place, population);
            var first = figures.BlockFirst[block] + Search(figures.Block(block), line.Offset);
            for (var i = first; i < figures.BlockFirst[block + 1] && figures.Entries[i].Cell < line.Offset + line.Width; i++)
            {
                var entry = figures.Entries[i];
                var category = _layout.Categories[entry.Cell - line.Offset];
                yield return Figure(new FigureKey(level, area, population, period, measure, breakdown, category), line, entry);
            }
        }
    }

    /// <summary>Every figure, sorted as the export is: period, level, area, population, measure, breakdown, category, all ordinal.</summary>
    public IEnumerable<Figure> All()
    {
        for (var period = 0; period < _layout.Periods.Length; period++)
        {
            var kind = _layout.Periods[period].Kind;
            foreach (var level in Enum.GetValues<AreaLevel>())
            {
                foreach (var area in _areas[(int)level])
                {
                    foreach (var population in Enum.GetValues<Population>())
                    {
                        foreach (var figure in OfBlock(level, area, population, kind, Plan.Block(period, population)))
                            yield return figure;
                    }
                }
            }
        }
    }

    private IEnumerable<Figure> OfBlock(AreaLevel level, AreaFigures area, Population population, PeriodKind period, int block)
    {
        var at = area.BlockFirst[block];
        var end = area.BlockFirst[block + 1];
        foreach (var line in _layout.Lines)
        {
            if (!line.Exists(level, period, population))
                continue;
            var key = new FigureKey(level, area.Code, population, period, line.Measure, line.Breakdown);
            if (!line.HasCategories)
            {
                var here = at < end && area.Entries[at].Cell == line.Offset;
                yield return Figure(key, line, here ? area.Entries[at++] : default);
                continue;
            }

            for (; at < end && area.Entries[at].Cell < line.Offset + line.Width; at++)
                yield return Figure(key with { Category = _layout.Categories[area.Entries[at].Cell - line.Offset] }, line, area.Entries[at]);
        }
    }

    /// <summary>The place of the first entry at or after a cell.</summary>
    internal static int Search(ReadOnlySpan<Entry> block, int cell)
    {
        int low = 0, high = block.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (block[middle].Cell < cell)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private static Figure Figure(in FigureKey key, FigureLine line, Entry entry) => line.Kind switch
    {
        FigureKind.Count => new Figure(key, entry.N, null, null),
        FigureKind.Median => new Figure(key, null, entry.D, Value(entry.N, entry.D == 0 ? 0 : 2)),
        _ => new Figure(key, entry.N, entry.D, Value(entry.N, entry.D)),
    };

    private static decimal? Value(long n, long d) =>
        d == 0 ? null : Math.Round((decimal)n / d, 6, MidpointRounding.AwayFromZero);
}
