using System.Globalization;
using System.Text;
using Ndtms.Core.DataSets;

namespace Ndtms.Workbooks.Writing;

/// <summary>Writes one worksheet, row by row.</summary>
internal sealed class SheetPart(Sheet sheet, Styles styles, bool first)
{
    /// <summary>Rows read before the first is written, to choose the widths of columns.</summary>
    private const int LookedAt = 1_000;

    private const double Padding = ColumnWidths.Padding;
    private const double Doubt = ColumnWidths.Doubt;

    /// <summary>Points left free under a header's text for the filter buttons.</summary>
    private const double ButtonStrip = 12;

    /// <summary>Paragraphs span enough columns for lines of about 150 characters.</summary>
    private const double Measure = 900;

    private const double LineHeight = 12.75;
    private const int MostLinks = 65_530;

    /// <summary>The maximum number of frozen rows; more would leave no room to scroll on a small screen.</summary>
    private const int DeepestFrozen = 15;

    private readonly List<(string Cell, Place Target)> _links = [];
    private readonly List<(string Cell, CellRange Values)> _trends = [];
    private readonly List<string> _merged = [];
    private readonly Dictionary<Table, RowReader> _readers = [];
    private readonly PlacedChart[] _charts = [.. sheet.Charts];
    private readonly PageBreaks _breaks = new(RepeatedRow(sheet) is not null);
    private ColumnWidths _pixels = null!;
    private string[] _letters = [];
    private Utf8Output _out = null!;
    private int _row;

    /// <summary>The last cell that is printed, once the sheet is written; null: whatever is there.</summary>
    public string? Printed { get; private set; }

    public void Write(Stream stream)
    {
        _out = new Utf8Output(stream);
        try
        {
            foreach (var table in sheet.Tables)
                _readers.Add(table, new RowReader(table, LookedAt));
            _pixels = ColumnWidths.Of(sheet, table => _readers[table].Head);
            _letters = [.. Enumerable.Range(1, _pixels.Count).Select(References.Letters)];
            WriteHead();
            WriteRows();
            WriteTail();
            _out.Flush();
        }
        finally
        {
            foreach (var reader in _readers.Values)
                reader.Dispose();
        }
    }

