using System.Globalization;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Quality;
using Ndtms.Core.Validation;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

/// <content>Score, comparison with the last submission, effects on figures, TOPs and missing values.</content>
public sealed partial class FeedbackReport
{
    private const string ConfirmedMeans = "Warning, confirmed: checked and found correct; counts no more.";

    private bool HasEffects => _feedback.Completeness.Count > 0 && _issues.Any(i => i.Severity == Severity.Reject);

    /// <summary>Issues of a severity that count: confirmed warnings are told apart.</summary>
    private int Count(Severity severity) => _issues.Count(i => i.Severity == severity && !i.Confirmed);

    private void AddScore(Sheet sheet)
    {
        if (QualityScore.Of(_feedback.Counts) is not { } score)
            return;
        sheet.Heading("Data-quality score");
        var rows = new List<Cell[]> { new Cell[] { ((Cell)"This submission").Bold(), Cell.Blank, Rounded(score).Bold() } };
        if (_feedback.Earlier is [.., var last] && QualityScore.Of(last.Counts) is { } before)
            rows.Add(["The last submission", Cell.Blank, Rounded(before)]);
        AddMean(_feedback.Region, _feedback.RegionScore);
        AddMean("England", _feedback.EnglandScore);
        sheet.Table("Score", ["Whose", new("Agencies", Format.Whole), new("Score of 100", Format.Decimal)], rows);
        sheet.Note("100 less the share of records rejected, and less half the share of those with a warning; see Notes.");

        void AddMean(string? area, QualityMean? mean)
        {
            if (area is not null && mean is not null)
                rows.Add([$"{area}: mean of its agencies", mean.Agencies, Rounded(mean.Score)]);
        }
    }

    private void AddComparison(Sheet sheet)
    {
        if (_feedback.Earlier is not [.., var last])
            return;
        sheet.Heading("Against the last submission");
        sheet.Text($"The last submission was received on {Wording.Day(last.Received)}, for a window to {Wording.Day(last.WindowTo)}.");
        sheet.Gap();
        sheet.Table(
            "Comparison",
            ["What", new("Now", Format.Whole), new("Before", Format.Whole), new("Change", Format.Change)],
            [
                Row("Records read", c => c.Read), Row("Records rejected", c => c.Rejected), Row("Records with a warning", c => c.Warned),
                .. _feedback.Counts.OrderBy(c => c.Kind).Select(c => Compared(
                    $"{Plural(c.Kind)} read", c.Read, last.Counts.FirstOrDefault(b => b.Kind == c.Kind)?.Read ?? 0)),
                .. Severities.Select(s => Compared($"Issues: {Name(s).ToLowerInvariant()}", Count(s), last.Issues.GetValueOrDefault(s))),
            ]);

        Cell[] Row(string what, Func<EntityCount, int> count) => Compared(what, _feedback.Counts.Sum(count), last.Counts.Sum(count));

        static Cell[] Compared(string what, int now, int before) => [what, now, before, now - before];
    }

    private void AddChanges(Sheet sheet, Place? removed)
    {
        if (_feedback.Changes is not { } changes)
            return;
        var held = _feedback.Verdict == Verdict.Held;
        sheet.Heading(held ? "What would change, once confirmed" : "What changed");
        sheet.Table(
            "Changes",
            ["Episodes, against what was held before", new("Number", Format.Whole)],
            [
                ["Added: not held before", changes.Added], ["Changed: held with other content", changes.Changed],
                ["Unchanged", changes.Unchanged], ["Removed: held before, and no longer in the file", changes.Removed.Count],
            ]);
        if (removed is { } list)
            sheet.Link($"See the {Wording.Count(changes.Removed.Count, "episode")} {(held ? "that would be removed" : "removed")}", list);
    }

    private Place? AddRemoved(Workbook workbook)
    {
        if (_feedback.Changes is not { Removed: { Count: > 0 } removed })
            return null;
        var sheet = workbook.AddSheet("Removed", "Episodes that were held before and are no longer in the file");
        sheet.Title("Removed", _subtitle);
        sheet.Text("These episodes were held, belong to the file's window, and are not among what was accepted from it: they were left out or "
            + "rejected. If they should count, put them right in your system and send the whole file again.");
        sheet.Gap();
        sheet.Table(
            "Removed_episodes", ["CLIENTID", "EPISODID"],
            [
                .. removed.OrderBy(e => e.ClientId, StringComparer.Ordinal).ThenBy(e => e.EpisodeId, StringComparer.Ordinal)
                    .Select(e => new Cell[] { e.ClientId, e.EpisodeId }),
            ]);
        return sheet.Top;
    }

    /// <summary>"12 clients missing from effective treatment (12 months; 8 in the month)."</summary>
    private Cell Effect(string rule)
    {
        if (!_feedback.Effects.TryGetValue(rule, out var effects))
            return Cell.Blank;
        var words = EffectOnFigures.Measures.Select(measure =>
        {
            var year = Of(measure, PeriodKind.RollingTwelve);
            var month = Of(measure, PeriodKind.Month);
            return (year, month) switch
            {
                (0, 0) => null,
                (0, _) => $"{Wording.Count(month, "client")} missing from {Figure(measure)} in the month",
                _ => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Wording.Count(year, "client")} missing from {Figure(measure)} in 12 months, {month:#,##0} in the month"),
            };
        });
        return string.Join("; ", words.OfType<string>());

        int Of(string measure, PeriodKind period) => effects.FirstOrDefault(e => e.Measure == measure && e.Period == period)?.Persons ?? 0;

        static string Figure(string measure) => measure switch
        {
            "in-treatment" => "those in treatment",
            _ => measure.Replace('-', ' '),
        };
    }

