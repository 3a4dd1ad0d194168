using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

public sealed partial class QuarterlyPack
{
    private IReadOnlyList<NoteSection> Notes() =>
    [
        new("Definitions", "Every definition is that of the measure catalogue; its name there, and what it counts, stand in the last column.")
        {
            Definitions = ExceptionsList.Definitions(_shown),
        },
        new("How to read the pack")
        {
            Definitions =
            [
                new("Quarter", "Three months of the financial year: Q1 is April to June, Q4 January to March."),
                new("Direction", "Up, down or level since the last quarter; level is what rounds to no change as it is shown. It says which way "
                    + "the figure went. Whether that is better or worse is said beside it, and left blank where it is neither."),
                new("Since last quarter", "The difference; of shares in percentage points."),
                new("Target to date", "The year's profile at the month or, without one, baseline + (target - baseline) x months / 12."),
                new("Progress", "Value / target to date; where less is better, target to date / value. Green at 100 % or over, amber at 90 % or over, red below."),
                new("Sustained poor performance", $"Red in {Performance.SustainedMonths} consecutive months or more, up to the cut."),
                new("Best and worst movements", "Of the key figures that should rise or fall, those that changed most in the better or worse direction since the "
                    + "last quarter: counts in per cent of what they were, shares in percentage points, taken as equal. Of equal ones the first in "
                    + $"the order of the pack. Figures about fewer than {Movement.LeastBehind}, now or then, are left out."),
                new("Figures in words", "In reports with disclosure control nothing is put into words about a figure that is suppressed or rests on a count under 5."),
                new("NI 40", "Problem drug users in effective treatment over twelve months, against 2007/08."),
                new("Young people's key indicator", "Young people in treatment over twelve months, against those of 2003/04 plus 50 %."),
                new("Limits", "p +- z x square root of p (1 - p) / d, p being England's share, d the partnership's number, and z 1.96 (95 %) or 3.09 (99.8 %)."),
                new("Rank", "By the exact share; 1 is best. Equal shares have one rank (=)."),
            ],
        },
        Terms([
            Population.All, Population.ProblemDrugUsers, Population.AdultDrug, Population.Opiate, Population.NonOpiate, Population.AdultAlcohol,
            Population.CriminalJustice, Population.YoungPeople, Population.Prison,
        ]),
        WhoIsCountedWhere(),
        new(
            "Reconciliation",
            "How the areas' figures add up, and how one month's become the next month's, stands in the monthly report of the same month."),
        new("Completeness", [.. Completeness()]),
        new("Known limits", [.. Limits()]),
    ];

    private IEnumerable<string> Limits()
    {
        yield return "All quarters, also earlier ones, are reckoned from the data held today: figures of earlier packs change as agencies correct and complete "
            + "their data.";
        yield return "Exits of the last weeks are often entered late, so that the latest quarter shows more people in treatment and fewer exits than it will later.";
        yield return "Shares of small numbers move much from quarter to quarter; read them with the number beside them.";
        yield return _data.Mode switch
        {
            DisclosureMode.None => "Counts are exact and may concern very few people: the pack is restricted to owners and analysts. Do not pass it on.",
            DisclosureMode.Suppress => "Counts of 1 to 4, and what would give them away, are shown as *. A target's figure of more than one month is drawn at the ends of "
                + "quarters only.",
            _ => "Counts are rounded to the nearest 5, and rates are those of rounded counts: small differences may come of that alone.",
        };
    }
}
