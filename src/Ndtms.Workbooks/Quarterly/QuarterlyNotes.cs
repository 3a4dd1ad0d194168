using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>The notes of a pack.</summary>
internal static class QuarterlyNotes
{
    public static IReadOnlyList<NoteSection> Of(QuarterlyView view) =>
    [
        AreaNotes.Definitions(
            "Definitions are from the measure catalogue. The last column gives the measure's name there and its unit.",
            AreaNotes.Named(view.MeasuresShown)),
        new("How to read the pack")
        {
            Definitions =
            [
                new("Quarter", "Three months of the financial year: Q1 is April to June, Q4 January to March."),
                new("Direction", "Up, down or level since the last quarter, as shown. Level means no change after rounding. The next column says whether "
                    + "the direction is better or worse, and is blank where it is neither."),
                new("Since last quarter", "The difference. For shares, in percentage points."),
                new("Target to date", "The year's profile at the month or, without one, baseline + (target - baseline) x months / 12."),
                new("Progress", "Value / target to date; where lower is better, target to date / value. Green: 100% or more; amber: 90% or more; red: under 90%."),
                new("Sustained poor performance", $"Red in {Performance.SustainedMonths} or more consecutive months, up to the cut."),
                new("Best and worst movements", "The key figures that got better or worse by most since the last quarter. Percentage changes in counts are "
                    + "compared with percentage-point changes in shares. Equal movements are in the order of the pack. Figures based on "
                    + $"fewer than {(view.Figures.IsRounded ? ShownFigure.LeastJudged : Movement.LeastCount)} in either quarter are left out."),
                new("NI 40", "Problem drug users in effective treatment over 12 months, compared with 2007/08."),
                new("Young people's key indicator", "Young people in treatment over 12 months, compared with the number in 2003/04 plus 50%."),
                new("Limits", Wording.Limits),
                new("Rank", "By the unrounded share, or of a count by progress towards the target; 1 is best. Equal ones have the same rank (=)."),
            ],
        },
        AreaNotes.Terms(view.Options, [
            Population.All, Population.ProblemDrugUsers, Population.AdultDrug, Population.Opiate, Population.NonOpiate, Population.AdultAlcohol,
            Population.CriminalJustice, Population.YoungPeople, Population.Prison,
        ]),
        AreaNotes.WhoIsCountedWhere(),
        .. AreaNotes.Rounding(view.Data.Edition),
        new(
            "Reconciliation",
            "For how figures for areas add up, and how one month's figures relate to the next month's, see the monthly report for the same month."),
        AreaNotes.Completeness(view),
        new("Known limits", [.. Limits(view)]),
    ];

    private static IEnumerable<string> Limits(QuarterlyView view)
    {
        yield return "All quarters are calculated from current data, so figures for earlier quarters change as agencies correct and complete "
            + "their data.";
        yield return "Recent exits are often entered late, so the latest quarter shows more people in treatment and fewer exits than it will later.";
        yield return "Shares based on small numbers vary widely from quarter to quarter. Read them together with the numbers.";
        yield return AreaNotes.Restriction("pack", view.Data.Edition);
    }
}
