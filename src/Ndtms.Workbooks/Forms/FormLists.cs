using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;

namespace Ndtms.Workbooks.Forms;

/// <summary>The lists that the columns of forms name, from the reference data.</summary>
public static class FormLists
{
    /// <summary>The lists by their names.</summary>
    /// <param name="book">The reference data.</param>
    /// <param name="agencies">The agencies that may be chosen, by code.</param>
    /// <param name="covers">The areas that may be chosen.</param>
    public static IReadOnlyDictionary<string, FormList> Of(CodeBook book, IEnumerable<Agency> agencies, Func<AreaLevel, string, bool> covers)
    {
        var partnerships = book.Areas.Partnerships.Where(p => covers(AreaLevel.Partnership, p.Code)).Select(p => new FormChoice(p.Code, p.Name)).ToList();
        var regions = book.Areas.Regions.Where(r => covers(AreaLevel.Region, r.Code)).Select(r => new FormChoice(r.Code, r.Name)).ToList();
        FormChoice[] england = covers(AreaLevel.England, Areas.England) ? [new(Areas.England, "England")] : [];
        return new Dictionary<string, FormList>(StringComparer.Ordinal)
        {
            ["partnership"] = new("Partnerships", partnerships),
            ["region"] = new("Regions", regions),
            ["area"] = new("Areas", [.. england, .. regions, .. partnerships]),
            ["agency"] = new("Agencies", [.. agencies.Select(a => new FormChoice(a.Code, a.Name))]),
            ["level"] = new(
                "Area levels",
                [
                    .. england.Select(_ => new FormChoice(AreaLevel.England.Name(), "all of England")),
                    new(AreaLevel.Region.Name(), "a region"),
                    new(AreaLevel.Partnership.Name(), "a partnership"),
                ]),
            ["service"] = new("Services", [.. Enum.GetValues<AgencyService>().Select(s => new FormChoice(s.Name(), MeaningOf(s)))]),
            ["scope"] = new(
                "Scopes", [new("active", "every episode active in the window"), new("referred", "only episodes referred in the window")]),
            ["measure"] = new(
                "Measures",
                [.. Catalogue.Measures.Where(m => m.HasHeadline).Select(m => new FormChoice(m.Id, m.Name))]),
            ["population"] = new("Populations", [.. Enum.GetValues<Population>().Select(p => new FormChoice(p.Name(), p.Title()))]),
            ["period"] = new("Periods", [.. Enum.GetValues<PeriodKind>().Select(p => new FormChoice(p.Name(), PeriodOf(p)))]),
            ["figure"] = new("Figures", [new("n", "the number"), new("value", "the share or mean")]),
            ["better"] = new("Directions", [new("more", "higher is better"), new("less", "lower is better")]),
            ["prevalence-group"] = new("Groups", [new(Prevalence.Group, "people who use opiates or crack")]),
            ["indicator"] = new(
                "National indicators",
                [
                    new(NationalIndicators.Ni40, "problem drug users in effective treatment, against 2007/08"),
                    new(NationalIndicators.YoungPeople, "young people in treatment, against 2003/04 plus 50 %"),
                ]),
        };
    }

    private static string MeaningOf(AgencyService service) => service switch
    {
        AgencyService.Adult => "treatment of adults",
        AgencyService.YoungPeople => "treatment of young people",
        AgencyService.Alcohol => "treatment for alcohol",
        _ => "treatment in prison",
    };

    private static string PeriodOf(PeriodKind period) => period switch
    {
        PeriodKind.Month => "one month",
        PeriodKind.Quarter => "a calendar quarter",
        PeriodKind.YearToDate => "from 1 April to the month reported on",
        _ => "12 months up to the month reported on",
    };
}
