using System.Globalization;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

public sealed partial class MonthlyReport
{
    private static readonly Population[] Community =
    [
        Population.All, Population.ProblemDrugUsers, Population.AdultDrug, Population.Opiate, Population.NonOpiate, Population.AdultAlcohol,
        Population.CriminalJustice, Population.YoungPeople, Population.Prison,
    ];

    private IReadOnlyList<Population> Populations => _area.Prison ? [Population.Prison] : Community;

    /// <summary>The populations that a line chart can hold without becoming a tangle; they need not add up.</summary>
    private Series[] ChartedPopulations =>
    [
        .. Populations
            .Where(p => _area.Prison
                || p is Population.All or Population.ProblemDrugUsers or Population.AdultAlcohol or Population.YoungPeople)
            .Select(p => new Series(Wording.Name(p))),
    ];

    private void AddNumbers(Sheet sheet)
    {
        sheet.Title("Numbers in treatment", _subtitle);
        sheet.Text("Populations overlap and do not add up to everybody: problem drug users may be of any age, opiate users cite other "
            + "drugs too. Those in prison treatment stand apart. Every month is reckoned from today's data.");
        sheet.Heading("In treatment by population");
        sheet.Table(
            "Numbers_now",
            [
                "Population", .. Spans.Select(s => new TableColumn(s.Header, Format.Whole)), new("Effective, people", Format.Whole),
                new("Effective, share", Format.Percent), new("Pending, people", Format.Whole),
            ],
            [.. Populations.Select(p => (Cell[])
            [
                Wording.Name(p),
                .. Spans.Select(s => (Cell)Find("in-treatment", s.Kind, population: p)?.N),
                Find("effective-treatment", PeriodKind.Month, population: p)?.N,
                Find("effective-treatment", PeriodKind.Month, population: p)?.Value,
                Find("effective-treatment", PeriodKind.Month, "pending", population: p)?.N,
            ])]);
        sheet.Note($"People. Effective and pending are of the people in treatment this month. Pending: under {Options.EffectiveDays} "
            + "days so far, and "
            + "still in treatment.");
        AddMonths(sheet, "in-treatment", "In treatment", "People in treatment in the month");
        AddMonths(sheet, "effective-treatment", "In effective treatment", "People in effective treatment in the month");

        sheet.Heading("Time in treatment");
        AddBreakdown(sheet, "time-in-treatment", "years", "Time in treatment", "Time since treatment start", "People",
            $"People in treatment on {Wording.Day(_data.Cut)}", [PeriodKind.Month], charted: true);
    }

    private void AddMonths(Sheet sheet, string measure, string heading, string unit)
    {
        sheet.Heading(heading);
        sheet.Table(
            heading.Replace(' ', '_'),
            [new TableColumn("Month", Format.Month), .. Populations.Select(p => new TableColumn(Wording.Name(p), Format.Whole))],
            [.. _data.Months.Select(m => (Cell[])
            [
                Cell.Month(m.Cut), .. Populations.Select(p => (Cell)Find(measure, PeriodKind.Month, population: p, figures: m)?.N),
            ])],
            new TableOptions { FrozenColumns = 1 })
            .Chart(new Chart(ChartKind.Line, heading, "Month", ChartedPopulations) { Unit = unit });
    }

    private void AddNewPresentations(Sheet sheet)
    {
        sheet.Title("New presentations", _subtitle);
        sheet.Text("People whose treatment started in the period. In each table everybody stands once; \"not known\" is a value that was "
            + "not given or could not be used. Shares are of the rolling 12 months.");
        sheet.Heading("By month");
        sheet.Table(
            "New_presentations",
            [
                new("Month", Format.Month), new("New presentations", Format.Whole), new("Not treated before", Format.Whole),
                new("Share", Format.Percent),
            ],
            [.. TrendLine.Select(m => (Cell[])
            [
                Cell.Month(m.Cut), Find("new-presentations", PeriodKind.Month, figures: m)?.N,
                Find("treatment-naive", PeriodKind.Month, figures: m)?.N, Find("treatment-naive", PeriodKind.Month, figures: m)?.Value,
            ])])
            .Chart(new Chart(ChartKind.Column, "New presentations by month", "Month", "New presentations") { Unit = "People" });

        foreach (var (breakdown, heading, header, charted) in new[]
        {
            ("substance-group", "Substance", "Substances cited", true), ("age-band", "Age", "Age in years", true),
            ("sex", "Sex", "Sex", false), ("ethnic-group", "Ethnic group", "Ethnic group", true),
            ("referral-source-group", "Source of referral", "Referred by", true),
            ("accommodation", "Accommodation", "Need", false), ("injecting-status", "Injecting", "Status", false),
            ("parental-status", "Parents", "Status", false), ("employment", "Employment", "Status", true),
        })
        {
            sheet.Heading(heading);
            AddBreakdown(sheet, "new-presentations", breakdown, heading, header, "New presentations, people",
                "People starting treatment, rolling 12 months", Spans.Select(s => s.Kind), charted);
        }

        sheet.Heading("Children");
        sheet.Table(
            "Children",
            ["Measure", .. Spans.Select(s => new TableColumn(s.Header, Format.Whole))],
            [["Children living with new presentations", .. Spans.Select(s => (Cell)Find("parents", s.Kind, "children-living-with")?.N)]]);
    }

