using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using ExcelDataReader;
using ExcelDataReader.Exceptions;

namespace Ndtms.Core.Intake;

/// <summary>Reads an Excel workbook (.xlsx) as the CSV that it stands for: its first visible sheet, a line for each row of the sheet, dates as
/// dd/mm/yyyy, numbers as their digits, formulas by their stored value (Definitions/data-set.md, The file, workbook).</summary>
internal static class WorkbookText
{
    /// <summary>Texts that cells share are read into memory at once; more of them are refused.</summary>
    private const long LongestSharedTexts = 96L << 20;

    /// <summary>The text is kept in memory, compressed.</summary>
    private const long LongestText = 512L << 20;

    /// <summary>A stray cell far outside the data makes every row as wide: such a sheet is refused.</summary>
    private const long MostCells = 250_000_000;

    /// <summary>Numbers have 15 digits that can be relied on; a longer number is written with an exponent, so that it does not pass for
    /// an id.</summary>
    private const double LargestExact = 1e15;

    /// <summary>The library names Windows-1252 when it is set up, and .NET knows that only after this.</summary>
    static WorkbookText() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Reads a workbook.</summary>
    /// <param name="workbook">Its bytes; seekable, and left open.</param>
    /// <param name="limits">What may be read.</param>
    /// <param name="text">The CSV, as UTF-8, compressed with gzip.</param>
    /// <returns>Why it cannot be read; null where it can.</returns>
    public static Unreadable? Read(Stream workbook, IntakeLimits limits, out byte[] text)
    {
        text = [];
        try
        {
            if (!IsWithinLimits(workbook, limits))
                return Unreadable.TooLarge;
            workbook.Position = 0;
            using var reader = ExcelReaderFactory.CreateOpenXmlReader(workbook, new ExcelReaderConfiguration { LeaveOpen = true });
            while (reader.VisibleState != "visible" && reader.NextResult())
            {
                // The next sheet may be visible.
            }

            if (reader.ResultsCount == 0)
                return Unreadable.DamagedWorkbook;
            if ((long)reader.RowCount * reader.FieldCount > MostCells)
                return Unreadable.StrayCells;
            if (reader.RowCount - 1 > limits.Rows)
                return Unreadable.TooManyRows;
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            {
                if (Write(reader, gzip) is { } problem)
                    return problem;
            }

            text = packed.ToArray();
            return null;
        }
        catch (Exception e) when (e is ExcelReaderException or XmlException or FormatException or OverflowException or ArgumentException
            or InvalidDataException or KeyNotFoundException or NullReferenceException or IndexOutOfRangeException or NotSupportedException or InvalidOperationException)
        {
            // The library does not tell damage in one way of its own.
            return Unreadable.DamagedWorkbook;
        }
    }

    private static Unreadable? Write(IExcelDataReader reader, Stream output)
    {
        using var lines = new CsvLines(output);
        var values = new string[reader.FieldCount];
        var (line, width, length) = (0, 0, 0L);
        while (reader.Read())
        {
            line++;
            var count = 0;
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = Text(reader.GetValue(i));
                if (values[i].Length > 0)
                    count = i + 1;
            }

            if (count == 0)
                continue;
            // The rows of a sheet have no end of their own: each is as long as the first, the header.
            width = width == 0 ? count : width;
            lines.GoTo(line);
            for (var i = 0; i < Math.Max(count, width); i++)
            {
                var value = Encoding.UTF8.GetBytes(values[i]);
                length += value.Length + 1;
                lines.Value(value);
            }

            lines.EndRow();
            if (length > LongestText)
                return Unreadable.TooLarge;
        }

        return length == 0 ? Unreadable.Empty : null;
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        // A line break within a cell must not move the rows below it off their lines.
        string text => text.IndexOfAny(['\r', '\n']) < 0 ? text : text.ReplaceLineEndings(" "),
        DateTime { TimeOfDay.Ticks: 0 } day => day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture),
        DateTime moment => moment.ToString("dd/MM/yyyy HH:mm:ss", CultureInfo.InvariantCulture),
        double number when Math.Abs(number) < LargestExact => ((decimal)number).ToString("0.###############", CultureInfo.InvariantCulture),
        double number => number.ToString("0.##############E+0", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>Whether the parts of the package, unpacked, are within the limits, whatever the package says of their lengths.</summary>
    private static bool IsWithinLimits(Stream workbook, IntakeLimits limits)
    {
        workbook.Position = 0;
        using var package = new ZipArchive(workbook, ZipArchiveMode.Read, leaveOpen: true);
        var buffer = new byte[1 << 16];
        var total = 0L;
        foreach (var part in package.Entries)
        {
            var longest = part.Name.Equals("sharedStrings.xml", StringComparison.OrdinalIgnoreCase) ? LongestSharedTexts : limits.Bytes;
            using var content = part.Open();
            long length = 0;
            for (int read; (read = content.Read(buffer)) > 0;)
            {
                length += read;
                total += read;
                if (length > longest || total > limits.Bytes)
                    return false;
            }
        }

        return true;
    }
}
