namespace Ndtms.Core.Measures;

public static partial class Catalogue
{
    /// <summary>Measures of data quality. They count values, entities and agencies and not cases, so the engine is given their counts
    /// (<see cref="QualityCells"/>); of everybody, prisons too.</summary>
    private static IEnumerable<Measure> Quality() =>
    [
        OfQuality("dq-completeness", Unit.Values,
            "Of the values that the data set expects of loaded records whose episode exists at the cut, those that are not blank. A client "
            + "counts once in each agency and area; \"not disclosed\" is an answer, but in an empty TOP.",
            Given("", Figured.Share),
            Given("field", Figured.Share)),
        OfQuality("dq-rejected", Unit.Entities,
            "Records of the agencies' last loaded submissions that a rule rejects by name, in the agency's own partnership. Records below "
            + "these are not counted, nor are rows that could not be read.",
            Given("", Figured.Count),
            Given("rule", Figured.Count)),
        OfQuality("dq-warnings", Unit.Entities,
            "Records loaded with a warning from the agencies' last loaded submissions, in the agency's own partnership.",
            Given("", Figured.Count),
            Given("rule", Figured.Count)),
        OfQuality("dq-timeliness", Unit.Agencies,
            "Of the agencies of the area that are active at the cut, those of which a file for the month that was received by the deadline, "
            + "with the agency's extension, was accepted.",
            Given("", Figured.Share)),
    ];

    private static Measure OfQuality(string id, Unit unit, string definition, params Line[] lines) =>
        new(id, unit, definition, lines) { Periods = MonthOnly, Populations = PopulationSet.All };

    private static Line Given(string breakdown, Figured figured) =>
        new(breakdown, figured, null) { CategoriesGiven = breakdown.Length > 0 };
}
