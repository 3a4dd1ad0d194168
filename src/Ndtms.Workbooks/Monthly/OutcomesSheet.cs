using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Monthly;

/// <summary>TOPs completed in time, and changes between them.</summary>
internal sealed class OutcomesSheet(MonthlyView view) : ISheet
{
    private static readonly (string Measure, string Name)[] Compliance =
        [("top-start", "Start"), ("top-review", "Review"), ("top-exit", "Exit")];

    private static readonly (string Measure, string Name)[] Substances = Named("alcohol", "opiates", "crack", "cocaine", "amphetamines", "cannabis");

    private static readonly (string Breakdown, string Name, Tone Tone)[] UseAtReview =
    [
        ("", "Abstinent", Tone.Best), ("improved", "Improved", Tone.Better), ("unchanged", "Unchanged", Tone.Neutral),
        ("deteriorated", "Deteriorated", Tone.Worse),
    ];

    private static readonly (string Measure, string Name)[] Scores = Named("psychological", "physical", "quality-of-life");

    private static readonly (string Measure, string Name)[] Problems =
    [
        ("outcome-injecting", "Injecting"), ("outcome-housing", "Housing problem"), ("outcome-work", "No paid work"),
    ];

    public string Name => "Outcomes";

    public string Purpose => "Treatment Outcomes Profiles completed in time, and changes between start and review";

    public void Fill(Sheet sheet)
    {
        sheet.Title(Name, view.Subtitle);
        sheet.Text("The Treatment Outcomes Profile (TOP) asks about the last 28 days at start, review and exit. Change compares a "
            + $"journey's first start TOP with its last review or exit TOP {view.Options.ReviewFromDays} to "
            + $"{Wording.Count(view.Options.ReviewToDays, "day")} later, and counts in the period of the later TOP.");
        sheet.Heading("TOPs completed in time");
        var slot = sheet.Table(
            "Tops",
            ["TOP", "Period", new("Due, episodes", Format.Whole), new("Completed, episodes", Format.Whole), new("Share", Format.Percent)],
            [
                .. from top in Compliance
                   from span in MonthlyView.Spans.Where(s => Catalogue.Find(top.Measure)!.Periods.Contains(s.Kind))
                   let figure = view.Find(top.Measure, span.Kind)
                   select (Cell[])[top.Name, span.Header, figure?.D, figure?.N, figure?.Value],
            ])
            .Slot(580, 180);
        sheet.Note($"Episodes for which the agency co-ordinates the TOP. Start and exit TOPs are in time within "
            + $"{Wording.Count(view.Options.TopWindowDays, "day")} before or after treatment start or discharge. Review TOPs are due for episodes "
            + $"open at the month's end after {Wording.Count(view.Options.TopReviewDays, "day")} or more in treatment, and in time if any TOP was "
            + $"completed in the last {Wording.Count(view.Options.TopReviewDays, "day")}.");

        sheet.Heading("Injecting, housing and work");
        sheet.Table(
            "Problems",
            [
                "Problem", "Period", new("At start, journeys", Format.Whole), new("Resolved at review, journeys", Format.Whole),
                new("Share", Format.Percent),
            ],
            [
                .. from problem in Problems
                   from span in MonthlyView.Spans
                   let figure = view.Find(problem.Measure, span.Kind)
                   select (Cell[])[problem.Name, span.Header, figure?.D, figure?.N, figure?.Value],
            ]);
        sheet.Note($"Housing problem: acute housing problem, or at risk of eviction. No paid work is resolved by {Wording.Count(view.Options.WorkDays, "day")} "
            + "or more of paid work in the 28 days before review.");
        sheet.Heading("Use at review of people who used at start");
        AddUse(sheet);
        sheet.Heading("Self-rated health");
        AddScores(sheet);
        sheet.NotPrinted("More periods, and the numbers behind the chart");
        sheet.Heading("Abstinent at review, by period");
        sheet.Table(
            "Abstinent",
            [
                "Substance",
                .. MonthlyView.Spans.SelectMany(s => (TableColumn[])
                    [
                    new($"{s.Header}, used at start", Format.Whole) { Width = 14 }, new($"{s.Header}, abstinent", Format.Percent) { Width = 14 },
                ]),
            ],
            [
                .. Substances.Select(substance => (Cell[])
                [
                    substance.Name,
                    .. MonthlyView.Spans.Select(s => view.Find(substance.Measure, s.Kind)).SelectMany(f => (Cell[])[f?.D, f?.Value]),
                ]),
            ]);
        sheet.Heading("TOPs by month");
        sheet.Table(
            "Tops_by_month",
            [
                new("Month", Format.Month),
                .. Compliance.SelectMany(top => (TableColumn[])[new($"{top.Name}, due", Format.Whole), new($"{top.Name}, in time", Format.Percent)]),
            ],
            [.. view.Data.Months.Select(m => (Cell[])
            [
                Cell.Month(m.Cut),
                .. Compliance.Select(top => view.At(m).Find(top.Measure, PeriodKind.Month)).SelectMany(f => (Cell[])[f?.D, f?.Value]),
            ])])
            .Chart(new Chart(ChartKind.Line, "TOPs completed in time", "Month", [.. Compliance.Select(top => (Series)$"{top.Name}, in time")])
            {
                Unit = "Share of the episodes due in the month",
                Maximum = 1,
            },
                slot);
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
                var bands = UseAtReview.Select(u => view.Find(substance.Measure, PeriodKind.RollingTwelve, u.Breakdown)).ToList();
                return (Cell[])
                    [substance.Name, bands[0]?.D, .. bands.Select(b => (Cell)b?.N), .. bands.Select(b => (Cell)b?.Value)];
            })])
            .Chart(new Chart(
                ChartKind.StackedBar, "Use at review", "Substance", [.. UseAtReview.Select(u => new Series($"{u.Name}, share") { Tone = u.Tone })])
            {
                Unit = "Share of journeys with use at start, rolling 12 months",
                Maximum = 1,
                Width = 520,
                Height = 210,
            });
        sheet.Note("Journeys, rolling 12 months. Abstinent: no use in the 28 days before review. Improved and deteriorated: fewer or more "
            + "days of use, by at least the substance's reliable change (see Contents). Unchanged: a smaller difference.");
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
                var start = view.Find(score.Measure, PeriodKind.RollingTwelve, "start");
                var review = view.Find(score.Measure, PeriodKind.RollingTwelve, "review");
                return (Cell[])[score.Name, start?.D, start?.Value, review?.Value, review?.Value - start?.Value];
            })])
            .Chart(new Chart(ChartKind.Bar, "Self-rated health", "Score", "Mean at start", "Mean at review")
            {
                Unit = "Mean score from 0 (poor) to 20 (good), rolling 12 months",
                Maximum = 20,
                Height = 165,
            });
        sheet.Note("Journeys with both scores, rolling 12 months. 0 is poor, 20 is good.");
    }

    private static (string Measure, string Name)[] Named(params string[] outcomes) =>
        [.. outcomes.Select(o => Catalogue.Get($"outcome-{o}")).Select(m => (m.Id, m.ShortName))];
}
