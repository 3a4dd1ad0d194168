using System.Globalization;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>A figure by which partnerships are compared.</summary>
/// <param name="Measure">The measure's id.</param>
/// <param name="Population">Of whom.</param>
/// <param name="Period">Of which period.</param>
/// <param name="Better">The better direction.</param>
internal sealed record Benchmarked(string Measure, Population Population, PeriodKind Period, Better Better)
{
    /// <summary>Compared where no partnership has targets.</summary>
    private static readonly Benchmarked[] WithoutTargets =
    [
        Of("effective-treatment", Population.ProblemDrugUsers), Of("planned-exits", Population.All), Of("re-presentations", Population.All), Of("wait-first", Population.All),
    ];

    private static readonly Benchmarked[] Completions =
        [Of("completions-of-treatment", Population.Opiate), Of("completions-of-treatment", Population.NonOpiate)];

    public string Label => Catalogue.Get(Measure).NameFor(Population);

    /// <summary>What the denominator counts.</summary>
    public string Unit => Catalogue.Get(Measure).Of;

    /// <summary>Whether it is a share, which has limits; else it is a count.</summary>
    public bool IsShare => Catalogue.Get(Measure).Headline == FigureKind.Share;

    /// <summary>Every figure that partnerships have a target for in the year of the cut, in the order of the catalogue, and the completions of opiate
    /// and other clients. Of a targeted count that is a numerator the share is compared, and means are not.</summary>
    public static IReadOnlyList<Benchmarked> All(ReportData data)
    {
        var places = Catalogue.Measures.Index().ToDictionary(m => m.Item.Id, m => m.Index, StringComparer.Ordinal);
        var targeted = data.Targets.Targets.Where(t => t.Level == AreaLevel.Partnership && t.Year == FinancialYear.Of(data.Cut) && !t.OfMean)
            .Select(t => new Benchmarked(t.Measure, t.Population, t.Period, t.LessIsBetter ? Better.Less : Better.More)).Distinct().ToList();
        return
        [
            .. (targeted.Count == 0 ? [.. WithoutTargets] : targeted).Concat(Completions).DistinctBy(b => (b.Measure, b.Population, b.Period))
                .OrderBy(b => places[b.Measure]).ThenBy(b => b.Population).ThenBy(b => b.Period),
        ];
    }

    /// <summary>The figure compared of a target.</summary>
    public static Benchmarked Of(Target target) =>
        new(target.Measure, target.Population, target.Period, target.LessIsBetter ? Better.Less : Better.More);

    /// <summary>The figure of an area.</summary>
    public ShownFigure? FigureIn(ShownFigures figures, AreaLevel level, string area) => figures.Find(new FigureKey(level, area, Population, Period, Measure));

    private static Benchmarked Of(string measure, Population population) =>
        new(measure, population, PeriodKind.RollingTwelve, Catalogue.Get(measure).Better);
}

/// <summary>A partnership among all, by one figure.</summary>
/// <param name="Area">The partnership.</param>
/// <param name="Figure">Its figure, as it is shown where areas are compared.</param>
/// <param name="InEngland">Its place among all.</param>
internal sealed record Placed(ReportArea Area, ShownFigure? Figure, Ranked InEngland)
{
    /// <summary>"3 of 12", or why there is no place.</summary>
    public string Rank => RankOf(InEngland, Figure);

    public static string RankOf(Ranked ranked, ShownFigure? figure) => ranked.Place is { } place
        ? string.Create(CultureInfo.InvariantCulture, $"{place}{(ranked.Tied ? "=" : "")} of {ranked.Of}")
        : figure is { IsRateTooSmallToJudge: true } or { IsCountTooSmallToJudge: true } ? Wording.TooSmallToJudge : "";
}

/// <summary>All partnerships compared by one figure.</summary>
/// <remarks>Shares are ranked by the unrounded share, counts by progress towards the partnership's own target; 1 is best.</remarks>
internal sealed class Comparison
{
    public Comparison(ReportData data, Benchmarked by)
    {
        By = by;
        England = by.FigureIn(data.Compared, AreaLevel.England, ReportArea.England.Code);
        var areas = data.Compared.Areas(AreaLevel.Partnership).Select(code => ReportArea.Of(data, AreaLevel.Partnership, code)).ToList();
        var figures = areas.ToDictionary(a => a.Code, a => by.FigureIn(data.Compared, a.Level, a.Code), StringComparer.Ordinal);
        Value = code => by.IsShare
            ? Funnel.Share(figures.GetValueOrDefault(code))
            : data.Targets.Of(AreaLevel.Partnership, code, by.Measure, by.Population, by.Period, data.Cut)?.Progress(figures.GetValueOrDefault(code), data.Cut);
        // Progress is turned round already where lower is better.
        LessIsBetter = by.IsShare && by.Better == Better.Less;
        var byCode = areas.ToDictionary(a => a.Code, StringComparer.Ordinal);
        Members = [.. Rank(byCode.Keys).Select(r => new Placed(byCode[r.Area], figures[r.Area], r))];
    }

    public Benchmarked By { get; }

    /// <summary>England's figure.</summary>
    public ShownFigure? England { get; }

    /// <summary>Every partnership, the best first.</summary>
    public IReadOnlyList<Placed> Members { get; }

    private Func<string, decimal?> Value { get; }

    private bool LessIsBetter { get; }

    /// <summary>The places of some partnerships among themselves.</summary>
    public IReadOnlyList<Ranked> Rank(IEnumerable<string> codes) =>
        Funnel.Rank(codes.Select(code => KeyValuePair.Create(code, Value(code))), LessIsBetter);

    /// <summary>A member's position beside England's share, in words.</summary>
    public string Words(Placed member) => By.IsShare ? ChanceVariation.Words(member.Figure, England, By.Better)
        : member.InEngland.Place is null ? "" : "a count: ranked by progress, no limits";
}
