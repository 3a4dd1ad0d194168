using Ndtms.Core.Journeys;

namespace Ndtms.Core.Measures;

/// <summary>The figures of a cut as an output of some edition may show them: the one way from figures to workbooks, exports and
/// screens (Definitions/measures.md, Publication).</summary>
public sealed class ShownFigures
{
    /// <summary>From which published d a rate is shown.</summary>
    public const int LeastOfRate = 20;

    /// <summary>From which published d a mean or a median is shown.</summary>
    public const int LeastOfMean = 50;

    private static readonly (string Category, int Number)[] Headline = [("", 0)];

    private readonly Figures _figures;
    private readonly PublishedLists? _lists;
    private readonly (AreaLevel Level, string Area)? _own;

    private ShownFigures(Figures figures, Edition edition, PublishedLists? lists, (AreaLevel Level, string Area)? own)
    {
        if (edition != Edition.Exact && figures.PublishedBy is null)
            throw new InvalidOperationException("These figures were computed without a publication key.");
        _figures = figures;
        _lists = lists;
        _own = own;
        Edition = edition;
    }

    public Edition Edition { get; }

    /// <inheritdoc cref="Figures.Cut"/>
    public DateOnly Cut => _figures.Cut;

    /// <inheritdoc cref="Figures.Basis"/>
    public string Basis => _figures.Basis;

    /// <inheritdoc cref="Figures.PublishedBy"/>
    public string? PublishedBy => _figures.PublishedBy;

    /// <inheritdoc cref="Figures.Options"/>
    public MeasureOptions Options => _figures.Options;

    /// <summary>The figures of a cut as they are.</summary>
    public static ShownFigures Unchanged(Figures figures) => new(figures, Edition.Exact, null, null);

    /// <summary>The figures of a cut, all exact or all as they are published.</summary>
    /// <param name="figures">The figures.</param>
    /// <param name="edition">Exact or public.</param>
    /// <param name="lists">What published figures list.</param>
    /// <exception cref="InvalidOperationException">They were computed without a publication key, and have no published numbers.</exception>
    public static ShownFigures Of(Figures figures, Edition edition, PublishedLists lists) => edition == Edition.Own
        ? throw new ArgumentException("Whose own figures they are must be said.", nameof(edition))
        : new ShownFigures(figures, edition, lists, null);

    /// <summary>The figures of a cut as an area sees them: its own exact, all others as they are published.</summary>
    /// <param name="figures">The figures.</param>
    /// <param name="lists">What published figures list.</param>
    /// <param name="level">The area's level.</param>
    /// <param name="area">Its code.</param>
    /// <exception cref="InvalidOperationException">They were computed without a publication key, and have no published numbers.</exception>
    public static ShownFigures OwnOf(Figures figures, PublishedLists lists, AreaLevel level, string area) =>
        new(figures, Edition.Own, lists, (level, area));

    /// <summary>The rate of two numbers that this edition shows; in a published one only of 20 or more, and at most 1.</summary>
    /// <param name="n">The numerator.</param>
    /// <param name="d">The denominator.</param>
    /// <param name="rounded">Whether they are published numbers.</param>
    public static Shown Rate(Shown n, Shown d, bool rounded)
    {
        if (!rounded)
            return n / d;
        return d.Value switch
        {
            null => n / d,
            0 => default,
            < LeastOfRate => Shown.TooSmall,
            _ => n / d is { Value: > 1 } ? 1m : n / d,
        };
    }

    /// <summary>Whether the numbers of an area are the published ones.</summary>
    public bool IsRounded(AreaLevel level, string area) =>
        Edition == Edition.Public || (Edition == Edition.Own && _own != (level, area));

    /// <summary>Codes of the areas of a level that have figures, in ordinal order: of a published edition every area.</summary>
    public IReadOnlyList<string> Areas(AreaLevel level)
    {
        if (Edition == Edition.Exact)
            return _figures.Areas(level);
        var areas = _lists!.Areas(level, Cut);
        return _own is { } own && own.Level == level && !areas.Has(own.Area) && _figures.Areas(level).Contains(own.Area)
            ? [.. areas.Codes.Append(own.Area).Order(StringComparer.Ordinal)]
            : areas.Codes;
    }

    /// <summary>A figure as it may be shown; null where it does not exist.</summary>
    public ShownFigure? Find(in FigureKey key)
    {
        if (!IsRounded(key.Level, key.Area))
            return _figures.Find(key) is { } figure ? figure : null;
        if (LineOf(key) is not { } line || !_lists!.Areas(key.Level, Cut).Has(key.Area)
            || (line.HasCategories ? !_lists.Categories(key.Breakdown, key.Area, Cut).Has(key.Category) : key.Category.Length > 0))
            return null;
        return Published(key, line);
    }

