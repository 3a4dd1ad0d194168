using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Monthly;

/// <summary>How figures for areas and months fit together.</summary>
internal sealed class ReconciliationSheet(MonthlyView view) : ISheet
{
    public string Name => "Reconciliation";

    public string Purpose => "How figures for areas add up, and how last month's figures relate to this month's";

    public void Fill(Sheet sheet)
    {
        sheet.Title(Name, view.Subtitle);
        sheet.Heading("How areas add up");
        sheet.Text("A person counts once in each area. A person who was treated by two agencies, or lived in two partnerships in the period, is in "
            + "the figures for both. A larger area counts that person once, so the total of its parts is higher than its own figure.");
        if (view.Data.Edition != Edition.Exact)
            sheet.Text("Rounded numbers need not add up: differences are due to rounding too.");
        sheet.Gap();
        var sums = Sums().ToList();
        sheet.Table(
            "Sums",
            [
                "Parts", "Measure", "Period",
                new("Total of the parts, people", Format.Whole), new("Counted once, people", Format.Whole),
                new("Difference, people", Format.Change), new("Reason") { Width = 85 },
            ],
            [.. sums.Select(s => (Cell[])[s.Parts, s.Measure, s.Period, s.Sum, s.Once, s.Sum - s.Once, s.Why])]);

        var before = new DateOnly(view.Data.Cut.Year, view.Data.Cut.Month, 1).AddDays(-1);
        var openBefore = view.At(view.Data.Months[^2]).Find("time-in-treatment", PeriodKind.Month)?.N ?? 0;
        var presentations = view.Find("new-presentations", PeriodKind.Month)?.N ?? 0;
        var exits = view.Find("exits", PeriodKind.Month)?.N ?? 0;
        var openAfter = view.Find("time-in-treatment", PeriodKind.Month)?.N ?? 0;
        var expected = openBefore + presentations - exits;
        sheet.Heading("From last month to this");
        sheet.Table(
            "Stock_and_flow",
            ["Step", new("Number", Format.Whole), "Unit"],
            [
                [$"In treatment on {Wording.Day(before)}", openBefore, "People"],
                ["New presentations in the month", ((Cell)presentations).As(Format.Change), "People"],
                ["Exits in the month", ((Cell)(-exits)).As(Format.Change), "Journeys"],
                ["Expected", expected, ""],
                [$"In treatment on {Wording.Day(view.Data.Cut)}", ((Cell)openAfter).Bold(), "People"],
                ["Difference", ((Cell)(openAfter - expected)).As(Format.Change).Bold(), ""],
            ]);
        if (view.Figures.IsRounded)
        {
            sheet.Note("The reasons for the difference, and the residence of episodes, are not published: they are shown in exact editions only.");
        }
        else
        {
            AddReasons(sheet);
        }

        if (view.Area.Level != AreaLevel.Partnership)
            return;
        sheet.NotPrinted("Agencies");
        AddAgencies(sheet);
    }

    /// <summary>What is counted beside the measures, and has no published numbers.</summary>
    private void AddReasons(Sheet sheet)
    {
        var (flow, residence) = view.Data.CountsOf(view.Area);
        sheet.Gap();
        sheet.Subheading("Reasons for the difference");
        sheet.Table(
            "Stock_and_flow_difference",
            ["Reason", new("People", Format.Change)],
            [
                [
                    $"Returned within {Wording.Count(view.Options.JoinDays, "day")} of discharge, so the earlier journey was resumed without a new presentation",
                    flow.Resumed,
                ],
                ["Triaged in the month, but treatment started earlier", flow.StartedEarlier],
                ["More than one of the person's journeys started or ended in the month", flow.SeveralJourneys],
                ["Unexplained difference", flow.Unexplained],
            ],
            new TableOptions { Total = ["Total difference", flow.LeftOver] });

        Shown all = residence.Episodes, imputed = residence.Imputed, outside = residence.OutsideEngland;
        var supplied = all - imputed - outside;
        sheet.Heading("Residence");
        sheet.Table(
            "Residence",
            ["Treatment episodes with treatment in the month", new("Episodes", Format.Whole), new("Share", Format.Percent)],
            [
                ["Residence supplied", supplied, supplied / all],
                ["Residence imputed from the agency's own partnership", imputed, imputed / all],
                ["Outside England (Z00B), included in the agency's figures only", outside, outside / all],
            ],
            new TableOptions { Total = ["All", all, all / all] });
    }

