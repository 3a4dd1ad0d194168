using Ndtms.Core.Journeys;
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
        sheet.AddShares("Planned_exits", "Period", "Exits, journeys", "Planned, journeys",
            MonthlyView.Spans.Select(s => ((Cell)s.Header, view.Find("planned-exits", s.Kind))));
        sheet.Heading("Planned exits by month");
        sheet.AddShares("Planned_exits_by_month", "Month", "Exits, journeys", "Planned, journeys",
            view.Data.Months.Select(m => (Cell.Month(m.Cut), view.At(m).Find("planned-exits", PeriodKind.Month))))
            .Chart(new Chart(ChartKind.Column, "Exits and planned exits", "Month", "Exits, journeys", "Planned, journeys")
            {
                Unit = "Journeys that ended in the month",
            });

        sheet.Heading("Completions of treatment");
        sheet.AddShares("Completions", "Population", "In treatment, people", "Completed, people",
            view.Populations.Select(p => ((Cell)Wording.Name(p), view.Of(p).Find("completions-of-treatment", PeriodKind.RollingTwelve))));
        sheet.Note("Rolling 12 months.");

        sheet.Heading("Re-presentations");
        sheet.AddShares("Re_presentations", "Population", "Completed, journeys", "Re-presented, journeys",
            view.Populations.Select(p => ((Cell)Wording.Name(p), view.Of(p).Find("re-presentations", PeriodKind.RollingTwelve))));
        sheet.Note("Completed in the first six of the rolling 12 months, and re-presented within "
            + $"{Wording.Count(view.Options.RePresentationMonths, "month")} of the journey's end.");

        if (view.Area.Prison)
            return;
        sheet.Heading("Continuity of care after custody");
        sheet.AddShares("After_custody", "Period", "Transferred, episodes", "Resumed treatment, episodes",
            MonthlyView.Spans.Select(s => ((Cell)s.Header, view.Find("custody-continuity", s.Kind))));
        sheet.Note($"Transferred in custody {Wording.Count(view.Options.PickUpDays, "day")} or more before the month's end. Resumed treatment: triaged "
            + $"within {Wording.Count(view.Options.PickUpDays, "day")} of the transfer, at any agency outside prison.");
    }
}
