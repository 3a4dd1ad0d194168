using Ndtms.Core.Measures;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

public sealed partial class MonthlyReport
{
    /// <summary>Measures that are no headline of the scorecard: what they are called, and of what their share is.</summary>
    private static readonly (string Measure, string Words, string Of)[] OtherMeasures =
    [
        ("effective-treatment-90", "In effective treatment, longer variant", "people in treatment"),
        ("custody-continuity", "Transferred in custody and picked up", "episodes"),
        ("parents", "Children living with new presentations", ""),
        ("outcome-alcohol", "Abstinent from alcohol at review", "journeys with use at start"),
        ("outcome-opiates", "Abstinent from opiates at review", "journeys with use at start"),
        ("outcome-crack", "Abstinent from crack at review", "journeys with use at start"),
        ("outcome-cocaine", "Abstinent from cocaine at review", "journeys with use at start"),
        ("outcome-amphetamines", "Abstinent from amphetamines at review", "journeys with use at start"),
        ("outcome-cannabis", "Abstinent from cannabis at review", "journeys with use at start"),
        ("outcome-injecting", "No injecting at review", "journeys with injecting at start"),
        ("outcome-housing", "No housing problem at review", "journeys with one at start"),
        ("outcome-work", "In paid work at review", "journeys without work at start"),
        ("outcome-psychological", "Psychological health", ""),
        ("outcome-physical", "Physical health", ""),
        ("outcome-quality-of-life", "Quality of life", ""),
        ("yp-assessed-5-days", "Young people assessed in time", "episodes of under 18s"),
        ("yp-treated-10-days", "Young people treated in time", "treatment episodes of under 18s"),
        ("yp-vulnerabilities", "Vulnerabilities of young people", ""),
        ("yp-transitions", "Young people picked up by adult services", "discharges to adult services"),
        ("dq-completeness", "Values complete", "values expected"),
        ("dq-rejected", "Records rejected", ""),
        ("dq-warnings", "Records with a warning", ""),
        ("dq-timeliness", "Files in time", "agencies with a file due"),
        ("hepb-accepted", "Hepatitis B vaccination accepted", "people offered it"),
        ("hepb-completed", "Hepatitis B vaccination completed", "people offered it"),
        ("local-ni149-education-employment", "In paid work or education", "people in treatment with an answer"),
        ("local-ni156-temporary-housing", "Acute housing problem", "people in treatment with an answer"),
        ("local-ni119-quality-of-life", "Quality of life, mean", ""),
        ("local-ni152-out-of-work", "Out of work", "people in treatment with an answer"),
        ("local-ni18-drr", "Drug rehabilitation requirements completed", "new presentations under one"),
        ("local-hidden-harm", "In treatment and living with children", "people in treatment with an answer"),
    ];

    /// <summary>The words and the unit of a measure that is no headline.</summary>
    private static (string Label, string Unit) WordsOf(string measure, bool share)
    {
        var (_, words, of) = OtherMeasures.FirstOrDefault(
            m => m.Measure == measure, (Measure: measure, Words: Wording.Sentence(measure), Of: ""));
        var unit = Catalogue.Find(measure) is { } known ? UnitOf(known) : "number";
        return (words, !share ? Wording.Sentence(unit) : of.Length > 0 ? $"% of {of}" : "Mean score, of 20");
    }

    private static string UnitOf(Measure measure) =>
        measure.Unit == Unit.Persons ? "people" : measure.Unit.ToString().ToLowerInvariant();

    /// <summary>The measures on the sheets, in the order in which they are met, with the words used there.</summary>
    private IEnumerable<(string Words, string Measure)> MeasuresShown()
    {
        var targets = Scored.Select(s => s.Headline.Measure).ToHashSet(StringComparer.Ordinal);
        return Headlines.Where(h => h.Population == _whose).Select(h => (h.Label, h.Measure))
            .Concat(OtherMeasures.Where(m => m.Measure switch
            {
                "custody-continuity" => !_area.Prison,
                "parents" => true,
                _ when m.Measure.StartsWith("yp-", StringComparison.Ordinal) => HasYoungPeople || targets.Contains(m.Measure),
                _ when m.Measure.StartsWith("outcome-", StringComparison.Ordinal) || m.Measure.StartsWith("dq-", StringComparison.Ordinal) => true,
                _ => targets.Contains(m.Measure),
            }).Select(m => (m.Words, m.Measure)))
            .DistinctBy(s => s.Item2)
            .Where(s => Catalogue.Find(s.Item2) is not null);
    }

    private IReadOnlyList<NoteSection> Notes() =>
    [
        new("Definitions", "Every definition is that of the measure catalogue; its name there, and what it counts, stand in the last "
            + "column.")
        {
            Definitions = [.. MeasuresShown().Select(s => (s.Words, Measure: Catalogue.Find(s.Measure)!)).Select(s =>
                new Definition(s.Words, s.Measure.Definition, $"{s.Measure.Id} ({s.Measure.Unit.ToString().ToLowerInvariant()})"))],
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
