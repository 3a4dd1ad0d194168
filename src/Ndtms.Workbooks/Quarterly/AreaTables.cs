using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>Tables with a row for each part of a region or of England, and the whole as the total.</summary>
internal static class AreaTables
{
    /// <summary>Adds some figures of the quarter and their changes since the last.</summary>
    public static void AddByArea(this Sheet sheet, QuarterlyView view, string name, AreaLevel parts, params IReadOnlyList<TrendRow> rows)
    {
        view.Show(rows.Select(r => r.Measure));
        sheet.Table(
            name,
            [
                HeaderOf(parts),
                .. rows.SelectMany(r => (TableColumn[])
                [
                    new(r.Label, r.Format), .. r.Part == Part.Share ? new TableColumn[] { new($"{r.Label}: of", Format.Whole) } : [],
                    new($"{r.Label}: since last quarter", r.Part == Part.Share ? Format.Points : Format.Change),
                ]),
            ],
            [.. view.Area.Within(view.Data, parts).Select(area => (Cell[])[area.Title, .. Cells(view, rows, area)])],
            new TableOptions { Total = [view.Area.Name, .. Cells(view, rows, view.Area)], FrozenColumns = 1, WhenEmpty = "No figures" });
    }

    /// <summary>Adds what the young people's lead needs of each part: participation against the baseline, the two waits, planned exits and
    /// transitions, over 12 months.</summary>
    public static void AddYoungPeopleByArea(this Sheet sheet, QuarterlyView view, string name, AreaLevel parts)
    {
        (string Measure, string Header)[] shares =
        [
            ("yp-assessed-5-days", $"Assessed in {view.Options.AssessedWorkingDays} working days"),
            ("yp-treated-10-days", $"Treated in {view.Options.TreatedWorkingDays} working days"), ("planned-exits", "Planned exits"),
            ("yp-transitions", "Transitions to adult services"),
        ];
        view.Show(shares.Select(s => s.Measure).Prepend("in-treatment"));
        sheet.Table(
            name,
            [
                HeaderOf(parts), new("In treatment, people", Format.Whole), new("Baseline plus 50%", Format.Decimal), new("Variance", Format.PercentChange),
                .. shares.SelectMany(s => (TableColumn[])[new(s.Header, Format.Percent), new($"{s.Header}: of", Format.Whole)]),
            ],
            [.. view.Area.Within(view.Data, parts).Select(area => (Cell[])[area.Title, .. Row(area)])],
            new TableOptions { Total = [view.Area.Name, .. Row(view.Area)], FrozenColumns = 1, WhenEmpty = "No figures" });
        sheet.Note("12 months to the end of the quarter. Baseline plus 50%: the number in treatment in 2003/04 plus 50%; blank where no baseline has been loaded. "
            + "\"12 of 36\" after a share is its numerator and denominator.");

        Cell[] Row(ReportArea area)
        {
            var young = view.In(area).Of(Population.YoungPeople);
            var count = young.Find("in-treatment", PeriodKind.RollingTwelve);
            var needed = view.Data.Targets.BaselineOf(NationalIndicators.YoungPeople, area.Level, area.Code) is { } baseline
                ? NationalIndicators.Needed(baseline)
                : (decimal?)null;
            return
            [
                count?.N, needed,
                count is { IsCountTooSmallToJudge: true } && needed is not null ? Wording.TooSmallToJudge : needed > 0 ? (Shown?)((count?.N ?? default) / needed - 1m) : Cell.Blank,
                .. shares.Select(s => young.Find(s.Measure, PeriodKind.RollingTwelve)).SelectMany(f => (Cell[])[f?.Value, Wording.Parts(f)]),
            ];
        }
    }

    private static string HeaderOf(AreaLevel parts) => Wording.Sentence(parts.Name());

    private static IEnumerable<Cell> Cells(QuarterlyView view, IReadOnlyList<TrendRow> rows, ReportArea area) => rows.SelectMany(row =>
    {
        var (now, before) = (row.FigureIn(view.In(area)), row.FigureIn(view.In(area).At(view.QuarterEnds[^2])));
        return (Cell[])
        [
            row.CellOf(now), .. row.Part == Part.Share ? new Cell[] { Wording.Parts(now) } : [], row.ChangeOf(row.Of(now) - row.Of(before)),
        ];
    });
}
