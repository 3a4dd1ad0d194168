using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

/// <summary>The sections that the notes of the workbooks about an area share.</summary>
internal static class AreaNotes
{
    /// <summary>What measures are, by the words used on the sheets.</summary>
    public static NoteSection Definitions(string text, IEnumerable<(string Words, string Measure)> measures) => new("Definitions", text)
    {
        Definitions =
        [
            .. from shown in measures
               let measure = Catalogue.Find(shown.Measure)
               where measure is not null
               select new Definition(shown.Words, measure.Explained, $"{measure.Id} ({measure.Unit.ToString().ToLowerInvariant()})"),
        ],
    };

    /// <summary>Measures with the names that the catalogue gives them, each once.</summary>
    public static IEnumerable<(string Words, string Measure)> Named(IEnumerable<string> measures) =>
        measures.Distinct(StringComparer.Ordinal).Select(m => (Catalogue.Find(m)?.Name ?? m, m));

    /// <param name="options">The parameters of the run.</param>
    /// <param name="populations">The populations on the sheets.</param>
    public static NoteSection Terms(MeasureOptions options, IEnumerable<Population> populations) => new("Terms")
    {
        Definitions =
        [
            new("Cut", "The last day of the month reported on. Dates after it are read as blank."),
            new("Treatment episode", "An episode at an agency with at least one structured modality that has started. Only these "
                + "count, unless a definition says otherwise."),
            new("Treatment start", "The day on which the earliest structured modality started."),
            new("Journey", "A person's treatment episodes in the area, in order; the next one belongs to the same journey if the "
                + $"person was triaged no later than {Wording.Count(options.JoinDays, "day")} after discharge from those before."),
            new("Exit", "The discharge reason group of the episode that ended last. Without a usable reason it is incomplete; "
                + "reasons of one day that differ contradict each other."),
            new("Year to date", "From 1 April to the cut."),
            new("Rolling 12 months", "The twelve months that end at the cut."),
            .. populations.Select(p => new Definition(Wording.Name(p), Wording.Meaning(p), p.Name())),
        ],
    };

    public static NoteSection WhoIsCountedWhere() => new(
        "Who is counted where",
        "A partnership's figures are of its residents, wherever they are treated; where the residence is blank, the agency's own "
            + "partnership stands in for it. An agency's figures are of the episodes that it sent.",
        "People who live outside England (residence Z00B) are in the figures of their agency, and in no partnership, region or England.",
        "Episodes at prisons' agencies make journeys of their own. They are in the population \"In prison\" and in no other.",
        "A person with several journeys in a period counts once in measures of people, described by the journey with the latest "
            + "treatment start. Measures of journeys, episodes and modalities count each.",
        "People are told apart by initials, date of birth and sex. Two people who share all of these are counted as one; one whose "
            + "details differ between agencies is counted as two.");

    /// <summary>Which of the area's agencies have sent data, in sentences.</summary>
    public static NoteSection Completeness(AreaView view) => new("Completeness", [.. CompletenessOf(view)]);

    private static IEnumerable<string> CompletenessOf(AreaView view)
    {
        var held = view.Data.Figures.Areas(AreaLevel.Agency).ToHashSet(StringComparer.Ordinal);
        if (view.Area.Level != AreaLevel.Agency)
        {
            var active = view.Data.Agencies.Values.Where(a => view.Area.Contains(view.Data, a.Partnership) && a.ActiveOn(view.Data.Cut))
                .OrderBy(a => a.Code, StringComparer.Ordinal).ToList();
            var missing = active.Where(a => !held.Contains(a.Code)).ToList();
            yield return missing.Count == 0
                ? $"Data is held from every active agency of {view.Area.Name} ({active.Count})."
                : $"Of {Wording.Count(active.Count, "active agency", "active agencies")} of {view.Area.Name}, {missing.Count} "
                    + $"{(missing.Count == 1 ? "has" : "have")} nothing held: {string.Join(", ", missing.Select(a => $"{a.Name} ({a.Code})"))}.";
        }

        yield return "What an agency sent last stands until it sends again: one that has not sent for this month counts with what it "
            + "sent before, "
            + "and its clients look as if they had stayed.";
    }
}
