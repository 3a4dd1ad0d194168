using System.Globalization;
using System.Text;

namespace Ndtms.Workbooks.Writing;

internal sealed record DrawnChart(Table Table, PlacedChart Placed, ChartData Data);

/// <summary>The cells that a chart draws: runs of the table's rows without those in which a drawn figure is text.</summary>
internal sealed class ChartData
{
    private readonly List<(int First, int Last)> _runs = [];
    private readonly Table _table;
    private readonly IReadOnlyList<Cell[]> _rows;

    public ChartData(Table table, int category, int[] series, ChartKind kind)
    {
        _table = table;
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
        var top = _table.HeaderRow + 1;
        var ranges = _runs.Select(r => $"{_table.Sheet.Quoted}!{References.Fixed(top + r.First, column + 1)}:{References.Fixed(top + r.Last, column + 1)}");
        var all = string.Join(',', ranges);
        return _runs.Count > 1 ? $"({all})" : all;
    }

    public string HeaderReference(int column) => $"{_table.Sheet.Quoted}!{References.Fixed(_table.HeaderRow, column + 1)}";
}

/// <summary>Writes the DrawingML of a chart.</summary>
internal sealed class ChartPart(DrawnChart drawn)
{
    private const int LabelledBars = 16;
    private const int LabelledColumns = 8;

    private readonly Chart _chart = drawn.Placed.Chart;
    private readonly ChartData _data = drawn.Data;
    private readonly Format _category = drawn.Table.Columns[drawn.Placed.Category].Format;
    private readonly StringBuilder _xml = new();

    private bool Horizontal => _chart.Kind is ChartKind.Bar or ChartKind.StackedBar;

    private bool ByTime => _chart.Kind is ChartKind.Line or ChartKind.Column && _data.Values(drawn.Placed.Category).All(c => c.Kind == CellKind.Date);

    /// <summary>Few bars of one series carry their value; the axis and its gridlines then say nothing more.</summary>
    private bool Labelled => _chart.Series.Count == 1 && (_chart.Kind == ChartKind.Bar && _data.Count <= LabelledBars
        || _chart.Kind == ChartKind.Column && _data.Count <= LabelledColumns);

    private Format ValueFormat => _chart.ValueFormat != Format.General ? _chart.ValueFormat : FormatOf(drawn.Placed.Series[0]);

    public string Write()
    {
        _xml.Append("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>")
            .Append("<c:chartSpace xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\">")
            .Append("<c:date1904 val=\"0\"/><c:roundedCorners val=\"0\"/><c:chart>");
        Title();
        _xml.Append("<c:autoTitleDeleted val=\"0\"/><c:plotArea><c:layout/>");
        Plots();
        if (_chart.Kind == ChartKind.Scatter)
            ValueAxis(1, 2, "b", _chart.CategoryAxis, Formats.AxisCode(FormatOf(drawn.Placed.Category)), gridlines: false, bounded: false);
        else
            CategoryAxis();
        ValueAxis(2, 1, Horizontal ? "b" : "l", _chart.ValueAxis, Formats.AxisCode(ValueFormat), gridlines: !Labelled, bounded: true);
        _xml.Append("<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr></c:plotArea>");
        if (_chart.Series.Count > 1)
            _xml.Append("<c:legend><c:legendPos val=\"b\"/><c:overlay val=\"0\"/>").Append(TextProperties(9, Palette.Ink)).Append("</c:legend>");
        return _xml.Append("<c:plotVisOnly val=\"1\"/><c:dispBlanksAs val=\"gap\"/></c:chart>")
            .Append("<c:spPr><a:solidFill><a:srgbClr val=\"FFFFFF\"/></a:solidFill><a:ln><a:noFill/></a:ln></c:spPr>")
            .Append(TextProperties(9, Palette.Muted)).Append("</c:chartSpace>").ToString();
    }

