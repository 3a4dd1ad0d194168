using Ndtms.Storage;
using Ndtms.Workbooks;

namespace Ndtms.Application.Submissions;

/// <summary>Which issues to export, and where to.</summary>
/// <param name="Agency">Of one agency's submissions; null: of all in the caller's scope.</param>
/// <param name="Path">The CSV file to write.</param>
/// <param name="Force">A file that is not ours may be replaced.</param>
public sealed record IssuesToExport(string? Agency, string Path, bool Force = false);

/// <summary>What was exported.</summary>
/// <param name="Submissions">How many submissions there are.</param>
/// <param name="Issues">How many issues were written.</param>
/// <param name="All">How many issues the submissions have, those that are not listed among them.</param>
public sealed record ExportedIssues(int Submissions, int Issues, int All);

/// <summary>Writes the issues of everything submitted as one CSV file.</summary>
public sealed class ExportIssues(Workspace workspace) : UseCase<IssuesToExport, ExportedIssues>("issues-export", workspace.Book)
{
    protected override ExportedIssues Execute(Invocation invocation, IssuesToExport request)
    {
        var output = Output.Csv(request.Path, IssuesFile.Header, request.Force);
        output.Check();
        var (scope, queries) = (invocation.Allowed.Scope, workspace.Queries());
        var agency = request.Agency?.ToUpperInvariant();
        var submissions = queries.All(scope, new SubmissionFilter(agency, OldestFirst: true)).ToList();
        var found = submissions.ConvertAll(s => (s.Agency, (IReadOnlyList<Core.Validation.Issue>)[.. queries.AllIssuesOf(scope, s.Id).Select(i => i.Issue)]));
        output.Write(stream => IssuesFile.Write(found, workspace.Book, stream));
        return new ExportedIssues(found.Count, found.Sum(f => f.Item2.Count), submissions.Sum(s => queries.IssueTotalsOf(scope, s.Id).Sum(c => c.Issues)));
    }
}
