using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;

namespace Ndtms.Workbooks;

/// <summary>The figures of one area and one population at one month end, as they may be shown.</summary>
/// <param name="Data">The data of the report.</param>
/// <param name="Month">The figures of the month end.</param>
/// <param name="Area">The area.</param>
/// <param name="Population">Whose figures.</param>
internal readonly record struct AreaFigures(ReportData Data, ShownFigures Month, ReportArea Area, Population Population)
{
    /// <summary>The same at another month end.</summary>
    public AreaFigures At(ShownFigures month) => this with { Month = month };

    /// <summary>The same in another area.</summary>
    public AreaFigures In(ReportArea area) => this with { Area = area };

    /// <summary>The same of another population.</summary>
    public AreaFigures Of(Population population) => this with { Population = population };

    /// <summary>Whether these are published numbers, which need not add up.</summary>
    public bool IsRounded => Month.IsRounded(Area.Level, Area.Code);

    /// <summary>The rate of two numbers of these figures; nothing where there is none of one of them.</summary>
    public Shown? Rate(Shown? n, Shown? d) => n is { } numerator && d is { } denominator ? ShownFigures.Rate(numerator, denominator, IsRounded) : null;

    /// <summary>A figure; null where it does not exist.</summary>
    public ShownFigure? Find(string measure, PeriodKind period, string breakdown = "", string category = "") =>
        Month.Find(new FigureKey(Area.Level, Area.Code, Population, period, measure, breakdown, category));

    /// <summary>The figures of every category of a breakdown.</summary>
    public IEnumerable<ShownFigure> Categories(string measure, PeriodKind period, string breakdown) =>
        Month.Categories(Area.Level, Area.Code, Population, period, measure, breakdown);

    /// <summary>The categories that a breakdown has in any of some periods, in the order of reports.</summary>
    public IReadOnlyList<(string Category, string Words)> CategoriesOf(
        string measure, string breakdown, params IEnumerable<PeriodKind> periods)
    {
        var (figures, book) = (this, Data.Book);
        return
        [
            .. periods.SelectMany(p => figures.Categories(measure, p, breakdown))
                .Select(f => f.Key.Category).Distinct(StringComparer.Ordinal)
                .Select(c => (Category: c, Wording: Wording.Category(breakdown, c, book)))
                .OrderBy(c => c.Wording.Place).ThenBy(c => c.Category, StringComparer.Ordinal).Select(c => (c.Category, c.Wording.Words)),
        ];
    }
}
