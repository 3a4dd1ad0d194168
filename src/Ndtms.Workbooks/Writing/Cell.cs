using System.Globalization;
using Ndtms.Core.Measures;

namespace Ndtms.Workbooks.Writing;

/// <summary>How a number or date is shown. Units are in the name: a percentage is stored as a fraction (0.5 shows as 50.0%).</summary>
public enum Format
{
    /// <summary>The column's format or, where that too is general, what suits the value.</summary>
    General,
    Text,

    /// <summary>1,234</summary>
    Whole,

    /// <summary>1,234.5</summary>
    Decimal,

    /// <summary>12.3%, from 0.123</summary>
    Percent,

    /// <summary>31/03/2012</summary>
    Date,

    /// <summary>Mar 2012</summary>
    Month,

    /// <summary>+12, -3, 0</summary>
    Change,

    /// <summary>+1.2%, -0.3%, from fractions</summary>
    PercentChange,

    /// <summary>+3.1 pp, -0.4 pp: percentage points, stored as such (3.1)</summary>
    Points,
}

/// <summary>How a figure compares with its target. The word is always shown; the colour only repeats it.</summary>
public enum Band
{
    Green,
    Amber,
    Red,
}

internal enum CellKind : byte
{
    Blank,
    Text,
    Number,
    Date,
    Band,
    Link,
    Trend,
    TooSmall,
}

internal enum Emphasis : byte
{
    None,
    Bold,
    Muted,
}

/// <summary>One value of a table: text, a number, a date, a band, a link, a trend line or nothing.</summary>
/// <remarks>Text is always text: what looks like a formula stays as it was written.</remarks>
public readonly record struct Cell
{
    /// <summary>Excel counts days from here; it counts 29 February 1900, which did not exist, so days before March 1900 count from a day later.</summary>
    private static readonly int SerialZero = new DateOnly(1899, 12, 30).DayNumber;
    private static readonly DateOnly FirstTrueSerial = new(1900, 3, 1);
    private static readonly DateOnly FirstSerial = new(1900, 1, 1);

    /// <summary>Excel keeps 15 digits; larger numbers lose some.</summary>
    private const long LargestExact = 999_999_999_999_999;

    private Cell(CellKind kind, object? payload = null, double number = 0, Format format = Format.General)
    {
        Kind = kind;
        Payload = payload;
        Number = number;
        Format = format;
    }

    internal CellKind Kind { get; }

    internal object? Payload { get; }

    internal double Number { get; }

    internal Format Format { get; private init; }

    internal Emphasis Emphasis { get; private init; }

    /// <summary>An empty cell.</summary>
    public static Cell Blank => default;

    /// <summary>The mark of a figure that is not shown because the count behind it is too small, aligned as a number. Charts leave its row
    /// out.</summary>
    public static Cell TooSmall => new(CellKind.TooSmall, TooSmallMark);

    /// <summary>What stands for such a figure: the sign that government statisticians use for low reliability.</summary>
    internal const string TooSmallMark = "[u]";

    /// <summary>Text, or blank where null or empty.</summary>
    public static implicit operator Cell(string? text) => string.IsNullOrEmpty(text) ? default : new(CellKind.Text, text);

    public static implicit operator Cell(int? number) => number is { } n ? new(CellKind.Number, null, n, Format.General) : default;

    /// <summary>A whole number; one of more than 15 digits becomes text, since a spreadsheet would change it.</summary>
    public static implicit operator Cell(long? number) => number switch
    {
        null => default,
        > LargestExact or < -LargestExact => new(CellKind.Text, number.Value.ToString(CultureInfo.InvariantCulture)),
        { } n => new(CellKind.Number, null, n),
    };

    /// <summary>A number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is infinite or not a number; a figure that does not exist is null.</exception>
    public static implicit operator Cell(double? number) => number switch
    {
        null => default,
        { } n when double.IsFinite(n) => new(CellKind.Number, null, n),
        _ => throw new ArgumentOutOfRangeException(nameof(number), "A cell holds a finite number or null."),
    };

    public static implicit operator Cell(decimal? number) => (double?)number;

    /// <summary>A number as it may be shown: where it rests on too little, the mark that says so.</summary>
    public static implicit operator Cell(Shown? number) => number is { IsTooSmall: true } ? TooSmall : (Cell)number?.Value;

    /// <summary>A day. Days before 1900 have no number in a spreadsheet and are written as text, dd/mm/yyyy.</summary>
    public static implicit operator Cell(DateOnly? day) => day switch
    {
        null => default,
        { } d when d < FirstSerial => new(CellKind.Text, d.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture)),
        { } d => new(CellKind.Date, null, d.DayNumber - SerialZero - (d < FirstTrueSerial ? 1 : 0), Format.Date),
    };

    public static implicit operator Cell(Band? band) => band is { } b ? new(CellKind.Band, b.ToString(), (int)b) : default;

    /// <summary>A fraction shown as a percentage.</summary>
    public static Cell Percent(double? fraction) => ((Cell)fraction).As(Format.Percent);

    /// <summary>The difference of two shares (fractions) in percentage points, rounded as shown, so that zero has no sign.</summary>
    public static Cell Points(Shown? difference) => difference is { IsTooSmall: true } ? TooSmall
        : ((Cell)(difference?.Value is { } of ? Math.Round(of * 100, 1, MidpointRounding.AwayFromZero) : (decimal?)null)).As(Format.Points);

    /// <summary>The month of a day, shown as Mar 2012.</summary>
    public static Cell Month(DateOnly? day) => ((Cell)day) is { Kind: CellKind.Date } cell ? cell.As(Format.Month) : (Cell)day;

    /// <summary>Text that leads to another place of the workbook.</summary>
    public static Cell Link(string text, Place target) => new(CellKind.Link, new LinkedText(text, target));

    /// <summary>A trend line the size of a cell, drawn from other cells. Nothing is drawn where one of them is not shown.</summary>
    public static Cell Trend(CellRange values) => new(CellKind.Trend, values);

    /// <summary>The same value shown in another format than its column's.</summary>
    public Cell As(Format format) => this with { Format = format };

    public Cell Bold() => this with { Emphasis = Emphasis.Bold };

    public Cell Muted() => this with { Emphasis = Emphasis.Muted };

    internal string TextValue => Payload switch
    {
        string text => text,
        LinkedText link => link.Text,
        _ => "",
    };

    internal bool IsNumeric => Kind is CellKind.Number or CellKind.Date;

    /// <summary>What the cell shows, for measuring its width and describing it in words.</summary>
    internal string Shown(Format format) => IsNumeric ? Formats.Show(Number, format) : TextValue;
}

