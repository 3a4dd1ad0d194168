using System.Globalization;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Monthly;

/// <summary>The headline figures at 13 month ends.</summary>
internal sealed class TrendsSheet(MonthlyView view) : ISheet
{
    public string Name => "Trends";

    public string Purpose => "The figures behind the trend lines of the scorecard";

    /// <summary>One row for each row of the scorecard, one column for each month; set once the sheet is filled.</summary>
    public Table Table { get; private set; } = null!;

    /// <summary>Header of a month's column.</summary>
    public static string Header(ShownFigures month) => month.Cut.ToString("MMM yyyy", CultureInfo.InvariantCulture);

    public void Fill(Sheet sheet)
    {
        sheet.Title(Name, view.Subtitle);
        sheet.Text("The latest 13 month ends, all calculated from current data. A measure that is only calculated for 12 months covers the "
            + "12 months to the end of each month.");
        sheet.Gap();
        Table = sheet.Table(
            "Trends",
            ["Measure", "Unit", .. view.TrendLine.Select(m => new TableColumn(Header(m), Format.Whole))],
            [.. view.Rows.Select(s => s.Headline).Select(h => (Cell[])[h.Label, h.Unit, .. view.TrendLine.Select(m => h.CellOf(h.FigureIn(view.At(m), h.Latest)))])],
            new TableOptions { FrozenColumns = 1 });
    }
}
