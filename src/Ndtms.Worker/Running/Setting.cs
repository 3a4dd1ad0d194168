using System.Globalization;
using Microsoft.Extensions.Configuration;
using Ndtms.Application;

namespace Ndtms.Worker.Running;

/// <summary>Reads settings one by one; what is wrong with one is told in a sentence that names it.</summary>
internal sealed class Setting(IConfiguration configuration)
{
    /// <summary>A text; null where it is not given.</summary>
    public string? Text(string key) => configuration[key] is { Length: > 0 } text ? text.Trim() : null;

    /// <summary>A whole number.</summary>
    public int Number(string key, int otherwise, int least, int most) => Text(key) is not { } text ? otherwise
        : int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw Wrong(key, $"must be a whole number from {least} to {most}");

    /// <summary>Whole numbers with commas between them.</summary>
    public int[] Numbers(string key, int[] otherwise, int least, int most) => Text(key) is not { } text ? otherwise
        : [.. text.Split(',').Select(part => int.TryParse(part, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Wrong(key, $"must be whole numbers from {least} to {most}, with commas between them"))];

    /// <summary>One of a few words.</summary>
    public string OneOf(string key, params string[] words) => Text(key) is not { } text ? words[0]
        : words.FirstOrDefault(w => w.Equals(text, StringComparison.OrdinalIgnoreCase))
        ?? throw Wrong(key, $"must be one of {string.Join(", ", words)}");

    /// <summary>An address to listen on or to send to; null where it is not given.</summary>
    public Uri? Address(string key)
    {
        if (Text(key) is not { } text)
            return null;
        // A host of * or + means every name; no address has it.
        var sample = text.Replace("//*", "//any", StringComparison.Ordinal).Replace("//+", "//any", StringComparison.Ordinal);
        return Uri.TryCreate(sample, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw Wrong(key, "must be an address such as http://127.0.0.1:8080");
    }

    /// <summary>That a setting is wrong.</summary>
    public static RequestException Wrong(string key, string what) => new($"The setting {key} {what}.");
}
