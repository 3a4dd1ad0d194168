using System.Globalization;
using System.Text;
using DocumentFormat.OpenXml;
using A = DocumentFormat.OpenXml.Drawing;
using C = DocumentFormat.OpenXml.Drawing.Charts;

namespace Ndtms.Workbooks.Writing;

/// <summary>Makes the DrawingML of a chart.</summary>
internal sealed class ChartDrawing(PlacedChart placed)
{
    private const int LabelledBars = 16;
    private const int LabelledColumns = 8;

    /// <summary>Numbers that axes and plots name each other by.</summary>
    private const uint Across = 1;
    private const uint Up = 2;

    private const int Hairline = 6_350;

    private readonly Chart _chart = placed.Chart;
    private readonly ChartData _data = placed.Data;
    private readonly Format _category = placed.Data.Table.Columns[placed.Category].Format;

    private enum Plot
    {
        Bars,
        Lines,
        Points,
    }

    private bool Horizontal => _chart.Kind is ChartKind.Bar or ChartKind.StackedBar;

    private bool Scattered => _chart.Kind is ChartKind.Scatter;

    private bool ByTime => _chart.Kind is ChartKind.Line or ChartKind.Column && _data.Values(placed.Category).All(c => c.Kind == CellKind.Date);

    /// <summary>Few bars of one series carry their value; the axis and its gridlines then say nothing more.</summary>
    private bool Labelled => _chart.Series.Count == 1 && (_chart.Kind == ChartKind.Bar && _data.Count <= LabelledBars
        || _chart.Kind == ChartKind.Column && _data.Count <= LabelledColumns);

    private Format ValueFormat => _chart.ValueFormat != Format.General ? _chart.ValueFormat : FormatOf(placed.Series[0]);

    /// <summary>The root of the chart's part.</summary>
    public C.ChartSpace Root()
    {
        var area = new C.PlotArea(new C.Layout());
        area.Append(Plots());
        area.Append(
            Scattered ? MeasureAxis() : ByTime ? TimeAxis() : CategoryAxis(),
            ValueAxis(),
            new C.ShapeProperties(new A.NoFill(), new A.Outline(new A.NoFill())));
        var chart = new C.Chart(Title(), new C.AutoTitleDeleted { Val = false }, area);
        if (_chart.Series.Count > 1)
            chart.Append(Legend());
        chart.Append(new C.PlotVisibleOnly { Val = true }, new C.DisplayBlanksAs { Val = C.DisplayBlanksAsValues.Gap });
        return new C.ChartSpace(
            new C.Date1904 { Val = false },
            new C.RoundedCorners { Val = false },
            chart,
            new C.ShapeProperties(Filled(Palette.Paper), new A.Outline(new A.NoFill())),
            Type(Palette.Muted));
    }

