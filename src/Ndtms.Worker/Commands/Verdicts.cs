using Ndtms.Core.DataSets;
using Ndtms.Core.Validation;
using Ndtms.Storage;

namespace Ndtms.Worker.Commands;

/// <summary>What became of a file, in words. Nothing of it names a client.</summary>
internal static class Verdicts
{
    /// <summary>One line on a checked file, and where it was submitted on what became of it.</summary>
    public static string Line(CheckedSubmission found, CodeBook book, SubmissionResult? submitted = null)
    {
        var verdict = submitted?.State switch
        {
            null => found.Verdict switch
            {
                Verdict.Accepted => "can be loaded",
                Verdict.Held => "would be held",
                _ => "would be rejected",
            },
            SubmissionState.Accepted => "loaded",
            SubmissionState.Held => $"held as submission {submitted.Id} until it is confirmed or withdrawn",
            _ => "rejected",
        };
        var grave = found.Issues.Where(i => i.Severity >= Severity.Hold)
            .Select(i => $" {i.Rule}: {RuleBook.Message(i, book)} {RuleBook.Advice(i, book)}");
        var counts = found.Counts.SingleOrDefault(c => c.Kind == EntityKind.Episode) is { } episodes && found.Verdict != Verdict.Rejected
            ? $", {episodes.Loaded} of {episodes.Read} episodes{Issues(found)}"
            : "";
        return $"{found.File.Name}: {verdict}{counts}.{string.Concat(grave)}";
    }

    /// <summary>1 where something was rejected or held, else 0.</summary>
    public static int CodeOf(CheckedSubmission found) =>
        found.Issues.Any(i => i.Severity >= Severity.Reject) ? ExitCode.BadData : ExitCode.Done;

    /// <summary>The issues by rule, gravest first.</summary>
    public static IEnumerable<string> ByRule(CheckedSubmission found) => found.Issues
        .GroupBy(i => (i.Rule, i.Severity))
        .OrderByDescending(g => g.Key.Severity).ThenBy(g => g.Key.Rule, StringComparer.Ordinal)
        .Select(g => $"  {g.Key.Severity.ToString().ToLowerInvariant(),-8} {g.Key.Rule,-12} {g.Count(),6}  {RuleBook.Find(g.Key.Rule).Title}");

    private static string Issues(CheckedSubmission found)
    {
        var parts = new List<string>();
        Add(found.Refusals.Count, "refusal", "refusals");
        Add(found.Issues.Count(i => i.Severity == Severity.Reject), "rejection", "rejections");
        Add(found.Issues.Count(i => i.Severity == Severity.Warning), "warning", "warnings");
        return parts.Count == 0 ? "" : $" ({string.Join(", ", parts)})";

        void Add(int count, string one, string many)
        {
            if (count > 0)
                parts.Add($"{count} {(count == 1 ? one : many)}");
        }
    }
}
