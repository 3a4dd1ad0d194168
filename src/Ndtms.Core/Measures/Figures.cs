using Ndtms.Core.Journeys;
using Ndtms.Core.Records;

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
    private readonly PublicationKey? _key;

    /// <param name="layout">How the cells lie.</param>
    /// <param name="basis">How persons were identified.</param>
    /// <param name="areas">By level, the areas in the order of their codes.</param>
    /// <param name="key">The key from which the published numbers are drawn; null: they were read with the figures, or there are
    /// none.</param>
    /// <param name="publishedBy">The fingerprint of the key from which the published numbers that were read had been drawn.</param>
    internal Figures(FigureLayout layout, string basis, AreaFigures[][] areas, PublicationKey? key = null, string? publishedBy = null)
    {
        _layout = layout;
        _areas = areas;
        _key = key;
        Basis = basis;
        PublishedBy = key?.Fingerprint ?? publishedBy;
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

    /// <summary>The fingerprint of the key from which the published numbers are drawn; null: there are none.</summary>
    public string? PublishedBy { get; }

    internal FigureLayout Layout => _layout;

    /// <summary>The areas of a level, by code in ordinal order.</summary>
    internal IReadOnlyList<AreaFigures> Counted(AreaLevel level) => _areas[(int)level];

    /// <summary>The cells of an area; null where nothing is counted there.</summary>
    internal AreaFigures? CellsOf(AreaLevel level, string area) => _byCode[(int)level].GetValueOrDefault(area);

    /// <summary>Whether anything is counted at a level: a run need not compute all of them.</summary>
    internal bool Has(AreaLevel level) => _areas[(int)level].Length > 0;

    /// <summary>Codes of the areas of a level that have an episode at the cut, in ordinal order.</summary>
    public IReadOnlyList<string> Areas(AreaLevel level) => [.. _areas[(int)level].Where(a => a.HasEpisodes).Select(a => a.Code)];

    /// <summary>The same without what medians are of, which only bringing them up to date needs.</summary>
    public Figures WithoutAmounts() => new(
        _layout, Basis, Array.ConvertAll(_areas, level => Array.ConvertAll(level, a => a with { Amounts = [] })), _key, PublishedBy);

    /// <summary>A figure; null where it does not exist (no such area, period or population, or a category that is empty).</summary>
    public Figure? Find(in FigureKey key)
    {
        if (_layout.Find(key.Measure, key.Breakdown) is not { } line
            || !_byCode[(int)key.Level].TryGetValue(key.Area, out var area) || !area.HasEpisodes
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
            && _byCode[(int)level].TryGetValue(area, out var figures) && figures.HasEpisodes
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
                foreach (var area in _areas[(int)level].Where(a => a.HasEpisodes))
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

    /// <summary>The published n and d of a figure, 0 where it counts nothing.</summary>
    /// <param name="key">Which; its line, population and period exist.</param>
    /// <param name="line">Its line.</param>
    /// <param name="category">The number of its category; 0 where it has none, -1 where the figures have no such category.</param>
    /// <exception cref="InvalidOperationException">There are no published numbers.</exception>
    internal (Drawn Shown, Entry Exact) Published(in FigureKey key, FigureLine line, int category)
    {
        if (PublishedBy is null)
            throw new InvalidOperationException("These figures were computed without a publication key.");
        if (category < 0 || !_byCode[(int)key.Level].TryGetValue(key.Area, out var area))
            return default;
        var block = Plan.Block(_layout.PlaceOf(key.Period), key.Population);
        var at = area.BlockFirst[block] + Search(area.Block(block), line.Offset + category);
        return at < area.BlockFirst[block + 1] && area.Entries[at].Cell == line.Offset + category
            ? (PublishedAt(area, at, line.Kind), area.Entries[at])
            : default;
    }

    /// <summary>The published n and d of one of these figures; null where there are none: a median, mean or count lacks one of them anyway, and
    /// PCTs are not published.</summary>
    public (long? N, long? D) PublishedOf(in FigureKey key)
    {
        if (PublishedBy is null || key.Breakdown == PublishedLists.Unpublished || _layout.Find(key.Measure, key.Breakdown) is not { } line)
            return default;
        var (shown, _) = Published(key, line, line.HasCategories ? _layout.Category(key.Category) : 0);
        return (line.Kind is FigureKind.Count or FigureKind.Share ? shown.N : null, line.Kind == FigureKind.Count ? null : shown.D);
    }

    /// <summary>The sum behind a mean or a median counts no units, and is not published.</summary>
    internal Drawn PublishedAt(AreaFigures area, int at, FigureKind kind)
    {
        if (area.Drawn is { } drawn)
            return drawn[at];
        var (entry, keys) = (area.Entries[at], area.Keys![at]);
        return new Drawn(
            (int)_key!.Draw(keys.D, entry.D), kind is FigureKind.Count or FigureKind.Share ? _key.Draw(keys.N, entry.N) : 0);
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
