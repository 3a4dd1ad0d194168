using Ndtms.Core.Journeys;

namespace Ndtms.Workbooks.Monthly;

/// <summary>A table of a breakdown: one row for each category, one column for each period, the share in the last period, and the headline as total.</summary>
/// <param name="Measure">The measure's id.</param>
/// <param name="Breakdown">The breakdown's id.</param>
/// <param name="Name">The table's name, with spaces.</param>
/// <param name="Header">Header of the column with the categories.</param>
internal sealed record BreakdownTable(string Measure, string Breakdown, string Name, string Header)
{
    /// <summary>The periods with the headers of their columns.</summary>
    public IReadOnlyList<(PeriodKind Kind, string Header)> Periods { get; init; } = MonthlyView.Spans;

    /// <summary>The unit of the chart of the last period; null: no chart.</summary>
    public string? ChartUnit { get; init; }

    /// <summary>The chart's title; the table's name unless given.</summary>
    public string Title { get => field ?? Name; init; }

    /// <summary>Exits by reason.</summary>
    public static BreakdownTable Exits(string name) =>
        new("exits", "exit-group", name, "Exit") { ChartUnit = "Journeys that ended, rolling 12 months" };
}
