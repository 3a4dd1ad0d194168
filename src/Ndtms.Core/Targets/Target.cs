using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;

namespace Ndtms.Core.Targets;

/// <summary>Where a figure stands against its target. A colour never stands alone: show the word too.</summary>
public enum Standing
{
    /// <summary>Progress of 100 % or more.</summary>
    Green,

    /// <summary>90 % or more, below 100 %.</summary>
    Amber,

    /// <summary>Below 90 %.</summary>
    Red,
}

/// <summary>The planned value of an area's headline figure for a financial year (Definitions/measures.md, Targets). There is one target for
/// each level, area, measure, population, period and year.</summary>
/// <param name="Level">Level of the area.</param>
/// <param name="Area">Its code.</param>
/// <param name="Measure">Id of the measure whose headline it is for.</param>
/// <param name="Population">Of whom.</param>
/// <param name="Period">Of which period ending at the cut.</param>
/// <param name="Year">The financial year, by its first calendar year: 2011 for 2011/12.</param>
/// <param name="OfShare">True: for n/d (of a mean, the mean), as a fraction and not in per cent; false: for n.</param>
/// <param name="Baseline">Where the year begins.</param>
/// <param name="Goal">Annual target: the planned value at the end of March.</param>
/// <param name="Profile">The planned value at the end of each month, April first, twelve values; null: linear from baseline to
/// goal.</param>
/// <param name="LessIsBetter">Lower is better, as with re-presentations.</param>
public sealed record Target(
    AreaLevel Level, string Area, string Measure, Population Population, PeriodKind Period, int Year, bool OfShare, decimal Baseline,
    decimal Goal, IReadOnlyList<decimal>? Profile, bool LessIsBetter)
{
    public const int Months = 12;

    /// <summary>Least progress that is green.</summary>
    public const decimal GreenFrom = 1m;

    /// <summary>Least progress that is amber.</summary>
    public const decimal AmberFrom = 0.9m;

    /// <summary>The planned value at the end of each month, April first, twelve values; null: linear from baseline to goal.</summary>
    /// <exception cref="ArgumentException">It has not twelve values.</exception>
    public IReadOnlyList<decimal>? Profile { get; init => field = Whole(value); } = Whole(Profile);

    /// <summary>The figure that it is for.</summary>
    public FigureKey Key => new(Level, Area, Population, Period, Measure);

    /// <summary>What the figure is called: "Effective treatment: problem drug users".</summary>
    public string Name => Catalogue.Get(Measure).NameFor(Population);

    /// <summary>What its values are: "People", "% of exits", "Mean, of 20".</summary>
    public string Unit => OfShare ? Catalogue.Get(Measure).UnitOfValue : Catalogue.Get(Measure).UnitOfCount;

    /// <summary>Whether its values are means.</summary>
    public bool OfMean => OfShare && Catalogue.Get(Measure).Headline == FigureKind.Mean;

    /// <summary>The target to date at a cut: the profile's value, or baseline + (goal - baseline) x months / 12, April being one month
    /// and March all twelve.</summary>
    /// <exception cref="ArgumentException">The cut is in another financial year.</exception>
    public decimal ToDate(DateOnly cut) => Twelfths(cut) / Months;

    /// <summary>How far the figure is on its way: value / target to date, 1 being as planned. Where less is better turned round, target to
    /// date / value, and a value of 0 is full progress. Unrounded.</summary>
    /// <param name="value">The figure: n, or n/d without rounding.</param>
    /// <param name="cut">Last day of the month reported on.</param>
    /// <returns>Null where there is no value, or more is better and the target to date is 0.</returns>
    /// <exception cref="ArgumentException">The cut is in another financial year.</exception>
    public decimal? Progress(decimal? value, DateOnly cut) => value is { } given ? Progress(given, 1, cut) : null;

    /// <summary>The same of a figure; a share is taken as n and d, so that no rounding of it decides between two bands.</summary>
    /// <returns>Also null where there is no figure, it is too small to judge, or it is to be a share and d is 0.</returns>
    /// <exception cref="ArgumentException">The cut is in another financial year.</exception>
    public decimal? Progress(ShownFigure? figure, DateOnly cut) => figure switch
    {
        null => null,
        { } small when IsTooSmallToJudge(small) => null,
        { IsRounded: true } when OfShare => Progress(ValueOf(figure), cut),
        { N.Value: { } n, D.Value: > 0 and var d } when OfShare => Progress(n, d, cut),
        { N.Value: { } n } when !OfShare => Progress(n, 1, cut),
        _ => null,
    };

    /// <summary>Whether there is a figure that rests on too little for progress or a band.</summary>
    public bool IsTooSmallToJudge(ShownFigure? figure) =>
        figure is { } known && (OfShare ? known.IsRateTooSmallToJudge : known.IsCountTooSmallToJudge);

    /// <summary>The value of a figure that the target is for: n, or n/d unrounded; null where there is no figure, it is too small to judge,
    /// or d is 0.</summary>
    public decimal? ValueOf(ShownFigure? figure) => figure switch
    {
        null => null,
        { } small when IsTooSmallToJudge(small) => null,
        { } known when OfShare => known.Share ?? (OfMean ? known.Value.Value : null),
        { } known => known.N.Value,
    };

    /// <summary>The band of a progress: green at or over 100 %, amber at 90 % or over, red below. Exact: 89.99 % is red, whatever a
    /// report shows of it.</summary>
    public static Standing Band(decimal progress) =>
        progress >= GreenFrom ? Standing.Green : progress >= AmberFrom ? Standing.Amber : Standing.Red;

    public bool Equals(Target? other) => other is not null && Key == other.Key && Year == other.Year && OfShare == other.OfShare
        && Baseline == other.Baseline && Goal == other.Goal && LessIsBetter == other.LessIsBetter
        && (Profile is null ? other.Profile is null : other.Profile is not null && Profile.SequenceEqual(other.Profile));

    public override int GetHashCode() => HashCode.Combine(Key, Year);

    /// <summary>One division, at the end: a figure that lies exactly on a band's edge is found there, though a twelfth is no finite
    /// decimal.</summary>
    private decimal? Progress(decimal n, decimal d, DateOnly cut)
    {
        var planned = Twelfths(cut) * d;
        var reached = n * Months;
        if (!LessIsBetter)
            return planned == 0 ? null : reached / planned;
        return reached == 0 ? 1 : planned / reached;
    }

    private static IReadOnlyList<decimal>? Whole(IReadOnlyList<decimal>? profile) => profile is null or { Count: Months }
        ? profile
        : throw new ArgumentException("A profile has a value for each of the twelve months.", nameof(profile));

    private decimal Twelfths(DateOnly cut)
    {
        if (FinancialYear.Of(cut) != Year)
            throw new ArgumentException($"The target is for {FinancialYear.Name(Year)}; the cut lies in another financial year.", nameof(cut));
        var month = FinancialYear.MonthOf(cut);
        return Profile is null ? Baseline * Months + (Goal - Baseline) * month : Profile[month - 1] * Months;
    }
}
