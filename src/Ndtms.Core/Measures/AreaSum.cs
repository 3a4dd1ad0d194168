namespace Ndtms.Core.Measures;

/// <summary>Adds up figures of one area that were counted of different persons, and takes away those of some.</summary>
/// <param name="layout">How the sum lies.</param>
internal sealed class AreaSum(FigureLayout layout)
{
    private readonly Dictionary<(int Block, int Cell), (int D, long N, KeySums Keys)> _cells = [];
    private readonly Dictionary<(int Block, int Cell), SortedDictionary<int, int>> _amounts = [];

    /// <summary>How many episodes exist at the cut.</summary>
    public int Episodes { get; private set; }

    /// <summary>Adds figures, or takes them away.</summary>
    /// <param name="area">The figures.</param>
    /// <param name="from">How they lie.</param>
    /// <param name="sign">1 or -1.</param>
    public void Add(AreaFigures area, FigureLayout from, int sign)
    {
        Episodes += sign * area.Episodes;
        for (var block = 0; block < layout.Blocks; block++)
        {
            for (var at = area.BlockFirst[block]; at < area.BlockFirst[block + 1]; at++)
            {
                var (entry, sums) = (area.Entries[at], area.Keys?[at] ?? default);
                var key = (block, CellOf(entry.Cell, from));
                var (d, n, keys) = _cells.GetValueOrDefault(key);
                _cells[key] = (d + (sign * entry.D), n + (sign * entry.N), sign > 0 ? keys + sums : keys - sums);
            }
        }

        foreach (var median in area.Amounts)
        {
            var key = (median.Block, CellOf(median.Cell, from));
            if (!_amounts.TryGetValue(key, out var counts))
                _amounts.Add(key, counts = []);
            foreach (var (amount, count) in median.Counts)
            {
                if ((counts[amount] = counts.GetValueOrDefault(amount) + (sign * count)) == 0)
                    counts.Remove(amount);
            }
        }
    }

    /// <summary>The sum.</summary>
    /// <param name="code">The area's code.</param>
    public AreaFigures ToFigures(string code)
    {
        var medians = _amounts.Where(a => a.Value.Count > 0).OrderBy(a => a.Key)
            .Select(a => new MedianAmounts(a.Key.Block, a.Key.Cell, [.. a.Value.Select(c => (c.Key, c.Value))])).ToArray();
        // The median of a sum is not the sum of medians.
        foreach (var median in medians)
            _cells[(median.Block, median.Cell)] = _cells[(median.Block, median.Cell)] with { N = median.TwiceMedian() };
        foreach (var emptied in _amounts.Where(a => a.Value.Count == 0))
            _cells.Remove(emptied.Key);

        var entries = _cells.Where(c => c.Value is not (0, 0, _)).OrderBy(c => c.Key).ToArray();
        var first = new int[layout.Blocks + 1];
        foreach (var entry in entries)
            first[entry.Key.Block + 1]++;
        for (var block = 0; block < layout.Blocks; block++)
            first[block + 1] += first[block];
        return new AreaFigures(code, first, Array.ConvertAll(entries, e => new Entry(e.Key.Cell, e.Value.D, e.Value.N)))
        {
            Keys = Array.ConvertAll(entries, e => e.Value.Keys),
            Episodes = Episodes,
            Amounts = medians,
        };
    }

    private int CellOf(int cell, FigureLayout from)
    {
        if (ReferenceEquals(from, layout))
            return cell;
        var line = from.LineOf(cell);
        var to = layout.Find(line.Measure, line.Breakdown)
            ?? throw new ArgumentException($"The figures do not have {line.Measure} {line.Breakdown}.", nameof(from));
        return line.HasCategories ? to.Offset + layout.Category(from.Categories[cell - line.Offset]) : to.Offset;
    }
}
