using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Tests.Measures;
using Ndtms.Workbooks;

namespace Ndtms.Tests.Workbooks;

/// <summary>What a partnership reads must be what was counted, and nothing else.</summary>
public sealed class MonthlyReportTests(SampleReports sample) : IClassFixture<SampleReports>
{
    private const string Sunderland = "A12B";

    private static readonly (PeriodKind Kind, string Header)[] Spans =
    [
        (PeriodKind.Month, "This month"), (PeriodKind.YearToDate, "Year to date"), (PeriodKind.RollingTwelve, "Rolling 12 months"),
    ];

    public static TheoryData<AreaLevel, string> Areas => new()
    {
        { AreaLevel.Partnership, Sunderland },
        { AreaLevel.Partnership, "X00BN" },
        { AreaLevel.Region, "north-east" },
        { AreaLevel.England, Ndtms.Core.DataSets.Areas.England },
        { AreaLevel.Agency, "N0801" },
    };

    [Theory]
    [MemberData(nameof(Areas))]
    [InlineData(AreaLevel.Agency, "N0805")] // a prison's
    [InlineData(AreaLevel.Partnership, "A10B")] // nothing is held of it
    public void Opens_without_repair_and_has_its_sheets_and_charts(AreaLevel level, string area)
    {
        var report = sample.Report(level, area);

        Assert.Empty(report.Errors());
        string[] sheets =
        [
            "Contents", "Scorecard", "Numbers", "New presentations", "Waiting times", "Exits", "Outcomes", "Young people", "Prisons",
            "Providers", "Data quality", "Reconciliation", "Notes",
        ];
        Assert.Equal(level == AreaLevel.Agency ? sheets.Where(report.Sheets.Contains) : sheets, report.Sheets);
        Assert.Equal(0, report.Formulas());
        if (area != "A10B")
            Assert.InRange(report.Charts(), 6, 60);
    }

    [Theory]
    [MemberData(nameof(Areas))]
    public void Scorecard_shows_the_figures_of_the_export(AreaLevel level, string area)
    {
        var rows = sample.Report(level, area).Table("Scorecard", "Scorecard", "Measure").ToDictionary(r => (string)r["Measure"]!);

        foreach (var (label, measure, population, share) in new[]
        {
            ("In treatment", "in-treatment", Population.All, false),
            ("Problem drug users in treatment", "in-treatment", Population.ProblemDrugUsers, false),
            ("Young people in treatment", "in-treatment", Population.YoungPeople, false),
            ("New presentations", "new-presentations", Population.All, false),
            ("Treatment naive", "treatment-naive", Population.All, true),
            ("In effective treatment", "effective-treatment", Population.All, false),
            ("In effective treatment (84 days or more, or completed)", "effective-treatment", Population.All, true),
            ("Retained in treatment for 12 weeks or more", "retained-12-weeks", Population.All, true),
            ("First wait 21 days or less", "wait-first", Population.All, true),
            ("Waiting over 21 days at the end of the month", "waiting-now", Population.All, false),
            ("Exits", "exits", Population.All, false),
            ("Planned exits", "planned-exits", Population.All, true),
            ("Completions of treatment", "completions-of-treatment", Population.All, true),
            ("Re-presentations within 6 months", "re-presentations", Population.All, true),
            ("Start TOPs in time", "top-start", Population.All, true),
            ("Injectors tested for hepatitis C", "hepc-tested-injectors", Population.All, true),
        })
        {
            var row = rows[label];
            foreach (var (kind, header) in Spans)
                AssertShows(row[header], Value(sample.Figures, level, area, population, kind, measure, share), $"{label}, {header}");

            var latest = Catalogue.Find(measure)!.Periods.Contains(PeriodKind.Month) ? PeriodKind.Month : PeriodKind.RollingTwelve;
            var lastYear = Value(LastYear.Value, level, area, population, latest, measure, share);
            AssertShows(row["A year earlier"], lastYear, $"{label}, last year");
            var now = Value(sample.Figures, level, area, population, latest, measure, share);
            AssertShows(row["Change on the year"], share && now - lastYear is { } moved ? Math.Round(moved * 100, 1, MidpointRounding.AwayFromZero) : now - lastYear, $"{label}, change");
            if (level != AreaLevel.England)
            {
                AssertShows(
                    row["England"], Value(sample.Figures, AreaLevel.England, "england", population, latest, measure, share), $"{label}, England");
            }
        }
    }

