using Ndtms.Core.DataSets;
using Ndtms.Core.Quality;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Feedback;

/// <summary>Completeness by field.</summary>
internal sealed class MissingValuesSheet(FeedbackView view) : ISheet
{
    public string Name => "Missing values";

    public string Purpose => "Completeness of the fields that the data set expects";

    public void Fill(Sheet sheet)
    {
        var fields = view.Feedback.Completeness;
        sheet.Title(Name, view.Subtitle);
        var trend = view.Feedback.Earlier.Select(e => (e.Received, e.Completeness)).Append((view.Feedback.Received, fields))
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
                    Unit = "Share of expected values supplied, by submission",
                    Height = 220,
                    Maximum = 1,
                });
        }

        sheet.Heading("By field");
        var before = trend.Count > 1 && view.Feedback.Earlier is [.., { Completeness.Count: > 0 } last]
            ? last.Completeness.ToDictionary(f => f.Header, StringComparer.Ordinal)
            : null;
        sheet.Table(
            "Missing_values",
            [
                new("Field") { Width = 44 }, "Column", "Record", new("Expected", Format.Whole), new("Missing", Format.Whole),
                new("Complete", Format.Percent),
                .. before is null ? (TableColumn[])[] : [new("Last submission", Format.Percent), new("Change", Format.Points)],
            ],
            [.. fields.Index().OrderBy(f => f.Item.Share ?? 2).ThenBy(f => f.Index).Select(f => Row(f.Item))],
            new TableOptions { Total = Total(fields, before is null ? null : view.Feedback.Earlier[^1].Completeness) });

        Cell[] Row(FieldCompleteness field) =>
        [
            field.Label, field.Header, FeedbackWords.Plural(field.Entity), field.Expected, field.Expected - field.Filled, Cell.Percent(field.Share),
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

    private static Cell Difference(double? now, double? before) =>
        Cell.Points(now is { } n && before is { } b ? (decimal)n - (decimal)b : default(decimal?));
}
