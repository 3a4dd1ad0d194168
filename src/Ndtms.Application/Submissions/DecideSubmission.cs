using Ndtms.Storage;

namespace Ndtms.Application.Submissions;

/// <summary>A decision on a submission.</summary>
/// <param name="Submission">Its id.</param>
/// <param name="Reason">Why; it is kept. It must not say anything about a client.</param>
/// <param name="Remove">The number that may be removed (<see cref="Removal.NumberWanted"/>); null: none is given.</param>
/// <param name="Version">The version that was shown to whoever decides (<see cref="DecisionPreview.Version"/>); null: none was.</param>
public sealed record Decision(long Submission, string Reason, int? Remove = null, string? Version = null);

/// <summary>Something has come between what was shown and the decision, which was not taken.</summary>
public sealed class DecisionOutdatedException() : RequestException(
    "Another file has been sent or withdrawn since. The numbers below are new.");

/// <summary>Confirms a held submission and loads it.</summary>
/// <remarks>The result is the submission as it stands now.</remarks>
public sealed class ConfirmSubmission(Workspace workspace) : UseCase<Decision, StoredSubmission>("submission-confirm", workspace.Book)
{
    protected override StoredSubmission Execute(Invocation invocation, Decision request) => workspace.Decide(
        invocation, request, (submissions, scope, by) => submissions.Confirm(scope, request.Submission, by, request.Reason, request.Remove));
}

/// <summary>Decides that a held or failed submission is not loaded, or that an agency's current one does not stay: what was current before
/// is then put back.</summary>
/// <remarks>The result is the submission as it stands now.</remarks>
public sealed class WithdrawSubmission(Workspace workspace) : UseCase<Decision, StoredSubmission>("submission-withdraw", workspace.Book)
{
    protected override StoredSubmission Execute(Invocation invocation, Decision request) => workspace.Decide(
        invocation, request, (submissions, scope, by) => submissions.Withdraw(scope, request.Submission, by, request.Reason, request.Remove));
}

/// <summary>A warning that was checked.</summary>
/// <param name="Submission">The submission's id.</param>
/// <param name="Number">The warning's number within it, from 1.</param>
/// <param name="Note">What was checked; it is kept. It must not say anything about a client.</param>
public sealed record CheckedWarning(long Submission, int Number, string Note);

/// <summary>Marks a warning as checked and correct: it does not count until its record changes.</summary>
/// <remarks>The result is the submission as it stands now.</remarks>
public sealed class MarkWarning(Workspace workspace) : UseCase<CheckedWarning, StoredSubmission>("warning-mark", workspace.Book)
{
    protected override StoredSubmission Execute(Invocation invocation, CheckedWarning request) => workspace.Decide(
        invocation, new Decision(request.Submission, request.Note),
        (submissions, scope, by) => submissions.ConfirmWarning(scope, request.Submission, request.Number, by, request.Note));
}

/// <summary>A warning that was marked as checked.</summary>
/// <param name="Submission">The submission's id.</param>
/// <param name="Number">The warning's number within it, from 1.</param>
public sealed record MarkedWarning(long Submission, int Number);

/// <summary>Takes back that a warning is checked and correct: it counts again.</summary>
/// <remarks>The result is the submission as it stands now.</remarks>
public sealed class UnmarkWarning(Workspace workspace) : UseCase<MarkedWarning, StoredSubmission>("warning-unmark", workspace.Book)
{
    protected override StoredSubmission Execute(Invocation invocation, MarkedWarning request) => workspace.Decide(
        invocation, new Decision(request.Submission, "taken back"),
        (submissions, scope, _) => submissions.UndoWarning(scope, request.Submission, request.Number));
}

/// <summary>What decisions have in common.</summary>
internal static class Decisions
{
    /// <summary>Takes a decision on a submission in the caller's scope.</summary>
    /// <exception cref="NotFoundException">There is no such submission in the caller's scope.</exception>
    /// <exception cref="RequestException">No reason is given, or the submission's state does not allow it.</exception>
    public static StoredSubmission Decide(
        this Workspace workspace, Invocation invocation, Decision decision, Action<Storage.Submissions, Scope, string> decide)
    {
        var scope = invocation.Allowed.Scope;
        if (string.IsNullOrWhiteSpace(decision.Reason))
            throw new RequestException("Say why: a reason is missing.");
        var before = workspace.Queries().Find(scope, decision.Submission) ?? throw ShowSubmission.Missing(decision.Submission);
        if (decision.Version is { } shown && shown != workspace.Queries().DecisionVersionOf(scope, before))
            throw new DecisionOutdatedException();
        try
        {
            decide(workspace.Submissions(), scope, invocation.By.Name);
        }
        catch (SubmissionStateException e)
        {
            throw new RequestException(e.Message);
        }

        var found = workspace.Queries().Find(scope, decision.Submission)!;
        workspace.Journal.Decided(found.Id, found.State.ToString().ToLowerInvariant());
        return found;
    }
}
