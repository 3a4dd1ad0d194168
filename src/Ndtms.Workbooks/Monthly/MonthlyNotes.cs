using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Monthly;

/// <summary>What the notes of a monthly report say.</summary>
internal static class MonthlyNotes
{
    public static IReadOnlyList<NoteSection> Of(MonthlyView view) =>
    [
        AreaNotes.Definitions(
            "Definitions are from the measure catalogue. The last column gives the measure's name there and its unit.",
            MeasuresShown(view)),
        AreaNotes.Terms(view.Options, view.Populations),
        AreaNotes.WhoIsCountedWhere(),
        .. AreaNotes.Rounding(view.Data.Edition),
        new(
            "Reconciliation",
            "The sheet Reconciliation shows the difference between totals of smaller areas and people counted once in a larger area, how "
                + "the number of people in treatment changed from last month, and how many residences were imputed.",
            "Only people in treatment and new presentations can be added up. For example, 50 days in one area and 50 days in another are "
                + "effective treatment in England, but in neither of the areas."),
        AreaNotes.Completeness(view),
        new(
            "Data-quality score",
            "100, minus the percentage of records rejected, minus half the percentage of records loaded with an unconfirmed warning, in "
                + "the agency's last loaded file."),
        new(
            "Known limits",
            "All months are calculated from current data, so figures for earlier months change as agencies correct and complete their data.",
            "Dates after the cut are treated as blank. Recent exits are often entered late, so the latest months show more people in "
                + "treatment and fewer exits than they will later.",
            "The report does not look for records of the same person under different details, so the number of suspected duplicates is "
                + "not known.",
            "Rules and completeness for earlier months are based on current data.",
            "Shares based on small numbers vary widely from month to month. Read them together with the numbers.",
            AreaNotes.Restriction("report", view.Data.Edition)),
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
