using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Feedback;

/// <summary>Episodes that are no longer in the file.</summary>
internal sealed class RemovedSheet(FeedbackView view) : ISheet
{
    private readonly IReadOnlyList<(string ClientId, string EpisodeId)> _removed = view.Feedback.Changes?.Removed ?? [];

    public string Name => "Removed";

    public string Purpose => "Episodes in earlier data that are no longer in the file";

    /// <summary>The sheet's first cell, once it is filled; null: there is no such sheet.</summary>
    public Place? Top { get; private set; }

    /// <summary>Adds the sheet if episodes were removed.</summary>
    public void AddTo(Workbook workbook)
    {
        if (_removed.Count > 0)
            workbook.Add(this);
    }

    public void Fill(Sheet sheet)
    {
        Top = sheet.Top;
        sheet.Title(Name, view.Subtitle);
        sheet.Text("These episodes are in earlier data for the file's window, but not among the records accepted from the file: they were left "
            + "out or rejected. If they should count, correct them in your system and send the whole file again.");
        sheet.Gap();
        sheet.Table(
            "Removed_episodes", ["CLIENTID", "EPISODID"],
            [
                .. _removed.OrderBy(e => e.ClientId, StringComparer.Ordinal).ThenBy(e => e.EpisodeId, StringComparer.Ordinal)
                    .Select(e => new Cell[] { e.ClientId, e.EpisodeId }),
            ]);
    }
}
