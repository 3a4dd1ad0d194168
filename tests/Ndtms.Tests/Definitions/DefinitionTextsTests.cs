using System.Text.RegularExpressions;
using Ndtms.Core.Definitions;
using Ndtms.Core.Measures;
using Ndtms.Core.Validation;

namespace Ndtms.Tests.Definitions;

/// <summary>The texts and the program say the same: who reads a definition finds it in the program, or that it is not there yet; who reads
/// the program finds the definitions that it cites.</summary>
public sealed partial class DefinitionTextsTests
{
    [Fact]
    public void Every_rule_of_the_program_is_defined_and_every_rule_defined_is_in_the_program_or_marked()
    {
        var defined = RowsOf("rules.md").Where(r => RuleId().IsMatch(r.Id)).ToDictionary(r => r.Id);
        var unmarked = defined.Values.Where(r => !r.Text.EndsWith(DefinitionTexts.NotYet, StringComparison.Ordinal)).Select(r => r.Id);
        Assert.Empty(RuleBook.Rules.Select(r => r.Id).Except(defined.Keys));
        Assert.Empty(unmarked.Except(RuleBook.Rules.Select(r => r.Id)));
        // A row of one sentence that ends with the mark is not there at all.
        Assert.DoesNotContain(
            RuleBook.Rules,
            r => defined[r.Id].Text is { } text && text.EndsWith(DefinitionTexts.NotYet, StringComparison.Ordinal) && !text.Contains(". ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_rule_has_the_severity_that_its_definition_gives()
    {
        var defined = RowsOf("rules.md").Where(r => RuleId().IsMatch(r.Id)).ToDictionary(r => r.Id);
        Assert.All(
            RuleBook.Rules.Where(r => defined[r.Id].Second != "by field"),
            r => Assert.Equal((r.Id, defined[r.Id].Second), (r.Id, r.Severity.ToString().ToLowerInvariant())));
    }

    [Fact]
    public void Every_measure_of_the_program_is_defined_and_every_measure_defined_is_in_the_program_or_marked()
    {
        var defined = RowsOf("measures.md").SelectMany(r => r.Id.Split(" / ").Select(id => (Id: id, r.Text))).Where(r => r.Id != "id").ToList();
        var known = Catalogue.Measures.Select(m => m.Id).ToList();
        Assert.Empty(known.Except(defined.Select(d => d.Id)));
        Assert.Empty(defined.Where(d => !d.Text.EndsWith(DefinitionTexts.NotYet, StringComparison.Ordinal)).Select(d => d.Id).Except(known));
    }

    /// <summary>A citation is written <c>Definitions/FILE.md, PLACE</c>: PLACE is a heading, the name of an item or the first cell of a table
    /// row.</summary>
    [Fact]
    public void Comments_cite_places_that_exist_and_in_one_form()
    {
        var places = DefinitionTexts.Names.ToDictionary(n => n, n => PlacesOf(n).ToList());
        var wrong = new List<string>();
        var cited = 0;
        foreach (var source in SourceTree.Sources("src").Concat(SourceTree.Sources("tests")))
        {
            var comments = string.Join(' ', File.ReadLines(source).Select(l => Comment().Match(l)).Where(m => m.Success).Select(m => m.Groups[1].Value));
            foreach (Match citation in Citation().Matches(comments))
            {
                cited++;
                var rest = comments[(citation.Index + citation.Length)..];
                if (!citation.Groups[1].Success || !places.TryGetValue(citation.Groups[2].Value, out var known)
                    || !known.Any(p => rest.StartsWith($", {p}", StringComparison.Ordinal) && !char.IsLetterOrDigit(rest.ElementAtOrDefault(p.Length + 2))))
                {
                    wrong.Add($"{SourceTree.Name(source)}: {citation.Value}{rest[..Math.Min(40, rest.Length)]}");
                }
            }
        }

        Assert.Empty(wrong);
        Assert.NotEqual(0, cited);
    }

    [Fact]
    public void The_texts_refer_only_to_each_other() => Assert.All(DefinitionTexts.Names, name =>
    {
        Assert.All(TextName().Matches(DefinitionTexts.Get(name)), m => Assert.Contains(m.Value, DefinitionTexts.Names));
        Assert.DoesNotContain("../", DefinitionTexts.Get(name), StringComparison.Ordinal);
    });

    private static IEnumerable<(string Id, string Second, string Text)> RowsOf(string name)
    {
        foreach (var line in DefinitionTexts.Get(name).Split('\n').Where(l => l.StartsWith("| ", StringComparison.Ordinal)))
        {
            var cells = line.Trim('|', ' ').Split(" | ", 3);
            yield return (cells[0], cells[1], cells[^1]);
        }
    }

    private static IEnumerable<string> PlacesOf(string name) =>
    [
        .. Heading().Matches(DefinitionTexts.Get(name)).Select(m => m.Groups[1].Value),
        .. RowsOf(name).SelectMany(r => r.Id.Split(" / ")),
    ];

    [GeneratedRegex(@"^[A-Z]+-\d\d$")]
    private static partial Regex RuleId();

    /// <summary>A heading, or the bold name that an item begins with.</summary>
    [GeneratedRegex(@"^(?:##+ |\* \*\*)(.+?)(?: \*not yet\*|\.?\*\*|$)", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\s*//+ ?(.*?)\s*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"(Definitions/)?\b([a-z-]+\.md)\b")]
    private static partial Regex Citation();

    [GeneratedRegex(@"\b[a-z-]+\.md\b")]
    private static partial Regex TextName();
}