    [Fact]
    public void A_region_shows_England_beside_it_and_England_nothing()
    {
        var region = sample.Report(AreaLevel.Region, "north-east").Table("Scorecard", "Scorecard", "Measure")[0];
        var england = sample.Report(AreaLevel.England, "england").Table("Scorecard", "Scorecard", "Measure")[0];

        Assert.Contains("England", region.Keys);
        Assert.DoesNotContain("Region", region.Keys);
        Assert.DoesNotContain("England", england.Keys);
    }

    [Theory]
    [MemberData(nameof(Areas))]
    public void Numbers_of_every_month_are_those_counted_at_that_month(AreaLevel level, string area)
    {
        var report = sample.Report(level, area);
        foreach (var (heading, measure) in new[] { ("In treatment", "in-treatment"), ("In effective treatment", "effective-treatment") })
        {
            var rows = report.Table("Numbers", heading, "Month");
            Assert.Equal(24, rows.Count);
            foreach (var (at, figures) in new[] { (11, LastYear.Value), (23, sample.Figures) })
            {
                Assert.Equal(figures.Cut, DateOnly.FromDateTime((DateTime)rows[at]["Month"]!));
                foreach (var (header, population) in new[]
                {
                    ("All people", Population.All), ("Problem drug users", Population.ProblemDrugUsers), ("Adults, drugs", Population.AdultDrug),
                    ("Adults, opiates", Population.Opiate), ("Adults, other drugs", Population.NonOpiate),
                    ("Adults, alcohol", Population.AdultAlcohol), ("Adults, criminal justice", Population.CriminalJustice),
                    ("Young people", Population.YoungPeople), ("In prison", Population.Prison),
                })
                {
                    AssertShows(
                        rows[at][header], Value(figures, level, area, population, PeriodKind.Month, measure, share: false), $"{heading}, {header}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Areas))]
    public void Breakdowns_show_every_category_once_and_add_up(AreaLevel level, string area)
    {
        var report = sample.Report(level, area);
        foreach (var (sheet, heading, first, measure, breakdown) in new[]
        {
            ("New presentations", "Substance", "Substances cited", "new-presentations", "substance-group"),
            ("New presentations", "Age", "Age in years", "new-presentations", "age-band"),
            ("New presentations", "Sex", "Sex", "new-presentations", "sex"),
            ("New presentations", "Ethnic group", "Ethnic group", "new-presentations", "ethnic-group"),
            ("New presentations", "Source of referral", "Referred by", "new-presentations", "referral-source-group"),
            ("New presentations", "Employment", "Status", "new-presentations", "employment"),
            ("Exits", "By reason", "Exit", "exits", "exit-group"),
        })
        {
            var rows = report.Table(sheet, heading, first);
            foreach (var (kind, header) in Spans)
            {
                var counted = sample.Figures.Categories(level, area, Population.All, kind, measure, breakdown).Select(f => (double)f.N!.Value);
                var shown = rows.SkipLast(1).Select(r => (double)r[header]!).ToList();
                Assert.Equal(counted.Order(), shown.Where(n => n > 0).Order());
                AssertShows(rows[^1][header], Value(sample.Figures, level, area, Population.All, kind, measure, share: false), $"{heading}, all");
                Assert.Equal((double)rows[^1][header]!, shown.Sum());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Areas))]
    public void Waits_show_measured_long_mean_median_and_those_by_modality(AreaLevel level, string area)
    {
        var report = sample.Report(level, area);
        var rows = report.Table("Waiting times", "Waits of modalities started", "Wait");
        Figure? Of(string measure, PeriodKind kind, string breakdown = "", string category = "") =>
            sample.Figures.Find(new FigureKey(level, area, Population.All, kind, measure, breakdown, category));

        foreach (var (i, (measure, span)) in
            from measure in new[] { "wait-first", "wait-subsequent" }.Index()
            from span in Spans.Index()
            select (measure.Index * 3 + span.Index, (measure.Item, span.Item)))
        {
            AssertShows(rows[i]["Measured"], Of(measure, span.Kind)?.D, measure);
            AssertShows(rows[i]["21 days or less"], Of(measure, span.Kind)?.N, measure);
            AssertShows(rows[i]["Share 21 days or less"], Of(measure, span.Kind)?.Value, measure);
            AssertShows(rows[i]["Over 42 days"], Of(measure, span.Kind, "over-42")?.N, measure);
            AssertShows(rows[i]["Mean, days"], Of(measure, span.Kind, "mean-days")?.Value, measure);
            AssertShows(rows[i]["Median, days"], Of(measure, span.Kind, "median-days")?.Value, measure);
            AssertShows(rows[i]["Not measurable"], Of(measure, span.Kind, "not-measurable")?.N, measure);
        }

        var modalities = report.Table("Waiting times", "By modality", "Modality").ToDictionary(r => (string)r["Modality"]!);
        AssertShows(
            modalities["Specialist prescribing"]["First, measured"], Of("wait-first", PeriodKind.RollingTwelve, "modality", "2")?.D, "modality 2");
        var waiting = report.Table("Waiting times", "Waiting on 31 March 2012", "Population")[0];
        AssertShows(waiting["Waiting, modalities"], Of("waiting-now", PeriodKind.Month)?.D, "waiting");
    }

    [Fact]
    public void Every_area_adds_up_and_the_month_flows_into_the_next()
    {
        foreach (var area in ReportArea.All(sample.Data))
        {
            foreach (var population in new[] { Population.All, Population.Prison })
            {
                var flow = StockAndFlow.Of(sample.Caseload, SampleReports.Cut, area.Level, area.Code, population);

                decimal? Now(string measure) => Value(sample.Figures, area.Level, area.Code, population, PeriodKind.Month, measure, share: false);
                Assert.Equal(Now("time-in-treatment"), flow.OpenAfter);
                Assert.Equal(Now("new-presentations"), flow.NewPresentations);
                Assert.Equal(Now("exits"), flow.Exits);
                Assert.Equal(0, flow.Unexplained);
            }
        }
    }

    [Fact]
    public void Residents_at_two_agencies_are_the_difference_of_the_reconciliation()
    {
        var report = sample.Report(AreaLevel.Partnership, Sunderland);
        var sum = report.Table("Reconciliation", "How areas add up", "Parts")[0];
        var agencies = sample.Figures.Categories(
            AreaLevel.Partnership, Sunderland, Population.All, PeriodKind.Month, "in-treatment", "agency").Sum(f => f.N);

        AssertShows(sum["Total of the parts, people"], agencies, "sum");
        AssertShows(
            sum["Counted once, people"], Value(sample.Figures, AreaLevel.Partnership, Sunderland, Population.All, PeriodKind.Month, "in-treatment", false), "once");
        var byAgency = report.Table("Reconciliation", "Residents in treatment by agency", "Agency");
        AssertShows(byAgency[^1]["This month, people"], agencies, "sum by agency");
    }

    [Fact]
    public void Same_data_in_another_order_gives_the_same_bytes()
    {
        var current = sample.Current;
        var (data, turned) = (
            Made(current.Agencies, current.Clients, current.Episodes),
            Made(current.Agencies.Reverse().ToDictionary(), [.. current.Clients.Reverse()], [.. current.Episodes.Reverse()]));

        foreach (var area in ReportArea.All(data))
        {
            Assert.Equal(
                new WorkbookReading(s => MonthlyReport.Write(data, area, s)).Bytes,
                new WorkbookReading(s => MonthlyReport.Write(turned, area, s)).Bytes);
        }

        // The facts on quality name clients and episodes by their places.
        ReportData Made(IReadOnlyDictionary<string, Agency> agencies, IReadOnlyList<CurrentClient> clients, IReadOnlyList<CurrentEpisode> episodes)
        {
            var all = new CurrentData { Agencies = agencies, Clients = clients, Episodes = episodes, LatestReceipt = current.LatestReceipt };
            var caseload = Caseload.Prepare(all, CodeBook.Embedded);
            return ReportData.Prepare(all, CodeBook.Embedded, caseload, MeasureRun.Compute(caseload, SampleReports.Cut), "0.1.0");
        }
    }

    [Fact]
    public void Another_program_parameter_or_cut_is_another_run()
    {
        var march = sample.Data.RunId;
        ReportData Again(Figures figures, string version) => ReportData.Prepare(sample.Current, CodeBook.Embedded, sample.Caseload, figures, version, ofAgencies: true);

        Assert.Equal(march, Again(sample.Figures, "0.1.0").RunId);
        Assert.NotEqual(march, Again(sample.Figures, "0.2.0").RunId);
        Assert.NotEqual(march, Again(LastYear.Value, "0.1.0").RunId);
        Assert.NotEqual(march, Again(MeasureRun.Compute(sample.Caseload, SampleReports.Cut, new MeasureOptions { JoinDays = 22 }), "0.1.0").RunId);
    }

    [Fact]
    public void Every_parameter_is_shown()
    {
        var shown = string.Join('\n', ReportParameters.Of(MeasureOptions.Default));

        foreach (var property in typeof(MeasureOptions).GetProperties().Where(p => p.PropertyType == typeof(int)))
        {
            var other = new MeasureOptions();
            property.SetValue(other, 77);
            Assert.True(shown != string.Join('\n', ReportParameters.Of(other)), $"{property.Name} is not shown");
        }
    }

    [Fact]
    public void No_id_of_the_catalogue_stands_where_people_read_words()
    {
        var ids = Catalogue.Measures.Select(m => m.Id).Where(id => id.Contains('-', StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        var categories = new HashSet<string>(
            ["under-18", "18-24", "55+", "non-opiate", "self-family-friends", "not-parent", "transferred-in-custody", "incomplete-other", "unknown"],
            StringComparer.Ordinal);
        foreach (var area in ReportArea.All(sample.Data))
        {
            var report = sample.Report(area.Level, area.Code);
            foreach (var sheet in report.Sheets.Where(s => s != "Notes"))
                Assert.DoesNotContain(report.Texts(sheet), t => ids.Contains(t) || categories.Contains(t));
        }
    }

    [Fact]
    public void Nothing_of_a_client_and_no_formula_gets_into_a_report()
    {
        const string name = "=HYPERLINK(\"http://example.org\",\"Harbour\")";
        var holding = new Holding();
        var client = holding.Client("X", "CLIENT-SECRET", born: "29/2/1972");
        holding.Add(Holding.Episode(client, "1/3/2012", start: "5/3/2012", id: "EPISODE-SECRET"));
        var agencies = Holding.Agencies.ToDictionary();
        agencies["X"] = agencies["X"] with { Name = name };
        var current = new CurrentData { Agencies = agencies, Clients = holding.Data.Clients, Episodes = holding.Data.Episodes };
        var caseload = Caseload.Prepare(current, Holding.Book);
        var data = ReportData.Prepare(current, Holding.Book, caseload, MeasureRun.Compute(caseload, SampleReports.Cut), "0.1.0", ofAgencies: true);

        foreach (var area in ReportArea.All(data).Append(ReportArea.Of(data, AreaLevel.Agency, "X")))
        {
            var report = new WorkbookReading(s => MonthlyReport.Write(data, area, s));

            Assert.Equal(0, report.Formulas());
            Assert.Empty(report.Errors());
            Assert.DoesNotContain(report.Texts(), t => t.Contains("SECRET", StringComparison.Ordinal));
            if (area.Level == AreaLevel.Partnership)
                Assert.Contains(name, report.Texts("Reconciliation"));
        }
    }

    [Fact]
    public void Files_are_named_by_area_and_month()
    {
        string Name(AreaLevel level, string area) => MonthlyReport.FileName(ReportArea.Of(sample.Data, level, area), SampleReports.Cut, Edition.Exact);

        Assert.Equal("monthly-A12B-2012-03.xlsx", Name(AreaLevel.Partnership, Sunderland));
        Assert.Equal("monthly-north-east-2012-03.xlsx", Name(AreaLevel.Region, "north-east"));
        Assert.Equal("monthly-england-2012-03.xlsx", Name(AreaLevel.England, "england"));
        Assert.Throws<ArgumentException>(() => Name(AreaLevel.Partnership, "north-east"));
    }

    private Lazy<Figures> LastYear { get; } = new(() => MeasureRun.Compute(sample.Caseload, new DateOnly(2011, 3, 31)));

    private static decimal? Value(
        Figures figures, AreaLevel level, string area, Population population, PeriodKind period, string measure, bool share) =>
        figures.Find(new FigureKey(level, area, population, period, measure)) is not { } figure ? null : share ? figure.Value : figure.N;

    private static void AssertShows(object? cell, decimal? figure, string what)
    {
        if (figure is null)
            Assert.True(cell is null, $"{what}: {cell} is shown, and there is no figure");
        else
            Assert.True(cell is double shown && Math.Abs(shown - (double)figure) < 1e-9, $"{what}: {cell} is shown, {figure} was counted");
    }
}
