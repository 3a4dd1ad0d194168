using Ndtms.Core.Journeys;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Monthly;

/// <summary>How journeys end, and who comes back.</summary>
internal sealed class ExitsSheet(MonthlyView view) : ISheet
{
    public string Name => "Exits";

    public string Purpose => "How treatment ended, how often as planned, and who came back";

    public void Fill(Sheet sheet)
    {
        sheet.Title(Name, view.Subtitle);
        sheet.Text("Journeys that ended in the period, by the discharge reason of the episode that ended last. Planned exits are those "
            + "completed.");
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

        sheet.Heading("Who came back");
        sheet.AddShares("Came_back", "Population", "Completed, journeys", "Came back, journeys",
            view.Populations.Select(p => ((Cell)Wording.Name(p), view.Of(p).Find("re-presentations", PeriodKind.RollingTwelve))));
        sheet.Note("Completed in the first six of the rolling 12 months, and back within "
            + $"{Wording.Count(view.Options.RePresentationMonths, "month")} of the end.");

        if (view.Area.Prison)
            return;
        sheet.Heading("After transfer in custody");
        sheet.AddShares("After_custody", "Period", "Transferred, episodes", "Picked up, episodes",
            MonthlyView.Spans.Select(s => ((Cell)s.Header, view.Find("custody-continuity", s.Kind))));
        sheet.Note($"Transferred {Wording.Count(view.Options.PickUpDays, "day")} or more before the month's end, and triaged again within them, at "
            + "any agency outside prison.");
    }
}