    private void WriteHead()
    {
        _out.Raw("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""u8);
        _out.Raw(" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheetPr>"u8);
        if (sheet.Aside)
            _out.Raw("<tabColor rgb=\"FFB8C1C8\"/>"u8);
        _out.Raw("<pageSetUpPr fitToPage=\"1\"/></sheetPr><sheetViews><sheetView showGridLines=\"0\""u8);
        _out.Raw(first ? " tabSelected=\"1\" workbookViewId=\"0\">" : " workbookViewId=\"0\">");
        if (FrozenTable(sheet) is { } table)
            WritePane(table.HeaderRow, table.Options.FrozenColumns);
        else
            _out.Raw("<selection activeCell=\"A1\" sqref=\"A1\"/>"u8);
        _out.Raw("</sheetView></sheetViews>"u8);
        _out.Raw(Invariant($"<sheetFormatPr defaultColWidth=\"{ColumnWidths.Default}\" defaultRowHeight=\"{Sheet.RowHeight}\" customHeight=\"1\"/><cols>"));
        for (var i = 0; i < _pixels.Count; i++)
            _out.Raw(Invariant($"<col min=\"{i + 1}\" max=\"{i + 1}\" width=\"{Math.Round(_pixels[i] / TextWidth.Digit, 2)}\" customWidth=\"1\"/>"));
        _out.Raw("</cols>"u8);
    }

    /// <summary>The table whose header stays visible: the only one on the sheet.</summary>
    public static Table? FrozenTable(Sheet sheet)
    {
        var tables = sheet.Tables.Take(2).ToList();
        return tables is [var table] && !sheet.Aside && table.HeaderRow <= DeepestFrozen ? table : null;
    }

    /// <summary>The header of a table that can run over pages: the only one of the sheet, or the last that is longer than a page. Only the pages
    /// after it repeat it.</summary>
    public static int? RepeatedRow(Sheet sheet) => FrozenTable(sheet)?.HeaderRow
        ?? sheet.PrintedTables.LastOrDefault(t => t.Count is null || t.Count * t.Options.RowHeight > PageBreaks.LeastPage)?.HeaderRow;

    private void WritePane(int rows, int columns)
    {
        var corner = References.Cell(rows + 1, columns + 1);
        var pane = columns > 0 ? "bottomRight" : "bottomLeft";
        _out.Raw(Invariant($"<pane {(columns > 0 ? Invariant($"xSplit=\"{columns}\" ") : "")}ySplit=\"{rows}\" topLeftCell=\"{corner}\" activePane=\"{pane}\" state=\"frozen\"/>"));
        if (columns > 0)
            _out.Raw("<selection pane=\"topRight\"/><selection pane=\"bottomLeft\"/>"u8);
        _out.Raw($"<selection pane=\"{pane}\" activeCell=\"{corner}\" sqref=\"{corner}\"/>");
    }

    private void WriteRows()
    {
        _out.Raw("<sheetData>"u8);
        var (underHeading, afterHeading) = (false, false);
        foreach (var block in sheet.Blocks)
        {
            EmptyRowsBefore(block.FirstRow);
            var heads = block is TextBlock { Style: TextStyle.Heading or TextStyle.Subheading };
            if (sheet.LastPrinted is { } last && block.FirstRow > last)
                _breaks.End();
            if (heads && !afterHeading || block is Table or ChartRowBlock && !underHeading)
                _breaks.StartSection(_row);
            afterHeading = heads;
            underHeading = heads || underHeading && block is TextBlock;
            switch (block)
            {
                case TextBlock text:
                    WriteText(text);
                    break;
                case FactsBlock facts:
                    WriteFacts(facts);
                    break;
                case Table table:
                    WriteTable(table);
                    break;
            }
        }

        // Rows under charts are written too, so that they have the height that the chart was measured by.
        EmptyRowsBefore(sheet.NextRow);
        _out.Raw("</sheetData>"u8);
    }

    private void EmptyRowsBefore(int row)
    {
        while (_row + 1 < row)
        {
            OpenRow(Sheet.RowHeight);
            CloseRow();
        }
    }

    private void WriteText(TextBlock block)
    {
        var text = XmlText.Clean(block.Text);
        var size = Styles.Size(block.Style);
        var look = new Look(block.Style, Quote: CsvText.LooksLikeFormula(text));
        if (!block.Wraps)
        {
            OpenRow(block.Style switch { TextStyle.Title => 26, TextStyle.Heading => 22, TextStyle.Subtitle or TextStyle.Subheading => 19, _ => Sheet.RowHeight });
            TextCell(1, look, text);
            if (block.Target is { } target)
                AddLink(1, target);
            CloseRow();
            return;
        }

        var last = 1;
        var width = _pixels[0];
        while (width < Measure && last < _pixels.Count)
            width += _pixels[last++];
        var lines = TextWidth.Lines(text, (width - Padding) / 1.05, size);
        OpenRow(Height(lines, size) + 2);
        TextCell(1, look with { Wrap = true, Top = true }, text);
        if (last > 1)
            _merged.Add(References.Cell(_row, 1) + ":" + References.Cell(_row, last));
        CloseRow();
    }

    private void WriteFacts(FactsBlock block)
    {
        foreach (var (label, value) in block.Facts)
        {
            var last = 2;
            var width = _pixels[1];
            while (width < Measure * 0.7 && last < _pixels.Count)
                width += _pixels[last++];
            var text = XmlText.Clean(value.TextValue);
            var lines = Math.Max(
                TextWidth.Lines(text, (width - Padding) / 1.05),
                TextWidth.Lines(XmlText.Clean(label.TextValue), (_pixels[0] - Padding / 2) / Doubt));
            OpenRow(Height(lines, 10) + 2);
            var look = new Look(block.LabelsMuted ? TextStyle.Muted : TextStyle.Body, Rule: Rule.Row, Wrap: lines > 1, Top: lines > 2);
            WriteCell(1, label, look);
            WriteCell(2, value, look with { Text = TextStyle.Body, Format = Formats.Resolve(value, Format.General) });
            for (var column = 3; column <= last; column++)
                BlankCell(column, look);
            if (last > 2)
                _merged.Add(References.Cell(_row, 2) + ":" + References.Cell(_row, last));
            CloseRow();
        }
    }

    private void WriteTable(Table table)
    {
        var columns = table.Columns;
        var lines = 1;
        for (var i = 0; i < columns.Count; i++)
            lines = Math.Max(lines, TextWidth.Lines(columns[i].Header, _pixels[i] - Padding, bold: true));
        OpenRow(Height(lines, 10) + (table.HidesButtons ? 6 : ButtonStrip));
        for (var i = 0; i < columns.Count; i++)
        {
            var right = Formats.IsRightAligned(columns[i].Format);
            TextCell(
                i + 1,
                new Look(
                    TextStyle.Header, Align: right ? Align.Right : Align.Left, Rule: Rule.Header, Wrap: true, Top: !table.HidesButtons,
                    Indent: ColumnWidths.IndentOf(table, i)),
                columns[i].Header);
        }

        CloseRow();
        var written = 0;
        foreach (var row in _readers[table].All())
        {
            WriteTableRow(table, row, Rule.Row);
            written++;
        }

        if (written == 0)
        {
            var empty = new Cell[columns.Count];
            empty[0] = ((Cell)table.Options.WhenEmpty).Muted();
            WriteTableRow(table, empty, Rule.Row);
        }

        table.LastRow = _row;
        if (table.Options.Total is { } total)
            WriteTableRow(table, [.. total.Select(c => c.Bold())], Rule.Total);
    }

    private void WriteTableRow(Table table, Cell[] row, Rule rule)
    {
        var lines = 1;
        for (var i = 0; i < row.Length; i++)
        {
            if (row[i].Kind is CellKind.Text or CellKind.Link)
                lines = Math.Max(lines, LinesOf(row[i], i));
        }

        OpenRow(Math.Max(table.Options.RowHeight, Height(lines, 10)));
        for (var i = 0; i < row.Length; i++)
        {
            var cell = row[i];
            var format = table.Columns[i].Format;
            var shown = Formats.Resolve(cell, format);
            var right = cell.Kind is CellKind.TooSmall || Formats.IsRightAligned(cell.IsNumeric ? shown : format)
                || cell.Kind == CellKind.Number;
            var wraps = lines > 1 && cell.Kind is CellKind.Text or CellKind.Link && LinesOf(cell, i) > 1;
            WriteCell(i + 1, cell, new Look(
                TextStyle.Body, cell.IsNumeric ? shown : table.Columns[i].TakesDays ? Format.Date : Format.General, right ? Align.Right : Align.Left, rule, wraps, lines > 2,
                Indent: right ? (byte)0 : ColumnWidths.IndentOf(table, i)));
        }

        CloseRow();
    }

    private int LinesOf(Cell cell, int column)
    {
        var text = cell.TextValue;
        var room = _pixels[column] - Padding / 2;
        // A letter is at most as wide as the type is high: most cells need no closer look.
        if (text.Length * 13.5 < room && !text.Contains('\n', StringComparison.Ordinal))
            return 1;
        return TextWidth.Lines(XmlText.Clean(text), room / Doubt, bold: cell.Emphasis == Emphasis.Bold);
    }

    /// <summary>A spreadsheet's rows are at most 409 points high.</summary>
    private static double Height(int lines, double size) => Math.Min(409, Sheet.RowHeight + (lines - 1) * LineHeight * size / 10);

    private void WriteCell(int column, Cell cell, Look look)
    {
        look = cell.Emphasis switch
        {
            Emphasis.Bold => look with { Text = TextStyle.Bold },
            Emphasis.Muted => look with { Text = TextStyle.Muted },
            _ => look,
        };
        switch (cell.Kind)
        {
            case CellKind.Blank:
                BlankCell(column, look);
                break;
            case CellKind.Number or CellKind.Date:
                StartCell(column, look);
                _out.Raw("\"><v>"u8);
                _out.Number(cell.Number);
                _out.Raw("</v></c>"u8);
                break;
            case CellKind.Band:
                TextCell(column, look with { Text = TextStyle.Green + (byte)cell.Number, Align = Align.Centre, Indent = 0, Rule = look.Rule == Rule.Row ? Rule.Band : look.Rule }, cell.TextValue);
                break;
            case CellKind.Link:
                TextCell(column, look with { Text = TextStyle.Link }, cell.TextValue);
                AddLink(column, ((LinkedText)cell.Payload!).Target);
                break;
            case CellKind.Trend:
                WriteTrend(column, (CellRange)cell.Payload!, look);
                break;
            default:
                TextCell(column, look with { Quote = CsvText.LooksLikeFormula(cell.TextValue) }, cell.TextValue);
                break;
        }
    }

    private void WriteTrend(int column, CellRange values, Look look)
    {
        if (values.CanBeDrawn)
        {
            BlankCell(column, look);
            _trends.Add((References.Cell(_row, column), values));
        }
        else
        {
            var tooSmall = values.Values.Any(v => v.Kind != CellKind.Blank);
            TextCell(column, look with { Text = TextStyle.Muted }, tooSmall ? "numbers too small" : "no figures");
        }
    }

    private void OpenRow(double height)
    {
        _row++;
        _breaks.AddRow(height);
        _out.Raw("<row r=\""u8);
        _out.Number(_row);
        _out.Raw("\" ht=\""u8);
        _out.Number(height);
        _out.Raw("\" customHeight=\"1\">"u8);
    }

    private void CloseRow()
    {
        foreach (var chart in _charts)
        {
            if (chart.Row == _row && !chart.Data.CanBeDrawn)
                TextCell(chart.At(_pixels).Column, new Look(TextStyle.Muted, Indent: 1), $"Not drawn, since its figures are too small or missing: {chart.Chart.Title}");
        }

        _out.Raw("</row>"u8);
    }

    private void StartCell(int column, Look look)
    {
        _out.Raw("<c r=\""u8);
        _out.Raw(column <= _letters.Length ? _letters[column - 1] : References.Letters(column));
        _out.Number(_row);
        _out.Raw("\" s=\""u8);
        _out.Number(styles.Of(look));
    }

    private void BlankCell(int column, Look look)
    {
        StartCell(column, look);
        _out.Raw("\"/>"u8);
    }

    private void TextCell(int column, Look look, string text)
    {
        StartCell(column, look);
        _out.Raw("\" t=\"inlineStr\"><is>"u8);
        _out.Raw(text.Length > 0 && (char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1])) ? "<t xml:space=\"preserve\">" : "<t>");
        _out.Text(text);
        _out.Raw("</t></is></c>"u8);
    }

    private void AddLink(int column, Place target)
    {
        if (_links.Count == MostLinks)
            throw new InvalidOperationException($"Sheet {sheet.Name} has more than {MostLinks:N0} links, which is all that a spreadsheet opens.");
        if (target.Sheet.Book != sheet.Book)
            throw new InvalidOperationException($"A link on sheet {sheet.Name} leads to another workbook.");
        _links.Add((References.Cell(_row, column), target));
    }

    private void WriteTail()
    {
        if (_merged.Count > 0)
        {
            _out.Raw(Invariant($"<mergeCells count=\"{_merged.Count}\">"));
            foreach (var cells in _merged)
                _out.Raw($"<mergeCell ref=\"{cells}\"/>");
            _out.Raw("</mergeCells>"u8);
        }

        WriteValidations();
        if (_links.Count > 0)
        {
            _out.Raw("<hyperlinks>"u8);
            foreach (var (cell, target) in _links)
                _out.Raw($"<hyperlink ref=\"{cell}\" location=\"{XmlText.Escape(target.Reference)}\" tooltip=\"{XmlText.Escape(target.Sheet.Name)}\"/>");
            _out.Raw("</hyperlinks>"u8);
        }

        var (width, breaks) = _breaks.Fewest(PrintedWidth(sheet, _pixels), _pixels);
        var onePage = sheet == sheet.Book.ContentsSheet || breaks.Count == 0 && sheet.IsCounted && _breaks.FitOnePage(width);
        if (sheet.IsCounted)
            Printed = References.Fixed(sheet.LastPrinted ?? Math.Max(1, _row), _pixels.Covering(width));
        _out.Raw("<pageMargins left=\"0.4\" right=\"0.4\" top=\"0.55\" bottom=\"0.5\" header=\"0.25\" footer=\"0.25\"/>"u8);
        _out.Raw($"<pageSetup paperSize=\"9\" orientation=\"landscape\" fitToWidth=\"1\" fitToHeight=\"{(onePage ? 1 : 0)}\"/><headerFooter>");
        _out.Raw($"<oddHeader>&amp;L&amp;8 {HeaderText(sheet.Book.Title, 110)}&amp;R&amp;8 {HeaderText(sheet.Name, 31)}</oddHeader>");
        _out.Raw($"<oddFooter>&amp;L&amp;8 {HeaderText(sheet.Book.Reference, 110)}{(sheet.Book.Marking.Length > 0 ? $"&amp;C&amp;8 {HeaderText(sheet.Book.Marking, 110)}" : "")}&amp;R&amp;8 Page &amp;P of &amp;N</oddFooter></headerFooter>");
        if (!onePage)
            WriteBreaks(breaks);
        var tables = sheet.Tables.ToList();
        if (tables.Count > 0)
        {
            _out.Raw($"<ignoredErrors><ignoredError sqref=\"{string.Join(' ', tables.Select(t => t.Range))}\" numberStoredAsText=\"1\"/></ignoredErrors>");
        }

        if (_charts.Any(c => c.Data.CanBeDrawn))
            _out.Raw($"<drawing r:id=\"{Skeleton.DrawingId}\"/>");
        if (tables.Count > 0)
        {
            _out.Raw(Invariant($"<tableParts count=\"{tables.Count}\">"));
            foreach (var table in tables)
                _out.Raw($"<tablePart r:id=\"{Skeleton.TableId(table)}\"/>");
            _out.Raw("</tableParts>"u8);
        }

        WriteTrends();
        _out.Raw("</worksheet>"u8);
    }

    /// <summary>The values that columns to fill in take.</summary>
    private void WriteValidations()
    {
        var columns = sheet.Tables.SelectMany(t => t.Columns.Select((c, i) => (Table: t, Column: c, At: i + 1)))
            .Where(c => c.Column.Choices is not null || c.Column.ChoicesFrom is not null || c.Column.TakesDays).ToList();
        if (columns.Count == 0)
            return;
        _out.Raw(Invariant($"<dataValidations count=\"{columns.Count}\">"));
        foreach (var (table, column, at) in columns)
        {
            var (kind, rule, title, message) = column switch
            {
                // What a table of an earlier pack had stays, so a value that is not offered is let through where it is confirmed.
                { Choices: { } choices } => ("type=\"list\" errorStyle=\"warning\" showErrorMessage=\"1\"", $"\"{string.Join(',', choices)}\"", column.Header, "Choose from the list."),
                { ChoicesFrom: { } from } => ("type=\"list\"", from.Absolute, "", ""),
                _ => ("type=\"date\" operator=\"greaterThan\" errorStyle=\"warning\" showErrorMessage=\"1\"", "36525", column.Header, "Enter a date, such as 30/06/2012."),
            };
            var error = message.Length > 0 ? $" errorTitle=\"{XmlText.Escape(title)}\" error=\"{XmlText.Escape(message)}\"" : "";
            var cells = $"{References.Cell(table.HeaderRow + 1, at)}:{References.Cell(table.LastRow, at)}";
            _out.Raw($"<dataValidation {kind} allowBlank=\"1\"{error} sqref=\"{cells}\"><formula1>{XmlText.Escape(rule)}</formula1></dataValidation>");
        }

        _out.Raw("</dataValidations>"u8);
    }

    /// <summary>Pixels from the left edge to the end of the widest table or chart that is printed, and at least a page's.</summary>
    public static double PrintedWidth(Sheet sheet, ColumnWidths widths)
    {
        var columns = sheet.PrintedTables.Select(t => t.Columns.Count).DefaultIfEmpty(1).Max();
        return sheet.Charts.Where(c => sheet.IsPrinted(c.Row)).Select(c => c.At(widths)).Zip(
                sheet.Charts.Where(c => sheet.IsPrinted(c.Row)), (at, c) => widths.UpTo(at.Column - 1) + at.Left + c.Width)
            .Append(widths.UpTo(columns)).Append(Sheet.PageWidth).Max();
    }

    private void WriteBreaks(List<int> breaks)
    {
        if (breaks.Count == 0)
            return;
        _out.Raw(Invariant($"<rowBreaks count=\"{breaks.Count}\" manualBreakCount=\"{breaks.Count}\">"));
        foreach (var row in breaks)
            _out.Raw(Invariant($"<brk id=\"{row}\" max=\"16383\" man=\"1\"/>"));
        _out.Raw("</rowBreaks>"u8);
    }

    private void WriteTrends()
    {
        if (_trends.Count == 0)
            return;
        _out.Raw("<extLst><ext uri=\"{05C60535-1F16-4fd2-B633-F4F36F0B64E0}\" xmlns:x14=\"http://schemas.microsoft.com/office/spreadsheetml/2009/9/main\">"u8);
        // Columns: LibreOffice does not print the lines of a sparkline.
        _out.Raw("<x14:sparklineGroups xmlns:xm=\"http://schemas.microsoft.com/office/excel/2006/main\">"u8);
        _out.Raw("<x14:sparklineGroup type=\"column\" displayEmptyCellsAs=\"gap\" last=\"1\">"u8);
        var colours = new (string Part, string Colour)[]
        {
            ("Series", Palette.Accent), ("Negative", Palette.Accent), ("Axis", Palette.Hairline), ("Markers", Palette.Accent),
            ("First", Palette.Accent), ("Last", Palette.Highlight), ("High", Palette.Accent), ("Low", Palette.Accent),
        };
        foreach (var (part, colour) in colours)
            _out.Raw($"<x14:color{part} rgb=\"FF{colour}\"/>");
        _out.Raw("<x14:sparklines>"u8);
        foreach (var (cell, values) in _trends)
            _out.Raw($"<x14:sparkline><xm:f>{XmlText.Escape(values.Relative)}</xm:f><xm:sqref>{cell}</xm:sqref></x14:sparkline>");
        _out.Raw("</x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>"u8);
    }

    /// <summary>Text of a page's head or foot: an ampersand starts a code there, and the whole takes 255 characters.</summary>
    private static string HeaderText(string text, int length)
    {
        var cut = new StringBuilder();
        foreach (var c in XmlText.Clean(text).ReplaceLineEndings(" "))
        {
            if (cut.Length + 2 > length)
                break;
            cut.Append(c == '&' ? "&&" : c);
        }

        if (cut.Length > 0 && char.IsHighSurrogate(cut[^1]))
            cut.Length--;
        return XmlText.Escape(cut.ToString());
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Reads a table's rows once, with a preview of the first rows.</summary>
internal sealed class RowReader : IDisposable
{
    private readonly IEnumerator<Cell[]> _rows;
    private readonly List<Cell[]> _head = [];

    public RowReader(Table table, int lookedAt)
    {
        _rows = table.Rows().GetEnumerator();
        while (_head.Count < lookedAt && _rows.MoveNext())
            _head.Add(_rows.Current);
    }

    /// <summary>The first rows.</summary>
    public IReadOnlyList<Cell[]> Head => _head;

    /// <summary>All rows, once.</summary>
    public IEnumerable<Cell[]> All()
    {
        foreach (var row in _head)
            yield return row;
        _head.Clear();
        while (_rows.MoveNext())
            yield return _rows.Current;
    }

    public void Dispose() => _rows.Dispose();
}
