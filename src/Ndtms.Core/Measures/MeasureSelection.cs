using Ndtms.Core.Journeys;

namespace Ndtms.Core.Measures;

/// <summary>Which figures a run computes; what is null is not restricted. A restricted run gives the same figures as the whole one,
/// without the rest.</summary>
public sealed record MeasureSelection
{
    public IReadOnlySet<AreaLevel>? Levels { get; init; }

    /// <summary>Area codes, of any level.</summary>
    public IReadOnlySet<string>? Areas { get; init; }

    /// <summary>Measure ids.</summary>
    public IReadOnlySet<string>? Measures { get; init; }

    /// <summary>Names of breakdowns; empty: the headline. A trend of headlines needs no others.</summary>
    public IReadOnlySet<string>? Breakdowns { get; init; }

    public IReadOnlySet<PeriodKind>? Periods { get; init; }
}
