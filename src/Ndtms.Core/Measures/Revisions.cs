namespace Ndtms.Core.Measures;

/// <summary>A figure of an earlier cut as it was first reported, and as today's data give it.</summary>
/// <param name="Cut">The cut.</param>
/// <param name="Key">Which figure.</param>
/// <param name="FirstReported">As the first snapshot of the cut froze it; null where that has no such figure.</param>
/// <param name="Now">As it is now; null where it does not exist any more.</param>
public sealed record Revision(DateOnly Cut, FigureKey Key, ShownFigure? FirstReported, ShownFigure? Now)
{
    /// <summary>How much n has changed since; nothing where either has none.</summary>
    public Shown OfN => (Now?.N ?? default) - (FirstReported?.N ?? default);

    /// <summary>How much the value has changed since, in its own unit; nothing where either has none.</summary>
    public Shown OfValue => (Now?.Value ?? default) - (FirstReported?.Value ?? default);
}

/// <summary>How figures reported earlier have changed since (Definitions/measures.md, Export: where a frozen snapshot of a month
/// exists, its figure is shown with the trend's).</summary>
public static class Revisions
{
    /// <summary>Compares figures of frozen cuts with today's.</summary>
    /// <param name="frozen">The first snapshot of each cut.</param>
    /// <param name="today">Today's figures, of any cuts; those of a cut that was never frozen are passed over.</param>
    /// <param name="keys">Which figures.</param>
    /// <returns>For each key, in the order given, each cut that is in both, oldest first; where a figure is in neither, nothing.</returns>
    public static IReadOnlyList<Revision> Of(
        IEnumerable<ShownFigures> frozen, IEnumerable<ShownFigures> today, IEnumerable<FigureKey> keys)
    {
        var months = frozen.Join(today, f => f.Cut, t => t.Cut, (f, t) => (Frozen: f, Today: t)).OrderBy(m => m.Today.Cut).ToList();
        return
        [
            .. from key in keys
               from month in months
               let first = month.Frozen.Find(key)
               let now = month.Today.Find(key)
               where first is not null || now is not null
               select new Revision(month.Today.Cut, key, first, now),
        ];
    }
}
