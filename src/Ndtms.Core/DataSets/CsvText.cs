using System.Buffers;

namespace Ndtms.Core.DataSets;

/// <summary>Values in the CSV files that are written.</summary>
public static class CsvText
{
    private static readonly SearchValues<char> Formula = SearchValues.Create("=+-@\t\r");

    /// <summary>The value as it stands between commas: in quotes where it holds a comma, a quotation mark or a line break. For numbers, dates
    /// and codes of ours; <see cref="Text"/> is for what others wrote.</summary>
    public static string Quote(string? value) => value is null ? ""
        : value.AsSpan().IndexOfAny(",\"\r\n") < 0 ? value
        : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Text from the data as it stands between commas, with an apostrophe before what a spreadsheet would take for a
    /// formula.</summary>
    public static string Text(string? value) => Quote(value is null ? null : Guarded(value));

    /// <summary>Text from the data that no spreadsheet takes for a formula.</summary>
    public static string Guarded(string value) => LooksLikeFormula(value) ? $"'{value}" : value;

    /// <summary>The text without the apostrophe that <see cref="Guarded"/> put before it.</summary>
    public static string Unguarded(string value) => value is ['\'', ..] && LooksLikeFormula(value.AsSpan(1)) ? value[1..] : value;

    /// <summary>Whether a spreadsheet would take a text for a formula, or drop its first character and look at the next.</summary>
    public static bool LooksLikeFormula(ReadOnlySpan<char> text) => !text.IsEmpty && Formula.Contains(text[0]);

    /// <inheritdoc cref="LooksLikeFormula(ReadOnlySpan{char})"/>
    /// <param name="utf8">The text as UTF-8.</param>
    public static bool LooksLikeFormula(ReadOnlySpan<byte> utf8) => !utf8.IsEmpty && Formula.Contains((char)utf8[0]);
}
