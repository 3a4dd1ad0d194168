using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>Completions of treatment and re-presentations.</summary>
internal sealed class CompletionsSheet(QuarterlyView view) : ISheet
{
    private const PeriodKind Quarter = PeriodKind.Quarter;
    private const PeriodKind Twelve = PeriodKind.RollingTwelve;

    public string Name => "Successful completions";

    public string Purpose => "Completions of treatment by substance, growth, and re-presentations";

    public void Fill(Sheet sheet)
    {
        sheet.Begin(view, "Completions are shares of people in treatment in the 12 months to the end of the quarter. Re-presentations are shares of journeys "
            + $"completed in the first six of those months whose person returned within {Wording.Count(view.Options.RePresentationMonths, "month")}.");
        (Population Population, string Name)[] groups =
            [(Population.Opiate, "Opiates"), (Population.NonOpiate, "Other drugs"), (Population.CriminalJustice, "Criminal justice"), (Population.All, "All people")];
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
                new("Re-presented, share", "% of journeys", "re-presentations", population, Twelve, Part.Share));
        }

        sheet.Heading("Annual growth");
        sheet.Table(
            "Completions_growth",
            ["Population", new("A year ago, people", Format.Whole), new("Now, people", Format.Whole), new("Growth", Format.PercentChange)],
            [.. groups.Select(g => (g.Name, Now: Completed(g.Population, view.QuarterEnds[^1]), Before: Completed(g.Population, view.QuarterEnds[^5]))).Select(g => (Cell[])
            [
                g.Name, (Shown?)g.Before, (Shown?)g.Now,
                view.Figures.IsRounded && (IsSmall(g.Before) || IsSmall(g.Now)) ? Wording.TooSmallToJudge : (Shown?)(g.Now / g.Before - 1m),
            ])]);
        sheet.Note("People who completed treatment in the 12 months to the end of the quarter, and in the 12 months before that.");

        static bool IsSmall(Shown count) => count.Value is < ShownFigure.LeastJudged;

        Shown Completed(Population population, ShownFigures figures) =>
            view.At(figures).Of(population).Find("completions-of-treatment", Twelve)?.N ?? default;
    }
}