    /// <summary>A table of a breakdown, a row a category, a column a period, with its share; the total is the headline.</summary>
    private void AddBreakdown(
        Sheet sheet, string measure, string breakdown, string name, string header, string counted, string unit,
        IEnumerable<PeriodKind> periods, bool charted, Population? population = null, string? title = null)
    {
        var kinds = periods.ToList();
        var spans = kinds.Count == 1 ? [(kinds[0], counted)] : Spans;
        var whose = population ?? _whose;
        var all = Find(measure, kinds[^1], population: whose)?.N;
        var categories = CategoriesOf(whose, measure, breakdown, kinds);
        var table = sheet.Table(
            name.Replace(' ', '_'),
            [header, .. spans.Select(s => new TableColumn(s.Item2, Format.Whole)), new("Share", Format.Percent)],
            [.. categories.Select(c => (Cell[])
            [
                c.Words,
                // A category without anybody in the period has no figure of its own.
                .. spans.Select(s => (Cell)(Find(measure, s.Item1, breakdown, c.Category, whose)?.N ?? 0)),
                (Find(measure, kinds[^1], breakdown, c.Category, whose)?.N ?? 0) / all,
            ])],
            new TableOptions
            {
                Total = ["All", .. spans.Select(s => (Cell)Find(measure, s.Item1, population: whose)?.N), all / all],
            });
        if (charted && categories.Count > 0)
            table.Chart(new Chart(ChartKind.Bar, title ?? name, header, spans[^1].Item2) { Unit = unit });
    }

    /// <summary>A breakdown's categories that any of some periods has of a population, in the order of reports.</summary>
    private List<(string Category, string Words)> CategoriesOf(
        Population population, string measure, string breakdown, IReadOnlyList<PeriodKind> periods) =>
    [
        .. periods.SelectMany(p => _data.Figures.Categories(_area.Level, _area.Code, population, p, measure, breakdown))
            .Select(f => f.Key.Category).Distinct(StringComparer.Ordinal)
            .Select(c => (Category: c, Wording: Wording.Category(breakdown, c, _data.Book)))
            .OrderBy(c => c.Wording.Place).ThenBy(c => c.Category, StringComparer.Ordinal).Select(c => (c.Category, c.Wording.Words)),
    ];

