using System.Globalization;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Monthly;

/// <summary>The headline figures, with targets and trends.</summary>
internal sealed class ScorecardSheet(MonthlyView view) : ISheet
{
    private static readonly TableColumn[] TargetColumns =
    [
        new("Annual target", Format.Decimal), new("Target to date", Format.Decimal), new("Progress", Format.Percent), new("Band") { Width = 9 },
    ];

    public string Name => "Scorecard";

    public string Purpose => "Headline measures: now, a year ago, and compared with the wider areas";

    public void Fill(Sheet sheet)
    {
        sheet.Title(Name, view.Subtitle);
        if (!view.HasFigures)
            sheet.Text(view.NoFigures);
        var april = new DateOnly(view.Data.Cut.Month >= 4 ? view.Data.Cut.Year : view.Data.Cut.Year - 1, 4, 1);
        var named = view.Area.Around.Where(a => a.Level != AreaLevel.England).Select(a => $" {Wording.Sentence(a.Level.Name())}: {a.Name}.");
        sheet.Text($"Year to date is from {Wording.Day(april)}, rolling 12 months to {Wording.Day(view.Data.Cut)}. A year earlier, the change, the wider "
            + "areas, the target and the trend are all of the period under \"Compared over\": the target's period where there is a target. Changes in shares "
            + $"are in percentage points (pp).{string.Concat(named)}");
        AddTargetText(sheet);
        sheet.Gap();

        var rows = view.Rows.Select(Row).ToList();
        sheet.Table(
            "Scorecard",
            [
                new("Measure") { Width = 27 }, new("Unit") { Width = 18 },
                .. MonthlyView.Spans.SelectMany(s => WithParts(s.Header)), new("Compared over") { Width = 12 }, .. WithParts("A year earlier"),
                new("Change on the year", Format.Change), .. view.Area.Around.SelectMany(a => WithParts(Wording.Sentence(a.Level.Name()) + view.Mark(a))),
                .. view.HasTargets ? TargetColumns : [], new("Trend, 13 months") { Width = 18 },
            ],
            rows, new TableOptions { RowHeight = 20, FrozenColumns = 1 });
        sheet.Note("\"12 of 36\" after a share is its numerator and denominator.");
        sheet.NotPrinted("The figures behind the trends");
        var trends = AddTrends(sheet);
        for (var i = 0; i < rows.Count; i++)
            rows[i][^1] = Cell.Trend(trends.Values(i, Header(view.TrendLine[0]), Header(view.TrendLine[^1])));
    }

    /// <summary>One row for each row of the scorecard, one column for each month.</summary>
    private Table AddTrends(Sheet sheet)
    {
        sheet.Text("The latest 13 month ends, all calculated from current data. Each figure covers the period named beside it, up to the end of the month. A "
            + "measure with a target is followed over the target's period.");
        sheet.Gap();
        return sheet.Table(
            "Trends",
            [new("Measure") { Width = 27 }, new("Unit") { Width = 18 }, new("Period", Format.Text) { Width = 9 }, .. view.TrendLine.Select(m => new TableColumn(Header(m), Format.Whole))],
            [
                .. view.Rows.Select(row => (Cell[])
                    [row.Headline.Label, row.Headline.Unit, Wording.Short(row.Period), .. view.TrendLine.Select(m => row.Headline.CellOf(row.FigureIn(view.At(m))))]),
            ]);
    }

    private static string Header(ShownFigures month) => month.Cut.ToString("MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>A column of figures, and one of the numerators and denominators of those that are shares.</summary>
    private static TableColumn[] WithParts(string header) => [new(header, Format.Whole), new($"{header}: of", Format.Whole)];

    private Cell[] Row(ScorecardRow line)
    {
        var headline = line.Headline;
        var now = line.FigureIn(view.Figures);
        var then = line.FigureIn(view.At(view.TrendLine[0]));
        return
        [
            headline.Label,
            line.Target is { LessIsBetter: true } ? $"{headline.Unit}; lower is better" : headline.Unit,
            .. MonthlyView.Spans.SelectMany(s => Shown(headline.FigureIn(view.Figures, s.Kind))),
            Wording.Short(line.Period),
            .. Shown(then),
            headline switch
            {
                { IsShare: false } => now?.N - then?.N,
                { IsMean: true } => ((Cell)(now?.Value - then?.Value)).As(Format.Decimal),
                _ => Cell.Points(now?.Value - then?.Value),
            },
            .. view.Area.Around.SelectMany(a => Shown(line.FigureIn(view.In(a)))),
            .. view.HasTargets ? TargetCells(line) : [],
            Cell.Blank,
        ];

        Cell[] Shown(ShownFigure? figure) => [headline.CellOf(figure), headline.PartsOf(figure)];
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
        return
        [
            Plan(target.Goal), Plan(target.ToDate(view.Data.Cut)), TargetRows.Progress(target, figure, view.Data.Cut),
            TargetRows.Standing(target, figure, view.Data.Cut),
        ];

        Cell Plan(decimal value) => ((Cell)value).As(
            target.OfShare ? line.Headline.ShareFormat : decimal.IsInteger(value) ? Format.Whole : Format.Decimal);
    }
}
