using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Tests.Measures;

namespace Ndtms.Tests.Targets;

/// <summary>Who is listed for sustained poor performance: nobody for two bad months, nobody for a month of which nothing is known.</summary>
public sealed class PerformanceTests
{
    private const int Treated = 9;

    /// <summary>Nine people in treatment from 2010 on.</summary>
    private static readonly Holding Nine = People(Treated);

    [Theory]
    [InlineData(9, Standing.Green)]
    [InlineData(10, Standing.Amber)]
    [InlineData(11, Standing.Red)]
    public void A_figure_stands_where_its_progress_puts_it(int planned, Standing standing)
    {
        var target = Planned(2011, Enumerable.Repeat(planned, 12));
        var figures = Nine.Shown("31/1/2012");
        Assert.Equal((decimal)Treated / planned, Performance.Progress(figures, target));
        Assert.Equal(standing, Performance.At(figures, target));
    }

    [Fact]
    public void An_area_without_an_episode_stands_nowhere() => Assert.Null(Performance.At(
        Nine.Shown("31/1/2012"), Planned(2011, Enumerable.Repeat(11, 12)) with { Area = Holding.Gateshead }));

    [Fact]
    public void Three_months_in_red_up_to_the_cut_are_sustained()
    {
        var target = Planned(2011, [9, 9, 9, 9, 9, 9, 9, 9, 10, 11, 11, 11]);
        var found = Assert.Single(Performance.SustainedPoor(Months("31/10/2011", 6), Book(target)));
        Assert.Equal(new PoorPerformance(target, Holding.Day("31/1/2012"), 3), found);
    }

    [Theory]
    [InlineData(11, 10, 11, 11)]
    [InlineData(11, 11, 11, 10)]
    [InlineData(11, 9, 11, 11)]
    public void Two_months_or_three_that_end_before_the_cut_are_not(int december, int january, int february, int march) =>
        Assert.Empty(Performance.SustainedPoor(
            Months("31/12/2011", 4), Book(Planned(2011, [11, 11, 11, 11, 11, 11, 11, 11, december, january, february, march]))));

    [Fact]
    public void It_goes_back_no_further_than_the_months_looked_at()
    {
        var red = Book(Planned(2011, Enumerable.Repeat(11, 12)));
        Assert.Equal(Holding.Day("30/11/2011"), Assert.Single(Performance.SustainedPoor(Months("30/11/2011", 5), red)).Since);
        Assert.Empty(Performance.SustainedPoor(Months("29/2/2012", 2), red));
        Assert.Empty(Performance.SustainedPoor([], red));
    }

    /// <summary>An exit in January and in March, none of them planned, and none at all in February.</summary>
    [Fact]
    public void A_month_without_a_figure_ends_the_run()
    {
        var holding = new Holding();
        holding.Add(Holding.Episode(holding.Client("X", "1"), "1/6/2010", "1/6/2010", "10/1/2012", "84"));
        holding.Add(Holding.Episode(holding.Client("X", "2", born: "1/1/1970"), "1/6/2010", "1/6/2010", "10/3/2012", "84"));
        var target = new Target(
            AreaLevel.Partnership, Holding.North, "planned-exits", Population.All, PeriodKind.Month, 2011, true, 0.5m, 0.5m, null, false);
        ShownFigures[] months = [holding.Shown("31/1/2012"), holding.Shown("29/2/2012"), holding.Shown("31/3/2012")];
        Assert.Equal([Standing.Red, null, Standing.Red], months.Select(m => Performance.At(m, target)));
        Assert.Empty(Performance.SustainedPoor(months, Book(target)));

        holding.Add(Holding.Episode(holding.Client("X", "3", born: "1/1/1971"), "1/6/2010", "1/6/2010", "10/2/2012", "84"));
        months[1] = holding.Shown("29/2/2012");
        Assert.Equal(3, Assert.Single(Performance.SustainedPoor(months, Book(target))).Months);
    }

    [Fact]
    public void A_new_years_target_for_the_same_figure_goes_on_with_the_run()
    {
        var old = Planned(2011, Enumerable.Repeat(11, 12));
        var young = Planned(2012, Enumerable.Repeat(12, 12));
        var found = Assert.Single(Performance.SustainedPoor(Months("29/2/2012", 3), Book(old, young)));
        Assert.Equal(new PoorPerformance(young, Holding.Day("29/2/2012"), 3), found);

        Assert.Empty(Performance.SustainedPoor(Months("29/2/2012", 3), Book(young)));
        Assert.Empty(Performance.SustainedPoor(Months("29/2/2012", 3), Book(old)));
        Assert.Empty(Performance.SustainedPoor(Months("29/2/2012", 3), Book(old with { Population = Population.AdultDrug }, young)));
        Assert.Empty(Performance.SustainedPoor(Months("29/2/2012", 3), Book(old with { Period = PeriodKind.YearToDate }, young)));
    }

    [Fact]
    public void England_is_listed_before_regions_and_regions_before_partnerships()
    {
        var partnership = Planned(2011, Enumerable.Repeat(11, 12));
        var region = partnership with { Level = AreaLevel.Region, Area = "north-east" };
        var england = partnership with { Level = AreaLevel.England, Area = "england" };
        var found = Performance.SustainedPoor(Months("31/1/2012", 3), Book(region, partnership, england));
        Assert.Equal([england, region, partnership], found.Select(f => f.Target));
    }

    [Fact]
    public void Months_with_a_gap_or_turned_round_are_refused()
    {
        var (january, february, march) = (Nine.Shown("31/1/2012"), Nine.Shown("29/2/2012"), Nine.Shown("31/3/2012"));
        Assert.Throws<ArgumentException>(() => Performance.SustainedPoor([january, march], TargetBook.Empty));
        Assert.Throws<ArgumentException>(() => Performance.SustainedPoor([march, february, january], TargetBook.Empty));
        Assert.Empty(Performance.SustainedPoor([january, february, march], TargetBook.Empty));
    }

    [Fact]
    public void What_targets_need_is_enough_to_judge_them()
    {
        var target = Planned(2011, Enumerable.Repeat(11, 12));
        var only = Nine.Shown("31/1/2012", Performance.Needed(Book(target), 2011));
        Assert.Equal(Standing.Red, Performance.At(only, target));
        Assert.Single(only.All().Select(f => f.Key with { Population = Population.All }).Distinct());
    }

    private static Holding People(int count)
    {
        var holding = new Holding();
        for (var i = 0; i < count; i++)
            holding.Add(Holding.Episode(holding.Client("X", $"{i}", born: $"{i + 1}/1/1980"), "1/6/2010", "1/6/2010"));
        return holding;
    }

    private static List<ShownFigures> Months(string first, int count) =>
    [
        .. Enumerable.Range(1, count).Select(i => Nine.Shown(
            Holding.Day(first).AddDays(1).AddMonths(i - 1).AddDays(-1).ToString("d/M/yyyy", System.Globalization.CultureInfo.InvariantCulture))),
    ];

    private static Target Planned(int year, IEnumerable<int> months) => new(
        AreaLevel.Partnership, Holding.North, "in-treatment", Population.All, PeriodKind.Month, year, false, Treated, months.Last(),
        [.. months.Select(m => (decimal)m)], false);

    private static TargetBook Book(params Target[] targets) => new(targets, [], [], []);
}
