using Ndtms.Core.Quality;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Feedback;

/// <summary>What each agency of a partnership sent.</summary>
internal sealed class AgenciesSheet(PartnershipView view) : ISheet
{
    public string Name => "Agencies";

    public string Purpose => "Each agency's submissions, timeliness and data-quality score";

    public void Fill(Sheet sheet)
    {
        sheet.Title(Name, view.Subtitle);
        sheet.Text($"{view.Sent.Count} of {Wording.Count(view.Feedback.Agencies.Count, "agency", "agencies")} sent a file for the month.");
        sheet.Gap();
        sheet.Table(
            "Agencies",
            [
                "Agency", "Code", new("Received", Format.Date), new("Deadline", Format.Date), new("In time") { Width = 18 },
                new("Days late", Format.Whole), new("Submissions", Format.Whole),
                new("Outcome") { Width = 22 }, new("Records read", Format.Whole), new("Rejected", Format.Whole),
                new("With a warning", Format.Whole), new("Score out of 100", Format.Decimal),
            ],
            [.. view.Feedback.Agencies.Select(Row)]);
        AddScores(sheet);

        Cell[] Row(AgencyFeedback agency) => agency.Last is not { } last
            ? [agency.Name, agency.Code, Cell.Blank, .. Timeliness(agency), 0, "No file received", Cell.Blank, Cell.Blank, Cell.Blank, Cell.Blank]
            : [agency.Name, agency.Code, last.Received, .. Timeliness(agency), last.Number, last.Verdict.ToString(), .. Records(last)];
    }

    /// <summary>The scores of each agency's last submissions.</summary>
    private void AddScores(Sheet sheet)
    {
        var most = view.Feedback.Agencies.Max(a => a.Scores.Count);
        if (most < 2)
            return;
        sheet.Heading($"Score of the last {most} submissions");
        var columns = Enumerable.Range(1, most).Select(i => i == most ? "Latest" : $"{most - i} before").ToList();
        var rows = view.Feedback.Agencies.Where(a => a.Scores.Count > 0).Select(a => (Cell[])
        [
            a.Name, a.Code, .. Enumerable.Repeat(Cell.Blank, most - a.Scores.Count), .. a.Scores.Select(s => QualityCells.Score(s.Score)), Cell.Blank,
        ]).ToList();
        var table = sheet.Table(
            "Score_trend", ["Agency", "Code", .. columns.Select(c => new TableColumn(c, Format.Decimal)), new("Trend") { Width = 16 }], rows,
            new TableOptions { RowHeight = 18 });
        for (var i = 0; i < rows.Count; i++)
            rows[i][^1] = Cell.Trend(table.Values(i, columns[0], columns[^1]));
        sheet.Note("Score out of 100 of each agency's last submissions, whatever month they are for.");
    }

    /// <summary>Records read, rejected and with a warning, and the score.</summary>
    private static Cell[] Records(SubmissionCounts last) =>
    [
        last.Counts.Sum(c => (long)c.Read), last.Counts.Sum(c => (long)c.Rejected), last.Counts.Sum(c => (long)c.Warned),
        QualityScore.Of(last.Counts) is { } known ? QualityCells.Score(known) : Cell.Blank,
    ];

    /// <summary>The deadline, whether the file was in time, and the days late.</summary>
    private static Cell[] Timeliness(AgencyFeedback agency) => agency switch
    {
        { Deadline: null } => [Cell.Blank, "Not due", Cell.Blank],
        { Deadline: { } deadline, Accepted: null } => [deadline, "No file accepted", Cell.Blank],
        { Deadline: { } deadline, Accepted: { } day } when day <= deadline => [deadline, "Yes", Cell.Blank],
        { Deadline: { } deadline, Accepted: { } day } => [deadline, "No", day.DayNumber - deadline.DayNumber],
    };
}
