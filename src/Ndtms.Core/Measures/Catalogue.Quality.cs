using Ndtms.Core.Journeys;

namespace Ndtms.Core.Measures;

public static partial class Catalogue
{
    /// <summary>Measures of data quality. They count values, entities and agencies and not cases, so the engine is given their counts
    /// (<see cref="QualityCells"/>); prisons are included.</summary>
    private static IEnumerable<Measure> Quality() =>
    [
        OfQuality("dq-completeness", "Values complete", Unit.Values, "values expected", Better.More,
            "Of the values that the data set expects of loaded records whose episode exists at the cut, those that are not blank. A client "
            + "counts once in each agency and area; \"not disclosed\" is an answer, but in an empty TOP.",
            Given("", FigureKind.Share),
            Given("field", FigureKind.Share)),
        OfQuality("dq-rejected", "Records rejected", Unit.Entities, "", Better.Less,
            "Records of the agencies' last loaded submissions that a rule rejects by name, in the agency's own partnership. Records below "
            + "these are not counted, nor are rows that could not be read.",
            Given("", FigureKind.Count),
            Given("rule", FigureKind.Count)),
        OfQuality("dq-warnings", "Records with a warning", Unit.Entities, "", Better.Less,
            "Records loaded with a warning from the agencies' last loaded submissions, in the agency's own partnership.",
            Given("", FigureKind.Count),
            Given("rule", FigureKind.Count)),
        OfQuality("dq-timeliness", "Files in time", Unit.Agencies, "agencies with a file due", Better.More,
            "Of the agencies of the area that are active at the cut, those of which a file for the month that was received by the deadline, "
            + "with the agency's extension, was accepted.",
            Given("", FigureKind.Share)),
    ];

    private static Measure OfQuality(string id, string name, Unit unit, string of, Better better, string definition, params Line[] lines) =>
        new(id, name, unit, definition, lines)
        {
            Of = of,
            Better = better,
            Periods = MonthOnly,
            Populations = PopulationSet.All,
        };

    private static Line Given(string breakdown, FigureKind kind) =>
        new(breakdown, kind, null) { CategoriesGiven = breakdown.Length > 0 };
}
