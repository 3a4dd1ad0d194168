using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;

namespace Ndtms.Storage;

/// <summary>Whose data a query may see. Every query of submissions, issues, figures and people takes one, and what lies outside it looks
/// exactly like what does not exist.</summary>
public sealed class Scope
{
    private readonly HashSet<string> _agencies;
    private readonly HashSet<string> _partnerships;
    private readonly HashSet<string> _regions;

    private Scope(bool isEngland, IEnumerable<string> agencies, IEnumerable<string> partnerships, IEnumerable<string> regions)
    {
        IsEngland = isEngland;
        _agencies = agencies.ToHashSet(StringComparer.Ordinal);
        _partnerships = partnerships.ToHashSet(StringComparer.Ordinal);
        _regions = regions.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Everything, submissions without a known agency included.</summary>
    public static Scope England { get; } = new(true, [], [], []);

    /// <summary>Nothing.</summary>
    public static Scope Nothing { get; } = new(false, [], [], []);

    /// <summary>Whether it is everything.</summary>
    public bool IsEngland { get; }

    /// <summary>Agencies that are in it by their own code.</summary>
    public IReadOnlyCollection<string> Agencies => _agencies;

    /// <summary>Partnerships all of whose agencies are in it; those of its regions among them.</summary>
    public IReadOnlyCollection<string> Partnerships => _partnerships;

    /// <summary>Regions that are in it as a whole.</summary>
    public IReadOnlyCollection<string> Regions => _regions;

    /// <summary>A scope of agencies, partnerships and regions.</summary>
    /// <param name="agencies">Codes of agencies.</param>
    /// <param name="partnerships">Codes of partnerships.</param>
    /// <param name="regions">Codes of regions.</param>
    /// <param name="areas">Which partnerships lie in a region.</param>
    public static Scope Of(IEnumerable<string> agencies, IEnumerable<string> partnerships, IEnumerable<string> regions, Areas areas)
    {
        var whole = regions.ToHashSet(StringComparer.Ordinal);
        return new Scope(false, agencies, partnerships.Concat(areas.Partnerships.Where(p => whole.Contains(p.Region)).Select(p => p.Code)), whole);
    }

    /// <summary>What is in this scope or in another.</summary>
    public Scope With(Scope other) => IsEngland || other.IsEngland
        ? England
        : new Scope(false, _agencies.Concat(other._agencies), _partnerships.Concat(other._partnerships), _regions.Concat(other._regions));

    /// <summary>Whether an agency is in it.</summary>
    /// <param name="agency">Its code; null: not known, which only all of England covers.</param>
    /// <param name="partnership">The partnership that it is registered in; null: not registered.</param>
    public bool Covers(string? agency, string? partnership) =>
        IsEngland || (agency is not null && (_agencies.Contains(agency) || (partnership is not null && _partnerships.Contains(partnership))));

    /// <summary>Whether an area is in it as a whole.</summary>
    /// <param name="level">Its level.</param>
    /// <param name="code">Its code.</param>
    public bool CoversArea(AreaLevel level, string code) => IsEngland || level switch
    {
        AreaLevel.Agency => _agencies.Contains(code),
        AreaLevel.Partnership => _partnerships.Contains(code),
        AreaLevel.Region => _regions.Contains(code),
        _ => false,
    };

    /// <summary>The condition that a query puts on a column that holds an agency's code. Its parameters are
    /// <see cref="Agencies"/> and <see cref="Partnerships"/>, by the names <c>scopeAgencies</c> and <c>scopePartnerships</c>.</summary>
    internal string On(string column) => IsEngland
        ? "1 = 1"
        : $"({column} IN @scopeAgencies OR {column} IN (SELECT code FROM agency WHERE partnership IN @scopePartnerships))";
}

/// <summary>A part of a list: so many items, from one on.</summary>
/// <param name="Skip">How many are left out before it.</param>
/// <param name="Take">How many it has at most.</param>
public sealed record Page(int Skip, int Take)
{
    /// <summary>The most that one page holds.</summary>
    public const int Most = 1_000;

    /// <summary>The first of a list.</summary>
    public static Page First(int take = 50) => new(0, take);

    /// <summary>How many are left out before it.</summary>
    public int Skip { get; } = Skip >= 0 ? Skip : throw new ArgumentOutOfRangeException(nameof(Skip));

    /// <summary>How many it has at most.</summary>
    public int Take { get; } = Take is > 0 and <= Most ? Take : throw new ArgumentOutOfRangeException(nameof(Take));

    /// <summary>The page after it.</summary>
    public Page Next => new(Skip + Take, Take);
}

/// <summary>A page of a list, and how long the whole list is.</summary>
/// <param name="Items">What is on the page.</param>
/// <param name="Total">How many there are on all pages.</param>
public sealed record Paged<T>(IReadOnlyList<T> Items, long Total);
