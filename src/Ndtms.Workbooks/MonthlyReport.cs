using System.Globalization;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

/// <summary>The monthly report of a partnership, a region, England or an agency: a workbook.</summary>
/// <remarks>A sheet is a method; every figure on it comes from <see cref="Figures"/> and equals the export.</remarks>
public sealed partial class MonthlyReport : AreaReport
{
    private const int TrendLineMonths = 13;

    private static readonly (PeriodKind Kind, string Header)[] Spans =
    [
        (PeriodKind.Month, "This month"), (PeriodKind.YearToDate, "Year to date"), (PeriodKind.RollingTwelve, "Rolling 12 months"),
    ];

    /// <summary>The month ends of a trend line: the same month of last year to this.</summary>
    private IReadOnlyList<ShownFigures> TrendLine { get; }

    private IReadOnlyList<Headline> Headlines { get; }

    private MonthlyReport(ReportData data, ReportArea area)
        : base(data, area, Wording.Month(data.Cut))
    {
        TrendLine = [.. data.Months.TakeLast(TrendLineMonths)];
        Headlines = Headline.Of(_whose, data.Figures.Options);
        Scored = WithTargets();
    }

    /// <summary>The name of a report's file: <c>monthly-A12B-2012-03.xlsx</c>.</summary>
    public static string FileName(ReportArea area, DateOnly cut) =>
        string.Create(CultureInfo.InvariantCulture, $"monthly-{area.Code}-{cut:yyyy-MM}.xlsx");

    /// <summary>Writes the report of an area; the same data gives the same bytes.</summary>
    /// <param name="data">The data of the cut.</param>
    /// <param name="area">The area. One without an episode at the cut has a report without figures, which says so.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(ReportData data, ReportArea area, Stream stream) => new MonthlyReport(data, area).Describe().Save(stream);

    private Workbook Describe()
    {
        var book = new Workbook($"Monthly report: {_subtitle}") { Footer = $"Run {_data.RunId}" };
        book.AddContents(Contents("Monthly report"));
        var scorecard = book.AddSheet("Scorecard", "Each headline measure: now, a year ago, and against the areas around");
        AddNumbers(book.AddSheet("Numbers", "In treatment and in effective treatment by population, 24 months"));
        AddNewPresentations(book.AddSheet("New presentations", "Who came into treatment, by age, substance, source of referral and more"));
        AddWaits(book.AddSheet("Waiting times", "First and later waits, by modality, and who is waiting now"));
        AddExits(book.AddSheet("Exits", "How treatment ended, how often as planned, and who came back"));
        AddOutcomes(book.AddSheet("Outcomes", "Treatment Outcomes Profiles done in time, and what changed between them"));
        if (HasYoungPeople)
            AddYoungPeople(book.AddSheet("Young people", "Numbers, waits, vulnerabilities at start and exit, exits, transitions to adult services"));
        if (_area.Level != AreaLevel.Agency)
        {
            AddPrisons(book.AddSheet("Prisons", "Residents in prison treatment, their exits, and treatment after custody"));
            AddProviders(book.AddSheet("Providers", "Each agency that works with the residents: its figures, and what it sends"));
        }

        AddDataQuality(book.AddSheet("Data quality", "Completeness by field, the rules that found most, and files in time"));
        var trends = book.AddSheet("Trends", "The figures behind the trend lines of the scorecard");
        AddScorecard(scorecard, AddTrends(trends));
        RevisionsSheet.AddTo(book, _data, _area, _subtitle);
        AddReconciliation(book.AddSheet("Reconciliation", "How the areas' figures add up, and how last month's become this month's"));
        book.AddNotes(Notes());
        return book;
    }

    private void AddScorecard(Sheet sheet, Table trends)
    {
        sheet.Title("Scorecard", _subtitle);
        if (!HasFigures)
            sheet.Text($"No episode of {_area.Name} is held at {Wording.Day(_data.Cut)}: there are no figures.");
        var april = new DateOnly(_data.Cut.Month >= 4 ? _data.Cut.Year : _data.Cut.Year - 1, 4, 1);
        sheet.Text($"Year to date is from {Wording.Day(april)}, rolling 12 months to {Wording.Day(_data.Cut)}. A measure that exists for "
            + "twelve months only is compared over twelve months; the others by the month. The change of a share is in percentage points.");
        var named = _area.Around.Where(a => a.Level != AreaLevel.England).ToList();
        if (named.Count > 0)
            sheet.Text($"{string.Join("; ", named.Select(a => $"{Level(a)}: {a.Name}"))}.");
        AddTargetText(sheet);
        sheet.Gap();

        sheet.Table(
            "Scorecard",
            [
                "Measure", "Unit", .. Spans.Select(s => new TableColumn(s.Header, Format.Whole)),
                new("Same month last year", Format.Whole), new("Change on the year", Format.Change),
                .. _area.Around.Select(a => new TableColumn(Level(a), Format.Whole)), .. HasTargets ? TargetColumns : [],
                new("Trend, 13 months") { Width = 22 },
            ],
            [.. Scored.Select((line, i) => ScorecardRow(line, trends, i))],
            new TableOptions { RowHeight = HasTargets ? 21 : 25, FrozenColumns = 1 });
    }

    private Table AddTrends(Sheet sheet)
    {
        sheet.Title("Trends", _subtitle);
        sheet.Text("The latest 13 month ends, each reckoned from today's data. A measure that exists for twelve months only is that of the "
            + "twelve months to each month's end.");
        sheet.Gap();
        return sheet.Table(
            "Trends",
            ["Measure", "Unit", .. TrendLine.Select(m => new TableColumn(Header(m), Format.Whole))],
            [.. Scored.Select(s => s.Headline).Select(h => (Cell[])[h.Label, h.Unit, .. TrendLine.Select(m => CellOf(h, Find(h, h.Latest, m)))])],
            new TableOptions { FrozenColumns = 1 });
    }

    private Cell[] ScorecardRow(ScoredHeadline line, Table trends, int row)
    {
        var headline = line.Headline;
        var now = Find(headline, headline.Latest, _data.Figures);
        var then = Find(headline, headline.Latest, TrendLine[0]);
        var change = headline.IsShare ? now?.Value - then?.Value : now?.N - then?.N;
        return
        [
            headline.Label,
            headline.Unit,
            .. Spans.Select(s => CellOf(headline, Find(headline, s.Kind, _data.Figures))),
            CellOf(headline, then),
            headline switch
            {
                { IsShare: false } => change,
                { IsMean: true } => ((Cell)change).As(Format.Decimal),
                _ => ((Cell)change).As(Format.PercentChange),
            },
            .. _area.Around.Select(a => CellOf(headline, Find(headline, headline.Latest, _data.Figures, a))),
            .. HasTargets ? TargetCells(line) : [],
            Cell.Trend(trends.Values(row, Header(TrendLine[0]), Header(TrendLine[^1]))),
        ];
    }

    private static Cell CellOf(Headline headline, ShownFigure? figure) =>
        headline.IsShare ? ((Cell)figure?.Value).As(headline.ShareFormat) : figure?.N;

    private ShownFigure? Find(Headline headline, PeriodKind period, ShownFigures figures, ReportArea? area = null) =>
        Find(headline.Measure, period, population: headline.Population, figures: figures, area: area);
}
