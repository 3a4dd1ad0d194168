using Ndtms.Core.Journeys;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Monthly;

/// <summary>People in treatment, by population and month.</summary>
internal sealed class NumbersSheet(MonthlyView view) : ISheet
{
    public string Name => "Numbers";

    public string Purpose => "In treatment and in effective treatment by population, 24 months";

    public void Fill(Sheet sheet)
    {
        sheet.Title("Numbers in treatment", view.Subtitle);
        sheet.Text("Populations overlap, so they do not add up to the total: problem drug users can be of any age, and opiate users can "
            + "cite other drugs too. People in prison treatment are counted separately. Every month is calculated from current data.");
        sheet.Heading("In treatment by population");
        sheet.Table(
            "Numbers_now",
            [
                "Population", .. MonthlyView.Spans.Select(s => new TableColumn(s.Header, Format.Whole)), new("Effective, people", Format.Whole),
                new("Effective, share", Format.Percent), new("Pending, people", Format.Whole),
            ],
            [.. view.Populations.Select(p => (Cell[])
            [
                Wording.Name(p),
                .. MonthlyView.Spans.Select(s => (Cell)view.Of(p).Find("in-treatment", s.Kind)?.N),
                view.Of(p).Find("effective-treatment", PeriodKind.Month)?.N,
                view.Of(p).Find("effective-treatment", PeriodKind.Month)?.Value,
                view.Of(p).Find("effective-treatment", PeriodKind.Month, "pending")?.N,
            ])]);
        sheet.Note($"People. Effective and pending: of the people in treatment this month. Pending: still in treatment, for fewer than "
            + $"{Wording.Count(view.Options.EffectiveDays, "day")} so far.");
        sheet.Heading("24 months");
        var slots = sheet.ChartRows(2, 2, 225);
        sheet.Heading("Time in treatment");
        sheet.AddBreakdown(view.Figures, new BreakdownTable("time-in-treatment", "years", "Time in treatment", "Time since treatment start")
        {
            Periods = [(PeriodKind.Month, "People")],
            ChartUnit = $"People in treatment on {Wording.Day(view.Data.Cut)}",
        });
        sheet.NotPrinted("The numbers behind the charts");
        AddMonths(sheet, "in-treatment", "In treatment", "People in treatment in the month", slots[0]);
        AddMonths(sheet, "effective-treatment", "In effective treatment", "People in effective treatment in the month", slots[1]);
    }

    private void AddMonths(Sheet sheet, string measure, string heading, string unit, ChartSlot slot)
    {
        sheet.Heading(heading);
        sheet.Table(
            heading.Replace(' ', '_'),
            [new TableColumn("Month", Format.Month), .. view.Populations.Select(p => new TableColumn(Wording.Name(p), Format.Whole))],
            [.. view.Data.Months.Select(m => (Cell[])
            [
                Cell.Month(m.Cut), .. view.Populations.Select(p => (Cell)view.At(m).Of(p).Find(measure, PeriodKind.Month)?.N),
            ])],
            new TableOptions { FrozenColumns = 1 })
            .Chart(new Chart(ChartKind.Line, heading, "Month", ChartedPopulations) { Unit = unit }, slot);
    }

    /// <summary>The populations that a line chart can show without becoming a tangle; they need not add up.</summary>
    private Series[] ChartedPopulations =>
    [
        .. view.Populations
            .Where(p => view.Area.Prison
                || p is Population.All or Population.ProblemDrugUsers or Population.AdultAlcohol or Population.YoungPeople)
            .Select(p => new Series(Wording.Name(p))),
    ];
}
