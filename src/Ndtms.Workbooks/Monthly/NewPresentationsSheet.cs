using Ndtms.Core.Journeys;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Monthly;

/// <summary>People whose treatment started, by month and by characteristic.</summary>
internal sealed class NewPresentationsSheet(MonthlyView view) : ISheet
{
    private static readonly (BreakdownTable Table, bool Charted)[] Breakdowns =
    [
        (Of("substance-group", "Substance", "Substances cited"), true), (Of("age-band", "Age", "Age in years"), true),
        (Of("sex", "Sex", "Sex"), false), (Of("ethnic-group", "Ethnic group", "Ethnic group"), true),
        (Of("referral-source-group", "Source of referral", "Referred by"), true),
        (Of("accommodation", "Accommodation", "Need"), false), (Of("injecting-status", "Injecting", "Status"), false),
        (Of("parental-status", "Parents", "Status"), false), (Of("employment", "Employment", "Status"), true),
    ];

    public string Name => "New presentations";

    public string Purpose => "People who started treatment, by age, substance, source of referral and other characteristics";

    public void Fill(Sheet sheet)
    {
        sheet.Title(Name, view.Subtitle);
        sheet.Text("People whose treatment started in the period. Each table counts each person once. \"Not known\" means that the value was "
            + "missing or not valid. Shares are for the rolling 12 months.");
        sheet.Heading("Children");
        var slot = sheet.Table(
            "Children",
            ["Measure", .. MonthlyView.Spans.Select(s => new TableColumn(s.Header, Format.Whole))],
            [["Children living with new presentations", .. MonthlyView.Spans.Select(s => (Cell)view.Find("parents", s.Kind, "children-living-with")?.N)]])
            .Slot(580, 170);
        foreach (var (table, charted) in Breakdowns)
        {
            sheet.Heading(table.Name);
            sheet.AddBreakdown(
                view.Figures, charted ? table with { ChartUnit = "People starting treatment, rolling 12 months" } : table);
        }

        sheet.NotPrinted("The numbers behind the chart");
        sheet.Heading("By month");
        sheet.Table(
            "New_presentations",
            [
                new("Month", Format.Month), new("New presentations", Format.Whole), new("Treatment naive", Format.Whole),
                new("Share", Format.Percent),
            ],
            [.. view.TrendLine.Select(m => (Cell[])
            [
                Cell.Month(m.Cut), view.At(m).Find("new-presentations", PeriodKind.Month)?.N,
                view.At(m).Find("treatment-naive", PeriodKind.Month)?.N, view.At(m).Find("treatment-naive", PeriodKind.Month)?.Value,
            ])])
            .Chart(new Chart(ChartKind.Column, "New presentations by month", "Month", "New presentations") { Unit = "People" }, slot);
    }

    private static BreakdownTable Of(string breakdown, string name, string header) => new("new-presentations", breakdown, name, header);
}
