using System.Globalization;
using System.IO.Compression;
using System.Xml;
using ClosedXML.Excel;
using Ndtms.Core.DataSets;

namespace Ndtms.Workbooks.Forms;

/// <summary>A file that was sent as a workbook cannot be read as one.</summary>
/// <param name="problem">What is wrong with it, as a sentence goes on after its name, such as "is protected with a password".</param>
/// <param name="inner">What was thrown; null: nothing.</param>
internal sealed class UnreadableWorkbookException(string problem, Exception? inner = null) : Exception(problem, inner);

/// <summary>Reads workbooks that people fill in and send. They come from outside, so nothing of them is trusted: neither their size nor that
/// they are what their name says.</summary>
internal static class ReceivedWorkbook
{
    /// <summary>The most that all parts of a workbook may take once they are unpacked. A workbook is compressed, and is read as a
    /// whole.</summary>
    private const long MostBytes = 20_000_000;

    private static readonly string[] Errors =
        ["#CALC!", "#DIV/0!", "#FIELD!", "#GETTING_DATA", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#SPILL!", "#VALUE!"];

    /// <summary>Whether content is an Excel workbook, of any version and protected or not, and no text.</summary>
    public static bool IsWorkbook(ReadOnlySpan<byte> content) => content.StartsWith("PK"u8) || IsCompound(content);

    /// <summary>Opens a workbook, reads from it and closes it.</summary>
    /// <param name="stream">The file; it can seek.</param>
    /// <param name="read">Reads.</param>
    /// <exception cref="UnreadableWorkbookException">It is protected, too large, damaged or not a workbook.</exception>
    /// <exception cref="CodeBookException">Thrown by <paramref name="read"/>.</exception>
    public static T Read<T>(Stream stream, Func<XLWorkbook, T> read)
    {
        CheckStart(stream);
        try
        {
            CheckParts(stream);
            stream.Position = 0;
            using var book = new XLWorkbook(stream, XLEventTracking.Disabled);
            return read(book);
        }
        // ClosedXML checks little of what it reads: a damaged workbook can end in any exception.
        catch (Exception e) when (e is not (CodeBookException or UnreadableWorkbookException or OutOfMemoryException or OperationCanceledException))
        {
            throw NoWorkbook(e);
        }
    }

    /// <summary>What a cell holds: a double, a <see cref="DateTime"/>, a bool or a trimmed text; of a formula its stored value, null where
    /// it was never calculated.</summary>
    public static object? ValueOf(IXLCell cell) => cell.HasFormula
        ? cell.CachedValue switch
        {
            // A stored value is a plain number, whatever its format.
            double number when IsDate(cell.Style.NumberFormat) && number is >= 61 and < 2_958_466 => DateTime.FromOADate(number),
            string text => text.Trim(),
            var value => value,
        }
        : cell.Value is string typed ? typed.Trim() : cell.Value;

    private static bool IsDate(IXLNumberFormat format) => format.NumberFormatId is (>= 14 and <= 17) or 22
        || format.Format.Contains("yy", StringComparison.OrdinalIgnoreCase)
        || (format.Format.Contains('d', StringComparison.OrdinalIgnoreCase) && format.Format.Contains('m', StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a value is one of a spreadsheet's errors, such as #REF!.</summary>
    public static bool IsError(object? value) => value is string text && Errors.Contains(text);

    /// <summary>A number as a spreadsheet shows it, without the last binary digits.</summary>
    public static string Show(double number) => number.ToString("G15", CultureInfo.InvariantCulture);

    private static bool IsCompound(ReadOnlySpan<byte> content) => content.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]);

    /// <summary>A workbook with a password is not compressed: the old container holds it encrypted, as it holds an old .xls.</summary>
    private static void CheckStart(Stream stream)
    {
        Span<byte> start = stackalloc byte[4];
        stream.Position = 0;
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length)
            throw NoWorkbook(null);
        if (IsCompound(start))
            throw new UnreadableWorkbookException("is protected with a password, or is an old .xls workbook; save it as .xlsx without a password");
    }

    private static void CheckParts(Stream stream)
    {
        stream.Position = 0;
        using var parts = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        // Reading an entry ends at the length that it states, so what it states can be relied on.
        if (parts.Entries.Sum(e => e.Length) > MostBytes)
            throw new UnreadableWorkbookException("is too large to be a form that was filled in; delete what does not belong in it");
        if (parts.GetEntry("xl/workbook.xml") is not { } main)
            return;
        using var content = main.Open();
        using var reader = XmlReader.Create(content, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        while (reader.Read())
        {
            // With a prefix or without: programs differ.
            if (reader.LocalName == "workbookPr" && reader.GetAttribute("date1904") is "1" or "true")
                throw new UnreadableWorkbookException("counts its dates from 1904, so they would be read wrongly; copy the cells into a new workbook");
        }
    }

    private static UnreadableWorkbookException NoWorkbook(Exception? inner) =>
        new("is not an Excel workbook (.xlsx), or is damaged; open it in a spreadsheet program and save it again as .xlsx", inner);
}
