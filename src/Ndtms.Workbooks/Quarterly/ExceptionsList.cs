using System.Globalization;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>The list of sustained poor performance, of a region's partnerships or of all: a workbook.</summary>
public static class ExceptionsList
{
    /// <summary>The name of a list's file: <c>exceptions-north-east-2012-03.xlsx</c>.</summary>
    public static string FileName(ReportArea area, DateOnly cut) =>
        string.Create(CultureInfo.InvariantCulture, $"exceptions-{area.Code}-{cut:yyyy-MM}.xlsx");

    /// <summary>England and every region that has an episode at the cut: whoever gets a list.</summary>
    public static IEnumerable<ReportArea> Areas(ReportData data) =>
        ReportArea.All(data).Where(a => a.Level is AreaLevel.Region or AreaLevel.England);

    /// <summary>Writes the list of an area; the same data gives the same bytes.</summary>
    /// <param name="data">The data of the cut.</param>
    /// <param name="area">England or a region.</param>
    /// <param name="stream">Where to; left open.</param>
    /// <exception cref="ArgumentException">The area is neither.</exception>
    public static void Write(ReportData data, ReportArea area, Stream stream)
    {
        if (area.Level is not (AreaLevel.Region or AreaLevel.England))
            throw new ArgumentException("A list of exceptions is of a region or of England.", nameof(area));
        var subtitle = $"{area.Title}, {Wording.Month(data.Cut)}";
        var book = new Workbook($"Exceptions: {subtitle}") { Footer = $"Run {data.RunId}" };
        book.AddContents(AreaReport.ContentsOf(data, "List of exceptions: sustained poor performance", area.Title));
        var all = Performance.SustainedPoor(data.Months, data.Targets);
        var partnerships = all.Where(p => p.Target.Level == AreaLevel.Partnership && IsIn(data, area, p.Target.Area))
            .OrderBy(p => RegionName(data, p.Target), StringComparer.Ordinal).ToList();
        var wholes = all.Where(p => (p.Target.Level == area.Level && p.Target.Area == area.Code)
            || (area.Level == AreaLevel.England && p.Target.Level == AreaLevel.Region)).ToList();

        var sheet = book.AddSheet("Exceptions", "Partnerships whose figures stay far below target");
        sheet.Title("Exceptions", subtitle);
        sheet.Text($"Targets that were red (progress under 90 %) in {Performance.SustainedMonths} consecutive months or more, "
            + $"{Wording.Month(data.Cut)} being the last of them. Months before it are reckoned from today's data.");
        sheet.Heading("Partnerships");
        Add(sheet, "Exceptions", partnerships, data,
            TargetsOf(data, AreaLevel.Partnership, area) == 0
                ? $"No target of a partnership of {area.Name} is held for {FinancialYear.Name(FinancialYear.Of(data.Cut))}, so that none can be missed."
                : $"No partnership of {area.Name} has a target {(data.Mode == DisclosureMode.None ? "that" : "whose figures may be shown and that")} has been red for {Performance.SustainedMonths} months or more.");
        if (wholes.Count > 0)
        {
            sheet.Heading(area.Level == AreaLevel.England ? "England and its regions as a whole" : $"{area.Name} as a whole");
            Add(sheet, "Exceptions_whole", wholes, data, "");
        }

        if (data.Mode != DisclosureMode.None)
            sheet.Note("A month whose figure may not be shown ends a run of red months: nobody is named for what cannot be shown.");
        var words = partnerships.Concat(wholes).Select(p => p.Target.Measure).Distinct(StringComparer.Ordinal).ToList();
        book.AddNotes(
            new("Definitions", words.Count == 0 ? "There is no measure on the list." : "Every definition is that of the measure catalogue.")
            {
                Definitions = Definitions(words),
            },
            new("Terms")
            {
                Definitions =
                [
                    new("Target to date", "The year's profile at the month or, without one, baseline + (target - baseline) x months / 12."),
                    new("Progress", "Value / target to date; where less is better, target to date / value."),
                    new("Red", "Progress under 90 %."),
                    new("Red since", "The first month of the unbroken run of red months. It goes back into the year before where that has a "
                        + $"target for the same figure, and at most {ReportData.TrendMonths} months."),
                ],
            },
            new("Known limits",
                "A month without a figure or without a target ends a run.",
                "All months are reckoned from the data held today: a partnership can leave the list, or come onto it, as agencies correct their data.",
                "What is far below target may be few people: read the value beside it."));
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

    /// <summary>What measures are, by their names on the sheets.</summary>
    internal static IReadOnlyList<Definition> Definitions(IEnumerable<string> measures) =>
    [
        .. measures.Distinct(StringComparer.Ordinal).Select(Catalogue.Find).OfType<Measure>()
            .Select(m => new Definition(m.Name, m.Explained, $"{m.Id} ({m.Unit.ToString().ToLowerInvariant()})")),
    ];

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
        AreaLevel.Partnership => data.Book.Areas.Region(data.Book.Areas.Partnership(target.Area)?.Region)?.Name ?? "",
        AreaLevel.Region => data.Book.Areas.Region(target.Area)?.Name ?? "",
        _ => "England",
    };

    private static bool IsIn(ReportData data, ReportArea area, string partnership) =>
        area.Level == AreaLevel.England || data.Book.Areas.Partnership(partnership)?.Region == area.Code;

    private static int TargetsOf(ReportData data, AreaLevel level, ReportArea area) => data.Targets.Targets
        .Count(t => t.Level == level && t.Year == FinancialYear.Of(data.Cut) && IsIn(data, area, t.Area));
}
