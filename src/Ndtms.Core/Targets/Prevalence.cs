namespace Ndtms.Core.Targets;

/// <summary>How many people of a partnership are estimated to use opiates or crack (Definitions/measures.md, Need).</summary>
/// <param name="Partnership">Code of the partnership.</param>
/// <param name="Year">The financial year that it is for, by its first calendar year: 2011 for 2011/12.</param>
/// <param name="Estimate">The estimated number of people.</param>
/// <param name="Lower">The lower bound of its interval.</param>
/// <param name="Upper">The upper bound.</param>
/// <param name="Source">Who published it.</param>
public sealed record Prevalence(string Partnership, int Year, decimal Estimate, decimal Lower, decimal Upper, string Source)
{
    /// <summary>The group that estimates are of.</summary>
    public const string Group = "opiate-or-crack";
}