    /// <summary>What the chart shows, in words.</summary>
    public string Description()
    {
        if (_chart.AltText.Length > 0)
            return _chart.AltText;
        var kind = _chart.Kind switch
        {
            ChartKind.Line => "Line chart",
            ChartKind.Column => "Column chart",
            ChartKind.Bar => "Bar chart",
            ChartKind.StackedBar => "Stacked bar chart",
            _ => "Scatter chart",
        };
        var text = new StringBuilder($"{kind}: {_chart.Title}{(_chart.Unit.Length > 0 ? " (" + _chart.Unit + ")" : "")}.");
        var categories = _data.Values(drawn.Placed.Category).ToArray();
        for (var i = 0; i < _chart.Series.Count && i < 4; i++)
        {
            var column = drawn.Placed.Series[i];
            var points = _data.Values(column).Select((cell, at) => (Cell: cell, At: at)).Where(p => p.Cell.IsNumeric).ToArray();
            if (points.Length == 0)
                continue;
            var low = points.MinBy(p => p.Cell.Number);
            var high = points.MaxBy(p => p.Cell.Number);
            text.Append(_chart.Kind is ChartKind.Line
                ? $" {Header(column)}: {Value(points[0].Cell, column)} in {Label(points[0].At)}, {Value(points[^1].Cell, column)} in {Label(points[^1].At)}."
                : $" {Header(column)}: from {Value(low.Cell, column)} to {Value(high.Cell, column)}.");
        }

        if (_data.Omitted > 0)
            text.Append(CultureInfo.InvariantCulture, $" Not drawn, since suppressed: {_data.Omitted}.");
        return text.ToString();

        string Label(int at) => categories[at].Shown(Formats.Resolve(categories[at], _category));
    }

    private string Header(int column) => drawn.Table.Columns[column].Header;

    private string Value(Cell cell, int column) => cell.Shown(Formats.Resolve(cell, drawn.Table.Columns[column].Format));

    private Format FormatOf(int column)
    {
        if (drawn.Table.Columns[column].Format is not (Format.General or Format.Text) and var format)
            return format;
        foreach (var cell in _data.Values(column))
        {
            if (cell.IsNumeric)
                return Formats.Resolve(cell, Format.General);
        }

        return Format.General;
    }

    private void Title()
    {
        _xml.Append("<c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/>").Append(Paragraph(_chart.Title, 11, true, Palette.Ink));
        var unit = _data.Omitted == 0 ? _chart.Unit
            : string.Create(CultureInfo.InvariantCulture, $"{_chart.Unit}{(_chart.Unit.Length > 0 ? "; " : "")}not drawn, since suppressed: {_data.Omitted}");
        if (unit.Length > 0)
            _xml.Append(Paragraph(unit, 9, false, Palette.Muted));
        _xml.Append("</c:rich></c:tx><c:layout><c:manualLayout><c:xMode val=\"edge\"/><c:yMode val=\"edge\"/><c:x val=\"0.012\"/><c:y val=\"0.02\"/>")
            .Append("</c:manualLayout></c:layout><c:overlay val=\"0\"/></c:title>");
    }

    private void Plots()
    {
        var figures = Enumerable.Range(0, _chart.Series.Count);
        if (_chart.Kind == ChartKind.Column)
        {
            Plot("bar", figures.Where(i => _chart.Series[i].Role == SeriesRole.Figure).ToArray());
            Plot("line", figures.Where(i => _chart.Series[i].Role == SeriesRole.Reference).ToArray());
        }
        else
        {
            Plot(_chart.Kind switch { ChartKind.Line => "line", ChartKind.Scatter => "scatter", _ => "bar" }, figures.ToArray());
        }
    }

    private void Plot(string type, int[] series)
    {
        if (series.Length == 0)
            return;
        var stacked = _chart.Kind == ChartKind.StackedBar;
        _xml.Append(CultureInfo.InvariantCulture, $"<c:{type}Chart>");
        _xml.Append(type switch
        {
            "bar" => $"<c:barDir val=\"{(Horizontal ? "bar" : "col")}\"/><c:grouping val=\"{(stacked ? "stacked" : "clustered")}\"/>",
            "line" => "<c:grouping val=\"standard\"/>",
            _ => "<c:scatterStyle val=\"lineMarker\"/>",
        });
        _xml.Append("<c:varyColors val=\"0\"/>");
        foreach (var i in series)
            Series(type, i);
        _xml.Append(type switch
        {
            "bar" when stacked => "<c:gapWidth val=\"45\"/><c:overlap val=\"100\"/>",
            "bar" => $"<c:gapWidth val=\"{(series.Length > 1 ? 70 : 45)}\"/><c:overlap val=\"0\"/>",
            "line" => "<c:marker val=\"1\"/>",
            _ => "",
        });
        _xml.Append(CultureInfo.InvariantCulture, $"<c:axId val=\"1\"/><c:axId val=\"2\"/></c:{type}Chart>");
    }

