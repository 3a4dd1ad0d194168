using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>Which number of a figure is followed.</summary>
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
/// <param name="Unit">What is counted, or of what the share is.</param>
/// <param name="Measure">The measure's id.</param>
/// <param name="Population">Of whom.</param>
/// <param name="Period">Of which period that ends with the quarter.</param>
/// <param name="Part">Which of its numbers.</param>
/// <param name="Judged">Whether it should rise, where it differs from the measure's.</param>
/// <param name="Breakdown">A breakdown that is one figure; empty: the headline.</param>
internal sealed record TrendRow(
    string Label, string Unit, string Measure, Population Population, PeriodKind Period, Part Part, Better? Judged = null,
    string Breakdown = "")
{
    /// <summary>Whether it should rise: as given, else as the measure says of its headline; d and breakdowns should neither.</summary>
    public Better Better => Judged ?? (Part == Part.D || Breakdown.Length > 0 ? Better.Neither : Catalogue.Get(Measure).Better);

    public Format Format => Part switch { Part.Share => Format.Percent, Part.Mean => Format.Decimal, _ => Format.Whole };

    public Format ChangeFormat => Part switch { Part.Share => Format.PercentChange, Part.Mean => Format.Decimal, _ => Format.Change };

    /// <summary>Decimal places of the number as it is shown, a percentage being a fraction.</summary>
    public int Decimals => Part switch { Part.Share => 3, Part.Mean => 1, _ => 0 };

    /// <summary>The unit with the period.</summary>
    public string Counted => $"{Unit}, {Period switch
    {
        PeriodKind.Quarter => "quarter",
        PeriodKind.RollingTwelve => "12 months",
        PeriodKind.YearToDate => "year to date",
        _ => "at its end",
    }}";

    /// <summary>The number followed; none where the figure does not exist.</summary>
    public Shown Of(ShownFigure? figure) => figure is not { } f ? default : Part switch { Part.N => f.N, Part.D => f.D, _ => f.Value };

    public Cell CellOf(ShownFigure? figure) => ((Cell)(Shown?)Of(figure)).As(Format);
}
