using Ndtms.Core.Intake;
using Ndtms.Core.Quality;
using Ndtms.Workbooks.Writing;
using Cell = Ndtms.Workbooks.Writing.Cell;

namespace Ndtms.Workbooks.Feedback;

/// <summary>TOPs overdue, due and completed.</summary>
internal sealed class TopSheet(FeedbackView view, IReadOnlyList<ExpectedTop> tops, SubmissionFacts facts) : ISheet
{
    public string Name => "TOP";

    public string Purpose => "Treatment Outcomes Profiles by client: overdue, due and completed";

    /// <summary>Adds the sheet if the content of the file is available.</summary>
    public static void AddTo(Workbook workbook, FeedbackView view)
    {
        if (view.Feedback is { Tops: { } tops, Facts: { } facts })
            workbook.Add(new TopSheet(view, tops, facts));
    }

    public void Fill(Sheet sheet)
    {
        sheet.Title(Name, view.Subtitle);
        sheet.Text($"As of {Wording.Day(facts.To)}, the last day of the window. Notes explains who should have a TOP, and when.");
        sheet.Heading("Totals");
        sheet.Table(
            "TOP_totals",
            [
                "Occasion", new("Overdue", Format.Whole), new("Due", Format.Whole), new("Completed", Format.Whole), new("Completed, of completed and overdue", Format.Percent),
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
                "Status", "CLIENTID", "EPISODID", "Occasion", new("Due by", Format.Date), new("Completed on", Format.Date), new("Days overdue", Format.Whole),
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
}
