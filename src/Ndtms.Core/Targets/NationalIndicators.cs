using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;

namespace Ndtms.Core.Targets;

/// <summary>What an earlier year's figure was, for a national indicator that compares with it.</summary>
/// <param name="Indicator"><see cref="NationalIndicators.Ni40"/> or <see cref="NationalIndicators.YoungPeople"/>.</param>
/// <param name="Level">Level of the area.</param>
/// <param name="Area">Its code.</param>
/// <param name="Value">The number of persons.</param>
/// <param name="Source">Where the number was published.</param>
public sealed record Baseline(string Indicator, AreaLevel Level, string Area, decimal Value, string Source);

/// <summary>The national indicators that compare with a baseline year (Definitions/measures.md, Targets).</summary>
public static class NationalIndicators
{
    /// <summary>NI 40, the indicator of PSA 25: problem drug users in effective treatment, against 2007/08.</summary>
    public const string Ni40 = "ni40";

    /// <summary>The young people's key indicator: under 18s in treatment, against 2003/04 plus 50 %.</summary>
    public const string YoungPeople = "yp-participation";

    /// <summary>How much more than the baseline of 2003/04 the young people's indicator asks for.</summary>
    public const decimal YoungPeopleIncrease = 0.5m;

    /// <summary>Every indicator that has a baseline.</summary>
    public static IReadOnlyList<string> All { get; } = [Ni40, YoungPeople];

    /// <summary>The figure whose n an indicator compares.</summary>
    /// <exception cref="ArgumentException">There is no such indicator.</exception>
    public static FigureKey FigureOf(string indicator, AreaLevel level, string area) => indicator switch
    {
        Ni40 => new FigureKey(level, area, Population.ProblemDrugUsers, PeriodKind.RollingTwelve, "effective-treatment"),
        YoungPeople => new FigureKey(level, area, Population.YoungPeople, PeriodKind.RollingTwelve, "in-treatment"),
        _ => throw new ArgumentException($"There is no national indicator {indicator}.", nameof(indicator)),
    };

    /// <summary>Growth on the baseline: n / baseline - 1, so 0 is as many as then and 0.1 ten per cent more. Unrounded.</summary>
    /// <returns>Null without a figure that may be shown, or where the baseline is 0.</returns>
    public static decimal? Growth(ShownFigures figures, Baseline baseline) => Ratio(figures, baseline) - 1;

    /// <summary>Participation of young people: n / (baseline x 1.5), so 1 is the 50 % more that the indicator asks for. Unrounded.</summary>
    /// <returns>Null without a figure that may be shown, or where the baseline is 0.</returns>
    public static decimal? Participation(ShownFigures figures, Baseline baseline) => Ratio(figures, baseline with { Value = Needed(baseline) });

    /// <summary>The number that the young people's indicator asks for: the baseline plus 50 %.</summary>
    public static decimal Needed(Baseline baseline) => baseline.Value * (1 + YoungPeopleIncrease);

    private static decimal? Ratio(ShownFigures figures, Baseline baseline) =>
        baseline.Value > 0 && figures.Find(FigureOf(baseline.Indicator, baseline.Level, baseline.Area)) is { N.Value: { } n, IsCountTooSmallToJudge: false } ? n / baseline.Value : null;
}
