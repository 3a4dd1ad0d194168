using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;

namespace Ndtms.Core.Measures;

/// <summary>Which areas lie in which: an agency in its own partnership, a partnership in its region, a region in England.</summary>
public sealed class AreaTree
{
    private readonly Dictionary<(AreaLevel Level, string Code), List<(AreaLevel Level, string Code)>> _around = [];
    private readonly Dictionary<(AreaLevel Level, string Code), List<string>> _agencies = [];

    /// <param name="areas">Partnerships and regions.</param>
    /// <param name="agencies">Every registered agency.</param>
    public AreaTree(Areas areas, IEnumerable<Agency> agencies)
    {
        (AreaLevel, string) england = (AreaLevel.England, Areas.England);
        foreach (var region in areas.Regions)
            _around.Add((AreaLevel.Region, region.Code), [england]);
        foreach (var partnership in areas.Partnerships)
            _around.Add((AreaLevel.Partnership, partnership.Code), [(AreaLevel.Region, partnership.Region), england]);
        foreach (var agency in agencies.OrderBy(a => a.Code, StringComparer.Ordinal))
        {
            if (areas.Partnership(agency.Partnership) is not { } home)
                continue;
            _around.Add((AreaLevel.Agency, agency.Code), [(AreaLevel.Partnership, home.Code)]);
            foreach (var area in AroundOf(AreaLevel.Partnership, home.Code).Prepend((AreaLevel.Partnership, home.Code)))
            {
                if (!_agencies.TryGetValue(area, out var list))
                    _agencies.Add(area, list = []);
                list.Add(agency.Code);
            }
        }
    }

    /// <summary>The areas that an area lies in, nearest first; of an agency its partnership alone.</summary>
    public IReadOnlyList<(AreaLevel Level, string Code)> AroundOf(AreaLevel level, string code) =>
        _around.TryGetValue((level, code), out var around) ? around : [];

    /// <summary>The agencies that belong to a partnership, to the partnerships of a region or to England, by code.</summary>
    public IReadOnlyList<string> AgenciesOf(AreaLevel level, string code) =>
        _agencies.TryGetValue((level, code), out var agencies) ? agencies : [];
}
