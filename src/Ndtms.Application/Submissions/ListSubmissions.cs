using Ndtms.Storage;

namespace Ndtms.Application.Submissions;

/// <summary>Which submissions to list.</summary>
/// <param name="Filter">Which of those in the caller's scope.</param>
/// <param name="Page">Which page of them.</param>
public sealed record SubmissionsWanted(SubmissionFilter Filter, Page Page);

/// <summary>Lists submissions.</summary>
public sealed class ListSubmissions(Workspace workspace)
    : UseCase<SubmissionsWanted, Paged<StoredSubmission>>("submission-list", workspace.Book)
{
    protected override Paged<StoredSubmission> Execute(Invocation invocation, SubmissionsWanted request) =>
        workspace.Queries().List(invocation.Allowed.Scope, request.Filter, request.Page);
}
