using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Quality;
using Ndtms.Core.Targets;
using Ndtms.Workbooks;

namespace Ndtms.Tests.Workbooks;

/// <summary>Outcomes, young people, prisons, providers, data quality and targets of a monthly report are those that were counted.</summary>
public sealed class MonthlySheetsTests(SampleReports sample) : IClassFixture<SampleReports>
{
    private const string Sunderland = "A12B";
    private const string England = Ndtms.Core.DataSets.Areas.England;

    private static readonly (PeriodKind Kind, string Header)[] Spans =
    [
        (PeriodKind.Month, "This month"), (PeriodKind.YearToDate, "Year to date"), (PeriodKind.RollingTwelve, "Rolling 12 months"),
    ];

    public static TheoryData<AreaLevel, string> Areas => new()
    {
        { AreaLevel.Partnership, Sunderland },
        { AreaLevel.Region, "north-east" },
        { AreaLevel.England, England },
    };

    [Theory]
    [MemberData(nameof(Areas))]
    public void Tops_due_and_done_are_those_counted(AreaLevel level, string area)
    {
        var rows = sample.Report(level, area).Table("Outcomes", "TOPs completed in time", "TOP");
        Assert.Equal(7, rows.Count); // reviews have no other period than the month
        foreach (var (top, measure) in new[] { ("Start", "top-start"), ("Review", "top-review"), ("Exit", "top-exit") })
        {
            foreach (var row in rows.Where(r => (string)r["TOP"]! == top))
            {
                var kind = Spans.Single(s => s.Header == (string)row["Period"]!).Kind;
                AssertShare(row, "Due, episodes", "Completed, episodes", "Share", Of(level, area, kind, measure));
            }
        }

        var months = sample.Report(level, area).Table("Outcomes", "TOPs by month", "Month");
        Assert.Equal(24, months.Count);
        AssertShows(months[^1]["Review, in time"], Of(level, area, PeriodKind.Month, "top-review")?.Value);
        AssertShows(months[^1]["Start, due"], Of(level, area, PeriodKind.Month, "top-start")?.D);
    }

    [Theory]
    [MemberData(nameof(Areas))]
    public void Change_between_tops_is_what_was_counted_and_its_bands_make_up_all(AreaLevel level, string area)
    {
        var report = sample.Report(level, area);
        var used = 0d;
        foreach (var row in report.Table("Outcomes", "Use at review of people who used at start", "Substance"))
        {
            var measure = $"outcome-{((string)row["Substance"]!).ToLowerInvariant()}";
            var all = (double)row["Used at start"]!;
            used += all;
            AssertShows(row["Used at start"], Of(level, area, PeriodKind.RollingTwelve, measure)!.Value.D);
            AssertShows(row["Abstinent, share"], Of(level, area, PeriodKind.RollingTwelve, measure)!.Value.Value);
            foreach (var band in new[] { "Improved", "Unchanged", "Deteriorated" })
                AssertShows(row[band], Of(level, area, PeriodKind.RollingTwelve, measure, band.ToLowerInvariant())!.Value.N);
            Assert.Equal(all, new[] { "Abstinent", "Improved", "Unchanged", "Deteriorated" }.Sum(b => (double)row[b]!));
        }

        Assert.True(used > 0);
        foreach (var row in report.Table("Outcomes", "Injecting, housing and work", "Problem"))
        {
            var measure = (string)row["Problem"]! switch { "Injecting" => "outcome-injecting", "Housing problem" => "outcome-housing", _ => "outcome-work" };
            var kind = Spans.Single(s => s.Header == (string)row["Period"]!).Kind;
            AssertShare(row, "At start, journeys", "Resolved at review, journeys", "Share", Of(level, area, kind, measure));
        }

        foreach (var (row, measure) in report.Table("Outcomes", "Self-rated health", "Score")
            .Zip(["outcome-psychological", "outcome-physical", "outcome-quality-of-life"]))
        {
            var (start, review) = (Of(level, area, PeriodKind.RollingTwelve, measure, "start")!.Value, Of(level, area, PeriodKind.RollingTwelve, measure, "review")!.Value);
            AssertShows(row["Journeys"], start.D);
            AssertShows(row["Mean at start"], start.Value);
            AssertShows(row["Mean at review"], review.Value);
            AssertShows(row["Change"], review.Value - start.Value);
        }
    }

