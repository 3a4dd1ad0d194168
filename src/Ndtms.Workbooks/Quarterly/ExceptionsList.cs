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
        var partnerships = Partnerships(data, area);
        var wholes = all.Where(p => (p.Target.Level == area.Level && p.Target.Area == area.Code)
            || (area.Level == AreaLevel.England && p.Target.Level == AreaLevel.Region)).ToList();

        var sheet = book.AddSheet("Exceptions", "Partnerships with sustained poor performance against targets");
        sheet.Title("Exceptions", subtitle);
        sheet.Text($"Targets that were red (progress under 90%) in {Performance.SustainedMonths} or more consecutive months up to "
            + $"{Wording.Month(data.Cut)}. Earlier months are calculated from current data. The last column says whether the difference from England is "
            + $"{ChanceVariation.Explained} for an area of that size.");
        sheet.Heading("Partnerships");
        Add(sheet, "Exceptions", partnerships, data, NoneOf(data, area));
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
                    new("Compared with England", $"Within the 95% limits around England's share, the difference is {ChanceVariation.Explained} for an area of that "
                        + "size. It is on the list all the same, because its target has been missed month after month."),
                    new("Limits", Wording.Limits),
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

    /// <param name="withAreas">Whether rows name their areas.</param>
    /// <param name="withLimits">Whether the limits stand beside the words about them.</param>
    internal static IReadOnlyList<TableColumn> Columns(bool withAreas, bool withLimits) =>
    [
        .. withAreas ? new TableColumn[] { "Region", "Partnership" } : [],
        "Measure", "Counted", "Period", new("Target to date", Format.Whole), new("Value", Format.Whole), new("Numerator", Format.Whole),
        new("Denominator", Format.Whole), new("Progress", Format.Percent), "Band", new("Red since", Format.Month), new("Months", Format.Whole),
        new("England", Format.Percent), new("Rank in England", Format.Whole),
        .. withLimits
            ? new TableColumn[] { new("Lower 95%", Format.Percent), new("Upper 95%", Format.Percent), new("Lower 99.8%", Format.Percent), new("Upper 99.8%", Format.Percent) }
            : [],
        "Compared with England",
    ];

    internal static Cell[] Row(ReportData data, PoorPerformance poor, bool withLimits)
    {
        var target = poor.Target;
        var figure = data.Figures.Find(target.Key);
        return
        [
            target.Name, target.Unit, Wording.Short(target.Period), TargetRows.Planned(target, target.ToDate(data.Cut)), .. TargetRows.Reached(target, figure),
            TargetRows.Progress(target, figure, data.Cut), TargetRows.Standing(target, figure, data.Cut), Cell.Month(poor.Since), poor.Months,
            .. Compared(data, target, withLimits),
        ];
    }

    /// <summary>England's share, the rank among partnerships, the limits and the words; a count has no limits, and England none around itself.</summary>
    private static Cell[] Compared(ReportData data, Target target, bool withLimits)
    {
        var isShare = target is { OfShare: true, OfMean: false, Level: not AreaLevel.England };
        var (by, figure) = (Benchmarked.Of(target), data.Compared.Find(target.Key));
        var england = isShare ? by.FigureIn(data.Compared, AreaLevel.England, ReportArea.England.Code) : null;
        var rank = target.Level == AreaLevel.Partnership
            ? data.Comparisons.FirstOrDefault(c => c.By == by)?.Members.FirstOrDefault(m => m.Area.Code == target.Area)?.Rank
            : null;
        return
        [
            england?.Value, rank, .. withLimits ? ChanceVariation.LimitCells(figure, england) : [],
            isShare ? ChanceVariation.Words(figure, england, by.Better) : target.OfShare ? "" : "a count: no limits",
        ];
    }

    /// <summary>The exceptions among the partnerships of an area, by region.</summary>
    internal static List<PoorPerformance> Partnerships(ReportData data, ReportArea area) =>
    [
        .. Performance.SustainedPoor(data.Months, data.Targets).Where(p => p.Target.Level == AreaLevel.Partnership && area.Contains(data, p.Target.Area))
            .OrderBy(p => RegionName(data, p.Target), StringComparer.Ordinal),
    ];

    /// <summary>What is said where there are none.</summary>
    internal static string NoneOf(ReportData data, ReportArea area) => TargetsOf(data, AreaLevel.Partnership, area) == 0
        ? $"No targets for partnerships in {area.Name} have been loaded for {FinancialYear.Name(FinancialYear.Of(data.Cut))}."
        : $"No partnership in {area.Name} has a target {(data.Edition == Edition.Exact ? "" : "that is large enough to judge, ")}"
            + $"that has been red for {Performance.SustainedMonths} months or more.";

    internal static void Add(Sheet sheet, string name, List<PoorPerformance> list, ReportData data, string none, bool withLimits = true)
    {
        if (list.Count == 0)
        {
            sheet.Text(none);
            return;
        }

        sheet.Table(
            name, Columns(withAreas: true, withLimits),
            [.. list.Select(p => (Cell[])
            [
                RegionName(data, p.Target),
                p.Target.Level == AreaLevel.Partnership ? ReportArea.Of(data, AreaLevel.Partnership, p.Target.Area).Title : "All",
                .. Row(data, p, withLimits),
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
