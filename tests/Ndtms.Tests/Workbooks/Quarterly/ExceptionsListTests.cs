using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Workbooks;
using Ndtms.Workbooks.Quarterly;

namespace Ndtms.Tests.Workbooks.Quarterly;

/// <summary>Whoever is named for poor performance must deserve it, and whoever deserves it must be named.</summary>
public sealed class ExceptionsListTests(SampleReports sample) : IClassFixture<SampleReports>
{
    [Fact]
    public void The_national_list_names_each_partnership_with_its_region_figures_and_run()
    {
        var poor = Performance.SustainedPoor(sample.Targeted.Months, sample.Targeted.Targets).Where(p => p.Target.Level == AreaLevel.Partnership).ToList();
        Assert.NotEmpty(poor);
        var list = List(AreaLevel.England, "england");
        Assert.Empty(list.Errors());
        Assert.Equal(["Contents", "Exceptions", "Notes"], list.Sheets);
        var rows = list.Table("Exceptions", "Partnerships", "Region");
        Assert.Equal(poor.Count, rows.Count);
        foreach (var p in poor)
        {
            var row = rows.Single(r => ((string)r["Partnership"]!).Contains(p.Target.Area, StringComparison.Ordinal)
                && (string)r["Measure"]! == p.Target.Name);
            var figure = sample.Targeted.Figures.Find(p.Target.Key);
            Assert.Equal((double)p.Target.ToDate(SampleReports.Cut), (double)row["Target to date"]!, 9);
            Assert.Equal((double)p.Target.ValueOf(figure)!.Value, (double)row["Value"]!, 6);
            Assert.Equal((double)p.Target.Progress(figure, SampleReports.Cut)!.Value, (double)row["Progress"]!, 9);
            Assert.Equal("Red", row["Band"]);
            Assert.Equal(p.Since.ToDateTime(TimeOnly.MinValue), row["Red since"]);
            Assert.Equal((double)p.Months, row["Months"]);
        }
    }

    [Fact]
    public void A_region_lists_its_own_partnerships_and_says_when_there_is_none()
    {
        var poor = Performance.SustainedPoor(sample.Targeted.Months, sample.Targeted.Targets).Where(p => p.Target.Level == AreaLevel.Partnership)
            .ToLookup(p => sample.Targeted.Book.Areas.Partnership(p.Target.Area)!.Region);
        foreach (var region in new[] { "north-east", "north-west" })
        {
            var list = List(AreaLevel.Region, region);
            Assert.NotEmpty(poor[region]);
            Assert.Equal(poor[region].Count(), list.Table("Exceptions", "Partnerships", "Region").Count);
        }

        // One that is met, and none of the other region.
        var easy = new Target(AreaLevel.Partnership, "A12B", "in-treatment", Population.All, PeriodKind.Month, 2011, false, 1, 1, null, false);
        var data = ReportData.Prepare(
            sample.Current, sample.Data.Book, sample.Caseload, sample.Figures, "0.1.0", context: new ReportContext { Targets = new TargetBook([easy], [], [], []) });
        WorkbookReading Of(string region) => new(s => ExceptionsList.Write(data, ReportArea.Of(data, AreaLevel.Region, region), s));
        Assert.Contains("No partnership in North East has a target that has been red for 3 months or more.", Of("north-east").Texts("Exceptions"));
        Assert.Contains("No targets for partnerships in North West have been loaded for 2011/12.", Of("north-west").Texts("Exceptions"));
    }

    [Fact]
    public void Without_targets_the_list_says_that_none_can_be_missed()
    {
        var list = new WorkbookReading(s => ExceptionsList.Write(sample.Data, ReportArea.Of(sample.Data, AreaLevel.England, "england"), s));
        Assert.Contains("No targets for partnerships in England have been loaded for 2011/12.", list.Texts("Exceptions"));
        Assert.Empty(list.Errors());
    }

    [Fact]
    public void Nobody_is_named_for_what_is_too_small_to_judge()
    {
        var rounded = sample.Targeted.In(Edition.Public);
        var named = Performance.SustainedPoor(rounded.Months, rounded.Targets);
        Assert.All(named, p => Assert.NotNull(p.Target.ValueOf(rounded.Figures.Find(p.Target.Key))));
        var list = new WorkbookReading(s => ExceptionsList.Write(rounded, ReportArea.Of(rounded, AreaLevel.England, "england"), s));
        Assert.Empty(list.Errors());
        Assert.DoesNotContain("too small to judge", list.Texts("Exceptions"));
        Assert.Throws<ArgumentException>(() => ExceptionsList.Write(
            sample.Targeted.In(Edition.Own), ReportArea.Of(rounded, AreaLevel.England, "england"), Stream.Null));
    }

    [Fact]
    public void Files_are_named_by_area_and_month_and_partnerships_have_none()
    {
        Assert.Equal(
            ["exceptions-england-2012-03.xlsx", "exceptions-north-east-2012-03.xlsx", "exceptions-north-west-2012-03.xlsx"],
            ExceptionsList.Areas(sample.Data).Select(a => ExceptionsList.FileName(a, SampleReports.Cut, Edition.Exact)).Order(StringComparer.Ordinal));
        Assert.Throws<ArgumentException>(() => ExceptionsList.Write(sample.Data, ReportArea.Of(sample.Data, AreaLevel.Partnership, "A12B"), Stream.Null));
    }

    private WorkbookReading List(AreaLevel level, string area) =>
        new(stream => ExceptionsList.Write(sample.Targeted, ReportArea.Of(sample.Targeted, level, area), stream));
}
