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

    private readonly List<(int Row, double From, double Gap)> _sections = [];
    private double _height;

    public void AddRow(double points) => _height += points;

    /// <summary>A section starts after this row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="gap">Points of blank rows before the section, which need no room at the foot of a page.</param>
    public void StartSection(int row, double gap) => _sections.Add((row, _height, gap));

    /// <summary>Whether all rows fit on one page.</summary>
    /// <param name="pixels">The width to print; a wider sheet is printed smaller.</param>
    public bool FitOnePage(double pixels) => _height <= Page(pixels) * Shrink;

    /// <summary>The rows after which a page ends.</summary>
    /// <param name="pixels">The width to print; a wider sheet is printed smaller.</param>
    public List<int> Find(double pixels)
    {
        var page = Page(pixels);
        var breaks = new List<int>();
        var top = 0d;
        for (var i = 0; i < _sections.Count; i++)
        {
            var (row, from, _) = _sections[i];
            var to = i + 1 < _sections.Count ? _sections[i + 1].From - _sections[i + 1].Gap : _height;
            while (from - top >= page)
                top += page;
            if (i == 0 || to - top <= page || to - from > page || from <= top)
                continue;
            breaks.Add(row);
            top = from;
        }

        return breaks;
    }

    /// <summary>The height of the sheet that fits on a page, in points.</summary>
    private static double Page(double pixels) => PageHeight / Math.Min(1, PageWidth / (pixels * 0.75)) - Spare;
}
