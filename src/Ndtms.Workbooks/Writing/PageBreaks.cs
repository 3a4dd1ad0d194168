namespace Ndtms.Workbooks.Writing;

/// <summary>Finds where printed pages break, so that no section (a heading with its table and charts) is cut that fits on a page.</summary>
internal sealed class PageBreaks
{
    /// <summary>A4 landscape without its margins, in points.</summary>
    private const double PageWidth = 842 - 72;
    private const double PageHeight = 595 - 101;

    /// <summary>The row repeated on top of every page, and what a spreadsheet rounds.</summary>
    private const double Spare = 45;

    /// <summary>What runs over a page by no more than this is printed a little smaller, rather than a few rows on a page of their own.</summary>
    private const double Shrink = 1.15;

    private readonly List<(int Row, double From)> _sections = [];
    private double _height;

    public void AddRow(double points) => _height += points;

    /// <summary>A section starts after this row.</summary>
    public void StartSection(int row) => _sections.Add((row, _height));

    /// <summary>Whether all rows go on one page.</summary>
    /// <param name="pixels">What the page has to hold across; it is printed smaller where that is too wide.</param>
    public bool FitOnePage(double pixels) => _height <= Page(pixels) * Shrink;

    /// <summary>The rows after which a page ends.</summary>
    /// <param name="pixels">What the page has to hold across; it is printed smaller where that is too wide.</param>
    public List<int> Find(double pixels)
    {
        var page = Page(pixels);
        var breaks = new List<int>();
        var top = 0d;
        for (var i = 0; i < _sections.Count; i++)
        {
            var (row, from) = _sections[i];
            var to = i + 1 < _sections.Count ? _sections[i + 1].From : _height;
            while (from - top >= page)
                top += page;
            if (i == 0 || to - top <= page || to - from > page || from <= top)
                continue;
            breaks.Add(row);
            top = from;
        }

        return breaks;
    }

    /// <summary>Points of the sheet that a page holds.</summary>
    private static double Page(double pixels) => PageHeight / Math.Min(1, PageWidth / (pixels * 0.75)) - Spare;
}
