using System.Collections.Frozen;

namespace Ndtms.Core.Definitions;

/// <summary>The texts that define data set, rules, persons, measures and outputs, in Markdown. Docstrings cite them by file and heading or
/// id.</summary>
public static class DefinitionTexts
{
    /// <summary>What marks a part that the program does not do yet.</summary>
    public const string NotYet = "*not yet*";

    /// <summary>The names of the texts, in the order in which they are best read.</summary>
    public static IReadOnlyList<string> Names { get; } = ["data-set.md", "rules.md", "persons.md", "measures.md", "reports.md"];

    private static readonly FrozenDictionary<string, string> Texts = Names.ToFrozenDictionary(n => n, Read, StringComparer.Ordinal);

    /// <summary>The text of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static string Get(string name) => Texts[name];

    private static string Read(string name)
    {
        using var stream = typeof(DefinitionTexts).Assembly.GetManifestResourceStream($"Definitions/{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
