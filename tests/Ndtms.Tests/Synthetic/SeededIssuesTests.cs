using Ndtms.Core.DataSets;
using Ndtms.Core.Synthetic;
using Ndtms.Core.Validation;

namespace Ndtms.Tests.Synthetic;

/// <summary>The generator and the check hold each other to rules.md: a clean file raises nothing, a broken one exactly what was broken.</summary>
public sealed class SeededIssuesTests
{
    public static TheoryData<ulong, string> Seeds
    {
        get
        {
            var data = new TheoryData<ulong, string>();
            for (ulong seed = 1; seed <= 6; seed++)
            {
                data.Add(seed, "H");
                data.Add(seed, "K");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_clean_file_raises_nothing(ulong seed, string letter)
    {
        foreach (var file in Files(seed, letter, rate: 0, _ => new FileStyle()))
            Assert.Equal("", Describe(Check(file)));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_broken_file_raises_exactly_what_was_broken(ulong seed, string letter)
    {
        foreach (var file in Files(seed, letter, rate: 0.4, FileStyle.Any))
        {
            var found = Check(file);
            Assert.Equal(Describe(file.Issues), Describe(found));

            // Each names lines of the entity that is wrong.
            var lines = file.Issues.ToLookup(Name, i => i.Lines);
            Assert.All(found.Issues.Where(i => IsOfContent(i) && lines.Contains(Name(i)) && lines[Name(i)].All(l => l.Count > 0)), issue =>
                Assert.Contains(lines[Name(issue)], l => issue.Lines.All(l.Contains)));
        }
    }

    private static IEnumerable<SyntheticFile> Files(ulong seed, string letter, double rate, Func<Dice, FileStyle> style)
    {
        var later = letter == "K" ? 2 : 0;
        DateOnly from = new(2009 + later, 4, 1), to = new(2012 + later, 3, 31);
        var world = World.Create(
            new WorldOptions { Seed = seed, People = 120, From = from, To = to, Partnerships = ["A12B", "A09B"] }, CodeBook.Embedded);
        foreach (var agency in world.Agencies)
        {
            var submission = new Core.Synthetic.Submission(agency.Code, from, to, letter, to.AddDays(10));
            var file = SyntheticFile.Create(world, submission, style(Dice.For(seed, agency.Code[^1])), rate);
            if (file.RowCount > 0)
                yield return file;
        }
    }

    private static CheckedSubmission Check(SyntheticFile file)
    {
        using var csv = new MemoryStream();
        file.WriteTo(csv);
        return TestFile.Check(file.Submission.FileName, csv.ToArray(), file.Submission.Received);
    }

    private static string Describe(CheckedSubmission found) => Lines(found.Issues.Where(IsOfContent).Select(Name));

    private static string Describe(IEnumerable<ExpectedIssue> issues) => Lines(issues.Select(Name));

    /// <summary>So many defects would hold the file, or leave nothing to load: that is no finding of the content.</summary>
    private static bool IsOfContent(Issue issue) => issue.Rule is not ("FILE-12" or "FILE-14");

    private static string Name(Issue i) => $"{i.Rule} {i.ClientId}/{i.EpisodeId}/{i.ChildId} {(i.Rule.StartsWith("FILE", StringComparison.Ordinal) ? i.Column?.ToUpperInvariant() : i.Column)}";

    private static string Name(ExpectedIssue i) => $"{i.Rule} {i.Client}/{i.Episode}/{i.Child} {(i.Rule.StartsWith("FILE", StringComparison.Ordinal) ? i.Column.ToUpperInvariant() : i.Column)}";

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines.Order(StringComparer.Ordinal));
}
