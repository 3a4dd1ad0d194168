using System.Globalization;
using Ndtms.Core.Journeys;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Monthly;

/// <summary>People under 18 in treatment.</summary>
internal sealed class YoungPeopleSheet(MonthlyView view) : ISheet
{
    private const Population Young = Population.YoungPeople;

    private readonly PopulationTables _tables = new(view, Young);

    public string Name => "Young people";

    public string Purpose => "Numbers, waits, vulnerabilities at start and exit, exits, and transitions to adult services";

    public void Fill(Sheet sheet)
    {
        sheet.Title(Name, view.Subtitle);
        sheet.Text("People aged under 18 at the start of their journey or on the first day of the period, whichever is later. For waits and "
            + "transitions to adult services, age is at triage.");
        var numbers = _tables.AddNumbers(sheet, "Young_people_numbers");

        sheet.Heading("Waits");
        (string Measure, string Name)[] waits =
        [
            ("yp-assessed-5-days", Days("Assessed", view.Options.AssessedWorkingDays)),
            ("yp-treated-10-days", Days("Treated", view.Options.TreatedWorkingDays)),
        ];
        var inTime = sheet.Table(
            "Young_peoples_waits",
            ["Wait", "Period", new("Episodes", Format.Whole), new("In time, episodes", Format.Whole), new("Share", Format.Percent)],
            [
                .. from wait in waits
                   from span in MonthlyView.Spans
                   let figure = view.Of(Young).Find(wait.Measure, span.Kind)
                   select (Cell[])[wait.Name, span.Header, figure?.D, figure?.N, figure?.Value],
            ])
            .Slot(580, 165);
        sheet.Note("Assessed: from referral to triage. Treated: from triage to treatment start. Working days are Monday to Friday, excluding "
            + "bank holidays in England. Treatment that started before triage is in time.");
        sheet.AddVulnerabilities(view);
        sheet.Heading("Exits");
        sheet.AddBreakdown(view.Of(Young), BreakdownTable.Exits("Young peoples exits") with { ChartUnit = null });
        sheet.Heading("Transitions to adult services");
        sheet.AddShares("Transitions", "Period", "Discharged to adult services, episodes", "Triaged by adult services, episodes",
            MonthlyView.Spans.Select(s => ((Cell)s.Header, view.Of(Young).Find("yp-transitions", s.Kind))));
        sheet.Note($"Discharged {Wording.Count(view.Options.PickUpDays, "day")} or more before the month's end, and triaged as an adult within "
            + $"{Wording.Count(view.Options.PickUpDays, "day")} of discharge at any agency outside prison.");
        _tables.AddMonths(sheet, "Young people", waits, numbers, inTime);
    }

    private static string Days(string done, int days) =>
        string.Create(CultureInfo.InvariantCulture, $"{done} in {days} working {(days == 1 ? "day" : "days")}");
}