    [Theory]
    [MemberData(nameof(Areas))]
    public void Young_people_and_prisons_have_their_own_numbers_and_exits(AreaLevel level, string area)
    {
        var report = sample.Report(level, area);
        foreach (var (sheet, exits, population) in new[]
        {
            ("Young people", "Exits", Population.YoungPeople), ("Prisons", "Exits from prison treatment", Population.Prison),
        })
        {
            var numbers = report.Table(sheet, "Numbers", "Measure");
            foreach (var (row, measure) in numbers.Zip(["in-treatment", "new-presentations", "effective-treatment", "exits", "planned-exits"]))
            {
                foreach (var (kind, header) in Spans)
                    AssertShows(row[header], Of(level, area, kind, measure, population: population)!.Value.N);
            }

            Assert.True((double)numbers[0]["Rolling 12 months"]! > 0);
            var all = report.Table(sheet, exits, "Exit")[^1];
            AssertShows(all["Rolling 12 months"], Of(level, area, PeriodKind.RollingTwelve, "exits", population: population)!.Value.N);
            var months = report.Table(sheet, "Month by month", "Month");
            Assert.Equal(24, months.Count);
            AssertShows(months[^1]["In treatment"], Of(level, area, PeriodKind.Month, "in-treatment", population: population)!.Value.N);
        }
    }

    [Theory]
    [MemberData(nameof(Areas))]
    public void Young_peoples_waits_vulnerabilities_and_transitions_are_those_counted(AreaLevel level, string area)
    {
        var report = sample.Report(level, area);
        foreach (var row in report.Table("Young people", "Waits", "Wait"))
        {
            var measure = (string)row["Wait"]! == "Assessed in 5 working days" ? "yp-assessed-5-days" : "yp-treated-10-days";
            var kind = Spans.Single(s => s.Header == (string)row["Period"]!).Kind;
            AssertShare(row, "Episodes", "In time, episodes", "Share", Of(level, area, kind, measure, population: Population.YoungPeople));
        }

        var rows = report.Table("Young people", "Vulnerabilities", "Vulnerability").ToDictionary(r => (string)r["Vulnerability"]!);
        Assert.Contains("Self-harm", rows.Keys); // in the words of the data set, not YPSSLFHM
        Assert.DoesNotContain(rows.Keys, k => k.StartsWith("Young person", StringComparison.Ordinal) || k.StartsWith("YP", StringComparison.Ordinal));
        foreach (var (label, start, exit) in new[] { ("Self-harm", "YPSSLFHM", "YPESLFHM"), ("Offending", "YPSOFFND", "YPEOFFND") })
        {
            foreach (var (when, breakdown, header) in new[] { ("At start", "at-start", start), ("At exit", "at-exit", exit) })
            {
                var figure = sample.Figures.Find(new FigureKey(
                    level, area, Population.YoungPeople, PeriodKind.RollingTwelve, "yp-vulnerabilities", breakdown, header));
                AssertShows(rows[label][$"{when}, answered"], figure?.D ?? 0);
                AssertShows(rows[label][$"{when}, yes"], figure?.N);
                AssertShows(rows[label][$"{when}, share"], figure?.Value);
            }
        }

        foreach (var row in report.Table("Young people", "Transitions to adult services", "Period"))
        {
            AssertShare(row, "Discharged to adult services, episodes", "Triaged by adult services, episodes", "Share",
                Of(level, area, Spans.Single(s => s.Header == (string)row["Period"]!).Kind, "yp-transitions", population: Population.YoungPeople));
        }
    }

