using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>Local indicators, calculated or locally supplied.</summary>
internal sealed class LocalIndicatorsSheet(QuarterlyView view) : ISheet
{
    private const PeriodKind Twelve = PeriodKind.RollingTwelve;

    private static readonly TrendRow[] Calculated =
    [
        new("Paid work or education (NI 149)", "% of people", "local-ni149-education-employment", Population.All, Twelve, Part.Share),
        new("Out of work (NI 152)", "% of people", "local-ni152-out-of-work", Population.All, Twelve, Part.Share),
        new("Acute housing problem (NI 156)", "% of people", "local-ni156-temporary-housing", Population.All, Twelve, Part.Share),
        new("Quality of life, of 20 (NI 119)", "Mean", "local-ni119-quality-of-life", Population.All, Twelve, Part.Mean, Better.More),
        new("Drug rehabilitation requirement completed (NI 18)", "% of people", "local-ni18-drr", Population.All, Twelve, Part.Share),
        new("Living with children (hidden harm)", "% of people", "local-hidden-harm", Population.All, Twelve, Part.Share),
    ];

    public string Name => "Local indicators";

    public string Purpose => "Calculated from submissions, and locally supplied";

    public void Fill(Sheet sheet)
    {
        sheet.Begin(view, "Local indicators from the 2008 guide for partnerships. Some are calculated from submissions over 12 months; others are locally "
            + "supplied.");
        sheet.Heading("Calculated from submissions, 12 months");
        view.Show(Calculated.Select(c => c.Measure));
        ReportArea[] areas = [view.Area, .. view.Area.Around];
        sheet.Table(
            "Local_now",
            [
                "Indicator", "Unit",
                .. areas.SelectMany(a => (TableColumn[])[new($"{a.Name}{view.Mark(a)}: numerator", Format.Whole), new($"{a.Name}{view.Mark(a)}: denominator", Format.Whole), new(a.Name + view.Mark(a), Format.Whole)]),
            ],
            [.. Calculated.Select(row => (Cell[])
            [
                row.Label, row.Unit, .. areas.SelectMany(a => Parts(row, row.FigureIn(view.In(a)))),
            ])]);
        sheet.AddTrend(view, "Local_calculated", "Calculated from submissions, by quarter", Calculated);

        sheet.Heading("Locally supplied");
        var entered = Partnerships().SelectMany(p => view.Data.Targets.LocalIndicatorsOf(p, view.Data.Cut)).ToList();
        if (entered.Count == 0)
        {
            sheet.Text($"No local indicators for {view.Area.Name} have been supplied.");
            return;
        }

        sheet.Table(
            "Local_supplied",
            [
                .. view.Area.Level == AreaLevel.Partnership ? [] : new TableColumn[] { "Partnership" },
                "Indicator", "Value", "Unit", new("Month", Format.Month), "Source", new("Entered", Format.Date),
            ],
            [.. entered.Select(l => (Cell[])
            [
                .. view.Area.Level == AreaLevel.Partnership ? [] : new Cell[] { view.PartnershipTitle(l.Partnership) },
                l.Indicator, l.Value, l.Unit, Cell.Month(l.Period), l.Source, l.Entered,
            ])]);
        sheet.Note("The latest value of each indicator. The person who supplied it is responsible for its accuracy. It is shown as supplied, without disclosure control.");
    }

    /// <summary>Numerator, denominator and value; of a mean the number that it is of.</summary>
    private static Cell[] Parts(TrendRow row, ShownFigure? figure) => [row.Part == Part.Mean ? Cell.Blank : figure?.N, figure?.D, row.CellOf(figure)];

    /// <summary>Codes of the partnerships of an area; of a partnership its own.</summary>
    private IEnumerable<string> Partnerships() =>
        view.Data.Book.Areas.Partnerships.Select(p => p.Code).Where(code => view.Area.Contains(view.Data, code));
}
