using Ndtms.Storage;

namespace Ndtms.Application.Submissions;

/// <summary>What to process.</summary>
/// <param name="Submission">One submission; null: all that can be processed now.</param>
public sealed record SubmissionsToProcess(long? Submission = null)
{
    /// <summary>All that can be processed now.</summary>
    public static SubmissionsToProcess All { get; } = new();
}

/// <summary>A submission that was processed.</summary>
/// <param name="FileName">The file's name as received.</param>
/// <param name="Result">The outcome.</param>
public sealed record ProcessedSubmission(string FileName, SubmissionResult Result);

/// <summary>Checks received files and loads what can be loaded: an agency's files in the order of receipt. A file that cannot be processed
/// is tried again and then failed, and never stops the others.</summary>
public sealed class ProcessSubmissions(Workspace workspace)
    : UseCase<SubmissionsToProcess, IReadOnlyList<ProcessedSubmission>>("submissions-process", workspace.Book)
{
    protected override IReadOnlyList<ProcessedSubmission> Execute(Invocation invocation, SubmissionsToProcess request)
    {
        var submissions = workspace.Submissions();
        var processed = new List<ProcessedSubmission>();
        while (!invocation.Cancellation.IsCancellationRequested && Next() is { } result)
        {
            workspace.Journal.Taken(result);
            var found = workspace.Queries().Find(Scope.England, result.Id)!;
            processed.Add(new ProcessedSubmission(found.FileName, result));
            invocation.Report?.Report(new Progress(
                "Checking files", processed.Count, processed.Count + workspace.Queries().Waiting(), processed[^1]));
        }

        return processed;

        // A submission whose try failed is received again, so that asking once more tries it again.
        SubmissionResult? Next() => request.Submission is not { } one ? submissions.ProcessNext(invocation.By.Name)
            : processed.Count == 0 || processed[^1].Result.State == SubmissionState.Received ? submissions.Process(one, invocation.By.Name)
            : null;
    }
}
