using System.Collections.Frozen;

namespace Ndtms.Core.DataSets;

/// <summary>A local drug partnership (DAT area).</summary>
/// <param name="Code">Its code, the value of DAT.</param>
/// <param name="Name">Its name.</param>
/// <param name="Region">Code of its region.</param>
public sealed record Partnership(string Code, string Name, string Region);

/// <summary>A region of England.</summary>
public sealed record Region(string Code, string Name);

/// <summary>Regions, partnerships and local authorities of England.</summary>
public sealed class Areas
{
    /// <summary>The DAT of a person who lives outside England: in no partnership, region or England figure, only in the agency's.</summary>
    public const string OutsideEngland = "Z00B";

    /// <summary>The one area of level England.</summary>
    public const string England = "england";

    private readonly FrozenDictionary<string, Partnership> _partnerships;
    private readonly FrozenDictionary<string, Region> _regions;
    private readonly FrozenDictionary<string, string> _partnershipOfAuthority;

    internal Areas(CodeList regions, CodeList partnerships, CodeList authorities)
    {
        Regions = [.. regions.Codes.Select(c => new Region(c.Columns["code"], c.Label)).OrderBy(r => r.Code, StringComparer.Ordinal)];
        Partnerships = [.. partnerships.Codes.Where(c => c.Value != OutsideEngland)
            .Select(c => new Partnership(c.Value, c.Label, c.Columns.GetValueOrDefault("region", "")))
            .OrderBy(p => p.Code, StringComparer.Ordinal)];
        _regions = Regions.ToFrozenDictionary(r => r.Code, StringComparer.Ordinal);
        _partnerships = Partnerships.ToFrozenDictionary(p => p.Code, StringComparer.Ordinal);
        _partnershipOfAuthority = authorities.Codes.ToFrozenDictionary(
            c => c.Value, c => c.Columns.GetValueOrDefault("partnership", "").ToUpperInvariant(), StringComparer.Ordinal);
    }

    /// <summary>The regions, by code.</summary>
    public IReadOnlyList<Region> Regions { get; }

    /// <summary>The partnerships, by code, without <see cref="OutsideEngland"/>.</summary>
    public IReadOnlyList<Partnership> Partnerships { get; }

    /// <summary>The partnership of a code, or null (also for <see cref="OutsideEngland"/>).</summary>
    public Partnership? Partnership(string? code) => code is null ? null : _partnerships.GetValueOrDefault(code);

    public Region? Region(string? code) => code is null ? null : _regions.GetValueOrDefault(code);

    /// <summary>The code of the partnership a local authority lies in; null where the authority is unknown.</summary>
    public string? PartnershipOfAuthority(string localAuthority) => _partnershipOfAuthority.GetValueOrDefault(localAuthority);
}
