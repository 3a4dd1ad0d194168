using System.Globalization;

namespace Ndtms.Application;

/// <summary>Text from outside as it may be shown: a file's name could hold characters that steer a terminal or forge lines of a log.</summary>
public static class PlainText
{
    /// <summary>The text in one line, with U+FFFD for each character that is not to be seen.</summary>
    public static string Of(string text) => text.Any(IsHidden) ? string.Concat(text.Select(c => IsHidden(c) ? '\uFFFD' : c)) : text;

    /// <summary>The same, but for the ends of lines.</summary>
    public static string OfLines(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(Of));

    private static bool IsHidden(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