    [Fact]
    public void Residents_in_prison_are_told_by_prison_and_trust_in_a_partnership_and_by_area_above()
    {
        var report = sample.Report(AreaLevel.Partnership, Sunderland);
        foreach (var (heading, first, code, breakdown) in new[]
        {
            ("In prison treatment, by prison", "Prison", "Code", "agency"), ("In prison treatment, by primary care trust", "Primary care trust", "Primary care trust", "pct"),
        })
        {
            var rows = report.Table("Prisons", heading, first);
            var counted = sample.Figures.Categories(
                AreaLevel.Partnership, Sunderland, Population.Prison, PeriodKind.RollingTwelve, "in-treatment", breakdown).ToList();
            Assert.NotEmpty(counted);
            Assert.Equal(counted.Select(c => c.Key.Category), rows.Select(r => (string)r[code]! is "Not known" ? "unknown" : (string)r[code]!));
            foreach (var (row, figure) in rows.Zip(counted))
                AssertShows(row["Rolling 12 months, people"], figure.N);
        }

        var custody = report.Table("Prisons", "Continuity of care after custody", "Period");
        AssertShare(custody[2], "Transferred in custody, episodes", "Resumed treatment, episodes", "Share",
            Of(AreaLevel.Partnership, Sunderland, PeriodKind.RollingTwelve, "custody-continuity"));
        var regions = sample.Report(AreaLevel.England, England).Table("Prisons", "In prison treatment, by region", "Region");
        Assert.Equal(sample.Figures.Areas(AreaLevel.Region).Count, regions.Count);
        AssertShows(regions[0]["Rolling 12 months, people"],
            Of(AreaLevel.Region, sample.Figures.Areas(AreaLevel.Region)[0], PeriodKind.RollingTwelve, "in-treatment", population: Population.Prison)!.Value.N);
    }

    [Fact]
    public void Providers_are_all_agencies_that_treated_residents_with_their_own_figures()
    {
        var rows = sample.Report(AreaLevel.Partnership, Sunderland).Table("Providers", "Activity", "Agency").ToDictionary(r => (string)r["Code"]!);

        var elsewhere = 0;
        foreach (var population in new[] { Population.All, Population.Prison })
        {
            foreach (var figure in sample.Figures.Categories(
                AreaLevel.Partnership, Sunderland, population, PeriodKind.RollingTwelve, "in-treatment", "agency"))
            {
                var row = rows[figure.Key.Category];
                AssertShows(row["Residents in treatment"], figure.N);
                Figure? Own(string measure) =>
                    Of(AreaLevel.Agency, figure.Key.Category, PeriodKind.RollingTwelve, measure, population: population);
                AssertShows(row["In treatment"], Own("in-treatment")!.Value.N);
                AssertShows(row["New presentations"], Own("new-presentations")!.Value.N);
                AssertShows(row["In effective treatment"], Own("effective-treatment")!.Value.Value);
                AssertShows(row["First wait 21 days or less"], Own("wait-first")!.Value.Value);
                AssertShows(row["Planned exits"], Own("planned-exits")!.Value.Value);
                AssertShows(row["Start TOP in time"], Own("top-start")!.Value.Value);
                var home = sample.Current.Agencies[figure.Key.Category].Partnership;
                Assert.Equal(CodeBook.Embedded.Areas.Partnership(home)!.Name, row["Home partnership"]);
                elsewhere += home == Sunderland ? 0 : 1;
            }
        }

        Assert.True(elsewhere > 0, "the sample has nobody treated elsewhere");
        var england = sample.Report(AreaLevel.England, England).Table("Providers", "Activity", "Agency");
        Assert.Equal(sample.Figures.Areas(AreaLevel.Agency), england.Select(r => (string)r["Code"]!));
    }

    [Fact]
    public void Providers_files_are_in_time_or_so_many_days_late()
    {
        var deadline = new DateOnly(2012, 4, 16);
        AgencyQuality Quality(string code, DateOnly? accepted, LoadedSubmission? last = null) =>
            new(code, code, Sunderland, AgencyService.Adult, IsActive: true, deadline, accepted, last);
        var data = With(new ReportContext
        {
            Quality =
            [
                Quality("N0801", deadline, new LoadedSubmission("N0801", SampleReports.Cut, deadline, 200, 190, 20, [])),
                Quality("N0802", deadline.AddDays(1)), Quality("N0803", deadline.AddDays(12)), Quality("N0804", null),
            ],
        });
        var rows = Report(data, AreaLevel.Partnership, Sunderland).Table("Providers", "Submissions", "Provider").ToDictionary(r => (string)r["Code"]!);

        Assert.Equal(
            ["In time", "1 day late", "12 days late", "None accepted"],
            new[] { "N0801", "N0802", "N0803", "N0804" }.Select(code => rows[code]["File for the month"]));
        Assert.Equal(90d, rows["N0801"]["Score out of 100"]); // 100 x (1 - (10 + 20 / 2) / 200)
        Assert.Null(rows["N0802"]["Score out of 100"]);
        Assert.Equal(deadline, DateOnly.FromDateTime((DateTime)rows["N0804"]["Deadline"]!));
        Assert.Null(rows["N0804"]["Received"]);
    }

