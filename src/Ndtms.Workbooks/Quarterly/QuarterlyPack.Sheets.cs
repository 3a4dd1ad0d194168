using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

public sealed partial class QuarterlyPack
{
    private const PeriodKind Quarter = PeriodKind.Quarter;
    private const PeriodKind Twelve = PeriodKind.RollingTwelve;
    private const PeriodKind LastMonth = PeriodKind.Month;

    private static readonly Measure[] Drugs =
        [.. new[] { "opiates", "crack", "cocaine", "amphetamines", "cannabis", "alcohol" }.Select(d => Catalogue.Get($"outcome-{d}"))];

    private static readonly Measure[] Scores =
        [.. new[] { "psychological", "physical", "quality-of-life" }.Select(s => Catalogue.Get($"outcome-{s}"))];

    private static readonly string[] AtReview = ["improved", "unchanged", "deteriorated"];

    private string EffectiveDays => Wording.Count(Options.EffectiveDays, "day");

    private string InTime => $"{Wording.Count(Options.WaitTargetDays, "day")} or less";

    private void AddEffectiveTreatment(Sheet sheet)
    {
        Begin(sheet, $"Effective is treatment that has lasted {EffectiveDays} or more, or that ended earlier as completed. Shares are of the people in treatment "
            + "in the same time.");
        AddGrowth(sheet, "Growth_problem", "Growth on the baseline of 2007/08 (NI 40)", NationalIndicators.Ni40, "Baseline 2007/08",
            "Problem drug users in effective treatment", "People, 12 months", baseline => baseline.Value);

        foreach (var (population, name) in new[]
        {
            (Population.ProblemDrugUsers, "Effective_problem"), (Population.AdultDrug, "Effective_adults"), (Population.AdultAlcohol, "Effective_alcohol"),
        })
        {
            AddTrend(sheet, name, Wording.Name(population),
                new("In treatment", "People", "effective-treatment", population, Twelve, Part.D),
                new("In effective treatment", "People", "effective-treatment", population, Twelve, Part.N),
                new("In effective treatment, share", "% of people", "effective-treatment", population, Twelve, Part.Share),
                new("In effective treatment", "People", "effective-treatment", population, Quarter, Part.N),
                new("Pending", "People", "effective-treatment", population, Quarter, Part.N, Breakdown: "pending"));
        }

        sheet.Note($"Pending: under {EffectiveDays} so far, and still in treatment.");
        AddTrend(sheet, "Effective_longer", $"Longer variant: {Wording.Count(Options.LongEffectiveDays, "day")}",
            new("Problem drug users", "People", "effective-treatment-90", Population.ProblemDrugUsers, Twelve, Part.N),
            new("Problem drug users, share", "% of people", "effective-treatment-90", Population.ProblemDrugUsers, Twelve, Part.Share),
            new("Adults, drugs", "People", "effective-treatment-90", Population.AdultDrug, Twelve, Part.N),
            new("Adults, drugs, share", "% of people", "effective-treatment-90", Population.AdultDrug, Twelve, Part.Share));
        AddTrend(sheet, "Kept", $"Kept in treatment {Wording.Count(Options.RetainedDays, "day")}",
            new("Journeys begun", "Journeys", "retained-12-weeks", Population.All, Quarter, Part.D),
            new("Kept in treatment, share", "% of journeys", "retained-12-weeks", Population.All, Quarter, Part.Share));
    }

    /// <summary>Eight quarters against a baseline year, with a chart; a sentence where no baseline is held.</summary>
    private void AddGrowth(
        Sheet sheet, string name, string heading, string indicator, string against, string figures, string unit, Func<Baseline, decimal> level)
    {
        sheet.Heading(heading);
        var key = NationalIndicators.FigureOf(indicator, _area.Level, _area.Code);
        _shown.Add(key.Measure);
        if (_data.Targets.BaselineOf(indicator, _area.Level, _area.Code) is not { } baseline)
        {
            sheet.Text($"No baseline of {_area.Name} is held, so growth cannot be reckoned.");
            return;
        }

        var needed = level(baseline);
        sheet.Table(
            name,
            ["Quarter", new(figures, Format.Whole), new(against, Format.Whole), new("Against it", Format.PercentChange)],
            [.. QuarterEnds.Select(q => (Shown: q.Find(key)?.N ?? default, Header: Quarters.Header(q.Cut))).Select(q => (Cell[])
            [
                q.Header, (Shown?)q.Shown, needed, (Shown?)(needed > 0 ? q.Shown / needed - 1m : default),
            ])])
            .Chart(new Chart(ChartKind.Line, figures, "Quarter", figures, new Series(against, SeriesRole.Reference)) { Unit = unit, Height = 260 });
        sheet.Note($"Baseline: {baseline.Source}.");
    }

