using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>The area's targets, and how far the figures have come.</summary>
internal sealed class PlanSheet(QuarterlyView view) : ISheet
{
    public string Name => "Plan against progress";

    public string Purpose => "Each target of the year: where the figure is, and where it should be";

    public void Fill(Sheet sheet)
    {
        var year = FinancialYear.Of(view.Data.Cut);
        sheet.Begin(view, "Progress is the value by the target to date; where less is better it is turned round. Green is 100 % or more, amber 90 % or "
            + "more, red below. The target to date follows the year's profile or, without one, a straight line from the baseline.");
        var targets = view.Targets;
        sheet.Heading($"Targets of {FinancialYear.Name(year)}");
        if (targets.Count == 0)
        {
            sheet.Text($"No target of {view.Area.Name} for {FinancialYear.Name(year)} is held.");
            return;
        }

        sheet.AddTargets(view, "Targets", targets);
        foreach (var (i, target) in targets.Index())
            AddTrajectory(sheet, $"Trajectory_{i + 1}", target, year);
        if (view.Data.Mode == DisclosureMode.Suppress && targets.Any(t => t.Period is PeriodKind.RollingTwelve or PeriodKind.YearToDate))
            sheet.Note("Figures of more than one month are shown at the ends of quarters only: month by month they could give small counts away.");
    }

    /// <summary>The year's plan, month by month, and the figure as far as it goes.</summary>
    private void AddTrajectory(Sheet sheet, string name, Target target, int year)
    {
        var title = target.Name;
        var unit = $"{target.Unit}, {Wording.Name(target.Period).ToLowerInvariant()}";
        var format = TargetRows.FormatOf(target);
        sheet.Heading($"{title}, {Wording.Name(target.Period).ToLowerInvariant()}");
        var months = Enumerable.Range(1, Target.Months).Select(i => new DateOnly(year, 4, 1).AddMonths(i).AddDays(-1))
            .Select(end => (End: end, Plan: target.ToDate(end), Figure: MayShowAt(target, end) ? At(end)?.Find(target.Key) : null)).ToList();
        sheet.Table(
            name,
            [new("Month", Format.Month), new("Plan", format), new("Figure", format)],
            [.. months.Select(m => (Cell[])[Cell.Month(m.End), TargetRows.Planned(target, m.Plan), TargetRows.Value(target, m.Figure)])])
            .Chart(new Chart(ChartKind.Line, title, "Month", "Figure", new Series("Plan", SeriesRole.Reference))
            {
                Unit = unit,
                Height = 240,
                Maximum = format == Format.Percent ? QuarterlyTables.Top(months.SelectMany(m => (decimal?[])[m.Plan, TargetRows.ValueOf(target, m.Figure).Value])) : null,
            });
    }

    /// <summary>Small counts are guarded against subtraction over time at the ends of quarters, and month by month for single months.</summary>
    private bool MayShowAt(Target target, DateOnly end) => view.Data.Mode != DisclosureMode.Suppress || Quarters.IsEnd(end)
        || target.Period is PeriodKind.Month or PeriodKind.Quarter;

    private ShownFigures? At(DateOnly end) => view.Data.Months.FirstOrDefault(m => m.Cut == end);
}
