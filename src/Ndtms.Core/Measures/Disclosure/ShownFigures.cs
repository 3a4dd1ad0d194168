using Ndtms.Core.Journeys;

namespace Ndtms.Core.Measures;

/// <summary>The figures of a cut as an output of some mode may show them: the one way from figures to workbooks, exports and
/// screens.</summary>
public sealed class ShownFigures
{
    private const int Least = 5;

    private readonly Figures _figures;
    private readonly Suppression? _suppression;
    private readonly int _at;

    private ShownFigures(Figures figures, DisclosureMode mode, Suppression? suppression, int at)
    {
        _figures = figures;
        _suppression = suppression;
        _at = at;
        Mode = mode;
    }

    public DisclosureMode Mode { get; }

    /// <inheritdoc cref="Figures.Cut"/>
    public DateOnly Cut => _figures.Cut;

    /// <inheritdoc cref="Figures.Basis"/>
    public string Basis => _figures.Basis;

    /// <inheritdoc cref="Figures.Options"/>
    public MeasureOptions Options => _figures.Options;

    /// <inheritdoc cref="Figures.Areas"/>
    public IReadOnlyList<string> Areas(AreaLevel level) => _figures.Areas(level);

    /// <summary>The figures of a cut as they are.</summary>
    public static ShownFigures Unchanged(Figures figures) => new(figures, DisclosureMode.None, null, 0);

    /// <summary>The figures of one cut under a mode.</summary>
    /// <param name="figures">The figures.</param>
    /// <param name="mode">The mode.</param>
    /// <param name="areas">Which areas lie in which: what is suppressed in one could be had from those around it.</param>
    public static ShownFigures Of(Figures figures, DisclosureMode mode, AreaTree areas) => Of([figures], mode, areas)[0];

    /// <summary>The figures of several cuts that are shown together: what is suppressed at one could be had from a longer period that ends
    /// at a later one.</summary>
    /// <param name="months">One or more, oldest first.</param>
    /// <param name="mode">The mode.</param>
    /// <param name="areas">Which areas lie in which: what is suppressed in one could be had from those around it.</param>
    public static IReadOnlyList<ShownFigures> Of(IReadOnlyList<Figures> months, DisclosureMode mode, AreaTree areas)
    {
        var suppression = mode == DisclosureMode.Suppress ? Suppression.Of(months, areas) : null;
        return [.. months.Select((figures, at) => new ShownFigures(figures, mode, suppression, at))];
    }

    /// <summary>A figure as it may be shown; null where it does not exist.</summary>
    public ShownFigure? Find(in FigureKey key) => _figures.Find(key) is { } figure ? Show(figure) : null;

    /// <inheritdoc cref="Figures.Categories"/>
    public IEnumerable<ShownFigure> Categories(
        AreaLevel level, string area, Population population, PeriodKind period, string measure, string breakdown) =>
        _figures.Categories(level, area, population, period, measure, breakdown).Select(f => Show(f));

    /// <inheritdoc cref="Figures.All"/>
    public IEnumerable<ShownFigure> All() => _figures.All().Select(f => Show(f));

    /// <summary>Numbers that are counts and not figures, with their total, as the mode may show them.</summary>
    /// <param name="mode">The mode.</param>
    /// <param name="parts">The counts; a difference may be below nought, and counts by its size.</param>
    /// <param name="total">Their total; null: none is shown.</param>
    public static (Shown[] Parts, Shown Total) Counts(DisclosureMode mode, IReadOnlyList<long> parts, long? total)
    {
        if (mode == DisclosureMode.None)
            return ([.. parts.Select(p => (Shown)p)], total);
        if (mode == DisclosureMode.RoundToFive)
            return ([.. parts.Select(p => (Shown)Rounded(p))], total is { } t ? Rounded(t) : default(Shown));
        var hidden = parts.Select(Suppression.IsSmall).ToArray();
        var hideTotal = total is { } sum && Suppression.IsSmall(sum);
        if (total is { } shown && !hideTotal && hidden.Any(h => h))
        {
            var left = shown - parts.Where((_, i) => !hidden[i]).Sum();
            if (left == parts.Where((_, i) => hidden[i]).Sum() && Suppression.IsGivenAway([.. parts.Where((_, i) => hidden[i])]))
            {
                var next = Enumerable.Range(0, parts.Count).Where(i => !hidden[i] && parts[i] != 0).MinBy(i => (int?)Math.Abs(parts[i]));
                if (next is { } also)
                    hidden[also] = true;
                else
                    hideTotal = true;
            }
        }
        else if (hideTotal && total is { } given && !hidden.Any(h => h) && parts.Sum() == given && parts.Any(p => p != 0))
        {
            hidden[Enumerable.Range(0, parts.Count).Where(i => parts[i] != 0).MinBy(i => Math.Abs(parts[i]))] = true;
        }

        return ([.. parts.Select((p, i) => hidden[i] ? Shown.Hidden : p)], hideTotal ? Shown.Hidden : total);
    }

    private ShownFigure Show(Figure figure) => Mode switch
    {
        DisclosureMode.None => figure,
        DisclosureMode.Suppress => Suppressed(figure),
        _ => Round(figure),
    };

    private ShownFigure Suppressed(Figure figure)
    {
        var (hidesN, hidesD) = _suppression!.Hides(_at, figure.Key);
        return new(
            figure.Key,
            hidesN && figure.N is not null ? Shown.Hidden : figure.N,
            hidesD && figure.D is not null ? Shown.Hidden : figure.D,
            figure.Value is not null && (hidesN || hidesD) ? Shown.Hidden : figure.Value);
    }

    /// <summary>A mean or median of few is no rate of rounded counts, and is not shown.</summary>
    private ShownFigure Round(Figure figure)
    {
        Shown n = figure.N is { } count ? Rounded(count) : default(Shown);
        Shown d = figure.D is { } of ? Rounded(of) : default(Shown);
        if (figure.D is null)
            return new(figure.Key, n, d, default);
        if (_figures.IsShare(figure.Key))
            return new(figure.Key, n, d, d.Value is > 0 ? Math.Round(n.Value!.Value / d.Value.Value, 6, MidpointRounding.AwayFromZero) : default(Shown));
        var few = figure.D is > 0 and < Least;
        return few ? new(figure.Key, figure.N is null ? default : Shown.Hidden, d, Shown.Hidden) : new(figure.Key, n, d, figure.Value);
    }

    private static long Rounded(long count) => (long)Math.Round(count / 5m, MidpointRounding.AwayFromZero) * 5;
}
