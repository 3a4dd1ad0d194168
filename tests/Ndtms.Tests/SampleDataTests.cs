using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Validation;
using Ndtms.Synthetic;

namespace Ndtms.Tests;

/// <summary>The sample data is what its README says.</summary>
public sealed class SampleDataTests
{
    public static TheoryData<string, string, int, string> HandMade
    {
        get
        {
            var data = new TheoryData<string, string, int, string>();
            foreach (var row in File.ReadAllLines(Path.Combine(SampleData.Path, "README.md")).SkipWhile(l => !l.StartsWith("## hand-made", StringComparison.Ordinal)))
            {
                if (row.Split('|') is ["", var folder, _, var verdict, var episodes, var rules, ""] && int.TryParse(episodes, out var count))
                    data.Add(folder.Trim(' ', '`'), verdict.Trim(), count, rules.Trim());
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(HandMade))]
    public void A_hand_made_file_is_read_as_its_readme_says(string folder, string verdict, int episodes, string rules)
    {
        var path = Directory.GetFiles(Path.Combine(SampleData.Path, "hand-made", folder)).Single();
        var found = TestFile.Check(Path.GetFileName(path), File.ReadAllBytes(path), new DateOnly(2012, 4, 10));
        Assert.Equal(verdict, found.Verdict.ToString().ToLowerInvariant());
        Assert.Equal(episodes, found.Content?.Episodes.Count(e => e.Loaded) ?? 0);
        Assert.Equal(rules, string.Join(", ", found.Issues.Select(i => i.Rule).Distinct().Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Every_hand_made_file_is_in_the_readme() => Assert.Equal(
        Directory.GetDirectories(Path.Combine(SampleData.Path, "hand-made")).Select(Path.GetFileName).Order(StringComparer.Ordinal),
        HandMade.Select(r => r.Data.Item1).Order(StringComparer.Ordinal));

    [Fact]
    public void The_generator_makes_the_same_files_again()
    {
        foreach (var (name, write) in SampleWorld.Create(CodeBook.Embedded).Contents())
        {
            using var made = new MemoryStream();
            write(made);
            Assert.True(made.ToArray().AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(SampleData.Path, name))), $"{name} is not what the generator makes; make the sample again.");
        }
    }

    [Fact]
    public void The_files_raise_what_the_truth_says_and_no_more()
    {
        var truth = File.ReadAllLines(Path.Combine(SampleData.Path, "truth", "issues.csv")).Skip(1).Select(l => l.Split(','))
            .ToLookup(c => c[0], c => $"{c[1]} {c[3]}/{c[4]}/{c[6]} {c[7]}");
        foreach (var path in Directory.GetFiles(SampleData.Path, "N08*-TREAT-IN-*.csv", SearchOption.AllDirectories).Where(p => !p.Contains("hand-made", StringComparison.Ordinal)))
        {
            var received = path.Contains("2013-14", StringComparison.Ordinal) ? new DateOnly(2014, 4, 10) : new DateOnly(2012, 4, 10);
            var found = SubmissionCheck.Run(
                new ReceivedFile(Path.GetFileName(path), () => File.OpenRead(path)), ExplicitFacts.None, received, CodeBook.Embedded);
            Assert.Equal(
                truth[Path.GetFileName(path)].Order(StringComparer.Ordinal),
                found.Issues.Select(i => $"{i.Rule} {i.ClientId}/{i.EpisodeId}/{i.ChildId} {i.Column}").Order(StringComparer.Ordinal));
        }
    }
}
