using Ndtms.Core.Measures;

namespace Ndtms.Core.Targets;

/// <summary>Control limits of a share at one denominator, each from 0 to 1.</summary>
/// <param name="Lower998">Below it 0.1 % of areas would lie by chance alone.</param>
/// <param name="Lower95">Below it 2.5 %.</param>
/// <param name="Upper95">Above it 2.5 %.</param>
/// <param name="Upper998">Above it 0.1 %.</param>
public sealed record FunnelLimits(decimal Lower998, decimal Lower95, decimal Upper95, decimal Upper998);

/// <summary>Where a share lies among the control limits.</summary>
public enum FunnelPlace
{
    /// <summary>Between the 95 % limits or on one of them: no more than chance explains.</summary>
    Within,

    /// <summary>Above the upper 95 % limit.</summary>
    Above95,

    /// <summary>Below the lower 95 % limit.</summary>
    Below95,

    /// <summary>Above the upper 99.8 % limit.</summary>
    Above998,

    /// <summary>Below the lower 99.8 % limit.</summary>
    Below998,
}

/// <summary>An area's place in a list.</summary>
/// <param name="Area">Its code.</param>
/// <param name="Value">What it is ranked by; null: it has none and no place.</param>
/// <param name="Place">1 is best; equal values share a place, and the next one counts them all (1, 2, 2, 4).</param>
/// <param name="Of">How many areas have a place.</param>
/// <param name="Tied">It shares its place.</param>
public sealed record Ranked(string Area, decimal? Value, int? Place, int Of, bool Tied);

/// <summary>Comparison of areas of different sizes with a reference, such as England.</summary>
/// <remarks>Limits are p0 +- z x sqrt(p0 (1 - p0) / d), z = 1.96 and 3.09 (two-sided 95 and 99.8 per cent), cut off at 0 and 1: the
/// normal limits of D. Spiegelhalter, "Funnel plots for comparing institutional performance", Statistics in Medicine 24, 2005, 1185-1202.
/// The tool for proportions of the public-health observatories' successor (Fingertips technical guidance, Public Health England), written
/// there by the Wilson score, comes to the same: these are the shares whose Wilson interval just touches p0. So an area lies outside exactly
/// where the Wilson interval of its own share leaves the reference out.</remarks>
public static class Funnel
{
    /// <summary>The 97.5th and the 99.9th percentile of the standard normal distribution.</summary>
    private const double Z95 = 1.959963984540054;
    private const double Z998 = 3.090232306167813;

    /// <summary>The limits at a denominator.</summary>
    /// <param name="reference">The reference share p0, from 0 to 1.</param>
    /// <param name="d">The denominator, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The reference is no share, or the denominator is not 1 or more.</exception>
    public static FunnelLimits Limits(decimal reference, long d)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(d, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(reference);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(reference, 1);
        var deviation = Math.Sqrt((double)(reference * (1 - reference) / d));
        var near = (decimal)(Z95 * deviation);
        var far = (decimal)(Z998 * deviation);
        return new FunnelLimits(
            Math.Max(0, reference - far), Math.Max(0, reference - near), Math.Min(1, reference + near), Math.Min(1, reference + far));
    }

    /// <summary>Where a share lies; one on a limit is on its inner side.</summary>
    /// <param name="share">The area's share, unrounded.</param>
    /// <param name="d">Its denominator, 1 or more.</param>
    /// <param name="reference">The reference share p0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The reference is no share, or the denominator is not 1 or more.</exception>
    public static FunnelPlace Place(decimal share, long d, decimal reference)
    {
        var limits = Limits(reference, d);
        return share > limits.Upper998 ? FunnelPlace.Above998
            : share < limits.Lower998 ? FunnelPlace.Below998
            : share > limits.Upper95 ? FunnelPlace.Above95
            : share < limits.Lower95 ? FunnelPlace.Below95
            : FunnelPlace.Within;
    }

    /// <summary>The unrounded share of a figure; null where there is none, d is 0 or it is too small to judge.</summary>
    public static decimal? Share(ShownFigure? figure) => figure?.Share;

    /// <summary>Ranks areas by a value, in the order of their places; areas that share a place, and at the end those without a value, by
    /// code.</summary>
    public static IReadOnlyList<Ranked> Rank(IEnumerable<KeyValuePair<string, decimal?>> values, bool lessIsBetter)
    {
        var all = values.OrderBy(v => v.Key, StringComparer.Ordinal).ToList();
        var groups = all.Where(v => v.Value is not null).GroupBy(v => v.Value!.Value).ToList();
        groups.Sort((a, b) => lessIsBetter ? a.Key.CompareTo(b.Key) : b.Key.CompareTo(a.Key));
        var count = groups.Sum(g => g.Count());
        var ranked = new List<Ranked>(all.Count);
        foreach (var group in groups)
        {
            var place = ranked.Count + 1;
            ranked.AddRange(group.Select(v => new Ranked(v.Key, v.Value, place, count, group.Count() > 1)).ToList());
        }

        ranked.AddRange(all.Where(v => v.Value is null).Select(v => new Ranked(v.Key, null, null, count, false)));
        return ranked;
    }
}