    private void Series(string type, int i)
    {
        var column = drawn.Placed.Series[i];
        var reference = _chart.Series[i].Role == SeriesRole.Reference;
        var at = Enumerable.Range(0, i).Count(j => _chart.Series[j].Role == _chart.Series[i].Role);
        var colour = Palette.Series[at % Palette.Series.Length];
        // The many points stay in the background of those that are singled out.
        if (type == "scatter" && at == 0 && _chart.Series.Count(s => s.Role == SeriesRole.Figure) > 1)
            colour = Palette.Background;
        _xml.Append(CultureInfo.InvariantCulture, $"<c:ser><c:idx val=\"{i}\"/><c:order val=\"{i}\"/><c:tx><c:strRef><c:f>{XmlText.Escape(_data.HeaderReference(column))}</c:f>")
            .Append(CultureInfo.InvariantCulture, $"<c:strCache><c:ptCount val=\"1\"/><c:pt idx=\"0\"><c:v>{XmlText.Escape(Header(column))}</c:v></c:pt></c:strCache></c:strRef></c:tx>");
        if (type == "bar")
            _xml.Append(CultureInfo.InvariantCulture, $"<c:spPr><a:solidFill><a:srgbClr val=\"{colour}\"/></a:solidFill><a:ln w=\"6350\"><a:solidFill><a:srgbClr val=\"FFFFFF\"/></a:solidFill></a:ln></c:spPr><c:invertIfNegative val=\"0\"/>");
        else if (reference)
            _xml.Append(Line(Palette.Reference, 15875, at switch { 0 => "dash", 1 => "sysDot", _ => "lgDash" })).Append("<c:marker><c:symbol val=\"none\"/></c:marker>");
        else
            Marks(type, at, colour);
        if (type == "bar" && Labelled)
        {
            _xml.Append(CultureInfo.InvariantCulture, $"<c:dLbls><c:numFmt formatCode=\"{XmlText.Escape(Formats.Code(ValueFormat))}\" sourceLinked=\"0\"/><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>")
                .Append(TextProperties(9, Palette.Ink)).Append("<c:dLblPos val=\"outEnd\"/>")
                .Append("<c:showLegendKey val=\"0\"/><c:showVal val=\"1\"/><c:showCatName val=\"0\"/><c:showSerName val=\"0\"/><c:showPercent val=\"0\"/><c:showBubbleSize val=\"0\"/></c:dLbls>");
        }

        var (x, y) = type == "scatter" ? ("xVal", "yVal") : ("cat", "val");
        Cells(x, drawn.Placed.Category);
        Cells(y, column);
        _xml.Append(type == "bar" ? "</c:ser>" : "<c:smooth val=\"0\"/></c:ser>");
    }

    private void Marks(string type, int at, string colour)
    {
        var (marker, dash) = Palette.Lines[at % Palette.Lines.Length];
        _xml.Append(type == "scatter" ? "<c:spPr><a:ln w=\"19050\"><a:noFill/></a:ln></c:spPr>" : Line(colour, 25400, dash))
            .Append(CultureInfo.InvariantCulture, $"<c:marker><c:symbol val=\"{marker}\"/><c:size val=\"{(type == "scatter" ? (at == 0 ? 6 : 9) : _data.Count > 30 ? 3 : 5)}\"/>")
            .Append(CultureInfo.InvariantCulture, $"<c:spPr><a:solidFill><a:srgbClr val=\"{colour}\"/></a:solidFill><a:ln w=\"6350\"><a:solidFill><a:srgbClr val=\"{(marker is "x" or "plus" ? colour : "FFFFFF")}\"/></a:solidFill></a:ln></c:spPr></c:marker>");
    }

