using Ndtms.Core.DataSets;
using Ndtms.Core.Validation;

namespace Ndtms.Tests.Validation;

/// <summary>Every rule's own examples, run through the whole check on a file: what a data manager would see.</summary>
public sealed class RuleExamplesTests
{
    public static TheoryData<string, string, bool> Examples
    {
        get
        {
            var data = new TheoryData<string, string, bool>();
            foreach (var rule in RuleBook.Rules)
            {
                foreach (var example in rule.Examples)
                    data.Add(rule.Id, example.Text, example.Found);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_is_found_or_not(string rule, string example, bool found)
    {
        var issues = new TestFile(example).Check().Issues;
        if (found)
            Assert.Contains(issues, i => i.Rule == rule);
        else
            Assert.DoesNotContain(issues, i => i.Rule == rule);
    }

    [Fact]
    public void The_clean_row_raises_nothing_at_all()
    {
        Assert.Empty(new TestFile("").Check().Issues);
        Assert.Empty(new TestFile("@letter=K").Check().Issues);
    }

    [Fact]
    public void Every_rule_shows_what_it_finds_what_it_passes_and_a_blank()
    {
        Assert.All(RuleBook.Rules, rule =>
        {
            Assert.Contains(rule.Examples, e => e.Found);
            Assert.Contains(rule.Examples, e => !e.Found && !e.Blank);
            // A file, its name and its header have no operand that could be blank.
            Assert.True(rule.Id.StartsWith("FILE", StringComparison.Ordinal) || rule.Examples.Any(e => e.Blank), rule.Id);
        });
    }

    [Fact]
    public void Ids_are_unique_and_in_their_family()
    {
        Assert.Equal(RuleBook.Rules.Count, RuleBook.Rules.Select(r => r.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.All(RuleBook.Rules, r => Assert.Matches("^(FILE|ROW|VALUE|CLIENT|EPISODE|MODALITY|TOP|CHILD)-[0-9]{2}$", r.Id));
    }

    [Fact]
    public void Every_column_a_rule_names_is_in_a_data_set()
    {
        var headers = CodeBook.Embedded.DataSets.SelectMany(d => d.Fields).Select(f => f.Header).ToHashSet(StringComparer.Ordinal);
        Assert.All(RuleBook.Rules.SelectMany(r => r.Fields), f => Assert.Contains(f, headers));
    }

    /// <summary>A placeholder without a value would stand as "(blank)" before a data manager.</summary>
    [Theory]
    [MemberData(nameof(Examples))]
    public void Messages_of_examples_are_whole_sentences(string rule, string example, bool found)
    {
        foreach (var issue in new TestFile(example).Check().Issues.Where(i => found && i.Rule == rule))
        {
            var message = RuleBook.Message(issue, CodeBook.Embedded);
            Assert.DoesNotContain("{", message, StringComparison.Ordinal);
            Assert.DoesNotContain("[", message, StringComparison.Ordinal);
            Assert.DoesNotContain("  ", message, StringComparison.Ordinal);
            Assert.Matches("[.?]$", message);
            Assert.DoesNotContain("(blank)", message, StringComparison.Ordinal);
            Assert.NotEmpty(RuleBook.Advice(issue, CodeBook.Embedded));
        }
    }
}
