using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

public sealed partial class MonthlyReport
{
    /// <summary>The measures on the sheets, in the order in which they are met, with the words used there.</summary>
    private IEnumerable<(string Words, string Measure)> MeasuresShown() =>
        Headlines.Where(h => h.Population == _whose).Select(h => (h.Label, h.Measure))
            .Append(("Transferred in custody and picked up", "custody-continuity"))
            .Append(("Children living with new presentations", "parents"))
            .DistinctBy(s => s.Item2);

    private IReadOnlyList<NoteSection> Notes() =>
    [
        new("Definitions", "Every definition is that of the measure catalogue; its name there, and what it counts, stand in the last "
            + "column.")
        {
            Definitions = [.. MeasuresShown().Select(s => (s.Words, Measure: Catalogue.Find(s.Measure)!)).Select(s =>
                new Definition(s.Words, s.Measure.Definition, $"{s.Measure.Id} ({s.Measure.Unit.ToString().ToLowerInvariant()})"))],
        },
        new("Terms")
        {
            Definitions =
            [
                new("Cut", "The last day of the month reported on. Dates after it are read as blank."),
                new("Treatment episode", "An episode at an agency with at least one structured modality that has started. Only these "
                    + "count, unless a definition says otherwise."),
                new("Treatment start", "The day on which the earliest structured modality started."),
                new("Journey", "A person's treatment episodes in the area, in order; the next one belongs to the same journey if the "
                    + $"person was triaged no later than {Wording.Count(Options.JoinDays, "day")} after discharge from those before."),
                new("Exit", "The discharge reason group of the episode that ended last. Without a usable reason it is incomplete; "
                    + "reasons of one day that differ contradict each other."),
                new("Year to date", "From 1 April to the cut."),
                new("Rolling 12 months", "The twelve months that end at the cut."),
                .. Populations.Select(p => new Definition(Wording.Name(p), Wording.Meaning(p), p.Name())),
            ],
        },
        new(
            "Who is counted where",
            "A partnership's figures are of its residents, wherever they are treated; where the residence is blank, the agency's own "
                + "partnership stands in for it. An agency's figures are of the episodes that it sent.",
            "People who live outside England (residence Z00B) are in the figures of their agency, and in no partnership, region or England.",
            "Episodes at prisons' agencies make journeys of their own. They are in the population \"In prison\" and in no other.",
            "A person with several journeys in a period counts once in measures of people, described by the journey with the latest "
                + "treatment start. Measures of journeys, episodes and modalities count each.",
            "People are told apart by initials, date of birth and sex. Two people who share all of these are counted as one; one whose "
                + "details differ between agencies is counted as two."),
        new(
            "Reconciliation",
            "The sheet Reconciliation shows how far sums of smaller areas differ from the people counted once in a larger one, how last "
                + "month's people in treatment become this month's, and how many residences were imputed.",
            "Other measures than people in treatment and new presentations cannot be summed: 50 days in one area and 50 in the next are "
                + "effective treatment in England alone."),
        new("Completeness", [.. Completeness()]),
        new(
            "Known limits",
            "All months, also earlier ones, are reckoned from the data held today: figures of earlier reports change as agencies "
                + "correct and complete their data.",
            "Dates after the cut are read as blank. Exits of the last weeks are often entered late, so that the latest months show more "
                + "people in treatment and fewer exits than they will later.",
            "Shares of small numbers move much from month to month; read them with the number beside them.",
            "Counts are exact and may concern very few people: the report is restricted to owners and analysts. Do not pass it on."),
    ];

    private IEnumerable<string> Completeness()
    {
        var held = _data.Figures.Areas(AreaLevel.Agency).ToHashSet(StringComparer.Ordinal);
        bool OfArea(string partnership) => _area.Level switch
        {
            AreaLevel.England => true,
            AreaLevel.Region => _data.Book.Areas.Partnership(partnership)?.Region == _area.Code,
            _ => partnership == _area.Code,
        };
        if (_area.Level != AreaLevel.Agency)
        {
            var active = _data.Agencies.Values.Where(a => OfArea(a.Partnership) && a.ActiveOn(_data.Cut))
                .OrderBy(a => a.Code, StringComparer.Ordinal).ToList();
            var missing = active.Where(a => !held.Contains(a.Code)).ToList();
            yield return missing.Count == 0
                ? $"Data is held from every active agency of {_area.Name} ({active.Count})."
                : $"Of {Wording.Count(active.Count, "active agency", "active agencies")} of {_area.Name}, {missing.Count} "
                    + $"{(missing.Count == 1 ? "has" : "have")} nothing held: {string.Join(", ", missing.Select(a => $"{a.Name} ({a.Code})"))}.";
        }

        yield return "What an agency sent last stands until it sends again: one that has not sent for this month counts with what it "
            + "sent before, "
            + "and its clients look as if they had stayed.";
    }
}
