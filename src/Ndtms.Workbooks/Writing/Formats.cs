using System.Globalization;

namespace Ndtms.Workbooks.Writing;

internal static class Formats
{
    /// <summary>The format code as a spreadsheet writes it.</summary>
    public static string Code(Format format) => format switch
    {
        Format.Whole => "#,##0",
        Format.Decimal => "#,##0.0",
        Format.Percent => "0.0%",
        Format.Date => "dd/mm/yyyy",
        Format.Month => "mmm yyyy",
        Format.Change => "+#,##0;-#,##0;0",
        Format.PercentChange => "+0.0%;-0.0%;0.0%",
        Format.Points => "+0.0\" pp\";-0.0\" pp\";0.0\" pp\"",
        _ => "General",
    };

    /// <summary>The format code of a chart's axis: as the cells', without decimals that are always zero.</summary>
    public static string AxisCode(Format format) => format switch
    {
        Format.Percent => "0%",
        Format.PercentChange => "+0%;-0%;0%",
        Format.Decimal => "#,##0.##",
        Format.Month => "mmm yy",
        _ => Code(format),
    };

    public static string Show(double number, Format format) => format switch
    {
        Format.Whole => number.ToString("#,##0", CultureInfo.InvariantCulture),
        Format.Decimal => number.ToString("#,##0.0", CultureInfo.InvariantCulture),
        Format.Percent => number.ToString("0.0%", CultureInfo.InvariantCulture),
        Format.Change => number.ToString("+#,##0;-#,##0;0", CultureInfo.InvariantCulture),
        Format.PercentChange => number.ToString("+0.0%;-0.0%;0.0%", CultureInfo.InvariantCulture),
        Format.Points => number.ToString("+0.0' pp';-0.0' pp';0.0' pp'", CultureInfo.InvariantCulture),
        Format.Date => DateTime.FromOADate(number).ToString("dd/MM/yyyy", CultureInfo.InvariantCulture),
        Format.Month => DateTime.FromOADate(number).ToString("MMM yyyy", CultureInfo.InvariantCulture),
        _ => number.ToString("R", CultureInfo.InvariantCulture),
    };

    /// <summary>The format of a cell in a column: its own, else the column's, else what suits the value.</summary>
    public static Format Resolve(Cell cell, Format column)
    {
        if (cell.Format is not (Format.General or Format.Date))
            return cell.Format;
        if (cell.Kind == CellKind.Date)
            return column is Format.Month ? Format.Month : Format.Date;
        if (column is not (Format.General or Format.Text))
            return column;
        return cell.Kind == CellKind.Number && cell.Number == Math.Floor(cell.Number) ? Format.Whole : Format.General;
    }

    public static bool IsRightAligned(Format format) =>
        format is Format.Whole or Format.Decimal or Format.Percent or Format.Change or Format.PercentChange or Format.Points;
}

internal static class References
{
    public const int MaxRows = 1_048_576;
    public const int MaxColumns = 16_384;

    /// <summary>A, B, ... Z, AA of a column counted from 1.</summary>
    public static string Letters(int column)
    {
        Span<char> buffer = stackalloc char[3];
        var at = buffer.Length;
        for (; column > 0; column = (column - 1) / 26)
            buffer[--at] = (char)('A' + (column - 1) % 26);
        return new string(buffer[at..]);
    }

    public static string Cell(int row, int column) => string.Create(CultureInfo.InvariantCulture, $"{Letters(column)}{row}");

    public static string Fixed(int row, int column) => string.Create(CultureInfo.InvariantCulture, $"${Letters(column)}${row}");

    /// <summary>A sheet's name in a reference.</summary>
    public static string Quote(string sheet) => "'" + sheet.Replace("'", "''", StringComparison.Ordinal) + "'";
}
