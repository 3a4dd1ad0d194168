using S = DocumentFormat.OpenXml.Spreadsheet;

namespace Ndtms.Workbooks.Writing;

/// <summary>A column of a table.</summary>
/// <param name="Header">Its header, unique in the table.</param>
/// <param name="Format">How its values are shown; number formats also align to the right.</param>
public sealed record TableColumn(string Header, Format Format = Format.General)
{
    /// <summary>Width in characters; estimated from the content unless given.</summary>
    public double? Width { get; init; }

    /// <summary>Values offered in a list where people fill in the table; others are refused.</summary>
    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>Cells whose values are offered; others can be entered too.</summary>
    public CellRange? ChoicesFrom { get; init; }

    /// <summary>Whether people fill in days.</summary>
    public bool TakesDays { get; init; }

    public static implicit operator TableColumn(string header) => new(header);
}

/// <summary>Options of a table.</summary>
public sealed record TableOptions
{
    /// <summary>A last row of totals, separate from the table and so not filtered or sorted with it.</summary>
    public Cell[]? Total { get; init; }

    /// <summary>Text of the first cell where the table has no rows.</summary>
    public string WhenEmpty { get; init; } = "None";

    /// <summary>Height of a row in points; a trend line needs about 24.</summary>
    public double RowHeight { get; init; } = Sheet.RowHeight;

    /// <summary>Leading columns that stay visible when the sheet is scrolled sideways.</summary>
    public int FrozenColumns { get; init; }
}

/// <summary>A table on a sheet: a real spreadsheet table with a name, filters and columns that charts and links refer to.</summary>
public sealed class Table : IBlock
{
    /// <summary>Pixels between a table and the chart beside it.</summary>
    private const int Gap = 24;

    private readonly Dictionary<string, int> _positions = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<PlacedChart> _charts = [];
    private IEnumerable<Cell[]> _rows;
    private int _besideFrom;

    internal Table(Sheet sheet, int id, string name, IReadOnlyList<TableColumn> columns, IEnumerable<Cell[]> rows, TableOptions options, int headerRow)
    {
        Sheet = sheet;
        Id = id;
        Name = name;
        Columns = [.. columns.Select(c => c with { Header = CleanHeader(name, c.Header) })];
        Options = options;
        HeaderRow = headerRow;
        // Below the header, which is repeated with everything beside it on every printed page.
        _besideFrom = headerRow + 1;
        _rows = rows;
        if (Columns.Count is 0 or > References.MaxColumns)
            throw new ArgumentException($"Table {name} has no columns, or more than a sheet can have.", nameof(columns));
        for (var i = 0; i < Columns.Count; i++)
        {
            if (!_positions.TryAdd(Columns[i].Header, i))
                throw new ArgumentException($"Table {name} has the header '{Columns[i].Header}' twice; headers differ by more than case.", nameof(columns));
        }

        if (options.Total is { } total && total.Length != Columns.Count)
            throw new ArgumentException($"The total of table {name} has {total.Length} cells for {Columns.Count} columns.", nameof(options));
        Count = rows.TryGetNonEnumeratedCount(out var count) ? count : null;
    }

    /// <summary>Its name in the workbook.</summary>
    public string Name { get; }

    /// <summary>The number of rows, or null where they are streamed and not counted before they are written.</summary>
    public int? Count { get; }

    /// <summary>The header, as the target of a link.</summary>
    public Place Top => new(Sheet, HeaderRow, 1);

    internal Sheet Sheet { get; }

    internal int Id { get; }

    internal IReadOnlyList<TableColumn> Columns { get; }

    internal TableOptions Options { get; }

    internal int HeaderRow { get; }

    /// <summary>Filter buttons are hidden on short tables; the filters still exist.</summary>
    internal bool HidesButtons => Count <= 12;

    internal IReadOnlyList<PlacedChart> Charts => _charts;

    /// <summary>Rows as they were written in the last save; an empty table takes one blank row.</summary>
    internal int LastRow { get; set; }

