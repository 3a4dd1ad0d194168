using Ndtms.Core.Measures;

namespace Ndtms.Core.Targets;

/// <summary>How many people of an area are estimated to need treatment (Definitions/measures.md, Need).</summary>
/// <param name="Estimates">The estimate of each of its partnerships, by code.</param>
public sealed record Need(IReadOnlyList<Prevalence> Estimates)
{
    public decimal Estimate => Estimates.Sum(e => e.Estimate);

    /// <summary>The sum of lower bounds: with several partnerships, lower than need be.</summary>
    public decimal Lower => Estimates.Sum(e => e.Lower);

    /// <summary>The sum of upper bounds: with several partnerships, higher than need be.</summary>
    public decimal Upper => Estimates.Sum(e => e.Upper);

    /// <summary>The estimates of some partnerships as known at a cut: of each the one of the latest year that is not after the cut's.</summary>
    /// <returns>Null where one of them has none, or there is no partnership.</returns>
    public static Need? Of(TargetBook book, IEnumerable<string> partnerships, DateOnly cut)
    {
        var estimates = partnerships.Select(p => book.PrevalenceOf(p, cut)).ToList();
        return estimates.Count == 0 || estimates.Contains(null) ? null : new Need([.. estimates.OfType<Prevalence>()]);
    }

    /// <summary>Of an estimated number of people, those not known to treatment: at least 0.</summary>
    public static Shown NotKnown(decimal estimate, Shown known) =>
        known is { IsTooSmall: false, Value: { } number } ? Math.Max(0, estimate - number) : known;
}