    /// <summary>The reference with the values as they are, so that a viewer that does not calculate shows them too.</summary>
    private void Cells(string element, int column)
    {
        var cells = _data.Values(column).ToArray();
        var numbers = element is "val" or "yVal" or "xVal" || cells.All(c => c.IsNumeric);
        var cache = numbers ? "num" : "str";
        _xml.Append(CultureInfo.InvariantCulture, $"<c:{element}><c:{cache}Ref><c:f>{XmlText.Escape(_data.Reference(column))}</c:f><c:{cache}Cache>");
        if (numbers)
            _xml.Append(CultureInfo.InvariantCulture, $"<c:formatCode>{XmlText.Escape(Formats.Code(FormatOf(column)))}</c:formatCode>");
        _xml.Append(CultureInfo.InvariantCulture, $"<c:ptCount val=\"{cells.Length}\"/>");
        for (var i = 0; i < cells.Length; i++)
        {
            if (cells[i].Kind == CellKind.Blank)
                continue;
            var value = numbers ? cells[i].Number.ToString("R", CultureInfo.InvariantCulture)
                : XmlText.Escape(cells[i].Shown(Formats.Resolve(cells[i], _category)));
            _xml.Append(CultureInfo.InvariantCulture, $"<c:pt idx=\"{i}\"><c:v>{value}</c:v></c:pt>");
        }

        _xml.Append(CultureInfo.InvariantCulture, $"</c:{cache}Cache></c:{cache}Ref></c:{element}>");
    }

    private void CategoryAxis()
    {
        var time = ByTime;
        _xml.Append(time ? "<c:dateAx>" : "<c:catAx>").Append("<c:axId val=\"1\"/><c:scaling>")
            .Append(CultureInfo.InvariantCulture, $"<c:orientation val=\"{(Horizontal ? "maxMin" : "minMax")}\"/></c:scaling><c:delete val=\"0\"/><c:axPos val=\"{(Horizontal ? "l" : "b")}\"/>");
        AxisTitle(_chart.CategoryAxis, Horizontal);
        var format = time ? Formats.AxisCode(FormatOf(drawn.Placed.Category)) : "General";
        _xml.Append(CultureInfo.InvariantCulture, $"<c:numFmt formatCode=\"{XmlText.Escape(format)}\" sourceLinked=\"0\"/><c:majorTickMark val=\"{(time ? "out" : "none")}\"/><c:minorTickMark val=\"none\"/>")
            .Append("<c:tickLblPos val=\"low\"/>").Append(Line("9AA4AB", 9525, "solid"))
            .Append(time ? TextProperties(9, Palette.Muted, "rot=\"0\" vert=\"horz\"") : TextProperties(9, Horizontal ? Palette.Ink : Palette.Muted))
            .Append("<c:crossAx val=\"2\"/><c:crosses val=\"autoZero\"/>");
        if (time)
        {
            var months = FormatOf(drawn.Placed.Category) == Format.Month;
            var span = months ? MonthSpan() : 0;
            _xml.Append(CultureInfo.InvariantCulture, $"<c:auto val=\"0\"/><c:lblOffset val=\"100\"/><c:baseTimeUnit val=\"{(months ? "months" : "days")}\"/>");
            if (months)
                _xml.Append(CultureInfo.InvariantCulture, $"<c:majorUnit val=\"{(span <= 8 ? 1 : span <= 14 ? 2 : span <= 30 ? 3 : span <= 60 ? 6 : 12)}\"/><c:majorTimeUnit val=\"months\"/>");
            _xml.Append("</c:dateAx>");
        }
        else
        {
            _xml.Append("<c:auto val=\"0\"/><c:lblAlgn val=\"ctr\"/><c:lblOffset val=\"100\"/>");
            if (Horizontal)
                _xml.Append("<c:tickLblSkip val=\"1\"/>");
            _xml.Append("<c:noMultiLvlLbl val=\"1\"/></c:catAx>");
        }
    }

    private int MonthSpan()
    {
        var days = _data.Values(drawn.Placed.Category).Select(c => c.Number).ToArray();
        return (int)Math.Round((days.Max() - days.Min()) / 30.44) + 1;
    }

