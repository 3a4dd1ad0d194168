using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Validation;

namespace Ndtms.Workbooks;

/// <summary>Issues as CSV, sorted, so that two programs can be compared: <c>agency,rule,severity,entity,lines,clientid,episodid,childid,
/// column,value,message</c>. UTF-8 without BOM, LF; several lines of one issue with semicolons between.</summary>
public static class IssuesFile
{
    /// <summary>The header row.</summary>
    public const string Header = "agency,rule,severity,entity,lines,clientid,episodid,childid,column,value,message";

    /// <summary>Writes the issues of one or more files.</summary>
    /// <param name="files">Agency (null where it is not known) and issues of each file.</param>
    /// <param name="book">Labels of columns for the messages.</param>
    /// <param name="stream">Where to.</param>
    public static void Write(IEnumerable<(string? Agency, IReadOnlyList<Issue> Issues)> files, CodeBook book, Stream stream)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine(Header);
        var rows = files.SelectMany(f => f.Issues.Select(issue => (Agency: f.Agency ?? "", Issue: issue)))
            .OrderBy(r => r.Agency, StringComparer.Ordinal)
            .ThenBy(r => r.Issue.Rule, StringComparer.Ordinal)
            .ThenBy(r => r.Issue.Severity.ToString(), StringComparer.Ordinal)
            .ThenBy(r => r.Issue.Entity, StringComparer.Ordinal)
            .ThenBy(r => r.Issue.Lines.Count == 0 ? 0 : r.Issue.Lines[0])
            .ThenBy(r => r.Issue.ClientId, StringComparer.Ordinal)
            .ThenBy(r => r.Issue.EpisodeId, StringComparer.Ordinal)
            .ThenBy(r => r.Issue.ChildId, StringComparer.Ordinal)
            .ThenBy(r => r.Issue.Column, StringComparer.Ordinal)
            .ThenBy(r => r.Issue.Value, StringComparer.Ordinal);
        foreach (var (agency, issue) in rows)
        {
            writer.WriteLine(string.Join(',', new[]
            {
                agency, issue.Rule, issue.Severity.ToString().ToLowerInvariant(), issue.Entity, IssueText.Lines(issue, ";"), issue.ClientId, issue.EpisodeId,
                issue.ChildId, issue.Column, issue.Value, RuleBook.Message(issue, book),
            }.Select(text => CsvText.Text(text is null ? null : Ellipsis.Cut(text, IssueList.LongestText)))));
        }
    }
}