    private void AddCompletions(Sheet sheet)
    {
        Begin(sheet, "Completions are of the people in treatment in the twelve months to the quarter's end. Re-presentations are of the journeys completed "
            + $"in the first six of these months: those whose person was back within {Wording.Count(Options.RePresentationMonths, "month")}.");
        (Population Population, string Name)[] groups =
            [(Population.Opiate, "Opiates"), (Population.NonOpiate, "Other drugs"), (Population.CriminalJustice, "Criminal justice"), (Population.All, "Everybody")];
        AddDrawn(sheet, "Completions_drawn", "Completions of treatment", "Share of people in treatment, 12 months",
            [.. groups.Select(g => new TrendRow(g.Name, "% of people", "completions-of-treatment", g.Population, Twelve, Part.Share))]);
        foreach (var (population, name) in groups)
        {
            AddTrend(sheet, $"Completions_{population}", name,
                new("In treatment", "People", "completions-of-treatment", population, Twelve, Part.D),
                new("Completed", "People", "completions-of-treatment", population, Twelve, Part.N),
                new("Completed, share", "% of people", "completions-of-treatment", population, Twelve, Part.Share),
                new("Planned exits, share", "% of exits", "planned-exits", population, Quarter, Part.Share),
                new("Completed in the first six months", "Journeys", "re-presentations", population, Twelve, Part.D),
                new("Came back, share", "% of journeys", "re-presentations", population, Twelve, Part.Share));
        }

        sheet.Heading("Growth on the year");
        sheet.Table(
            "Completions_growth",
            ["Population", new("A year ago, people", Format.Whole), new("Now, people", Format.Whole), new("Growth", Format.PercentChange)],
            [.. groups.Select(g => (g.Name, Now: Completed(g.Population, QuarterEnds[^1]), Before: Completed(g.Population, QuarterEnds[^5]))).Select(g => (Cell[])
            [
                g.Name, (Shown?)g.Before, (Shown?)g.Now, (Shown?)(g.Now / g.Before - 1m),
            ])]);
        sheet.Note("People who completed treatment in the twelve months to the quarter's end, and in the twelve before.");

        Shown Completed(Population population, ShownFigures figures) =>
            Find("completions-of-treatment", Twelve, population: population, figures: figures)?.N ?? default;
    }

    private void AddOutcomes(Sheet sheet)
    {
        Begin(sheet, "Journeys with a start TOP and a review in the twelve months to the quarter's end. Abstinent are those who used at start and not at all "
            + "at review; the others are told apart by changes too large to be chance.");
        sheet.Heading("Use at start and at review");
        _shown.AddRange(Drugs.Select(d => d.Id));
        sheet.Table(
            "Outcomes_use",
            [
                "Substance", new("Used at start, journeys", Format.Whole), new("Abstinent, journeys", Format.Whole), new("Abstinent", Format.Percent),
                new("Improved", Format.Percent), new("Unchanged", Format.Percent), new("Deteriorated", Format.Percent),
            ],
            [.. Drugs.Select(d => (Words: d.ShortName, d.Id, Headline: Find(d.Id, Twelve))).Select(d => (Cell[])
            [
                d.Words, d.Headline?.D, d.Headline?.N, d.Headline?.Value,
                .. AtReview.Select(b => (Cell)Find(d.Id, Twelve, b)?.Value),
            ])]);
        sheet.Note("Twelve months to the quarter's end. An abstinent journey is in no other column; days of use in the last 28 that make a reliable change "
            + "are among the parameters on Contents.");
        AddTrend(sheet, "Outcomes_abstinent", "Abstinent at review",
            [.. Drugs.Select(d => new TrendRow(d.ShortName, "% of journeys", d.Id, Population.All, Twelve, Part.Share))]);
        AddTrend(sheet, "Outcomes_other", "Injecting, housing and work",
            new("Injecting given up", "% of journeys", "outcome-injecting", Population.All, Twelve, Part.Share),
            new("Housing problem ended", "% of journeys", "outcome-housing", Population.All, Twelve, Part.Share),
            new("Work found", "% of journeys", "outcome-work", Population.All, Twelve, Part.Share));
        AddTrend(sheet, "Outcomes_scores", "Health and quality of life, of 20",
            [
                .. Scores.SelectMany(score => (TrendRow[])
                [
                    new($"{score.Name} at start", "Mean of journeys", score.Id, Population.All, Twelve, Part.Mean, Breakdown: "start"),
                    new($"{score.Name} at review", "Mean of journeys", score.Id, Population.All, Twelve, Part.Mean, Better.More, "review"),
                ]),
            ]);
        AddTrend(sheet, "Tops", "TOPs done in time",
            new("Start TOP", "% of episodes due", "top-start", Population.All, Quarter, Part.Share),
            new("Review TOP", "% of episodes due", "top-review", Population.All, LastMonth, Part.Share),
            new("Exit TOP", "% of episodes due", "top-exit", Population.All, Quarter, Part.Share));
    }

