using System.Globalization;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>The table of actions to fill in at the meeting.</summary>
/// <param name="view">The pack.</param>
/// <param name="plan">The sheet of targets, filled already: its measures are those that an action can be linked to.</param>
internal sealed class ActionsSheet(QuarterlyView view, PlanSheet plan) : ISheet
{
    /// <summary>Rows left free for the meeting.</summary>
    private const int BlankActions = 12;

    private const int Columns = 7;

    public string Name => ReviewActions.SheetName;

    public string Purpose => "Actions agreed at the meeting";

    public void Fill(Sheet sheet)
    {
        sheet.Title(sheet.Name, view.Subtitle);
        sheet.Text("Fill in this table at the meeting and save the file. If the pack is made again, its table is kept. The next pack carries it over if this "
            + "file is in the folder of earlier packs.");
        if (view.Actions.Count > 0)
            sheet.Text($"{Wording.Count(view.Actions.Count, "action")} {(view.Actions.Count == 1 ? "is" : "are")} carried over from the table as it was last saved.");
        sheet.Heading("Actions");
        sheet.Table(
            "Actions",
            [
                new("Action") { Width = 62 }, new(ReviewActions.MeasureHeader) { Width = 38, ChoicesFrom = plan.Targets?.Values("Measure") },
                new("Priority") { Width = 11, Choices = ReviewActions.Priorities }, new("Owner") { Width = 24 },
                new("Raised", Format.Date) { Width = 13, TakesDays = true }, new("Due", Format.Date) { Width = 13, TakesDays = true },
                new("Status") { Width = 15, Choices = ReviewActions.Statuses },
            ],
            [
                .. view.Actions.Select(a => (Cell[])[a.Action, a.Measure, a.Priority, a.Owner, DayOrText(a.Raised), DayOrText(a.Due), a.Status]),
                .. Enumerable.Range(0, BlankActions).Select(_ => new Cell[Columns]),
            ],
            new TableOptions { RowHeight = 24 });
    }

    /// <summary>A day as a date, whatever else was entered as it is.</summary>
    private static Cell DayOrText(string entered) =>
        DateOnly.TryParseExact(entered, "dd/MM/yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year >= 1900 ? day : entered;
}
