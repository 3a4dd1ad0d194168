using System.Text.RegularExpressions;

namespace Ndtms.Tests.Storage;

/// <summary>The statements that stand in the sources of the storage project, and the scripts of its schema.</summary>
internal static partial class StorageSource
{
    private static readonly string Root = Path.GetDirectoryName(SampleData.Path)!;

    /// <summary>What can stand in a hole whose text is not known before the program runs: a name, nothing, a condition or assignment, a list.</summary>
    private static readonly string[] Fillings = ["x", "", "a = 1", "a, b"];

    /// <summary>Every statement and beginning of one, by file and line, with the texts that it can have and with a pattern that finds it in
    /// what was executed. What only SQLite is to understand is in its engine's file.</summary>
    public static IEnumerable<(string Name, string[] Texts, Regex Executed)> Statements()
    {
        foreach (var path in Directory.EnumerateFiles(Path.Combine(Root, "src", "Ndtms.Storage"), "*.cs").Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(path) == "SqliteEngine.cs")
                continue;
            var source = File.ReadAllText(path).ReplaceLineEndings("\n");
            var constants = Constant().Matches(source).ToDictionary(m => m.Groups[1].Value, m => Text(m.Groups[2].Value));
            foreach (Match literal in Literal().Matches(source))
            {
                var text = Text(literal.Value);
                if (!Statement().IsMatch(text))
                    continue;
                var name = $"{Path.GetFileName(path)}:{source.AsSpan(0, literal.Index).Count('\n') + 1}";
                var isOpen = literal.Value.StartsWith('$');
                yield return (
                    name, isOpen ? [.. Fillings.Select(f => Filled(text, constants, f))] : [text],
                    new Regex(string.Join(@"[\s\S]*?", (isOpen ? Hole().Split(text).Where((_, i) => i % 2 == 0) : [text])
                        .Select(part => string.Join(@"\s+", Space().Split(part).Select(Regex.Escape))))));
            }
        }
    }

    /// <summary>The batches of the scripts for SQL Server, by file and number; and every script of it after the other.</summary>
    public static IEnumerable<(string Name, string Text)> Scripts(string engine) => Directory
        .EnumerateFiles(Path.Combine(Root, "sql", "migrations", engine), "*.sql").Order(StringComparer.Ordinal)
        .Select(path => (Path.GetFileName(path), File.ReadAllText(path).ReplaceLineEndings("\n")));

    private static string Filled(string text, Dictionary<string, string> constants, string filling)
    {
        for (var depth = 0; depth < 3; depth++)
            text = Hole().Replace(text, hole => constants.TryGetValue(hole.Groups[1].Value, out var known) ? known : hole.Value);
        return Hole().Replace(text.Replace("{Quoted}", "[ndtms]", StringComparison.Ordinal), filling);
    }

    /// <summary>The text of a literal.</summary>
    private static string Text(string literal)
    {
        var inner = literal.TrimStart('$');
        return inner.StartsWith("\"\"\"", StringComparison.Ordinal)
            ? inner[3..^3].Trim()
            : inner[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\$?""{3}[\s\S]*?""{3}|\$?""(?:\\.|\{[^{}\n]*\}|[^""\\\n])*""")]
    private static partial Regex Literal();

    [GeneratedRegex(@"const string (\w+) =\s*(""{3}[\s\S]*?""{3}|""(?:\\.|[^""\\\n])*"")")]
    private static partial Regex Constant();

    [GeneratedRegex(@"^(SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|ALTER|DROP|IF|DECLARE|EXEC|BACKUP|RESTORE|MERGE|TRUNCATE|PRAGMA|VACUUM|REPLACE) ")]
    private static partial Regex Statement();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@"\{((?:[^{}]|\{[^{}]*\})*)\}")]
    private static partial Regex Hole();
}
