using Ndtms.Core.Persons;

namespace Ndtms.Worker.Commands.Persons;

/// <summary>What blocking did, in lines: also what it left out.</summary>
internal static class BlockingLines
{
    public static IEnumerable<string> Of(IReadOnlyList<BlockingCount> counts)
    {
        foreach (var rule in counts.Where(c => c.Largest > 0))
        {
            yield return FormattableString.Invariant($"  {rule.Rule,-62} {rule.Pairs,12:#,##0}");
            if (rule.CutBlocks > 0)
            {
                yield return FormattableString.Invariant(
                    $"    cut down: {rule.CutBlocks:#,##0} blocks with {rule.CutRecords:#,##0} records, the largest with {rule.Largest:#,##0}; {rule.PairsLeftOut:#,##0} pairs not compared by this rule");
            }
        }
    }
}
