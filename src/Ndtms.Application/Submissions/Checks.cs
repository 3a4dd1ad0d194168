using Ndtms.Storage;
using Ndtms.Workbooks;

namespace Ndtms.Application.Submissions;

/// <summary>A check, and what was found in its file.</summary>
/// <param name="Check">The check.</param>
/// <param name="Result">What was found; null: it is not done yet, or could not be done.</param>
/// <param name="Waiting">How many files wait or are checked before it.</param>
public sealed record ShownCheck(FileCheck Check, FileCheckResult? Result, int Waiting);

/// <summary>Shows a check to whoever made it.</summary>
public sealed class ShowCheck(Workspace workspace) : UseCase<string, ShownCheck>("check-show", workspace.Book)
{
    protected override ShownCheck Execute(Invocation invocation, string request)
    {
        var checks = workspace.Checks();
        var found = checks.Find(request, invocation.By.Name) ?? throw Missing();
        return new ShownCheck(
            found, found.State == FileCheckState.Done ? checks.ResultOf(found) : null,
            found.State == FileCheckState.Received ? workspace.Queries().Waiting() : 0);
    }

    /// <summary>There is no such check, it is somebody else's or it is kept no longer.</summary>
    internal static NotFoundException Missing() => new("This check has been deleted. Checks are kept for 24 hours.");
}

/// <summary>Which issues of a check to list.</summary>
/// <param name="Check">The check's id.</param>
/// <param name="Filter">Which of its issues, by severity, rule and column.</param>
/// <param name="Page">Which page of them.</param>
public sealed record CheckIssuesWanted(string Check, IssueFilter Filter, Page Page);

/// <summary>Lists what was found in a file that was only checked.</summary>
public sealed class ListCheckIssues(Workspace workspace) : UseCase<CheckIssuesWanted, Paged<StoredIssue>>("check-issues-list", workspace.Book)
{
    protected override Paged<StoredIssue> Execute(Invocation invocation, CheckIssuesWanted request)
    {
        var checks = workspace.Checks();
        var found = checks.Find(request.Check, invocation.By.Name) ?? throw ShowCheck.Missing();
        if (request.Filter == IssueFilter.None)
        {
            return new Paged<StoredIssue>(
                [.. checks.IssuesOf(found, request.Page.Skip).Take(request.Page.Take)],
                found.State == FileCheckState.Done ? checks.ResultOf(found)?.Issues ?? 0 : 0);
        }

        var (page, total) = (new List<StoredIssue>(), 0);
        foreach (var issue in checks.IssuesOf(found).Where(i => Matches(i, request.Filter)))
        {
            if (total++ >= request.Page.Skip && page.Count < request.Page.Take)
                page.Add(issue);
        }

        return new Paged<StoredIssue>(page, total);
    }

    private static bool Matches(StoredIssue stored, IssueFilter filter) =>
        (filter.Severity is null || stored.Issue.Severity == filter.Severity) && (filter.Rule is null || stored.Issue.Rule == filter.Rule)
        && (filter.Column is null || stored.Issue.Column == filter.Column) && (filter.After is not { } after || stored.Number > after);
}

/// <summary>Where to write the issues of a check.</summary>
/// <param name="Check">The check's id.</param>
/// <param name="Output">Takes them, as CSV.</param>
public sealed record CheckIssuesToDownload(string Check, Stream Output);

/// <summary>Writes what was found in a file that was only checked, as CSV.</summary>
/// <remarks>The result says how many issues were written.</remarks>
public sealed class DownloadCheckIssues(Workspace workspace) : UseCase<CheckIssuesToDownload, int>("check-issues-download", workspace.Book)
{
    protected override int Execute(Invocation invocation, CheckIssuesToDownload request)
    {
        var checks = workspace.Checks();
        var found = checks.Find(request.Check, invocation.By.Name) ?? throw ShowCheck.Missing();
        var issues = checks.IssuesOf(found).Select(i => i.Issue).ToList();
        IssuesFile.Write([(found.Agency, issues)], workspace.Book, request.Output);
        return issues.Count;
    }
}

/// <summary>Submits a file that was checked, without its being sent again; it is checked once more when it is processed.</summary>
/// <remarks>The result is the submission's id.</remarks>
public sealed class SubmitCheck(Workspace workspace) : UseCase<string, long>("check-submit", workspace.Book)
{
    protected override long Execute(Invocation invocation, string request)
    {
        var checks = workspace.Checks();
        var found = checks.Find(request, invocation.By.Name) ?? throw ShowCheck.Missing();
        // A grant may have ended since the file was checked.
        Sending.Require(
            invocation.Allowed.Scope, found.Agency, workspace.Reference.Agencies().FirstOrDefault(a => a.Code == found.Agency)?.Partnership);
        try
        {
            return checks.Submit(request, invocation.By.Name, workspace.Today) ?? throw ShowCheck.Missing();
        }
        catch (OtherSubmissionException other)
        {
            throw Upload.InTheWay(other, workspace.Time);
        }
        catch (SubmissionStateException e)
        {
            throw new RequestException(e.Message);
        }
    }
}

/// <summary>Deletes a check with all that was found.</summary>
/// <remarks>The result is the check's id.</remarks>
public sealed class DeleteCheck(Workspace workspace) : UseCase<string, string>("check-delete", workspace.Book)
{
    protected override string Execute(Invocation invocation, string request) =>
        workspace.Checks().Delete(request, invocation.By.Name) ? request : throw ShowCheck.Missing();
}

/// <summary>Asks for files that wait to be checked only.</summary>
public sealed record ChecksToProcess;

/// <summary>Checks the files that were sent to be checked only.</summary>
/// <remarks>The result says how many.</remarks>
public sealed class ProcessChecks(Workspace workspace) : UseCase<ChecksToProcess, int>("checks-process", workspace.Book)
{
    protected override int Execute(Invocation invocation, ChecksToProcess request)
    {
        var (checks, done) = (workspace.Checks(), 0);
        while (!invocation.Cancellation.IsCancellationRequested && checks.ProcessNext() is not null)
            done++;
        return done;
    }
}
