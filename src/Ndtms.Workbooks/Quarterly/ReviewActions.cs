using System.Globalization;
using ClosedXML.Excel;
using Ndtms.Workbooks.Forms;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>What was agreed at a review meeting, as it stands in the pack's table.</summary>
/// <param name="Action">What is to be done.</param>
/// <param name="Owner">By whom.</param>
/// <param name="Due">By when: a day, dd/mm/yyyy, or any words.</param>
/// <param name="Status">How far it has got.</param>
public sealed record ReviewAction(string Action, string Owner, string Due, string Status)
{
    /// <summary>The measure that it is to improve.</summary>
    public string Measure { get; init; } = "";

    /// <summary>How urgent it is.</summary>
    public string Priority { get; init; } = "";

    /// <summary>When it was agreed: a day, dd/mm/yyyy, or any words.</summary>
    public string Raised { get; init; } = "";
}

/// <summary>The actions of an earlier pack.</summary>
/// <param name="Actions">The rows that are not blank, in the order of the table.</param>
/// <param name="Problem">Why there are none, in a sentence; null: the table was read.</param>
public sealed record ReviewActions(IReadOnlyList<ReviewAction> Actions, string? Problem)
{
    internal const string SheetName = "Actions";

    /// <summary>Columns that a table must have; those of packs of earlier versions.</summary>
    private static readonly string[] Headers = ["Action", "Owner", "Due", "Status"];

    /// <summary>Further columns, each of which may be missing.</summary>
    private static readonly string[] Further = [MeasureHeader, "Priority", "Raised"];

    internal const string MeasureHeader = "Linked measure";

    internal static readonly string[] Priorities = ["High", "Medium", "Low"];

    internal static readonly string[] Statuses = ["Not started", "In progress", "Done", "Cancelled"];

    /// <summary>Rows of a table that are read; a meeting that agrees on more needs another form.</summary>
    private const int MostRows = 1_000;

    /// <summary>Reads the table of actions that people filled in. A file that is not a pack, or whose table was taken apart, gives no
    /// actions and says why; it never fails.</summary>
    /// <param name="name">The file's name, for the sentence.</param>
    /// <param name="stream">The file; it can seek.</param>
    public static ReviewActions Read(string name, Stream stream)
    {
        try
        {
            return ReceivedWorkbook.Read(stream, book => Read(name, book));
        }
        catch (UnreadableWorkbookException e)
        {
            return None($"{name} {e.Message}");
        }
    }

    private static ReviewActions None(string problem) => new([], $"{problem}.");

    private static ReviewActions Read(string name, XLWorkbook book)
    {
        if (!book.TryGetWorksheet(SheetName, out var sheet))
            return None($"{name} has no sheet {SheetName}");
        var rows = sheet.RowsUsed(XLCellsUsedOptions.Contents).ToList();
        var header = rows.Select((row, at) => (Columns: ColumnsOf(row), At: at)).FirstOrDefault(h => h.Columns is not null);
        if (header.Columns is not { } columns)
            return None($"{name}: the sheet {SheetName} has no table with {string.Join(", ", Headers[..^1])} and {Headers[^1]}");
        return rows.Count - header.At - 1 > MostRows
            ? None($"The table of actions in {name} has more than {MostRows} rows")
            : new ReviewActions(
                [
                    .. rows.Skip(header.At + 1).Select(row => columns.Select(c => c > 0 ? TextOf(row.Cell(c)) : "").ToArray())
                        .Where(values => values.Any(v => v.Length > 0)).Select(v => new ReviewAction(v[0], v[1], v[2], v[3]) { Measure = v[4], Priority = v[5], Raised = v[6] }),
                ], null);
    }

    /// <summary>The columns of the table, where a row is its header.</summary>
    private static int[]? ColumnsOf(IXLRow row)
    {
        var cells = row.CellsUsed(XLCellsUsedOptions.Contents).Select(c => (c.Address.ColumnNumber, Text: TextOf(c))).ToList();
        var columns = Headers.Concat(Further).Select(h => cells.Find(c => c.Text.Equals(h, StringComparison.OrdinalIgnoreCase)).ColumnNumber).ToArray();
        return columns.Take(Headers.Length).All(c => c > 0) ? columns : null;
    }

    private static string TextOf(IXLCell cell) => ReceivedWorkbook.ValueOf(cell) switch
    {
        DateTime day => day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture),
        double number => ReceivedWorkbook.Show(number),
        var value when ReceivedWorkbook.IsError(value) => "",
        var value => value?.ToString() ?? "",
    };
}
