using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Validation;
using Ndtms.Storage;
using Ndtms.Synthetic;
using Ndtms.Tests.Storage;
using Facts = Ndtms.Synthetic.Submission;

namespace Ndtms.Tests.Synthetic;

/// <summary>Mistakes with whole files, against a real database: each raises its own rule and no other, and what it does to the agency's
/// held data is what the rule's severity says.</summary>
public sealed class FileDefectTests
{
    public static TheoryData<string> Ids => [.. FileDefects.All.Select(d => d.Id)];

    [Fact]
    public void Ids_are_unique() => Assert.Equal(FileDefects.All.Count, FileDefects.All.Select(d => d.Id).Distinct().Count());

    [Theory]
    [MemberData(nameof(Ids))]
    public void Each_raises_what_it_breaks_and_nothing_else(string id)
    {
        var delivered = new Dictionary<string, int> { ["H"] = 0, ["K"] = 0 };
        for (ulong seed = 1; seed <= 2; seed++)
        {
            foreach (var letter in delivered.Keys)
            {
                var (world, facts) = Agency(seed, letter);
                var style = FileStyle.Any(Dice.For(seed, letter[0], id.Length)) with { IsoDates = seed == 2 && letter == "K" };
                if (FileDefects.Deliver(id, world, facts, style) is not { } delivery)
                    continue;
                delivered[letter]++;
                using var store = new TestStore();
                foreach (var before in delivery.Before)
                    Assert.Equal(SubmissionState.Accepted, Submit(store, before).State);
                var held = store.Episodes(facts.Agency);

                var result = Submit(store, delivery);
                Assert.Equal(SeededIssuesTests.Describe(delivery.Issues), SeededIssuesTests.Describe(result.Checked.Issues));
                Assert.Equal(
                    SeededIssuesTests.Describe(result.Checked.Issues), SeededIssuesTests.Describe(store.Queries.IssuesOf(result.Id)));
                var lines = delivery.Issues.ToLookup(i => i.Rule + i.Column + i.Client, i => i.Lines);
                Assert.All(result.Checked.Issues.Where(i => i.ClientId is not null), issue =>
                    Assert.Contains(lines[issue.Rule + issue.Column + issue.ClientId], l => issue.Lines.All(l.Contains)));

                var gravest = result.Checked.Issues.Max(i => i.Severity);
                Assert.Equal(
                    gravest switch { Severity.File => SubmissionState.Rejected, Severity.Hold => SubmissionState.Held, _ => SubmissionState.Accepted },
                    result.State);
                if (gravest >= Severity.Hold)
                    Assert.Equal(held, store.Episodes(facts.Agency));
            }
        }

        Assert.All(delivered.Values, count => Assert.True(count > 0, $"{id} found no agency that suits"));
    }

    /// <summary>Two months running, as an agency sends them: the second must not be taken for a copy, a loss or a mistake.</summary>
    [Theory]
    [InlineData("H")]
    [InlineData("K")]
    public void A_clean_file_after_another_raises_nothing(string letter)
    {
        var (world, facts) = Agency(5, letter);
        var earlier = facts with { To = facts.To.AddDays(-31), Received = facts.Received.AddDays(-31) };
        using var store = new TestStore();
        foreach (var month in (Facts[])[earlier, facts, facts with { Received = facts.Received.AddDays(3) }])
        {
            var file = SyntheticFile.Create(world, month, new FileStyle { QuoteAll = month.Received > facts.Received }, []);
            var result = Submit(store, new Delivery
            {
                FileName = month.FileName,
                Content = FileReading.Bytes(file),
                Received = month.Received,
                Agency = world.Agencies.First(a => a.Code == month.Agency),
            });
            Assert.Empty(result.Checked.Issues);
            Assert.Equal(SubmissionState.Accepted, result.State);
        }
    }

    [Fact]
    public void An_unknown_mistake_is_refused()
    {
        var (world, facts) = Agency(1, "H");
        Assert.Throws<ArgumentException>(() => FileDefects.Deliver("FILE-99", world, facts, new FileStyle()));
    }

    /// <summary>An agency with some fifty episodes in a window of a year, some of them from before it.</summary>
    private static (World World, Facts Facts) Agency(ulong seed, string letter)
    {
        DateOnly to = new(letter == "K" ? 2014 : 2012, 3, 31);
        var world = World.Create(
            new WorldOptions { Seed = seed, People = 110, From = to.AddYears(-3).AddDays(1), To = to, Partnerships = ["A12B"], AdultAgencies = 1 },
            CodeBook.Embedded);
        return (world, new Facts(world.Agencies[0].Code, to.AddYears(-1).AddDays(1), to, letter, to.AddDays(10)));
    }

    private static Submitted Submit(TestStore store, Delivery delivery)
    {
        if (delivery.Agency is { } agency)
        {
            var row = $"{agency.Code},{agency.Name},{agency.Partnership},{agency.Region},adult,,{agency.ActiveFrom:yyyy-MM-dd},{agency.ActiveTo:yyyy-MM-dd},active";
            new ReferenceData(store.Database).LoadAgencies(
                "agencies.csv", Encoding.UTF8.GetBytes("code,name,partnership,region,service,email,active_from,active_to,scope\n" + row + "\n"), CodeBook.Embedded);
        }

        return new Submissions(store.Database, store.Secrets, CodeBook.Embedded) { Limits = delivery.Limits ?? IntakeLimits.Default }
            .Submit(new ReceivedFile(delivery.FileName, () => new MemoryStream(delivery.Content, writable: false)), delivery.Received, delivery.Given);
    }
}