    private void AddAccess(Sheet sheet)
    {
        Begin(sheet, "A wait runs from referral to a structured modality to its first appointment offered. The first is that of the journey's first modality; "
            + "the others are later waits.");
        AddDrawn(sheet, "Waits_drawn", $"Waits of {InTime}", "Share of measured waits of modalities started in the quarter",
            [
                new("First waits", "% of waits", "wait-first", Population.All, Quarter, Part.Share),
                new("Later waits", "% of waits", "wait-subsequent", Population.All, Quarter, Part.Share),
            ]);
        foreach (var (id, name) in new[] { ("wait-first", "First waits"), ("wait-subsequent", "Later waits") })
        {
            AddTrend(sheet, name.Replace(' ', '_'), name,
                new("Measured", "Modalities", id, Population.All, Quarter, Part.D),
                new(InTime, "% of waits", id, Population.All, Quarter, Part.Share),
                new($"Over {Wording.Count(Options.LongWaitDays, "day")}", "% of waits", id, Population.All, Quarter, Part.Share, Better.Less, "over-42"),
                new("Mean wait", "Days", id, Population.All, Quarter, Part.Mean, Better.Less, "mean-days"),
                new("Median wait", "Days", id, Population.All, Quarter, Part.Mean, Better.Less, "median-days"),
                new("Not measurable", "Modalities", id, Population.All, Quarter, Part.N, Better.Less, "not-measurable"));
        }

        AddTrend(sheet, "Waiting", "Waiting on the quarter's last day",
            new("Waiting", "Modalities", "waiting-now", Population.All, LastMonth, Part.D),
            new($"Waiting over {Wording.Count(Options.WaitTargetDays, "day")}", "Modalities", "waiting-now", Population.All, LastMonth, Part.N));
        AddTrend(sheet, "Access", "New presentations",
            [
                .. new[] { Population.All, Population.ProblemDrugUsers, Population.AdultDrug, Population.AdultAlcohol, Population.YoungPeople }
                    .Select(p => new TrendRow(Wording.Name(p), "People", "new-presentations", p, Quarter, Part.N)),
                new("Not treated before", "% of new presentations", "treatment-naive", Population.All, Quarter, Part.Share),
            ]);
        AddCategories(sheet, "Substances", "Substances of new presentations", "new-presentations", "substance-group", "Substances cited");
    }

    /// <summary>A breakdown at the cut, by quarter and twelve months, whose categories add up to everybody.</summary>
    private void AddCategories(Sheet sheet, string name, string heading, string measure, string breakdown, string header, bool charted = true)
    {
        sheet.Heading(heading);
        _shown.Add(measure);
        PeriodKind[] periods = [Quarter, Twelve];
        var categories = CategoriesOf(measure, breakdown, periods);
        var all = Find("new-presentations", Twelve)?.N;
        var table = sheet.Table(
            name,
            [header, new("Quarter, people", Format.Whole), new("12 months, people", Format.Whole), new("Share, 12 months", Format.Percent)],
            [.. categories.Select(c => (Cell[])
            [
                c.Words, .. periods.Select(p => (Cell)(Find(measure, p, breakdown, c.Category)?.N ?? 0)),
                (Find(measure, Twelve, breakdown, c.Category)?.N ?? 0) / all,
            ])],
            new TableOptions { Total = ["All", .. periods.Select(p => (Cell)Find("new-presentations", p)?.N), all / all] });
        if (charted && categories.Count > 0)
            table.Chart(new Chart(ChartKind.Bar, heading, header, "12 months, people") { Unit = "People starting treatment, 12 months" });
    }

