using Ndtms.Application.Submissions;
using Ndtms.Core.Validation;
using Ndtms.Storage;

namespace Ndtms.Worker.Commands;

/// <summary>The exit code for what happened to files.</summary>
internal static class SubmissionExit
{
    /// <summary>1 where something was rejected or held, else 0.</summary>
    public static int CodeOf(CheckedSubmission found) =>
        found.IssueCounts.Any(i => i.Severity >= Severity.Reject) ? ExitCode.BadData : ExitCode.Done;

    /// <summary>3 where processing failed, 1 where something was rejected or held, else 0.</summary>
    public static int CodeOf(SubmissionResult result) => result.Checked is { } found ? CodeOf(found) : ExitCode.MachineFailed;

    /// <summary>The worst of a batch of files.</summary>
    public static int CodeOf(SubmittedFiles submitted) => Worst(
        submitted.Resumed.Select(r => CodeOf(r.Result))
            .Concat(submitted.Files.Select(f => f.Result is { } result ? CodeOf(result) : ExitCode.BadData)));

    /// <summary>The worst of everything in an inbox.</summary>
    public static int CodeOf(EmptiedInbox inbox) => Worst(inbox.Resumed.Select(r => CodeOf(r.Result)).Concat(inbox.Files.Select(f =>
        f.IsFault ? ExitCode.MachineFailed
        : f.Outcome is InboxOutcome.LoadedAlready or InboxOutcome.Queued or InboxOutcome.SubmittedAlready or InboxOutcome.Renamed ? ExitCode.Done
        : f is { Outcome: InboxOutcome.Processed, Result: { } result } ? CodeOf(result)
        : ExitCode.BadData)));

    /// <summary>The worst of processed submissions.</summary>
    public static int CodeOf(IEnumerable<ProcessedSubmission> processed) => Worst(processed.Select(p => CodeOf(p.Result)));

    private static int Worst(IEnumerable<int> codes) => codes.DefaultIfEmpty(ExitCode.Done).Max();
}
