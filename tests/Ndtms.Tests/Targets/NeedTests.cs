using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Tests.Measures;

namespace Ndtms.Tests.Targets;

/// <summary>The estimated number not known to treatment is that of the right year, of the whole area or not at all, and never below 0.</summary>
public sealed class NeedTests
{
    private static readonly TargetBook Book = TargetBook.Empty.With(
    [
        new Prevalence(Holding.North, 2010, 100, 80, 130, "a"), new Prevalence(Holding.North, 2012, 200, 180, 230, "b"),
        new Prevalence(Holding.Gateshead, 2011, 50, 45, 60, "c"),
    ]);

    [Theory]
    [InlineData("31/3/2010", null)]
    [InlineData("30/4/2010", 100)]
    [InlineData("31/3/2012", 100)]
    [InlineData("30/4/2012", 200)]
    [InlineData("31/3/2020", 200)]
    public void The_latest_year_not_after_the_cuts_is_used(string cut, int? estimate) =>
        Assert.Equal(estimate, Need.Of(Book, [Holding.North], Holding.Day(cut))?.Estimate);

    [Fact]
    public void Of_several_partnerships_estimates_and_bounds_are_added()
    {
        var need = Need.Of(Book, [Holding.North, Holding.Gateshead], Holding.Day("31/3/2012"))!;
        Assert.Equal((150m, 125m, 190m), (need.Estimate, need.Lower, need.Upper));
    }

    [Fact]
    public void Where_one_partnership_has_no_estimate_the_whole_has_none()
    {
        Assert.Null(Need.Of(Book, [Holding.North, Holding.Gateshead], Holding.Day("31/3/2011")));
        Assert.Null(Need.Of(Book, [Holding.North, Holding.London], Holding.Day("31/3/2012")));
        Assert.Null(Need.Of(Book, [], Holding.Day("31/3/2012")));
    }

    [Theory]
    [InlineData(99, 1)]
    [InlineData(100, 0)]
    [InlineData(101, 0)]
    public void More_known_than_estimated_leaves_nobody_unknown(int known, int notKnown) => Assert.Equal((Shown)notKnown, Need.NotKnown(100, (Shown)known));

    [Fact]
    public void A_number_known_that_is_not_shown_has_none_not_known_beside_it()
    {
        Assert.Equal(Shown.TooSmall, Need.NotKnown(100, Shown.TooSmall));
        Assert.Equal(default, Need.NotKnown(100, default));
    }
}