    private void AddTimeInTreatment(Sheet sheet)
    {
        Begin(sheet, $"People in treatment on {Wording.Day(_data.Cut)}, by the time since treatment start. Populations overlap.");
        (Population Population, string Header)[] groups =
        [
            (Population.All, "Everybody, people"), (Population.Opiate, "Opiates, people"), (Population.NonOpiate, "Other drugs, people"),
            (Population.AdultAlcohol, "Alcohol, people"), (Population.CriminalJustice, "Criminal justice, people"),
        ];
        _shown.Add("time-in-treatment");
        var categories = CategoriesOf("time-in-treatment", "years", LastMonth);
        var all = Find("time-in-treatment", LastMonth)?.N;
        sheet.Heading($"By time in treatment, {Wording.Day(_data.Cut)}");
        var table = sheet.Table(
            "Years",
            ["Time since treatment start", .. groups.Select(g => new TableColumn(g.Header, Format.Whole)), new("Share of everybody", Format.Percent)],
            [.. categories.Select(c => (Cell[])
            [
                c.Words, .. groups.Select(g => (Cell)(Find("time-in-treatment", LastMonth, "years", c.Category, g.Population)?.N ?? 0)),
                (Find("time-in-treatment", LastMonth, "years", c.Category)?.N ?? 0) / all,
            ])],
            new TableOptions
            {
                Total = ["All", .. groups.Select(g => (Cell)Find("time-in-treatment", LastMonth, population: g.Population)?.N), all / all],
            });
        if (categories.Count > 0)
            table.Chart(new Chart(ChartKind.Bar, "Time in treatment", "Time since treatment start", groups[0].Header) { Unit = $"People in treatment on {Wording.Day(_data.Cut)}" });
        AddTrend(sheet, "Open", "In treatment on the quarter's last day",
            [.. groups.Select(g => new TrendRow(Wording.Name(g.Population), "People", "time-in-treatment", g.Population, LastMonth, Part.N))]);
    }

    private void AddYoungPeople(Sheet sheet)
    {
        var adult = $"{Options.AdultAge}";
        Begin(sheet, $"Young people are those under {adult}. The key indicator asks for half as many again as were in treatment in 2003/04. Working days are "
            + "Monday to Friday without bank holidays.");
        AddGrowth(sheet, "Yp_participation", "Participation against 2003/04 plus 50 %", NationalIndicators.YoungPeople, "Baseline plus 50 %",
            "Young people in treatment", "People, 12 months", NationalIndicators.Needed);
        AddTrend(sheet, "Yp_numbers", "Numbers",
            new("In treatment", "People", "in-treatment", Population.YoungPeople, Twelve, Part.N, Better.More),
            new("In treatment", "People", "in-treatment", Population.YoungPeople, Quarter, Part.N, Better.More),
            new("New presentations", "People", "new-presentations", Population.YoungPeople, Quarter, Part.N));
        AddTrend(sheet, "Yp_waits", "Waits",
            new("Assessed", "Episodes", "yp-assessed-5-days", Population.YoungPeople, Quarter, Part.D),
            new($"Assessed in {Options.AssessedWorkingDays} working days or less", "% of episodes", "yp-assessed-5-days", Population.YoungPeople, Quarter, Part.Share),
            new("Treated", "Episodes", "yp-treated-10-days", Population.YoungPeople, Quarter, Part.D),
            new($"Treated in {Options.TreatedWorkingDays} working days or less", "% of episodes", "yp-treated-10-days", Population.YoungPeople, Quarter, Part.Share));
        AddTrend(sheet, "Yp_exits", "Exits and transition",
            new("Exits", "Journeys", "exits", Population.YoungPeople, Quarter, Part.N),
            new("Planned exits, share", "% of exits", "planned-exits", Population.YoungPeople, Quarter, Part.Share),
            new("Planned exits, share", "% of exits", "planned-exits", Population.YoungPeople, Twelve, Part.Share),
            new("Discharged to adult services", "Episodes", "yp-transitions", Population.YoungPeople, Twelve, Part.D),
            new("Picked up by adult services", "Episodes", "yp-transitions", Population.YoungPeople, Twelve, Part.N),
            new("Picked up, share", "% of episodes", "yp-transitions", Population.YoungPeople, Twelve, Part.Share));
        sheet.Note($"Picked up: triaged as an adult for treatment within {Wording.Count(Options.PickUpDays, "day")} of a discharge that lies as long before the "
            + "quarter's end.");
    }

