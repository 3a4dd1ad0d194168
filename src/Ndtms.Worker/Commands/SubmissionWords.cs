using System.Globalization;
using Ndtms.Application;
using Ndtms.Application.Submissions;
using Ndtms.Core.DataSets;
using Ndtms.Core.Validation;
using Ndtms.Storage;

namespace Ndtms.Worker.Commands;

/// <summary>What happened to a file, in words. Nothing of it names a client.</summary>
internal static class SubmissionWords
{
    /// <summary>How many issues with the whole file are told of one rule.</summary>
    private const int MostOfRule = 10;

    /// <summary>One line on a file that was only checked.</summary>
    public static string Line(CheckedFile file) => Line(file.Found.File.Name, file.Found, file.Book, file.Found.Verdict switch
    {
        Verdict.Accepted => "can be loaded",
        Verdict.Held => "would be held",
        _ => "would be rejected",
    });

    /// <summary>One line on the outcome of processing a submission.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="result">The outcome.</param>
    /// <param name="book">Labels of columns for the messages.</param>
    public static string Line(string name, SubmissionResult result, CodeBook book) => Line(name, result.Checked, book, result.State switch
    {
        SubmissionState.Accepted => "loaded",
        SubmissionState.Held => $"held as submission {result.Id} until it is confirmed or withdrawn{WouldChange(result)}",
        SubmissionState.Rejected => "rejected",
        SubmissionState.Failed =>
            $"not processed ({result.Failure}). The fault is not in the file: it is kept as submission {result.Id}, which can be withdrawn",
        _ => $"received as submission {result.Id} but not processed yet ({result.Failure}); it is tried again",
    });

    private static string WouldChange(SubmissionResult result) => result is not { Changes: { } changes, Removal: { } removal } ? ""
        : string.Create(CultureInfo.InvariantCulture, $" (confirming it would add {changes.Added:#,0} episodes, change {changes.Changed:#,0} and remove {removal.InWords()}")
            + (removal.NumberWanted is { } number ? $"; to confirm it, give --remove {number})" : ")");

    /// <summary>One line on a submitted file.</summary>
    public static string Line(SubmittedFile file, CodeBook book) => file switch
    {
        { Result: { } result } => Line(file.FileName, result, book),
        { Submission: { } id } =>
            $"{file.FileName}: received as submission {id}. It is processed once an earlier file of its agency is; 'submission resume' does it.",
        _ => $"{file.FileName}: listed in {SubmitFiles.ListName}, but not in the folder; the other files are submitted.",
    };

    /// <summary>One line on a dropped file.</summary>
    public static string Line(InboxFile file, CodeBook book)
    {
        var name = PlainText.Of(file.Agency is null ? file.Name : file.Name.Length == 0 ? file.Agency : $"{file.Agency}/{file.Name}");
        var outcome = file switch
        {
            { Outcome: InboxOutcome.Renamed } => $"{name}: its name was not valid UTF-8, so it was given this one.",
            { Outcome: InboxOutcome.NotReceived } => $"{name}: not taken in, and left where it is.",
            { Outcome: InboxOutcome.LoadedAlready } => $"{name}: loaded already, so it was not loaded again.",
            { Outcome: InboxOutcome.SubmittedAlready } => $"{name}: submitted already, as submission {file.Submission}, and now put away.",
            { Outcome: InboxOutcome.HeldAlready } => $"{name}: held already, as submission {file.Submission}.",
            { Result: { } result } => Line(name, result, book),
            _ => $"{name}: received as submission {file.Submission}, and stays until another process has checked it, or an earlier file of its agency; a later run puts it away.",
        };
        return outcome + file.Outcome switch
        {
            InboxOutcome.Changed => " It changed meanwhile, so it stays and is taken in again.",
            InboxOutcome.NotMoved => " But it could not be put away, and stays where it is:",
            _ => "",
        } + (file.Problem is null ? "" : $" {PlainText.Of(file.Problem)}") + (file.Target is null ? "" : $" It is in {PlainText.Of(file.Target)}.");
    }

    /// <summary>The issues of a file by rule, most serious first.</summary>
    public static IEnumerable<string> ByRule(CheckedSubmission found) => found.IssueCounts
        .GroupBy(i => (i.Rule, i.Severity))
        .OrderByDescending(g => g.Key.Severity).ThenBy(g => g.Key.Rule, StringComparer.Ordinal)
        .Select(g => $"  {g.Key.Severity.ToString().ToLowerInvariant(),-8} {g.Key.Rule,-12} {g.Sum(c => c.Issues),6}  {RuleBook.Find(g.Key.Rule).Title}");

    private static string Line(string name, CheckedSubmission? found, CodeBook book, string outcome)
    {
        name = PlainText.Of(name);
        if (found is null)
            return $"{name}: {outcome}.";
        var serious = found.Issues.Where(i => i.Severity >= Severity.Hold).GroupBy(i => i.Rule, StringComparer.Ordinal)
            .SelectMany(g => g.Take(MostOfRule).Select(i => $" {i.Rule}: {RuleBook.Message(i, book)} {RuleBook.Advice(i, book)}")
                .Concat(found.IssueCounts.Where(c => c.Rule == g.Key).Sum(c => c.Issues) - MostOfRule is > 0 and var more ? [$" {g.Key}: and {more:#,0} more."] : []));
        var counts = found.Counts.SingleOrDefault(c => c.Kind == EntityKind.Episode) is { } episodes && found.Verdict != Verdict.Rejected
            ? $", {episodes.Loaded} of {episodes.Read} episodes{Issues(found)}"
            : "";
        return $"{name}: {outcome}{counts}.{string.Concat(serious)}";
    }

    private static string Issues(CheckedSubmission found)
    {
        int Count(Severity severity) => found.IssueCounts.Where(i => i.Severity == severity).Sum(i => i.Issues);
        var parts = new[] { (found.Refusals.Count, "refusal"), (Count(Severity.Reject), "rejection"), (Count(Severity.Warning), "warning") }
            .Where(p => p.Item1 > 0).Select(p => $"{p.Item1} {p.Item2}{(p.Item1 == 1 ? "" : "s")}").ToList();
        return parts.Count == 0 ? "" : $" ({string.Join(", ", parts)})";
    }
}