    private void AddWaits(Sheet sheet)
    {
        var inTime = string.Create(CultureInfo.InvariantCulture, $"{Options.WaitTargetDays} days or less");
        var longWait = string.Create(CultureInfo.InvariantCulture, $"Over {Options.LongWaitDays} days");
        sheet.Title("Waiting times", _subtitle);
        sheet.Text("A wait runs from referral to a structured modality to its first appointment offered, and counts in the period in "
            + "which the modality "
            + "started. The first is that of the journey's first modality; the others are later waits.");
        sheet.Heading("Waits of modalities started");
        sheet.Table(
            "Waits",
            [
                "Wait", "Period", new("Measured", Format.Whole), new(inTime, Format.Whole), new($"Share {inTime}", Format.Percent),
                new(longWait, Format.Whole), new("Mean, days", Format.Decimal), new("Median, days", Format.Decimal),
                new("Not measurable", Format.Whole),
            ],
            [.. from wait in new[] { (Id: "wait-first", Name: "First"), (Id: "wait-subsequent", Name: "Later") }
                from span in Spans
                let headline = Find(wait.Id, span.Kind)
                select (Cell[])
                [
                    wait.Name, span.Header, headline?.D, headline?.N, headline?.Value, Find(wait.Id, span.Kind, "over-42")?.N,
                    Find(wait.Id, span.Kind, "mean-days")?.Value, Find(wait.Id, span.Kind, "median-days")?.Value,
                    Find(wait.Id, span.Kind, "not-measurable")?.N,
                ]]);
        sheet.Note("Modalities. Not measurable: a date is missing, or they contradict each other; such a wait is in no other column.");

        sheet.Heading("Month by month");
        sheet.Table(
            "Waits_by_month",
            [
                new("Month", Format.Month), new("First, measured", Format.Whole), new($"First, {inTime}", Format.Percent),
                new("Later, measured", Format.Whole), new($"Later, {inTime}", Format.Percent),
            ],
            [.. _data.Months.Select(m => (Cell[])
            [
                Cell.Month(m.Cut),
                Find("wait-first", PeriodKind.Month, figures: m)?.D, Find("wait-first", PeriodKind.Month, figures: m)?.Value,
                Find("wait-subsequent", PeriodKind.Month, figures: m)?.D, Find("wait-subsequent", PeriodKind.Month, figures: m)?.Value,
            ])])
            .Chart(new Chart(ChartKind.Line, $"Waits of {inTime}", "Month", $"First, {inTime}", $"Later, {inTime}")
            {
                Unit = "Share of measured waits of modalities started in the month",
                Maximum = 1,
            });

        sheet.Heading("By modality");
        var modalities = CategoriesOf("wait-first", "modality", PeriodKind.RollingTwelve)
            .Union(CategoriesOf("wait-subsequent", "modality", PeriodKind.RollingTwelve))
            .OrderBy(c => Wording.Category("modality", c.Category, _data.Book).Place)
            .ThenBy(c => c.Category, StringComparer.Ordinal).ToList();
        var byModality = sheet.Table(
            "Waits_by_modality",
            [
                "Modality", new("First, measured", Format.Whole), new($"First, {inTime}", Format.Percent),
                new("Later, measured", Format.Whole), new($"Later, {inTime}", Format.Percent),
            ],
            [.. modalities.Select(m => (Cell[])
            [
                m.Words, .. WaitOf("wait-first", m.Category), .. WaitOf("wait-subsequent", m.Category),
            ])]);
        if (modalities.Count > 0)
        {
            byModality.Chart(new Chart(ChartKind.Bar, "Waits by modality", "Modality", $"First, {inTime}", $"Later, {inTime}")
            {
                Unit = "Share of measured waits, rolling 12 months",
                Maximum = 1,
            });
        }

        sheet.Heading($"Waiting on {Wording.Day(_data.Cut)}");
        AddShares(sheet, "Waiting_now", "Population", "Waiting, modalities", $"Over {Options.WaitTargetDays} days",
            Populations.Select(p => ((Cell)Wording.Name(p), Find("waiting-now", PeriodKind.Month, population: p))));
    }

    private Cell[] WaitOf(string measure, string modality) => Find(measure, PeriodKind.RollingTwelve, "modality", modality) is { } figure
        ? [figure.D, figure.Value]
        : [0, Cell.Blank];

    private void AddExits(Sheet sheet)
    {
        sheet.Title("Exits", _subtitle);
        sheet.Text("Journeys that ended in the period, by the discharge reason of the episode that ended last. Planned exits are those "
            + "completed.");
        sheet.Heading("By reason");
        AddBreakdown(sheet, "exits", "exit-group", "Exits", "Exit", "Journeys", "Journeys that ended, rolling 12 months",
            Spans.Select(s => s.Kind), charted: true);

        sheet.Heading("Planned exits");
        AddShares(sheet, "Planned_exits", "Period", "Exits, journeys", "Planned, journeys",
            Spans.Select(s => ((Cell)s.Header, Find("planned-exits", s.Kind))));
        sheet.Heading("Planned exits by month");
        AddShares(sheet, "Planned_exits_by_month", "Month", "Exits, journeys", "Planned, journeys",
            _data.Months.Select(m => (Cell.Month(m.Cut), Find("planned-exits", PeriodKind.Month, figures: m))))
            .Chart(new Chart(ChartKind.Column, "Exits and planned exits", "Month", "Exits, journeys", "Planned, journeys")
            {
                Unit = "Journeys that ended in the month",
            });

        sheet.Heading("Completions of treatment");
        AddShares(sheet, "Completions", "Population", "In treatment, people", "Completed, people",
            Populations.Select(p => ((Cell)Wording.Name(p), Find("completions-of-treatment", PeriodKind.RollingTwelve, population: p))));
        sheet.Note("Rolling 12 months.");

        sheet.Heading("Who came back");
        AddShares(sheet, "Came_back", "Population", "Completed, journeys", "Came back, journeys",
            Populations.Select(p => ((Cell)Wording.Name(p), Find("re-presentations", PeriodKind.RollingTwelve, population: p))));
        sheet.Note("Completed in the first six of the rolling 12 months, and back within "
            + $"{Wording.Count(Options.RePresentationMonths, "month")} of the end.");

        if (_area.Prison)
            return;
        sheet.Heading("After transfer in custody");
        AddShares(sheet, "After_custody", "Period", "Transferred, episodes", "Picked up, episodes",
            Spans.Select(s => ((Cell)s.Header, Find("custody-continuity", s.Kind))));
        sheet.Note($"Transferred {Wording.Count(Options.PickUpDays, "day")} or more before the month's end, and triaged again within them, at "
            + "any agency outside prison.");
    }

