using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

public sealed partial class MonthlyReport
{
    /// <summary>The measures on the sheets, in the order in which they are met, with the words used there.</summary>
    private IEnumerable<(string Words, string Measure)> MeasuresShown()
    {
        var targets = Scored.Select(s => s.Headline.Measure).ToHashSet(StringComparer.Ordinal);
        return Headlines.Where(h => h.Population == _whose).Select(h => (h.Label, h.Measure))
            .Concat(Catalogue.Measures.Where(m => m.Id switch
            {
                "custody-continuity" => !_area.Prison,
                "parents" => true,
                _ when m.Id.StartsWith("yp-", StringComparison.Ordinal) => HasYoungPeople || targets.Contains(m.Id),
                _ when m.Id.StartsWith("outcome-", StringComparison.Ordinal) || m.IsOfQuality => true,
                _ => targets.Contains(m.Id),
            }).Select(m => (m.Name, m.Id)))
            .DistinctBy(s => s.Item2);
    }

    private IReadOnlyList<NoteSection> Notes() =>
    [
        new("Definitions", "Every definition is that of the measure catalogue; its name there, and what it counts, stand in the last "
            + "column.")
        {
            Definitions = [.. MeasuresShown().Select(s => (s.Words, Measure: Catalogue.Find(s.Measure)!)).Select(s =>
                new Definition(s.Words, s.Measure.Explained, $"{s.Measure.Id} ({s.Measure.Unit.ToString().ToLowerInvariant()})"))],
        },
        Terms(Populations),
        WhoIsCountedWhere(),
        new(
            "Reconciliation",
            "The sheet Reconciliation shows how far sums of smaller areas differ from the people counted once in a larger one, how last "
                + "month's people in treatment become this month's, and how many residences were imputed.",
            "Other measures than people in treatment and new presentations cannot be summed: 50 days in one area and 50 in the next are "
                + "effective treatment in England alone."),
        new("Completeness", [.. Completeness()]),
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
}