    private void AddCriminalJustice(Sheet sheet)
    {
        Begin(sheet, $"Adults with drugs, referred to the journey's first episode by criminal justice; and people transferred in custody, who should be in treatment "
            + $"again within {Wording.Count(Options.PickUpDays, "day")}.");
        AddTrend(sheet, "Cj_numbers", "Adults referred by criminal justice",
            new("In treatment", "People", "in-treatment", Population.CriminalJustice, Quarter, Part.N),
            new("New presentations", "People", "new-presentations", Population.CriminalJustice, Quarter, Part.N),
            new("In effective treatment, share", "% of people", "effective-treatment", Population.CriminalJustice, Twelve, Part.Share),
            new("First waits in time", "% of waits", "wait-first", Population.CriminalJustice, Quarter, Part.Share),
            new("Exits", "Journeys", "exits", Population.CriminalJustice, Quarter, Part.N),
            new("Planned exits, share", "% of exits", "planned-exits", Population.CriminalJustice, Quarter, Part.Share));
        AddTrend(sheet, "Cj_drr", "Drug rehabilitation requirements (NI 18)",
            new("Presented under one", "People", "local-ni18-drr", Population.All, Twelve, Part.D),
            new("Completed by the quarter's end", "% of people", "local-ni18-drr", Population.All, Twelve, Part.Share));
        AddTrend(sheet, "Custody", "Continuity after custody",
            new("Transferred in custody", "Episodes", "custody-continuity", Population.All, Quarter, Part.D),
            new("Picked up", "Episodes", "custody-continuity", Population.All, Quarter, Part.N),
            new("Picked up, share", "% of episodes", "custody-continuity", Population.All, Quarter, Part.Share),
            new("Picked up, share", "% of episodes", "custody-continuity", Population.All, Twelve, Part.Share));
        AddTrend(sheet, "Prison", "In prison treatment",
            new("In treatment", "People", "in-treatment", Population.Prison, Quarter, Part.N),
            new("New presentations", "People", "new-presentations", Population.Prison, Quarter, Part.N),
            new("Exits", "Journeys", "exits", Population.Prison, Quarter, Part.N));
        AddCategories(sheet, "Referrals", "Sources of referral", "new-presentations", "referral-source-group", "Referred by");
    }

    private void AddHarmReduction(Sheet sheet)
    {
        Begin(sheet, "Hepatitis B: of those starting treatment with a status, whom a vaccination was offered, or who need none; of those offered it who could have it, "
            + "who accepted and who has had the course. Hepatitis C: of those in treatment who inject or have injected, who has been tested.");
        AddTrend(sheet, "Hepatitis_b", "Hepatitis B",
            new("With a status", "People", "hepb-offered", Population.All, Quarter, Part.D),
            new("Offered, or no need", "% of people", "hepb-offered", Population.All, Quarter, Part.Share),
            new("Offered and eligible", "People", "hepb-accepted", Population.All, Quarter, Part.D),
            new("Accepted", "% of people", "hepb-accepted", Population.All, Quarter, Part.Share),
            new("Course completed", "% of people", "hepb-completed", Population.All, Quarter, Part.Share),
            new("Course completed", "% of people", "hepb-completed", Population.All, Twelve, Part.Share));
        AddTrend(sheet, "Hepatitis_c", "Hepatitis C",
            new("Inject or have injected", "People", "hepc-tested-injectors", Population.All, Quarter, Part.D),
            new("Tested", "People", "hepc-tested-injectors", Population.All, Quarter, Part.N),
            new("Tested, share", "% of people", "hepc-tested-injectors", Population.All, Quarter, Part.Share));
        AddDrawn(sheet, "Harm_drawn", "Vaccinations and tests", "Share of people, quarter",
            [
                new("Hepatitis B offered", "% of people", "hepb-offered", Population.All, Quarter, Part.Share),
                new("Hepatitis B accepted", "% of people", "hepb-accepted", Population.All, Quarter, Part.Share),
                new("Hepatitis C tested", "% of people", "hepc-tested-injectors", Population.All, Quarter, Part.Share),
            ]);
    }

