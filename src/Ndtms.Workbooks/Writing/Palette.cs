using DocumentFormat.OpenXml.Drawing;
using DocumentFormat.OpenXml.Drawing.Charts;

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
    public const string Paper = "FFFFFF";
    public const string Axis = "9AA4AB";
    public const string Gridline = "E4E8EB";

    public static readonly string[] Series = [Accent, Highlight, "177568", Background, "801650", Reference];

    /// <summary>The colour of what a series says: blue for the better, grey for neither, orange for the worse, darker for more.</summary>
    public static string Of(Tone tone) => tone switch
    {
        Tone.Best => Accent,
        Tone.Better => Background,
        Tone.Worse => Highlight,
        _ => "C3CAD0",
    };

    /// <summary>Dashes of pairs of limits: the inner pair, the outer pair.</summary>
    public static readonly PresetLineDashValues[] Limits = [PresetLineDashValues.Dash, PresetLineDashValues.SystemDot];

    /// <summary>Markers and dashes distinguish lines without colour.</summary>
    public static readonly (MarkerStyleValues Marker, PresetLineDashValues Dash)[] Lines =
    [
        (MarkerStyleValues.Circle, PresetLineDashValues.Solid), (MarkerStyleValues.Square, PresetLineDashValues.SystemDash),
        (MarkerStyleValues.Triangle, PresetLineDashValues.Solid), (MarkerStyleValues.Diamond, PresetLineDashValues.Dash),
        (MarkerStyleValues.X, PresetLineDashValues.Solid), (MarkerStyleValues.Plus, PresetLineDashValues.SystemDot),
    ];

    /// <summary>Dashes of the lines that figures are read against.</summary>
    public static readonly PresetLineDashValues[] References = [PresetLineDashValues.Dash, PresetLineDashValues.SystemDot, PresetLineDashValues.LargeDash];
}
