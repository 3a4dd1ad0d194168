using S = DocumentFormat.OpenXml.Spreadsheet;

namespace Ndtms.Workbooks.Writing;

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
        [Format.Whole, Format.Decimal, Format.Percent, Format.Date, Format.Month, Format.Change, Format.PercentChange, Format.Points];

    private readonly Dictionary<Look, int> _numbers = new() { [default] = 0 };
    private readonly List<Look> _looks = [default];

    /// <summary>The type size in points.</summary>
    public static double Size(TextStyle style) => Fonts[(int)style].Size;

    /// <summary>The number that a cell names its look by.</summary>
    public int Of(Look look)
    {
        if (_numbers.TryGetValue(look, out var number))
            return number;
        _numbers.Add(look, _looks.Count);
        _looks.Add(look);
        return _looks.Count - 1;
    }

    /// <summary>The style sheet with the looks asked for so far.</summary>
    public S.Stylesheet Sheet() => new(
        new S.NumberingFormats(Numbered.Select(f => new S.NumberingFormat { NumberFormatId = FormatNumber(f), FormatCode = Formats.Code(f) })),
        new S.Fonts(Fonts.Select(f => Font(f.Size, f.Bold, f.Underline, f.Colour))),
        // The first two fills are fixed, whatever a style sheet says.
        new S.Fills([Fill(S.PatternValues.None), Fill(S.PatternValues.Gray125), .. Fills.Select(colour => Fill(S.PatternValues.Solid, colour))]),
        new S.Borders(Enum.GetValues<Rule>().Select(Border)),
        new S.CellStyleFormats(new S.CellFormat { NumberFormatId = 0, FontId = 0, FillId = 0, BorderId = 0 }),
        new S.CellFormats(_looks.Select(CellFormat)),
        new S.CellStyles(new S.CellStyle { Name = "Normal", FormatId = 0, BuiltinId = 0 }),
        new S.DifferentialFormats { Count = 0 },
        new S.TableStyles { Count = 0 });

    private static S.Font Font(double size, bool bold, bool underline, string colour) => new()
    {
        Bold = bold ? new S.Bold() : null,
        Underline = underline ? new S.Underline() : null,
        FontSize = new S.FontSize { Val = size },
        Color = Coloured<S.Color>(colour),
        FontName = new S.FontName { Val = "Arial" },
        FontFamilyNumbering = new S.FontFamilyNumbering { Val = 2 },
    };

    private static S.Fill Fill(S.PatternValues pattern, string? colour = null) => new(new S.PatternFill
    {
        PatternType = pattern,
        ForegroundColor = colour is null ? null : Coloured<S.ForegroundColor>(colour),
        BackgroundColor = colour is null ? null : new S.BackgroundColor { Indexed = 64 },
    });

    private static S.Border Border(Rule rule) => new(
        rule == Rule.Band ? Side<S.LeftBorder>(S.BorderStyleValues.Thick, Palette.Paper) : new S.LeftBorder(),
        new S.RightBorder(),
        rule == Rule.Total ? Side<S.TopBorder>(S.BorderStyleValues.Thin, Palette.Accent) : new S.TopBorder(),
        rule switch
        {
            Rule.None => new S.BottomBorder(),
            Rule.Header => Side<S.BottomBorder>(S.BorderStyleValues.Medium, Palette.Accent),
            _ => Side<S.BottomBorder>(S.BorderStyleValues.Thin, Palette.Hairline),
        },
        new S.DiagonalBorder());

    private static T Side<T>(S.BorderStyleValues style, string colour)
        where T : S.BorderPropertiesType, new() => new() { Style = style, Color = Coloured<S.Color>(colour) };

    private static S.CellFormat CellFormat(Look look)
    {
        var format = new S.CellFormat
        {
            NumberFormatId = FormatNumber(look.Format),
            FontId = (uint)look.Text,
            FillId = look.Text switch { TextStyle.Header => 2, TextStyle.Green => 3, TextStyle.Amber => 4, TextStyle.Red => 5, _ => 0 },
            BorderId = (uint)look.Rule,
            FormatId = 0,
            QuotePrefix = look.Quote ? true : null,
            ApplyNumberFormat = true,
            ApplyFont = true,
            ApplyFill = true,
            ApplyBorder = true,
            ApplyAlignment = true,
        };
        // Numbers without a format of their own stay aligned by kind: the style of an empty cell must not say "left".
        if (look != default)
        {
            format.Alignment = new S.Alignment
            {
                Horizontal = look.Align switch
                {
                    Align.Right => S.HorizontalAlignmentValues.Right,
                    Align.Centre => S.HorizontalAlignmentValues.Center,
                    _ => S.HorizontalAlignmentValues.Left,
                },
                Vertical = look.Top ? S.VerticalAlignmentValues.Top : S.VerticalAlignmentValues.Center,
                WrapText = look.Wrap ? true : null,
                Indent = look.Indent > 0 ? look.Indent : null,
            };
        }

        return format;
    }

    private static uint FormatNumber(Format format) => Array.IndexOf(Numbered, format) is var at and >= 0 ? 164 + (uint)at : 0;

    private static T Coloured<T>(string colour)
        where T : S.ColorType, new() => new() { Rgb = "FF" + colour };
}
