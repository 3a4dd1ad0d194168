using Ndtms.Storage;

namespace Ndtms.Application.Submissions;

/// <summary>Tells how far a submission is: its state and, while it is being checked, the rows done.</summary>
public sealed class FollowSubmission(Workspace workspace) : UseCase<long, SubmissionNews>("submission-follow", workspace.Book)
{
    /// <summary>After so long without news something may be wrong, and whoever waits is told that it takes longer than usual.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(2);

    protected override SubmissionNews Execute(Invocation invocation, long request) =>
        workspace.Queries().NewsOf(invocation.Allowed.Scope, request) ?? throw ShowSubmission.Missing(request);
}
