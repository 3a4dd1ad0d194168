using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;
using Ndtms.Core.DataSets;

namespace Ndtms.Core.Validation;

/// <summary>Every rule there is: the catalogue that the check, the guide and the workbooks share.</summary>
public static partial class RuleBook
{
    private static readonly FrozenDictionary<string, Rule> ById;

    static RuleBook()
    {
        Rules =
        [
            .. FileRules.All, .. RowRules.All, .. ValueRules.All, .. ClientRules.All, .. EpisodeRules.All, .. ModalityRules.All,
            .. TopRules.All, .. ChildRules.All,
        ];
        ById = Rules.ToFrozenDictionary(r => r.Id, StringComparer.Ordinal);
    }

    /// <summary>The rules, by kind of entity and id (Definitions/rules.md, File and row and the headings after it).</summary>
    public static IReadOnlyList<Rule> Rules { get; }

    /// <summary>The rule of an id.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static Rule Find(string id) => ById[id];

    /// <summary>What is wrong, in a sentence with the values.</summary>
    public static string Message(Issue issue, CodeBook book) => Fill(Find(issue.Rule).Message, name => Value(name, issue, book));

    /// <summary>What to do about it.</summary>
    public static string Advice(Issue issue, CodeBook book) => Fill(Find(issue.Rule).Advice, name => Value(name, issue, book));

    /// <summary>What to do about issues of a rule, whatever their values.</summary>
    /// <exception cref="KeyNotFoundException">There is no such rule.</exception>
    public static string AdviceOn(string rule) => Fill(Find(rule).Advice, name => name == "column" ? "the missing id" : "record");

    internal static IEnumerable<string> PlaceholdersOf(string text) =>
        Placeholder().Matches(text).Select(m => m.Groups[1].Value).Distinct(StringComparer.Ordinal);

    /// <summary>Whether a placeholder shows what every issue holds, so that it needs no detail of its own.</summary>
    internal static bool IsOfIssue(string placeholder) => placeholder is "column" or "value" or "label" or "clientid" or "episodid" or "entity";

    private static string? Value(string name, Issue issue, CodeBook book)
    {
        foreach (var (key, value) in issue.Details)
        {
            if (key == name)
                return value;
        }

        return name switch
        {
            "column" => issue.Column,
            "value" => issue.Value,
            "label" => issue.Column is null ? null : LabelOf(issue.Column, book),
            "clientid" => issue.ClientId,
            "episodid" => issue.EpisodeId,
            "entity" => issue.Entity == "top" ? "TOP" : issue.Entity.Replace('-', ' '),
            _ => null,
        };
    }

    private static string LabelOf(string header, CodeBook book) =>
        book.DataSets.Reverse().Select(d => d.Find(header)).FirstOrDefault(f => f is not null)?.Label ?? header;

    private static string Fill(string text, Func<string, string?> value)
    {
        var filled = new StringBuilder(text.Length + 40);
        foreach (Match part in Part().Matches(text))
        {
            var inner = part.Groups[1].Success ? part.Groups[1].Value : part.Value;
            if (!part.Groups[1].Success || PlaceholdersOf(inner).All(name => !string.IsNullOrEmpty(value(name))))
                filled.Append(Placeholder().Replace(inner, m => value(m.Groups[1].Value) is { Length: > 0 } v ? v : "(blank)"));
        }

        return filled.ToString().Trim();
    }

    [GeneratedRegex(@"\{([A-Za-z0-9]+)\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\[([^\]]*)\]|[^\[]+")]
    private static partial Regex Part();
}
