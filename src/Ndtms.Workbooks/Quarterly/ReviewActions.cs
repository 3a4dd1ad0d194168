using System.Globalization;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>What was agreed at a review meeting, as it stands in the pack's table.</summary>
/// <param name="Action">What is to be done.</param>
/// <param name="Owner">By whom.</param>
/// <param name="Due">By when, in whatever words.</param>
/// <param name="Status">How far it is.</param>
public sealed record ReviewAction(string Action, string Owner, string Due, string Status);

/// <summary>The actions of an earlier pack.</summary>
/// <param name="Actions">The rows that are not blank, in the order of the table.</param>
/// <param name="Problem">Why there are none, in a sentence; null: the table was read.</param>
public sealed record ReviewActions(IReadOnlyList<ReviewAction> Actions, string? Problem)
{
    internal const string SheetName = "Actions";

    internal static readonly string[] Headers = ["Action", "Owner", "Due", "Status"];

    /// <summary>Rows of a table that are read; a meeting that agrees on more wants another form.</summary>
    private const int MostRows = 1_000;

    /// <summary>Characters of one part of the file that are read: whoever opens a pack from elsewhere opens a compressed file.</summary>
    private const long MostCharacters = 50_000_000;

    /// <summary>Reads the table of actions that people filled in. A file that is not a pack, or whose table was taken apart, is told of and
    /// gives no actions; it never fails.</summary>
    /// <param name="name">The file's name, for the sentence.</param>
    /// <param name="stream">The file; it can seek.</param>
    public static ReviewActions Read(string name, Stream stream)
    {
        try
        {
            using var document = SpreadsheetDocument.Open(
                stream, isEditable: false, new OpenSettings { AutoSave = false, MaxCharactersInPart = MostCharacters });
            return Read(name, document);
        }
        catch (Exception e) when (e is OpenXmlPackageException or InvalidDataException or XmlException or FormatException
            or ArgumentException or InvalidOperationException or IOException or NotSupportedException or KeyNotFoundException or InvalidCastException)
        {
            return None($"{name} is no workbook that can be read, so no actions are carried over from it.");
        }
    }

    private static ReviewActions None(string problem) => new([], problem);

    private static ReviewActions Read(string name, SpreadsheetDocument document)
    {
        var book = document.WorkbookPart;
        var sheet = book?.Workbook?.Descendants<DocumentFormat.OpenXml.Spreadsheet.Sheet>()
            .FirstOrDefault(s => string.Equals(s.Name?.Value, SheetName, StringComparison.OrdinalIgnoreCase));
        if (book is null || sheet?.Id?.Value is not { } id || book.GetPartById(id) is not WorksheetPart part)
            return None($"{name} has no sheet {SheetName}, so no actions are carried over from it.");
        var shared = book.SharedStringTablePart?.SharedStringTable?.Elements<SharedStringItem>().Select(i => TextOf(i)).ToArray() ?? [];
        var dates = DateStyles(book);
        int[]? columns = null;
        var actions = new List<ReviewAction>();
        var looked = 0;
        foreach (var row in part.Worksheet?.Descendants<Row>() ?? [])
        {
            var cells = new Dictionary<int, string>();
            foreach (var cell in row.Elements<DocumentFormat.OpenXml.Spreadsheet.Cell>())
            {
                if (ColumnOf(cell) is { } column)
                    cells[column] = TextOf(cell, shared, dates).Trim();
            }

            if (columns is null)
            {
                var at = Headers.Select(h => cells.Where(c => c.Value.Equals(h, StringComparison.OrdinalIgnoreCase)).Select(c => c.Key).DefaultIfEmpty(-1).Min()).ToArray();
                if (at.All(c => c >= 0))
                    columns = at;
                continue;
            }

            if (++looked > MostRows)
                return None($"The table of actions in {name} has more than {MostRows} rows, so no actions are carried over from it.");
            var values = columns.Select(c => cells.GetValueOrDefault(c, "")).ToArray();
            if (values.Any(v => v.Length > 0))
                actions.Add(new ReviewAction(values[0], values[1], values[2], values[3]));
        }

        return columns is null
            ? None($"{name}: the sheet {SheetName} has no table with {string.Join(", ", Headers[..^1])} and {Headers[^1]}, so no actions are carried over from it.")
            : new ReviewActions(actions, null);
    }

    private static int? ColumnOf(DocumentFormat.OpenXml.Spreadsheet.Cell cell)
    {
        var column = 0;
        foreach (var c in cell.CellReference?.Value ?? "")
        {
            if (!char.IsAsciiLetterUpper(c) || column > 16_384)
                break;
            column = column * 26 + c - 'A' + 1;
        }

        return column is 0 or > 16_384 ? null : column;
    }

    private static string TextOf(DocumentFormat.OpenXml.Spreadsheet.Cell cell, string[] shared, HashSet<uint> dates)
    {
        var type = cell.DataType?.Value ?? CellValues.Number;
        var value = cell.CellValue?.Text ?? "";
        if (type == CellValues.InlineString)
            return cell.InlineString is { } inline ? TextOf(inline) : "";
        if (type == CellValues.SharedString)
            return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < shared.Length ? shared[at] : "";
        if (type == CellValues.Error)
            return "";
        // A date that somebody typed is a number with a date's format.
        return type == CellValues.Number && dates.Contains(cell.StyleIndex?.Value ?? 0)
            && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var days) && days is >= 61 and < 2_958_466
            ? DateTime.FromOADate(days).ToString("dd/MM/yyyy", CultureInfo.InvariantCulture)
            : value;
    }

    /// <summary>Plain or formatted runs, without the readings that phonetic guides add.</summary>
    private static string TextOf(OpenXmlElement holder) => string.Concat(holder.Elements()
        .Select(e => e switch { Text text => text.Text, Run run => run.Text?.Text ?? "", _ => "" }));

    /// <summary>The cell styles that show a number as a date.</summary>
    private static HashSet<uint> DateStyles(WorkbookPart book)
    {
        var sheet = book.WorkbookStylesPart?.Stylesheet;
        var formats = sheet?.NumberingFormats?.Elements<NumberingFormat>()
            .Where(f => f.NumberFormatId is not null && IsDate(f.FormatCode?.Value ?? "")).Select(f => f.NumberFormatId!.Value).ToHashSet() ?? [];
        return sheet?.CellFormats?.Elements<CellFormat>().Index()
            .Where(f => f.Item.NumberFormatId?.Value is { } id && (id is (>= 14 and <= 17) or 22 || formats.Contains(id)))
            .Select(f => (uint)f.Index).ToHashSet() ?? [];
    }

    private static bool IsDate(string code) => code.Contains("yy", StringComparison.OrdinalIgnoreCase)
        || (code.Contains('d', StringComparison.OrdinalIgnoreCase) && code.Contains('m', StringComparison.OrdinalIgnoreCase));
}
