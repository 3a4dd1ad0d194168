namespace Ndtms.Workbooks.Writing;

/// <summary>A chart with its place on the sheet, the columns that it draws and the rows that can be drawn.</summary>
internal sealed record PlacedChart(Chart Chart, int Category, int[] Series, ChartData Data, ChartSlot Slot)
{
    public int Row => Slot.Row;

    public int Height => Slot.Height;

    public int Width => Slot.Width;

    /// <summary>The column of its left edge, from 1, and the pixels from the column's edge.</summary>
    public (int Column, double Left) At(ColumnWidths widths) => Slot.Column > 1 ? (Slot.Column, Slot.Left) : widths.At(Slot.Left);
}

/// <summary>The cells that a chart draws: runs of the table's rows without those in which a drawn figure is text.</summary>
internal sealed class ChartData
{
    private readonly List<(int First, int Last)> _runs = [];
    private readonly IReadOnlyList<Cell[]> _rows;

    public ChartData(Table table, int category, int[] series, ChartKind kind)
    {
        Table = table;
        _rows = table.Materialised("draw it");
        var any = false;
        for (var i = 0; i < _rows.Count; i++)
        {
            var row = _rows[i];
            if (Array.Exists(series, s => row[s].Kind != CellKind.Blank && !row[s].IsNumeric)
                || kind == ChartKind.Scatter && !row[category].IsNumeric)
            {
                Omitted++;
                continue;
            }

            any |= Array.Exists(series, s => row[s].IsNumeric);
            if (_runs is [.., var run] && run.Last == i - 1)
                _runs[^1] = (run.First, i);
            else
                _runs.Add((i, i));
        }

        CanBeDrawn = any;
    }

    public Table Table { get; }

    public bool CanBeDrawn { get; }

    /// <summary>Rows left out.</summary>
    public int Omitted { get; }

    public int Count => _runs.Sum(r => r.Last - r.First + 1);

    /// <summary>The values of a column in the rows drawn.</summary>
    public IEnumerable<Cell> Values(int column)
    {
        foreach (var (first, last) in _runs)
        {
            for (var i = first; i <= last; i++)
                yield return _rows[i][column];
        }
    }

    /// <summary>The reference to those cells, in parentheses where rows are left out between them.</summary>
    public string Reference(int column)
    {
        var top = Table.HeaderRow + 1;
        var ranges = _runs.Select(r => $"{Table.Sheet.Quoted}!{References.Fixed(top + r.First, column + 1)}:{References.Fixed(top + r.Last, column + 1)}");
        var all = string.Join(',', ranges);
        return _runs.Count > 1 ? $"({all})" : all;
    }

    public string HeaderReference(int column) => $"{Table.Sheet.Quoted}!{References.Fixed(Table.HeaderRow, column + 1)}";
}
