using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;

namespace Ndtms.Tests.Measures;

/// <summary>Waits of started modalities, and of those who still wait.</summary>
public class WaitTests
{
    private const string Cut = "31/3/2012";

    [Fact]
    public void The_first_modality_of_a_journey_is_its_first_wait_and_the_rest_are_subsequent()
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(
            holding.Client("X", "1"), "1/1/2012", referred: "1/1/2012", modalities:
            [
                Holding.Modality("20/3/2012", "3", "1/2/2012", "15/3/2012", "c"), // 43 days
                Holding.Modality("10/3/2012", "2", "1/2/2012", "22/2/2012", "b"), // 21
                Holding.Modality("21/3/2012", "2", "1/2/2012", "14/3/2012", "d"), // 42
            ]));
        var figures = holding.Compute(Cut);

        Assert.Equal("1/1=1", figures.Read("wait-first"));
        Assert.Equal("0/2=0", figures.Read("wait-subsequent"));
        Assert.Equal("1/2=0.5", figures.Read("wait-subsequent", "over-42"));
        Assert.Equal("85/2=42.5", figures.Read("wait-subsequent", "mean-days"));
        Assert.Equal("/2=42.5", figures.Read("wait-subsequent", "median-days"));
        Assert.Equal("0/2=0", figures.Read("wait-subsequent", "not-measurable"));
        Assert.Equal("0/1=0", figures.Read("wait-subsequent", "modality", "3"));
        Assert.Equal("1/1=1", figures.Read("wait-first", "modality", "2"));
        Assert.Equal("-", figures.Read("wait-first", "modality", "3"));
    }

    [Theory]
    [InlineData("31/12/2011", "5/3/2012")] // referred to the modality before the episode
    [InlineData("6/3/2012", "5/3/2012")] // offered before referred
    [InlineData(null, "5/3/2012")]
    [InlineData("1/3/2012", null)]
    [InlineData("1/3/2012", "1/4/2012")] // offered after the cut
    public void Where_the_first_cannot_be_measured_no_other_takes_its_place(string? referred, string? offered)
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(
            holding.Client("X", "1"), "2/1/2012", referred: "1/1/2012", modalities:
            [
                Holding.Modality("10/3/2012", "2", referred, offered, "1"),
                Holding.Modality("11/3/2012", "2", "1/3/2012", "2/3/2012", "2"),
            ]));
        var figures = holding.Compute(Cut);

        Assert.Equal("0/0=", figures.Read("wait-first"));
        Assert.Equal("1/1=1", figures.Read("wait-first", "not-measurable"));
        Assert.Equal("1/1=1", figures.Read("wait-subsequent"));
        Assert.Equal("0/1=0", figures.Read("wait-subsequent", "not-measurable"));
        Assert.Equal("0/0=", figures.Read("wait-first", "mean-days"));
        Assert.Equal("/0=", figures.Read("wait-first", "median-days"));
    }

    [Fact]
    public void An_offer_on_the_day_of_the_referral_is_a_wait_of_no_days()
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(
            holding.Client("X", "1"), "2/3/2012", referred: "1/3/2012", modalities: [Holding.Modality("10/3/2012", "2", "1/3/2012", "1/3/2012")]));
        var figures = holding.Compute(Cut);

        Assert.Equal("1/1=1", figures.Read("wait-first"));
        Assert.Equal("0/1=0", figures.Read("wait-first", "mean-days"));
        Assert.Equal("0/1=0", figures.Read("wait-first", "not-measurable"));
    }

    /// <summary>What is not known yet at the cut decides nothing.</summary>
    [Fact]
    public void On_one_day_a_referral_after_the_cut_is_as_late_as_a_blank_one()
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(
            holding.Client("X", "1"), "1/1/2012", modalities:
            [
                Holding.Modality("10/3/2012", "2", "1/4/2012", id: "2"),
                Holding.Modality("10/3/2012", "3", id: "1"),
            ]));
        var key = new FigureKey(AreaLevel.England, "england", Population.All, PeriodKind.Month, "wait-first", "not-measurable");

        var behind = MeasureRun.Behind(Caseload.Prepare(holding.Data, Holding.Book), Holding.Day(Cut), key);

        Assert.Equal("1", Assert.Single(behind).Modality!.ModalityId);
    }

    [Fact]
    public void On_one_day_the_earlier_referral_is_first_and_a_blank_one_last()
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(
            holding.Client("X", "1"), "1/1/2012", modalities:
            [
                Holding.Modality("10/3/2012", "2", null, "2/3/2012", "1"),
                Holding.Modality("10/3/2012", "3", "1/3/2012", "3/3/2012", "2"),
                Holding.Modality("10/3/2012", "4", "1/3/2012", "3/3/2012", "10"),
            ]));
        var figures = holding.Compute(Cut);

        Assert.Equal("1/1=1", figures.Read("wait-first", "modality", "4")); // MODID as text: 10 before 2
        Assert.Equal("1/1=1", figures.Read("wait-subsequent", "modality", "3"));
        Assert.Equal("1/2=0.5", figures.Read("wait-subsequent", "not-measurable"));
    }

    [Fact]
    public void Waiting_now_looks_at_every_undischarged_episode()
    {
        var holding = new Holding();
        holding
            .Add(Holding.Episode(holding.Client("X", "1", initial: 'C'), "1/1/2012", modalities:
            [
                Holding.Modality("", "2", "9/3/2012", id: "22 days"),
                Holding.Modality("1/4/2012", "2", "10/3/2012", id: "21 days"),
                Holding.Modality("", "2", "1/4/2012", id: "not yet referred"),
                Holding.Modality("", "2", id: "no referral"),
                Holding.Modality("", "7", "1/2/2012", id: "not structured"),
            ]))
            .Add(Holding.Episode(holding.Client("X", "2", initial: 'D'), "1/1/2012", end: "31/3/2012", modalities: [Holding.Modality("", "2", "1/1/2012")]))
            .Add(Holding.Episode(
                holding.Client("X", "3", initial: 'E', born: "1/1/2000"), "1/1/2012", end: "1/4/2012", drug: "5000",
                modalities: [Holding.Modality("", "2", "1/1/2012")]));
        var figures = holding.Compute(Cut);

        Assert.Equal("2/3=0.666667", figures.Read("waiting-now"));
        Assert.Equal("1/1=1", figures.Read("waiting-now", population: "young-people"));
        Assert.Equal("1/2=0.5", figures.Read("waiting-now", population: "opiate"));
        Assert.Equal("-", figures.Read("waiting-now", period: "ytd"));
    }
}
