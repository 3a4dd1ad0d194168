using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Monthly;

/// <summary>The headline figures, with targets and trends.</summary>
internal sealed class ScorecardSheet(MonthlyView view, TrendsSheet trends) : ISheet
{
    private static readonly TableColumn[] TargetColumns =
    [
        new("Annual target", Format.Decimal), new("Target period") { Width = 17 }, new("Target to date", Format.Decimal),
        new("Progress", Format.Percent), new("Band") { Width = 9 },
    ];

    public string Name => "Scorecard";

    public string Purpose => "Headline measures: now, a year ago, and compared with the wider areas";

    public void Fill(Sheet sheet)
    {
        sheet.Title(Name, view.Subtitle);
        if (!view.HasFigures)
            sheet.Text(view.NoFigures);
        var april = new DateOnly(view.Data.Cut.Month >= 4 ? view.Data.Cut.Year : view.Data.Cut.Year - 1, 4, 1);
        sheet.Text($"Year to date is from {Wording.Day(april)}, rolling 12 months to {Wording.Day(view.Data.Cut)}. A measure that is only "
            + "calculated for 12 months is compared over 12 months; all others are compared by month. Changes in shares are in percentage points.");
        var named = view.Area.Around.Where(a => a.Level != AreaLevel.England).ToList();
        if (named.Count > 0)
            sheet.Text($"{string.Join("; ", named.Select(a => $"{Wording.Sentence(a.Level.Name())}: {a.Name}"))}.");
        AddTargetText(sheet);
        sheet.Gap();

        sheet.Table(
            "Scorecard",
            [
                "Measure", "Unit", .. MonthlyView.Spans.Select(s => new TableColumn(s.Header, Format.Whole)),
                new("Same month last year", Format.Whole), new("Change on the year", Format.Change),
                .. view.Area.Around.Select(a => new TableColumn(Wording.Sentence(a.Level.Name()) + view.Mark(a), Format.Whole)), .. view.HasTargets ? TargetColumns : [],
                new("Trend, 13 months") { Width = 22 },
            ],
            [.. view.Rows.Select((line, i) => Row(line, i))],
            new TableOptions { RowHeight = view.HasTargets ? 21 : 25, FrozenColumns = 1 });
    }

    private Cell[] Row(ScorecardRow line, int row)
    {
        var headline = line.Headline;
        var now = headline.FigureIn(view.Figures, headline.Latest);
        var then = headline.FigureIn(view.At(view.TrendLine[0]), headline.Latest);
        var change = headline.IsShare ? now?.Value - then?.Value : now?.N - then?.N;
        return
        [
            headline.Label,
            headline.Unit,
            .. MonthlyView.Spans.Select(s => headline.CellOf(headline.FigureIn(view.Figures, s.Kind))),
            headline.CellOf(then),
            headline switch
            {
                { IsShare: false } => change,
                { IsMean: true } => ((Cell)change).As(Format.Decimal),
                _ => ((Cell)change).As(Format.PercentChange),
            },
            .. view.Area.Around.Select(a => headline.CellOf(headline.FigureIn(view.In(a), headline.Latest))),
            .. view.HasTargets ? TargetCells(line) : [],
            Cell.Trend(trends.Table.Values(row, TrendsSheet.Header(view.TrendLine[0]), TrendsSheet.Header(view.TrendLine[^1]))),
        ];
    }

    private void AddTargetText(Sheet sheet)
    {
        var year = FinancialYear.Name(FinancialYear.Of(view.Data.Cut));
        sheet.Text(view.HasTargets
            ? $"Targets are those of {year}. Target to date is the planned value at the end of the month. Progress is the figure for the "
                + "target's period divided by the target to date, or the target divided by the figure where lower is better. "
                + "Green: 100% or more; amber: 90% or more; red: under 90%."
            : $"No targets for {view.Area.Name} in {year} have been loaded, so progress and bands are not shown.");
    }

    private Cell[] TargetCells(ScorecardRow line)
    {
        if (line.Target is not { } target)
            return new Cell[TargetColumns.Length];
        var figure = view.Data.Figures.Find(target.Key);
        var progress = target.Progress(figure, view.Data.Cut);
        var tooSmall = target.IsTooSmallToJudge(figure);
        return
        [
            Plan(target.Goal),
            $"{PeriodOf(target.Period)}{(target.LessIsBetter ? ", lower is better" : "")}",
            Plan(target.ToDate(view.Data.Cut)),
            tooSmall ? Wording.TooSmallToJudge : progress,
            tooSmall ? Wording.TooSmallToJudge : TargetRows.BandOf(progress),
        ];

        Cell Plan(decimal value) => ((Cell)value).As(
            target.OfShare ? line.Headline.ShareFormat : decimal.IsInteger(value) ? Format.Whole : Format.Decimal);
    }

    private static string PeriodOf(PeriodKind period) => period switch
    {
        PeriodKind.Quarter => "Quarter",
        _ => MonthlyView.Spans.First(s => s.Kind == period).Header,
    };
}
