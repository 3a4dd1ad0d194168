using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;

namespace Ndtms.Tests.Measures;

/// <summary>A difference between last month and this that nobody can explain costs trust in every other figure.</summary>
public sealed class StockAndFlowTests
{
    private readonly Holding _holding = new();

    [Fact]
    public void Who_stays_comes_and_goes_leaves_nothing_over()
    {
        Person("1", ("1/1/2012", "5/1/2012", null));
        Person("2", ("1/3/2012", "5/3/2012", null));
        Person("3", ("1/1/2012", "5/1/2012", "20/3/2012"));
        Person("4", ("1/3/2012", "5/3/2012", "20/3/2012"));

        var flow = March();

        Assert.Equal((2, 2, 2, 2, 0), (flow.OpenBefore, flow.NewPresentations, flow.Exits, flow.OpenAfter, flow.LeftOver));
    }

    [Fact]
    public void Back_within_the_days_of_joining_is_no_new_presentation_and_explained()
    {
        Person("1", ("1/1/2012", "5/1/2012", "20/2/2012"), ("12/3/2012", "12/3/2012", null)); // the 21st day

        var flow = March();

        Assert.Equal((0, 0, 0, 1), (flow.OpenBefore, flow.NewPresentations, flow.Exits, flow.OpenAfter));
        Assert.Equal((1, 1, 0), (flow.LeftOver, flow.Resumed, flow.Unexplained));
    }

    [Fact]
    public void Back_within_the_days_of_joining_and_gone_again_is_explained()
    {
        Person("1", ("1/1/2012", "5/1/2012", "20/2/2012"), ("1/3/2012", "1/3/2012", "20/3/2012"));

        Assert.Equal((1, 1, 0), (March().LeftOver, March().Resumed, March().Unexplained));
    }

    [Fact]
    public void Back_a_day_later_is_a_new_presentation()
    {
        Person("1", ("1/1/2012", "5/1/2012", "20/2/2012"), ("13/3/2012", "13/3/2012", null));

        Assert.Equal((0, 1, 0, 1, 0), (March().OpenBefore, March().NewPresentations, March().Exits, March().OpenAfter, March().LeftOver));
    }

    [Fact]
    public void Treatment_that_started_before_triage_and_month_is_explained()
    {
        Person("1", ("1/3/2012", "28/2/2012", null));

        Assert.Equal((1, 1, 0), (March().LeftOver, March().StartedEarlier, March().Unexplained));
    }

    [Fact]
    public void Two_journeys_of_a_person_in_the_month_are_explained()
    {
        Person("1", ("1/3/2012", "1/3/2012", "3/3/2012"), ("26/3/2012", "26/3/2012", "28/3/2012"));

        var flow = March();

        Assert.Equal((1, 2), (flow.NewPresentations, flow.Exits));
        Assert.Equal((1, 1, 0), (flow.LeftOver, flow.SeveralJourneys, flow.Unexplained));
    }

    [Fact]
    public void Prison_is_reckoned_apart()
    {
        var inside = _holding.Client("P", "1");
        _holding.Add(Holding.Episode(inside, "1/3/2012", start: "5/3/2012"));

        Assert.Equal(0, March().OpenAfter);
        Assert.Equal(1, March(Population.Prison).OpenAfter);
        Assert.Throws<ArgumentOutOfRangeException>(() => March(Population.YoungPeople));
    }

    [Fact]
    public void Imputed_residence_and_people_from_outside_England_are_counted()
    {
        var client = _holding.Client("X", "1");
        _holding.Add(Holding.Episode(client, "1/1/2012", start: "5/1/2012", id: "given", partnership: Holding.North))
            .Add(Holding.Episode(client, "1/1/2012", start: "5/1/2012", id: "blank"))
            .Add(Holding.Episode(client, "1/1/2012", start: "5/1/2012", id: "unknown", partnership: "Q99"))
            .Add(Holding.Episode(client, "1/1/2012", start: "5/1/2012", id: "outside", partnership: "Z00B"))
            .Add(Holding.Episode(client, "1/1/2012", start: "5/1/2012", end: "29/2/2012", id: "over"))
            .Add(Holding.Episode(client, "1/1/2012", start: "5/1/2012", end: "1/3/2012", id: "just in the month", partnership: Holding.North))
            .Add(Holding.Episode(client, "1/1/2012", id: "untreated"));
        ResidenceCount Count(AreaLevel level, string area) =>
            ResidenceCount.Of(Caseload(), Holding.Day("31/3/2012"), level, area, Population.All);

        Assert.Equal(new ResidenceCount(5, 2, 1), Count(AreaLevel.Agency, "X"));
        Assert.Equal(new ResidenceCount(4, 2, 0), Count(AreaLevel.Partnership, Holding.North));
        Assert.Equal(new ResidenceCount(0, 0, 0), Count(AreaLevel.Partnership, Holding.Gateshead));
    }

    private void Person(string id, params (string Triaged, string Start, string? End)[] episodes)
    {
        var client = _holding.Client("X", id, born: $"{int.Parse(id, null)}/5/1980");
        foreach (var (i, episode) in episodes.Index())
        {
            _holding.Add(Holding.Episode(
                client, episode.Triaged, start: episode.Start, end: episode.End, reason: episode.End is null ? null : "80", id: $"{i}"));
        }
    }

    private Caseload Caseload() => Core.Journeys.Caseload.Prepare(_holding.Data, Holding.Book);

    private StockAndFlow March(Population population = Population.All) =>
        StockAndFlow.Of(Caseload(), Holding.Day("31/3/2012"), AreaLevel.England, "england", population);
}
