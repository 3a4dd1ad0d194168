using Ndtms.Core.Validation;
using Ndtms.Storage;

namespace Ndtms.Application.Submissions;

/// <summary>What deciding on a submission would do.</summary>
/// <param name="Submission">The submission.</param>
/// <param name="Reasons">Why it is held; empty: it is not.</param>
/// <param name="Withdrawal">What withdrawing it would do.</param>
/// <param name="Version">What the current data are: a decision that was shown with another version is taken on other numbers.</param>
public sealed record DecisionPreview(StoredSubmission Submission, IReadOnlyList<StoredIssue> Reasons, Withdrawal Withdrawal, string Version);

/// <summary>Shows what confirming or withdrawing a submission would do, before anything is done.</summary>
public sealed class PreviewDecision(Workspace workspace) : UseCase<long, DecisionPreview>("submission-decision", workspace.Book)
{
    protected override DecisionPreview Execute(Invocation invocation, long request)
    {
        var (scope, queries) = (invocation.Allowed.Scope, workspace.Queries());
        var found = queries.Find(scope, request) ?? throw ShowSubmission.Missing(request);
        try
        {
            return new DecisionPreview(
                found, queries.IssuesOf(scope, request, new IssueFilter(Severity.Hold), Page.First(100)).Items, workspace.Submissions().WithdrawalOf(scope, request),
                queries.DecisionVersionOf(scope, found));
        }
        catch (SubmissionStateException e)
        {
            throw new RequestException(e.Message);
        }
    }
}
