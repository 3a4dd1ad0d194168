using FsCheck;
using FsCheck.Fluent;
using Ndtms.Core.Current;

namespace Ndtms.Tests.Measures;

/// <summary>Small random worlds: few people, agencies and dates, so that episodes often touch, tie and overlap around the cut of
/// 31 March 2012.</summary>
internal static class RandomHoldings
{
    public static readonly DateOnly Cut = new(2012, 3, 31);

    private static readonly string?[] Partnerships = [null, null, Holding.North, Holding.Gateshead, Holding.London, "Z00B"];
    private static readonly string[] Agencies = ["X", "Y", "G", "L", "P"];
    private static readonly string?[] Reasons = ["80", "83", "84", "85", "97", null];
    private static readonly string[] Drugs = ["1011", "3201", "5000", "7000", "9996"];
    private static readonly string?[] Stages = ["S", "S", "R", "E", "P", null];

    /// <summary>An episode by numbers; shrinking takes episodes away.</summary>
    public static Arbitrary<CurrentData> Any { get; } = Arb
        .From(Gen.Choose(0, int.MaxValue - 1).Select(seed => Episode(new Random(seed))).ArrayOf(), Fewer)
        .Convert(Data, current => [.. current.Episodes]);

    /// <summary>The same clients and episodes in another order.</summary>
    public static CurrentData Shuffled(CurrentData current, int seed)
    {
        var random = new Random(seed);
        var clients = current.Clients.ToArray();
        var episodes = current.Episodes.ToArray();
        random.Shuffle(clients);
        random.Shuffle(episodes);
        return new CurrentData { Agencies = current.Agencies, Clients = clients, Episodes = episodes };
    }

    private static IEnumerable<CurrentEpisode[]> Fewer(CurrentEpisode[] episodes) =>
        Enumerable.Range(0, episodes.Length).Select(i => episodes.Where((_, j) => j != i).ToArray());

    /// <summary>One client an agency and CLIENTID, and one episode an EPISODID, as the loader keeps them.</summary>
    private static CurrentData Data(CurrentEpisode[] episodes)
    {
        var clients = episodes.Select(e => e.Client).DistinctBy(c => (c.Agency, c.ClientId)).ToDictionary(c => (c.Agency, c.ClientId));
        var kept = episodes.DistinctBy(e => (e.Client.Agency, e.Client.ClientId, e.EpisodeId))
            .Select(e => With(e, clients[(e.Client.Agency, e.Client.ClientId)])).ToList();
        return new CurrentData { Agencies = Holding.Agencies, Clients = [.. clients.Values], Episodes = kept };
    }

    private static CurrentEpisode Episode(Random random)
    {
        T One<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];
        DateOnly Near(DateOnly day, int before, int after) => day.AddDays(random.Next(-before, after + 1));
        var person = random.Next(4);
        var triaged = random.Next(3) == 0 ? Near(Cut, 500, 5) : Near(Cut.AddDays(-100 * random.Next(1, 4)), 3, 25);
        var client = new CurrentClient
        {
            Agency = One(Agencies),
            ClientId = $"{person}{random.Next(2)}",
            FirstInitial = 'A',
            SurnameInitial = 'B',
            DateOfBirth = person < 2 ? new DateOnly(1980, 2, 29) : new DateOnly(1993, 12, 1).AddDays(person * 30),
            Sex = person % 2 == 0 ? "M" : "F",
        };
        return Holding.Episode(
            client, "1/1/2011", id: $"{random.Next(12)}", partnership: One(Partnerships), drug: One(Drugs), drug2: One(Drugs),
            reason: One(Reasons), source: random.Next(2) == 0 ? "8" : null, topCoordinator: random.Next(2) == 0,
            modalities:
            [
                .. Enumerable.Range(0, random.Next(3)).Select(i => new CurrentModality
                {
                    ModalityId = $"{i}",
                    Modality = One(["2", "4", "7"]),
                    Referred = random.Next(5) == 0 ? null : Near(triaged, 2, 10),
                    FirstAppointmentOffered = random.Next(5) == 0 ? null : Near(triaged, 0, 40),
                    Started = random.Next(5) == 0 ? null : Near(triaged, 3, 30),
                }),
            ],
            tops:
            [
                .. Enumerable.Range(0, random.Next(4)).Select(i => new CurrentTop
                {
                    TopId = $"{i}",
                    Date = Near(triaged, 10, 200),
                    Stage = One(Stages),
                    Empty = random.Next(6) == 0,
                    Opiates = random.Next(4) == 0 ? null : random.Next(29),
                    PaidWork = random.Next(3) * 5,
                    QualityOfLife = random.Next(21),
                }),
            ],
            young: random.Next(3) == 0 ? new Dictionary<string, string> { ["YPSMHS"] = One(["Y", "N"]), ["YPEGP"] = One(["Y", "N"]) } : null)
            .At(triaged, random.Next(3) == 0 ? null : Near(triaged, 0, 150));
    }

    private static CurrentEpisode At(this CurrentEpisode e, DateOnly triaged, DateOnly? discharged) => Copy(e, e.Client, triaged, discharged);

    private static CurrentEpisode With(CurrentEpisode e, CurrentClient client) => Copy(e, client, e.Triaged, e.Discharged);

    private static CurrentEpisode Copy(CurrentEpisode e, CurrentClient client, DateOnly triaged, DateOnly? discharged) => new()
    {
        Client = client,
        EpisodeId = e.EpisodeId,
        Referred = triaged.AddDays(-1),
        Triaged = triaged,
        Discharged = discharged < triaged ? triaged : discharged,
        DischargeReason = e.DischargeReason,
        Partnership = e.Partnership,
        Drug1 = e.Drug1,
        Drug2 = e.Drug2,
        ReferralSource = e.ReferralSource,
        TopCoordinator = e.TopCoordinator,
        YoungPerson = e.YoungPerson,
        Modalities = e.Modalities,
        Tops = e.Tops,
    };
}
