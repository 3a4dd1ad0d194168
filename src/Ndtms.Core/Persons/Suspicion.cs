namespace Ndtms.Core.Persons;

/// <summary>What is suspected of two records.</summary>
public enum SuspicionKind
{
    /// <summary>Two official persons may be one human being.</summary>
    Link,

    /// <summary>One official person may be two: the attributors are equal, and what else is known speaks against it.</summary>
    Split,
}

/// <summary>Something for people to decide on.</summary>
/// <param name="Kind">What is suspected.</param>
/// <param name="One">The record that comes first.</param>
/// <param name="Other">The other.</param>
/// <param name="Bits">The match weight, with what is known beforehand.</param>
public readonly record struct Suspicion(SuspicionKind Kind, int One, int Other, double Bits)
{
    /// <summary>That the suspicion is right.</summary>
    public double Probability => LinkageModel.Probability(Kind == SuspicionKind.Link ? Bits : -Bits);

    /// <summary>All suspicions of a run, by record: of two official persons in one group the strongest link, so many as it takes to join all official
    /// persons of the group; and of an official person in several groups a pair across, the one that most resembles one person.</summary>
    /// <param name="linkage">The links.</param>
    /// <param name="groups">The groups that they make.</param>
    /// <param name="official">By record, the number of its official person.</param>
    /// <param name="same">Pairs that were decided to be one human being: what follows from them is suspected no more.</param>
    /// <param name="different">Pairs that were decided to be two.</param>
    public static IReadOnlyList<Suspicion> Of(
        Linkage linkage, Clusters groups, IReadOnlyList<long> official, IReadOnlyCollection<(int One, int Other)> same,
        IReadOnlyCollection<(int One, int Other)> different)
    {
        var found = new List<Suspicion>();
        var joined = new Joined();
        foreach (var (one, other) in same)
            joined.Join(official[one], official[other]);
        foreach (var link in linkage.Links)
        {
            if (groups[link.One] == groups[link.Other] && joined.Join(official[link.One], official[link.Other]))
                found.Add(new Suspicion(SuspicionKind.Link, link.One, link.Other, link.Bits));
        }

        var decided = different.SelectMany(d => (int[])[d.One, d.Other]).Select(r => (official[r], groups[r])).ToHashSet();
        foreach (var records in Enumerable.Range(0, official.Count).GroupBy(i => official[i]).Where(g => g.Skip(1).Any()))
        {
            var parts = records.GroupBy(i => groups[i]).ToList();
            for (var part = 1; part < parts.Count; part++)
            {
                if (decided.Contains((records.Key, parts[part].Key)))
                    continue;
                var pair = (from earlier in parts.Take(part)
                            from one in earlier
                            from other in parts[part]
                            select new Suspicion(SuspicionKind.Split, Math.Min(one, other), Math.Max(one, other), linkage.Score(one, other)))
                    .OrderByDescending(s => s.Bits).ThenBy(s => s.One).ThenBy(s => s.Other).First();
                if (pair.Bits < 0)
                    found.Add(pair);
            }
        }

        return [.. found.OrderBy(s => s.One).ThenBy(s => s.Other)];
    }

    /// <summary>Official persons that links join, each counted once: a forest.</summary>
    private sealed class Joined
    {
        private readonly Dictionary<long, long> _into = [];

        public bool Join(long one, long other)
        {
            var (a, b) = (Root(one), Root(other));
            if (a == b)
                return false;
            _into[Math.Max(a, b)] = Math.Min(a, b);
            return true;
        }

        private long Root(long person)
        {
            while (_into.TryGetValue(person, out var into))
                person = into;
            return person;
        }
    }
}
