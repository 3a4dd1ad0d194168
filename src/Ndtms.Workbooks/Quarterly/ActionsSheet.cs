using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>The table of actions to fill in at the meeting.</summary>
internal sealed class ActionsSheet(QuarterlyView view) : ISheet
{
    /// <summary>Rows left free for the meeting.</summary>
    private const int BlankActions = 12;

    public string Name => ReviewActions.SheetName;

    public string Purpose => "Actions agreed at the meeting";

    public void Fill(Sheet sheet)
    {
        sheet.Title(sheet.Name, view.Subtitle);
        sheet.Text("Fill in this table at the meeting. Its actions are carried over to the next pack if this file is in the folder of earlier packs when the "
            + "next pack is made.");
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
