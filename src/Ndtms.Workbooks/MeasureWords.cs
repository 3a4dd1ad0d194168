using System.Globalization;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;

namespace Ndtms.Workbooks;

/// <summary>Plain words for a measure.</summary>
/// <param name="Name">What it is, in words that "rose" can follow.</param>
/// <param name="One">What n counts, if it is one.</param>
/// <param name="Many">What n counts, if it is not one.</param>
/// <param name="Of">What d counts; empty where there is none.</param>
public sealed record MeasureWords(string Name, string One, string Many, string Of)
{
    private static readonly Dictionary<string, MeasureWords> All = Words().ToDictionary(w => w.Id, w => w.Words, StringComparer.Ordinal);

    /// <summary>The words for a measure; one that is not known here is its id with spaces for hyphens.</summary>
    public static MeasureWords For(string measure) => All.GetValueOrDefault(measure) ?? new MeasureWords(Wording.Sentence(measure), "case", "cases", "cases");

    /// <summary>The figure that a target is for: "In effective treatment: problem drug users".</summary>
    public static string NameOf(Target target) => NameOf(target.Measure, target.Population);

    /// <summary>A measure of a population.</summary>
    public static string NameOf(string measure, Population population)
    {
        var name = For(measure).Name;
        // Young people's measures exist of nobody else.
        return population == Population.All || measure.StartsWith("yp-", StringComparison.Ordinal)
            ? name
            : $"{name}: {Lower(Wording.Name(population))}";
    }

    /// <summary>What the values of a target are.</summary>
    public static string UnitOf(Target target) =>
        !target.OfShare ? Wording.Sentence(For(target.Measure).Many) : IsMean(target.Measure) ? "Mean, of 20" : $"% of {For(target.Measure).Of}";

    /// <summary>Whether the value of a measure's headline is a mean and no share.</summary>
    public static bool IsMean(string measure) => measure == "local-ni119-quality-of-life";

    /// <summary>A period in words.</summary>
    public static string PeriodOf(PeriodKind period) => period switch
    {
        PeriodKind.Month => "Month",
        PeriodKind.Quarter => "Quarter",
        PeriodKind.YearToDate => "Year to date",
        _ => "12 months",
    };

    private static string Lower(string name) => name.Length == 0 ? "" : string.Concat(name[..1].ToLower(CultureInfo.InvariantCulture), name.AsSpan(1));

    private static IEnumerable<(string Id, MeasureWords Words)> Words()
    {
        foreach (var (id, name, of) in new[]
        {
            ("in-treatment", "People in treatment", ""),
            ("new-presentations", "New presentations", ""),
            ("treatment-naive", "New presentations not treated before", "new presentations"),
            ("effective-treatment", "Effective treatment", "people in treatment"),
            ("effective-treatment-90", "Effective treatment, longer variant", "people in treatment"),
            ("time-in-treatment", "People in treatment on the last day", ""),
            ("completions-of-treatment", "Completions of treatment", "people in treatment"),
            ("hepb-offered", "Hepatitis B vaccination offered", "new presentations with a status"),
            ("hepb-accepted", "Hepatitis B vaccination accepted", "people offered it"),
            ("hepb-completed", "Hepatitis B vaccination completed", "people offered it"),
            ("hepc-tested-injectors", "Hepatitis C tests of injectors", "people who inject or have injected"),
            ("parents", "Parents among new presentations", "new presentations"),
            ("yp-vulnerabilities", "New presentations of young people", ""),
            ("local-ni149-education-employment", "Paid work or education (NI 149)", "people in treatment with an answer"),
            ("local-ni156-temporary-housing", "Acute housing problems (NI 156)", "people in treatment with an answer"),
            ("local-ni119-quality-of-life", "Self-rated quality of life (NI 119)", "people in treatment with an answer"),
            ("local-ni152-out-of-work", "Out of work (NI 152)", "people in treatment with an answer"),
            ("local-ni18-drr", "Completed drug rehabilitation requirements (NI 18)", "new presentations under one"),
            ("local-hidden-harm", "Living with children (hidden harm)", "people in treatment with an answer"),
        })
        {
            yield return (id, new MeasureWords(name, "person", "people", of));
        }

        foreach (var (id, name, of) in new[]
        {
            ("retained-12-weeks", "Journeys kept in treatment", "journeys begun"),
            ("exits", "Exits", ""),
            ("planned-exits", "Planned exits", "exits"),
            ("re-presentations", "Re-presentations", "completed journeys"),
            ("outcome-alcohol", "Abstinence from alcohol at review", "journeys with use at start"),
            ("outcome-opiates", "Abstinence from opiates at review", "journeys with use at start"),
            ("outcome-crack", "Abstinence from crack at review", "journeys with use at start"),
            ("outcome-cocaine", "Abstinence from cocaine at review", "journeys with use at start"),
            ("outcome-amphetamines", "Abstinence from amphetamines at review", "journeys with use at start"),
            ("outcome-cannabis", "Abstinence from cannabis at review", "journeys with use at start"),
            ("outcome-injecting", "Injecting given up at review", "journeys with injecting at start"),
            ("outcome-housing", "Housing problems ended at review", "journeys with a problem at start"),
            ("outcome-work", "Work found at review", "journeys without work at start"),
            ("outcome-psychological", "Psychological health", "journeys with both scores"),
            ("outcome-physical", "Physical health", "journeys with both scores"),
            ("outcome-quality-of-life", "Quality of life", "journeys with both scores"),
        })
        {
            yield return (id, new MeasureWords(name, "journey", "journeys", of));
        }

        foreach (var (id, name, of) in new[]
        {
            ("wait-first", "First waits in time", "first waits"),
            ("wait-subsequent", "Later waits in time", "later waits"),
            ("waiting-now", "Long waits on the last day", "waits on that day"),
        })
        {
            yield return (id, new MeasureWords(name, "modality", "modalities", of));
        }

        yield return ("dq-completeness", new MeasureWords("Values complete", "value", "values", "values expected"));
        yield return ("dq-rejected", new MeasureWords("Records rejected", "record", "records", ""));
        yield return ("dq-warnings", new MeasureWords("Records with a warning", "record", "records", ""));
        yield return ("dq-timeliness", new MeasureWords("Files in time", "agency", "agencies", "agencies with a file due"));

        foreach (var (id, name, of) in new[]
        {
            ("custody-continuity", "People picked up after transfer in custody", "transfers in custody"),
            ("top-start", "Start TOPs in time", "episodes due"),
            ("top-review", "Review TOPs in time", "episodes due"),
            ("top-exit", "Exit TOPs in time", "episodes due"),
            ("yp-assessed-5-days", "Young people assessed in time", "young people's episodes"),
            ("yp-treated-10-days", "Young people treated in time", "young people's treatment episodes"),
            ("yp-transitions", "Young people picked up by adult services", "discharges to adult services"),
        })
        {
            yield return (id, new MeasureWords(name, "episode", "episodes", of));
        }
    }
}
