using FsCheck;
using FsCheck.Fluent;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;

namespace Ndtms.Tests.Targets;

/// <summary>A small partnership must not be called an outlier for what chance does to small numbers.</summary>
public sealed class FunnelTests
{
    /// <summary>Worked by hand: sqrt(0.8 x 0.2 / 100) = 0.04, and so on.</summary>
    [Theory]
    [InlineData(0.8, 100, 0.676391, 0.721601, 0.878399, 0.923609)]
    [InlineData(0.5, 25, 0.190977, 0.304004, 0.695996, 0.809023)]
    [InlineData(0.9, 9, 0.590977, 0.704004, 1, 1)]
    [InlineData(0.1, 9, 0, 0, 0.295996, 0.409023)]
    [InlineData(1, 4, 1, 1, 1, 1)]
    [InlineData(0, 4, 0, 0, 0, 0)]
    public void Limits_are_those_worked_by_hand(double reference, int d, double lower998, double lower95, double upper95, double upper998)
    {
        var limits = Funnel.Limits((decimal)reference, d);
        Assert.Equal(lower998, (double)limits.Lower998, 6);
        Assert.Equal(lower95, (double)limits.Lower95, 6);
        Assert.Equal(upper95, (double)limits.Upper95, 6);
        Assert.Equal(upper998, (double)limits.Upper998, 6);
    }

    [Theory]
    [InlineData(0.80, FunnelPlace.Within)]
    [InlineData(0.87, FunnelPlace.Within)]
    [InlineData(0.88, FunnelPlace.Above95)]
    [InlineData(0.92, FunnelPlace.Above95)]
    [InlineData(0.93, FunnelPlace.Above998)]
    [InlineData(0.73, FunnelPlace.Within)]
    [InlineData(0.72, FunnelPlace.Below95)]
    [InlineData(0.68, FunnelPlace.Below95)]
    [InlineData(0.67, FunnelPlace.Below998)]
    public void A_share_lies_where_the_limits_put_it(double share, FunnelPlace place) =>
        Assert.Equal(place, Funnel.Place((decimal)share, 100, 0.8m));

    [Fact]
    public void On_the_limit_is_within_it()
    {
        var limits = Funnel.Limits(0.8m, 100);
        Assert.Equal(FunnelPlace.Within, Funnel.Place(limits.Upper95, 100, 0.8m));
        Assert.Equal(FunnelPlace.Within, Funnel.Place(limits.Lower95, 100, 0.8m));
        Assert.Equal(FunnelPlace.Above95, Funnel.Place(limits.Upper998, 100, 0.8m));
        Assert.Equal(FunnelPlace.Below95, Funnel.Place(limits.Lower998, 100, 0.8m));
        Assert.Equal(FunnelPlace.Within, Funnel.Place(1, 3, 0.9m));
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(1.1, 10)]
    [InlineData(-0.1, 10)]
    public void What_is_no_share_has_no_limits(double reference, int d) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Funnel.Limits((decimal)reference, d));

    [Fact]
    public void The_share_of_a_figure_is_unrounded()
    {
        var key = new FigureKey(AreaLevel.England, "england", Population.All, PeriodKind.Month, "planned-exits");
        Assert.Equal(2m / 3, Funnel.Share(new Figure(key, 2, 3, 0.666667m)));
        Assert.Null(Funnel.Share(new Figure(key, 0, 0, null)));
        Assert.Null(Funnel.Share(new Figure(key, 5, null, null)));
        Assert.Null(Funnel.Share(null));
    }

    /// <summary>The Wilson score interval of n/d, by its own formula.</summary>
    [Fact]
    public void Outside_is_exactly_where_the_Wilson_interval_leaves_the_reference_out() => Prop.ForAll(
        Gen.Choose(1, 400).SelectMany(d => Gen.Choose(0, d).Select(n => (n, d))).Zip(Gen.Choose(1, 99)).ToArbitrary(),
        x =>
        {
            var ((n, d), per) = x;
            const double z = 1.959963984540054;
            var (p, p0) = ((double)n / d, per / 100.0);
            var middle = (p + z * z / (2 * d)) / (1 + z * z / d);
            var half = z / (1 + z * z / d) * Math.Sqrt(p * (1 - p) / d + z * z / (4.0 * d * d));
            var outside = p0 < middle - half || p0 > middle + half;
            return outside == (Funnel.Place((decimal)n / d, d, per / 100m) != FunnelPlace.Within);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Limits_nest_and_narrow_as_numbers_grow() => Prop.ForAll(
        Gen.Choose(0, 100).Zip(Gen.Choose(1, 1000)).ToArbitrary(),
        x =>
        {
            var (p0, d) = (x.Item1 / 100m, x.Item2);
            var (few, many) = (Funnel.Limits(p0, d), Funnel.Limits(p0, d + 1));
            return 0 <= few.Lower998 && few.Lower998 <= few.Lower95 && few.Lower95 <= p0 && p0 <= few.Upper95
                && few.Upper95 <= few.Upper998 && few.Upper998 <= 1 && many.Lower95 >= few.Lower95 && many.Upper998 <= few.Upper998;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(false, "B 1/5, A 2/5=, C 2/5=, E 4/5, F 5/5, D -/5, G -/5")]
    [InlineData(true, "F 1/5, E 2/5, A 3/5=, C 3/5=, B 5/5, D -/5, G -/5")]
    public void Equal_values_share_a_place_and_the_next_counts_them(bool less, string places) => Assert.Equal(
        places,
        Show(Funnel.Rank(Values(("G", null), ("A", 0.5m), ("B", 0.9m), ("C", 0.50m), ("D", null), ("E", 0.2m), ("F", 0.1m)), less)));

    [Fact]
    public void Nobody_is_ranked_among_nobody() => Assert.Empty(Funnel.Rank([], lessIsBetter: false));

    [Fact]
    public void The_order_given_changes_no_place_and_turning_round_mirrors_it() => Prop.ForAll(
        Gen.Choose(0, 5).ArrayOf().Select(values => values.Select((v, i) => KeyValuePair.Create($"A{i:00}", v == 0 ? null : (decimal?)v)).ToArray())
            .ToArbitrary(),
        values =>
        {
            var best = Funnel.Rank(values, lessIsBetter: false);
            var worst = Funnel.Rank(values, lessIsBetter: true).ToDictionary(r => r.Area);
            return best.SequenceEqual(Funnel.Rank(values.Reverse(), lessIsBetter: false))
                && best.All(r => r.Place is not { } place
                    || place + worst[r.Area].Place + best.Count(o => o.Value == r.Value) - 1 == r.Of + 1);
        }).QuickCheckThrowOnFailure();

    private static KeyValuePair<string, decimal?>[] Values(params (string Area, decimal? Value)[] values) =>
        [.. values.Select(v => KeyValuePair.Create(v.Area, v.Value))];

    private static string Show(IEnumerable<Ranked> ranked) => string.Join(
        ", ", ranked.Select(r => $"{r.Area} {r.Place?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-"}/{r.Of}{(r.Tied ? "=" : "")}"));
}
