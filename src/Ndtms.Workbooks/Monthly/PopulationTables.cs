using Ndtms.Core.Journeys;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Monthly;

/// <summary>The tables that every population with its own sheet has.</summary>
internal sealed class PopulationTables(MonthlyView view, Population population)
{
    private static readonly (string Measure, string Name)[] Counted =
    [
        ("in-treatment", "In treatment, people"), ("new-presentations", "New presentations, people"),
        ("effective-treatment", "In effective treatment, people"), ("exits", "Exits, journeys"),
        ("planned-exits", "Planned exits, journeys"),
    ];

    private static readonly (string Measure, string Name)[] MonthlyCounts =
        [("in-treatment", "In treatment"), ("new-presentations", "New presentations"), ("exits", "Exits, journeys")];

    /// <summary>The counts by period.</summary>
    /// <returns>The place beside them for the chart of the months.</returns>
    public ChartSlot AddNumbers(Sheet sheet, string name)
    {
        sheet.Heading("Numbers");
        return sheet.Table(
            name,
            ["Measure", .. MonthlyView.Spans.Select(s => new TableColumn(s.Header, Format.Whole))],
            [.. Counted.Select(c => (Cell[])[c.Name, .. MonthlyView.Spans.Select(s => (Cell)view.Of(population).Find(c.Measure, s.Kind)?.N)])])
            .Slot(580, 165);
    }

    /// <summary>Counts and shares by month, on screen only, and their charts.</summary>
    /// <param name="sheet">The sheet.</param>
    /// <param name="name">Whose numbers they are.</param>
    /// <param name="shares">Shares beside the numbers.</param>
    /// <param name="numbers">The place of the chart of numbers.</param>
    /// <param name="waits">The place of the chart of shares; null: there are none.</param>
    public void AddMonths(Sheet sheet, string name, IReadOnlyList<(string Measure, string Name)> shares, ChartSlot numbers, ChartSlot? waits = null)
    {
        sheet.NotPrinted("The numbers behind the charts");
        sheet.Heading("Month by month");
        var table = sheet.Table(
            $"{name.Replace(' ', '_')}_by_month",
            [
                new("Month", Format.Month), .. MonthlyCounts.Select(c => new TableColumn(c.Name, Format.Whole)),
                .. shares.SelectMany(s => (TableColumn[])[new($"{s.Name.Split(' ')[0]}, episodes", Format.Whole), new(s.Name, Format.Percent)]),
            ],
            [.. view.Data.Months.Select(m => (Cell[])
            [
                Cell.Month(m.Cut), .. MonthlyCounts.Select(c => (Cell)view.At(m).Of(population).Find(c.Measure, PeriodKind.Month)?.N),
                .. shares.Select(s => view.At(m).Of(population).Find(s.Measure, PeriodKind.Month))
                    .SelectMany(f => (Cell[])[f?.D, f?.Value]),
            ])])
            .Chart(new Chart(ChartKind.Line, name, "Month", "In treatment", "New presentations") { Unit = "People in the month" }, numbers);
        if (waits is not null)
        {
            table.Chart(new Chart(ChartKind.Line, "Waits in time", "Month", [.. shares.Select(s => (Series)s.Name)])
            {
                Unit = "Share of the month's episodes",
                Maximum = 1,
            }, waits);
        }
    }
}