    [Fact]
    public void What_agencies_sent_is_in_exact_reports_alone()
    {
        AgencyQuality Quality(string code, long rejected, long warned) => new(
            code, code, Sunderland, AgencyService.Adult, true, SampleReports.Cut, SampleReports.Cut,
            new LoadedSubmission(code, SampleReports.Cut, SampleReports.Cut, 200, 200 - rejected, warned, []));
        var data = With(new ReportContext { Quality = [Quality("N0801", 3, 20), Quality("N0803", 13, 27)] });

        var exact = Report(data, AreaLevel.Partnership, Sunderland).Table("Providers", "Submissions", "Provider");
        Assert.Equal(93.5, exact.Single(r => (string)r["Code"]! == "N0801")["Score out of 100"]);
        Assert.Equal(86.8, exact.Single(r => (string)r["Code"]! == "N0803")["Score out of 100"]); // 86.75
        foreach (var edition in new[] { Edition.Own, Edition.Public })
            Assert.DoesNotContain("Submissions", Report(data.In(edition), AreaLevel.Partnership, Sunderland).Tables().Keys);
    }

    [Theory]
    [MemberData(nameof(Areas))]
    [InlineData(AreaLevel.Agency, "N0801")]
    [InlineData(AreaLevel.Agency, "N0805")] // a prison's
    public void Data_quality_is_what_was_counted_the_least_complete_first(AreaLevel level, string area)
    {
        var report = sample.Report(level, area);
        Figure? Now(string measure) => Of(level, area, PeriodKind.Month, measure);
        var overall = report.Table("Data quality", "Overall", "Area")[0];
        AssertShows(overall["Values expected"], Now("dq-completeness")!.Value.D);
        AssertShows(overall["Complete"], Now("dq-completeness")!.Value.Value);
        AssertShows(overall["Records rejected"], Now("dq-rejected")!.Value.N);
        AssertShows(overall["Records with a warning"], Now("dq-warnings")!.Value.N);
        AssertShare(overall, "Files due, agencies", "In time, agencies", "In time", Now("dq-timeliness"));

        var fields = report.Table("Data quality", "Least complete fields", "Field").Concat(report.Table("Data quality", "All other fields", "Field"))
            .Where(f => f["Column"] is not null).ToList();
        var counted = sample.Figures.Categories(level, area, Population.All, PeriodKind.Month, "dq-completeness", "field")
            .ToDictionary(f => f.Key.Category);
        Assert.Equal(counted.Keys.Order(StringComparer.Ordinal), fields.Select(f => (string)f["Column"]!).Order(StringComparer.Ordinal));
        foreach (var field in fields)
        {
            var figure = counted[(string)field["Column"]!];
            AssertShows(field["Values expected"], figure.D);
            AssertShows(field["Missing"], figure.D - figure.N);
            AssertShows(field["Complete"], figure.Value);
        }

        Assert.Equal(fields.Select(f => (double)f["Complete"]!).Order(), fields.Select(f => (double)f["Complete"]!));
        foreach (var (heading, measure, header) in new[]
        {
            ("Rules that rejected most records", "dq-rejected", "Records rejected"), ("Rules with most warnings", "dq-warnings", "Records with a warning"),
        })
        {
            var rules = sample.Figures.Categories(level, area, Population.All, PeriodKind.Month, measure, "rule")
                .OrderByDescending(f => f.N).Select(f => (double)f.N!.Value).Take(15);
            Assert.Equal(rules, report.Table("Data quality", heading, "Issue").Where(r => r["Rule"] is not null).Select(r => (double)r[header]!));
        }
    }

    [Fact]
    public void A_partnership_sees_how_complete_each_agency_is_and_what_was_found_in_its_file()
    {
        var report = sample.Report(AreaLevel.Partnership, Sunderland);
        var agencies = report.Table("Data quality", "Completeness by agency", "Agency");
        Assert.Contains("N0801", agencies.Select(a => (string)a["Code"]!));
        foreach (var row in agencies)
        {
            var figure = Of(AreaLevel.Agency, (string)row["Code"]!, PeriodKind.Month, "dq-completeness")!.Value;
            AssertShows(row["Values expected"], figure.D);
            AssertShows(row["Complete"], figure.Value);
        }

        var data = With(new ReportContext { Quality = AgencyQuality.At(sample.Current, CodeBook.Embedded, SampleReports.Cut) });
        var files = Report(data, AreaLevel.Partnership, Sunderland).Table("Providers", "Submissions", "Provider");
        Assert.Equal(agencies.Select(a => (string)a["Code"]!).Order(StringComparer.Ordinal), files.Select(f => (string)f["Code"]!));
        foreach (var file in files)
        {
            AssertShows(file["Rejected, records"], Of(AreaLevel.Agency, (string)file["Code"]!, PeriodKind.Month, "dq-rejected")!.Value.N);
            AssertShows(file["With a warning, records"], Of(AreaLevel.Agency, (string)file["Code"]!, PeriodKind.Month, "dq-warnings")!.Value.N);
            Assert.IsType<double>(file["Score out of 100"]);
        }
    }

