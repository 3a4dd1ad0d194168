using Ndtms.Application.Access;
using Ndtms.Core.Quality;
using Ndtms.Storage;

namespace Ndtms.Application.Submissions;

/// <summary>Which changes of a submission to list.</summary>
/// <param name="Submission">The submission's id.</param>
/// <param name="Change"><c>added</c>, <c>changed</c> or <c>removed</c>; null: all.</param>
/// <param name="Page">Which page of them.</param>
public sealed record ChangesWanted(long Submission, string? Change, Page Page);

/// <summary>What a submission changes, or would change while it is held.</summary>
/// <param name="Submission">The submission, with the counts.</param>
/// <param name="Changes">The episodes; null where the caller sees counts only.</param>
public sealed record ListedChanges(StoredSubmission Submission, Paged<EpisodeChange>? Changes);

/// <summary>Lists the episodes that a submission adds, changes and removes.</summary>
public sealed class ListChanges(Workspace workspace) : UseCase<ChangesWanted, ListedChanges>("submission-changes", workspace.Book)
{
    protected override ListedChanges Execute(Invocation invocation, ChangesWanted request)
    {
        var (scope, queries) = (invocation.Allowed.Scope, workspace.Queries());
        return new ListedChanges(
            queries.Find(scope, request.Submission) ?? throw ShowSubmission.Missing(request.Submission),
            invocation.Allowed.Detail == Detail.Lines ? queries.ChangesOf(scope, request.Submission, request.Page, request.Change) : null);
    }
}

/// <summary>Which TOPs of a submission to list.</summary>
/// <param name="Submission">The submission's id.</param>
/// <param name="Standing">Those that are overdue, due or done; null: all.</param>
/// <param name="Page">Which page of them.</param>
public sealed record TopsWanted(long Submission, TopStanding? Standing, Page Page);

/// <summary>The TOPs that are expected of a submission.</summary>
/// <param name="Submission">The submission.</param>
/// <param name="Counts">How many stand where.</param>
/// <param name="Tops">Those that were asked for, by client, episode and occasion.</param>
public sealed record ListedTops(StoredSubmission Submission, IReadOnlyDictionary<TopStanding, int> Counts, Paged<ExpectedTop> Tops);

/// <summary>Lists the TOPs that are overdue, due or done, by client.</summary>
public sealed class ListTops(Workspace workspace) : UseCase<TopsWanted, ListedTops>("submission-tops", workspace.Book)
{
    protected override ListedTops Execute(Invocation invocation, TopsWanted request)
    {
        var (scope, queries) = (invocation.Allowed.Scope, workspace.Queries());
        var found = queries.Find(scope, request.Submission) ?? throw ShowSubmission.Missing(request.Submission);
        var tops = queries.ContentOf(scope, request.Submission)?.Tops ?? [];
        var wanted = tops.Where(t => request.Standing is null || t.Standing == request.Standing).ToList();
        return new ListedTops(
            found, tops.CountBy(t => t.Standing).ToDictionary(), new Paged<ExpectedTop>([.. wanted.Skip(request.Page.Skip).Take(request.Page.Take)], wanted.Count));
    }
}

/// <summary>How a field is filled, now and in earlier submissions.</summary>
/// <param name="Field">Now.</param>
/// <param name="Earlier">The share of earlier submissions, oldest first; null: not known.</param>
public sealed record FieldTrend(FieldCompleteness Field, IReadOnlyList<double?> Earlier);

/// <summary>How the expected fields of a submission are filled.</summary>
/// <param name="Submission">The submission.</param>
/// <param name="Earlier">The earlier submissions, oldest first.</param>
/// <param name="Fields">The fields, in the order of the data set.</param>
public sealed record ShownCompleteness(StoredSubmission Submission, IReadOnlyList<StoredSubmission> Earlier, IReadOnlyList<FieldTrend> Fields);

/// <summary>Shows how often each expected field is filled, with the trend.</summary>
public sealed class ShowCompleteness(Workspace workspace) : UseCase<long, ShownCompleteness>("submission-completeness", workspace.Book)
{
    /// <summary>Submissions of the trend before the one itself.</summary>
    private const int Trend = 5;

    protected override ShownCompleteness Execute(Invocation invocation, long request)
    {
        var (scope, queries) = (invocation.Allowed.Scope, workspace.Queries());
        var found = queries.Find(scope, request) ?? throw ShowSubmission.Missing(request);
        var earlier = found is { Agency: not null, WindowTo: not null } ? queries.EarlierThan(found, Trend) : [];
        var before = earlier.Select(e => queries.CompletenessOf(scope, e.Id).ToDictionary(f => (f.Entity, f.Header), f => f.Share)).ToList();
        return new ShownCompleteness(
            found, earlier,
            [.. queries.CompletenessOf(scope, request).Select(f => new FieldTrend(f, [.. before.Select(b => b.GetValueOrDefault((f.Entity, f.Header)))]))]);
    }
}
