using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Monthly;

/// <summary>What the notes of a monthly report say.</summary>
internal static class MonthlyNotes
{
    public static IReadOnlyList<NoteSection> Of(MonthlyView view) =>
    [
        AreaNotes.Definitions(
            "Every definition is that of the measure catalogue; its name there, and what it counts, stand in the last column.",
            MeasuresShown(view)),
        AreaNotes.Terms(view.Options, view.Populations),
        AreaNotes.WhoIsCountedWhere(),
        new(
            "Reconciliation",
            "The sheet Reconciliation shows how far sums of smaller areas differ from the people counted once in a larger one, how last "
                + "month's people in treatment become this month's, and how many residences were imputed.",
            "Other measures than people in treatment and new presentations cannot be summed: 50 days in one area and 50 in the next are "
                + "effective treatment in England alone."),
        AreaNotes.Completeness(view),
        new(
            "Data-quality score",
            "100 less the share of the records that were rejected, and less half the share of those that were loaded with a warning that "
                + "nobody has confirmed, of the agency's last file that was loaded."),
        new(
            "Known limits",
            "All months, also earlier ones, are reckoned from the data held today: figures of earlier reports change as agencies "
                + "correct and complete their data.",
            "Dates after the cut are read as blank. Exits of the last weeks are often entered late, so that the latest months show more "
                + "people in treatment and fewer exits than they will later.",
            "Records that may be of one person under different details are not looked for, so the number of suspected duplicates is not "
                + "known.",
            "Rules and completeness of earlier months are those of the data held today.",
            "Shares of small numbers move much from month to month; read them with the number beside them.",
            "Counts are exact and may concern very few people: the report is restricted to owners and analysts. Do not pass it on."),
    ];

    /// <summary>The measures on the sheets, in the order in which they are met, with the words used there.</summary>
    private static IEnumerable<(string Words, string Measure)> MeasuresShown(MonthlyView view)
    {
        var targets = view.Rows.Select(s => s.Headline.Measure).ToHashSet(StringComparer.Ordinal);
        return view.Headlines.Where(h => h.Population == view.Area.Whose).Select(h => (h.Label, h.Measure))
            .Concat(Catalogue.Measures.Where(m => m.Id switch
            {
                "custody-continuity" => !view.Area.Prison,
                "parents" => true,
                _ when m.Id.StartsWith("yp-", StringComparison.Ordinal) => view.HasYoungPeople || targets.Contains(m.Id),
                _ when m.Id.StartsWith("outcome-", StringComparison.Ordinal) || m.IsOfQuality => true,
                _ => targets.Contains(m.Id),
            }).Select(m => (m.Name, m.Id)))
            .DistinctBy(s => s.Item2);
    }
}