    private void AddTops(Workbook workbook)
    {
        if (_feedback is not { Tops: { } tops, Facts: { } facts })
            return;
        var sheet = workbook.AddSheet("TOP", "Treatment Outcomes Profiles by client: overdue, due and done");
        sheet.Title("TOP", _subtitle);
        sheet.Text($"As of {Wording.Day(facts.To)}, the last day of the window; who should have a TOP, and when, is in Notes.");
        sheet.Heading("In all");
        sheet.Table(
            "TOP_totals",
            [
                "Occasion", new("Overdue", Format.Whole), new("Due", Format.Whole), new("Done", Format.Whole), new("Done, of all whose day has come", Format.Percent),
            ],
            [.. Enum.GetValues<TopOccasion>().Select(occasion =>
            {
                var of = tops.Where(t => t.Occasion == occasion).ToList();
                var (overdue, done) = (of.Count(t => t.Standing == TopStanding.Overdue), of.Count(t => t.Standing == TopStanding.Done));
                return new Cell[]
                {
                    occasion.ToString(), overdue, of.Count - overdue - done, done, Cell.Percent(overdue + done == 0 ? null : (double)done / (overdue + done)),
                };
            })]);
        sheet.Heading("By client");
        sheet.Table(
            "TOP_by_client",
            [
                "Standing", "CLIENTID", "EPISODID", "Occasion", new("Due by", Format.Date), new("Done on", Format.Date), new("Days overdue", Format.Whole),
            ],
            tops.OrderBy(t => t.Standing).ThenByDescending(t => t.DaysOverdue).ThenBy(t => t.DueBy).ThenBy(t => t.ClientId, StringComparer.Ordinal)
                .ThenBy(t => t.EpisodeId, StringComparer.Ordinal).ThenBy(t => t.Occasion)
                .Select(t => new Cell[]
                {
                    t.Standing.ToString(), t.ClientId, t.EpisodeId, t.Occasion.ToString(), t.DueBy, t.Done,
                    t.Standing == TopStanding.Overdue ? t.DaysOverdue : Cell.Blank,
                }).ToList(),
            new TableOptions { WhenEmpty = "No TOP is due" });
    }

    private void AddMissingValues(Workbook workbook)
    {
        var fields = _feedback.Completeness;
        if (fields.Count == 0)
            return;
        var sheet = workbook.AddSheet("Missing values", "How often the fields that the data set expects are filled");
        sheet.Title("Missing values", _subtitle);
        var trend = _feedback.Earlier.Select(e => (e.Received, e.Completeness)).Append((_feedback.Received, fields))
            .Where(t => Share(t.Item2) is not null).ToList();
        if (trend.Count > 1)
        {
            sheet.Heading("Trend");
            sheet.Table(
                "Completeness_trend",
                ["Received", new("Values expected", Format.Whole), new("Missing", Format.Whole), new("Complete", Format.Percent)],
                [.. trend.Select(t => new Cell[]
                {
                    DayText.Show(t.Item1), t.Item2.Sum(f => f.Expected), t.Item2.Sum(f => f.Expected - f.Filled),
                    Cell.Percent(Share(t.Item2)),
                })])
                .Chart(new Chart(ChartKind.Line, "Completeness of expected fields", "Received", "Complete")
                {
                    Unit = "Share of expected values that are filled, by submission",
                    Height = 220,
                    Maximum = 1,
                });
        }

        sheet.Heading("By field");
        var before = trend.Count > 1 && _feedback.Earlier is [.., { Completeness.Count: > 0 } last]
            ? last.Completeness.ToDictionary(f => f.Header, StringComparer.Ordinal)
            : null;
        sheet.Table(
            "Missing_values",
            [
                new("Field") { Width = 44 }, "Column", "Record", new("Expected", Format.Whole), new("Missing", Format.Whole),
                new("Complete", Format.Percent),
                .. before is null ? (TableColumn[])[] : [new("Last submission", Format.Percent), new("Change", Format.PercentChange)],
            ],
            [.. fields.Index().OrderBy(f => f.Item.Share ?? 2).ThenBy(f => f.Index).Select(f => Row(f.Item))],
            new TableOptions { Total = Total(fields, before is null ? null : _feedback.Earlier[^1].Completeness) });

        Cell[] Row(FieldCompleteness field) =>
        [
            field.Label, field.Header, Plural(field.Entity), field.Expected, field.Expected - field.Filled, Cell.Percent(field.Share),
            .. before is null ? (Cell[])[] : Compared(field, before.GetValueOrDefault(field.Header)),
        ];

        static Cell[] Compared(FieldCompleteness now, FieldCompleteness? before) =>
            [Cell.Percent(before?.Share), Difference(now.Share, before?.Share)];

        static Cell[] Total(IReadOnlyList<FieldCompleteness> now, IReadOnlyList<FieldCompleteness>? before) =>
        [
            "All", Cell.Blank, Cell.Blank, now.Sum(f => f.Expected), now.Sum(f => f.Expected - f.Filled), Cell.Percent(Share(now)),
            .. before is null ? (Cell[])[] : [Cell.Percent(Share(before)), Difference(Share(now), Share(before))],
        ];
    }

    private static double? Share(IReadOnlyList<FieldCompleteness> fields) =>
        fields.Sum(f => f.Expected) is > 0 and var expected ? (double)fields.Sum(f => f.Filled) / expected : null;

    /// <summary>Rounded as it is shown, so that no nought has a sign.</summary>
    private static Cell Difference(double? now, double? before) =>
        ((Cell)(now is { } n && before is { } b ? Math.Round((decimal)n - (decimal)b, 3) : (decimal?)null)).As(Format.PercentChange);

    private static Cell Rounded(double score) => Math.Round((decimal)score, 1, MidpointRounding.AwayFromZero);
}
