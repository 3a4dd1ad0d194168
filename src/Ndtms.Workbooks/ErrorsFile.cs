using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Validation;

namespace Ndtms.Workbooks;

/// <summary>A provider's own file, row for row as it was sent, with the issues of each row beside it: as CSV.</summary>
/// <remarks>
/// The columns ERRORS and SEVERITY come first, where they are visible when the file is opened despite a hundred other columns, and line up
/// with their headers even on rows that have too many or too few values. UTF-8 with a byte order mark, by which spreadsheets know the
/// encoding, and CRLF between rows. The file can be corrected and sent as it is: values mean what they meant, and where the file was cut
/// off it still is. Only a value that a spreadsheet would take for a formula has an apostrophe before it, which is removed when the file
/// is read.
/// </remarks>
public static class ErrorsFile
{
    /// <summary>The columns that come first in its header row, before those of the file.</summary>
    public static string Header { get; } = string.Join(',', MarkedRows.Columns);

    /// <summary>The name of the file: <c>N0852-20110401-20120331-TREAT-IN-H-ERRORS.csv</c>; where the facts are not known,
    /// <c>submission-17-ERRORS.csv</c>.</summary>
    public static string FileName(SubmissionFeedback feedback) => $"{NameOf(feedback)}.csv";

    /// <summary>Writes the file back.</summary>
    /// <param name="file">The file as received, plain or packed.</param>
    /// <param name="facts">Its facts; null where they are not known.</param>
    /// <param name="issues">The listed issues, in any order. Issues with the whole file or its header are shown on the first data row;
    /// issues of rows that cannot be read are listed at the end, with their lines.</param>
    /// <param name="unlisted">Where the other issues are: their rows show the rule and the column.</param>
    /// <param name="book">The reference data with which the file was checked.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(ReceivedFile file, SubmissionFacts? facts, IEnumerable<Issue> issues, UnlistedIssues unlisted, CodeBook book, Stream stream)
    {
        using var rows = new MarkedRows(file, facts, issues, unlisted, book);
        var output = new BufferedStream(stream, 1 << 16);
        var separator = rows.Rows?.Separator ?? (byte)',';
        output.Write("\uFEFF"u8);
        WriteOurs(output, separator, MarkedRows.Columns[0], MarkedRows.Columns[1]);
        if (rows.HasHeader)
            WriteTheirs(output, rows.Rows!);
        while (rows.Read())
        {
            output.Write("\r\n"u8);
            WriteOurs(output, separator, rows.Errors, rows.Severity);
            WriteTheirs(output, rows.Rows!);
        }

        while (rows.ReadRest())
        {
            output.Write("\r\n"u8);
            WriteOurs(output, separator, rows.Errors, rows.Severity);
        }

        // Without its last line break a file may be cut off (FILE-19): it must not come back as a whole one.
        if (!rows.HasHeader || file.EndsWithLineBreak)
            output.Write("\r\n"u8);
        output.Flush();
    }

    /// <summary>The name of the file and of the workbook, without its ending.</summary>
    internal static string NameOf(SubmissionFeedback feedback) =>
        (feedback.NamingFacts is { } facts ? Path.GetFileNameWithoutExtension(facts.ToFileName()) : feedback.NameWithoutFacts) + "-ERRORS";

    private static void WriteOurs(BufferedStream output, byte separator, string errors, string severity)
    {
        WriteQuoted(output, errors);
        output.WriteByte(separator);
        WriteQuoted(output, severity);
    }

    private static void WriteQuoted(BufferedStream output, string text)
    {
        if (text.Length == 0)
            return;
        output.WriteByte((byte)'"');
        output.Write(Encoding.UTF8.GetBytes(text.Replace("\"", "\"\"", StringComparison.Ordinal)));
        output.WriteByte((byte)'"');
    }

    /// <summary>The provider's values: as they are in the file, byte by byte, unless one of them is ours or looks like a formula.</summary>
    private static void WriteTheirs(BufferedStream output, CsvRows rows)
    {
        var touched = false;
        for (var i = 0; i < rows.Count && !touched; i++)
            touched = rows.IsOurs(i) || CsvText.LooksLikeFormula(rows[i]);
        if (!touched)
        {
            output.WriteByte(rows.Separator);
            output.Write(rows.Raw);
            return;
        }

        for (var i = 0; i < rows.Count; i++)
        {
            if (rows.IsOurs(i))
                continue;
            output.WriteByte(rows.Separator);
            WriteValue(output, rows[i], rows.Separator);
        }
    }

    private static void WriteValue(BufferedStream output, ReadOnlySpan<byte> value, byte separator)
    {
        var guarded = CsvText.LooksLikeFormula(value);
        var quoted = value.ContainsAny("\"\r\n"u8) || value.Contains(separator);
        if (quoted)
            output.WriteByte((byte)'"');
        if (guarded)
            output.WriteByte((byte)'\'');
        foreach (var b in value)
        {
            if (b == '"')
                output.WriteByte(b);
            output.WriteByte(b);
        }

        if (quoted)
            output.WriteByte((byte)'"');
    }
}