    [Fact]
    public void Every_target_has_its_row_with_progress_and_band_of_its_own_period()
    {
        var planned = Of(AreaLevel.England, England, PeriodKind.RollingTwelve, "planned-exits", population: Population.AdultDrug)!.Value;
        var treated = Of(AreaLevel.England, England, PeriodKind.RollingTwelve, "effective-treatment", population: Population.ProblemDrugUsers)!.Value;
        var started = Of(AreaLevel.England, England, PeriodKind.Month, "new-presentations")!.Value;
        var back = Of(AreaLevel.England, England, PeriodKind.RollingTwelve, "re-presentations")!.Value;
        Assert.True(planned.N > 0 && treated.N > 0 && started.N > 0 && back.N > 0);
        var share = (decimal)planned.N!.Value / planned.D!.Value;
        var returned = (decimal)back.N!.Value / back.D!.Value;
        Target[] targets =
        [
            Target("effective-treatment", Population.ProblemDrugUsers, PeriodKind.RollingTwelve, false, treated.N!.Value),
            Target("planned-exits", Population.AdultDrug, PeriodKind.RollingTwelve, true, share / 0.95m),
            Target("new-presentations", Population.All, PeriodKind.Month, false, started.N!.Value * 2),
            Target("re-presentations", Population.All, PeriodKind.RollingTwelve, true, returned * 0.92m, lessIsBetter: true),
            Target("yp-assessed-5-days", Population.YoungPeople, PeriodKind.YearToDate, true, 0.5m),
        ];
        var data = With(Targets([.. targets.Select(t => t with { Level = AreaLevel.England, Area = England })]));
        var rows = Report(data, AreaLevel.England, England).Table("Scorecard", "Scorecard", "Measure").ToDictionary(r => (string)r["Measure"]!);

        AssertTarget("Problem drug users in effective treatment", treated.N!.Value, 1m, "Green", "12 months");
        AssertTarget("Planned exits: Adults, drugs", share / 0.95m, 0.95m, "Amber", "12 months");
        AssertTarget("New presentations", started.N!.Value * 2, 0.5m, "Red", "Month");
        AssertTarget("Re-presentations within 6 months", returned * 0.92m, 0.92m, "Amber", "12 months");
        Assert.EndsWith("lower is better", (string)rows["Re-presentations within 6 months"]["Unit"]!, StringComparison.Ordinal);
        AssertShows(rows["Planned exits: Adults, drugs"]["Rolling 12 months"], planned.Value);
        AssertShows(
            rows["Young people assessed in time"]["Year to date"],
            Of(AreaLevel.England, England, PeriodKind.YearToDate, "yp-assessed-5-days", population: Population.YoungPeople)!.Value.Value);
        Assert.Null(rows["Exits"]["Band"]);
        Assert.Null(rows["Exits"]["Progress"]);

        void AssertTarget(string label, decimal goal, decimal progress, string band, string period)
        {
            AssertShows(rows[label]["Annual target"], goal);
            AssertShows(rows[label]["Target to date"], goal); // March is the year's end
            AssertShows(rows[label]["Progress"], progress);
            Assert.Equal(band, rows[label]["Band"]);
            Assert.Equal(period, rows[label]["Compared over"]);
        }
    }

