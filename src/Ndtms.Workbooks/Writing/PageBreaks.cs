namespace Ndtms.Workbooks.Writing;

/// <summary>Finds where printed pages break, so that a section (a heading with its table and charts) that fits on a page is not split.</summary>
internal sealed class PageBreaks
{
    /// <summary>A4 landscape without its margins, in points.</summary>
    private const double PageWidth = 842 - 72;
    private const double PageHeight = 595 - 101;

    /// <summary>Room for the row repeated at the top of every page, and for rounding by spreadsheets.</summary>
    private const double Spare = 45;

    /// <summary>A sheet that is longer than a page by no more than this factor is printed a little smaller, so that no page has only a few rows.</summary>
    private const double Shrink = 1.15;

    private readonly List<(int Row, double From)> _sections = [];
    private double _height;

    public void AddRow(double points) => _height += points;

    /// <summary>A section starts after this row.</summary>
    public void StartSection(int row) => _sections.Add((row, _height));

    /// <summary>Whether all rows fit on one page.</summary>
    /// <param name="pixels">The width to print; a wider sheet is printed smaller.</param>
    public bool FitOnePage(double pixels) => _height <= Page(pixels) * Shrink;

    /// <summary>The rows after which a page ends.</summary>
    /// <param name="pixels">The width to print; a wider sheet is printed smaller.</param>
    public List<int> Find(double pixels)
    {
        // After a table that runs over pages, how far down a page it ends depends on how much room a spreadsheet really uses.
        var (least, most) = (Page(pixels), Page(pixels) + Spare);
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
            if (i == 0 || fits || to - from > least || (from <= top && from <= topAtMost))
                continue;
            breaks.Add(row);
            top = topAtMost = from;
        }

        return breaks;
    }

    /// <summary>The height of the sheet that fits on a page, in points.</summary>
    private static double Page(double pixels) => PageHeight / Math.Min(1, PageWidth / (pixels * 0.75)) - Spare;
}
