using System.Globalization;
using System.Text;
using Ndtms.Core.Validation;

namespace Ndtms.Workbooks;

/// <summary>What issues show in one cell.</summary>
internal static class IssueText
{
    /// <summary>As many of an issue's lines as one cell holds, then how many more there are.</summary>
    /// <param name="issue">The issue.</param>
    /// <param name="separator">What stands between two lines.</param>
    /// <param name="from">Its first line that is shown, counted from 0.</param>
    public static string Lines(Issue issue, string separator, int from = 0)
    {
        const int andMore = 25;
        var text = new StringBuilder();
        for (var i = from; i < issue.Lines.Count; i++)
        {
            var line = issue.Lines[i].ToString(CultureInfo.InvariantCulture);
            if (text.Length + separator.Length + line.Length > IssueList.LongestText - andMore)
                return More(issue.Lines.Count - i + issue.FurtherLines);
            text.Append(text.Length == 0 ? "" : separator).Append(line);
        }

        return issue.FurtherLines == 0 ? text.ToString() : More(issue.FurtherLines);

        string More(int count) => text.Append(CultureInfo.InvariantCulture, $"{separator}and {count:#,##0} more").ToString();
    }
}