    /// <summary>A month beside twelve months reads as the area against England, and is not.</summary>
    [Fact]
    public void What_stands_beside_a_target_is_of_the_targets_period()
    {
        var data = sample.Targeted;
        var report = Report(data, AreaLevel.Partnership, Sunderland);
        var row = report.Table("Scorecard", "Scorecard", "Measure").Single(r => (string)r["Measure"]! == "Planned exits: Adults, drugs");
        Figure In(AreaLevel level, string area, PeriodKind period) =>
            data.Computed.Find(new FigureKey(level, area, Population.AdultDrug, period, "planned-exits"))!.Value;
        Assert.Equal("12 months", row["Compared over"]);
        foreach (var (header, level, area) in new[] { ("Region", AreaLevel.Region, "north-east"), ("England", AreaLevel.England, England) })
        {
            var twelve = In(level, area, PeriodKind.RollingTwelve);
            Assert.NotEqual(In(level, area, PeriodKind.Month).Value, twelve.Value);
            AssertShows(row[header], twelve.Value);
            Assert.Equal($"{twelve.N} of {twelve.D}", row[$"{header}: of"]);
        }

        var own = In(AreaLevel.Partnership, Sunderland, PeriodKind.RollingTwelve);
        Assert.Equal($"{own.N} of {own.D}", row["Rolling 12 months: of"]);
        var month = In(AreaLevel.Partnership, Sunderland, PeriodKind.Month);
        Assert.Equal($"{month.N} of {month.D}", row["This month: of"]);
        var before = data.Months[^13].Find(own.Key)!.Value.Value.Value!.Value;
        AssertShows(row["A year earlier"], before);
        AssertShows(row["Change on the year"], Math.Round((own.Value!.Value - before) * 100, 1, MidpointRounding.AwayFromZero));
    }

    /// <summary>Every share says of how many it is: 0.0% of 2 is no news.</summary>
    [Fact]
    public void Every_share_of_the_scorecard_has_its_numerator_and_denominator()
    {
        foreach (var row in Report(sample.Targeted, AreaLevel.Partnership, Sunderland).Table("Scorecard", "Scorecard", "Measure"))
        {
            foreach (var header in new[] { "This month", "Year to date", "Rolling 12 months", "A year earlier", "Region", "England" }.Where(h => row[h] is not null))
                Assert.Equal(((string)row["Unit"]!).StartsWith('%'), row[$"{header}: of"] is string);
        }
    }

    /// <summary>Nobody was late for a month whose data came with a later file.</summary>
    [Fact]
    public void A_month_covered_by_a_later_file_is_not_called_late()
    {
        var one = new AgencyQuality("N0801", "One", Sunderland, AgencyService.YoungPeople, true, new(2012, 4, 17), new(2012, 4, 10),
            new LoadedSubmission("N0801", new(2012, 3, 31), new(2012, 4, 10), 1, 1, 0, []))
        {
            FiledMonths = [new(2012, 1, 31), new(2012, 3, 31)],
        };
        var data = ReportData.Prepare(
            sample.Current, CodeBook.Embedded, sample.Caseload, sample.Figures, "0.1.0", context: new ReportContext { Quality = [one] });
        var months = Report(data, AreaLevel.Partnership, Sunderland).Table("Data quality", "Month by month", "Month").ToDictionary(r => (DateTime)r["Month"]!);
        Assert.Equal("covered by a later file", months[new(2012, 2, 29)]["Files"]);
        Assert.Null(months[new(2012, 2, 29)]["In time"]);
        Assert.Null(months[new(2012, 1, 31)]["Files"]);
        Assert.NotNull(months[new(2012, 1, 31)]["In time"]);
        Assert.Null(months[new(2012, 3, 31)]["Files"]);
    }

    /// <summary>Orange for improved and green for unchanged says the opposite of the figures.</summary>
    [Fact]
    public void Outcomes_have_colours_that_say_what_they_are()
    {
        using var stream = new MemoryStream(sample.Report(AreaLevel.Partnership, Sunderland).Bytes);
        using var document = DocumentFormat.OpenXml.Packaging.SpreadsheetDocument.Open(stream, isEditable: false);
        var chart = document.WorkbookPart!.WorksheetParts.Where(p => p.DrawingsPart is not null).SelectMany(p => p.DrawingsPart!.ChartParts)
            .Select(c => c.ChartSpace!.InnerXml).Single(x => x.Contains("Deteriorated, share", StringComparison.Ordinal));
        var colours = new[] { "Abstinent, share", "Improved, share", "Unchanged, share", "Deteriorated, share" }
            .Select(s => chart[chart.IndexOf(s, StringComparison.Ordinal)..]).Select(x => x[(x.IndexOf("srgbClr val=\"", StringComparison.Ordinal) + 13)..][..6]).ToList();
        Assert.Equal(["12436D", "7FA8CC", "C3CAD0", "D9701E"], colours);
    }

