using FsCheck;
using FsCheck.Fluent;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Tests.Measures;

namespace Ndtms.Tests.Targets;

/// <summary>Progress decides whether a partnership is called red in front of its region: each edge must fall where the definition puts
/// it.</summary>
public sealed class TargetTests
{
    private static readonly decimal[] Monthly = [3, 6, 9, 12, 15, 18, 20, 22, 24, 26, 28, 30];

    [Theory]
    [InlineData("30/4/2011", 105)]
    [InlineData("30/9/2011", 130)]
    [InlineData("31/12/2011", 145)]
    [InlineData("29/2/2012", 155)]
    [InlineData("31/3/2012", 160)]
    public void Linear_from_the_baseline_April_is_one_twelfth_and_March_the_goal(string cut, int toDate) =>
        Assert.Equal(toDate, Of(baseline: 100, goal: 160).ToDate(Holding.Day(cut)));

    [Fact]
    public void A_falling_target_falls_month_by_month() => Assert.Equal(
        0.15m, Of(baseline: 0.2m, goal: 0.1m, ofShare: true, less: true).ToDate(Holding.Day("30/9/2011")));

    [Theory]
    [InlineData("30/4/2011", 3)]
    [InlineData("30/9/2011", 18)]
    [InlineData("31/1/2012", 26)]
    [InlineData("31/3/2012", 30)]
    public void A_profile_wins_over_the_line(string cut, int toDate) =>
        Assert.Equal(toDate, Of(baseline: 0, goal: 30, profile: Monthly).ToDate(Holding.Day(cut)));

    [Theory]
    [InlineData("31/3/2011")]
    [InlineData("30/4/2012")]
    public void A_target_says_nothing_about_another_year(string cut)
    {
        Assert.Throws<ArgumentException>(() => Of().ToDate(Holding.Day(cut)));
        Assert.Throws<ArgumentException>(() => Of().Progress(100m, Holding.Day(cut)));
    }

    [Fact]
    public void A_profile_of_eleven_months_is_no_profile() =>
        Assert.Throws<ArgumentException>(() => Of(profile: [.. Monthly.Skip(1)]));

    [Theory]
    [InlineData(160, Standing.Green)]
    [InlineData(159, Standing.Amber)]
    [InlineData(144, Standing.Amber)]
    [InlineData(143, Standing.Red)]
    [InlineData(0, Standing.Red)]
    public void Exactly_100_and_90_per_cent_belong_to_the_better_band(int value, Standing standing) =>
        Assert.Equal(standing, Target.Band(Of(baseline: 100, goal: 160).Progress(value, Holding.Day("31/3/2012"))!.Value));

    [Fact]
    public void Nothing_is_rounded_before_the_band()
    {
        Assert.Equal(Standing.Red, Target.Band(0.8999999999m));
        Assert.Equal(Standing.Amber, Target.Band(0.9999999999m));
    }

    /// <summary>2/3 of what a third of the way asks for is no finite decimal, and yet exactly on plan.</summary>
    [Theory]
    [InlineData(1, 3, 1, "31/7/2011", Standing.Green)]
    [InlineData(3, 10, 1, "31/7/2011", Standing.Amber)]
    [InlineData(299_999, 1_000_000, 1, "31/7/2011", Standing.Red)]
    [InlineData(2, 3, 0.8, "31/1/2012", Standing.Green)]
    public void A_share_is_judged_by_n_and_d_and_not_by_its_decimals(int n, int d, double goal, string cut, Standing standing)
    {
        var target = Of(baseline: 0, goal: (decimal)goal, ofShare: true);
        var figure = new Figure(target.Key, n, d, Math.Round((decimal)n / d, 6));
        Assert.Equal(standing, Target.Band(target.Progress(figure, Holding.Day(cut))!.Value));
    }

    [Fact]
    public void Less_is_better_turns_the_quotient_round()
    {
        var target = Of(baseline: 0.2m, goal: 0.1m, ofShare: true, less: true);
        var march = Holding.Day("31/3/2012");
        Assert.Equal(1, target.Progress(0.1m, march));
        Assert.Equal(0.5m, target.Progress(0.2m, march));
        Assert.Equal(2, target.Progress(0.05m, march));
        Assert.Equal(1, target.Progress(0m, march));
    }

