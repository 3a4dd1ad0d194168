using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

/// <summary>The sections that the notes of the workbooks about an area share.</summary>
internal static class AreaNotes
{
    /// <summary>What measures are, by the words used on the sheets.</summary>
    public static NoteSection Definitions(string text, IEnumerable<(string Words, string Measure)> measures) => new("Measures", text)
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
            new("Cut", "The last day of the month reported on. Dates after it are treated as blank."),
            new("Treatment episode", "An episode at an agency with at least one structured modality that has started. Only these "
                + "episodes count, unless a definition says otherwise."),
            new("Treatment start", "The date on which the earliest structured modality started."),
            new("Journey", "A person's treatment episodes in the area, in order. An episode belongs to the same journey as the one before if the "
                + $"person was triaged within {Wording.Count(options.JoinDays, "day")} of discharge."),
            new("Exit", "The discharge reason group of the last episode to end. Without a valid reason the exit is incomplete; "
                + "different reasons on the same day contradict each other."),
            new("Year to date", "From 1 April to the cut."),
            new("Rolling 12 months", "The 12 months that end at the cut."),
            .. populations.Select(p => new Definition(Wording.Name(p), Wording.Meaning(p), p.Name())),
        ],
    };

    public static NoteSection WhoIsCountedWhere() => new(
        "Who is counted where",
        "A partnership's figures cover its residents, wherever they are treated. Where the residence is blank, the agency's own "
            + "partnership is used. An agency's figures cover the episodes that it sent.",
        "People who live outside England (residence Z00B) are in their agency's figures, but not in those for any partnership, region or England.",
        "Episodes at prisons' agencies form separate journeys. They are in the population \"In prison\" and in no other.",
        "A person with several journeys in a period counts once in measures of people, described by the journey with the latest "
            + "treatment start. Measures of journeys, episodes and modalities count each.",
        "People are identified by initials, date of birth and sex. Two people who share all of these count as one; a person whose "
            + "details differ between agencies counts as two.");

    /// <summary>What published numbers are; nothing where all is exact.</summary>
    public static IReadOnlyList<NoteSection> Rounding(Edition edition) => edition == Edition.Exact ? [] :
    [
        new(
            "Rounded numbers",
            (edition == Edition.Own ? "The area's own numbers are exact. All others" : "Numbers")
                + " are rounded at random to multiples of 5, so that nobody can be recognised. They are within 9 of the true numbers and need not add "
                + "up: not categories to a total, and not small areas to a large one. The same people give the same number in every table and month.",
            "What is calculated is calculated from rounded numbers: rates where the denominator is 20 or more, at most 100%; means and medians as whole "
                + $"numbers where the number behind them is 50 or more. Others are shown as {Cell.TooSmallMark}.",
            $"Progress, bands, ranks, limits and sentences are based on 100 or more. Others are \"{Wording.TooSmallToJudge}\".",
            "Every group and area is listed, also those with nobody in them."),
    ];

    /// <summary>Who may have a workbook, as its known limits say it.</summary>
    /// <param name="what">What the workbook is called: "report".</param>
    /// <param name="edition">Its edition.</param>
    public static string Restriction(string what, Edition edition) => edition switch
    {
        Edition.Exact => $"Counts are exact and can be about very few people. The {what} is restricted to owners and analysts. Do not share it.",
        Edition.Own => $"The area's own counts are exact and can be about very few people. The {what} is restricted to the area itself, owners and "
            + "analysts. Do not share it.",
        _ => "Numbers are rounded at random. Small differences may be due to rounding.",
    };

    /// <summary>Which of the area's agencies have sent data, in sentences.</summary>
    public static NoteSection Completeness(AreaView view) => new("Completeness", [.. CompletenessOf(view)]);

    private static IEnumerable<string> CompletenessOf(AreaView view)
    {
        // That an agency has sent nothing is an exact number of its people.
        if (view.Area.Level != AreaLevel.Agency && view.Data.Edition == Edition.Exact)
        {
            var withData = view.Data.Figures.Areas(AreaLevel.Agency).ToHashSet(StringComparer.Ordinal);
            var active = view.Data.Agencies.Values.Where(a => view.Area.Contains(view.Data, a.Partnership) && a.ActiveOn(view.Data.Cut))
                .OrderBy(a => a.Code, StringComparer.Ordinal).ToList();
            var missing = active.Where(a => !withData.Contains(a.Code)).ToList();
            yield return missing.Count == 0
                ? $"Every active agency in {view.Area.Name} has sent data ({active.Count})."
                : $"Of {Wording.Count(active.Count, "active agency", "active agencies")} in {view.Area.Name}, {missing.Count} "
                    + $"{(missing.Count == 1 ? "has" : "have")} sent no data: {string.Join(", ", missing.Select(a => $"{a.Name} ({a.Code})"))}.";
        }

        yield return "An agency's last submission counts until it sends another. If an agency has not sent a file for this month, its last "
            + "submission is used, and its clients appear to be still in treatment.";
    }
}
