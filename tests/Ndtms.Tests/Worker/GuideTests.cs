using Ndtms.Core.DataSets;
using Ndtms.Core.Validation;
using Ndtms.Worker;

namespace Ndtms.Tests.Worker;

/// <summary>What the program says of itself is complete.</summary>
public sealed class GuideTests
{
    private static readonly string[] Commands =
    [
        "", "demo", "check", "submit", "submission", "submission list", "submission confirm", "submission withdraw", "issues", "report", "report monthly",
        "report feedback", "measures", "generate", "data-set", "data-set show", "rules", "rules show", "reference", "reference load", "reference export", "portal",
        "snapshot", "snapshot freeze", "snapshot list", "snapshot show", "analysis", "analysis refresh", "run", "user", "user add",
    ];

    [Fact]
    public void Every_command_option_and_argument_is_described()
    {
        foreach (var command in Commands)
        {
            var help = Workplace.Call([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]).Is(ExitCode.Done).Output.Split('\n');
            Assert.True(help[1].Trim().Length > 15, command);
            // A line of the lists below: two spaces, the name, at least two spaces, the description.
            foreach (var line in help.SkipWhile(l => !l.StartsWith("Usage:", StringComparison.Ordinal)).Skip(2).Where(l => l.StartsWith("  ", StringComparison.Ordinal)))
                Assert.Matches(@"^\s+\S.*?\s{2,}\S.{5,}", line);
        }
    }

    [Theory]
    [InlineData("H")]
    [InlineData("k")]
    public void A_data_set_is_shown_with_every_field_and_code(string letter)
    {
        var lines = Workplace.Call("data-set", "show", letter).Is(ExitCode.Done).Output.Split('\n');
        var words = lines.Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToList();
        var dataSet = CodeBook.Embedded.DataSet(letter)!;
        Assert.All(dataSet.Fields, field => Assert.Contains(words, l => l.StartsWith(field.Header + " ", StringComparison.Ordinal) && l.Contains(field.Label, StringComparison.Ordinal)));
        Assert.All(
            dataSet.Fields.Where(f => f.CodeList is not null).SelectMany(f => f.CodeList!.Codes),
            code => Assert.Contains(words, l => l.StartsWith($"{code.Value} {code.Label}", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_rule_is_shown_with_what_it_says_and_what_to_do()
    {
        var all = Workplace.Call("rules", "show").Is(ExitCode.Done).Output;
        Assert.All(RuleBook.Rules, rule =>
        {
            Assert.Contains($"{rule.Id}  ", all, StringComparison.Ordinal);
            Assert.Contains(rule.Message, all, StringComparison.Ordinal);
            Assert.Contains(rule.Advice, all, StringComparison.Ordinal);
        });
        Assert.Equal(RuleBook.Rules.Count(r => r.Id.StartsWith("TOP", StringComparison.Ordinal)),
            Workplace.Call("rules", "show", "top").Is(ExitCode.Done).Lines().Count(l => l.StartsWith("TOP-", StringComparison.Ordinal)));
        Workplace.Call("rules", "show", "NO-1").Refuses(ExitCode.WrongCall, "There is no rule NO-1");
        Workplace.Call("data-set", "show", "Z").Refuses(ExitCode.WrongCall, "There is no data set Z; there are H, K");
    }

    [Fact]
    public void What_is_generated_can_be_submitted_and_is_the_same_for_the_same_seed()
    {
        using var place = new Workplace();
        foreach (var name in (string[])["one", "two", "other"])
        {
            Workplace.Call("generate", "--out", place[name], "--people", "80", "--defects", "0", "--partnership", "a12b", "--seed", name == "other" ? "3" : "2")
                .Is(ExitCode.Done, "files written");
        }

        var files = Directory.GetFiles(place["one"], "*", SearchOption.AllDirectories).Select(p => Path.GetRelativePath(place["one"], p)).ToList();
        Assert.All(files, f => Assert.Equal(File.ReadAllBytes(Path.Combine(place["one"], f)), File.ReadAllBytes(Path.Combine(place["two"], f))));
        Assert.Contains(files, f => f.EndsWith("-H.csv", StringComparison.Ordinal)
            && !File.ReadAllBytes(Path.Combine(place["one"], f)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(place["other"], f))));
        var answer = place.CallHere("submit", place["one"]).Is(ExitCode.Done);
        Assert.All(answer.Lines().Skip(1), l => Assert.Contains(": loaded, ", l, StringComparison.Ordinal));
        Assert.InRange(place.Query<long>("SELECT COUNT(*) FROM episode").Single(), 40, 1_000);
    }
}