    private void AddReconciliation(Sheet sheet)
    {
        sheet.Title("Reconciliation", _subtitle);
        sheet.Heading("How the areas add up");
        sheet.Text("A person counts once in each area. Somebody treated by two agencies, or living in two partnerships in the period, "
            + "is in the "
            + "figures of both; a larger area counts that person once, so the sum of its parts is the larger number.");
        sheet.Gap();
        var sums = Sums().ToList();
        sheet.Table(
            "Sums",
            [
                "What is added up", "Measure", "Period",
                new("Sum of the parts, people", Format.Whole), new("Counted once, people", Format.Whole),
                new("Difference, people", Format.Change), "Why",
            ],
            [.. sums.Select(s => (Cell[])[s.Parts, s.Measure, s.Period, s.Sum, s.Once, s.Sum - s.Once, s.Why])]);
        if (_area.Level == AreaLevel.Partnership)
            AddAgencies(sheet);

        var (flow, residence) = _data.CountsOf(_area);
        var before = new DateOnly(_data.Cut.Year, _data.Cut.Month, 1).AddDays(-1);
        var openBefore = Find("time-in-treatment", PeriodKind.Month, figures: _data.Months[^2])?.N ?? 0;
        var presentations = Find("new-presentations", PeriodKind.Month)?.N ?? 0;
        var exits = Find("exits", PeriodKind.Month)?.N ?? 0;
        var openAfter = Find("time-in-treatment", PeriodKind.Month)?.N ?? 0;
        var expected = openBefore + presentations - exits;
        var (causes, left) = ShownFigures.Counts(
            _data.Mode, [flow.Resumed, flow.StartedEarlier, flow.SeveralJourneys, flow.Unexplained], flow.LeftOver);
        sheet.Heading("From last month to this");
        sheet.Table(
            "Stock_and_flow",
            ["Step", new("Number", Format.Whole), "Counted in"],
            [
                [$"In treatment on {Wording.Day(before)}", openBefore, "People"],
                ["New presentations in the month", ((Cell)presentations).As(Format.Change), "People"],
                ["Exits in the month", ((Cell)(-exits)).As(Format.Change), "Journeys"],
                ["To be expected", left.Suppressed ? left : expected, ""],
                [$"In treatment on {Wording.Day(_data.Cut)}", ((Cell)openAfter).Bold(), "People"],
                ["Left over", ((Cell)left).As(Format.Change).Bold(), ""],
            ]);
        sheet.Gap();
        sheet.Subheading("What is left over");
        sheet.Table(
            "Left_over",
            ["Cause", new("People", Format.Change)],
            [
                [
                    $"Back within {Wording.Count(Options.JoinDays, "day")} of discharge: the earlier journey goes on, without a new presentation",
                    causes[0],
                ],
                ["Triaged in the month, but treatment had started before it", causes[1]],
                ["More than one journey of the person began or ended in the month", causes[2]],
                ["Not explained", causes[3]],
            ],
            new TableOptions { Total = ["Left over", left] });

        var (residences, all) = ShownFigures.Counts(
            _data.Mode,
            [residence.Episodes - residence.Imputed - residence.OutsideEngland, residence.Imputed, residence.OutsideEngland],
            residence.Episodes);
        sheet.Heading("Residence");
        sheet.Table(
            "Residence",
            ["Treatment episodes with treatment in the month", new("Episodes", Format.Whole), new("Share", Format.Percent)],
            [
                ["Residence given", residences[0], residences[0] / all],
                ["Residence imputed: the agency's own partnership", residences[1], residences[1] / all],
                ["Outside England (Z00B): in the agency's figures only", residences[2], residences[2] / all],
            ],
            new TableOptions { Total = ["All", all, all / all] });
    }

