using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>The table that the meeting fills in.</summary>
internal sealed class ActionsSheet(QuarterlyView view) : ISheet
{
    /// <summary>Rows left free for the meeting.</summary>
    private const int BlankActions = 12;

    public string Name => ReviewActions.SheetName;

    public string Purpose => "What the meeting agrees on";

    public void Fill(Sheet sheet)
    {
        sheet.Title(sheet.Name, view.Subtitle);
        sheet.Text("To fill in at the meeting. The next pack carries over what stands in this table, if this file lies in the folder of last packs when it is made.");
        if (view.Actions.Count > 0)
            sheet.Text($"{Wording.Count(view.Actions.Count, "action")} {(view.Actions.Count == 1 ? "is" : "are")} carried over from the last pack.");
        sheet.Heading("Actions");
        sheet.Table(
            "Actions",
            [
                new(ReviewActions.Headers[0]) { Width = 70 }, new(ReviewActions.Headers[1]) { Width = 24 }, new(ReviewActions.Headers[2]) { Width = 16 },
                new(ReviewActions.Headers[3]) { Width = 24 },
            ],
            [
                .. view.Actions.Select(a => (Cell[])[a.Action, a.Owner, a.Due, a.Status]),
                .. Enumerable.Range(0, BlankActions).Select(_ => (Cell[])[Cell.Blank, Cell.Blank, Cell.Blank, Cell.Blank]),
            ],
            new TableOptions { RowHeight = 24 });
    }
}
