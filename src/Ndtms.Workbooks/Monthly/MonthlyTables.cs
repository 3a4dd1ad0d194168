using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Monthly;

/// <summary>Tables that several sheets share.</summary>
internal static class MonthlyTables
{
    /// <summary>Adds the table of a breakdown of some figures, with its chart.</summary>
    public static void AddBreakdown(this Sheet sheet, AreaFigures figures, BreakdownTable of)
    {
        var (periods, last) = (of.Periods, of.Periods[^1]);
        var all = figures.Find(of.Measure, last.Kind)?.N;
        var categories = figures.CategoriesOf(of.Measure, of.Breakdown, periods.Select(p => p.Kind));
        var table = sheet.Table(
            of.Name.Replace(' ', '_'),
            [of.Header, .. periods.Select(p => new TableColumn(p.Header, Format.Whole)), new("Share", Format.Percent)],
            [.. categories.Select(c => (Cell[])
            [
                c.Words, .. periods.Select(p => (Cell)Count(p.Kind, c.Category)), figures.Rate(Count(last.Kind, c.Category), all),
            ])],
            new TableOptions { Total = ["All", .. periods.Select(p => (Cell)figures.Find(of.Measure, p.Kind)?.N), figures.Rate(all, all)] });
        if (of.ChartUnit is { } unit && categories.Count > 0)
            table.Chart(new Chart(ChartKind.Bar, of.Title, of.Header, last.Header) { Unit = unit });

        // A category with nobody in the period has no figure.
        Shown Count(PeriodKind period, string category) => figures.Find(of.Measure, period, of.Breakdown, category)?.N ?? 0;
    }

    /// <summary>Adds a table of shares: d, n and n/d.</summary>
    public static Table AddShares(
        this Sheet sheet, string name, string header, string of, string counted, IEnumerable<(Cell Row, ShownFigure? Share)> rows) =>
        sheet.Table(
            name,
            [
                new TableColumn(header), new TableColumn(of, Format.Whole), new TableColumn(counted, Format.Whole),
                new TableColumn("Share", Format.Percent),
            ],
            [.. rows.Select(r => (Cell[])[r.Row, r.Share?.D, r.Share?.N, r.Share?.Value])]);
}
