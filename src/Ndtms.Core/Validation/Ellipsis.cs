namespace Ndtms.Core.Validation;

/// <summary>Cuts text that is too long to be shown.</summary>
public static class Ellipsis
{
    /// <summary>Text with an ellipsis where it is longer than it may be.</summary>
    public static string Cut(string text, int longest) => text.Length <= longest ? text
        : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[longest - 2]) ? longest - 2 : longest - 1), "…");
}