    [Fact]
    public void Without_targets_the_scorecard_says_so_and_has_no_bands()
    {
        var report = sample.Report(AreaLevel.Partnership, Sunderland);

        Assert.Contains(report.Texts("Scorecard"), t => t.StartsWith("No targets for Sunderland in 2011/12 have been loaded", StringComparison.Ordinal));
        Assert.DoesNotContain("Band", report.Table("Scorecard", "Scorecard", "Measure")[0].Keys);
    }

    [Fact]
    public void A_rounded_figure_under_100_has_neither_progress_nor_band()
    {
        var target = Target("in-treatment", Population.YoungPeople, PeriodKind.Month, false, 4);
        var data = With(Targets([.. sample.Figures.Areas(AreaLevel.Partnership).Select(area => target with { Area = area })]))
            .In(Edition.Public);
        foreach (var area in sample.Figures.Areas(AreaLevel.Partnership))
        {
            var row = Report(data, AreaLevel.Partnership, area).Table("Scorecard", "Scorecard", "Measure")
                .Single(r => (string)r["Measure"]! == "Young people in treatment");
            Assert.True(row["This month"] is double number && number % 5 == 0, area);
            Assert.Equal(("too small to judge", "too small to judge"), (row["Progress"], row["Band"]));
        }
    }

    [Fact]
    public void Notes_define_every_measure_that_the_sheets_show()
    {
        var shown = Catalogue.Measures.Select(m => m.Id)
            .Where(id => !id.StartsWith("local-", StringComparison.Ordinal) && id is not ("effective-treatment-90" or "hepb-accepted" or "hepb-completed"
                or "completions-sustained" or "known-to-treatment"));
        var notes = string.Join('\n', sample.Report(AreaLevel.Partnership, Sunderland).Texts("Notes"));

        Assert.All(shown, id => Assert.Contains($"{id} (", notes, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("N0801", true)]
    [InlineData("N0805", false)] // a prison's
    public void An_agencys_report_has_the_sheets_that_make_sense(string agency, bool community)
    {
        var young = sample.Figures.Find(new FigureKey(AreaLevel.Agency, agency, Population.YoungPeople, PeriodKind.RollingTwelve, "in-treatment"))!.Value.N > 0
            || sample.Figures.Find(new FigureKey(AreaLevel.Agency, agency, Population.YoungPeople, PeriodKind.RollingTwelve, "yp-assessed-5-days"))!.Value.D > 0;
        var sheets = sample.Report(AreaLevel.Agency, agency).Sheets.ToList();

        Assert.Equal(young && community, sheets.Contains("Young people"));
        Assert.DoesNotContain("Prisons", sheets);
        Assert.DoesNotContain("Providers", sheets);
        Assert.Contains("Outcomes", sheets);
        Assert.Contains("Data quality", sheets);
    }

    private ReportData With(ReportContext context) =>
        ReportData.Prepare(sample.Current, CodeBook.Embedded, sample.Caseload, sample.Figures, "0.1.0", context: context);

    private static ReportContext Targets(params Target[] targets) => new() { Targets = new TargetBook(targets, [], [], []) };

    private static Target Target(
        string measure, Population population, PeriodKind period, bool ofShare, decimal goal, bool lessIsBetter = false) =>
        new(AreaLevel.Partnership, Sunderland, measure, population, period, 2011, ofShare, goal / 2, goal, null, lessIsBetter);

    private static WorkbookReading Report(ReportData data, AreaLevel level, string area) =>
        new(stream => MonthlyReport.Write(data, ReportArea.Of(data, level, area), stream));

    private Figure? Of(
        AreaLevel level, string area, PeriodKind period, string measure, string breakdown = "", Population population = Population.All) =>
        sample.Figures.Find(new FigureKey(level, area, population, period, measure, breakdown));

    private static void AssertShare(Dictionary<string, object?> row, string d, string n, string share, Figure? figure)
    {
        AssertShows(row[d], figure?.D);
        AssertShows(row[n], figure?.N);
        AssertShows(row[share], figure?.Value);
    }

    private static void AssertShows(object? cell, decimal? figure)
    {
        if (figure is null)
            Assert.Null(cell);
        else
            Assert.Equal((double)figure, Assert.IsType<double>(cell), 1e-9);
    }
}
