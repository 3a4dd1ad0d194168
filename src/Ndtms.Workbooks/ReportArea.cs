using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;

namespace Ndtms.Workbooks;

/// <summary>An area that a report is about.</summary>
/// <param name="Level">Its level.</param>
/// <param name="Code">Its code; England's is <c>england</c>.</param>
/// <param name="Name">Its name.</param>
public sealed record ReportArea(AreaLevel Level, string Code, string Name)
{
    /// <summary>The name with the code, where that says more.</summary>
    public string Title => Level is AreaLevel.England or AreaLevel.Region ? Name : $"{Name} ({Code})";

    /// <summary>The areas around it, nearest first: of an agency its partnership, its region and England.</summary>
    internal IReadOnlyList<ReportArea> Around { get; private init; } = [];

    /// <summary>Whether it is a prison's agency, which has figures of population <c>prison</c> alone.</summary>
    internal bool Prison { get; private init; }

    /// <summary>The population of its headline figures.</summary>
    internal Population Whose => Prison ? Population.Prison : Population.All;

    internal static ReportArea England { get; } = new(AreaLevel.England, Areas.England, "England");

    /// <summary>An area by level and code.</summary>
    /// <exception cref="ArgumentException">There is none of that code.</exception>
    public static ReportArea Of(ReportData data, AreaLevel level, string code)
    {
        var areas = data.Book.Areas;
        switch (level)
        {
            case AreaLevel.England when code == Areas.England:
                return England;
            case AreaLevel.Region when areas.Region(code) is { } region:
                return new ReportArea(level, code, region.Name) { Around = [England] };
            case AreaLevel.Partnership when areas.Partnership(code) is { } partnership:
                return new ReportArea(level, code, partnership.Name)
                {
                    Around = areas.Region(partnership.Region) is { } of
                        ? [new ReportArea(AreaLevel.Region, of.Code, of.Name), England]
                        : [England],
                };
            case AreaLevel.Agency when data.Agencies.TryGetValue(code, out var agency):
                return new ReportArea(level, code, agency.Name)
                {
                    Around = areas.Partnership(agency.Partnership) is { } home
                        ? [Of(data, AreaLevel.Partnership, home.Code), .. Of(data, AreaLevel.Partnership, home.Code).Around]
                        : [England],
                    Prison = agency.Service == AgencyService.Prison,
                };
            default:
                throw new ArgumentException($"There is no {level.Name()} of that code.", nameof(code));
        }
    }

    /// <summary>Whether a partnership or region lies in this area, which is England or a region, or is the partnership itself.</summary>
    internal bool Contains(ReportData data, string code) => Level switch
    {
        AreaLevel.England => true,
        AreaLevel.Region => data.Book.Areas.Partnership(code)?.Region == Code,
        _ => code == Code,
    };

    /// <summary>The agencies of this partnership, or of the partnerships of this region or England, by code; none of an agency.</summary>
    internal IEnumerable<string> AgenciesIn(ReportData data) => Level == AreaLevel.Agency
        ? []
        : data.Agencies.Values.Where(a => data.Book.Areas.Partnership(a.Partnership) is not null && Contains(data, a.Partnership))
            .Select(a => a.Code).Order(StringComparer.Ordinal);

    /// <summary>The partnerships or regions that lie in this area and have an episode at the cut, by code.</summary>
    internal IEnumerable<ReportArea> Within(ReportData data, AreaLevel level) => data.Figures.Areas(level)
        .Where(code => Contains(data, code))
        .Select(code => Of(data, level, code));

    /// <summary>Whoever gets a report each month: every partnership, region and England that has an episode at the cut, of the public edition
    /// all, and of the edition for areas themselves the partnerships.</summary>
    public static IEnumerable<ReportArea> All(ReportData data) =>
        from level in data.Edition == Edition.Own ? [AreaLevel.Partnership] : (AreaLevel[])[AreaLevel.Partnership, AreaLevel.Region, AreaLevel.England]
        from code in data.Figures.Areas(level)
        let area = Of(data, level, code)
        where data.HasFigures(area)
        select area;
}
