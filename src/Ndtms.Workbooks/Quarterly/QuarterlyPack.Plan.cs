using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

public sealed partial class QuarterlyPack
{
    private void AddPlan(Sheet sheet)
    {
        var year = FinancialYear.Of(_data.Cut);
        Begin(sheet, "Progress is the value by the target to date; where less is better it is turned round. Green is 100 % or more, amber 90 % or "
            + "more, red below. The target to date follows the year's profile or, without one, a straight line from the baseline.");
        var targets = TargetsOfArea();
        sheet.Heading($"Targets of {FinancialYear.Name(year)}");
        if (targets.Count == 0)
        {
            sheet.Text($"No target of {_area.Name} for {FinancialYear.Name(year)} is held.");
            return;
        }

        AddTargets(sheet, "Targets", targets);
        foreach (var (i, target) in targets.Index())
            AddTrajectory(sheet, $"Trajectory_{i + 1}", target, year);
        if (_data.Mode == DisclosureMode.Suppress && targets.Exists(t => t.Period is PeriodKind.RollingTwelve or PeriodKind.YearToDate))
            sheet.Note("Figures of more than one month are shown at the ends of quarters only: month by month they could give small counts away.");
    }

    private void AddTargets(Sheet sheet, string name, List<Target> targets)
    {
        _shown.AddRange(targets.Select(t => t.Measure));
        sheet.Table(
            name,
            [
                "Measure", "Counted", "Period", "Aim", new("Baseline", Format.Whole), new("Target of the year", Format.Whole),
                new("Target to date", Format.Whole), new("Value", Format.Whole), new("Progress", Format.Percent), "Band",
            ],
            [.. targets.Select(t => (Cell[])
            [
                t.Name, t.Unit, Wording.Name(t.Period), t.LessIsBetter ? "Less is better" : "More is better",
                TargetRows.Planned(t, t.Baseline), TargetRows.Planned(t, t.Goal), TargetRows.Planned(t, t.ToDate(_data.Cut)), .. Reached(t),
            ])],
            new TableOptions { FrozenColumns = 1 });
    }

    private Cell[] Reached(Target target)
    {
        var figure = _data.Figures.Find(target.Key);
        return
        [
            TargetRows.Value(target, figure), TargetRows.Progress(target, figure, _data.Cut), TargetRows.Standing(target, figure, _data.Cut),
        ];
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
                Maximum = format == Format.Percent ? Top(months.SelectMany(m => (decimal?[])[m.Plan, TargetRows.ValueOf(target, m.Figure).Value])) : null,
            });
    }

    private ShownFigures? At(DateOnly end) => _data.Months.FirstOrDefault(m => m.Cut == end);

    /// <summary>Small counts are guarded against subtraction over time at the ends of quarters, and month by month for single months.</summary>
    private bool MayShowAt(Target target, DateOnly end) => _data.Mode != DisclosureMode.Suppress || Quarters.IsEnd(end)
        || target.Period is PeriodKind.Month or PeriodKind.Quarter;
}
