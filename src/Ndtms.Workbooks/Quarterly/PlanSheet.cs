using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>The area's targets, and progress towards them.</summary>
internal sealed class PlanSheet(QuarterlyView view) : ISheet
{
    public string Name => "Plan against progress";

    public string Purpose => "Each target for the year: the figure and the target to date";

    /// <summary>The table of targets, once the sheet is filled; null: there are none.</summary>
    public Table? Targets { get; private set; }

    public void Fill(Sheet sheet)
    {
        var year = FinancialYear.Of(view.Data.Cut);
        sheet.Begin(view, "Progress is the value divided by the target to date or, where lower is better, the target to date divided by the value. Green "
            + "is 100% or more, amber 90% or more, red under 90%. The target to date follows the year's profile or, without one, a straight "
            + "line from the baseline.");
        var targets = view.Targets;
        sheet.Heading($"Targets for {FinancialYear.Name(year)}");
        if (targets.Count == 0)
        {
            sheet.Text($"No targets for {view.Area.Name} in {FinancialYear.Name(year)} have been loaded.");
            return;
        }

        Targets = sheet.AddTargets(view, "Targets", targets);
        sheet.Heading("Plan and figure by month");
        sheet.Note("Each figure covers the period of its target, up to the end of the month. Axes show the range of the figures and need not begin at 0.");
        var slots = sheet.ChartRows(targets.Count, 3, 205);
        sheet.NotPrinted("The numbers behind the charts");
        foreach (var (i, target) in targets.Index())
            AddTrajectory(sheet, $"Trajectory_{i + 1}", target, year, slots[i]);
    }

    /// <summary>The year's plan by month, and the figure to date.</summary>
    private void AddTrajectory(Sheet sheet, string name, Target target, int year, ChartSlot slot)
    {
        var format = TargetRows.FormatOf(target);
        sheet.Heading($"{target.Name}, {Wording.Name(target.Period).ToLowerInvariant()}");
        var months = Enumerable.Range(1, Target.Months).Select(i => new DateOnly(year, 4, 1).AddMonths(i).AddDays(-1))
            .Select(end => (End: end, Plan: target.ToDate(end), Figure: At(end)?.Find(target.Key))).ToList();
        sheet.Table(
            name,
            [new("Month", Format.Month), new("Plan", format), new("Figure", format), new("Numerator", Format.Whole), new("Denominator", Format.Whole)],
            [
                .. months.Select(m => (Cell[])
                    [Cell.Month(m.End), TargetRows.Planned(target, m.Plan), .. TargetRows.Reached(target, m.Figure)]),
            ])
            .Chart(
                new Chart(ChartKind.Line, target.Name, "Month", "Figure", new Series("Plan", SeriesRole.Reference))
                {
                    Unit = $"{target.Unit}, {Wording.Short(target.Period).ToLowerInvariant()}{(target.LessIsBetter ? "; lower is better" : "")}",
                    Closely = true,
                },
                slot);
    }

    private ShownFigures? At(DateOnly end) => view.Data.Months.FirstOrDefault(m => m.Cut == end);
}
