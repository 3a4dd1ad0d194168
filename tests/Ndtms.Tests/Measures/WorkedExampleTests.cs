using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;

namespace Ndtms.Tests.Measures;

/// <summary>The worked example of the definitions, day for day.</summary>
public class WorkedExampleTests
{
    private static Holding Person(string secondTriage)
    {
        var holding = new Holding();
        return holding
            .Add(Holding.Episode(
                holding.Client("X", "1"), "3/6/2011", end: "5/9/2011", reason: "83", partnership: Holding.Gateshead, referred: "1/6/2011",
                modalities: [Holding.Modality("24/6/2011", "4", "3/6/2011", "20/6/2011", ended: "1/9/2011")]))
            .Add(Holding.Episode(
                holding.Client("Y", "7"), secondTriage, partnership: Holding.Gateshead,
                modalities: [Holding.Modality("30/9/2011", "2")]));
    }

    [Fact]
    public void Twenty_one_days_apart_they_are_one_journey_in_effective_treatment()
    {
        var figures = Person("26/9/2011").Compute("31/12/2011");

        foreach (var period in new[] { "month", "quarter", "ytd", "rolling-12" })
        {
            foreach (var population in new[] { "all", "pdu", "adult-drug", "opiate" })
            {
                Assert.Equal("1", figures.Read("in-treatment", population: population, period: period));
                Assert.Equal("1/1=1", figures.Read("effective-treatment", population: population, period: period));
                Assert.Equal("0/1=0", figures.Read("effective-treatment", "pending", population: population, period: period));
            }
        }

        Assert.Equal("1/1=1", figures.Read("wait-first", period: "ytd"));
        Assert.Equal("17/1=17", figures.Read("wait-first", "mean-days", period: "ytd"));
        Assert.Equal("/1=17", figures.Read("wait-first", "median-days", period: "ytd"));
        Assert.Equal("0", figures.Read("exits", period: "ytd"));
        Assert.Equal("0", figures.Read("new-presentations"));
        Assert.Equal("1", figures.Read("new-presentations", period: "ytd"));
    }

    [Fact]
    public void Its_journey_is_named_with_its_dates()
    {
        var caseload = Caseload.Prepare(Person("26/9/2011").Data, Holding.Book);
        var key = new FigureKey(AreaLevel.England, "england", Population.ProblemDrugUsers, PeriodKind.Month, "effective-treatment");

        var behind = Assert.Single(MeasureRun.Behind(caseload, Holding.Day("31/12/2011"), key));

        Assert.Equal(["X", "Y"], behind.Episodes.Select(e => e.Client.Agency));
        Assert.Equal(Holding.Day("3/6/2011"), behind.JourneyStart);
        Assert.Equal(Holding.Day("24/6/2011"), behind.TreatmentStart);
        Assert.Null(behind.JourneyEnd);
        Assert.Equal((1, 1), (behind.N, behind.D));
    }

    [Fact]
    public void Twenty_two_days_apart_they_are_two_journeys()
    {
        var holding = Person("27/9/2011");
        var atYearsEnd = holding.Compute("31/12/2011");

        Assert.Equal("1", atYearsEnd.Read("exits", period: "ytd"));
        Assert.Equal("1", atYearsEnd.Read("exits", "exit-group", "transferred-not-in-custody", period: "ytd"));
        Assert.Equal("0/1=0", atYearsEnd.Read("planned-exits", period: "ytd"));
        Assert.Equal("1", atYearsEnd.Read("in-treatment", period: "ytd"));
        Assert.Equal("1/1=1", atYearsEnd.Read("effective-treatment", period: "ytd"));
        // Each journey's first modality is a first one.
        Assert.Equal("1/2=0.5", atYearsEnd.Read("wait-first", "not-measurable", period: "ytd"));
        Assert.Equal("0/0=", atYearsEnd.Read("wait-subsequent", period: "ytd"));

        // The second is 62 days old at the end of November, and the first lasted 73: neither is effective, and the second describes.
        var november = holding.Compute("30/11/2011");
        Assert.Equal("0/1=0", november.Read("effective-treatment", period: "ytd"));
        Assert.Equal("1/1=1", november.Read("effective-treatment", "pending", period: "ytd"));
    }
}
