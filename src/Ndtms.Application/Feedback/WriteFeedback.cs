using Ndtms.Core.DataSets;
using Ndtms.Storage;
using Ndtms.Workbooks;

namespace Ndtms.Application.Feedback;

/// <summary>Which feedback to write, and where to.</summary>
/// <param name="Cut">Last day of the month.</param>
/// <param name="Areas">Codes of agencies, partnerships or regions, or england; none: every agency in the caller's scope.</param>
/// <param name="Folder">The folder.</param>
/// <param name="Force">A file that is not ours may be replaced.</param>
public sealed record FeedbackToWrite(DateOnly Cut, IReadOnlyList<string> Areas, string Folder, bool Force = false);

/// <summary>The feedback that was written.</summary>
/// <param name="Agencies">The agencies that there is feedback on.</param>
/// <param name="Without">Areas asked for that have no processed submission for a window that ends in the month.</param>
public sealed record WrittenFeedback(IReadOnlyList<string> Agencies, IReadOnlyList<string> Without);

/// <summary>Writes the feedback on each agency's last submission for a month, and its file back with its issues.</summary>
public sealed class WriteFeedback(Workspace workspace) : UseCase<FeedbackToWrite, WrittenFeedback>("feedback-write", workspace.Book)
{
    protected override WrittenFeedback Execute(Invocation invocation, FeedbackToWrite request)
    {
        var (scope, feedback) = (invocation.Allowed.Scope, new StoredFeedback(workspace));
        var wanted = request.Areas.Select(c => c.ToUpperInvariant()).ToHashSet(StringComparer.Ordinal);
        var known = feedback.Agencies.Values.Where(a => scope.Covers(a.Code, a.Partnership)).ToList();
        foreach (var code in wanted.Where(c => !known.Exists(a => IsIn(a, c))))
            throw new NotFoundException($"There is no agency in '{code}'; give the code of an agency, a partnership or a region, or england.");
        var last = workspace.Queries().LastOfMonth(scope, request.Cut)
            .Where(s => wanted.Count == 0 || (feedback.Agencies.TryGetValue(s.Agency!, out var agency) && wanted.Any(c => IsIn(agency, c)))).ToList();
        var written = invocation.EachSideBySide("Writing feedback", last, submission => Write(feedback, submission, request))
            .OfType<string>().ToList();
        workspace.Journal.Reported("Feedback", written.Count, request.Cut);
        return new WrittenFeedback(
            written, [.. wanted.Where(c => !written.Exists(code => IsIn(feedback.Agencies[code], c))).Order(StringComparer.Ordinal)]);
    }

    private static string? Write(StoredFeedback feedback, StoredSubmission submission, FeedbackToWrite request)
    {
        if (feedback.Of(submission) is not { } found)
            return null;
        Output.Workbook(Path.Combine(request.Folder, FeedbackReport.FileName(found)), request.Force).Write(stream => feedback.Write(found, stream));
        feedback.WriteErrors(
            submission, found, otherwise: null, (name, write) => Output.Errors(Path.Combine(request.Folder, name), request.Force).Write(write));
        return submission.Agency;
    }

    private bool IsIn(Agency agency, string code) => agency.Code == code || agency.Partnership == code
        || code.Equals(Areas.England, StringComparison.OrdinalIgnoreCase)
        || string.Equals(workspace.Book.Areas.Partnership(agency.Partnership)?.Region, code, StringComparison.OrdinalIgnoreCase);
}
