using Ndtms.Application.Feedback;
using Ndtms.Core.DataSets;
using Ndtms.Storage;
using Ndtms.Workbooks;

namespace Ndtms.Application.Submissions;

/// <summary>A file made from a submission, ready to be written.</summary>
/// <param name="FileName">Its name, of codes and dates alone.</param>
/// <param name="Write">Writes it.</param>
public sealed record Download(string FileName, Action<Stream> Write);

/// <summary>Makes the feedback workbook of a submission.</summary>
public sealed class DownloadFeedback(Workspace workspace) : UseCase<long, Download>("feedback-download", workspace.Book)
{
    protected override Download Execute(Invocation invocation, long request)
    {
        var (stored, _, feedback) = ErrorsToDownload.Feedback(workspace, invocation, request);
        return new Download(FeedbackReport.FileName(feedback), stream => stored.Write(feedback, stream));
    }
}

/// <summary>The provider's own file with its errors marked.</summary>
/// <param name="Submission">The submission's id.</param>
/// <param name="AsWorkbook">As a workbook, in which every cell is text; else as CSV.</param>
public sealed record ErrorsToDownload(long Submission, bool AsWorkbook)
{
    internal static (StoredFeedback Stored, StoredSubmission Submission, SubmissionFeedback Feedback) Feedback(Workspace workspace, Invocation invocation, long id)
    {
        var found = workspace.Queries().Find(invocation.Allowed.Scope, id) ?? throw ShowSubmission.Missing(id);
        var stored = new StoredFeedback(workspace);
        return (stored, found, stored.Of(found) ?? throw new NotFoundException(FormattableString.Invariant($"Submission {id} has not been processed yet.")));
    }
}

/// <summary>Gives a provider's own file back with its errors marked.</summary>
public sealed class DownloadErrors(Workspace workspace) : UseCase<ErrorsToDownload, Download>("errors-download", workspace.Book)
{
    protected override Download Execute(Invocation invocation, ErrorsToDownload request)
    {
        var (stored, submission, feedback) = ErrorsToDownload.Feedback(workspace, invocation, request.Submission);
        var files = new List<Download>();
        stored.WriteErrors(submission, feedback, otherwise: null, (name, write) => files.Add(new Download(name, write)));
        var ending = request.AsWorkbook ? ".xlsx" : ".csv";
        return files.Find(f => f.FileName.EndsWith(ending, StringComparison.Ordinal)) ?? throw new NotFoundException(
            request.AsWorkbook && files.Count > 0
                ? FormattableString.Invariant($"The file has more than the {ErrorsWorkbook.MostRows:#,##0} rows that a workbook can have. Download it as CSV.")
                : FormattableString.Invariant($"Nothing of the file of submission {request.Submission} is kept."));
    }
}

/// <summary>Which issues of a submission to download.</summary>
/// <param name="Submission">The submission's id.</param>
/// <param name="Filter">Which of its issues.</param>
public sealed record IssuesToDownload(long Submission, IssueFilter Filter);

/// <summary>Makes a CSV file of a submission's issues, as a list shows them.</summary>
public sealed class DownloadIssues(Workspace workspace) : UseCase<IssuesToDownload, Download>("issues-download", workspace.Book)
{
    protected override Download Execute(Invocation invocation, IssuesToDownload request)
    {
        var (scope, queries) = (invocation.Allowed.Scope, workspace.Queries());
        var found = queries.Find(scope, request.Submission) ?? throw ShowSubmission.Missing(request.Submission);
        return new Download(
            FormattableString.Invariant($"submission-{found.Id}-issues.csv"),
            stream => IssuesFile.Write(
                [(found.Agency, [.. queries.AllIssuesOf(scope, found.Id, request.Filter).Select(i => i.Issue)])], workspace.Book, stream));
    }
}

/// <summary>Makes a CSV file of the episodes that a submission adds, changes and removes.</summary>
public sealed class DownloadChanges(Workspace workspace) : UseCase<ChangesWanted, Download>("changes-download", workspace.Book)
{
    protected override Download Execute(Invocation invocation, ChangesWanted request)
    {
        var (scope, queries) = (invocation.Allowed.Scope, workspace.Queries());
        var found = queries.Find(scope, request.Submission) ?? throw ShowSubmission.Missing(request.Submission);
        return new Download(FormattableString.Invariant($"submission-{found.Id}-changes.csv"), stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
            writer.WriteLine("change,clientid,episodid");
            foreach (var change in queries.AllChangesOf(scope, found.Id, request.Change))
                writer.WriteLine($"{change.Change},{CsvText.Text(change.ClientId)},{CsvText.Text(change.EpisodeId)}");
        });
    }
}

/// <summary>Makes a CSV file of the TOPs that are expected of a submission.</summary>
public sealed class DownloadTops(Workspace workspace) : UseCase<TopsWanted, Download>("tops-download", workspace.Book)
{
    protected override Download Execute(Invocation invocation, TopsWanted request)
    {
        var (scope, queries) = (invocation.Allowed.Scope, workspace.Queries());
        var found = queries.Find(scope, request.Submission) ?? throw ShowSubmission.Missing(request.Submission);
        var tops = (queries.ContentOf(scope, found.Id)?.Tops ?? []).Where(t => request.Standing is null || t.Standing == request.Standing);
        return new Download(FormattableString.Invariant($"submission-{found.Id}-tops.csv"), stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
            writer.WriteLine("clientid,episodid,occasion,due_by,done,standing,days_overdue");
            foreach (var top in tops)
            {
                writer.WriteLine(FormattableString.Invariant(
                    $"{CsvText.Text(top.ClientId)},{CsvText.Text(top.EpisodeId)},{top.Occasion.ToString().ToLowerInvariant()},{top.DueBy:yyyy-MM-dd},{top.Done:yyyy-MM-dd},{top.Standing.ToString().ToLowerInvariant()},{top.DaysOverdue}"));
            }
        });
    }
}
