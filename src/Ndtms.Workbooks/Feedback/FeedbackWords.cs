using Ndtms.Core.DataSets;
using Ndtms.Core.Validation;

namespace Ndtms.Workbooks.Feedback;

/// <summary>Words that several sheets share.</summary>
internal static class FeedbackWords
{
    /// <summary>Severities, most serious first.</summary>
    public static readonly IReadOnlyList<Severity> Severities = [Severity.File, Severity.Hold, Severity.Reject, Severity.Warning, Severity.Notice];

    /// <summary>The effect of a severity.</summary>
    public static string Meaning(Severity severity) => severity switch
    {
        Severity.File => "No part of the file is loaded; earlier data continues to count.",
        Severity.Hold => "The file is stored, but not loaded until an authorised person confirms it.",
        Severity.Reject => "The record and all records below it are not loaded; other records are.",
        Severity.Warning => "The record is loaded; the issue counts in data quality.",
        _ => "For information.",
    };

    /// <summary>The severity of an issue.</summary>
    public static string SeverityOf(Issue issue) => issue.Confirmed ? "Warning (confirmed)" : issue.Severity.ToString();

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
