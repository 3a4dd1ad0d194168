namespace Ndtms.Core.Measures;

/// <summary>A figure of an earlier cut as it was first reported, and as today's data give it.</summary>
/// <param name="Cut">The cut.</param>
/// <param name="Key">Which figure.</param>
/// <param name="FirstReported">As the first snapshot of the cut froze it; null where that has no such figure.</param>
/// <param name="Now">As it is now; null where it does not exist any more.</param>
public sealed record Revision(DateOnly Cut, FigureKey Key, Figure? FirstReported, Figure? Now)
{
    /// <summary>How much n has changed since; null where either has none.</summary>
    public long? OfN => Now?.N - FirstReported?.N;

    /// <summary>How much the value has changed since, in its own unit; null where either has none.</summary>
    public decimal? OfValue => Now?.Value - FirstReported?.Value;
}

/// <summary>How figures reported earlier have changed since (measures.md, "Export": where a frozen snapshot of a month exists, its figure
/// stands beside the trend's).</summary>
public static class Revisions
{
    /// <summary>Compares figures of frozen cuts with today's.</summary>
    /// <param name="frozen">The first snapshot of each cut.</param>
    /// <param name="today">Today's figures, of any cuts; those of a cut that was never frozen are passed over.</param>
    /// <param name="keys">Which figures.</param>
    /// <returns>For each key, in the order given, each cut that is in both, oldest first; where a figure is in neither, nothing.</returns>
    public static IReadOnlyList<Revision> Of(
        IReadOnlyDictionary<DateOnly, Figures> frozen, IEnumerable<Figures> today, IEnumerable<FigureKey> keys)
    {
        var months = today.Where(m => frozen.ContainsKey(m.Cut)).OrderBy(m => m.Cut).ToList();
        return
        [
            .. from key in keys
               from month in months
               let revision = new Revision(month.Cut, key, frozen[month.Cut].Find(key), month.Find(key))
               where revision.FirstReported is not null || revision.Now is not null
               select revision,
        ];
    }
}
