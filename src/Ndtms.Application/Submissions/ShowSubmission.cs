using Ndtms.Core.Validation;
using Ndtms.Storage;

namespace Ndtms.Application.Submissions;

/// <summary>A submission, with its steps and what was found in it, in counts.</summary>
/// <param name="Submission">The submission.</param>
/// <param name="Steps">Its steps, in their order.</param>
/// <param name="Counts">What it brought, by kind of record.</param>
/// <param name="Rules">How many issues of each rule it has, most serious first, without warnings that were checked.</param>
public sealed record ShownSubmission(
    StoredSubmission Submission, IReadOnlyList<SubmissionEvent> Steps, IReadOnlyList<EntityCount> Counts, IReadOnlyList<RuleCount> Rules);

/// <summary>Shows a submission, by its id.</summary>
public sealed class ShowSubmission(Workspace workspace) : UseCase<long, ShownSubmission>("submission-show", workspace.Book)
{
    protected override ShownSubmission Execute(Invocation invocation, long request)
    {
        var (scope, submissions) = (invocation.Allowed.Scope, workspace.Queries());
        var found = submissions.Find(scope, request) ?? throw Missing(request);
        return new ShownSubmission(
            found, submissions.EventsOf(scope, request), submissions.CountsOf(scope, request),
            [.. submissions.RuleCountsOf(scope, request).OrderByDescending(r => r.Severity).ThenBy(r => r.Rule, StringComparer.Ordinal)]);
    }

    /// <summary>There is no such submission in the caller's scope.</summary>
    internal static NotFoundException Missing(long id) =>
        new(FormattableString.Invariant($"There is no submission {id}."));
}
