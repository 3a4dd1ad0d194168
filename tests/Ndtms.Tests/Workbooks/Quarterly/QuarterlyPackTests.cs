using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Workbooks;
using Ndtms.Workbooks.Quarterly;

namespace Ndtms.Tests.Workbooks.Quarterly;

/// <summary>What a review meeting decides on must be the figures of the export, quarter by quarter, and say the same in words.</summary>
public sealed class QuarterlyPackTests(SampleReports sample) : IClassFixture<SampleReports>
{
    private const PeriodKind Quarter = PeriodKind.Quarter;
    private const PeriodKind Twelve = PeriodKind.RollingTwelve;

    private static readonly string[] Sheets =
    [
        "Contents", "Summary", "Plan against progress", "Effective treatment", "Successful completions", "Outcomes", "Access and waits", "Time in treatment",
        "Young people", "Criminal justice and custody", "Harm reduction", "Parents and children", "Local indicators", "Need", "Benchmark", "Provider comparison",
        "Actions", "Notes",
    ];

    private static readonly string[] Headers =
        ["2010/11 Q1", "2010/11 Q2", "2010/11 Q3", "2010/11 Q4", "2011/12 Q1", "2011/12 Q2", "2011/12 Q3", "2011/12 Q4"];

    public static TheoryData<AreaLevel, string> Areas => new()
    {
        { AreaLevel.Partnership, "A12B" },
        { AreaLevel.Partnership, "X00BN" },
        { AreaLevel.Region, "north-east" },
        { AreaLevel.England, Ndtms.Core.DataSets.Areas.England },
    };

    [Theory]
    [MemberData(nameof(Areas))]
    [InlineData(AreaLevel.Partnership, "A10B")] // nothing is held of it
    public void Opens_without_repair_in_every_mode_and_has_its_sheets_and_charts(AreaLevel level, string area)
    {
        foreach (var mode in Enum.GetValues<Edition>())
        {
            var pack = Pack(level, area, mode);

            Assert.Empty(pack.Errors());
            Assert.Equal(Sheets, pack.Sheets);
            Assert.Equal(0, pack.Formulas());
            if (area != "A10B")
                Assert.InRange(pack.Charts(), 12, 60);
        }
    }

