namespace Ndtms.Workbooks.Quarterly;

/// <summary>What became of a figure since the last quarter.</summary>
/// <param name="Size">How far it moved: of a count in parts of what it was, of a share in parts of 1; above nought is better.</param>
/// <param name="Sentence">What happened, in words.</param>
public sealed record Movement(decimal Size, string Sentence)
{
    /// <summary>Figures about fewer are not compared: what moves there is chance.</summary>
    public const int LeastBehind = 10;

    /// <summary>The movements that are most of all better, or worse; equal ones in the order given.</summary>
    /// <param name="all">The movements; those of size 0 are neither.</param>
    /// <param name="better">Whether the best are wanted, or the worst.</param>
    /// <param name="count">How many at most.</param>
    public static IReadOnlyList<Movement> Most(IEnumerable<Movement> all, bool better, int count) =>
        [.. all.Where(m => better ? m.Size > 0 : m.Size < 0).OrderByDescending(m => better ? m.Size : -m.Size).Take(count)];
}
