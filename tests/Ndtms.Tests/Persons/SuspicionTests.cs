using Ndtms.Core.Persons;

namespace Ndtms.Tests.Persons;

/// <summary>What people are asked to decide: as few pairs as it takes, and none twice.</summary>
public sealed class SuspicionTests
{
    private static readonly PersonRecords Three = PersonRecords.Of(
    [
        LinkageCase.Of("1", "QV 1950-05-12 - pc=211"), LinkageCase.Of("2", "QV 1950-05-13 - pc=211"), LinkageCase.Of("3", "QV 1950-05-14 - pc=211"),
    ]);

    private static readonly Linkage Linked = Linkage.Of(LinkageCase.Model, Three);

    [Fact]
    public void Three_persons_who_may_be_one_are_two_questions()
    {
        Assert.Equal(3, Linked.Links.Count);
        var suspicions = Suspicion.Of(Linked, Clusters.Of(Linked, 0.5), [10, 20, 30], [], []);
        Assert.Equal(2, suspicions.Count);
        Assert.All(suspicions, s => Assert.Equal((SuspicionKind.Link, LinkageModel.Probability(s.Bits)), (s.Kind, s.Probability)));
    }

    [Fact]
    public void What_follows_from_a_decision_is_not_asked() =>
        Assert.Single(Suspicion.Of(Linked, Clusters.Of(Linked, 0.5), [10, 20, 30], [(0, 2)], []));

    [Fact]
    public void Records_of_one_official_person_in_one_group_are_no_question() =>
        Assert.Empty(Suspicion.Of(Linked, Clusters.Of(Linked, 0.5), [10, 10, 10], [], []));

    [Fact]
    public void One_official_person_in_two_groups_is_asked_about_unless_it_was_decided()
    {
        var records = PersonRecords.Of(
            [LinkageCase.Of("1", "AB 1980-05-10 M pc=P1_2 dat=D1 ethnic=A group=white"), LinkageCase.Of("2", "AB 1980-05-10 M pc=P7_3 dat=D7 ethnic=M group=black")]);
        var linkage = Linkage.Of(LinkageCase.ModelOfMany, records);
        var groups = Clusters.Of(linkage, 0.5);
        var suspicion = Assert.Single(Suspicion.Of(linkage, groups, [10, 10], [], []));
        Assert.Equal(SuspicionKind.Split, suspicion.Kind);
        Assert.Equal(1 - LinkageModel.Probability(suspicion.Bits), suspicion.Probability, 12);
        Assert.InRange(suspicion.Probability, 0.5, 1);
        Assert.Empty(Suspicion.Of(linkage, groups, [10, 10], [], [(0, 1)]));
    }

    [Fact]
    public void An_estimate_adds_up_what_is_suspected_with_its_interval()
    {
        var estimate = CountEstimate.Of(1_000, [(SuspicionKind.Link, 0.9), (SuspicionKind.Link, 0.5), (SuspicionKind.Split, 0.8), (SuspicionKind.Link, 1)]);
        Assert.Equal((2.4, 0.8), (estimate.CountedTwice, estimate.NotCounted));
        Assert.Equal(998.4, estimate.ByLinkage, 9);
        Assert.Equal(0.09 + 0.25 + 0.16, estimate.Variance, 9);
        Assert.Equal(998.4 - (1.959963984540054 * Math.Sqrt(0.5)), estimate.Lower, 9);
        Assert.Equal(998.4 + (1.959963984540054 * Math.Sqrt(0.5)), estimate.Upper, 9);
    }

    [Fact]
    public void Match_rates_are_of_each_group()
    {
        var rates = MatchRate.Of(["x", "y", "x", "y"], Clusters.Of([1, 1, 1, 2]), Clusters.Of([1, 2, 1, 3]));
        Assert.Equal([new("x", 2, 2, 2), new("y", 2, 1, 0)], rates);
    }
}