    [Theory]
    [MemberData(nameof(Areas))]
    public void Eight_quarters_are_those_counted_at_their_ends(AreaLevel level, string area)
    {
        var tables = Pack(level, area).Tables();
        Assert.Equal(8, sample.Targeted.Months.Count(m => Quarters.IsEnd(m.Cut)));
        foreach (var (table, row, measure, population, period, breakdown, part) in new[]
        {
            ("Effective_problem", 0, "effective-treatment", Population.ProblemDrugUsers, Twelve, "", 'd'),
            ("Effective_problem", 1, "effective-treatment", Population.ProblemDrugUsers, Twelve, "", 'n'),
            ("Effective_problem", 2, "effective-treatment", Population.ProblemDrugUsers, Twelve, "", 'v'),
            ("Effective_problem", 4, "effective-treatment", Population.ProblemDrugUsers, Quarter, "pending", 'n'),
            ("Effective_adults", 3, "effective-treatment", Population.AdultDrug, Quarter, "", 'n'),
            ("Effective_longer", 3, "effective-treatment-90", Population.AdultDrug, Twelve, "", 'v'),
            ("Retained", 1, "retained-12-weeks", Population.All, Quarter, "", 'v'),
            ("Completions_Opiate", 1, "completions-of-treatment", Population.Opiate, Twelve, "", 'n'),
            ("Completions_NonOpiate", 2, "completions-of-treatment", Population.NonOpiate, Twelve, "", 'v'),
            ("Completions_CriminalJustice", 3, "planned-exits", Population.CriminalJustice, Quarter, "", 'v'),
            ("Completions_All", 5, "re-presentations", Population.All, Twelve, "", 'v'),
            ("Outcomes_abstinent", 0, "outcome-opiates", Population.All, Twelve, "", 'v'),
            ("Outcomes_other", 1, "outcome-housing", Population.All, Twelve, "", 'v'),
            ("Outcomes_scores", 1, "outcome-psychological", Population.All, Twelve, "review", 'v'),
            ("Tops", 1, "top-review", Population.All, PeriodKind.Month, "", 'v'),
            ("First_waits", 0, "wait-first", Population.All, Quarter, "", 'd'),
            ("First_waits", 4, "wait-first", Population.All, Quarter, "median-days", 'v'),
            ("Subsequent_waits", 2, "wait-subsequent", Population.All, Quarter, "over-42", 'v'),
            ("Waiting", 1, "waiting-now", Population.All, PeriodKind.Month, "", 'n'),
            ("Access", 4, "new-presentations", Population.YoungPeople, Quarter, "", 'n'),
            ("Open", 0, "time-in-treatment", Population.All, PeriodKind.Month, "", 'n'),
            ("Yp_numbers", 0, "in-treatment", Population.YoungPeople, Twelve, "", 'n'),
            ("Yp_waits", 1, "yp-assessed-5-days", Population.YoungPeople, Quarter, "", 'v'),
            ("Yp_exits", 4, "yp-transitions", Population.YoungPeople, Twelve, "", 'n'),
            ("Cj_numbers", 1, "new-presentations", Population.CriminalJustice, Quarter, "", 'n'),
            ("Cj_drr", 0, "local-ni18-drr", Population.All, Twelve, "", 'd'),
            ("Custody", 0, "custody-continuity", Population.All, Quarter, "", 'd'),
            ("Prison", 0, "in-treatment", Population.Prison, Quarter, "", 'n'),
            ("Hepatitis_b", 3, "hepb-accepted", Population.All, Quarter, "", 'v'),
            ("Hepatitis_c", 1, "hepc-tested-injectors", Population.All, Quarter, "", 'n'),
            ("Children", 0, "parents", Population.All, Quarter, "children-living-with", 'n'),
            ("Hidden_harm", 1, "local-hidden-harm", Population.All, Twelve, "", 'n'),
            ("Need_trend", 0, "known-to-treatment", Population.ProblemDrugUsers, PeriodKind.Month, "", 'n'),
            ("Need_trend", 1, "in-treatment", Population.ProblemDrugUsers, Twelve, "", 'n'),
            ("Local_calculated", 3, "local-ni119-quality-of-life", Population.All, Twelve, "", 'v'),
        })
        {
            var cells = tables[table][row];
            foreach (var (i, figures) in sample.Targeted.Months.Where(m => Quarters.IsEnd(m.Cut)).Index())
            {
                var figure = figures.Find(new FigureKey(level, area, population, period, measure, breakdown));
                AssertShows(cells[2 + i], part switch { 'n' => figure?.N.Value, 'd' => figure?.D.Value, _ => figure?.Value.Value }, $"{table}, {row}, {Headers[i]}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Areas))]
    public void Each_direction_is_that_of_its_two_quarters_and_judged_once(AreaLevel level, string area)
    {
        var pack = Pack(level, area);
        var (tables, headers) = (pack.Tables(), pack.Headers());
        var seen = new HashSet<string>();
        foreach (var (name, rows) in tables.Where(t => headers[t.Key].Contains("Since last quarter")))
        {
            foreach (var row in rows)
            {
                if (row[8] is not double before || row[9] is not double now)
                {
                    Assert.Null(row[11]);
                    continue;
                }

                var share = ((string)row[1]!).StartsWith('%');
                // The change of a share is in percentage points, to a tenth.
                Assert.Equal(share ? (double)Math.Round(((decimal)now - (decimal)before) * 100, 1, MidpointRounding.AwayFromZero) : now - before, (double)row[10]!, 6);
                var mean = ((string)row[1]!).StartsWith("Mean", StringComparison.Ordinal) || ((string)row[1]!).StartsWith("Days", StringComparison.Ordinal);
                var way = Math.Sign(Math.Round((decimal)now - (decimal)before, share ? 3 : mean ? 1 : 0, MidpointRounding.AwayFromZero));
                Assert.Equal(way switch { > 0 => "▲ up", < 0 => "▼ down", _ => "► level" }, row[11]);
                Assert.True(row[12] is null or "better" or "worse" && (way != 0 || row[12] is null), $"{name}, {row[0]}");
                seen.Add((string)row[11]!);
            }
        }

        Assert.Equal(3, seen.Count);
        var came = tables["Completions_All"].Single(r => (string)r[0]! == "Re-presented, share");
        Assert.True(came[12] is null || (came[12] as string == "worse") == (came[11] as string == "▲ up"));
    }

    [Theory]
    [MemberData(nameof(Areas))]
    public void Progress_and_bands_are_those_of_the_targets(AreaLevel level, string area)
    {
        var pack = Pack(level, area);
        var targets = sample.Targeted.Targets.Of(level, area, SampleReports.Cut).ToList();
        Assert.NotEmpty(targets);
        foreach (var (sheet, heading) in new[] { ("Summary", level == AreaLevel.Partnership ? "Targets" : $"Targets of {ReportArea.Of(sample.Targeted, level, area).Name} as a whole"), ("Plan against progress", "Targets for 2011/12") })
        {
            var rows = pack.Table(sheet, heading, "Measure");
            Assert.Equal(targets.Count, rows.Count);
            foreach (var (target, row) in targets.Zip(rows))
            {
                var figure = sample.Targeted.Figures.Find(target.Key);
                AssertShows(row["Baseline"], target.Baseline, "baseline");
                AssertShows(row["Target to date"], target.ToDate(SampleReports.Cut), "to date");
                AssertShows(row["Progress"], target.Progress(figure, SampleReports.Cut), "progress");
                Assert.Equal(Performance.At(sample.Targeted.Figures, target)?.ToString(), row["Band"]);
            }
        }

        var trajectory = pack.Tables()["Trajectory_1"];
        Assert.Equal(12, trajectory.Length);
        for (var month = 0; month < 12; month++)
        {
            AssertShows(trajectory[month][1], targets[0].ToDate(sample.Targeted.Months[12 + month].Cut), "plan");
            AssertShows(trajectory[month][2], TargetNumber(targets[0], sample.Targeted.Months[12 + month]), "figure");
        }
    }

    [Theory]
    [MemberData(nameof(Areas))]
    public void Growth_is_on_the_baseline_and_on_the_year_before(AreaLevel level, string area)
    {
        var pack = Pack(level, area);
        var baseline = sample.Targeted.Targets.BaselineOf(NationalIndicators.Ni40, level, area)!;
        var last = pack.Tables()["Growth_problem"][^1];
        AssertShows(last[2], baseline.Value, "baseline");
        AssertShows(last[3], NationalIndicators.Growth(sample.Targeted.Figures, baseline), "growth");
        var young = sample.Targeted.Targets.BaselineOf(NationalIndicators.YoungPeople, level, area)!;
        last = pack.Tables()["Yp_participation"][^1];
        AssertShows(last[2], young.Value * 1.5m, "baseline plus 50%");
        AssertShows(last[3], NationalIndicators.Participation(sample.Targeted.Figures, young) - 1, "participation");

        var opiates = pack.Table("Successful completions", "Annual growth", "Population")[0];
        var key = new FigureKey(level, area, Population.Opiate, Twelve, "completions-of-treatment");
        var (now, then) = (sample.Targeted.Figures.Find(key)?.N.Value, sample.Targeted.Months[^13].Find(key)?.N.Value);
        AssertShows(opiates["Growth"], then is > 0 ? now / then - 1 : null, "growth on the year");
    }

    [Fact]
    public void The_benchmark_ranks_places_and_limits_every_partnership()
    {
        var pack = Pack(AreaLevel.Partnership, "A12B");
        var all = pack.Table("Benchmark", "All partnerships", "Partnership");
        var rows = all.Where(r => r["Measure"] as string == "Re-presentations").ToList(); // of which fewer are better
        var england = Funnel.Share(sample.Targeted.Figures.Find(new FigureKey(AreaLevel.England, "england", Population.All, Twelve, "re-presentations")))!.Value;
        var areas = sample.Targeted.Figures.Areas(AreaLevel.Partnership);
        Assert.Equal(areas.Count, rows.Count);
        var last = -1m;
        foreach (var row in rows)
        {
            var code = areas.Single(c => ((string)row["Partnership"]!).EndsWith($"({c})", StringComparison.Ordinal));
            var figure = sample.Targeted.Figures.Find(new FigureKey(AreaLevel.Partnership, code, Population.All, Twelve, "re-presentations"));
            var share = Funnel.Share(figure)!.Value;
            Assert.True(share >= last);
            last = share;
            AssertShows(row["Denominator, number"], figure?.D.Value, "d");
            AssertShows(row["Numerator"], figure?.N.Value, "n");
            AssertShows(row["Share"], figure?.Value.Value, "share");
            AssertShows(row["England"], Math.Round(england, 6, MidpointRounding.AwayFromZero), "England");
            var limits = Funnel.Limits(england, (long)figure!.Value.D.Value!.Value);
            AssertShows(row["Lower 95%"], limits.Lower95, "lower");
            AssertShows(row["Upper 95%"], limits.Upper95, "upper");
            AssertShows(row["Lower 99.8%"], limits.Lower998, "far lower");
            AssertShows(row["Upper 99.8%"], limits.Upper998, "far upper");
            Assert.Equal(share > limits.Upper998 ? "above the 99.8% limit: worse" : share > limits.Upper95 ? "above the 95% limit: worse"
                : share < limits.Lower998 ? "below the 99.8% limit: better" : share < limits.Lower95 ? "below the 95% limit: better" : "within what chance explains",
                row["Compared with England"]);
            var cluster = sample.Targeted.Targets.ClusterOf("A12B");
            Assert.Equal(code == "A12B" ? "this partnership" : sample.Targeted.Targets.ClusterOf(code) == cluster ? "same cluster" : null, row["Group"]);
        }

        Assert.StartsWith("1", (string)rows[0]["Rank in England"]!, StringComparison.Ordinal);
        var own = pack.Tables()["Benchmark_own"].Single(r => r[0] as string == "Re-presentations");
        var mine = rows.Single(r => r["Group"] as string == "this partnership");
        Assert.Equal([mine["Numerator"], mine["Denominator, number"], mine["Share"], mine["England"]], own[3..7]);
        Assert.Equal(mine["Rank in England"], own[8]);
        Assert.Equal(mine["Compared with England"], own[^1]);
    }

    /// <summary>A red target that is compared with nobody tells a meeting nothing.</summary>
    [Theory]
    [MemberData(nameof(Areas))]
    public void Every_target_is_benchmarked_and_so_are_completions(AreaLevel level, string area)
    {
        var pack = Pack(level, area);
        var compared = pack.Table("Benchmark", "All partnerships", "Partnership").Select(r => (string)r["Measure"]!).ToHashSet();
        Assert.Subset(compared, sample.Targeted.Targets.Targets.Where(t => t.Level == AreaLevel.Partnership && t.Year == 2011).Select(t => t.Name).ToHashSet());
        Assert.Contains("Completions of treatment: adults, opiates", compared);
        Assert.Contains("Completions of treatment: adults, other drugs", compared);
    }

    /// <summary>A region's first page must not say that nothing is wrong while its partnerships are on the list of exceptions.</summary>
    [Theory]
    [InlineData(AreaLevel.Region, "north-east")]
    [InlineData(AreaLevel.England, "england")]
    public void A_wider_area_shows_each_partnership_by_target_and_lists_the_exceptions(AreaLevel level, string code)
    {
        var area = ReportArea.Of(sample.Targeted, level, code);
        var pack = Pack(level, code);
        var grid = pack.Table("Summary", "Partnerships by target", "Partnership");
        var targets = sample.Targeted.Targets.Targets.Where(t => t.Level == AreaLevel.Partnership && t.Year == 2011
            && (level == AreaLevel.England || sample.Targeted.Book.Areas.Partnership(t.Area)!.Region == code)).ToList();
        Assert.Equal(targets.Select(t => t.Area).Distinct().Count(), grid.Count);
        foreach (var target in targets)
        {
            var row = grid.Single(r => ((string)r["Partnership"]!).EndsWith($"({target.Area})", StringComparison.Ordinal));
            Assert.Equal(Performance.At(sample.Targeted.Figures, target)?.ToString(), row[target.Name]);
        }

        var exceptions = Performance.SustainedPoor(sample.Targeted.Months, sample.Targeted.Targets).Where(p => targets.Contains(p.Target)).ToList();
        Assert.NotEmpty(exceptions);
        var listed = pack.Table("Summary", $"Partnerships in {area.Name}", "Region");
        Assert.Equal(exceptions.Select(p => p.Target.Name).Order(), listed.Select(r => (string)r["Measure"]!).Order());
        Assert.DoesNotContain(pack.Texts("Summary"), t => t.StartsWith("No target has been red", StringComparison.Ordinal));
        Assert.Contains(pack.Texts("Contents"), t => t.StartsWith("• Sustained poor performance: ", StringComparison.Ordinal));
    }

    /// <summary>A quarter's figure in words beside twelve months in a table are two figures, which a reader takes for one.</summary>
    [Fact]
    public void Sentences_are_about_the_period_and_population_of_the_target()
    {
        var pack = Pack(AreaLevel.Partnership, "A12B");
        var target = sample.Targeted.Targets.Of(AreaLevel.Partnership, "A12B", SampleReports.Cut).Single(t => t.Measure == "planned-exits" && t.Population == Population.AdultDrug);
        var value = sample.Targeted.Figures.Find(target.Key)!.Value.Value.Value!.Value * 100;
        Assert.Contains(pack.Texts("Summary"), t => t.StartsWith("• Planned exits: adults, drugs (12 months) ", StringComparison.Ordinal)
            && t.Contains(FormattableString.Invariant($" {value:0.0}%"), StringComparison.Ordinal));
        Assert.DoesNotContain(pack.Texts("Summary"), t => t.StartsWith("• Planned exits (in the quarter)", StringComparison.Ordinal));
    }

    [Fact]
    public void Local_indicators_have_numerator_denominator_and_England()
    {
        var rows = Pack(AreaLevel.Partnership, "A12B").Table("Local indicators", "Calculated from submissions, 12 months", "Indicator");
        var row = rows.Single(r => ((string)r["Indicator"]!).Contains("NI 152", StringComparison.Ordinal));
        foreach (var (header, level, area) in new[] { ("Sunderland", AreaLevel.Partnership, "A12B"), ("England", AreaLevel.England, "england") })
        {
            var figure = sample.Targeted.Figures.Find(new FigureKey(level, area, Population.All, Twelve, "local-ni152-out-of-work"))!.Value;
            AssertShows(row[$"{header}: numerator"], figure.N.Value, "n");
            AssertShows(row[$"{header}: denominator"], figure.D.Value, "d");
            AssertShows(row[header], figure.Value.Value, "value");
        }
    }

    [Fact]
    public void Young_peoples_participation_and_standards_are_shown_as_they_are_set()
    {
        var pack = Pack(AreaLevel.Partnership, "A12B");
        var standards = pack.Table("Young people", "The 5 and 10 working-day standards", "Quarter");
        var figure = sample.Targeted.Figures.Find(new FigureKey(AreaLevel.Partnership, "A12B", Population.YoungPeople, Twelve, "yp-assessed-5-days"))!.Value;
        AssertShows(standards[^1]["Assessed in 5 working days"], figure.Value.Value, "assessed");
        Assert.Equal($"{figure.N.Value} of {figure.D.Value}", standards[^1]["Assessed in 5 working days: of"]);
        Assert.All(standards, row => Assert.Equal(0.95, row["Assessed in 5 working days: target"]));
    }

    [Fact]
    public void A_partnership_in_no_cluster_is_compared_with_England_alone()
    {
        var data = Prepared(new TargetBook([], [], [], []));
        var pack = new WorkbookReading(s => QuarterlyPack.Write(data, ReportArea.Of(data, AreaLevel.Partnership, "A12B"), s));
        Assert.Contains("Sunderland is not in a cluster, so it is only compared with England.", pack.Texts("Benchmark"));
        Assert.Contains("No targets for Sunderland in 2011/12 have been loaded.", pack.Texts("Summary"));
        Assert.Contains("There are no targets to compare performance with.", pack.Texts("Summary"));
        Assert.Contains("No baseline for Sunderland has been loaded, so growth cannot be calculated.", pack.Texts("Effective treatment"));
        Assert.Empty(pack.Errors());
    }

    [Fact]
    public void Local_indicators_entered_by_hand_are_shown_as_entered()
    {
        var entered = sample.Targeted.Targets.LocalIndicatorsOf("A12B", SampleReports.Cut);
        var rows = Pack(AreaLevel.Partnership, "A12B").Table("Local indicators", "Locally supplied", "Indicator");
        Assert.Equal(entered.Select(l => (l.Indicator, (double)l.Value, l.Unit, l.Source)), rows.Select(r => ((string)r["Indicator"]!, (double)r["Value"]!, (string)r["Unit"]!, (string)r["Source"]!)));
        Assert.NotEmpty(rows);
        var region = Pack(AreaLevel.Region, "north-east").Table("Local indicators", "Locally supplied", "Partnership");
        Assert.Contains(region, r => (string)r["Partnership"]! == "Sunderland (A12B)");
        Assert.DoesNotContain(region, r => ((string)r["Partnership"]!).EndsWith("(X00BN)", StringComparison.Ordinal));
    }

    [Fact]
    public void Need_is_the_estimate_less_those_known_with_its_interval_and_source()
    {
        var pack = Pack(AreaLevel.Partnership, "A12B");
        var tables = pack.Tables();
        double Of(string measure, PeriodKind period, string breakdown = "", string category = "") => (double)(sample.Targeted.Figures.Find(new FigureKey(
            AreaLevel.Partnership, "A12B", Population.ProblemDrugUsers, period, measure, breakdown, category))?.N.Value ?? 0);
        var known = Of("known-to-treatment", PeriodKind.Month);
        var need = tables["Need"];
        foreach (var (row, status) in new[] { "now", "this-year", "before" }.Index())
            Assert.Equal(Of("known-to-treatment", PeriodKind.Month, "status", status), need[row][1]);
        Assert.Equal(["Estimated not known", 164 - known, 139 - known, 202 - known], need[3]);
        var inTreatment = Of("in-treatment", Twelve);
        var estimate = Assert.Single(tables["Need_estimates"]);
        Assert.Equal(["Sunderland (A12B)", "2011/12", 164d, 139d, 202d, inTreatment], estimate[..6]);
        Assert.Equal(inTreatment / 164, (double)estimate[6]!, 6);
        Assert.Equal("Prevalence estimates 2011/12, invented", estimate[7]);
    }

    [Fact]
    public void An_area_has_need_only_where_all_its_partnerships_have_an_estimate()
    {
        var some = Pack(AreaLevel.Region, "north-east");
        Assert.Equal(["In treatment now", "In the last 12 months, not now", "Before that", "Known to treatment"], some.Tables()["Need"].Select(r => r[0]));
        Assert.Equal(["Gateshead (A09B)", "South Tyneside (A11B)", "Sunderland (A12B)"], some.Tables()["Need_estimates"].Select(r => r[0]));
        Assert.Contains(some.Texts("Need"), t => t.Contains("for every partnership of North East", StringComparison.Ordinal));

        var all = Prepared(TargetBook.Empty.With(CodeBook.Embedded.Areas.Partnerships.Select(p => new Prevalence(p.Code, 2010, 20, 10, 40, "x"))));
        var pack = new WorkbookReading(s => QuarterlyPack.Write(all, ReportArea.Of(all, AreaLevel.Region, "north-east"), s));
        var partnerships = CodeBook.Embedded.Areas.Partnerships.Count(p => p.Region == "north-east");
        var known = (double)all.Figures.Find(new FigureKey(
            AreaLevel.Region, "north-east", Population.ProblemDrugUsers, PeriodKind.Month, "known-to-treatment"))!.Value.N.Value!.Value;
        Assert.Equal(
            ["Estimated not known", .. new[] { 20, 10, 40 }.Select(e => (object)Math.Max(0, (e * partnerships) - known))], pack.Tables()["Need"][3]);
        Assert.Equal(["North East", "", 20d * partnerships, 10d * partnerships, 40d * partnerships], pack.Tables()["Need_estimates"][partnerships][..5].Select(c => c ?? ""));
        Assert.Contains(pack.Texts("Need"), t => t.Contains("wider than it needs to be", StringComparison.Ordinal));
    }

    [Fact]
    public void Providers_show_what_they_sent()
    {
        var rows = Pack(AreaLevel.Partnership, "A12B").Table("Provider comparison", "Agencies", "Agency");
        Assert.Equal(
            sample.Current.Agencies.Values.Where(a => a.Partnership == "A12B").Select(a => a.Code).Order(StringComparer.Ordinal), rows.Select(r => (string)r["Code"]!));
        foreach (var row in rows)
        {
            var prison = (string)row["Service"]! == "Prison";
            ShownFigure? Of(string measure) => sample.Targeted.Figures.Find(
                new FigureKey(AreaLevel.Agency, (string)row["Code"]!, prison ? Population.Prison : Population.All, Quarter, measure));
            AssertShows(row["In treatment, people"], Of("in-treatment")?.N.Value, "in treatment");
            AssertShows(row["Planned exits"], Of("planned-exits")?.Value.Value, "planned");
        }
    }

    [Fact]
    public void Sustained_poor_performance_is_named()
    {
        var expected = Performance.SustainedPoor(sample.Targeted.Months, sample.Targeted.Targets).Where(p => p.Target.Area == "A12B").ToList();
        Assert.NotEmpty(expected);
        var rows = Pack(AreaLevel.Partnership, "A12B").Table("Summary", "Sustained poor performance", "Measure");
        Assert.Equal(expected.Count, rows.Count);
        Assert.Equal(expected.Select(p => (double)p.Months), rows.Select(r => (double)r["Months"]!));
        Assert.All(rows, r => Assert.Equal("Red", r["Band"]));
    }

    [Theory]
    [MemberData(nameof(Areas))]
    public void The_summary_tells_what_moved_in_whole_sentences(AreaLevel level, string area)
    {
        var texts = Pack(level, area).Texts("Summary").ToList();
        var told = texts.Where(t => t.StartsWith('•')).ToList();
        var moved = texts.Where(t => t.Length > 2 && char.IsAsciiDigit(t[0]) && t[1] == '.').ToList();
        Assert.InRange(told.Count, 5, 9);
        Assert.InRange(moved.Count, 2, 6);
        Assert.All(told.Concat(moved), t => Assert.True(t.EndsWith('.') && !t.Contains("  ", StringComparison.Ordinal), t));
        Assert.Distinct(moved.Select(t => t[3..]));
    }

    [Fact]
    public void Movements_go_by_size_and_then_by_place()
    {
        static Movement Of(string label, decimal size) => new(size, label);
        Movement[] all = [Of("a", 0.1m), Of("b", -0.3m), Of("c", 0.2m), Of("d", 0), Of("e", 0.1m), Of("f", 0.1m), Of("g", -0.1m)];
        Assert.Equal("cae", string.Concat(Movement.Most(all, better: true, 3).Select(m => m.Sentence)));
        Assert.Equal("bg", string.Concat(Movement.Most(all, better: false, 3).Select(m => m.Sentence)));
    }

    [Fact]
    public void Public_packs_speak_of_100_or_more_alone()
    {
        var data = sample.Targeted.In(Edition.Public);
        foreach (var area in ReportArea.All(sample.Targeted))
        {
            var pack = new WorkbookReading(s => QuarterlyPack.Write(data, area, s));
            foreach (var text in pack.Texts("Summary").Where(t => t.StartsWith('•')))
                Assert.Matches(@": too small to judge\.$|%| \d{0,3},?\d?\d[05]( |$)", text);
            Assert.Contains(pack.Texts("Summary"), t => t.Contains("within 9 of the true ones and need not add up", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Same_data_gives_the_same_bytes()
    {
        foreach (var (level, area) in new[] { (AreaLevel.Partnership, "A12B"), (AreaLevel.England, "england") })
            Assert.Equal(Pack(level, area).Bytes, Pack(level, area).Bytes);
    }

    [Fact]
    public void No_id_of_the_catalogue_stands_where_people_read_words()
    {
        var ids = Catalogue.Measures.Select(m => m.Id).Where(id => id.Contains('-', StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        foreach (var area in ReportArea.All(sample.Targeted))
        {
            var pack = new WorkbookReading(s => QuarterlyPack.Write(sample.Targeted, area, s));
            foreach (var sheet in pack.Sheets.Where(s => s != "Notes"))
                Assert.DoesNotContain(pack.Texts(sheet), ids.Contains);
        }
    }

    [Fact]
    public void Files_are_named_by_area_financial_year_and_quarter()
    {
        string Name(AreaLevel level, string area, DateOnly cut) => QuarterlyPack.FileName(ReportArea.Of(sample.Data, level, area), cut, Edition.Exact);

        Assert.Equal("quarterly-A12B-2011-12-Q4.xlsx", Name(AreaLevel.Partnership, "A12B", new DateOnly(2012, 3, 31)));
        Assert.Equal("quarterly-england-2012-13-Q1.xlsx", Name(AreaLevel.England, "england", new DateOnly(2012, 6, 30)));
        Assert.Equal("quarterly-north-east-1999-00-Q3.xlsx", Name(AreaLevel.Region, "north-east", new DateOnly(1999, 12, 31)));
        var error = Assert.Throws<ArgumentException>(() => Name(AreaLevel.England, "england", new DateOnly(2012, 2, 29)));
        Assert.StartsWith("February 2012 is not the end of a quarter. A quarterly pack is for March, June, September or December.", error.Message);
    }

    [Fact]
    public void A_month_that_ends_no_quarter_and_an_agency_are_refused()
    {
        var february = ReportData.Prepare(
            sample.Current, CodeBook.Embedded, sample.Caseload, MeasureRun.Compute(sample.Caseload, new DateOnly(2012, 2, 29)), "0.1.0");
        Assert.Throws<ArgumentException>(() => QuarterlyPack.Write(february, ReportArea.Of(february, AreaLevel.England, "england"), Stream.Null));
        Assert.Throws<ArgumentException>(() => QuarterlyPack.Write(sample.Data, ReportArea.Of(sample.Data, AreaLevel.Agency, "N0801"), Stream.Null));
    }

    private WorkbookReading Pack(AreaLevel level, string area, Edition mode = Edition.Exact)
    {
        var data = sample.Targeted.In(mode);
        return new(stream => QuarterlyPack.Write(data, ReportArea.Of(data, level, area), stream));
    }

    private ReportData Prepared(TargetBook book) =>
        ReportData.Prepare(sample.Current, CodeBook.Embedded, sample.Caseload, sample.Figures, "0.1.0", context: new ReportContext { Targets = book });

    private static decimal? TargetNumber(Target target, ShownFigures figures) =>
        figures.Find(target.Key) is not { } figure ? null : target.OfShare ? figure.Value.Value : figure.N.Value;

    private static void AssertShows(object? cell, decimal? figure, string what)
    {
        if (figure is null)
            Assert.True(cell is null, $"{what}: {cell} is shown, and there is no figure");
        else
            Assert.True(cell is double shown && Math.Abs(shown - (double)figure) < 1e-9, $"{what}: {cell} is shown, {figure} was counted");
    }
}
