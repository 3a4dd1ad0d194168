namespace Ndtms.Workbooks.Writing;

/// <summary>Finds where printed pages break, so that a section (a heading with its table and charts) that fits on a page is not split.</summary>
/// <param name="repeats">Whether every page repeats the header of a table.</param>
internal sealed class PageBreaks(bool repeats)
{
    /// <summary>A4 landscape without its margins, in points.</summary>
    private const double PageWidth = 842 - 58;
    private const double PageHeight = 595 - 76;

    /// <summary>Room for rounding by spreadsheets, and for a header repeated at the top of every page.</summary>
    private const double Spare = 16;
    private const double Header = 45;

    /// <summary>The least of a section longer than a page that is worth starting at the foot of one: a heading, a header and some rows.</summary>
    private const double Foot = 150;

    /// <summary>A sheet is printed smaller, down to this part of its size, where it then takes fewer pages.</summary>
    private const double Smallest = 0.8;
    private const int Steps = 8;

    /// <summary>The height of rows that fit on a page of the usual width, in points.</summary>
    public const double LeastPage = PageHeight * Sheet.PageWidth * 0.75 / PageWidth - Spare;

    private readonly List<(int Row, double From)> _sections = [];
    private double _height;
    private bool _ended;

    public void AddRow(double points) => _height += _ended ? 0 : points;

    /// <summary>A section starts after this row.</summary>
    public void StartSection(int row)
    {
        if (!_ended)
            _sections.Add((row, _height));
    }

    /// <summary>What follows is not printed.</summary>
    public void End() => _ended = true;

    /// <summary>Whether all rows fit on one page.</summary>
    /// <param name="pixels">The width to print; a wider sheet is printed smaller.</param>
    public bool FitOnePage(double pixels) => _height <= Page(pixels, repeats: false);

    /// <summary>The width at which the sheet takes the fewest pages, the least of such, and the rows after which a page ends.</summary>
    /// <param name="pixels">The width that must be printed.</param>
    /// <param name="widths">The columns, of which whole ones are printed.</param>
    public (double Width, List<int> Breaks) Fewest(double pixels, ColumnWidths widths)
    {
        (double Width, List<int> Breaks)? best = null;
        for (var step = 0; step <= Steps; step++)
        {
            var width = widths.UpTo(widths.Covering(pixels / (1 - (1 - Smallest) * step / Steps)));
            var breaks = FitOnePage(width) ? [] : Find(width);
            if (best is null || Pages(width, breaks) < Pages(best.Value.Width, best.Value.Breaks))
                best = (width, breaks);
        }

        return best!.Value;
    }

    /// <summary>How many pages there are, those among them that a long table fills without a break of ours.</summary>
    private int Pages(double width, List<int> breaks)
    {
        if (FitOnePage(width))
            return 1;
        var (pages, top) = (0, 0d);
        foreach (var end in breaks.Select(row => _sections.First(s => s.Row == row).From).Append(_height))
        {
            pages += Math.Max(1, (int)Math.Ceiling((end - top) / Page(width, repeats)));
            top = end;
        }

        return pages;
    }

    /// <summary>The rows after which a page ends.</summary>
    /// <param name="pixels">The width to print; a wider sheet is printed smaller.</param>
    public List<int> Find(double pixels)
    {
        // After a table that runs over pages, how far down a page it ends depends on how much room a spreadsheet really uses.
        var (least, most) = (Page(pixels, repeats), Page(pixels, repeats: false) + Spare);
        var breaks = new List<int>();
        var (top, topAtMost) = (0d, 0d);
        for (var i = 0; i < _sections.Count; i++)
        {
            var (row, from) = _sections[i];
            var to = i + 1 < _sections.Count ? _sections[i + 1].From : _height;
            while (from - top >= least)
                top += least;
            while (from - topAtMost >= most)
                topAtMost += most;
            var fits = to - top <= least && to - topAtMost <= most;
            var isLong = to - from > least;
            if (i == 0 || fits || (isLong && least - (from - top) >= Foot) || (from <= top && from <= topAtMost))
                continue;
            breaks.Add(row);
            top = topAtMost = from;
        }

        return breaks;
    }

    /// <summary>The height of the sheet that fits on a page, in points.</summary>
    private static double Page(double pixels, bool repeats) =>
        PageHeight / Math.Min(1, PageWidth / (pixels * 0.75)) - Spare - (repeats ? Header : 0);
}
