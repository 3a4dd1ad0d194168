namespace Ndtms.Core.Persons;

/// <summary>How far an official count of people may be off (Definitions/persons.md, Reconciliation).</summary>
/// <param name="ByAttributors">The official count.</param>
/// <param name="CountedTwice">How many are expected to be counted although they are counted already under other attributors: the count is too high by
/// so many.</param>
/// <param name="NotCounted">How many are expected not to be counted, because somebody else has the same attributors: it is too low by so
/// many.</param>
/// <param name="Variance">Of the difference of the two, as far as chance alone goes: every suspicion is right or wrong by its own probability,
/// independently of the others.</param>
public sealed record CountEstimate(long ByAttributors, double CountedTwice, double NotCounted, double Variance)
{
    private const double Z95 = 1.959963984540054;

    /// <summary>Persons by linkage.</summary>
    public double ByLinkage => ByAttributors - CountedTwice + NotCounted;

    /// <summary>The lower end of the 95 % interval of <see cref="ByLinkage"/>.</summary>
    public double Lower => ByLinkage - (Z95 * Math.Sqrt(Variance));

    /// <summary>The upper end.</summary>
    public double Upper => ByLinkage + (Z95 * Math.Sqrt(Variance));

    /// <summary>Estimates from suspicions.</summary>
    /// <param name="byAttributors">The official count.</param>
    /// <param name="suspicions">What is suspected of whom is counted: the kind, and the probability that it is right, 0 or 1 where it was
    /// decided.</param>
    public static CountEstimate Of(long byAttributors, IEnumerable<(SuspicionKind Kind, double Probability)> suspicions)
    {
        var (twice, missing, variance) = (0.0, 0.0, 0.0);
        foreach (var (kind, p) in suspicions)
        {
            if (kind == SuspicionKind.Link)
                twice += p;
            else
                missing += p;
            variance += p * (1 - p);
        }

        return new CountEstimate(byAttributors, twice, missing, variance);
    }
}

/// <summary>How often clients of a group are linked: linkage fails where little is known of people.</summary>
/// <param name="Group">The group, such as an ethnic group.</param>
/// <param name="Clients">How many clients it has.</param>
/// <param name="Linked">How many of them are one person with another client by linkage.</param>
/// <param name="Exact">How many are by exact attributors.</param>
public sealed record MatchRate(string Group, int Clients, int Linked, int Exact)
{
    /// <summary>The match rates of groups, in the order of their names.</summary>
    /// <param name="groups">By record, its group.</param>
    /// <param name="linked">Persons by linkage.</param>
    /// <param name="official">Persons by attributors.</param>
    public static IReadOnlyList<MatchRate> Of(IReadOnlyList<string> groups, Clusters linked, Clusters official)
    {
        var (byLinkage, byAttributors) = (linked.RecordsOfEach(), official.RecordsOfEach());
        return [.. Enumerable.Range(0, groups.Count).GroupBy(i => groups[i], StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new MatchRate(g.Key, g.Count(), g.Count(i => byLinkage[linked[i]] > 1), g.Count(i => byAttributors[official[i]] > 1)))];
    }
}
