using Ndtms.Core.DataSets;
using Ndtms.Synthetic;

namespace Ndtms.Tests.Synthetic;

/// <summary>Clean data must be clean: an issue that validation raises on it would else be looked for in the wrong place.</summary>
public class CleanDataTests
{
    internal static readonly DateOnly[][] Windows =
    [
        [new(2009, 4, 1), new(2012, 3, 31), new(2012, 4, 10)],
        [new(2011, 4, 1), new(2011, 12, 31), new(2011, 12, 31)],
        [new(2013, 4, 1), new(2014, 3, 31), new(2014, 6, 1)],
    ];

    [Theory]
    [InlineData(0, "H")]
    [InlineData(1, "H")]
    [InlineData(2, "K")]
    public void No_rule_is_broken_by_fifty_worlds(int window, string letter)
    {
        for (var seed = 1UL; seed <= 50; seed++)
        {
            var world = World.Create(
                new WorldOptions { Seed = seed, People = 60, To = new(2014, 3, 31), TypingErrors = 0.5, Partnerships = ["A12B", "X00BN"] },
                CodeBook.Embedded);
            foreach (var agency in world.Agencies)
            {
                var submission = new Submission(agency.Code, Windows[window][0], Windows[window][1], letter, Windows[window][2]);
                var file = SyntheticFile.Create(world, submission, FileStyle.Any(new Dice(seed)), []);
                Assert.Empty(file.Issues);
                var broken = RuleBook.Judge(file);
                Assert.True(broken.Count == 0, $"seed {seed}, {submission.FileName}: {string.Join("; ", broken.Take(5))}");
            }
        }
    }
}
