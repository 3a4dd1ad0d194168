using System.Globalization;
using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Validation;

namespace Ndtms.Workbooks;

/// <summary>A provider's own file, row for row as it was sent, with the issues of each row beside it.</summary>
/// <remarks>
/// The column ERRORS comes first, where it is visible when the file is opened despite a hundred other columns, and lines up with its
/// header even on rows that have too many or too few values. UTF-8 with a byte order mark, by which spreadsheets know the encoding, and
/// CRLF between rows. The provider's values are not touched: changing one would change what is sent next.
/// </remarks>
public static class ErrorsFile
{
    /// <summary>The header of the column.</summary>
    public const string Column = "ERRORS";

    private const string Separator = " | ";

    /// <summary>The name of the file: <c>N0852-20110401-20120331-TREAT-IN-H-ERRORS.csv</c>; where the facts are not known,
    /// <c>submission-17-ERRORS.csv</c>.</summary>
    public static string FileName(SubmissionFeedback feedback) =>
        (feedback.NamingFacts is { } facts ? Path.GetFileNameWithoutExtension(facts.ToFileName()) : feedback.NameWithoutFacts) + "-ERRORS.csv";

    /// <summary>Writes the file back.</summary>
    /// <param name="file">The file as received, plain or packed.</param>
    /// <param name="issues">All issues, in any order. Issues with the whole file or its header are shown on the first data row;
    /// issues of rows that cannot be read are listed at the end, with their lines.</param>
    /// <param name="book">The reference data with which the file was checked.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(ReceivedFile file, IEnumerable<Issue> issues, CodeBook book, Stream stream)
    {
        var byLine = new SortedDictionary<int, List<Issue>>();
        foreach (var issue in issues)
        {
            foreach (var line in issue.Lines.Count == 0 ? [0] : issue.Lines.Distinct())
            {
                if (!byLine.TryGetValue(line, out var found))
                    byLine.Add(line, found = []);
                found.Add(issue);
            }
        }

        var output = new BufferedStream(stream, 1 << 16);
        output.Write("\uFEFF"u8);
        if (file.Problem is null)
            WriteRows(file, byLine, book, output);
        else
            WriteRow(output, Column, []);
        foreach (var (line, found) in byLine)
            WriteRow(output, Errors(line, found, book), []);
        output.Flush();
    }

    /// <summary>Writes the header and rows, and removes the issues that it writes from the list.</summary>
    private static void WriteRows(ReceivedFile file, SortedDictionary<int, List<Issue>> byLine, CodeBook book, BufferedStream output)
    {
        using var rows = file.OpenRows(file.NamedFacts is { } facts ? book.DataSet(facts.Letter) : null);
        WriteRow(output, Column, rows.ReadHeader() ? rows.Raw : []);
        for (var first = true; rows.Read(); first = false)
        {
            var errors = "";
            foreach (var line in first ? [0, rows.HeaderLine, rows.Line] : (ReadOnlySpan<int>)[rows.Line])
            {
                if (byLine.Remove(line, out var found))
                    errors += (errors.Length > 0 ? Separator : "") + Errors(line == rows.Line ? null : 0, found, book);
            }

            WriteRow(output, errors, rows.Raw);
        }
    }

    /// <summary>The messages of issues, each with its rule first, so that no cell begins like a formula.</summary>
    /// <param name="line">Null for issues of the row itself; 0 for the whole file.</param>
    /// <param name="issues">The issues of the line.</param>
    /// <param name="book">The reference data.</param>
    private static string Errors(int? line, List<Issue> issues, CodeBook book)
    {
        var where = line switch
        {
            null => "",
            0 => "Whole file: ",
            { } number => string.Create(CultureInfo.InvariantCulture, $"Line {number}: "),
        };
        return string.Join(Separator, issues
            .OrderByDescending(i => i.Severity).ThenBy(i => i.Rule, StringComparer.Ordinal).ThenBy(i => i.Column, StringComparer.Ordinal)
            .Select(i => $"{where}{i.Rule}: {RuleBook.Message(i, book)}"));
    }

    private static void WriteRow(BufferedStream output, string errors, ReadOnlySpan<byte> raw)
    {
        if (errors.Length > 0)
        {
            output.WriteByte((byte)'"');
            output.Write(Encoding.UTF8.GetBytes(errors.ReplaceLineEndings(" ").Replace("\"", "\"\"", StringComparison.Ordinal)));
            output.WriteByte((byte)'"');
        }

        if (raw.Length > 0)
        {
            output.WriteByte((byte)',');
            output.Write(raw);
        }

        output.Write("\r\n"u8);
    }
}
