namespace Ndtms.Workbooks.Writing;

/// <summary>How much room text takes in Arial, the workbooks' typeface, in pixels at 96 to the inch.</summary>
internal static class TextWidth
{
    /// <summary>Pixels of a digit of Arial 10, the unit of a column's width.</summary>
    public const double Digit = 7;

    /// <summary>Thousandths of the type size, from the space to the tilde.</summary>
    private static readonly short[] Advance =
    [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
        556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
        1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
        667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
        333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
        556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
    ];

    /// <summary>The width of the widest line.</summary>
    /// <param name="text">Text.</param>
    /// <param name="points">Type size.</param>
    /// <param name="bold">Bold letters are about a fourteenth wider.</param>
    public static double Of(ReadOnlySpan<char> text, double points = 10, bool bold = false)
    {
        var widest = 0;
        var line = 0;
        foreach (var c in text)
        {
            if (c == '\n')
                line = 0;
            else
                line += Thousandths(c);
            widest = Math.Max(widest, line);
        }

        return Pixels(widest, points, bold);
    }

    /// <summary>The width of the longest word.</summary>
    public static double OfLongestWord(ReadOnlySpan<char> text, double points = 10, bool bold = false)
    {
        var widest = 0d;
        foreach (var word in text.SplitAny(" \n"))
            widest = Math.Max(widest, Of(text[word], points, bold));
        return widest;
    }

    /// <summary>How many lines the text takes when broken at spaces, and within words that are longer than a line.</summary>
    public static int Lines(ReadOnlySpan<char> text, double pixels, double points = 10, bool bold = false)
    {
        var lines = 0;
        foreach (var paragraph in text.Split('\n'))
            lines += LinesOfOne(text[paragraph], pixels / Pixels(1, points, bold));
        return lines;
    }

    private static int LinesOfOne(ReadOnlySpan<char> text, double room)
    {
        var lines = 1;
        var line = 0d;
        foreach (var range in text.Split(' '))
        {
            var word = 0d;
            foreach (var c in text[range])
                word += Thousandths(c);
            if (line > 0 && line + Advance[0] + word > room)
            {
                lines++;
                line = 0;
            }

            if (word > room)
            {
                lines += (int)(word / room);
                word %= room;
            }

            line += (line > 0 ? Advance[0] : 0) + word;
        }

        return lines;
    }

    private static int Thousandths(char c) => c is >= ' ' and <= '~' ? Advance[c - ' '] : c < 0x2000 ? 600 : 1000;

    private static double Pixels(double thousandths, double points, bool bold) =>
        thousandths / 1000 * points * 4 / 3 * (bold ? 1.07 : 1);
}
