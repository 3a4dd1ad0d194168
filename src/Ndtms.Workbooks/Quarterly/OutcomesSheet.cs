using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>Changes between start and review.</summary>
internal sealed class OutcomesSheet(QuarterlyView view) : ISheet
{
    private const PeriodKind Quarter = PeriodKind.Quarter;
    private const PeriodKind Twelve = PeriodKind.RollingTwelve;
    private const PeriodKind LastMonth = PeriodKind.Month;

    private static readonly Measure[] Drugs =
        [.. new[] { "opiates", "crack", "cocaine", "amphetamines", "cannabis", "alcohol" }.Select(d => Catalogue.Get($"outcome-{d}"))];

    private static readonly Measure[] Scores =
        [.. new[] { "psychological", "physical", "quality-of-life" }.Select(s => Catalogue.Get($"outcome-{s}"))];

    private static readonly string[] AtReview = ["improved", "unchanged", "deteriorated"];

    public string Name => "Outcomes";

    public string Purpose => "Changes between start and review, and TOPs completed in time";

    public void Fill(Sheet sheet)
    {
        sheet.Begin(view, "Journeys with a start TOP, and a review in the 12 months to the end of the quarter. Abstinent: used at start and not at review. "
            + "Improved and deteriorated: a change large enough to be reliable.");
        sheet.Heading("Use at start and at review");
        view.Show(Drugs.Select(d => d.Id));
        sheet.Table(
            "Outcomes_use",
            [
                "Substance", new("Used at start, journeys", Format.Whole), new("Abstinent, journeys", Format.Whole), new("Abstinent", Format.Percent),
                new("Improved", Format.Percent), new("Unchanged", Format.Percent), new("Deteriorated", Format.Percent),
            ],
            [.. Drugs.Select(d => (Words: d.ShortName, d.Id, Headline: view.Find(d.Id, Twelve))).Select(d => (Cell[])
            [
                d.Words, d.Headline?.D, d.Headline?.N, d.Headline?.Value,
                .. AtReview.Select(b => (Cell)view.Find(d.Id, Twelve, b)?.Value),
            ])]);
        sheet.Note("12 months to the end of the quarter. An abstinent journey is in no other column. Contents lists the days of use that make a "
            + "reliable change.");
        sheet.AddTrend(view, "Outcomes_abstinent", "Abstinent at review",
            [.. Drugs.Select(d => new TrendRow(d.ShortName, "% of journeys", d.Id, Population.All, Twelve, Part.Share))]);
        sheet.AddTrend(view, "Outcomes_other", "Injecting, housing and work",
            new("Injecting stopped", "% of journeys", "outcome-injecting", Population.All, Twelve, Part.Share),
            new("Housing problem resolved", "% of journeys", "outcome-housing", Population.All, Twelve, Part.Share),
            new("Work found", "% of journeys", "outcome-work", Population.All, Twelve, Part.Share));
        sheet.AddTrend(view, "Outcomes_scores", "Health and quality of life, of 20",
            [
                .. Scores.SelectMany(score => (TrendRow[])
                [
                    new($"{score.Name} at start", "Mean of journeys", score.Id, Population.All, Twelve, Part.Mean, Breakdown: "start"),
                    new($"{score.Name} at review", "Mean of journeys", score.Id, Population.All, Twelve, Part.Mean, Better.More, "review"),
                ]),
            ]);
        sheet.AddTrend(view, "Tops", "TOPs completed in time",
            new("Start TOP", "% of episodes due", "top-start", Population.All, Quarter, Part.Share),
            new("Review TOP", "% of episodes due", "top-review", Population.All, LastMonth, Part.Share),
            new("Exit TOP", "% of episodes due", "top-exit", Population.All, Quarter, Part.Share));
    }
}
