using FsCheck;
using FsCheck.Fluent;
using Ndtms.Core.Persons;

namespace Ndtms.Tests.Persons;

/// <summary>What holds of linkage whatever the records are.</summary>
public sealed class LinkageProperties
{
    private static readonly Arbitrary<PersonValues[]> Records = (
        from first in Gen.Elements("AABBCX-".ToCharArray())
        from surname in Gen.Elements("AABBCZ-".ToCharArray())
        from born in Gen.Elements("1980-05-10", "1980-10-05", "1981-05-10", "1980-01-01", "1980-05-11", "1962-12-24", "-")
        from sex in Gen.Elements("M", "F", "-")
        from place in Gen.Elements("", " pc=NE1_4", " pc=NE1_5 dat=A12B", " pc=211", " dat=A12B gp=G1", " pc=ZZ99_3 ethnic=A group=white")
        select $"{first}{surname} {born} {sex}{place}").ListOf().Select(all => all.Take(14).Select((text, i) => LinkageCase.Of($"{i:00}", text)).ToArray()).ToArbitrary();

    [Fact]
    public void A_pair_scores_the_same_either_way_round() => Prop.ForAll(Records, values =>
    {
        var linkage = Linkage.Of(LinkageCase.Model, PersonRecords.Of(values));
        return Pairs(values.Length).All(p => linkage.Score(p.One, p.Other).Equals(linkage.Score(p.Other, p.One)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Each_link_is_found_once_and_links_are_in_order() => Prop.ForAll(Records, values =>
    {
        var links = Linkage.Of(LinkageCase.Model, PersonRecords.Of(values)).Links;
        return links.Select(l => (l.One, l.Other)).Distinct().Count() == links.Count && links.All(l => l.One < l.Other)
            && links.Zip(links.Skip(1), (a, b) => a.Bits >= b.Bits).All(x => x);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_order_of_records_changes_nobody() => Prop.ForAll(Records, Gen.Choose(0, 1_000_000).ToArbitrary(), (values, seed) =>
    {
        var shuffled = values.ToArray();
        new Random(seed).Shuffle(shuffled);
        return Persons(values).SequenceEqual(Persons(shuffled));

        static IEnumerable<string> Persons(PersonValues[] values)
        {
            var linkage = Linkage.Of(LinkageCase.Model, PersonRecords.Of(values));
            var clusters = Clusters.Of(linkage, 0.5);
            return Enumerable.Range(0, values.Length).GroupBy(i => clusters[i])
                .Select(g => string.Join(' ', g.Select(linkage.Records.KeyOf).Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Whoever_was_decided_to_be_different_is_never_in_one_group_with_the_other() => Prop.ForAll(
        Records, Gen.Choose(0, 1_000_000).ToArbitrary(), (values, seed) =>
        {
            var linkage = Linkage.Of(LinkageCase.Model, PersonRecords.Of(values));
            var random = new Random(seed);
            var different = Pairs(values.Length).Where(_ => random.Next(3) == 0).ToList();
            var clusters = Clusters.Of(linkage, 0.5, [], different);
            return different.All(p => clusters[p.One] != clusters[p.Other]);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Whoever_was_decided_to_be_the_same_is_always_in_one_group() => Prop.ForAll(
        Records, Gen.Choose(0, 1_000_000).ToArbitrary(), (values, seed) =>
        {
            var linkage = Linkage.Of(LinkageCase.Model, PersonRecords.Of(values));
            var random = new Random(seed);
            var pairs = Pairs(values.Length).ToLookup(_ => random.Next(4));
            var clusters = Clusters.Of(linkage, 0.5, [.. pairs[0]], [.. pairs[1]]);
            return pairs[0].All(p => clusters[p.One] == clusters[p.Other]);
        }).QuickCheckThrowOnFailure();

    private static IEnumerable<(int One, int Other)> Pairs(int count) =>
        from one in Enumerable.Range(0, count) from other in Enumerable.Range(one + 1, count - one - 1) select (one, other);
}
