using System.Globalization;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Quarterly;

namespace Ndtms.Tests.Workbooks.Quarterly;

/// <summary>People act on what they read: a sentence must be true, whole and said as people say it.</summary>
public sealed partial class NarrativeTests
{
    private static string? Tell(params decimal?[] values) => Sentence(Count(values));

    private static string? Sentence(FigureOverTime told) => Narrative.Sentence(told);

    private static FigureOverTime Count(params decimal?[] values) => new() { Subject = "Effective treatment", Values = values };

    private static FigureOverTime Share(params decimal?[] values) => new() { Subject = "Planned exits", IsShare = true, Values = values };

    [Fact]
    public void A_rise_says_by_how_much_to_what_against_target_and_how_often()
    {
        Assert.Equal(
            "Effective treatment rose by 14 to 612 people, 3% above target; the fourth rise in a row.",
            Sentence(Count(600, 560, 580, 590, 598, 612) with { Target = 594 }));
        Assert.Equal("Effective treatment rose by 1,200 to 13,400 people.", Tell(12_200, 13_400));
        Assert.Equal("Effective treatment fell by 2 to 10 people; the second fall in a row.", Tell(20, 12, 10));
    }

    [Fact]
    public void A_run_ends_where_the_figure_turned_stayed_or_is_missing()
    {
        Assert.DoesNotContain("in a row", Tell(5, 9, 8, 10), StringComparison.Ordinal);
        Assert.DoesNotContain("in a row", Tell(8, 9, 9, 10), StringComparison.Ordinal);
        Assert.DoesNotContain("in a row", Tell(8, null, 9, 10), StringComparison.Ordinal);
        Assert.EndsWith("the seventh rise in a row.", Tell(1, 2, 3, 4, 5, 6, 7, 8));
    }

    [Fact]
    public void One_is_one_and_not_several()
    {
        Assert.Equal("Effective treatment fell by 1 to 1 person.", Tell(2, 1));
        Assert.Equal("Effective treatment rose by 1 to 2 people.", Tell(1, 2));
        Assert.Equal("Exits stayed at 1 journey.", Sentence(new FigureOverTime { Subject = "Exits", One = "journey", Many = "journeys", Values = [1, 1] }));
        Assert.Equal("Planned exits rose by 1 percentage point to 51.0%.", Sentence(Share(0.5m, 0.51m)));
        Assert.Equal("Planned exits rose by 1.1 percentage points to 51.1%.", Sentence(Share(0.5m, 0.511m)));
        Assert.Equal("Planned exits fell by 0.1 percentage points to 49.9%.", Sentence(Share(0.5m, 0.499m)));
    }

    [Fact]
    public void Nought_is_told_and_nothing_is_divided_by_it()
    {
        Assert.Equal("Effective treatment rose from 0 to 3 people.", Tell(0, 3));
        Assert.Equal("Effective treatment fell by 3 to 0 people.", Tell(3, 0));
        Assert.Equal("Effective treatment stayed at 0 people.", Tell(0, 0));
        Assert.Equal("Planned exits rose from 0 to 25.0%.", Sentence(Share(0, 0.25m)));
        Assert.Equal("Effective treatment stayed at 7 people, above a target of 0.", Sentence(Count(7, 7) with { Target = 0 }));
        Assert.Equal("Effective treatment stayed at 0 people, on target.", Sentence(Count(0, 0) with { Target = 0 }));
    }

    [Fact]
    public void What_rounds_to_no_change_is_none()
    {
        Assert.Equal("Planned exits stayed at 50.0%.", Sentence(Share(0.5m, 0.50049m)));
        Assert.Equal("Planned exits rose by 0.1 percentage points to 50.1%.", Sentence(Share(0.5m, 0.5005m)));
        Assert.Equal("Effective treatment stayed at 612 people.", Tell(612, 612));
    }

    [Fact]
    public void A_figure_without_a_quarter_before_says_so()
    {
        Assert.Equal("Effective treatment was 612 people; there is no figure for the previous quarter.", Tell(612));
        Assert.Equal("Effective treatment was 612 people; there is no figure for the previous quarter.", Tell(600, null, 612));
        Assert.Equal(
            "Effective treatment was 1 person, 50% below target; there is no figure for the previous quarter.", Sentence(Count(null, 1) with { Target = 2 }));
    }

    [Fact]
    public void No_figure_is_no_sentence()
    {
        Assert.Null(Tell());
        Assert.Null(Tell(5, null));
    }

