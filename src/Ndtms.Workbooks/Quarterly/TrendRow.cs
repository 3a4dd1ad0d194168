using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>The number of a figure that is followed.</summary>
internal enum Part
{
    N,
    D,

    /// <summary>n/d.</summary>
    Share,

    /// <summary>A mean or median.</summary>
    Mean,
}

/// <summary>A figure that a pack follows over quarters.</summary>
/// <param name="Label">What it is, in plain words.</param>
/// <param name="Unit">What is counted, or the denominator of the share.</param>
/// <param name="Measure">The measure's id.</param>
/// <param name="Population">The population.</param>
/// <param name="Period">The period, ending with the quarter.</param>
/// <param name="Part">The number of the figure.</param>
/// <param name="Desired">The better direction, where it differs from the measure's.</param>
/// <param name="Breakdown">A breakdown with a single figure; empty: the headline.</param>
internal sealed record TrendRow(
    string Label, string Unit, string Measure, Population Population, PeriodKind Period, Part Part, Better? Desired = null,
    string Breakdown = "")
{
    /// <summary>The better direction: as given, else as for the measure's headline; denominators and breakdowns have none.</summary>
    public Better Better => Desired ?? (Part == Part.D || Breakdown.Length > 0 ? Better.Neither : Catalogue.Get(Measure).Better);

    public Format Format => Part switch { Part.Share => Format.Percent, Part.Mean => Format.Decimal, _ => Format.Whole };

    /// <summary>Decimal places of the number as it is shown, a percentage being a fraction.</summary>
    public int Decimals => Part switch { Part.Share => 3, Part.Mean => 1, _ => 0 };

    /// <summary>The unit with the period.</summary>
    public string Counted => $"{Unit}, {Period switch
    {
        PeriodKind.Quarter => "quarter",
        PeriodKind.RollingTwelve => "12 months",
        PeriodKind.YearToDate => "year to date",
        _ => "last day",
    }}";

    /// <summary>The figure among those of an area, of the row's own population.</summary>
    public ShownFigure? FigureIn(AreaFigures figures) => figures.Of(Population).Find(Measure, Period, Breakdown);

    /// <summary>The number followed; none where there is no figure.</summary>
    public Shown Of(ShownFigure? figure) => figure is not { } f ? default : Part switch { Part.N => f.N, Part.D => f.D, _ => f.Value };

    /// <summary>Whether there is a published figure that rests on too little for a judgement.</summary>
    public bool IsTooSmallToJudge(ShownFigure? figure) => figure is { } f && (Part switch
    {
        Part.N => f.IsCountTooSmallToJudge,
        _ => f.IsRateTooSmallToJudge,
    });

    /// <summary>The change from one figure to another: of a share in percentage points.</summary>
    public Cell ChangeOf(Shown change) => Part == Part.Share ? Cell.Points(change) : ((Cell)(Shown?)change).As(Part == Part.Mean ? Format.Decimal : Format.Change);

    public Cell CellOf(ShownFigure? figure) => ((Cell)(Shown?)Of(figure)).As(Format);
}
