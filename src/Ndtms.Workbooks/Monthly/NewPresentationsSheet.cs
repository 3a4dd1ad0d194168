using Ndtms.Core.Journeys;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Monthly;

/// <summary>People whose treatment started, month by month and by what is known of them.</summary>
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

    public string Purpose => "Who came into treatment, by age, substance, source of referral and more";

    public void Fill(Sheet sheet)
    {
        sheet.Title(Name, view.Subtitle);
        sheet.Text("People whose treatment started in the period. In each table everybody stands once; \"not known\" is a value that was "
            + "not given or could not be used. Shares are of the rolling 12 months.");
        sheet.Heading("By month");
        sheet.Table(
            "New_presentations",
            [
                new("Month", Format.Month), new("New presentations", Format.Whole), new("Not treated before", Format.Whole),
                new("Share", Format.Percent),
            ],
            [.. view.TrendLine.Select(m => (Cell[])
            [
                Cell.Month(m.Cut), view.At(m).Find("new-presentations", PeriodKind.Month)?.N,
                view.At(m).Find("treatment-naive", PeriodKind.Month)?.N, view.At(m).Find("treatment-naive", PeriodKind.Month)?.Value,
            ])])
            .Chart(new Chart(ChartKind.Column, "New presentations by month", "Month", "New presentations") { Unit = "People" });

        foreach (var (table, charted) in Breakdowns)
        {
            sheet.Heading(table.Name);
            sheet.AddBreakdown(
                view.Figures, charted ? table with { ChartUnit = "People starting treatment, rolling 12 months" } : table);
        }

        sheet.Heading("Children");
        sheet.Table(
            "Children",
            ["Measure", .. MonthlyView.Spans.Select(s => new TableColumn(s.Header, Format.Whole))],
            [["Children living with new presentations", .. MonthlyView.Spans.Select(s => (Cell)view.Find("parents", s.Kind, "children-living-with")?.N)]]);
    }

    private static BreakdownTable Of(string breakdown, string name, string header) => new("new-presentations", breakdown, name, header);
}