internal sealed record LinkedText(string Text, Place Target);

/// <summary>A cell that a link leads to.</summary>
public readonly record struct Place
{
    internal Place(Sheet sheet, int row, int column) => (Sheet, Row, Column) = (sheet, row, column);

    internal Sheet Sheet { get; }

    internal int Row { get; }

    internal int Column { get; }

    internal string Reference => Sheet.Quoted + "!" + References.Cell(Row, Column);
}

/// <summary>Cells of one row or one column, for a trend line or a defined name.</summary>
public sealed record CellRange
{
    internal CellRange(Sheet sheet, int firstRow, int firstColumn, int lastRow, int lastColumn, IReadOnlyList<Cell> values)
    {
        (Sheet, FirstRow, FirstColumn, LastRow, LastColumn) = (sheet, firstRow, firstColumn, lastRow, lastColumn);
        Values = values;
    }

    internal Sheet Sheet { get; }

    internal int FirstRow { get; }

    internal int FirstColumn { get; }

    internal int LastRow { get; }

    internal int LastColumn { get; }

    internal IReadOnlyList<Cell> Values { get; }

    /// <summary>A spreadsheet would draw text as zero.</summary>
    internal bool CanBeDrawn => Values.All(v => v.Kind is CellKind.Blank || v.IsNumeric) && Values.Any(v => v.IsNumeric);

    internal string Relative => Sheet.Quoted + "!" + References.Cell(FirstRow, FirstColumn) + ":" + References.Cell(LastRow, LastColumn);

    internal string Absolute => Sheet.Quoted + "!" + References.Fixed(FirstRow, FirstColumn) + ":" + References.Fixed(LastRow, LastColumn);
}
