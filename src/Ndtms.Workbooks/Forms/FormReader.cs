using System.Globalization;
using ClosedXML.Excel;
using Ndtms.Core.DataSets;

namespace Ndtms.Workbooks.Forms;

/// <summary>Reads a form that somebody has filled in, as a CSV file or as a workbook: the content tells which, not the file's name.</summary>
public static class FormReader
{
    private const int MostRows = 50_000;

    /// <summary>The rows of a form, without its row of example.</summary>
    /// <param name="form">The form.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <param name="content">The file.</param>
    /// <exception cref="CodeBookException">It cannot be read, or its header is not that of the form; the message says what to do.</exception>
    public static IReadOnlyList<ReferenceRow> Read(ReferenceForm form, string name, byte[] content)
    {
        if (!IsWorkbook(content))
            return ReferenceTable.Read(name, content, form);
        try
        {
            return ReceivedWorkbook.Read(
                new MemoryStream(content, writable: false), book => Read(form, name, SheetOf(form, name, book)));
        }
        catch (UnreadableWorkbookException e)
        {
            throw new CodeBookException($"{name} {e.Message}.");
        }
    }

    /// <summary>Whether a file is an Excel workbook and no text.</summary>
    public static bool IsWorkbook(ReadOnlySpan<byte> content) => ReceivedWorkbook.IsWorkbook(content);

    /// <summary>The sheet of the form's name; a workbook with only one sheet may call it anything.</summary>
    private static IXLWorksheet SheetOf(ReferenceForm form, string name, XLWorkbook book) =>
        book.Worksheets.FirstOrDefault(s => Same(s.Name, form.Title) || Same(s.Name, form.Name))
        ?? (book.Worksheets.Count == 1
            ? book.Worksheets.First()
            : throw new CodeBookException($"{name} has no sheet {form.Title}; give the sheet to load that name."));

    private static bool Same(string name, string other) => name.Trim().Equals(other, StringComparison.OrdinalIgnoreCase);

    private static List<ReferenceRow> Read(ReferenceForm form, string name, IXLWorksheet sheet)
    {
        var place = $"{name}, sheet {sheet.Name}";
        var used = sheet.RowsUsed(XLCellsUsedOptions.Contents).Take(MostRows + 2).ToList();
        if (used.Count > MostRows + 1)
            throw new CodeBookException($"{place} has more than {MostRows:#,##0} rows; delete those that do not belong in it.");
        if (used.Count == 0)
            return ReferenceTable.Read(place, null, [], form);
        var headers = Filled(used[0]).Select(c => (Column: c.Address.ColumnNumber, Header: HeaderOf(c))).Where(h => h.Header.Length > 0).ToList();
        var kinds = headers.Select(h => form.Columns.FirstOrDefault(c => c.Name == h.Header)?.Value ?? FormValue.Text).ToArray();
        return ReferenceTable.Read(place, [.. headers.Select(h => h.Header)], Rows(), form);

        IEnumerable<(int, IReadOnlyList<string>)> Rows()
        {
            foreach (var row in used.Skip(1))
            {
                var values = headers.Select((h, i) => TextOf(row.Cell(h.Column), kinds[i], place)).ToArray();
                if (Filled(row).FirstOrDefault(c => !headers.Exists(h => h.Column == c.Address.ColumnNumber) && TextOf(c, FormValue.Text, place).Length > 0) is { } stray)
                    throw new CodeBookException($"{place}, row {row.RowNumber()}: cell {stray.Address} has a value, but its column has no header; delete it.");
                if (values.Any(v => v.Length > 0))
                    yield return (row.RowNumber(), values);
            }
        }
    }

    private static IEnumerable<IXLCell> Filled(IXLRow row) => row.CellsUsed(XLCellsUsedOptions.Contents);

    private static string HeaderOf(IXLCell cell) => ReceivedWorkbook.ValueOf(cell) is string text ? text.ToLowerInvariant() : cell.GetString().Trim();

    /// <summary>A cell as the CSV file would have it, whether a date or number was typed as such or as text.</summary>
    private static string TextOf(IXLCell cell, FormValue kind, string place)
    {
        var value = ReceivedWorkbook.ValueOf(cell);
        if (value is null)
            throw Wrong("has a formula that was never calculated; open the workbook in a spreadsheet program and save it");
        if (ReceivedWorkbook.IsError(value))
            throw Wrong($"has the error {value}; correct it");
        return value switch
        {
            DateTime day => Show(day, kind),
            // Nobody typed the digits after the sixth of a calculated number.
            double number when kind == FormValue.Number && Math.Abs(number) < 1_000_000_000 =>
                decimal.Round((decimal)number, 6, MidpointRounding.AwayFromZero).ToString("0.######", CultureInfo.InvariantCulture),
            double number => ReceivedWorkbook.Show(number),
            IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };

        CodeBookException Wrong(string what) => new($"{place}, row {cell.Address.RowNumber}: cell {cell.Address} {what}.");
    }

    private static string Show(DateTime day, FormValue kind) => day.ToString(
        kind == FormValue.Month ? "yyyy-MM" : day.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
