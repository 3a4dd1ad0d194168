using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Storage;
using Ndtms.Tests.Worker;

namespace Ndtms.Tests.Targets;

/// <summary>The sample's targets show what the README says they show, on the sample's figures, as the demo loads them.</summary>
[Collection(DemoTestGroup.Name)]
public sealed class SampleTargetsTests(Demo demo)
{
    private static readonly DateOnly Cut = new(2012, 3, 31);

    [Fact]
    public void The_demo_loads_them() => Assert.Equal(SampleData.TargetBook.Hash, new TargetData(Database.Open(demo.Database)).Book().Hash);

    [Fact]
    public void Every_band_occurs_and_one_partnership_has_sustained_poor_performance()
    {
        var book = SampleData.TargetBook;
        var months = Months(book);
        var standings = book.Targets.ToLookup(t => Performance.At(months[^1], t));
        Assert.Equal((39, 33, 9, 0), (standings[Standing.Green].Count(), standings[Standing.Amber].Count(), standings[Standing.Red].Count(), standings[null].Count()));

        var poor = Assert.Single(Performance.SustainedPoor(months, book));
        Assert.Equal(("A12B", "planned-exits", Population.AdultDrug), (poor.Target.Area, poor.Target.Measure, poor.Target.Population));
        Assert.Equal((new DateOnly(2012, 1, 31), 3), (poor.Since, poor.Months));
    }

    [Fact]
    public void Every_area_has_what_its_review_looks_at()
    {
        var book = SampleData.TargetBook;
        (AreaLevel Level, string Area)[] areas =
        [
            (AreaLevel.England, "england"), (AreaLevel.Region, "north-east"), (AreaLevel.Region, "north-west"),
            .. book.Clusters.Select(c => (AreaLevel.Partnership, c.Key)),
        ];
        Assert.Equal(9, areas.Length);
        Assert.All(areas, area =>
        {
            Assert.Equal(
                ["completions-of-treatment", "effective-treatment", "in-treatment", "planned-exits", "planned-exits", "re-presentations",
                    "retained-12-weeks", "wait-first", "yp-assessed-5-days"],
                book.Of(area.Level, area.Area, Cut).Select(t => t.Measure));
            Assert.All(NationalIndicators.All, i => Assert.NotNull(book.BaselineOf(i, area.Level, area.Area)));
        });
        Assert.All(book.Targets, t => Assert.Equal(t.Measure == "re-presentations", t.LessIsBetter));
        Assert.All(book.Clusters, c => Assert.Equal(4, book.LocalIndicatorsOf(c.Key, Cut).Count));
    }

    private List<ShownFigures> Months(TargetBook book)
    {
        var caseload = Caseload.Prepare(new CurrentEpisodes(Database.Open(demo.Database)).Load(), CodeBook.Embedded);
        return
        [
            .. Enumerable.Range(0, 6).Select(i => ShownFigures.Unchanged(MeasureRun.Compute(
                caseload, new DateOnly(2011, 11, 1).AddMonths(i).AddDays(-1), MeasureOptions.Default, Performance.Needed(book, 2011)))),
        ];
    }
}
