using Ndtms.Core.Quality;
using Ndtms.Storage;

namespace Ndtms.Application.Submissions;

/// <summary>Two submissions of one agency.</summary>
/// <param name="First">The id of one.</param>
/// <param name="Second">The id of the other.</param>
public sealed record SubmissionsToCompare(long First, long Second);

/// <summary>Two submissions side by side.</summary>
/// <param name="Earlier">The one that was received first.</param>
/// <param name="Later">The other.</param>
/// <param name="Issues">Which issues were put right, are new or still there, by rule.</param>
/// <param name="EarlierScore">The score of the earlier; null: no record was read.</param>
/// <param name="LaterScore">The score of the later.</param>
/// <param name="EarlierEpisodes">Episodes that the earlier brought and that could be loaded.</param>
/// <param name="LaterEpisodes">The same of the later.</param>
public sealed record ComparedSubmissions(
    StoredSubmission Earlier, StoredSubmission Later, IReadOnlyList<IssueDifference> Issues, double? EarlierScore, double? LaterScore,
    int EarlierEpisodes, int LaterEpisodes);

/// <summary>Compares two submissions of one agency: issues by rule, what each changed, and scores.</summary>
public sealed class CompareSubmissions(Workspace workspace)
    : UseCase<SubmissionsToCompare, ComparedSubmissions>("submissions-compare", workspace.Book)
{
    protected override ComparedSubmissions Execute(Invocation invocation, SubmissionsToCompare request)
    {
        var (scope, queries) = (invocation.Allowed.Scope, workspace.Queries());
        var (from, to) = (Math.Min(request.First, request.Second), Math.Max(request.First, request.Second));
        var earlier = queries.Find(scope, from) ?? throw ShowSubmission.Missing(from);
        var later = queries.Find(scope, to) ?? throw ShowSubmission.Missing(to);
        if (earlier.Agency is null || earlier.Agency != later.Agency || from == to)
            throw ShowSubmission.Missing(request.Second);
        var (before, after) = (queries.CountsOf(scope, from), queries.CountsOf(scope, to));
        return new ComparedSubmissions(
            earlier, later, queries.DifferencesOf(scope, to, from), QualityScore.Of(before), QualityScore.Of(after), Episodes(before), Episodes(after));
    }

    private static int Episodes(IReadOnlyList<Core.Validation.EntityCount> counts) =>
        counts.FirstOrDefault(c => c.Kind == Core.DataSets.EntityKind.Episode)?.Loaded ?? 0;
}
