using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>The area's targets, and progress towards them.</summary>
internal sealed class PlanSheet(QuarterlyView view) : ISheet
{
    public string Name => "Plan against progress";

    public string Purpose => "Each target for the year: the figure and the target to date";

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

        sheet.AddTargets(view, "Targets", targets);
        foreach (var (i, target) in targets.Index())
            AddTrajectory(sheet, $"Trajectory_{i + 1}", target, year);
    }

    /// <summary>The year's plan by month, and the figure to date.</summary>
    private void AddTrajectory(Sheet sheet, string name, Target target, int year)
    {
        var title = target.Name;
        var unit = $"{target.Unit}, {Wording.Name(target.Period).ToLowerInvariant()}";
        var format = TargetRows.FormatOf(target);
        sheet.Heading($"{title}, {Wording.Name(target.Period).ToLowerInvariant()}");
        var months = Enumerable.Range(1, Target.Months).Select(i => new DateOnly(year, 4, 1).AddMonths(i).AddDays(-1))
            .Select(end => (End: end, Plan: target.ToDate(end), Figure: At(end)?.Find(target.Key))).ToList();
        sheet.Table(
            name,
            [new("Month", Format.Month), new("Plan", format), new("Figure", format)],
            [.. months.Select(m => (Cell[])[Cell.Month(m.End), TargetRows.Planned(target, m.Plan), TargetRows.Value(target, m.Figure)])])
            .Chart(new Chart(ChartKind.Line, title, "Month", "Figure", new Series("Plan", SeriesRole.Reference))
            {
                Unit = unit,
                Height = 240,
                Maximum = format == Format.Percent
                    ? QuarterlyTables.Top(months.SelectMany(m => (decimal?[])[m.Plan, TargetRows.ValueOf(target, m.Figure).Value]))
                    : null,
            });
    }

    private ShownFigures? At(DateOnly end) => view.Data.Months.FirstOrDefault(m => m.Cut == end);
}
