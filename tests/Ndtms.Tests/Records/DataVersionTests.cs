using FsCheck;
using FsCheck.Fluent;
using Ndtms.Core.Current;
using Ndtms.Tests.Measures;

namespace Ndtms.Tests.Records;

/// <summary>Two reports that bear the same version must rest on the same data.</summary>
public sealed class DataVersionTests
{
    [Fact]
    public void Order_of_loading_does_not_matter() => Prop.ForAll(
        Gen.Shuffle(Enumerable.Range(0, 12).ToArray()).ToArbitrary(),
        order =>
        {
            var (clients, episodes) = Some();
            return DataVersion.Of(Data(clients, episodes)) == DataVersion.Of(Data(
                [.. order.Select(i => clients[i])], [.. order.Reverse().Select(i => episodes[i])]));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_change_anywhere_is_another_version()
    {
        var holding = new Holding();
        var client = holding.Client("X", "1");
        CurrentEpisode Episode(string? drug2 = null, string? end = null, int? children = null, IReadOnlyList<CurrentModality>? modalities = null) =>
            Holding.Episode(client, "1/3/2012", end: end, drug2: drug2, children: children, modalities: modalities);
        var first = Holding.Modality("1/3/2012", id: "1");
        var second = Holding.Modality("2/3/2012", id: "2");

        var versions = new[]
        {
            Data([client], []),
            Data([client], [Episode()]),
            Data([client], [Episode(), Episode()]),
            Data([client], [Episode(drug2: "7000")]),
            Data([client], [Episode(end: "5/3/2012")]),
            Data([client], [Episode(children: 0)]),
            Data([client], [Episode(modalities: [first])]),
            Data([client], [Episode(modalities: [first, second])]),
            Data([client], [Episode()], latest: "10/4/2012"),
            Data([holding.Client("X", "1", sex: "F")], [Episode()]),
        }.Select(DataVersion.Of).ToList();

        Assert.Equal(versions.Count, versions.Distinct().Count());
        Assert.Equal(
            DataVersion.Of(Data([client], [Episode(modalities: [first, second])])),
            DataVersion.Of(Data([client], [Episode(modalities: [second, first])])));
    }

    [Fact]
    public void Values_do_not_run_into_each_other()
    {
        var holding = new Holding();

        Assert.NotEqual(
            DataVersion.Of(Data([holding.Client("X", "12")], [])), DataVersion.Of(Data([holding.Client("X1", "2")], [])));
    }

    private static (CurrentClient[] Clients, CurrentEpisode[] Episodes) Some()
    {
        var holding = new Holding();
        var clients = Enumerable.Range(0, 12).Select(i => holding.Client("X", $"{i}", born: $"{i + 1}/1/1980")).ToArray();
        return (clients, [.. clients.Select(c => Holding.Episode(c, "1/3/2012", start: "2/3/2012"))]);
    }

    private static CurrentData Data(CurrentClient[] clients, CurrentEpisode[] episodes, string? latest = null) => new()
    {
        Agencies = Holding.Agencies,
        Clients = clients,
        Episodes = episodes,
        LatestReceipt = Holding.DayOrBlank(latest),
    };
}
