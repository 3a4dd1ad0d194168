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

    /// <summary>An area by level and code.</summary>
    /// <exception cref="ArgumentException">There is none of that code.</exception>
    public static ReportArea Of(ReportData data, AreaLevel level, string code)
    {
        var areas = data.Book.Areas;
        var england = new ReportArea(AreaLevel.England, Areas.England, "England");
        switch (level)
        {
            case AreaLevel.England when code == Areas.England:
                return england;
            case AreaLevel.Region when areas.Region(code) is { } region:
                return new ReportArea(level, code, region.Name) { Around = [england] };
            case AreaLevel.Partnership when areas.Partnership(code) is { } partnership:
                return new ReportArea(level, code, partnership.Name)
                {
                    Around = areas.Region(partnership.Region) is { } of
                        ? [new ReportArea(AreaLevel.Region, of.Code, of.Name), england]
                        : [england],
                };
            case AreaLevel.Agency when data.Agencies.TryGetValue(code, out var agency):
                return new ReportArea(level, code, agency.Name)
                {
                    Around = areas.Partnership(agency.Partnership) is { } home
                        ? [Of(data, AreaLevel.Partnership, home.Code), .. Of(data, AreaLevel.Partnership, home.Code).Around]
                        : [england],
                    Prison = agency.Service == AgencyService.Prison,
                };
            default:
                throw new ArgumentException($"There is no {level.Name()} of that code.", nameof(code));
        }
    }

    /// <summary>Every partnership, region and England that has an episode at the cut: whoever gets a report each month.</summary>
    public static IEnumerable<ReportArea> All(ReportData data) =>
        from level in new[] { AreaLevel.Partnership, AreaLevel.Region, AreaLevel.England }
        from code in data.Figures.Areas(level)
        select Of(data, level, code);
}
