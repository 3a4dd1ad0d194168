using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Tests.Measures;

namespace Ndtms.Tests.Targets;

/// <summary>The two indicators that compare with a year before there was this program.</summary>
public sealed class NationalIndicatorsTests
{
    /// <summary>Three problem drug users in effective treatment, one whose treatment has just begun, and two under 18.</summary>
    private static readonly ShownFigures Figures = Some().Shown("31/3/2012");

    [Theory]
    [InlineData(2, 0.5)]
    [InlineData(3, 0)]
    [InlineData(4, -0.25)]
    public void Ni_40_is_the_growth_of_effective_treatment_on_its_baseline(int baseline, double growth) => Assert.Equal(
        (decimal)growth, NationalIndicators.Growth(Figures, Of(NationalIndicators.Ni40, baseline)));

    [Theory]
    [InlineData(1, 2, 1.5)]
    [InlineData(2, 2, 3)]
    [InlineData(4, 2, 6)]
    public void Young_people_are_held_against_the_baseline_plus_half(int baseline, int treated, double needed)
    {
        var of = Of(NationalIndicators.YoungPeople, baseline);
        Assert.Equal((decimal)needed, NationalIndicators.Needed(of));
        Assert.Equal(treated / (decimal)needed, NationalIndicators.Participation(Figures, of));
    }

    [Fact]
    public void On_nothing_nothing_grows()
    {
        Assert.Null(NationalIndicators.Growth(Figures, Of(NationalIndicators.Ni40, 0)));
        Assert.Null(NationalIndicators.Participation(Figures, Of(NationalIndicators.YoungPeople, 0)));
        Assert.Null(NationalIndicators.Growth(Figures, Of(NationalIndicators.Ni40, 3) with { Area = Holding.Gateshead }));
        Assert.Throws<ArgumentException>(() => NationalIndicators.Growth(Figures, Of("ni41", 3)));
    }

    [Fact]
    public void Every_indicator_has_a_figure() => Assert.All(
        NationalIndicators.All, i => Assert.NotNull(Figures.Find(NationalIndicators.FigureOf(i, AreaLevel.Partnership, Holding.North))));

    private static Baseline Of(string indicator, decimal value) => new(indicator, AreaLevel.Partnership, Holding.North, value, "a return");

    private static Holding Some()
    {
        var holding = new Holding();
        for (var i = 1; i <= 3; i++)
            holding.Add(Holding.Episode(holding.Client("X", $"{i}", born: $"{i}/1/1980"), "1/6/2011", "1/6/2011"));
        holding.Add(Holding.Episode(holding.Client("X", "4", born: "4/1/1980"), "1/3/2012", "1/3/2012"));
        for (var i = 5; i <= 6; i++)
            holding.Add(Holding.Episode(holding.Client("X", $"{i}", born: $"{i}/1/1997"), "1/6/2011", "1/6/2011", drug: "7000"));
        return holding;
    }
}