    private void AddParents(Sheet sheet)
    {
        Begin(sheet, "Parental status of those starting treatment, and the children who live with them. Hidden harm: of the people in treatment who said how many "
            + "children live with them, those with any.");
        AddCategories(sheet, "Parents", "Parents among new presentations", "parents", "parental-status", "Status");
        AddTrend(sheet, "Children", "Children",
            new("Children living with new presentations", "Children", "parents", Population.All, Quarter, Part.N, Breakdown: "children-living-with"),
            new("Children living with new presentations", "Children", "parents", Population.All, Twelve, Part.N, Breakdown: "children-living-with"));
        AddTrend(sheet, "Hidden_harm", "Hidden harm",
            new("In treatment, with an answer", "People", "local-hidden-harm", Population.All, Twelve, Part.D),
            new("Living with children", "People", "local-hidden-harm", Population.All, Twelve, Part.N),
            new("Living with children, share", "% of people", "local-hidden-harm", Population.All, Twelve, Part.Share));
    }

    private void AddLocalIndicators(Sheet sheet)
    {
        Begin(sheet, "The local indicators that the partnerships' guide of 2008 proposes. The first are reckoned from what agencies send, over twelve months; the others "
            + "are entered by hand.");
        AddTrend(sheet, "Local_reckoned", "Reckoned from the data",
            new("Paid work or education (NI 149)", "% of people", "local-ni149-education-employment", Population.All, Twelve, Part.Share),
            new("Out of work (NI 152)", "% of people", "local-ni152-out-of-work", Population.All, Twelve, Part.Share),
            new("Acute housing problem (NI 156)", "% of people", "local-ni156-temporary-housing", Population.All, Twelve, Part.Share),
            new("Quality of life, of 20 (NI 119)", "Mean", "local-ni119-quality-of-life", Population.All, Twelve, Part.Mean, Better.More),
            new("Drug rehabilitation requirement completed (NI 18)", "% of people", "local-ni18-drr", Population.All, Twelve, Part.Share),
            new("Living with children (hidden harm)", "% of people", "local-hidden-harm", Population.All, Twelve, Part.Share));

        sheet.Heading("Entered by hand");
        var entered = PartnershipsOf(_area).SelectMany(p => _data.Targets.LocalIndicatorsOf(p, _data.Cut)).ToList();
        if (entered.Count == 0)
        {
            sheet.Text($"No local indicator of {_area.Name} has been entered.");
            return;
        }

        sheet.Table(
            "Local_entered",
            [
                .. _area.Level == AreaLevel.Partnership ? [] : new TableColumn[] { "Partnership" },
                "Indicator", "Value", "Unit", new("Month", Format.Month), "Source", new("Entered", Format.Date),
            ],
            [.. entered.Select(l => (Cell[])
            [
                .. _area.Level == AreaLevel.Partnership ? [] : new Cell[] { PartnershipTitle(l.Partnership) },
                l.Indicator, l.Value, l.Unit, Cell.Month(l.Period), l.Source, l.Entered,
            ])]);
        sheet.Note("The latest value of each. Whoever entered it answers for it; it is shown as it was entered in every mode of disclosure control.");
    }

    /// <summary>Codes of the partnerships of an area; of a partnership its own.</summary>
    private IEnumerable<string> PartnershipsOf(ReportArea area) => area.Level == AreaLevel.Partnership
        ? [area.Code]
        : _data.Book.Areas.Partnerships.Where(p => area.Level == AreaLevel.England || p.Region == area.Code).Select(p => p.Code);

