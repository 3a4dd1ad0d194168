namespace Ndtms.Workbooks.Writing;

public enum ChartKind
{
    /// <summary>Lines with markers, over months or other ordered categories.</summary>
    Line,

    /// <summary>Upright columns side by side.</summary>
    Column,

    /// <summary>Horizontal bars, the table's first row on top.</summary>
    Bar,

    /// <summary>Horizontal bars of parts that add up.</summary>
    StackedBar,

    /// <summary>Points by two measures; the category is the column of the x axis.</summary>
    Scatter,
}

/// <summary>The role of a series.</summary>
public enum SeriesRole
{
    /// <summary>A figure of the area.</summary>
    Figure,

    /// <summary>What figures are compared with (target, England, a control limit): a thin grey line without markers.</summary>
    Reference,
}

/// <summary>What a series says about people, so that its colour does not say the opposite.</summary>
public enum Tone
{
    /// <summary>Nothing: colours in their order.</summary>
    None,

    /// <summary>The best outcome.</summary>
    Best,

    /// <summary>For the better.</summary>
    Better,

    /// <summary>Neither.</summary>
    Neutral,

    /// <summary>For the worse.</summary>
    Worse,
}

public enum ChartPlace
{
    /// <summary>To the right of its table, from its first row down; further charts follow below.</summary>
    Beside,

    /// <summary>Under its table.</summary>
    Below,
}

/// <summary>A column of a table drawn as one series.</summary>
/// <param name="Header">The column's header, which the legend shows.</param>
/// <param name="Role">Its role.</param>
public sealed record Series(string Header, SeriesRole Role = SeriesRole.Figure)
{
    /// <summary>What it says, which its colour shows.</summary>
    public Tone Tone { get; init; }

    /// <summary>Of a limit: the number of its pair, from 1. Both lines of a pair are drawn alike, and the legend names the first.</summary>
    public int Pair { get; init; }

    /// <summary>Of points: the column of the words written beside them; a blank one leaves its point without.</summary>
    public string? Labels { get; init; }

    public static implicit operator Series(string header) => new(header);
}

/// <summary>A native chart, bound to the cells of the table that it is added to.</summary>
/// <remarks>
/// Rows in which a drawn figure is text, such as the mark of suppression, are left out of the chart: a spreadsheet would
/// draw text as zero. Blank cells leave a gap.
/// </remarks>
/// <param name="kind">Its kind.</param>
/// <param name="title">What it shows, in a few words.</param>
/// <param name="category">Header of the column with categories, months, or (scatter) x values.</param>
/// <param name="series">The columns drawn.</param>
public sealed class Chart(ChartKind kind, string title, string category, params IReadOnlyList<Series> series)
{
    public ChartKind Kind { get; } = kind;

    public string Title { get; } = title;

    public string Category { get; } = category;

    public IReadOnlyList<Series> Series { get; } = series;

    /// <summary>The unit and any restriction, written small under the title ("Clients in the month").</summary>
    public string Unit { get; init; } = "";

    /// <summary>Title of the category axis, where the categories are not self-explanatory.</summary>
    public string CategoryAxis { get; init; } = "";

    /// <summary>Title of the value axis; rarely needed beside <see cref="Unit"/>, except for scatter charts.</summary>
    public string ValueAxis { get; init; } = "";

    /// <summary>How values are shown; as in the first series' column unless given.</summary>
    public Format ValueFormat { get; init; }

    /// <summary>Lowest value of the axis. Unless given it is 0, but for scatter charts and negative figures.</summary>
    public double? Minimum { get; init; }

    /// <summary>The value axis runs from just below the lowest figure to just above the highest, so that movement shows; only for lines.</summary>
    public bool Closely { get; init; }

    /// <summary>Highest value of the axis, chosen by the spreadsheet unless given.</summary>
    public double? Maximum { get; init; }

    /// <summary>Alternative text for readers who cannot see the chart; made from its title and figures unless given.</summary>
    public string AltText { get; init; } = "";

    public ChartPlace Place { get; init; } = ChartPlace.Beside;

    /// <summary>Pixels at 96 to the inch.</summary>
    public int Width { get; init; } = 580;

    /// <summary>Pixels at 96 to the inch; 0 gives the height that the kind and the number of bars need.</summary>
    public int Height { get; init; }
}
