using Ndtms.Core.DataSets;
using Ndtms.Core.Validation;
using Ndtms.Synthetic;
using ValidationRules = Ndtms.Core.Validation.RuleBook;

namespace Ndtms.Tests.Synthetic;

/// <summary>The generator and the check agree on the rules: a clean file raises nothing, a broken one exactly what was broken.</summary>
public sealed class SeededIssuesTests
{
    private const ulong Seeds = 50;

    /// <summary>Every defect that can be in a data set occurs at least so often over all seeds.</summary>
    private const int Often = 3;

    [Theory]
    [InlineData("H")]
    [InlineData("K")]
    public void A_clean_file_raises_nothing(string letter)
    {
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            foreach (var file in Files(seed, letter, rate: 0))
                Assert.Equal($"seed {seed}\n{Describe(file.Issues)}", $"seed {seed}\n{Describe(Check(file).Issues)}");
        }
    }

    [Theory]
    [InlineData("H")]
    [InlineData("K")]
    public void A_broken_file_raises_exactly_what_was_broken(string letter)
    {
        var seen = Defects.All.Where(d => CanBeIn(d, letter)).ToDictionary(d => d.Id, _ => 0);
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            foreach (var file in Files(seed, letter, rate: seed % 5 == 0 ? 0.2 : 1))
            {
                var found = Check(file);
                Assert.Equal($"seed {seed}, {file.Submission.FileName}\n{Describe(Expected(file, found))}", $"seed {seed}, {file.Submission.FileName}\n{Describe(found.Issues)}");
                AssertLines(file, found);
                Assert.All(found.Issues, i => Assert.DoesNotContain("(blank)", ValidationRules.Message(i, CodeBook.Embedded), StringComparison.Ordinal));
                foreach (var defect in file.Defects)
                    seen[defect]++;
            }
        }

        Assert.Equal("", string.Join(", ", seen.Where(d => d.Value < Often)));
    }

    /// <summary>Rules on what spreadsheets and earlier data do to a file are tried by files as they come (SpreadsheetDamageTests) and by the
    /// rules' own examples.</summary>
    [Fact]
    public void Every_other_rule_is_broken_by_something() => Assert.Equal(
        ValidationRules.Rules.Select(r => r.Id).Except(["CLIENT-08", "CLIENT-09", "FILE-18", "FILE-20", "FILE-21", "FILE-22", "FILE-23", "FILE-25"]).Order(StringComparer.Ordinal),
        Defects.All.Select(d => d.Rule).Concat(FileDefects.All.Select(d => d.Rule)).Distinct().Order(StringComparer.Ordinal));

    /// <summary>Sub-interventions and time in treatment came with data set K; some columns went or came with it.</summary>
    private static bool CanBeIn(Defect defect, string letter)
    {
        var dataSet = CodeBook.Embedded.DataSet(letter)!;
        var column = defect.Id.Contains('/', StringComparison.Ordinal) ? defect.Id.Split('/')[1] : "";
        var isColumn = CodeBook.Embedded.DataSets.Any(d => d.Find(column) is not null);
        return (!isColumn || dataSet.Find(column) is not null)
            && (defect.Id is not ("CHILD-01" or "CHILD-02" or "CHILD-03/time-in-treatment") || dataSet.Of(EntityKind.SubIntervention).Key is not null);
    }

    /// <summary>Each issue names lines of the entity that is wrong.</summary>
    private static void AssertLines(SyntheticFile file, CheckedSubmission found)
    {
        var lines = file.Issues.ToLookup(Name, i => i.Lines);
        Assert.All(found.Issues.Where(i => lines.Contains(Name(i)) && lines[Name(i)].All(l => l.Count > 0)), issue =>
            Assert.Contains(lines[Name(issue)], l => issue.Lines.All(l.Contains)));
    }

    private static IEnumerable<SyntheticFile> Files(ulong seed, string letter, double rate)
    {
        var later = letter == "K" ? 2 : 0;
        DateOnly from = new(2009 + later, 4, 1), to = new(2012 + later, 3, 31);
        var world = World.Create(
            new WorldOptions
            {
                Seed = seed,
                People = 110,
                From = from,
                To = to,
                Partnerships = seed % 2 == 0 ? ["A12B"] : ["X00BN"],
                AdultAgencies = 1,
            }, CodeBook.Embedded);
        foreach (var agency in world.Agencies)
        {
            var dice = Dice.For(seed, agency.Code[^1], letter[0]);
            var style = FileStyle.Any(dice) with { IsoDates = dice.Chance(0.2) };
            if (dice.Chance(0.25))
                style = style with { Encoding = FileEncoding.Windows1252 };
            var file = SyntheticFile.Create(world, new Ndtms.Synthetic.Submission(agency.Code, from, to, letter, to.AddDays(10)), style, rate);
            if (file.RowCount > 0)
                yield return file;
        }
    }

    private static CheckedSubmission Check(SyntheticFile file) =>
        TestFile.Check(file.Submission.FileName, FileReading.Bytes(file), file.Submission.Received);

    /// <summary>What was seeded; and where so much was that little or nothing is left to load, what the counts say of that.</summary>
    private static IEnumerable<ExpectedIssue> Expected(SyntheticFile file, CheckedSubmission found)
    {
        var episodes = found.Counts.Single(c => c.Kind == EntityKind.Episode);
        var refusals = file.Issues.Any(i => i.Rule == "CLIENT-01");
        return file.Issues
            .Concat(episodes.Loaded == 0 && !refusals ? [new ExpectedIssue { Rule = "FILE-12" }] : [])
            .Concat(episodes.Read >= 20 && episodes.Rejected * 10 > episodes.Read ? [new ExpectedIssue { Rule = "FILE-14" }] : []);
    }

    internal static string Describe(IEnumerable<Issue> issues) => Lines(issues.Select(Name));

    internal static string Describe(IEnumerable<ExpectedIssue> issues) => Lines(issues.Select(Name));

    private static string Name(Issue i) => Name(i.Rule, i.ClientId, i.EpisodeId, i.ChildId, i.Column);

    private static string Name(ExpectedIssue i) => Name(i.Rule, i.Client, i.Episode, i.Child, i.Column);

    /// <summary>A header is named as the file has it, in whatever case.</summary>
    private static string Name(string rule, string? client, string? episode, string? child, string? column) =>
        $"{rule} {client}/{episode}/{child} {(rule.StartsWith("FILE", StringComparison.Ordinal) ? column?.ToUpperInvariant() : column)}";

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines.Order(StringComparer.Ordinal));
}
