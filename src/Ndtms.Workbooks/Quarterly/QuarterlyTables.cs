using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>A table of eight quarters of some figures with a chart.</summary>
/// <param name="Name">The table's name.</param>
/// <param name="Title">Heading and title of the chart.</param>
/// <param name="Unit">The chart's unit.</param>
internal sealed record DrawnTable(string Name, string Title, string Unit);

/// <summary>A table of eight quarters compared with a baseline year.</summary>
/// <param name="Name">The table's name.</param>
/// <param name="Indicator">The national indicator.</param>
internal sealed record GrowthTable(string Name, string Indicator)
{
    public required string Heading { get; init; }

    /// <summary>Header of the column of figures.</summary>
    public required string Figures { get; init; }

    /// <summary>Header of the column with the comparison.</summary>
    public required string Against { get; init; }

    /// <summary>The value that figures are compared with.</summary>
    public Func<Baseline, decimal> Level { get; init; } = baseline => baseline.Value;
}

/// <summary>A breakdown at the cut whose categories add up to all new presentations.</summary>
/// <param name="Measure">The measure's id.</param>
/// <param name="Breakdown">The breakdown's id.</param>
internal sealed record CategoryTable(string Measure, string Breakdown)
{
    public required string Name { get; init; }

    public required string Heading { get; init; }

    /// <summary>Header of the column with the categories.</summary>
    public required string Header { get; init; }
}

/// <summary>Tables that several sheets of a pack share.</summary>
internal static class QuarterlyTables
{
    /// <summary>The title and introduction of a sheet.</summary>
    public static void Begin(this Sheet sheet, QuarterlyView view, string text)
    {
        sheet.Title(sheet.Name, view.Subtitle);
        if (!view.HasFigures)
            sheet.Text(view.NoFigures);
        sheet.Text(text);
    }

    /// <summary>Adds eight quarters of some figures, one row each, with the change since the last quarter, its direction, and whether that
    /// is better.</summary>
    public static void AddTrend(
        this Sheet sheet, QuarterlyView view, string name, string heading, params IReadOnlyList<TrendRow> rows)
    {
        sheet.Heading(heading);
        view.Show(rows.Select(r => r.Measure));
        var quarters = view.QuarterEnds.Select(q => Quarters.Header(q.Cut)).ToList();
        var cells = rows.Select(row =>
        {
            var (way, better) = Way(view, row);
            return (Cell[])
            [
                row.Label, row.Counted, .. view.QuarterEnds.Select(q => row.CellOf(row.FigureIn(view.At(q)))),
                row.ChangeOf(Change(view, row)), way, better, Cell.Blank,
            ];
        }).ToList();
        var table = sheet.Table(
            name,
            [
                "Measure", new("Counted") { Width = 30 }, .. quarters.Select(q => new TableColumn(q, Format.Whole)),
                new("Since last quarter", Format.Change), "Direction", "Better or worse", new("Trend") { Width = 16 },
            ],
            cells, new TableOptions { FrozenColumns = 1, RowHeight = 16.5 });
        for (var i = 0; i < cells.Count; i++)
            cells[i][^1] = Cell.Trend(table.Values(i, quarters[0], quarters[^1]));
    }

    /// <summary>Adds eight quarters of some figures, one row for each quarter, with a chart.</summary>
    public static void AddDrawn(this Sheet sheet, QuarterlyView view, DrawnTable of, params IReadOnlyList<TrendRow> rows)
    {
        sheet.Heading(of.Title);
        sheet.Table(
            of.Name,
            ["Quarter", .. rows.Select(r => new TableColumn(r.Label, r.Format))],
            [.. view.QuarterEnds.Select(q => (Cell[])[Quarters.Header(q.Cut), .. rows.Select(r => r.CellOf(r.FigureIn(view.At(q))))])])
            .Chart(new Chart(ChartKind.Line, of.Title, "Quarter", [.. rows.Select(r => new Series(r.Label))])
            {
                Unit = of.Unit,
                Height = 205,
                Closely = true,
            });
    }

    /// <summary>Adds eight quarters against a baseline year, with a chart; a sentence where there is no baseline.</summary>
    public static void AddGrowth(this Sheet sheet, QuarterlyView view, GrowthTable of)
    {
        sheet.Heading(of.Heading);
        var key = NationalIndicators.FigureOf(of.Indicator, view.Area.Level, view.Area.Code);
        view.Show(key.Measure);
        if (view.Data.Targets.BaselineOf(of.Indicator, view.Area.Level, view.Area.Code) is not { } baseline)
        {
            sheet.Text($"No baseline for {view.Area.Name} has been loaded, so growth cannot be calculated.");
            return;
        }

        var needed = of.Level(baseline);
        sheet.Table(
            of.Name,
            ["Quarter", new(of.Figures, Format.Whole), new(of.Against, decimal.IsInteger(needed) ? Format.Whole : Format.Decimal), new("Variance", Format.PercentChange)],
            [.. view.QuarterEnds.Select(q => (Figure: q.Find(key), Shown: q.Find(key)?.N ?? default, Header: Quarters.Header(q.Cut))).Select(q => (Cell[])
            [
                q.Header, (Shown?)q.Shown, needed,
                q.Figure is { IsCountTooSmallToJudge: true } ? Wording.TooSmallToJudge : (Shown?)(needed > 0 ? q.Shown / needed - 1m : default),
            ])])
            .Chart(new Chart(ChartKind.Line, of.Figures, "Quarter", of.Figures, new Series(of.Against, SeriesRole.Reference)) { Unit = "People, 12 months", Height = 205, Closely = true });
        sheet.Note($"Baseline: {baseline.Source}.");
    }

