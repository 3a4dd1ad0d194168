namespace Ndtms.Workbooks.Writing;

internal interface IBlock
{
    int FirstRow { get; }
}

internal sealed record TextBlock(int FirstRow, string Text, TextStyle Style, bool Wraps, Place? Target = null) : IBlock;

internal sealed record FactsBlock(int FirstRow, IReadOnlyList<(Cell Label, Cell Value)> Facts, bool LabelsMuted) : IBlock;

/// <summary>A sheet, filled from the top down: title, text, and tables with their charts.</summary>
/// <remarks>Nothing is placed by coordinates, so nothing can cover anything else.</remarks>
public sealed class Sheet
{
    /// <summary>Pixels that a sheet is printed across at least: narrower ones are printed at the same size of type, so that a page holds two or
    /// three tables.</summary>
    internal const int PageWidth = 1_450;

    /// <summary>Height of a row of a table, in points: 1.2 lines of the body type.</summary>
    internal const double RowHeight = 15;

    private readonly Workbook _book;
    private readonly List<IBlock> _blocks = [];
    private readonly List<double> _widths = [];
    private Table? _open;

    internal Sheet(Workbook book, string name, string purpose)
    {
        _book = book;
        Name = name;
        Purpose = purpose;
    }

    public string Name { get; }

    /// <summary>The line about the sheet in the contents.</summary>
    public string Purpose { get; }

    /// <summary>The sheet's first cell, as the target of a link.</summary>
    public Place Top => new(this, 1, 1);

    internal string Quoted => References.Quote(Name);

    internal IReadOnlyList<IBlock> Blocks => _blocks;

    internal IReadOnlyList<double> LeastWidths => _widths;

    internal IEnumerable<Table> Tables => _blocks.OfType<Table>();

    /// <summary>Tables that are printed.</summary>
    internal IEnumerable<Table> PrintedTables => Tables.Where(t => IsPrinted(t.HeaderRow));

    internal IEnumerable<PlacedChart> Charts => Tables.SelectMany(t => t.Charts);

    /// <summary>The last row that is printed; null: all are.</summary>
    internal int? LastPrinted { get; private set; }

    /// <summary>Whether its tables have lengths that are known before they are written.</summary>
    internal bool IsCounted => Tables.All(t => t.Count is not null);

    internal Workbook Book => _book;

    internal bool Aside { get; init; }

    internal int NextRow { get; private set; } = 1;

    /// <summary>The sheet's title and subtitle, with a link back to the contents.</summary>
    public void Title(string title, string subtitle = "")
    {
        Add(row => new TextBlock(row, title, TextStyle.Title, Wraps: false));
        if (subtitle.Length > 0)
            Add(row => new TextBlock(row, subtitle, TextStyle.Subtitle, Wraps: false));
        if (_book.Marking.Length > 0)
            Note(_book.Marking);
        if (_book.ContentsSheet is { } contents && contents != this)
            Add(row => new TextBlock(row, "Back to contents", TextStyle.Link, Wraps: false, contents.Top));
        Gap();
    }

    /// <summary>A heading over what follows.</summary>
    /// <returns>Its place, for links.</returns>
    public Place Heading(string text) => Heading(text, TextStyle.Heading);

    /// <summary>A heading of the third level.</summary>
    public Place Subheading(string text) => Heading(text, TextStyle.Subheading);

    /// <summary>A paragraph, wrapped at a readable length.</summary>
    public void Text(string paragraph) => Add(row => new TextBlock(row, paragraph, TextStyle.Body, Wraps: true));

    /// <summary>A paragraph in small, muted type: a caveat or a source.</summary>
    public void Note(string paragraph) => Add(row => new TextBlock(row, paragraph, TextStyle.Muted, Wraps: true));

    /// <summary>A link to another place in the workbook.</summary>
    public void Link(string text, Place target) => Add(row => new TextBlock(row, text, TextStyle.Link, Wraps: false, target));

    /// <summary>Labels with their values, one row each.</summary>
    public void Facts(params IReadOnlyList<(string Label, Cell Value)> facts)
    {
        if (facts.Count > 0)
            AddFacts([.. facts.Select(f => ((Cell)f.Label, f.Value))], muted: true);
    }

    /// <summary>Leaves a blank row.</summary>
    public void Gap()
    {
        Close();
        NextRow++;
    }

