using System.Globalization;
using System.Text;

namespace Ndtms.Workbooks.Writing;

/// <summary>The colours of sheets and charts. Neighbouring series differ in lightness, so that they do so in grey too.</summary>
internal static class Palette
{
    public const string Accent = "12436D";
    public const string Ink = "22282D";
    public const string Muted = "5B656D";
    public const string Hairline = "DDE2E6";
    public const string HeaderFill = "EEF2F5";
    public const string Reference = "6F777B";
    public const string Background = "7FA8CC";
    public const string Highlight = "D9701E";

    public static readonly string[] Series = [Accent, Highlight, "177568", Background, "801650", Reference];

    /// <summary>Marker and dash tell lines apart where colour does not.</summary>
    public static readonly (string Marker, string Dash)[] Lines =
        [("circle", "solid"), ("square", "sysDash"), ("triangle", "solid"), ("diamond", "dash"), ("x", "solid"), ("plus", "sysDot")];
}

internal enum TextStyle : byte
{
    Body,
    Bold,
    Muted,
    Title,
    Subtitle,
    Heading,
    Subheading,
    Link,
    Header,
    Green,
    Amber,
    Red,
}

internal enum Rule : byte
{
    None,
    Row,
    Header,
    Total,

    /// <summary>As a row, set off from the number before it.</summary>
    Band,
}

internal enum Align : byte
{
    Left,
    Right,
    Centre,
}

/// <summary>How a cell looks; equal looks share one entry of the style sheet.</summary>
internal readonly record struct Look(
    TextStyle Text, Format Format = Format.General, Align Align = Align.Left, Rule Rule = Rule.None,
    bool Wrap = false, bool Top = false, bool Quote = false, byte Indent = 0);

/// <summary>The style sheet of a workbook, growing with the looks that its cells ask for.</summary>
internal sealed class Styles
{
    private static readonly (double Size, bool Bold, bool Underline, string Colour)[] Fonts =
    [
        (10, false, false, Palette.Ink),
        (10, true, false, Palette.Ink),
        (9, false, false, Palette.Muted),
        (18, true, false, Palette.Accent),
        (11, false, false, Palette.Muted),
        (13, true, false, Palette.Accent),
        (10.5, true, false, Palette.Ink),
        (10, false, true, Palette.Accent),
        (10, true, false, Palette.Ink),
        (10, true, false, "0B5A2B"),
        (10, true, false, "6B4A00"),
        (10, true, false, "8C1D18"),
    ];

    private static readonly string[] Fills = [Palette.HeaderFill, "D3EBD9", "FFE9B8", "F8D5D1"];

    private static readonly Format[] Numbered =
        [Format.Whole, Format.Decimal, Format.Percent, Format.Date, Format.Month, Format.Change, Format.PercentChange];

    private readonly Dictionary<Look, int> _numbers = new() { [default] = 0 };
    private readonly List<Look> _looks = [default];

    /// <summary>The type size in points.</summary>
    public static double Size(TextStyle style) => Fonts[(int)style].Size;

    public static bool IsBold(TextStyle style) => Fonts[(int)style].Bold;

    /// <summary>The number that a cell names its look by.</summary>
    public int Of(Look look)
    {
        if (_numbers.TryGetValue(look, out var number))
            return number;
        _numbers.Add(look, _looks.Count);
        _looks.Add(look);
        return _looks.Count - 1;
    }

    public string Part()
    {
        var xml = new StringBuilder();
        xml.Append("""<?xml version="1.0" encoding="UTF-8" standalone="yes"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">""");
        xml.Append(CultureInfo.InvariantCulture, $"<numFmts count=\"{Numbered.Length}\">");
        foreach (var format in Numbered)
            xml.Append(CultureInfo.InvariantCulture, $"<numFmt numFmtId=\"{FormatNumber(format)}\" formatCode=\"{XmlText.Escape(Formats.Code(format))}\"/>");
        xml.Append(CultureInfo.InvariantCulture, $"</numFmts><fonts count=\"{Fonts.Length}\">");
        foreach (var (size, bold, underline, colour) in Fonts)
        {
            xml.Append("<font>").Append(bold ? "<b/>" : "").Append(underline ? "<u/>" : "")
                .Append(CultureInfo.InvariantCulture, $"<sz val=\"{size}\"/><color rgb=\"FF{colour}\"/><name val=\"Arial\"/><family val=\"2\"/></font>");
        }

        xml.Append(CultureInfo.InvariantCulture, $"</fonts><fills count=\"{Fills.Length + 2}\"><fill><patternFill patternType=\"none\"/></fill>")
            .Append("<fill><patternFill patternType=\"gray125\"/></fill>");
        foreach (var colour in Fills)
            xml.Append(CultureInfo.InvariantCulture, $"<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FF{colour}\"/><bgColor indexed=\"64\"/></patternFill></fill>");
        xml.Append("</fills><borders count=\"5\">").Append(Border("", "")).Append(Border("", Side("bottom", "thin", Palette.Hairline)))
            .Append(Border("", Side("bottom", "medium", Palette.Accent)))
            .Append(Border(Side("top", "thin", Palette.Accent), Side("bottom", "thin", Palette.Hairline)))
            .Append(Border("", Side("bottom", "thin", Palette.Hairline), Side("left", "thick", "FFFFFF")))
            .Append("</borders><cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>")
            .Append(CultureInfo.InvariantCulture, $"<cellXfs count=\"{_looks.Count}\">");
        foreach (var look in _looks)
            xml.Append(CellFormat(look));
        return xml.Append("</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>")
            .Append("<dxfs count=\"0\"/><tableStyles count=\"0\"/></styleSheet>").ToString();
    }

    private static string CellFormat(Look look)
    {
        var fill = look.Text switch
        {
            TextStyle.Header => 2,
            TextStyle.Green => 3,
            TextStyle.Amber => 4,
            TextStyle.Red => 5,
            _ => 0,
        };
        var horizontal = look.Align switch { Align.Right => "right", Align.Centre => "center", _ => "left" };
        // Numbers without a format of their own stay aligned by kind: the style of an empty cell must not say "left".
        var alignment = look == default
            ? ""
            : Invariant($"<alignment horizontal=\"{horizontal}\" vertical=\"{(look.Top ? "top" : "center")}\"")
                + (look.Wrap ? " wrapText=\"1\"" : "") + (look.Indent > 0 ? Invariant($" indent=\"{look.Indent}\"") : "") + "/>";
        return Invariant($"<xf numFmtId=\"{FormatNumber(look.Format)}\" fontId=\"{(int)look.Text}\" fillId=\"{fill}\" borderId=\"{(int)look.Rule}\" xfId=\"0\"")
            + (look.Quote ? " quotePrefix=\"1\"" : "")
            + " applyNumberFormat=\"1\" applyFont=\"1\" applyFill=\"1\" applyBorder=\"1\" applyAlignment=\"1\""
            + (alignment.Length > 0 ? ">" + alignment + "</xf>" : "/>");
    }

    private static int FormatNumber(Format format) => Array.IndexOf(Numbered, format) is var at and >= 0 ? 164 + at : 0;

    private static string Side(string side, string weight, string colour) => $"<{side} style=\"{weight}\"><color rgb=\"FF{colour}\"/></{side}>";

    private static string Border(string top, string bottom, string left = "<left/>") =>
        $"<border>{left}<right/>{(top.Length > 0 ? top : "<top/>")}{(bottom.Length > 0 ? bottom : "<bottom/>")}<diagonal/></border>";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
