namespace Ndtms.Workbooks.Quarterly;

/// <summary>The movement of a figure since the last quarter.</summary>
/// <param name="Size">The size of the movement: of a count as a fraction of its earlier value, of a share as a difference of fractions. Positive is better.</param>
/// <param name="Sentence">A sentence that describes it.</param>
public sealed record Movement(decimal Size, string Sentence)
{
    /// <summary>Figures based on fewer are not compared, because their changes may be due to chance.</summary>
    public const int LeastCount = 10;

    /// <summary>The largest movements for the better or for the worse; equal ones in the order given.</summary>
    /// <param name="all">The movements; those of size 0 are neither.</param>
    /// <param name="better">Whether to take the best or the worst.</param>
    /// <param name="count">How many at most.</param>
    public static IReadOnlyList<Movement> Most(IEnumerable<Movement> all, bool better, int count) =>
        [.. all.Where(m => better ? m.Size > 0 : m.Size < 0).OrderByDescending(m => better ? m.Size : -m.Size).Take(count)];
}
