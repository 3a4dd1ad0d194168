using Ndtms.Application.Access;
using Ndtms.Core.Quality;
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
public sealed record FoundIssues(IReadOnlyList<RuleCount> Rules, Paged<StoredIssue>? Issues)
{
    /// <summary>The submission.</summary>
    public required StoredSubmission Submission { get; init; }

    /// <summary>What was found, by rule, the most harmful first.</summary>
    public required IReadOnlyList<RuleHarm> Harm { get; init; }

    /// <summary>How many issues there are, by rule, severity and column, those that are not listed among them.</summary>
    public required IReadOnlyList<IssueCount> Counts { get; init; }

    /// <summary>How many issues match the filter, those that are not listed among them; as many as are listed where the filter looks at more than
    /// is known of the others.</summary>
    public required long All { get; init; }

    /// <summary>The submission that it is compared with; null: it is the first.</summary>
    public required StoredSubmission? Earlier { get; init; }
}

/// <summary>Lists what was found in a submission: by rule, and for those who may see clients each issue.</summary>
public sealed class ListIssues(Workspace workspace) : UseCase<IssuesWanted, FoundIssues>("issues-list", workspace.Book)
{
    protected override FoundIssues Execute(Invocation invocation, IssuesWanted request)
    {
        var (scope, queries, id) = (invocation.Allowed.Scope, workspace.Queries(), request.Submission);
        var found = queries.Find(scope, id) ?? throw ShowSubmission.Missing(id);
        var rules = queries.RuleCountsOf(scope, id);
        var counts = queries.IssueTotalsOf(scope, id);
        var issues = invocation.Allowed.Detail == Detail.Lines ? queries.IssuesOf(scope, id, request.Filter, request.Page) : null;
        return new FoundIssues(rules, issues)
        {
            Submission = found,
            Harm = RuleHarm.InOrder(rules, queries.ContentOf(scope, id)?.Effects ?? new Dictionary<string, IReadOnlyList<MissingPersons>>()),
            Counts = counts,
            All = request.Filter.CountsUnlisted || issues is null ? counts.Where(c => Matches(c, request.Filter)).Sum(c => request.Filter.Unconfirmed ? c.Unconfirmed : c.Issues) : issues.Total,
            Earlier = found is { Agency: not null, WindowTo: not null } && queries.EarlierThan(found, 1) is [var before] ? before : null,
        };
    }

    private static bool Matches(IssueCount count, IssueFilter filter) => (filter.Severity is null || count.Severity == filter.Severity)
        && (filter.Rule is null || count.Rule == filter.Rule) && (filter.Column is null || count.Column == filter.Column);
}

/// <summary>One issue of a submission.</summary>
/// <param name="Submission">The submission's id.</param>
/// <param name="Number">The issue's number within it, from 1.</param>
public sealed record IssueWanted(long Submission, int Number);

/// <summary>An issue with all that its page says.</summary>
/// <param name="Submission">The submission.</param>
/// <param name="Issue">The issue among others.</param>
/// <param name="Missing">Whom issues of its rule keep out of figures, where it rejects; empty: nobody.</param>
public sealed record ShownIssue(StoredSubmission Submission, IssueAmongOthers Issue, IReadOnlyList<MissingPersons> Missing);

/// <summary>Shows an issue, with the other issues of its record.</summary>
public sealed class ShowIssue(Workspace workspace) : UseCase<IssueWanted, ShownIssue>("issue-show", workspace.Book)
{
    protected override ShownIssue Execute(Invocation invocation, IssueWanted request)
    {
        var (scope, queries) = (invocation.Allowed.Scope, workspace.Queries());
        var found = queries.Find(scope, request.Submission) ?? throw ShowSubmission.Missing(request.Submission);
        var issue = queries.IssueOf(scope, request.Submission, request.Number)
            ?? throw new NotFoundException(FormattableString.Invariant($"Submission {request.Submission} has no issue {request.Number}."));
        return new ShownIssue(
            found, issue,
            issue.Issue.Issue.Severity == Severity.Reject && queries.ContentOf(scope, request.Submission) is { } content
                ? content.Effects.GetValueOrDefault(issue.Issue.Issue.Rule, []) : []);
    }
}