    /// <summary>Keeps places for charts, in rows across the page.</summary>
    /// <param name="count">How many charts.</param>
    /// <param name="across">How many stand in a row.</param>
    /// <param name="height">Their height in pixels.</param>
    public IReadOnlyList<ChartSlot> ChartRows(int count, int across, int height)
    {
        const int gap = 16;
        Close();
        var slots = new List<ChartSlot>();
        var width = (PageWidth - gap * (across - 1)) / across;
        for (var from = 0; from < count; from += across)
        {
            _blocks.Add(new ChartRowBlock(NextRow));
            slots.AddRange(Enumerable.Range(0, Math.Min(across, count - from)).Select(i => new ChartSlot(this, NextRow, 1, i * (width + gap), width, height)));
            NextRow += ChartSlot.Rows(height);
        }

        return slots;
    }

    /// <summary>What follows is on screen and not printed: the numbers behind charts, and lists to filter.</summary>
    /// <param name="what">What it is, as a heading.</param>
    public void NotPrinted(string what)
    {
        if (LastPrinted is not null)
            return;
        Close();
        LastPrinted = NextRow - 1;
        NextRow += 2;
        Heading(what);
        Note("On screen only. These tables are not printed.");
    }

    /// <summary>A table of any length.</summary>
    /// <param name="name">Unique in the workbook: letters, digits, underscores and points; not like a cell's address.</param>
    /// <param name="columns">Its columns; headers are unique, whatever their case, and not blank.</param>
    /// <param name="rows">
    /// Its rows, as many cells each as there are columns. A list is kept until saving; a sequence whose length cannot be known
    /// beforehand is read once, while it is written, and must come last on the sheet and has no charts.
    /// </param>
    /// <param name="options">What else it has.</param>
    /// <exception cref="ArgumentException">The name or a header is not possible or already taken.</exception>
    public Table Table(string name, IReadOnlyList<TableColumn> columns, IEnumerable<Cell[]> rows, TableOptions? options = null)
    {
        Close();
        var id = _book.CheckName(name);
        var table = new Table(this, id, name, columns, rows, options ?? new TableOptions(), NextRow);
        _book.ClaimName(name);
        _blocks.Add(table);
        _open = table;
        NextRow = table.HeaderRow + 1 + (table.Count is { } count ? Math.Max(1, count) + (table.Options.Total is null ? 0 : 1) : 1);
        return table;
    }

    /// <summary>Sets the minimum widths of columns in characters; tables widen them to fit their content.</summary>
    internal void Widths(params ReadOnlySpan<double> characters)
    {
        _widths.Clear();
        _widths.AddRange(characters);
    }

    internal void AddFacts(IReadOnlyList<(Cell Label, Cell Value)> facts, bool muted)
    {
        Close();
        _blocks.Add(new FactsBlock(NextRow, facts, muted));
        NextRow += facts.Count;
    }

    internal void Clear()
    {
        _blocks.Clear();
        _open = null;
        LastPrinted = null;
        NextRow = 1;
    }

    internal bool IsPrinted(int row) => LastPrinted is not { } last || row <= last;

    /// <summary>Reserves the rows down to this one.</summary>
    internal void Reserve(int row) => NextRow = Math.Max(NextRow, row + 1);

    internal void RequireLast(Table table)
    {
        if (_open != table)
            throw new InvalidOperationException($"Add the charts of table {table.Name} before anything that follows it on the sheet.");
    }

    private Place Heading(string text, TextStyle style)
    {
        if (_blocks.Count > 0 && (_open is not null || _blocks[^1] is TextBlock { Style: TextStyle.Body or TextStyle.Muted } or FactsBlock))
            Gap();
        var row = NextRow;
        Add(at => new TextBlock(at, text, style, Wraps: false));
        return new Place(this, row, 1);
    }

    private void Add(Func<int, IBlock> block)
    {
        Close();
        _blocks.Add(block(NextRow));
        NextRow++;
    }

    /// <summary>Ends the previous table: leaves a blank row, and allows no more charts.</summary>
    private void Close()
    {
        if (_open is not { } table)
            return;
        if (table.Count is null)
            throw new InvalidOperationException($"Table {table.Name} is streamed and its length unknown; nothing can follow it on the sheet.");
        _open = null;
        NextRow++;
    }
}
