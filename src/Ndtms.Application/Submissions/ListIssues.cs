using Ndtms.Application.Access;
using Ndtms.Core.Validation;
using Ndtms.Storage;

namespace Ndtms.Application.Submissions;

/// <summary>Which issues to list.</summary>
/// <param name="Submission">The submission's id.</param>
/// <param name="Filter">Which of its issues.</param>
/// <param name="Page">Which page of them.</param>
public sealed record IssuesWanted(long Submission, IssueFilter Filter, Page Page);

/// <summary>What was found in a submission.</summary>
/// <param name="Rules">How many issues of each rule there are.</param>
/// <param name="Issues">The issues, with their lines and clients; null where the caller sees counts only.</param>
public sealed record FoundIssues(IReadOnlyList<RuleCount> Rules, Paged<StoredIssue>? Issues);

/// <summary>Lists what was found in a submission: by rule, and for those who may see clients each issue.</summary>
public sealed class ListIssues(Workspace workspace) : UseCase<IssuesWanted, FoundIssues>("issues-list", workspace.Book)
{
    protected override FoundIssues Execute(Invocation invocation, IssuesWanted request)
    {
        var (scope, submissions) = (invocation.Allowed.Scope, workspace.Queries());
        if (submissions.Find(scope, request.Submission) is null)
            throw ShowSubmission.Missing(request.Submission);
        return new FoundIssues(
            submissions.RuleCountsOf(scope, request.Submission),
            invocation.Allowed.Detail == Detail.Lines ? submissions.IssuesOf(scope, request.Submission, request.Filter, request.Page) : null);
    }
}
