using Ndtms.Application.Access;
using Ndtms.Storage;

namespace Ndtms.Application.Submissions;

/// <summary>A submission as a list shows it.</summary>
/// <param name="Submission">The submission.</param>
/// <param name="Receipt">When it was received, and by whom; the name is left out where the caller sees counts only.</param>
/// <param name="Records">What its score is made of; null: no record was read.</param>
/// <param name="Episodes">Episodes that it brought and that could be loaded; null: not known.</param>
public sealed record ListedSubmission(StoredSubmission Submission, SubmissionEvent Receipt, AgencyRecords? Records, int? Episodes);

/// <summary>Adds to submissions what a list shows of them: when and by whom they were received, and what their scores are made of.</summary>
public sealed class DescribeSubmissions(Workspace workspace)
    : UseCase<IReadOnlyList<StoredSubmission>, IReadOnlyList<ListedSubmission>>("submission-list", workspace.Book)
{
    protected override IReadOnlyList<ListedSubmission> Execute(Invocation invocation, IReadOnlyList<StoredSubmission> request)
    {
        var (scope, queries, ids) = (invocation.Allowed.Scope, workspace.Queries(), request.Select(s => s.Id).ToList());
        var (receipts, records) = (queries.ReceiptsOf(scope, ids), queries.RecordsOf(scope, ids));
        var lines = invocation.Allowed.Detail == Detail.Lines;
        return
        [
            .. request.Where(s => receipts.ContainsKey(s.Id)).Select(s => new ListedSubmission(
                s, lines ? receipts[s.Id] : receipts[s.Id] with { Who = "" }, records.GetValueOrDefault(s.Id),
                records.ContainsKey(s.Id) ? s.Changes.Added + s.Changes.Changed + s.Changes.Unchanged : null)),
        ];
    }
}
