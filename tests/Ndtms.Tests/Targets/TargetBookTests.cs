using Ndtms.Core.Journeys;
using Ndtms.Core.Targets;
using Ndtms.Tests.Measures;

namespace Ndtms.Tests.Targets;

/// <summary>A report finds the target, baseline, cluster and local value that hold at its cut, and its run id tells books apart.</summary>
public sealed class TargetBookTests
{
    private static readonly DateOnly March = Holding.Day("31/3/2012");

    private static readonly Target Of2011 = new(
        AreaLevel.Partnership, Holding.North, "wait-first", Population.All, PeriodKind.YearToDate, 2011, true, 0.9m, 0.95m, null, false);

    [Fact]
    public void The_target_of_the_cuts_year_is_found()
    {
        var of2012 = Of2011 with { Year = 2012, Goal = 0.97m };
        var book = Book(targets: [of2012, Of2011]);
        Target? Find(DateOnly cut, PeriodKind period = PeriodKind.YearToDate) =>
            book.Of(AreaLevel.Partnership, Holding.North, "wait-first", Population.All, period, cut);
        Assert.Equal(Of2011, Find(March));
        Assert.Equal(of2012, Find(Holding.Day("30/4/2012")));
        Assert.Null(Find(Holding.Day("31/3/2011")));
        Assert.Null(Find(March, PeriodKind.Month));
    }

    [Fact]
    public void The_targets_of_an_area_come_in_the_order_of_their_measures()
    {
        var exits = Of2011 with { Measure = "planned-exits" };
        var pdu = exits with { Population = Population.ProblemDrugUsers };
        var book = Book(targets: [Of2011, pdu, exits, exits with { Area = Holding.Gateshead }, exits with { Year = 2012 }]);
        Assert.Equal([exits, pdu, Of2011], book.Of(AreaLevel.Partnership, Holding.North, March));
        Assert.Empty(book.Of(AreaLevel.Region, Holding.North, March));
    }

    [Fact]
    public void Of_a_local_indicator_the_latest_value_on_or_before_the_cut_is_shown()
    {
        var march = Local("Deaths", "31/3/2012", 4);
        var june = Local("Deaths", "30/6/2011", 3);
        var needles = Local("Needles", "31/12/2011", 900);
        var book = Book(locals: [needles, march, june, march with { Partnership = Holding.Gateshead, Value = 9 }]);
        Assert.Equal([march, needles], book.LocalIndicatorsOf(Holding.North, March));
        Assert.Equal([june, needles], book.LocalIndicatorsOf(Holding.North, Holding.Day("29/2/2012")));
        Assert.Equal([june], book.LocalIndicatorsOf(Holding.North, Holding.Day("30/6/2011")));
        Assert.Empty(book.LocalIndicatorsOf(Holding.North, Holding.Day("31/5/2011")));
    }

    [Fact]
    public void A_partnership_is_compared_with_its_cluster()
    {
        var book = Book(clusters: [new(Holding.London, "High"), new(Holding.North, "High"), new(Holding.Gateshead, "Low")]);
        Assert.Equal("High", book.ClusterOf(Holding.North));
        Assert.Equal(new[] { Holding.London, Holding.North }.Order(StringComparer.Ordinal), book.InCluster("High"));
        Assert.Null(book.ClusterOf("A12B"));
        Assert.Empty(book.InCluster("Middling"));
    }

    [Fact]
    public void A_baseline_is_found_by_indicator_and_area()
    {
        var baseline = new Baseline(NationalIndicators.Ni40, AreaLevel.Region, "north-east", 180, "return");
        var book = Book(baselines: [baseline]);
        Assert.Equal(baseline, book.BaselineOf(NationalIndicators.Ni40, AreaLevel.Region, "north-east"));
        Assert.Null(book.BaselineOf(NationalIndicators.YoungPeople, AreaLevel.Region, "north-east"));
    }

    [Fact]
    public void Two_truths_about_one_thing_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Book(targets: [Of2011, Of2011 with { Goal = 0.99m, OfShare = false }]));
        Assert.Throws<ArgumentException>(() => Book(clusters: [new(Holding.North, "High"), new(Holding.North, "Low")]));
        Assert.Throws<ArgumentException>(() => Book(locals: [Local("Deaths", "31/3/2012", 4), Local("Deaths", "31/3/2012", 5)]));
    }

    [Fact]
    public void The_hash_is_of_the_content_and_not_of_its_order_or_of_trailing_zeros()
    {
        var of2012 = Of2011 with { Year = 2012 };
        var book = Book(targets: [Of2011, of2012]);
        Assert.Equal(book.Hash, Book(targets: [of2012, Of2011 with { Goal = 0.9500m }]).Hash);
        Assert.Equal(64, book.Hash.Length);
        string[] others =
        [
            TargetBook.Empty.Hash, Book(targets: [Of2011]).Hash, Book(targets: [Of2011, of2012 with { LessIsBetter = true }]).Hash,
            Book(targets: [Of2011, of2012 with { Profile = Enumerable.Repeat(0.95m, 12).ToList() }]).Hash,
            Book(targets: [Of2011, of2012], clusters: [new(Holding.North, "High")]).Hash,
        ];
        Assert.Equal(others.Length, others.Distinct().Count());
        Assert.DoesNotContain(book.Hash, others);
    }

    private static LocalIndicator Local(string indicator, string month, decimal value) =>
        new(Holding.North, indicator, Holding.Day(month), value, "number", "register", Holding.Day("1/5/2012"));

    private static TargetBook Book(
        IEnumerable<Target>? targets = null, IEnumerable<Baseline>? baselines = null, IEnumerable<KeyValuePair<string, string>>? clusters = null,
        IEnumerable<LocalIndicator>? locals = null) => new(targets ?? [], baselines ?? [], clusters ?? [], locals ?? []);
}
