using FsCheck;
using FsCheck.Fluent;
using Ndtms.Core.DataSets;
using Ndtms.Core.Quality;

namespace Ndtms.Tests.Quality;

/// <summary>Agencies are compared by their scores: the score must mean the same everywhere.</summary>
public sealed class QualityScoreTests
{
    [Theory]
    [InlineData(100, 100, 0, 100)]
    [InlineData(100, 90, 0, 90)]
    [InlineData(100, 100, 10, 95)]
    [InlineData(100, 90, 20, 80)]
    [InlineData(100, 0, 0, 0)]
    public void Rejected_records_cost_whole_warned_ones_half(int read, int loaded, int warned, double score) =>
        Assert.Equal(score, QualityScore.Of(read, loaded, warned)!.Value, 9);

    [Fact]
    public void Records_of_all_kinds_weigh_by_their_number()
    {
        Assert.Equal(50, QualityScore.Of([new(EntityKind.Client, 1, 1, 0), new(EntityKind.Top, 3, 1, 0)]));
        Assert.Null(QualityScore.Of([]));
        Assert.Null(QualityScore.Of(0, 0, 0));
    }

    [Fact]
    public void A_mean_does_not_give_away_the_one_other_agency()
    {
        Assert.Null(QualityScore.Mean([80.0, 100.0]));
        Assert.Null(QualityScore.Mean([80.0, 100.0, null]));
        Assert.Equal(new QualityMean(90, 3), QualityScore.Mean([80.0, 100.0, 90.0, null]));
    }

    [Fact]
    public void The_score_stays_between_0_and_100_and_falls_with_every_record_at_fault() => Prop.ForAll(
        Gen.Choose(1, 1000).ToArbitrary(), Gen.Choose(0, 1000).ToArbitrary(), Gen.Choose(0, 1000).ToArbitrary(), (read, l, w) =>
        {
            var loaded = l % (read + 1);
            var warned = w % (loaded + 1);
            var score = QualityScore.Of(read, loaded, warned)!.Value;
            return score is >= 0 and <= 100
                && (loaded == read || QualityScore.Of(read, loaded + 1, warned) > score)
                && (warned == 0 || QualityScore.Of(read, loaded, warned - 1) > score);
        }).QuickCheckThrowOnFailure();
}
