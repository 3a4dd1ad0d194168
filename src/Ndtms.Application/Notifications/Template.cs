using System.Text.RegularExpressions;
using Ndtms.Storage;

namespace Ndtms.Application.Notifications;

/// <summary>The text of a message, in a file of the folder Templates next to the program: its first line is <c>Subject: ...</c>, the body
/// follows after a blank line, and <c>{name}</c> stands for a value.</summary>
internal sealed partial class Template
{
    private const string Heading = "Subject: ";

    private readonly string _subject;
    private readonly string _body;

    /// <exception cref="StorageException">The file is missing, or has another form.</exception>
    public Template(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Templates", name + ".txt");
        if (!File.Exists(path))
            throw new StorageException($"The template {path} is missing; build the program again.");
        var text = File.ReadAllText(path).ReplaceLineEndings("\n");
        if (!text.StartsWith(Heading, StringComparison.Ordinal) || text.IndexOf("\n\n", StringComparison.Ordinal) is not (> 0 and var end)
            || text.IndexOf('\n', StringComparison.Ordinal) != end)
            throw new StorageException($"The template {path} must begin with the line 'Subject: ...' and a blank line; correct it.");
        (_subject, _body) = (text[Heading.Length..end], text[(end + 2)..]);
    }

    /// <summary>The message with values in it.</summary>
    /// <exception cref="StorageException">A placeholder has no value.</exception>
    public (string Subject, string Body) Fill(params IEnumerable<(string Name, string Value)> values)
    {
        var known = values.ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal);
        // A subject is one line, whatever a name holds.
        return (Control().Replace(Fill(_subject), " "), Fill(_body));

        string Fill(string text) => Placeholder().Replace(text, match => known.GetValueOrDefault(match.Groups[1].Value)
            ?? throw new StorageException(
                $"A template has a placeholder {match.Value} that is not known; there are {string.Join(", ", known.Keys.Order(StringComparer.Ordinal).Select(k => $"{{{k}}}"))}."));
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\p{Cc}+")]
    private static partial Regex Control();
}
