namespace Ndtms.Core.Persons;

/// <summary>The persons of a run of linkage under ids that last (Definitions/persons.md, Ids).</summary>
/// <param name="OfRecord">By record, the id of its person.</param>
/// <param name="Fresh">Ids that are new.</param>
/// <param name="Merged">Persons who are no more, and into whom they were merged: an older one.</param>
public sealed record LastingIds(IReadOnlyList<long> OfRecord, IReadOnlyList<long> Fresh, IReadOnlyList<(long From, long Into)> Merged)
{
    /// <summary>Gives ids to groups. A group keeps the oldest of the ids that fall to it, and the others become its aliases. An id falls to the
    /// group that has most of its earlier records, of equal ones to the first; a group to which none falls gets a new one.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="earlier">By record, the id of its person before; null: it had none.</param>
    /// <param name="next">The first id that was never given.</param>
    public static LastingIds Assign(Clusters groups, IReadOnlyList<long?> earlier, long next)
    {
        var shares = new Dictionary<(long Id, int Group), int>();
        for (var i = 0; i < earlier.Count; i++)
        {
            if (earlier[i] is { } id)
                shares[(id, groups[i])] = shares.GetValueOrDefault((id, groups[i])) + 1;
        }

        var of = new long[groups.Count];
        var merged = new List<(long From, long Into)>();
        foreach (var (id, group) in shares.GroupBy(s => s.Key.Id)
            .Select(g => g.OrderByDescending(s => s.Value).ThenBy(s => s.Key.Group).First().Key).OrderBy(k => k.Id))
        {
            if (of[group] == 0)
                of[group] = id;
            else
                merged.Add((id, of[group]));
        }

        var fresh = new List<long>();
        for (var group = 0; group < of.Length; group++)
        {
            if (of[group] == 0)
                fresh.Add(of[group] = next++);
        }

        return new LastingIds([.. Enumerable.Range(0, earlier.Count).Select(i => of[groups[i]])], fresh, merged);
    }
}
