using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Quality;
using Ndtms.Storage;
using Ndtms.Tests.Storage;

namespace Ndtms.Tests.Quality;

/// <summary>A provider plans interviews by this list; it must say of each client what the compliance measures will say.</summary>
public sealed class TopScheduleTests
{
    private const string NoTop = " TOPDATE='' TOPID='' TRSTAGE=''";

    [Theory]
    // Treatment starts on 18/11/2011; the window ends on 31/03/2012.
    [InlineData("", TopStanding.Done, "2011-12-02", 0)]
    [InlineData("TOPDATE=02/12/2011", TopStanding.Done, "2011-12-02", 0)]
    [InlineData("TOPDATE=03/12/2011", TopStanding.Overdue, "2011-12-02", 120)]
    [InlineData("TRSTAGE=R", TopStanding.Overdue, "2011-12-02", 120)]
    [InlineData("MODST=17/03/2012" + NoTop, TopStanding.Overdue, "2012-03-31", 0)]
    [InlineData("MODST=18/03/2012" + NoTop, TopStanding.Due, "2012-04-01", 0)]
    public void A_start_TOP_is_due_within_14_days_of_treatment_start(string row, TopStanding standing, string due, int days)
    {
        var top = Assert.Single(Of(row), t => t.Occasion == TopOccasion.Start);
        Assert.Equal((standing, DateOnly.Parse(due, null), days), (top.Standing, top.DueBy, top.DaysOverdue));
    }

    [Theory]
    // 183 days before 31/03/2012 is 30/09/2011.
    [InlineData("REFLD=01/09/2011 TRIAGED=01/09/2011 REFMODDT=01/09/2011 FAOMODDT=01/09/2011 MODST=30/09/2011 TOPDATE=30/09/2011", TopStanding.Overdue, 0)]
    [InlineData("REFLD=01/09/2011 TRIAGED=01/09/2011 REFMODDT=01/09/2011 FAOMODDT=01/09/2011 MODST=29/09/2011 TOPDATE=01/10/2011", TopStanding.Done, 0)]
    [InlineData("REFLD=01/09/2011 TRIAGED=01/09/2011 REFMODDT=01/09/2011 FAOMODDT=01/09/2011 MODST=20/09/2011" + NoTop, TopStanding.Overdue, 10)]
    public void A_review_is_due_183_days_after_the_last_TOP(string row, TopStanding standing, int days)
    {
        var top = Assert.Single(Of(row), t => t.Occasion == TopOccasion.Review);
        Assert.Equal((standing, days), (top.Standing, top.DaysOverdue));
    }

    [Fact]
    public void Neither_reviews_of_the_discharged_nor_TOPs_that_another_agency_co_ordinates_are_asked_for()
    {
        var discharged = Of("DISD=20/03/2012 DISRSN=80 MODEND=20/03/2012 MODEXIT=A");
        Assert.Equal([TopOccasion.Start, TopOccasion.Exit], discharged.Select(t => t.Occasion));
        Assert.Equal(TopStanding.Due, discharged[1].Standing);
        Assert.Empty(Of("TOPCC=N"));
        Assert.DoesNotContain(Of(""), t => t.Occasion == TopOccasion.Review);
    }

    [Fact]
    public void What_is_overdue_or_done_is_what_the_measures_count()
    {
        using var store = new TestStore();
        var file = SampleData.Agency("N0801");
        new ReferenceData(store.Database).LoadAgencies("agencies.csv", SampleData.Agencies, CodeBook.Embedded);
        var check = TestFile.Check(file.Name, file.Content, new DateOnly(2012, 4, 10));
        store.Submit(file.Name, file.Content, new DateOnly(2012, 4, 10), confirmed: true);
        var expected = TopSchedule.Of(check.Content!, check.Facts! with { From = new DateOnly(2011, 4, 1) });
        var figures = MeasureRun.Compute(new CurrentEpisodes(store.Database).Load(), CodeBook.Embedded, check.Facts!.To);
        foreach (var (measure, occasion, period) in new[]
        {
            ("top-start", TopOccasion.Start, PeriodKind.RollingTwelve), ("top-exit", TopOccasion.Exit, PeriodKind.RollingTwelve),
            ("top-review", TopOccasion.Review, PeriodKind.Month),
        })
        {
            var figure = figures.Find(new FigureKey(AreaLevel.Agency, "N0801", Population.All, period, measure))!.Value;
            var counted = expected.Where(t => t.Occasion == occasion && (t.Occasion == TopOccasion.Review || t.DueBy <= check.Facts.To)).ToList();
            Assert.True(figure.D > 0);
            Assert.Equal((figure.N, figure.D), (counted.Count(t => t.Standing == TopStanding.Done), counted.Count));
        }
    }

    private static IReadOnlyList<ExpectedTop> Of(string row)
    {
        var check = new TestFile(row).Check();
        return TopSchedule.Of(check.Content!, check.Facts!);
    }
}