    /// <summary>The figures of a breakdown that has categories, in the order of these; empty where none exists.</summary>
    public IEnumerable<ShownFigure> Categories(
        AreaLevel level, string area, Population population, PeriodKind period, string measure, string breakdown)
    {
        if (!IsRounded(level, area))
            return _figures.Categories(level, area, population, period, measure, breakdown).Select(f => (ShownFigure)f);
        var key = new FigureKey(level, area, population, period, measure, breakdown);
        return LineOf(key) is { HasCategories: true } line && _lists!.Areas(level, Cut).Has(area)
            ? _lists.Categories(breakdown, area, Cut).Codes.Select(category => Published(key with { Category = category }, line))
            : [];
    }

    /// <summary>Every figure, in the order of <see cref="Figures.All"/>.</summary>
    public IEnumerable<ShownFigure> All() => Edition == Edition.Exact ? _figures.All().Select(f => (ShownFigure)f) : AllListed();

    private IEnumerable<ShownFigure> AllListed()
    {
        var numbers = new Dictionary<PublishedLists.Listed, (string Category, int Number)[]>(ReferenceEqualityComparer.Instance);
        return
            from period in _figures.Periods
            from level in Enum.GetValues<AreaLevel>()
            where _figures.Has(level)
            from area in Areas(level)
            from figure in IsRounded(level, area) ? Listed(period.Kind, level, area, numbers) : Exact(period.Kind, level, area)
            select figure;
    }

    private IEnumerable<ShownFigure> Exact(PeriodKind period, AreaLevel level, string area) =>
        from population in Enum.GetValues<Population>()
        from line in _figures.Layout.Lines
        let key = new FigureKey(level, area, population, period, line.Measure, line.Breakdown)
        from figure in line.HasCategories ? Categories(level, area, population, period, line.Measure, line.Breakdown) : Find(key) is { } one ? [one] : []
        select figure;

    /// <summary>Every published figure of an area in a period: cells and categories are in the same order, so none has to be searched for.</summary>
    private IEnumerable<ShownFigure> Listed(
        PeriodKind period, AreaLevel level, string area, Dictionary<PublishedLists.Listed, (string Category, int Number)[]> numbers)
    {
        var layout = _figures.Layout;
        var cells = _figures.CellsOf(level, area);
        foreach (var population in Enum.GetValues<Population>())
        {
            var block = Plan.Block(layout.PlaceOf(period), population);
            var (at, end) = cells is null ? (0, 0) : (cells.BlockFirst[block], cells.BlockFirst[block + 1]);
            foreach (var line in layout.Lines)
            {
                if (!line.Exists(level, period, population))
                    continue;
                var key = new FigureKey(level, area, population, period, line.Measure, line.Breakdown);
                foreach (var (category, number) in line.HasCategories ? NumbersOf(_lists!.Categories(line.Breakdown, area, Cut)) : Headline)
                {
                    while (at < end && cells!.Entries[at].Cell < line.Offset + number)
                        at++;
                    var here = number >= 0 && at < end && cells!.Entries[at].Cell == line.Offset + number;
                    yield return Of(key with { Category = category }, line, here ? _figures.PublishedAt(cells!, at, line.Kind) : default, here ? cells!.Entries[at] : default);
                }
            }
        }

        (string, int)[] NumbersOf(PublishedLists.Listed listed)
        {
            if (!numbers.TryGetValue(listed, out var found))
                numbers.Add(listed, found = [.. listed.Codes.Select(c => (c, layout.Category(c)))]);
            return found;
        }
    }


    private FigureLine? LineOf(in FigureKey key) =>
        _figures.Layout.Find(key.Measure, key.Breakdown) is { } line && _figures.Layout.PlaceOf(key.Period) >= 0 && _figures.Has(key.Level)
        && line.Exists(key.Level, key.Period, key.Population)
            ? line
            : null;

    private ShownFigure Published(in FigureKey key, FigureLine line)
    {
        var (shown, exact) = _figures.Published(key, line, line.HasCategories ? _figures.Layout.Category(key.Category) : 0);
        return Of(key, line, shown, exact);
    }

    private static ShownFigure Of(in FigureKey key, FigureLine line, Drawn drawn, Entry exact)
    {
        var (d, n) = drawn;
        switch (line.Kind)
        {
            case FigureKind.Count:
                return new ShownFigure(key, n, default, default, IsRounded: true);
            case FigureKind.Share:
                var rate = Rate((Shown)n, (Shown)d, rounded: true);
                return new ShownFigure(
                    key, n, d, rate.Value is { } share ? Math.Round(share, 6, MidpointRounding.AwayFromZero) : rate, IsRounded: true);
            default:
                // Of a median, n is twice the median.
                var divisor = line.Kind == FigureKind.Median ? 2 : exact.D;
                Shown mean = d >= LeastOfMean ? Math.Round((decimal)exact.N / divisor, MidpointRounding.AwayFromZero)
                    : d == 0 ? default(Shown) : Shown.TooSmall;
                return new ShownFigure(key, default, d, mean, IsRounded: true);
        }
    }
}