    [Fact]
    public void Near_the_target_is_not_on_it()
    {
        Assert.Equal("Effective treatment stayed at 1,000 people, just below target.", Sentence(Count(1000, 1000) with { Target = 1001 }));
        Assert.Equal("Effective treatment stayed at 1,000 people, just above target.", Sentence(Count(1000, 1000) with { Target = 999.5m }));
        Assert.Equal("Effective treatment stayed at 1,000 people, on target.", Sentence(Count(1000, 1000) with { Target = 1000 }));
        Assert.Equal("Planned exits stayed at 50.0%, just below target.", Sentence(Share(0.5m, 0.5m) with { Target = 0.5004m }));
        Assert.Equal("Planned exits stayed at 50.0%, 2.5 percentage points above target.", Sentence(Share(0.5m, 0.5m) with { Target = 0.475m }));
        Assert.Equal("Planned exits stayed at 50.0%, 1 percentage point below target.", Sentence(Share(0.5m, 0.5m) with { Target = 0.51m }));
    }

    [Fact]
    public void Where_less_is_better_it_is_said()
    {
        var told = Share(0.1m, 0.12m) with { Subject = "Re-presentations", Better = Better.Less };
        Assert.Equal("Re-presentations rose by 2 percentage points to 12.0%, which is worse.", Sentence(told));
        Assert.Equal("Re-presentations rose by 2 percentage points to 12.0%, which is worse and 2 percentage points above target.", Sentence(told with { Target = 0.1m }));
        Assert.Equal("Re-presentations fell by 2 percentage points to 10.0%, which is better.", Sentence(told with { Values = [0.12m, 0.1m] }));
        Assert.Equal(
            "Re-presentations stayed at 12.0%, 2 percentage points above target, where lower is better.", Sentence(told with { Values = [0.12m, 0.12m], Target = 0.1m }));
        Assert.Equal("Re-presentations stayed at 12.0%, on target.", Sentence(told with { Values = [0.12m, 0.12m], Target = 0.12m }));
    }

    [Theory]
    [InlineData(Direction.Up, Better.More, "better")]
    [InlineData(Direction.Up, Better.Less, "worse")]
    [InlineData(Direction.Down, Better.More, "worse")]
    [InlineData(Direction.Down, Better.Less, "better")]
    [InlineData(Direction.Up, Better.Neither, "")]
    [InlineData(Direction.Level, Better.More, "")]
    public void A_direction_is_judged_in_a_word(Direction way, Better better, string word) => Assert.Equal(word, Narrative.Judgement(way, better));

    [Fact]
    public void Every_sentence_is_well_made_and_true()
    {
        var value = Gen.OneOf(Gen.Constant<decimal?>(null), Gen.Choose(0, 12).Select(v => (decimal?)v), Gen.Choose(0, 3000).Select(v => (decimal?)v));
        var tolds =
            from values in value.ListOf()
            from target in value
            from share in Gen.Elements(true, false)
            from better in Gen.Elements(Better.More, Better.Less, Better.Neither)
            let scale = share ? 3000m : 1m
            select new FigureOverTime
            {
                Subject = "New presentations",
                IsShare = share,
                Values = [.. values.Select(v => v / scale)],
                Target = target / scale,
                Better = better,
            };
        Prop.ForAll(Arb.From(tolds), told =>
        {
            if (Narrative.Sentence(told) is not { } text)
            {
                Assert.True(told.Values.Count == 0 || told.Values[^1] is null);
                return;
            }

            Assert.StartsWith("New presentations ", text, StringComparison.Ordinal);
            Assert.EndsWith(".", text, StringComparison.Ordinal);
            Assert.DoesNotMatch(Ugly(), text);
            var now = told.Values[^1]!.Value;
            var level = told.IsShare
                ? string.Create(CultureInfo.InvariantCulture, $" {now * 100:0.0}%")
                : string.Create(CultureInfo.InvariantCulture, $" {now:#,##0} {(now == 1 ? "person" : "people")}");
            Assert.Contains(level, text, StringComparison.Ordinal);
            if (text.Contains(" rose ", StringComparison.Ordinal))
                Assert.True(now > told.Values[^2]);
            if (text.Contains(" fell ", StringComparison.Ordinal))
                Assert.True(now < told.Values[^2]);
            Assert.Equal(told.Values.Count < 2 || told.Values[^2] is null, text.Contains(" was ", StringComparison.Ordinal));
            if (text.Contains("above ", StringComparison.Ordinal))
                Assert.True(now > told.Target);
            if (text.Contains("below ", StringComparison.Ordinal))
                Assert.True(now < told.Target);
            Assert.Equal(told.Target is not null, text.Contains("target", StringComparison.Ordinal));
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>Several of one, one of several, noughts that say nothing, and marks that stand wrongly.</summary>
    [GeneratedRegex(@" 1 (people|percentage points)\b|(?<! 1) person\b|(?<! 1) percentage point\b|  |\.\.| ,| ;| \.| 0 percentage|by 0 |-\d|,,")]
    private static partial Regex Ugly();
}
