using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;

namespace Ndtms.Workbooks.Monthly;

/// <summary>An agency shown in a report.</summary>
/// <param name="Agency">The agency as registered.</param>
/// <param name="Area">The area of its own figures.</param>
internal sealed record Provider(Agency Agency, ReportArea Area);

/// <summary>An area at a month end, as the sheets of a monthly report use it.</summary>
internal sealed class MonthlyView : AreaView
{
    private const int TrendLineMonths = 13;

    public static readonly IReadOnlyList<(PeriodKind Kind, string Header)> Spans =
    [
        (PeriodKind.Month, "This month"), (PeriodKind.YearToDate, "Year to date"), (PeriodKind.RollingTwelve, "Rolling 12 months"),
    ];

    /// <summary>The populations of every area but a prison's agency.</summary>
    public static readonly IReadOnlyList<Population> Community =
    [
        Population.All, Population.ProblemDrugUsers, Population.AdultDrug, Population.Opiate, Population.NonOpiate, Population.AdultAlcohol,
        Population.CriminalJustice, Population.YoungPeople, Population.Prison,
    ];

    public MonthlyView(ReportData data, ReportArea area)
        : base(data, area, Wording.Month(data.Cut))
    {
        TrendLine = [.. data.Months.TakeLast(TrendLineMonths)];
        Headlines = Headline.Of(area.Whose, data.Figures.Options);
        Rows = ScorecardRow.Of(this);
    }

    /// <summary>The month ends of a trend line: from the same month last year to this month.</summary>
    public IReadOnlyList<ShownFigures> TrendLine { get; }

    public IReadOnlyList<Headline> Headlines { get; }

    /// <summary>The rows of the scorecard: the headlines, with a further row for each target that is not a headline.</summary>
    public IReadOnlyList<ScorecardRow> Rows { get; }

    public bool HasTargets => Rows.Any(r => r.Target is not null);

    public IReadOnlyList<Population> Populations => Area.Prison ? [Population.Prison] : Community;

    /// <summary>An adult agency without young people has no sheet for them.</summary>
    public bool HasYoungPeople
    {
        get
        {
            if (Area.Prison || Area.Level != AreaLevel.Agency)
                return !Area.Prison;
            var young = Of(Population.YoungPeople);
            return new[]
            {
                young.Find("in-treatment", PeriodKind.RollingTwelve)?.N, young.Find("yp-assessed-5-days", PeriodKind.RollingTwelve)?.D,
            }.Any(n => n is { IsTooSmall: true } or { Value: > 0 });
        }
    }

    /// <summary>Agencies that had residents in treatment in one of the periods, and the area's own active ones; by code.</summary>
    public IReadOnlyList<Provider> Providers()
    {
        var partnerships = Area.Level switch
        {
            AreaLevel.Agency => [],
            AreaLevel.Partnership => [Area],
            _ => Area.Within(Data, AreaLevel.Partnership),
        };
        var codes =
            from partnership in partnerships
            from population in new[] { Population.All, Population.Prison }
            from span in Spans
            from figure in In(partnership).Of(population).Categories("in-treatment", span.Kind, "agency")
            select figure.Key.Category;
        var withFigures = Data.Figures.Areas(AreaLevel.Agency).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. codes.Union(Area.AgenciesIn(Data), StringComparer.Ordinal)
                .Select(code => Data.Agencies.GetValueOrDefault(code)).OfType<Agency>()
                .Where(a => a.ActiveOn(Data.Cut) || withFigures.Contains(a.Code)).OrderBy(a => a.Code, StringComparer.Ordinal)
                .Select(a => new Provider(a, ReportArea.Of(Data, AreaLevel.Agency, a.Code))),
        ];
    }

    /// <summary>A data-quality figure, which covers all people, at the cut or another month end.</summary>
    public ShownFigure? Quality(string measure, ReportArea area, ShownFigures? month = null) =>
        At(month ?? Data.Figures).In(area).Of(Population.All).Find(measure, PeriodKind.Month);
}
