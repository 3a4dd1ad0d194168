using Ndtms.Core.DataSets;
using Ndtms.Core.Validation;

namespace Ndtms.Workbooks.Feedback;

/// <summary>Words that several sheets use.</summary>
internal static class FeedbackWords
{
    /// <summary>Severities, the most serious first.</summary>
    public static readonly IReadOnlyList<Severity> Severities = [Severity.File, Severity.Hold, Severity.Reject, Severity.Warning, Severity.Notice];

    /// <summary>What a severity does.</summary>
    public static string Meaning(Severity severity) => severity switch
    {
        Severity.File => "Nothing of the file is loaded; what was held before stands.",
        Severity.Hold => "The file is kept, and not loaded until somebody confirms it.",
        Severity.Reject => "The record and all below it is not loaded; the rest is.",
        Severity.Warning => "The record is loaded; the issue counts in data quality.",
        _ => "For information.",
    };

    /// <summary>A kind of record, with a capital.</summary>
    public static string Plural(EntityKind kind) => kind switch
    {
        EntityKind.Client => "Clients",
        EntityKind.Episode => "Episodes",
        EntityKind.Modality => "Modalities",
        EntityKind.Top => "TOPs",
        EntityKind.SubIntervention => "Sub-interventions",
        _ => "Times in treatment",
    };
}
