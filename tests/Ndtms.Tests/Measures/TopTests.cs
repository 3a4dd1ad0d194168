using Ndtms.Core.Current;

namespace Ndtms.Tests.Measures;

/// <summary>Treatment Outcomes Profiles: whether they are done, and what they show.</summary>
public class TopTests
{
    private const string Cut = "31/3/2012";

    [Theory]
    [InlineData("16/2/2012", "S", false, "1/1=1")] // 14 days before
    [InlineData("15/3/2012", "S", false, "1/1=1")] // 14 days after
    [InlineData("15/2/2012", "S", false, "0/1=0")]
    [InlineData("16/3/2012", "S", false, "0/1=0")]
    [InlineData("1/3/2012", "R", false, "0/1=0")]
    [InlineData("1/3/2012", null, false, "0/1=0")]
    [InlineData("1/3/2012", "S", true, "0/1=0")]
    public void A_start_top_is_due_within_14_days_of_treatment_start(string date, string? stage, bool empty, string expected)
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(
            holding.Client("X", "1"), "1/3/2012", "1/3/2012", topCoordinator: true,
            tops: [new CurrentTop { TopId = "1", Date = Holding.Day(date), Stage = stage, Empty = empty }]));

        Assert.Equal(expected, holding.Compute(Cut).Read("top-start"));
    }

    [Theory]
    [InlineData("17/3/2012", true, "0/1=0")]
    [InlineData("18/3/2012", true, "0/0=")] // 13 days before the cut: it may still come
    [InlineData("1/3/2012", false, "0/0=")]
    [InlineData("1/3/2012", null, "0/0=")]
    public void Start_tops_are_due_from_co_ordinators_14_days_before_the_cut(string start, bool? coordinator, string expected)
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("X", "1"), "1/3/2012", start, topCoordinator: coordinator));

        Assert.Equal(expected, holding.Compute(Cut).Read("top-start"));
    }

    [Theory]
    [InlineData("E", "1/1=1")]
    [InlineData("P", "0/1=0")]
    public void An_exit_top_is_due_within_14_days_of_discharge(string stage, string expected)
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(
            holding.Client("X", "1"), "1/10/2011", "1/10/2011", "10/3/2012", "80", topCoordinator: true, tops: [Top("24/3/2012", stage)]));

        Assert.Equal(expected, holding.Compute(Cut).Read("top-exit"));
    }

    [Theory]
    [InlineData("30/9/2011", "1/10/2011", "P", "1/1=1")] // 183 days before the cut; the first of the 183 days that end on it
    [InlineData("30/9/2011", "30/9/2011", "R", "0/1=0")]
    [InlineData("30/9/2011", "1/4/2012", "R", "0/1=0")]
    [InlineData("30/9/2011", "31/3/2012", null, "1/1=1")]
    [InlineData("1/10/2011", "31/3/2012", "R", "0/0=")]
    public void Every_person_in_treatment_half_a_year_is_reviewed_in_it(string start, string top, string? stage, string expected)
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("X", "1"), start, start, topCoordinator: true, tops: [Top(top, stage)]));
        var figures = holding.Compute(Cut);

        Assert.Equal(expected, figures.Read("top-review"));
        Assert.Equal("-", figures.Read("top-review", period: "ytd"));
    }

    [Theory]
    [InlineData(28, 0, "1/1=1", "")]
    [InlineData(28, 15, "0/1=0", "improved")]
    [InlineData(27, 15, "0/1=0", "unchanged")]
    [InlineData(5, 0, "1/1=1", "")] // abstinent is in no other band, however small the change
    [InlineData(5, 17, "0/1=0", "unchanged")]
    [InlineData(5, 18, "0/1=0", "deteriorated")]
    [InlineData(0, 18, "0/0=", "")]
    [InlineData(5, null, "0/0=", "")]
    [InlineData(null, 5, "0/0=", "")]
    public void Use_is_gone_or_changed_by_the_reliable_threshold(int? start, int? review, string abstinent, string band)
    {
        var figures = Pair(
            Top("1/10/2011", "S", opiates: start), Top("1/2/2012", "R", opiates: review)).Compute(Cut);

        Assert.Equal(abstinent, figures.Read("outcome-opiates", period: "quarter"));
        foreach (var name in new[] { "improved", "unchanged", "deteriorated" })
        {
            var expected = abstinent == "0/0=" ? "0/0=" : name == band ? "1/1=1" : "0/1=0";
            Assert.Equal(expected, figures.Read("outcome-opiates", name, period: "quarter"));
        }
    }

    [Theory]
    [InlineData("29/10/2011", "0/0=")] // 28 days after the start
    [InlineData("30/10/2011", "1/1=1")]
    [InlineData("31/3/2012", "1/1=1")] // 182
    [InlineData("1/4/2012", "0/0=")]
    public void The_review_is_29_to_182_days_after_the_start(string review, string expected)
    {
        var holding = Pair(Top("1/10/2011", "S", opiates: 5), Top(review, "E", opiates: 0));

        Assert.Equal(expected, holding.Compute("30/4/2012").Read("outcome-opiates", period: "rolling-12"));
    }

    [Fact]
    public void The_first_start_and_the_last_review_make_the_pair_and_an_incomplete_one_is_not_replaced()
    {
        var holding = Pair(
            Top("1/10/2011", "S", "1", opiates: 5, alcohol: 5), Top("1/11/2011", "S", "2", opiates: 9),
            Top("1/2/2012", "R", "1", opiates: 0, alcohol: 0), Top("1/3/2012", "E", "1", opiates: 20), Top("2/3/2012", "P", "1", opiates: 0));
        var figures = holding.Compute(Cut);

        Assert.Equal("0/1=0", figures.Read("outcome-opiates"));
        Assert.Equal("0/0=", figures.Read("outcome-alcohol"));
        // The pair's review falls in March: at February's cut the earlier one is the last.
        Assert.Equal("1/1=1", holding.Compute("29/2/2012").Read("outcome-opiates"));
        Assert.Equal("0/0=", holding.Compute("30/4/2012").Read("outcome-opiates"));
    }

    [Fact]
    public void A_review_in_the_period_counts_even_after_discharge()
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(
            holding.Client("X", "1"), "1/10/2011", "1/10/2011", "1/11/2011", "80",
            tops: [Top("1/10/2011", "S", opiates: 5), Top("2/3/2012", "E", opiates: 0)]));

        Assert.Equal("1/1=1", holding.Compute(Cut).Read("outcome-opiates"));
    }

    [Theory]
    [InlineData(true, null, false, false, "1/1=1")]
    [InlineData(false, true, false, true, "0/1=0")]
    [InlineData(true, true, false, null, "0/0=")]
    [InlineData(true, true, null, true, "0/1=0")]
    [InlineData(false, null, false, false, "0/0=")]
    public void Housing_is_a_problem_if_either_item_says_so_and_none_if_both_do(
        bool? acute, bool? risk, bool? acuteThen, bool? riskThen, string expected)
    {
        var holding = Pair(
            new CurrentTop { TopId = "1", Date = Holding.Day("1/10/2011"), Stage = "S", Empty = false, AcuteHousingProblem = acute, RiskOfEviction = risk },
            new CurrentTop { TopId = "2", Date = Holding.Day("1/3/2012"), Stage = "R", Empty = false, AcuteHousingProblem = acuteThen, RiskOfEviction = riskThen });

        Assert.Equal(expected, holding.Compute(Cut).Read("outcome-housing"));
    }

    [Fact]
    public void Injecting_stops_work_starts_and_scores_have_means_but_no_headline()
    {
        var figures = Pair(
            new CurrentTop { TopId = "1", Date = Holding.Day("1/10/2011"), Stage = "S", Empty = false, Injecting = 3, PaidWork = 0, QualityOfLife = 7, PhysicalHealth = 4 },
            new CurrentTop { TopId = "2", Date = Holding.Day("1/3/2012"), Stage = "R", Empty = false, Injecting = 0, PaidWork = 10, QualityOfLife = 12 })
            .Compute(Cut);

        Assert.Equal("1/1=1", figures.Read("outcome-injecting"));
        Assert.Equal("1/1=1", figures.Read("outcome-work"));
        Assert.Equal("7/1=7", figures.Read("outcome-quality-of-life", "start"));
        Assert.Equal("12/1=12", figures.Read("outcome-quality-of-life", "review"));
        Assert.Equal("0/0=", figures.Read("outcome-physical", "start"));
        Assert.Equal("-", figures.Read("outcome-physical"));
    }

    [Fact]
    public void Local_indicators_read_the_latest_top_of_any_stage()
    {
        var figures = Pair(
            new CurrentTop { TopId = "1", Date = Holding.Day("1/10/2011"), Stage = "S", Empty = false, PaidWork = 20, QualityOfLife = 3 },
            new CurrentTop { TopId = "2", Date = Holding.Day("1/3/2012"), Stage = "P", Empty = false, Education = 0, QualityOfLife = 13, AcuteHousingProblem = true },
            new CurrentTop { TopId = "3", Date = Holding.Day("2/3/2012"), Stage = "R", Empty = true })
            .Compute(Cut);

        Assert.Equal("0/1=0", figures.Read("local-ni149-education-employment", period: "rolling-12"));
        Assert.Equal("1/1=1", figures.Read("local-ni156-temporary-housing", period: "rolling-12"));
        Assert.Equal("13/1=13", figures.Read("local-ni119-quality-of-life", period: "rolling-12"));
        Assert.Equal("-", figures.Read("local-ni119-quality-of-life", period: "ytd"));
    }

    private static Holding Pair(params CurrentTop[] tops)
    {
        var holding = new Holding();
        return holding.Add(Holding.Episode(holding.Client("X", "1"), "1/10/2011", "1/10/2011", tops: tops));
    }

    private static CurrentTop Top(string date, string? stage, string id = "1", int? opiates = null, int? alcohol = null) =>
        new() { TopId = id, Date = Holding.Day(date), Stage = stage, Empty = false, Opiates = opiates, Alcohol = alcohol };
}
