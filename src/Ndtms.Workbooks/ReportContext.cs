using Ndtms.Core.Measures;
using Ndtms.Core.Quality;
using Ndtms.Core.Targets;

namespace Ndtms.Workbooks;

/// <summary>What reports show beside the figures of a cut.</summary>
public sealed record ReportContext
{
    /// <summary>Targets, baselines, clusters, local indicators and estimates of prevalence.</summary>
    public TargetBook Targets { get; init; } = TargetBook.Empty;

    /// <summary>The data quality of each agency, by code.</summary>
    public IReadOnlyList<AgencyQuality> Quality { get; init; } = [];

    /// <summary>Figures of the month and earlier ones as they were first frozen, oldest first.</summary>
    public IReadOnlyList<Figures> Frozen { get; init; } = [];

    /// <summary>The same as they were last frozen, of months that were frozen more than once.</summary>
    public IReadOnlyList<Figures> LastFrozen { get; init; } = [];
}
