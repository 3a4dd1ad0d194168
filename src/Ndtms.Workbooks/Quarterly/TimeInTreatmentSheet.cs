using Ndtms.Core.Journeys;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>People in treatment by time since treatment start.</summary>
internal sealed class TimeInTreatmentSheet(QuarterlyView view) : ISheet
{
    private const PeriodKind LastMonth = PeriodKind.Month;

    public string Name => "Time in treatment";

    public string Purpose => "People in treatment by time since treatment start";

    public void Fill(Sheet sheet)
    {
        sheet.Begin(view, $"People in treatment on {Wording.Day(view.Data.Cut)}, by time since treatment start. Populations overlap.");
        (Population Population, string Header)[] groups =
        [
            (Population.All, "All people"), (Population.Opiate, "Opiates, people"), (Population.NonOpiate, "Other drugs, people"),
            (Population.AdultAlcohol, "Alcohol, people"), (Population.CriminalJustice, "Criminal justice, people"),
        ];
        view.Show("time-in-treatment");
        var categories = view.Figures.CategoriesOf("time-in-treatment", "years", LastMonth);
        var all = view.Find("time-in-treatment", LastMonth)?.N;
        sheet.Heading($"By time in treatment, {Wording.Day(view.Data.Cut)}");
        var table = sheet.Table(
            "Years",
            ["Time since treatment start", .. groups.Select(g => new TableColumn(g.Header, Format.Whole)), new("Share of all people", Format.Percent)],
            [.. categories.Select(c => (Cell[])
            [
                c.Words, .. groups.Select(g => (Cell)(view.Of(g.Population).Find("time-in-treatment", LastMonth, "years", c.Category)?.N ?? 0)),
                view.Figures.Rate(view.Find("time-in-treatment", LastMonth, "years", c.Category)?.N ?? 0, all),
            ])],
            new TableOptions
            {
                Total = ["All", .. groups.Select(g => (Cell)view.Of(g.Population).Find("time-in-treatment", LastMonth)?.N), view.Figures.Rate(all, all)],
            });
        if (categories.Count > 0)
            table.Chart(new Chart(ChartKind.Bar, "Time in treatment", "Time since treatment start", groups[0].Header) { Unit = $"People in treatment on {Wording.Day(view.Data.Cut)}" });
        sheet.AddTrend(view, "Open", "In treatment on the quarter's last day",
            [.. groups.Select(g => new TrendRow(Wording.Name(g.Population), "People", "time-in-treatment", g.Population, LastMonth, Part.N))]);
    }
}