    private void ValueAxis(int id, int across, string position, string title, string format, bool gridlines, bool bounded)
    {
        var values = _chart.Series.Count == 0 ? [] : drawn.Placed.Series.SelectMany(_data.Values).Where(c => c.IsNumeric).Select(c => c.Number).ToArray();
        var minimum = !bounded ? null : _chart.Minimum ?? (_chart.Kind == ChartKind.Scatter || values.Any(v => v < 0) ? null : 0);
        _xml.Append(CultureInfo.InvariantCulture, $"<c:valAx><c:axId val=\"{id}\"/><c:scaling><c:orientation val=\"minMax\"/>");
        if (bounded && _chart.Maximum is { } maximum)
            _xml.Append(CultureInfo.InvariantCulture, $"<c:max val=\"{maximum:R}\"/>");
        if (minimum is { } from)
            _xml.Append(CultureInfo.InvariantCulture, $"<c:min val=\"{from:R}\"/>");
        _xml.Append(CultureInfo.InvariantCulture, $"</c:scaling><c:delete val=\"{(bounded && Labelled ? 1 : 0)}\"/><c:axPos val=\"{position}\"/>");
        if (gridlines)
            _xml.Append("<c:majorGridlines>").Append(Line("E4E8EB", 6350, "solid")).Append("</c:majorGridlines>");
        AxisTitle(title, position == "l");
        _xml.Append(CultureInfo.InvariantCulture, $"<c:numFmt formatCode=\"{XmlText.Escape(format)}\" sourceLinked=\"0\"/><c:majorTickMark val=\"none\"/><c:minorTickMark val=\"none\"/>")
            .Append("<c:tickLblPos val=\"nextTo\"/><c:spPr><a:ln>")
            .Append(_chart.Kind == ChartKind.Scatter ? "<a:solidFill><a:srgbClr val=\"9AA4AB\"/></a:solidFill>" : "<a:noFill/>").Append("</a:ln></c:spPr>")
            .Append(TextProperties(9, Palette.Muted))
            .Append(CultureInfo.InvariantCulture, $"<c:crossAx val=\"{across}\"/><c:crosses val=\"{(Horizontal ? "max" : _chart.Kind == ChartKind.Scatter ? "min" : "autoZero")}\"/>")
            .Append(CultureInfo.InvariantCulture, $"<c:crossBetween val=\"{(_chart.Kind == ChartKind.Scatter ? "midCat" : "between")}\"/></c:valAx>");
    }

    private void AxisTitle(string title, bool upright)
    {
        if (title.Length == 0)
            return;
        _xml.Append("<c:title><c:tx><c:rich>").Append(upright ? "<a:bodyPr rot=\"-5400000\" vert=\"horz\"/>" : "<a:bodyPr/>").Append("<a:lstStyle/>")
            .Append(Paragraph(title, 9, false, Palette.Muted)).Append("</c:rich></c:tx><c:overlay val=\"0\"/></c:title>");
    }

    private static string Line(string colour, int width, string dash) => Invariant(
        $"<c:spPr><a:ln w=\"{width}\" cap=\"rnd\"><a:solidFill><a:srgbClr val=\"{colour}\"/></a:solidFill><a:prstDash val=\"{dash}\"/><a:round/></a:ln></c:spPr>");

    private static string Paragraph(string text, double points, bool bold, string colour) =>
        $"<a:p><a:pPr algn=\"l\"><a:defRPr/></a:pPr><a:r>{Run("rPr lang=\"en-GB\"", "rPr", points, bold, colour)}<a:t>{XmlText.Escape(text)}</a:t></a:r></a:p>";

    private static string TextProperties(double points, string colour, string body = "") =>
        $"<c:txPr><a:bodyPr {body}/><a:lstStyle/><a:p><a:pPr>{Run("defRPr", "defRPr", points, false, colour)}</a:pPr><a:endParaRPr lang=\"en-GB\"/></a:p></c:txPr>";

    private static string Run(string open, string close, double points, bool bold, string colour) => Invariant(
        $"<a:{open} sz=\"{points * 100}\" b=\"{(bold ? 1 : 0)}\"><a:solidFill><a:srgbClr val=\"{colour}\"/></a:solidFill><a:latin typeface=\"Arial\"/><a:cs typeface=\"Arial\"/></a:{close}>");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
