using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Monthly;

/// <summary>How journeys end, and re-presentations.</summary>
internal sealed class ExitsSheet(MonthlyView view) : ISheet
{
    public string Name => "Exits";

    public string Purpose => "How treatment ended, planned exits, and re-presentations";

    public void Fill(Sheet sheet)
    {
        sheet.Title(Name, view.Subtitle);
        sheet.Text("Journeys that ended in the period, by the discharge reason of the last episode to end. A planned exit is a "
            + "completed journey.");
        sheet.Heading("By reason");
        sheet.AddBreakdown(view.Figures, BreakdownTable.Exits("Exits"));

        sheet.Heading("Planned exits");
        var slot = sheet.AddShares("Planned_exits", "Period", "Exits, journeys", "Planned, journeys",
            MonthlyView.Spans.Select(s => ((Cell)s.Header, view.Find("planned-exits", s.Kind)))).Slot(580, 170);

        sheet.Heading("Completions of treatment and re-presentations");
        sheet.Table(
            "Completions",
            [
                "Population", new("In treatment, people", Format.Whole), new("Completed, people", Format.Whole), new("Share completed", Format.Percent),
                new("Completed in the first six months, journeys", Format.Whole), new("Re-presented, journeys", Format.Whole), new("Share re-presented", Format.Percent),
            ],
            [.. view.Populations.Select(p => (Cell[])
            [
                Wording.Name(p), .. Share(view.Of(p).Find("completions-of-treatment", PeriodKind.RollingTwelve)),
                .. Share(view.Of(p).Find("re-presentations", PeriodKind.RollingTwelve)),
            ])]);
        sheet.Note($"Rolling 12 months. Re-presentations: journeys completed in the first six of these months whose person returned within "
            + $"{Wording.Count(view.Options.RePresentationMonths, "month")} of the journey's end.");

        // A partnership, a region and England have it on the sheet Prisons.
        if (view.Area.Level == AreaLevel.Agency && !view.Area.Prison)
            AddContinuity(sheet);
        sheet.NotPrinted("The numbers behind the chart");
        sheet.Heading("Planned exits by month");
        sheet.AddShares("Planned_exits_by_month", "Month", "Exits, journeys", "Planned, journeys",
            view.Data.Months.Select(m => (Cell.Month(m.Cut), view.At(m).Find("planned-exits", PeriodKind.Month))))
            .Chart(
                new Chart(ChartKind.Column, "Exits and planned exits", "Month", "Exits, journeys", "Planned, journeys") { Unit = "Journeys that ended in the month" },
                slot);

        static Cell[] Share(ShownFigure? figure) => [figure?.D, figure?.N, figure?.Value];
    }

    private void AddContinuity(Sheet sheet)
    {
        sheet.Heading("Continuity of care after custody");
        sheet.AddShares("After_custody", "Period", "Transferred, episodes", "Resumed treatment, episodes",
            MonthlyView.Spans.Select(s => ((Cell)s.Header, view.Find("custody-continuity", s.Kind))));
        sheet.Note($"Transferred in custody {Wording.Count(view.Options.PickUpDays, "day")} or more before the month's end. Resumed treatment: triaged "
            + $"within {Wording.Count(view.Options.PickUpDays, "day")} of the transfer, at any agency outside prison.");
    }
}
