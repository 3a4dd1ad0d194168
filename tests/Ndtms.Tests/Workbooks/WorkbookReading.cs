using System.Data;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using ExcelDataReader;

namespace Ndtms.Tests.Workbooks;

/// <summary>A workbook as a reader's program finds it.</summary>
internal sealed class WorkbookReading
{
    private readonly byte[] _bytes;
    private readonly DataSet _sheets;

    public WorkbookReading(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        _bytes = stream.ToArray();
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        using var reader = ExcelReaderFactory.CreateReader(new MemoryStream(_bytes));
        _sheets = reader.AsDataSetOfCells();
    }

    public byte[] Bytes => _bytes;

    public IEnumerable<string> Sheets => _sheets.Tables.Cast<DataTable>().Select(t => t.TableName);

    /// <summary>Each cell of a sheet that is not blank: row and column from 1, and its value as a text, a number or a date.</summary>
    public IEnumerable<(int Row, int Column, object Value)> Cells(string sheet) => _sheets.Tables[sheet]!.Rows.Cast<DataRow>().Index()
        .SelectMany(row => row.Item.ItemArray.Index().Where(c => c.Item is not (null or DBNull)).Select(c => (row.Index + 1, c.Index + 1, c.Item!)));

    /// <summary>Every text of a sheet, or of all.</summary>
    public IEnumerable<string> Texts(string? sheet = null) => _sheets.Tables.Cast<DataTable>().Where(t => sheet is null || t.TableName == sheet)
        .SelectMany(t => t.Rows.Cast<DataRow>()).SelectMany(r => r.ItemArray).OfType<string>();

    /// <summary>The rows of the table that follows a heading, by header, up to the first row whose first cell is blank.</summary>
    public IReadOnlyList<Dictionary<string, object?>> Table(string sheet, string heading, string firstHeader)
    {
        var rows = _sheets.Tables[sheet]!.Rows.Cast<DataRow>().Select(r => r.ItemArray.Select(c => c is DBNull ? null : c).ToArray()).ToList();
        var from = rows.FindIndex(r => r[0] as string == heading);
        Assert.True(from >= 0, $"{sheet} has no heading {heading}");
        var header = rows.FindIndex(from, r => r[0] as string == firstHeader && r.Length > 1 && r[1] is string);
        Assert.True(header >= 0, $"{sheet} has no table with {firstHeader} after {heading}");
        var names = rows[header].TakeWhile(c => c is string).Cast<string>().ToArray();
        return [.. rows.Skip(header + 1).TakeWhile(r => r[0] is not null).Select(r => names.Index().ToDictionary(n => n.Item, n => r[n.Index]))];
    }

    /// <summary>Every table by its name: its rows with the row of totals, where there is one, without the header; a blank cell is null.</summary>
    public IReadOnlyDictionary<string, object?[][]> Tables()
    {
        using var document = SpreadsheetDocument.Open(new MemoryStream(_bytes), isEditable: false);
        var tables = new Dictionary<string, object?[][]>(StringComparer.Ordinal);
        foreach (var sheet in document.WorkbookPart!.Workbook.Descendants<Sheet>())
        {
            var cells = _sheets.Tables[sheet.Name!.Value]!.Rows;
            foreach (var part in ((WorksheetPart)document.WorkbookPart.GetPartById(sheet.Id!.Value!)).TableDefinitionParts)
            {
                var range = part.Table.Reference!.Value!.Split(':');
                var (header, last) = (RowOf(range[0]), RowOf(range[1]));
                var width = part.Table.TableColumns!.Count();
                var rows = Enumerable.Range(header, last - header).Select(Row).ToList();
                if (last < cells.Count && cells[last][0] is not DBNull)
                    rows.Add(Row(last));
                tables.Add(part.Table.Name!.Value!, [.. rows]);

                object?[] Row(int index) => [.. Enumerable.Range(0, width).Select(c => c < cells[index].ItemArray.Length && cells[index][c] is not DBNull and var v ? v : null)];
            }
        }

        return tables;

        static int RowOf(string reference) => int.Parse(reference.AsSpan(reference.IndexOfAny([.. "0123456789"])), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The headers of every table, by its name.</summary>
    public IReadOnlyDictionary<string, string[]> Headers()
    {
        using var document = SpreadsheetDocument.Open(new MemoryStream(_bytes), isEditable: false);
        return document.WorkbookPart!.WorksheetParts.SelectMany(p => p.TableDefinitionParts).ToDictionary(
            p => p.Table!.Name!.Value!, p => p.Table!.TableColumns!.Elements<TableColumn>().Select(c => c.Name!.Value!).ToArray(), StringComparer.Ordinal);
    }

    public IEnumerable<string> Errors()
    {
        using var document = SpreadsheetDocument.Open(new MemoryStream(_bytes), isEditable: false);
        return [.. new OpenXmlValidator(FileFormatVersions.Microsoft365).Validate(document, TestContext.Current.CancellationToken)
            .Select(e => $"{e.Part?.Uri} {e.Path?.XPath}: {e.Description}")];
    }

    /// <summary>How many charts there are, trend lines apart.</summary>
    public int Charts() => OfSheets(part => part.DrawingsPart?.ChartParts.Count() ?? 0);

    /// <summary>Cells that a spreadsheet would calculate.</summary>
    public int Formulas() => OfSheets(part => part.Worksheet.Descendants<CellFormula>().Count());

    private int OfSheets(Func<WorksheetPart, int> count)
    {
        using var document = SpreadsheetDocument.Open(new MemoryStream(_bytes), isEditable: false);
        Assert.Equal(_sheets.Tables.Count, document.WorkbookPart!.WorksheetParts.Count());
        return document.WorkbookPart.WorksheetParts.Sum(count);
    }
}

internal static class CellsOfReader
{
    public static DataSet AsDataSetOfCells(this IExcelDataReader reader)
    {
        var all = new DataSet { Locale = System.Globalization.CultureInfo.InvariantCulture };
        do
        {
            var table = all.Tables.Add(reader.Name);
            for (var i = 0; i < reader.FieldCount; i++)
                table.Columns.Add(null, typeof(object));
            while (reader.Read())
                table.Rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)]);
        }
        while (reader.NextResult());
        return all;
    }
}
