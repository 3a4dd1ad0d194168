using System.Globalization;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>The list of sustained poor performance among the partnerships of a region or of England: a workbook.</summary>
public static class ExceptionsList
{
    /// <summary>The name of a list's file: <c>exceptions-north-east-2012-03.xlsx</c>.</summary>
    public static string FileName(ReportArea area, DateOnly cut, Edition edition) =>
        string.Create(CultureInfo.InvariantCulture, $"exceptions-{area.Code}-{cut:yyyy-MM}{edition.Suffix()}.xlsx");

    /// <summary>England and every region that has an episode at the cut; each gets a list.</summary>
    public static IEnumerable<ReportArea> Areas(ReportData data) =>
        ReportArea.All(data).Where(a => a.Level is AreaLevel.Region or AreaLevel.England);

    /// <summary>Writes the list of an area; the same data gives the same bytes.</summary>
    /// <param name="data">The data of the cut.</param>
    /// <param name="area">England or a region.</param>
    /// <param name="stream">Where to; left open.</param>
    /// <exception cref="ArgumentException">The area is neither, or the edition is that for areas themselves.</exception>
    public static void Write(ReportData data, ReportArea area, Stream stream)
    {
        if (data.Edition == Edition.Own)
            throw new ArgumentException("A list of exceptions names many areas, and is no area's own.", nameof(data));
        if (area.Level is not (AreaLevel.Region or AreaLevel.England))
            throw new ArgumentException("A list of exceptions covers a region or England.", nameof(area));
        var subtitle = $"{area.Title}, {Wording.Month(data.Cut)}";
        var book = new Workbook($"Exceptions: {subtitle}") { RunId = data.RunId, Marking = Wording.Marking(data.Edition) };
        book.AddContents(data.Contents("List of exceptions: sustained poor performance", area));
        var all = Performance.SustainedPoor(data.Months, data.Targets);
        var partnerships = all.Where(p => p.Target.Level == AreaLevel.Partnership && area.Contains(data, p.Target.Area))
            .OrderBy(p => RegionName(data, p.Target), StringComparer.Ordinal).ToList();
        var wholes = all.Where(p => (p.Target.Level == area.Level && p.Target.Area == area.Code)
            || (area.Level == AreaLevel.England && p.Target.Level == AreaLevel.Region)).ToList();

        var sheet = book.AddSheet("Exceptions", "Partnerships with sustained poor performance against targets");
        sheet.Title("Exceptions", subtitle);
        sheet.Text($"Targets that were red (progress under 90%) in {Performance.SustainedMonths} or more consecutive months up to "
            + $"{Wording.Month(data.Cut)}. Earlier months are calculated from current data.");
        sheet.Heading("Partnerships");
        Add(sheet, "Exceptions", partnerships, data,
            TargetsOf(data, AreaLevel.Partnership, area) == 0
                ? $"No targets for partnerships in {area.Name} have been loaded for {FinancialYear.Name(FinancialYear.Of(data.Cut))}."
                : $"No partnership in {area.Name} has a target {(data.Edition == Edition.Exact ? "" : "that is large enough to judge, ")}"
                    + $"that has been red for {Performance.SustainedMonths} months or more.");
        if (wholes.Count > 0)
        {
            sheet.Heading(area.Level == AreaLevel.England ? "England and its regions as a whole" : $"{area.Name} as a whole");
            Add(sheet, "Exceptions_whole", wholes, data, "");
        }

        if (data.Edition != Edition.Exact)
            sheet.Note("A month with a figure that is too small to judge ends a run of red months.");
        var measures = partnerships.Concat(wholes).Select(p => p.Target.Measure).Distinct(StringComparer.Ordinal).ToList();
        book.AddNotes(
        [
            AreaNotes.Definitions(
                measures.Count == 0 ? "There are no measures on the list." : "Definitions are from the measure catalogue.",
                AreaNotes.Named(measures)),
            new("Terms")
            {
                Definitions =
                [
                    new("Target to date", "The year's profile at the month or, without one, baseline + (target - baseline) x months / 12."),
                    new("Progress", "Value / target to date; where lower is better, target to date / value."),
                    new("Red", "Progress under 90%."),
                    new("Red since", "The first month of the unbroken run of red months. It can be in an earlier year that has a target for "
                        + $"the same figure, and goes back at most {ReportData.TrendMonths} months."),
                ],
            },
            .. AreaNotes.Rounding(data.Edition),
            new("Known limits",
                "A month without a figure or without a target ends a run.",
                "All months are calculated from current data, so a partnership can leave or join the list as agencies correct their data.",
                "A figure far below target can be about very few people. Read it together with its value."),
        ]);
        book.Save(stream);
    }

    internal static IReadOnlyList<TableColumn> Columns(bool withAreas) =>
    [
        .. withAreas ? new TableColumn[] { "Region", "Partnership" } : [],
        "Measure", "Counted", "Period", new("Target to date", Format.Whole), new("Value", Format.Whole), new("Progress", Format.Percent),
        "Band", new("Red since", Format.Month), new("Months", Format.Whole),
    ];

    internal static Cell[] Row(ReportData data, PoorPerformance poor)
    {
        var target = poor.Target;
        var figure = data.Figures.Find(target.Key);
        return
        [
            target.Name, target.Unit, Wording.Name(target.Period),
            TargetRows.Planned(target, target.ToDate(data.Cut)), TargetRows.Value(target, figure),
            TargetRows.Progress(target, figure, data.Cut), TargetRows.Standing(target, figure, data.Cut), Cell.Month(poor.Since), poor.Months,
        ];
    }

    private static void Add(Sheet sheet, string name, List<PoorPerformance> list, ReportData data, string none)
    {
        if (list.Count == 0)
        {
            sheet.Text(none);
            return;
        }

        sheet.Table(
            name, Columns(withAreas: true),
            [.. list.Select(p => (Cell[])
            [
                RegionName(data, p.Target),
                p.Target.Level == AreaLevel.Partnership ? ReportArea.Of(data, AreaLevel.Partnership, p.Target.Area).Title : "All",
                .. Row(data, p),
            ])],
            new TableOptions { FrozenColumns = 2 });
    }

    private static string RegionName(ReportData data, Target target) => target.Level switch
    {
        AreaLevel.Partnership => data.RegionNameOf(target.Area),
        AreaLevel.Region => data.Book.Areas.Region(target.Area)?.Name ?? "",
        _ => "England",
    };

    private static int TargetsOf(ReportData data, AreaLevel level, ReportArea area) => data.Targets.Targets
        .Count(t => t.Level == level && t.Year == FinancialYear.Of(data.Cut) && area.Contains(data, t.Area));
}