    /// <summary>A row for the area and each wider area, by measure and period: the total of its parts, and its people counted once.</summary>
    private IEnumerable<AreaSum> Sums() =>
        from area in view.Area.Level == AreaLevel.Agency ? [view.Area] : (IEnumerable<ReportArea>)[view.Area, .. view.Area.Around]
        // What is published of a partnership lists its own agencies only, which are not all of its parts.
        where area.Level is AreaLevel.Region or AreaLevel.England
            || !(view.In(area).IsRounded || (area.Level == AreaLevel.Agency && view.Data.Edition != Edition.Exact))
        from parts in PartsOf(area)
        from measure in parts.Measures
        from span in MonthlyView.Spans.Where(s => s.Kind != PeriodKind.YearToDate)
        let sum = Shown.Sum(parts.Figures(measure.Id, span.Kind).Select(f => f?.N ?? 0))
        let once = view.In(area).Find(measure.Id, span.Kind)?.N
        let rounded = view.In(area).IsRounded
        select new AreaSum(
            parts.Name + view.Mark(area), measure.Name, span.Header, sum, once,
            rounded ? "People in several parts are counted in each, and numbers are rounded." : parts.Why((sum - once)?.Value));

    private IEnumerable<AreaParts> PartsOf(ReportArea area)
    {
        (string, string)[] both = [("in-treatment", "In treatment"), ("new-presentations", "New presentations")];
        switch (area.Level)
        {
            case AreaLevel.Agency:
                yield return new AreaParts($"Partnerships of residence, {area.Name}", both[..1],
                    (measure, period) => ReportArea.England.Within(view.Data, AreaLevel.Partnership)
                        .Select(partnership => view.In(partnership).Find(measure, period, "agency", area.Code)),
                    _ => "The agency's figure is based on its own episodes; a partnership's is based on whole journeys, which can include other agencies. "
                        + "People from outside England are only in the agency's figure.");
                break;
            case AreaLevel.Partnership:
                yield return new AreaParts($"Agencies of residents of {area.Name}", both[..1],
                    (measure, period) => view.In(area).Categories(measure, period, "agency")
                        .Select(f => (ShownFigure?)f),
                    difference => difference == 0
                        ? "No journey was at more than one agency."
                        : "People whose journey was at more than one agency are counted by each of them.");
                break;
            default:
                AreaLevel[] levels = area.Level == AreaLevel.England ? [AreaLevel.Partnership, AreaLevel.Region] : [AreaLevel.Partnership];
                foreach (var level in levels)
                {
                    yield return new AreaParts($"{(level == AreaLevel.Region ? "Regions" : "Partnerships")} of {area.Name}", both,
                        (measure, period) => area.Within(view.Data, level).Select(part => view.In(part).Find(measure, period)),
                        difference => difference == 0
                            ? "Nobody was counted in more than one of them."
                            : "People who lived in more than one of them in the period are counted in each.");
                }

                break;
        }
    }

    private void AddAgencies(Sheet sheet)
    {
        sheet.Heading("Residents in treatment by agency");
        var agencies = view.Figures.CategoriesOf("in-treatment", "agency", MonthlyView.Spans.Select(s => s.Kind));
        sheet.Table(
            "By_agency",
            ["Agency", "Code", .. MonthlyView.Spans.Select(s => new TableColumn($"{s.Header}, people", Format.Whole))],
            [.. agencies.Select(a => (Cell[])
            [
                view.AgencyName(a.Category), a.Category,
                .. MonthlyView.Spans.Select(s => (Cell)(view.Find("in-treatment", s.Kind, "agency", a.Category)?.N ?? 0)),
            ])],
            new TableOptions
            {
                Total =
                [
                    "Total", Cell.Blank,
                    .. MonthlyView.Spans.Select(s => (Cell)Shown.Sum(agencies.Select(a => view.Find("in-treatment", s.Kind, "agency", a.Category)?.N ?? 0))),
                ],
            });
        sheet.Note(view.Figures.IsRounded
            ? "Residents whose journey includes an episode at the agency. Agencies in other partnerships are not listed."
            : "Residents whose journey includes an episode at the agency, wherever the agency is.");
    }

    /// <summary>The parts of an area and what their figures are.</summary>
    private sealed record AreaParts(
        string Name, (string Id, string Name)[] Measures, Func<string, PeriodKind, IEnumerable<ShownFigure?>> Figures, Func<decimal?, string> Why);

    private sealed record AreaSum(string Parts, string Measure, string Period, Shown Sum, Shown? Once, string Why);
}