    [Fact]
    public void Where_less_is_better_none_is_full_progress_and_any_is_too_much_for_a_target_of_none()
    {
        var target = Of(baseline: 0, goal: 0, ofShare: true, less: true);
        Assert.Equal(1, target.Progress(0m, Holding.Day("31/3/2012")));
        Assert.Equal(0, target.Progress(0.01m, Holding.Day("31/3/2012")));
    }

    [Fact]
    public void Without_a_value_or_with_a_target_of_none_there_is_no_progress()
    {
        var april = Holding.Day("30/4/2011");
        Assert.Null(Of().Progress((decimal?)null, april));
        Assert.Null(Of().Progress((Figure?)null, april));
        Assert.Null(Of(baseline: 0, goal: 0).Progress(5m, april));
        Assert.Null(Of(ofShare: true).Progress(new Figure(Of().Key, 0, 0, null), april));
        Assert.Null(Of(ofShare: true).Progress(new Figure(Of().Key, 7, null, null), april));
    }

    [Fact]
    public void The_figure_is_n_or_the_unrounded_share()
    {
        var figure = new Figure(Of().Key, 2, 3, 0.666667m);
        Assert.Equal(2, Of().ValueOf(figure));
        Assert.Equal(2m / 3, Of(ofShare: true).ValueOf(figure));
        Assert.Null(Of(ofShare: true).ValueOf(figure with { D = 0 }));
        Assert.Null(Of().ValueOf(null));
    }

    [Fact]
    public void Targets_of_the_same_content_are_equal_whatever_list_holds_the_profile()
    {
        Assert.Equal(Of(profile: Monthly), Of(profile: [.. Monthly]));
        Assert.Equal(Of(profile: Monthly).GetHashCode(), Of(profile: [.. Monthly]).GetHashCode());
        Assert.NotEqual(Of(profile: Monthly), Of());
        Assert.NotEqual(Of(), Of(less: true));
    }

    [Fact]
    public void More_is_never_worse_unless_less_is_better() => Prop.ForAll(
        Gen.Choose(0, 500).Four().Zip(Gen.Choose(0, 11)).ToArbitrary(),
        x =>
        {
            var ((baseline, goal, a, b), month) = x;
            var cut = new DateOnly(2011, 5, 1).AddMonths(month).AddDays(-1);
            var (few, many) = (Math.Min(a, b) + 1, Math.Max(a, b) + 1);
            var more = Of(baseline: baseline, goal: goal);
            var less = more with { LessIsBetter = true };
            return more.ToDate(cut) >= Math.Min(baseline, goal) && more.ToDate(cut) <= Math.Max(baseline, goal)
                && (more.Progress(few, cut) is not { } progress || progress <= more.Progress(many, cut))
                && less.Progress(few, cut) >= less.Progress(many, cut);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("2011/12", true)]
    [InlineData("1999/00", true)]
    [InlineData("2011/13", false)]
    [InlineData("2011", false)]
    [InlineData("2011-12", true)]
    [InlineData("2011-13", false)]
    [InlineData("2011 12", false)]
    [InlineData("11/12", false)]
    [InlineData("", false)]
    public void A_financial_year_is_written_with_the_year_that_follows(string text, bool known)
    {
        Assert.Equal(known, FinancialYear.TryParse(text, out var year));
        if (known)
            Assert.Equal(text.Replace('-', '/'), FinancialYear.Name(year));
    }

    [Theory]
    [InlineData("31/3/2012", 2011, 12)]
    [InlineData("1/4/2012", 2012, 1)]
    [InlineData("31/12/2012", 2012, 9)]
    public void A_financial_year_begins_in_April(string day, int year, int month)
    {
        Assert.Equal(year, FinancialYear.Of(Holding.Day(day)));
        Assert.Equal(month, FinancialYear.MonthOf(Holding.Day(day)));
    }

    private static Target Of(
        decimal baseline = 100, decimal goal = 160, bool ofShare = false, bool less = false, IReadOnlyList<decimal>? profile = null) =>
        new(AreaLevel.Partnership, Holding.North, "in-treatment", Population.All, PeriodKind.Month, 2011, ofShare, baseline, goal, profile, less);
}