    /// <summary>Adds a breakdown at the cut, by quarter and twelve months, with a chart.</summary>
    public static void AddCategories(this Sheet sheet, QuarterlyView view, CategoryTable of)
    {
        sheet.Heading(of.Heading);
        view.Show(of.Measure);
        PeriodKind[] periods = [PeriodKind.Quarter, PeriodKind.RollingTwelve];
        var categories = view.Figures.CategoriesOf(of.Measure, of.Breakdown, periods);
        var all = view.Find("new-presentations", periods[^1])?.N;
        var table = sheet.Table(
            of.Name,
            [of.Header, new("Quarter, people", Format.Whole), new("12 months, people", Format.Whole), new("Share, 12 months", Format.Percent)],
            [.. categories.Select(c => (Cell[])
            [
                c.Words, .. periods.Select(p => (Cell)(view.Find(of.Measure, p, of.Breakdown, c.Category)?.N ?? 0)),
                view.Figures.Rate(view.Find(of.Measure, periods[^1], of.Breakdown, c.Category)?.N ?? 0, all),
            ])],
            new TableOptions { Total = ["All", .. periods.Select(p => (Cell)view.Find("new-presentations", p)?.N), view.Figures.Rate(all, all)] });
        if (categories.Count > 0)
            table.Chart(new Chart(ChartKind.Bar, of.Heading, of.Header, "12 months, people") { Unit = "People starting treatment, 12 months" });
    }

    /// <summary>Adds targets with their figures and progress.</summary>
    public static Table AddTargets(this Sheet sheet, QuarterlyView view, string name, IReadOnlyList<Target> targets)
    {
        view.Show(targets.Select(t => t.Measure));
        return sheet.Table(
            name,
            [
                "Measure", "Counted", "Period", "Aim", new("Baseline", Format.Whole), new("Annual target", Format.Whole),
                new("Target to date", Format.Whole), new("Value", Format.Whole), new("Numerator", Format.Whole), new("Denominator", Format.Whole),
                new("Progress", Format.Percent), "Band", .. view.Area.Around.Select(a => new TableColumn(a.Name + view.Mark(a), Format.Whole)),
                .. view.Area.Level == AreaLevel.England ? [] : new TableColumn[] { "Compared with England" },
            ],
            [.. targets.Select(t => (Target: t, Figure: view.Data.Figures.Find(t.Key))).Select(t => (Cell[])
            [
                t.Target.Name, t.Target.Unit, Wording.Short(t.Target.Period), t.Target.LessIsBetter ? "Lower is better" : "Higher is better",
                TargetRows.Planned(t.Target, t.Target.Baseline), TargetRows.Planned(t.Target, t.Target.Goal),
                TargetRows.Planned(t.Target, t.Target.ToDate(view.Data.Cut)), .. TargetRows.Reached(t.Target, t.Figure),
                TargetRows.Progress(t.Target, t.Figure, view.Data.Cut), TargetRows.Standing(t.Target, t.Figure, view.Data.Cut),
                .. view.Area.Around.Select(a => TargetRows.Value(t.Target, view.Data.Compared.Find(t.Target.Key with { Level = a.Level, Area = a.Code }))),
                .. view.Area.Level == AreaLevel.England ? [] : new Cell[] { ComparedWithEngland(view, t.Target) },
            ])],
            new TableOptions { FrozenColumns = 1 });
    }

    /// <summary>Whether chance explains the difference of a targeted share from England's; blank of a count.</summary>
    private static Cell ComparedWithEngland(QuarterlyView view, Target target) => !target.OfShare || target.OfMean ? Cell.Blank : ChanceVariation.Words(
        view.Data.Compared.Find(target.Key), view.Data.Compared.Find(target.Key with { Level = AreaLevel.England, Area = ReportArea.England.Code }),
        target.LessIsBetter ? Better.Less : Better.More);

    /// <summary>The end of an axis of shares: the tenth at or above the highest, at most 1.</summary>
    public static double Top(IEnumerable<decimal?> shares) =>
        (double)Math.Clamp(Math.Ceiling((shares.Max() ?? 1) * 10) / 10, 0.1m, 1);

    /// <summary>The change in a figure since the last quarter.</summary>
    private static Shown Change(QuarterlyView view, TrendRow row) => row.Of(row.FigureIn(view.Figures)) - row.Of(row.FigureIn(view.At(view.QuarterEnds[^2])));

    private static (Cell Direction, Cell Better) Way(QuarterlyView view, TrendRow row)
    {
        var moved = Change(view, row);
        if (row.IsTooSmallToJudge(row.FigureIn(view.Figures)) || row.IsTooSmallToJudge(row.FigureIn(view.At(view.QuarterEnds[^2]))))
            return (Wording.TooSmallToJudge, Cell.Blank);
        if (moved.Value is not { } change)
            return (Cell.Blank, Cell.Blank);
        var way = Narrative.DirectionOf(change, row.Decimals);
        return (
            way switch { Direction.Up => "▲ up", Direction.Down => "▼ down", _ => "► level" },
            Narrative.Judgement(way, row.Better));
    }
}
