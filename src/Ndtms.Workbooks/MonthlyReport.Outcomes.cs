using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

/// <content>Whether TOPs are done, and what changes between them.</content>
public sealed partial class MonthlyReport
{
    private static readonly (string Measure, string Name)[] Compliance =
        [("top-start", "Start"), ("top-review", "Review"), ("top-exit", "Exit")];

    private static readonly (string Measure, string Name)[] Substances = Named("alcohol", "opiates", "crack", "cocaine", "amphetamines", "cannabis");

    private static readonly (string Breakdown, string Name)[] UseAtReview =
        [("", "Abstinent"), ("improved", "Improved"), ("unchanged", "Unchanged"), ("deteriorated", "Deteriorated")];

    private static readonly (string Measure, string Name)[] Scores = Named("psychological", "physical", "quality-of-life");

    private static readonly (string Measure, string Name)[] Problems =
    [
        ("outcome-injecting", "Injecting"), ("outcome-housing", "Housing problem"), ("outcome-work", "No paid work"),
    ];

    private static (string Measure, string Name)[] Named(params string[] outcomes) =>
        [.. outcomes.Select(o => Catalogue.Get($"outcome-{o}")).Select(m => (m.Id, m.ShortName))];

    private void AddOutcomes(Sheet sheet)
    {
        sheet.Title("Outcomes", _subtitle);
        sheet.Text("The Treatment Outcomes Profile (TOP) asks about the last 28 days, at start, at review and at exit. Change compares a "
            + $"journey's first start TOP with its last review or exit TOP {Options.ReviewFromDays} to "
            + $"{Wording.Count(Options.ReviewToDays, "day")} later, and counts in the period in which that one was done.");
        sheet.Heading("TOPs done in time");
        sheet.Table(
            "Tops",
            ["TOP", "Period", new("Due, episodes", Format.Whole), new("Done, episodes", Format.Whole), new("Share", Format.Percent)],
            [
                .. from top in Compliance
                   from span in Spans.Where(s => Catalogue.Find(top.Measure)!.Periods.Contains(s.Kind))
                   let figure = Find(top.Measure, span.Kind)
                   select (Cell[])[top.Name, span.Header, figure?.D, figure?.N, figure?.Value],
            ]);
        sheet.Note($"Episodes whose agency co-ordinates the TOP. Start and exit: within {Wording.Count(Options.TopWindowDays, "day")} of it, "
            + $"either side. Review: open at the month's end and {Wording.Count(Options.TopReviewDays, "day")} or more in treatment; done is "
            + "any TOP in as many days.");

        sheet.Heading("Injecting, housing and work");
        sheet.Table(
            "Problems",
            [
                "Problem", "Period", new("At start, journeys", Format.Whole), new("No more at review, journeys", Format.Whole),
                new("Share", Format.Percent),
            ],
            [
                .. from problem in Problems
                   from span in Spans
                   let figure = Find(problem.Measure, span.Kind)
                   select (Cell[])[problem.Name, span.Header, figure?.D, figure?.N, figure?.Value],
            ]);
        sheet.Note($"Housing problem: acute, or at risk of eviction. Work: {Wording.Count(Options.WorkDays, "day")} or more of paid work in the "
            + "28 days before review.");
        sheet.Heading("Use at review of those who used at start");
        AddUse(sheet);
        sheet.Heading("Abstinent at review, by period");
        sheet.Table(
            "Abstinent",
            [
                "Substance",
                .. Spans.SelectMany(s => (TableColumn[])
                    [
                    new($"{s.Header}, used at start", Format.Whole) { Width = 14 }, new($"{s.Header}, abstinent", Format.Percent) { Width = 14 },
                ]),
            ],
            [
                .. Substances.Select(substance => (Cell[])
                [
                    substance.Name,
                    .. Spans.Select(s => Find(substance.Measure, s.Kind)).SelectMany(f => (Cell[])[f?.D, f?.Value]),
                ]),
            ]);

        sheet.Heading("Self-rated health");
        AddScores(sheet);
        sheet.Heading("TOPs by month");
        sheet.Table(
            "Tops_by_month",
            [
                new("Month", Format.Month),
                .. Compliance.SelectMany(top => (TableColumn[])[new($"{top.Name}, due", Format.Whole), new($"{top.Name}, in time", Format.Percent)]),
            ],
            [.. _data.Months.Select(m => (Cell[])
            [
                Cell.Month(m.Cut),
                .. Compliance.Select(top => Find(top.Measure, PeriodKind.Month, figures: m)).SelectMany(f => (Cell[])[f?.D, f?.Value]),
            ])])
            .Chart(new Chart(ChartKind.Line, "TOPs done in time", "Month", [.. Compliance.Select(top => (Series)$"{top.Name}, in time")])
            {
                Unit = "Share of the episodes due in the month",
                Maximum = 1,
            });
    }

    private void AddUse(Sheet sheet)
    {
        sheet.Table(
            "Use_at_review",
            [
                "Substance", new("Used at start", Format.Whole), .. UseAtReview.Select(u => new TableColumn(u.Name, Format.Whole)),
                .. UseAtReview.Select(u => new TableColumn($"{u.Name}, share", Format.Percent)),
            ],
            [.. Substances.Select(substance =>
            {
                var bands = UseAtReview.Select(u => Find(substance.Measure, PeriodKind.RollingTwelve, u.Breakdown)).ToList();
                return (Cell[])
                    [substance.Name, bands[0]?.D, .. bands.Select(b => (Cell)b?.N), .. bands.Select(b => (Cell)b?.Value)];
            })])
            .Chart(new Chart(
                ChartKind.StackedBar, "Use at review", "Substance", [.. UseAtReview.Select(u => (Series)$"{u.Name}, share")])
            {
                Unit = "Share of journeys with use at start, rolling 12 months",
                Maximum = 1,
                Place = ChartPlace.Below,
            });
        sheet.Note("Journeys, rolling 12 months. Abstinent: no use in the 28 days before review. Improved and deteriorated: fewer or more "
            + "days of use, by the reliable change of the substance or more (Contents); unchanged: by less.");
    }

    private void AddScores(Sheet sheet)
    {
        sheet.Table(
            "Self_rated",
            [
                "Score", new("Journeys", Format.Whole), new("Mean at start", Format.Decimal),
                new("Mean at review", Format.Decimal), new("Change", Format.Decimal),
            ],
            [.. Scores.Select(score =>
            {
                var start = Find(score.Measure, PeriodKind.RollingTwelve, "start");
                var review = Find(score.Measure, PeriodKind.RollingTwelve, "review");
                return (Cell[])[score.Name, start?.D, start?.Value, review?.Value, review?.Value - start?.Value];
            })])
            .Chart(new Chart(ChartKind.Bar, "Self-rated health", "Score", "Mean at start", "Mean at review")
            {
                Unit = "Mean score from 0 (poor) to 20 (good), rolling 12 months",
                Maximum = 20,
            });
        sheet.Note("Journeys with both scores, rolling 12 months. 0 is poor, 20 is good.");
    }
}
