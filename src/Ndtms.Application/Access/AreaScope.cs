using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Storage;

namespace Ndtms.Application.Access;

/// <summary>Which areas a caller may see figures of. A scope covers a region only where it names it, a partnership where it names it or its
/// region, and an agency where it names it or the partnership that it is registered in; only all of England covers England.</summary>
/// <param name="scope">The caller's scope.</param>
/// <param name="areas">The partnerships and regions.</param>
/// <param name="agencies">Every registered agency, by code.</param>
/// <param name="isWide">Every region and England are open beside the scope, as published figures of them are.</param>
public sealed class AreaScope(Scope scope, Areas areas, IReadOnlyDictionary<string, Agency> agencies, bool isWide = false)
{
    // Where a code stands for areas of two levels, the first is meant.
    private static readonly AreaLevel[] Order = [AreaLevel.England, AreaLevel.Partnership, AreaLevel.Region, AreaLevel.Agency];

    /// <summary>Whether every area is in the scope, also one that is no longer registered.</summary>
    public bool IsEverything => scope.IsEngland;

    /// <summary>Whether an area exists and is in the scope.</summary>
    /// <param name="level">Its level.</param>
    /// <param name="code">Its code.</param>
    public bool Covers(AreaLevel level, string code) => level switch
    {
        AreaLevel.England => code == Areas.England && (scope.IsEngland || isWide),
        AreaLevel.Region => areas.Region(code) is not null && (scope.IsEngland || isWide || scope.Regions.Contains(code)),
        AreaLevel.Partnership => areas.Partnership(code) is not null && (scope.IsEngland || scope.Partnerships.Contains(code)),
        AreaLevel.Agency => agencies.TryGetValue(code, out var agency) && scope.Covers(code, agency.Partnership),
        _ => false,
    };

    /// <summary>The area of a code or, where no code is like it, of a name; in capitals or not.</summary>
    /// <param name="code">The code or name of a partnership, a region or an agency, or <c>england</c>.</param>
    /// <exception cref="NotFoundException">There is no such area, or it is out of scope; or several agencies have the name.</exception>
    public (AreaLevel Level, string Code) Find(string code)
    {
        foreach (var level in Order)
        {
            var written = level is AreaLevel.England or AreaLevel.Region ? code.ToLowerInvariant() : code.ToUpperInvariant();
            if (Covers(level, written))
                return (level, written);
        }

        foreach (var level in Order)
        {
            var named = Named(level, code).Where(c => Covers(level, c)).ToList();
            if (named.Count == 1)
                return (level, named[0]);
            if (named.Count > 1)
                throw new NotFoundException($"{code} is the name of {string.Join(", ", named)}; give a code.");
        }

        throw new NotFoundException($"There is no area {code}; give the code or name of a partnership, a region or an agency, or england.");
    }

    private IEnumerable<string> Named(AreaLevel level, string name)
    {
        return level switch
        {
            AreaLevel.Region => areas.Regions.Where(r => Same(r.Name)).Select(r => r.Code),
            AreaLevel.Partnership => areas.Partnerships.Where(p => Same(p.Name)).Select(p => p.Code),
            AreaLevel.Agency => agencies.Values.Where(a => Same(a.Name)).Select(a => a.Code).Order(StringComparer.Ordinal),
            _ => [],
        };

        bool Same(string known) => known.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase);
    }
}