    /// <summary>A row for the area and each around it, by measure and period: its parts summed, and its people counted once.</summary>
    private IEnumerable<AreaSum> Sums() =>
        from area in _area.Level == AreaLevel.Agency ? [_area] : (IEnumerable<ReportArea>)[_area, .. _area.Around]
        from parts in PartsOf(area)
        from measure in parts.Measures
        from span in Spans.Where(s => s.Kind != PeriodKind.YearToDate)
        let sum = Shown.Sum(parts.Figures(measure.Id, span.Kind).Select(f => f?.N ?? 0))
        let once = Find(measure.Id, span.Kind, area: area)?.N
        select new AreaSum(parts.Name, measure.Name, span.Header, sum, once, parts.Why((sum - once)?.Value));

    private IEnumerable<AreaParts> PartsOf(ReportArea area)
    {
        (string, string)[] both = [("in-treatment", "In treatment"), ("new-presentations", "New presentations")];
        switch (area.Level)
        {
            case AreaLevel.Agency:
                yield return new AreaParts($"Partnerships of residence, {area.Name}", both[..1],
                    (measure, period) => _data.Figures.Areas(AreaLevel.Partnership)
                        .Select(p => _data.Figures.Find(
                            new FigureKey(AreaLevel.Partnership, p, _whose, period, measure, "agency", area.Code))),
                    _ => "The agency counts by its own episodes, a partnership by whole journeys, with other agencies too. "
                        + "People from outside England are in the agency's figure only.");
                break;
            case AreaLevel.Partnership:
                yield return new AreaParts($"Agencies of residents of {area.Name}", both[..1],
                    (measure, period) => _data.Figures.Categories(area.Level, area.Code, _whose, period, measure, "agency")
                        .Select(f => (ShownFigure?)f),
                    difference => difference == 0
                        ? "Nobody's journey was at two agencies."
                        : "People whose journey was at more than one agency: each of these counts them.");
                break;
            default:
                AreaLevel[] levels = area.Level == AreaLevel.England ? [AreaLevel.Partnership, AreaLevel.Region] : [AreaLevel.Partnership];
                foreach (var level in levels)
                {
                    yield return new AreaParts($"{(level == AreaLevel.Region ? "Regions" : "Partnerships")} of {area.Name}", both,
                        (measure, period) => _data.Figures.Areas(level)
                            .Where(code => area.Level == AreaLevel.England || _data.Book.Areas.Partnership(code)?.Region == area.Code)
                            .Select(code => _data.Figures.Find(new FigureKey(level, code, _whose, period, measure))),
                        difference => difference == 0
                            ? "Nobody was counted in two of them."
                            : "People who lived in more than one of them in the period: each counts them.");
                }

                break;
        }
    }

    private void AddAgencies(Sheet sheet)
    {
        sheet.Heading("Residents in treatment by agency");
        var agencies = CategoriesOf("in-treatment", "agency", Spans.Select(s => s.Kind));
        sheet.Table(
            "By_agency",
            ["Agency", "Code", .. Spans.Select(s => new TableColumn($"{s.Header}, people", Format.Whole))],
            [.. agencies.Select(a => (Cell[])
            [
                _data.Agencies.GetValueOrDefault(a.Category)?.Name ?? a.Category, a.Category,
                .. Spans.Select(s => (Cell)(Find("in-treatment", s.Kind, "agency", a.Category)?.N ?? 0)),
            ])],
            new TableOptions
            {
                Total =
                [
                    "Sum", Cell.Blank,
                    .. Spans.Select(s => (Cell)Shown.Sum(agencies.Select(a => Find("in-treatment", s.Kind, "agency", a.Category)?.N ?? 0))),
                ],
            });
        sheet.Note("Residents whose journey in treatment had an episode at the agency, wherever the agency is.");
    }

    /// <summary>The parts of an area and what their figures are.</summary>
    private sealed record AreaParts(
        string Name, (string Id, string Name)[] Measures, Func<string, PeriodKind, IEnumerable<ShownFigure?>> Figures, Func<decimal?, string> Why);

    private sealed record AreaSum(string Parts, string Measure, string Period, Shown Sum, Shown? Once, string Why);
}
