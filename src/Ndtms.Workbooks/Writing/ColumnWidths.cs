namespace Ndtms.Workbooks.Writing;

/// <summary>The widths of a sheet's columns in pixels at 96 to the inch: those asked for, widened to fit the content of its tables.</summary>
internal sealed class ColumnWidths
{
    /// <summary>Width in characters of a column that nothing is known of.</summary>
    public const double Default = 10;

    /// <summary>Room beside the text of a cell.</summary>
    public const double Padding = 12;

    /// <summary>Room that a header on one line needs, so that it does not run together with its neighbour.</summary>
    private const double Apart = 20;

    /// <summary>Spreadsheets' text widths differ from these estimates by no more than this factor.</summary>
    public const double Doubt = 1.02;

    /// <summary>The maximum width of a column of text; longer text is wrapped.</summary>
    private const double WidestText = 350;

    /// <summary>Columns that have a width of their own, even where nothing is in them: charts and paragraphs lie over them.</summary>
    private const int LeastColumns = 32;

    private readonly double[] _pixels;

    private ColumnWidths(double[] pixels) => _pixels = pixels;

    public int Count => _pixels.Length;

    public double this[int index] => _pixels[index];

    /// <summary>Chooses the widths.</summary>
    /// <param name="sheet">The sheet.</param>
    /// <param name="headOf">The first rows of a table.</param>
    public static ColumnWidths Of(Sheet sheet, Func<Table, IReadOnlyList<Cell[]>> headOf)
    {
        var pixels = sheet.LeastWidths.Select(w => w * TextWidth.Digit).ToList();
        foreach (var block in sheet.Blocks)
        {
            if (block is FactsBlock facts)
                Widen(0, Math.Min(240, facts.Facts.Max(f => TextWidth.Of(f.Label.TextValue))) + Padding);
            else if (block is Table table)
            {
                for (var i = 0; i < table.Columns.Count; i++)
                    Widen(i, Width(table, i, headOf(table)));
            }
        }

        while (pixels.Count < LeastColumns)
            pixels.Add(Default * TextWidth.Digit);
        return new ColumnWidths([.. pixels.Select(p => p > 0 ? p : Default * TextWidth.Digit)]);

        void Widen(int column, double to)
        {
            while (pixels.Count <= column)
                pixels.Add(0);
            pixels[column] = Math.Max(pixels[column], Math.Min(to, 1_700));
        }
    }

    /// <summary>The width of the first columns together.</summary>
    public double UpTo(int columns) => _pixels.Take(columns).Sum();

    /// <summary>The column, from 1, in which a distance from the left edge of the sheet lies, and the rest within it.</summary>
    public (int Column, double Left) At(double pixels)
    {
        var column = 0;
        while (column < _pixels.Length - 1 && pixels >= _pixels[column])
            pixels -= _pixels[column++];
        return (column + 1, pixels);
    }

    /// <summary>How many columns a width covers: whole columns are printed.</summary>
    public int Covering(double pixels)
    {
        var (columns, sum) = (0, 0d);
        while (columns < _pixels.Length && sum < pixels)
            sum += _pixels[columns++];
        return Math.Max(1, columns);
    }

    /// <summary>Text is indented after a column of numbers on its left.</summary>
    public static byte IndentOf(Table table, int column) =>
        column > 0 && !Formats.IsRightAligned(table.Columns[column].Format) && Formats.IsRightAligned(table.Columns[column - 1].Format) ? (byte)1 : (byte)0;

    private static double Width(Table table, int index, IReadOnlyList<Cell[]> head)
    {
        var column = table.Columns[index];
        if (column.Width is { } given)
            return given * TextWidth.Digit;
        double numbers = 0, text = 0;
        // A row that does not fit its table is refused when it is written.
        foreach (var row in head.Where(row => index < row.Length))
            Look(row[index], false);
        if (table.Options.Total is { } total)
            Look(total[index], true);
        if (table.Count is null && column.Format is Format.Whole or Format.General && numbers > 0)
            numbers = Math.Max(numbers, TextWidth.Of("9,999,999"));
        if (table.Count == 0 && index == 0)
            text = Math.Max(text, TextWidth.Of(table.Options.WhenEmpty));
        var content = Math.Max(numbers > 0 ? numbers + Padding : 0, Math.Min(text, WidestText) * Doubt) + Padding + IndentOf(table, index) * 9;
        var header = TextWidth.Of(column.Header, bold: true);
        var word = Math.Min(TextWidth.OfLongestWord(column.Header, bold: true), WidestText);
        var width = Math.Max(Math.Max(content, 6 * TextWidth.Digit), Math.Max(word, header * (header > 160 ? 0.4 : 0.6)) + Padding + 8);
        // A header that only just fits would touch its neighbour.
        return width > header - Padding && width < header + Apart ? header + Apart : width;

        void Look(Cell cell, bool bold)
        {
            if (cell.IsNumeric || cell.Kind == CellKind.TooSmall)
                numbers = Math.Max(numbers, TextWidth.Of(cell.Shown(Formats.Resolve(cell, column.Format)), bold: bold));
            else if (cell.Kind is CellKind.Trend)
                text = Math.Max(text, 110);
            else
                text = Math.Max(text, TextWidth.Of(XmlText.Clean(cell.TextValue), bold: bold || cell.Emphasis == Emphasis.Bold));
        }
    }
}