    /// <summary>The legend, which names a pair of limits once.</summary>
    private C.Legend Legend()
    {
        var legend = new C.Legend(new C.LegendPosition { Val = C.LegendPositionValues.Bottom });
        for (var i = 0; i < _chart.Series.Count; i++)
        {
            if (_chart.Series[i].Pair > 0 && _chart.Series.Take(i).Any(s => s.Pair == _chart.Series[i].Pair))
                legend.Append(new C.LegendEntry(new C.Index { Val = (uint)i }, new C.Delete { Val = true }));
        }

        legend.Append(new C.Overlay { Val = false }, Type(Palette.Ink));
        return legend;
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
        var categories = _data.Values(placed.Category).ToArray();
        for (var i = 0; i < _chart.Series.Count && i < 4; i++)
        {
            var column = placed.Series[i];
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
            text.Append(CultureInfo.InvariantCulture, $" Not drawn, since too small: {_data.Omitted}.");
        return text.ToString();

        string Label(int at) => categories[at].Shown(Formats.Resolve(categories[at], _category));
    }

    private string Header(int column) => _data.Table.Columns[column].Header;

    private string Value(Cell cell, int column) => cell.Shown(Formats.Resolve(cell, _data.Table.Columns[column].Format));

    private Format FormatOf(int column)
    {
        if (_data.Table.Columns[column].Format is not (Format.General or Format.Text) and var format)
            return format;
        foreach (var cell in _data.Values(column))
        {
            if (cell.IsNumeric)
                return Formats.Resolve(cell, Format.General);
        }

        return Format.General;
    }

    private C.Title Title()
    {
        var unit = _data.Omitted == 0 ? _chart.Unit
            : string.Create(CultureInfo.InvariantCulture, $"{_chart.Unit}{(_chart.Unit.Length > 0 ? "; " : "")}not drawn, since too small: {_data.Omitted}");
        var text = new C.RichText(new A.BodyProperties(), new A.ListStyle(), Paragraph(_chart.Title, 11, bold: true, Palette.Ink));
        if (unit.Length > 0)
            text.Append(Paragraph(unit, 9, bold: false, Palette.Muted));
        return new C.Title(
            new C.ChartText(text),
            new C.Layout(new C.ManualLayout(
                new C.LeftMode { Val = C.LayoutModeValues.Edge }, new C.TopMode { Val = C.LayoutModeValues.Edge },
                new C.Left { Val = 0.012 }, new C.Top { Val = 0.02 })),
            new C.Overlay { Val = false });
    }

    private IEnumerable<OpenXmlElement> Plots()
    {
        int[] all = [.. Enumerable.Range(0, _chart.Series.Count)];
        switch (_chart.Kind)
        {
            case ChartKind.Line:
                yield return LinePlot(all);
                break;
            case ChartKind.Scatter:
                var points = new C.ScatterChart(new C.ScatterStyle { Val = C.ScatterStyleValues.LineMarker }, new C.VaryColors { Val = false });
                points.Append(all.Select(i => Series<C.ScatterChartSeries>(Plot.Points, i)));
                points.Append(new C.AxisId { Val = Across }, new C.AxisId { Val = Up });
                yield return points;
                break;
            default:
                var roles = all.ToLookup(i => _chart.Series[i].Role);
                if (roles.Contains(SeriesRole.Figure))
                    yield return BarPlot([.. roles[SeriesRole.Figure]]);
                if (roles.Contains(SeriesRole.Reference))
                    yield return LinePlot([.. roles[SeriesRole.Reference]]);
                break;
        }
    }

    private C.BarChart BarPlot(int[] series)
    {
        var stacked = _chart.Kind == ChartKind.StackedBar;
        var plot = new C.BarChart(
            new C.BarDirection { Val = Horizontal ? C.BarDirectionValues.Bar : C.BarDirectionValues.Column },
            new C.BarGrouping { Val = stacked ? C.BarGroupingValues.Stacked : C.BarGroupingValues.Clustered },
            new C.VaryColors { Val = false });
        plot.Append(series.Select(i => Series<C.BarChartSeries>(Plot.Bars, i)));
        plot.Append(
            new C.GapWidth { Val = (ushort)(series.Length > 1 && !stacked ? 70 : 45) }, new C.Overlap { Val = (sbyte)(stacked ? 100 : 0) },
            new C.AxisId { Val = Across }, new C.AxisId { Val = Up });
        return plot;
    }

    private C.LineChart LinePlot(int[] series)
    {
        var plot = new C.LineChart(new C.Grouping { Val = C.GroupingValues.Standard }, new C.VaryColors { Val = false });
        plot.Append(series.Select(i => Series<C.LineChartSeries>(Plot.Lines, i)));
        plot.Append(new C.ShowMarker { Val = true }, new C.AxisId { Val = Across }, new C.AxisId { Val = Up });
        return plot;
    }

    private T Series<T>(Plot plot, int i)
        where T : OpenXmlCompositeElement, new()
    {
        var column = placed.Series[i];
        var role = _chart.Series[i].Role;
        var at = _chart.Series.Take(i).Count(s => s.Role == role);
        var series = new T();
        series.Append(
            new C.Index { Val = (uint)i },
            new C.Order { Val = (uint)i },
            new C.SeriesText(new C.StringReference(
                new C.Formula(XmlText.Clean(_data.HeaderReference(column))),
                new C.StringCache(new C.PointCount { Val = 1 }, new C.StringPoint(new C.NumericValue(Header(column))) { Index = 0 }))));
        series.Append(Marks(plot, _chart.Series[i], at));
        if (plot == Plot.Bars && Labelled)
            series.Append(Labels());
        if (plot == Plot.Points && _chart.Series[i].Labels is { } labels)
            series.Append(PointLabels(_data.Table.Position(labels), column));
        if (plot == Plot.Points)
            series.Append(Cells<C.XValues>(placed.Category, numbers: true), Cells<C.YValues>(column, numbers: true));
        else
            series.Append(Cells<C.CategoryAxisData>(placed.Category, numbers: _data.Values(placed.Category).All(c => c.IsNumeric)), Cells<C.Values>(column, numbers: true));
        if (plot != Plot.Bars)
            series.Append(new C.Smooth { Val = false });
        return series;
    }

    /// <summary>How the series is drawn, at its place among those of its role.</summary>
    private IEnumerable<OpenXmlElement> Marks(Plot plot, Series drawn, int at)
    {
        var role = drawn.Role;
        var colour = drawn.Tone == Tone.None ? Palette.Series[at % Palette.Series.Length] : Palette.Of(drawn.Tone);
        if (plot == Plot.Bars)
            return [new C.ChartShapeProperties(Filled(colour), Edge(Palette.Paper)), new C.InvertIfNegative { Val = false }];
        if (role == SeriesRole.Reference)
        {
            return
            [
                drawn.Pair > 0
                    ? Line(Palette.Reference, 12_700, Palette.Limits[Math.Min(drawn.Pair, Palette.Limits.Length) - 1])
                    : Line(Palette.Reference, 15_875, _chart.Kind == ChartKind.Scatter ? A.PresetLineDashValues.Solid : Palette.References[Math.Min(at, Palette.References.Length - 1)]),
                new C.Marker(new C.Symbol { Val = C.MarkerStyleValues.None }),
            ];
        }

        var (marker, dash) = Palette.Lines[at % Palette.Lines.Length];
        // The many points stay in the background of those that are singled out.
        if (plot == Plot.Points && at == 0 && _chart.Series.Count(s => s.Role == SeriesRole.Figure) > 1)
            colour = Palette.Background;
        var size = plot == Plot.Points ? (at == 0 ? 6 : 9) : _data.Count > 30 ? 3 : 5;
        return
        [
            plot == Plot.Points ? new C.ChartShapeProperties(new A.Outline(new A.NoFill()) { Width = 19_050 }) : Line(colour, 25_400, dash),
            new C.Marker(
                new C.Symbol { Val = marker },
                new C.Size { Val = (byte)size },
                new C.ChartShapeProperties(Filled(colour), Edge(marker is C.MarkerStyleValues.X or C.MarkerStyleValues.Plus ? colour : Palette.Paper))),
        ];
    }

    private C.DataLabels Labels() => new(
        new C.NumberingFormat { FormatCode = Formats.Code(ValueFormat), SourceLinked = false },
        new C.ChartShapeProperties(new A.NoFill(), new A.Outline(new A.NoFill())),
        Type(Palette.Ink),
        new C.DataLabelPosition { Val = C.DataLabelPositionValues.OutsideEnd },
        new C.ShowLegendKey { Val = false },
        new C.ShowValue { Val = true },
        new C.ShowCategoryName { Val = false },
        new C.ShowSeriesName { Val = false },
        new C.ShowPercent { Val = false },
        new C.ShowBubbleSize { Val = false });

    /// <summary>Words beside some points: each point that has some in the column.</summary>
    private C.DataLabels PointLabels(int words, int column)
    {
        var labels = new C.DataLabels();
        foreach (var (at, word) in _data.Values(words).Index())
        {
            if (word.Kind != CellKind.Text || !_data.Values(column).ElementAt(at).IsNumeric)
                continue;
            labels.Append(new C.DataLabel(
                new C.Index { Val = (uint)at },
                new C.ChartText(new C.RichText(new A.BodyProperties(), new A.ListStyle(), Paragraph(word.TextValue, 8, bold: false, Palette.Ink))),
                new C.DataLabelPosition { Val = C.DataLabelPositionValues.Right },
                new C.ShowLegendKey { Val = false },
                new C.ShowValue { Val = true },
                new C.ShowCategoryName { Val = false },
                new C.ShowSeriesName { Val = false },
                new C.ShowPercent { Val = false },
                new C.ShowBubbleSize { Val = false }));
        }

        labels.Append(
            new C.ShowLegendKey { Val = false }, new C.ShowValue { Val = false }, new C.ShowCategoryName { Val = false },
            new C.ShowSeriesName { Val = false }, new C.ShowPercent { Val = false }, new C.ShowBubbleSize { Val = false });
        return labels;
    }

    /// <summary>The reference with the values as they are, so that a viewer that does not calculate shows them too.</summary>
    private T Cells<T>(int column, bool numbers)
        where T : OpenXmlCompositeElement, new()
    {
        Cell[] cells = [.. _data.Values(column)];
        var formula = new C.Formula(XmlText.Clean(_data.Reference(column)));
        var count = new C.PointCount { Val = (uint)cells.Length };
        var points = cells.Index().Where(p => p.Item.Kind != CellKind.Blank);
        var holder = new T();
        if (numbers)
        {
            var cache = new C.NumberingCache(new C.FormatCode(Formats.Code(FormatOf(column))), count);
            cache.Append(points.Select(p => new C.NumericPoint(new C.NumericValue(p.Item.Number.ToString("R", CultureInfo.InvariantCulture))) { Index = (uint)p.Index }));
            holder.Append(new C.NumberReference(formula, cache));
        }
        else
        {
            var cache = new C.StringCache(count);
            cache.Append(points.Select(p => new C.StringPoint(new C.NumericValue(XmlText.Clean(p.Item.Shown(Formats.Resolve(p.Item, _category))))) { Index = (uint)p.Index }));
            holder.Append(new C.StringReference(formula, cache));
        }

        return holder;
    }

    private C.CategoryAxis CategoryAxis()
    {
        var axis = Axis<C.CategoryAxis>(Across, _chart.CategoryAxis, "General", Type(Horizontal ? Palette.Ink : Palette.Muted));
        axis.Append(new C.AutoLabeled { Val = false }, new C.LabelAlignment { Val = C.LabelAlignmentValues.Center }, new C.LabelOffset { Val = 100 });
        if (Horizontal)
            axis.Append(new C.TickLabelSkip { Val = 1 });
        axis.Append(new C.NoMultiLevelLabels { Val = true });
        return axis;
    }

    private C.DateAxis TimeAxis()
    {
        var format = FormatOf(placed.Category);
        var level = new A.BodyProperties { Rotation = 0, Vertical = A.TextVerticalValues.Horizontal };
        var axis = Axis<C.DateAxis>(Across, _chart.CategoryAxis, Formats.AxisCode(format), Type(Palette.Muted, level), C.TickMarkValues.Outside);
        axis.Append(
            new C.AutoLabeled { Val = false }, new C.LabelOffset { Val = 100 },
            new C.BaseTimeUnit { Val = format == Format.Month ? C.TimeUnitValues.Months : C.TimeUnitValues.Days });
        if (format == Format.Month)
        {
            var step = MonthSpan() switch { <= 8 => 1, <= 14 => 2, <= 30 => 3, <= 60 => 6, _ => 12 };
            axis.Append(new C.MajorUnit { Val = step }, new C.MajorTimeUnit { Val = C.TimeUnitValues.Months });
        }

        return axis;
    }

    private int MonthSpan()
    {
        var days = _data.Values(placed.Category).Select(c => c.Number).ToArray();
        return (int)Math.Round((days.Max() - days.Min()) / 30.44) + 1;
    }

    /// <summary>The axis of a scatter chart's category, which is a measure too.</summary>
    private C.ValueAxis MeasureAxis()
    {
        var axis = Axis<C.ValueAxis>(Across, _chart.CategoryAxis, Formats.AxisCode(FormatOf(placed.Category)), Type(Palette.Muted));
        axis.Append(new C.CrossBetween { Val = C.CrossBetweenValues.MidpointCategory });
        return axis;
    }

    private C.ValueAxis ValueAxis()
    {
        var axis = Axis<C.ValueAxis>(Up, _chart.ValueAxis, Formats.AxisCode(ValueFormat), Type(Palette.Muted));
        axis.Append(new C.CrossBetween { Val = Scattered ? C.CrossBetweenValues.MidpointCategory : C.CrossBetweenValues.Between });
        var negative = placed.Series.SelectMany(_data.Values).Any(c => c.IsNumeric && c.Number < 0);
        var scaling = axis.GetFirstChild<C.Scaling>()!;
        var (least, most) = _chart.Closely ? Close() : (_chart.Minimum ?? (Scattered || negative ? null : 0), _chart.Maximum);
        if (most is { } maximum)
            scaling.Append(new C.MaxAxisValue { Val = maximum });
        if (least is { } minimum)
            scaling.Append(new C.MinAxisValue { Val = minimum });
        return axis;
    }

    /// <summary>The ends of an axis that runs just past the lowest and the highest figure, by a round step.</summary>
    private (double? Least, double? Most) Close()
    {
        var numbers = placed.Series.SelectMany(_data.Values).Where(c => c.IsNumeric).Select(c => c.Number).ToArray();
        var (low, high) = (numbers.Min(), numbers.Max());
        var isShare = ValueFormat == Format.Percent;
        // Movements smaller than this are noise, and are not blown up to the height of the chart.
        var span = Math.Max(high - low, isShare ? 0.04 : Math.Max(4, Math.Abs(high) * 0.05));
        var step = Math.Pow(10, Math.Floor(Math.Log10(span)));
        step = span / step < 2 ? step / 5 : span / step < 5 ? step / 2 : step;
        var least = Math.Floor((low - span * 0.15) / step) * step;
        var most = Math.Ceiling((high + span * 0.15) / step) * step;
        return (Round(low >= 0 ? Math.Max(0, least) : least), Round(isShare && high <= 1 ? Math.Min(1, most) : most));

        // Ends without the last binary digits, so that they are the same everywhere.
        static double Round(double end) => Math.Round(end, 4);
    }

    /// <summary>What all axes begin with.</summary>
    private T Axis<T>(uint id, string title, string format, C.TextProperties type, C.TickMarkValues ticks = C.TickMarkValues.None)
        where T : OpenXmlCompositeElement, new()
    {
        var figures = id == Up;
        var measured = figures || Scattered;
        var upright = figures != Horizontal;
        // Bars would be drawn from below: the table's first row is to be on top.
        var reversed = Horizontal && !figures;
        var axis = new T();
        axis.Append(
            new C.AxisId { Val = id },
            new C.Scaling(new C.Orientation { Val = reversed ? C.OrientationValues.MaxMin : C.OrientationValues.MinMax }),
            new C.Delete { Val = figures && Labelled },
            new C.AxisPosition { Val = upright ? C.AxisPositionValues.Left : C.AxisPositionValues.Bottom });
        if (figures && !Labelled)
            axis.Append(new C.MajorGridlines(Line(Palette.Gridline, Hairline)));
        if (title.Length > 0)
            axis.Append(AxisTitle(title, upright));
        axis.Append(
            new C.NumberingFormat { FormatCode = format, SourceLinked = false },
            new C.MajorTickMark { Val = ticks },
            new C.MinorTickMark { Val = C.TickMarkValues.None },
            new C.TickLabelPosition { Val = measured ? C.TickLabelPositionValues.NextTo : C.TickLabelPositionValues.Low },
            !measured ? Line(Palette.Axis, 9_525) : new C.ChartShapeProperties(new A.Outline(Scattered ? Filled(Palette.Axis) : new A.NoFill())),
            type,
            new C.CrossingAxis { Val = figures ? Across : Up },
            new C.Crosses { Val = Scattered ? C.CrossesValues.Minimum : figures && Horizontal ? C.CrossesValues.Maximum : C.CrossesValues.AutoZero });
        return axis;
    }

    private static C.Title AxisTitle(string title, bool upright) => new(
        new C.ChartText(new C.RichText(
            upright ? new A.BodyProperties { Rotation = -5_400_000, Vertical = A.TextVerticalValues.Horizontal } : new A.BodyProperties(),
            new A.ListStyle(),
            Paragraph(title, 9, bold: false, Palette.Muted))),
        new C.Overlay { Val = false });

    private static C.ChartShapeProperties Line(string colour, int width, A.PresetLineDashValues dash = A.PresetLineDashValues.Solid) => new(
        new A.Outline(Filled(colour), new A.PresetDash { Val = dash }, new A.Round()) { Width = width, CapType = A.LineCapValues.Round });

    private static A.Outline Edge(string colour) => new(Filled(colour)) { Width = Hairline };

    private static A.SolidFill Filled(string colour) => new(new A.RgbColorModelHex { Val = colour });

    private static A.Paragraph Paragraph(string text, double points, bool bold, string colour)
    {
        var type = Type<A.RunProperties>(points, bold, colour);
        type.Language = "en-GB";
        return new(
            new A.ParagraphProperties(new A.DefaultRunProperties()) { Alignment = A.TextAlignmentTypeValues.Left },
            new A.Run(type, new A.Text(XmlText.Clean(text))));
    }

    private static C.TextProperties Type(string colour, A.BodyProperties? body = null) => new(
        body ?? new A.BodyProperties(),
        new A.ListStyle(),
        new A.Paragraph(
            new A.ParagraphProperties(Type<A.DefaultRunProperties>(9, bold: false, colour)),
            new A.EndParagraphRunProperties { Language = "en-GB" }));

    private static T Type<T>(double points, bool bold, string colour)
        where T : A.TextCharacterPropertiesType, new()
    {
        var type = new T { FontSize = (int)(points * 100), Bold = bold };
        type.Append(Filled(colour), new A.LatinFont { Typeface = "Arial" }, new A.ComplexScriptFont { Typeface = "Arial" });
        return type;
    }
}