    /// <summary>The header and the rows, without the total.</summary>
    internal string Range => References.Cell(HeaderRow, 1) + ":" + References.Cell(LastRow, Columns.Count);

    int IBlock.FirstRow => HeaderRow;

    private int FirstDataRow => HeaderRow + 1;

    private int KnownLastRow => HeaderRow + Math.Max(1, Counted("refer to its rows")) + (Options.Total is null ? 0 : 1);

    /// <summary>The first cell of a row, as the target of a link.</summary>
    /// <param name="index">The row, counted from 0; streamed tables are not checked for it.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public Place Row(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        if (Count is { } count)
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
        return new Place(Sheet, FirstDataRow + index, 1);
    }

    /// <summary>The values of a column, for a trend line or a defined name.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    /// <exception cref="InvalidOperationException">The table is streamed or has no rows.</exception>
    public CellRange Values(string header)
    {
        var column = Position(header);
        var rows = Materialised("refer to its values");
        if (rows.Count == 0)
            throw new InvalidOperationException($"Table {Name} has no rows to refer to.");
        return new CellRange(Sheet, FirstDataRow, column + 1, FirstDataRow + rows.Count - 1, column + 1, [.. rows.Select(r => r[column])]);
    }

    /// <summary>The values of one row, between two columns.</summary>
    /// <exception cref="ArgumentException">There is no such column, or the columns are in the other order.</exception>
    /// <exception cref="InvalidOperationException">The table is streamed.</exception>
    public CellRange Values(int index, string fromHeader, string toHeader)
    {
        var (from, to) = (Position(fromHeader), Position(toHeader));
        if (from > to)
            throw new ArgumentException($"In table {Name} the column '{fromHeader}' comes after '{toHeader}'.", nameof(toHeader));
        var row = Materialised("refer to its values")[index];
        return new CellRange(Sheet, FirstDataRow + index, from + 1, FirstDataRow + index, to + 1, row[from..(to + 1)]);
    }

    /// <summary>Draws columns of the table beside or below it. Call it before adding anything else to the sheet.</summary>
    /// <returns>The table, for further charts.</returns>
    /// <exception cref="ArgumentException">A column does not exist.</exception>
    /// <exception cref="InvalidOperationException">The table is streamed, or something has been added to the sheet after it.</exception>
    public Table Chart(Chart chart)
    {
        var (category, series) = Drawn(chart);
        var rows = Materialised("draw it");
        Sheet.RequireLast(this);
        var height = chart.Height > 0 ? chart.Height : DefaultHeight(chart, rows.Count);
        var data = new ChartData(this, category, series, chart.Kind);
        // A chart with nothing to draw is replaced by a line of text.
        var tall = data.CanBeDrawn ? ChartSlot.Rows(height) : 1;
        var beside = chart.Place == ChartPlace.Beside;
        var row = beside ? _besideFrom : Math.Max(KnownLastRow, Sheet.NextRow - 1) + 2;
        _besideFrom = row + tall;
        _charts.Add(new PlacedChart(chart, category, series, data, Beside(row, beside ? Columns.Count + 1 : 1, chart.Width, height)));
        Sheet.Reserve(row + tall - 1);
        return this;
    }

    /// <summary>Keeps a place beside the table for a chart of another table. Call it before adding anything else to the sheet.</summary>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="height">Its height in pixels.</param>
    public ChartSlot Slot(int width, int height)
    {
        Sheet.RequireLast(this);
        var slot = Beside(_besideFrom, Columns.Count + 1, width, height);
        _besideFrom += ChartSlot.Rows(height);
        Sheet.Reserve(_besideFrom - 1);
        return slot;
    }

    /// <summary>Draws columns of the table in a place that was kept for it, which gives the chart its size.</summary>
    /// <returns>The table, for further charts.</returns>
    /// <exception cref="ArgumentException">A column does not exist, or the place is on another sheet.</exception>
    /// <exception cref="InvalidOperationException">The table is streamed.</exception>
    public Table Chart(Chart chart, ChartSlot slot)
    {
        if (slot.Sheet != Sheet)
            throw new ArgumentException($"The chart '{chart.Title}' on table {Name} is placed on another sheet.", nameof(slot));
        var (category, series) = Drawn(chart);
        _charts.Add(new PlacedChart(chart, category, series, new ChartData(this, category, series, chart.Kind), slot));
        return this;
    }

    private ChartSlot Beside(int row, int column, int width, int height) => new(Sheet, row, column, column > 1 ? Gap : 0, width, height);

    /// <summary>The columns that a chart draws.</summary>
    private (int Category, int[] Series) Drawn(Chart chart)
    {
        var category = Position(chart.Category);
        var series = chart.Series.Select(s => Position(s.Header)).ToArray();
        if (series.Length == 0)
            throw new ArgumentException($"The chart '{chart.Title}' on table {Name} draws no series.", nameof(chart));
        if (chart.Kind is ChartKind.Bar or ChartKind.StackedBar && chart.Series.Any(s => s.Role == SeriesRole.Reference))
            throw new ArgumentException($"The chart '{chart.Title}' has horizontal bars, which cannot have reference lines.", nameof(chart));
        return (category, series);
    }

    /// <summary>All rows, each checked for its length.</summary>
    internal IEnumerable<Cell[]> Rows()
    {
        var number = 0;
        foreach (var row in _rows)
        {
            number++;
            if (row.Length != Columns.Count)
                throw new InvalidOperationException($"Row {number} of table {Name} has {row.Length} cells for {Columns.Count} columns.");
            if (HeaderRow + number > References.MaxRows)
                throw new InvalidOperationException($"Table {Name} has more rows than a sheet can have ({References.MaxRows:N0}); split it.");
            yield return row;
        }

        if (Count is { } promised && promised != number)
            throw new InvalidOperationException($"Table {Name} should have {promised} rows but has {number}; do not change its rows before saving.");
    }

    /// <summary>Its part of the package, once its rows are written.</summary>
    internal S.Table Definition()
    {
        var filters = new S.AutoFilter { Reference = Range };
        if (HidesButtons)
            filters.Append(Columns.Select((_, i) => new S.FilterColumn { ColumnId = (uint)i, HiddenButton = true }));
        return new S.Table(
            filters,
            new S.TableColumns(Columns.Select((c, i) => new S.TableColumn { Id = (uint)i + 1, Name = XmlText.Literal(c.Header) })) { Count = (uint)Columns.Count },
            new S.TableStyleInfo { ShowFirstColumn = false, ShowLastColumn = false, ShowRowStripes = false, ShowColumnStripes = false })
        {
            Id = (uint)Id,
            Name = Name,
            DisplayName = Name,
            Reference = Range,
            TotalsRowShown = false,
        };
    }

    internal int Position(string header) => _positions.TryGetValue(CleanHeader(Name, header), out var position)
        ? position
        : throw new ArgumentException($"Table {Name} has no column '{header}'.", nameof(header));

    internal IReadOnlyList<Cell[]> Materialised(string purpose)
    {
        Counted(purpose);
        if (_rows is not IReadOnlyList<Cell[]>)
            _rows = _rows.ToArray();
        return (IReadOnlyList<Cell[]>)_rows;
    }

    private int Counted(string purpose) => Count
        ?? throw new InvalidOperationException($"Table {Name} is streamed and its length is unknown, so it is not possible to {purpose}; give it a list.");

    private static int DefaultHeight(Chart chart, int rows) => chart.Kind switch
    {
        ChartKind.Bar => 52 + Math.Max(rows, 3) * (chart.Series.Count > 1 ? 13 * chart.Series.Count + 8 : 20) + (chart.Series.Count > 1 ? 40 : 0),
        ChartKind.StackedBar => 130 + Math.Max(rows, 3) * 26,
        ChartKind.Scatter => 400,
        _ => 300,
    };

    private static string CleanHeader(string table, string header)
    {
        var clean = XmlText.Clean(string.Join(' ', header.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        return clean.Length is > 0 and <= 255
            ? clean
            : throw new ArgumentException($"Table {table} has a header that is blank or longer than 255 characters.", nameof(header));
    }
}
