using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>Who completes treatment, and who comes back.</summary>
internal sealed class CompletionsSheet(QuarterlyView view) : ISheet
{
    private const PeriodKind Quarter = PeriodKind.Quarter;
    private const PeriodKind Twelve = PeriodKind.RollingTwelve;

    public string Name => "Successful completions";

    public string Purpose => "Completed treatment by substance, its growth, and who came back";

    public void Fill(Sheet sheet)
    {
        sheet.Begin(view, "Completions are of the people in treatment in the twelve months to the quarter's end. Re-presentations are of the journeys completed "
            + $"in the first six of these months: those whose person was back within {Wording.Count(view.Options.RePresentationMonths, "month")}.");
        (Population Population, string Name)[] groups =
            [(Population.Opiate, "Opiates"), (Population.NonOpiate, "Other drugs"), (Population.CriminalJustice, "Criminal justice"), (Population.All, "Everybody")];
        sheet.AddDrawn(view, new DrawnTable("Completions_drawn", "Completions of treatment", "Share of people in treatment, 12 months"),
            [.. groups.Select(g => new TrendRow(g.Name, "% of people", "completions-of-treatment", g.Population, Twelve, Part.Share))]);
        foreach (var (population, name) in groups)
        {
            sheet.AddTrend(view, $"Completions_{population}", name,
                new("In treatment", "People", "completions-of-treatment", population, Twelve, Part.D),
                new("Completed", "People", "completions-of-treatment", population, Twelve, Part.N),
                new("Completed, share", "% of people", "completions-of-treatment", population, Twelve, Part.Share),
                new("Planned exits, share", "% of exits", "planned-exits", population, Quarter, Part.Share),
                new("Completed in the first six months", "Journeys", "re-presentations", population, Twelve, Part.D),
                new("Came back, share", "% of journeys", "re-presentations", population, Twelve, Part.Share));
        }

        sheet.Heading("Growth on the year");
        sheet.Table(
            "Completions_growth",
            ["Population", new("A year ago, people", Format.Whole), new("Now, people", Format.Whole), new("Growth", Format.PercentChange)],
            [.. groups.Select(g => (g.Name, Now: Completed(g.Population, view.QuarterEnds[^1]), Before: Completed(g.Population, view.QuarterEnds[^5]))).Select(g => (Cell[])
            [
                g.Name, (Shown?)g.Before, (Shown?)g.Now, (Shown?)(g.Now / g.Before - 1m),
            ])]);
        sheet.Note("People who completed treatment in the twelve months to the quarter's end, and in the twelve before.");

        Shown Completed(Population population, ShownFigures figures) =>
            view.At(figures).Of(population).Find("completions-of-treatment", Twelve)?.N ?? default;
    }
}