    private string PartnershipTitle(string code) => ReportArea.Of(_data, AreaLevel.Partnership, code).Title;

    private void AddProviders(Sheet sheet)
    {
        Begin(sheet, _area.Level == AreaLevel.Partnership
            ? "The partnership's own agencies, by the episodes that they sent: whoever they treat, wherever these live. Figures of the quarter."
            : "The area's agencies, by the episodes that they sent: whoever they treat, wherever these live. Figures of the quarter.");
        sheet.Heading("Agencies");
        var held = _data.Figures.Areas(AreaLevel.Agency).ToHashSet(StringComparer.Ordinal);
        var quality = _data.Context.Quality.ToDictionary(q => q.Code, StringComparer.Ordinal);
        var agencies = _data.Areas.AgenciesOf(_area.Level, _area.Code).Where(held.Contains).Select(c => ReportArea.Of(_data, AreaLevel.Agency, c)).ToList();
        _shown.AddRange(["in-treatment", "new-presentations", "effective-treatment", "planned-exits", "wait-first", "top-start"]);
        sheet.Table(
            "Providers",
            [
                "Agency", "Code", .. _area.Level == AreaLevel.Partnership ? [] : new TableColumn[] { "Partnership" }, "Service",
                new("In treatment, people", Format.Whole), new("New presentations, people", Format.Whole), new("Effective treatment", Format.Percent),
                new("First waits in time", Format.Percent), new("Exits, journeys", Format.Whole), new("Planned exits", Format.Percent),
                new("Start TOPs in time", Format.Percent), new("Data-quality score", Format.Decimal), "File for the month",
            ],
            [.. agencies.Select(a => (Cell[])
            [
                a.Name, a.Code,
                .. _area.Level == AreaLevel.Partnership ? [] : new Cell[] { PartnershipTitle(_data.Agencies[a.Code].Partnership) },
                Wording.Sentence(Core.DataSets.AgencyServices.Name(_data.Agencies[a.Code].Service)),
                Of("in-treatment", a)?.N, Of("new-presentations", a)?.N, Of("effective-treatment", a)?.Value, Of("wait-first", a)?.Value,
                Of("planned-exits", a)?.D, Of("planned-exits", a)?.Value, Of("top-start", a)?.Value,
                quality.GetValueOrDefault(a.Code)?.Score, Arrival(quality.GetValueOrDefault(a.Code)),
            ])],
            new TableOptions { FrozenColumns = 1, WhenEmpty = "Nothing is held of any agency" });
        sheet.Note("Prisons' agencies show those in prison treatment. Agencies differ in whom they treat: compare like with like.");

        ShownFigure? Of(string measure, ReportArea agency) => Find(measure, Quarter, population: agency.Whose, area: agency);
    }

    private static string Arrival(Core.Quality.AgencyQuality? quality) => quality switch
    {
        null or { IsActive: false } => "",
        { Accepted: null } => "none accepted",
        { InTime: true } => "in time",
        { DaysLate: var days } => $"{Wording.Count(days ?? 0, "day")} late",
    };

    private void AddActions(Sheet sheet)
    {
        sheet.Title(sheet.Name, _subtitle);
        sheet.Text("To fill in at the meeting. The next pack carries over what stands in this table, if this file lies in the folder of last packs when it is made.");
        if (_actions.Count > 0)
            sheet.Text($"{Wording.Count(_actions.Count, "action")} {(_actions.Count == 1 ? "is" : "are")} carried over from the last pack.");
        sheet.Heading("Actions");
        sheet.Table(
            "Actions",
            [
                new(ReviewActions.Headers[0]) { Width = 70 }, new(ReviewActions.Headers[1]) { Width = 24 }, new(ReviewActions.Headers[2]) { Width = 16 },
                new(ReviewActions.Headers[3]) { Width = 24 },
            ],
            [
                .. _actions.Select(a => (Cell[])[a.Action, a.Owner, a.Due, a.Status]),
                .. Enumerable.Range(0, BlankActions).Select(_ => (Cell[])[Cell.Blank, Cell.Blank, Cell.Blank, Cell.Blank]),
            ],
            new TableOptions { RowHeight = 24 });
    }

    /// <summary>Rows left free for the meeting.</summary>
    private const int BlankActions = 12;
}
