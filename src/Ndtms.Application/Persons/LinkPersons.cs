using Ndtms.Core.DataSets;
using Ndtms.Core.Persons;
using Ndtms.Storage;

namespace Ndtms.Application.Persons;

/// <summary>Asks which current clients may be one person.</summary>
/// <param name="Cut">Last day of the month whose figures order the review queue.</param>
/// <param name="All">All clients are compared again, not only those who are new or have changed.</param>
public sealed record LinkPersonsRequest(DateOnly Cut, bool All = false);

/// <summary>Finds out which current clients may be one person: compares those who are new or have changed since the last run with all, makes persons
/// by linkage, and puts what people should decide on into the review queue. What was decided always wins.</summary>
/// <param name="workspace">The opened database.</param>
public sealed class LinkPersons(Workspace workspace) : UseCase<LinkPersonsRequest, LinkageRun>("persons-link", workspace.Book)
{
    /// <exception cref="BusyException">A submission is being processed, or was meanwhile; nothing was kept.</exception>
    protected override LinkageRun Execute(Invocation invocation, LinkPersonsRequest request)
    {
        try
        {
            var moment = DataMoment.Of(workspace.Database);
            var linkage = new PersonLinkage(workspace.Database, workspace.Secrets);
            var known = linkage.Known(workspace.Book, request.Cut);
            var found = Find(known, request, invocation.Cancellation);
            var by = new Actor(invocation.By.Name, workspace.Time.GetUtcNow());
            linkage.Keep(found, moment, by);
            workspace.Journal.Linked(found.Outcome, request.Cut);
            return new LinkageRun(by.At, by.Who, found.Model.Id, request.Cut, found.Outcome);
        }
        catch (SubmissionStateException e)
        {
            throw new BusyException(e.Message);
        }
    }

    private FoundLinkage Find(KnownLinkage known, LinkPersonsRequest request, CancellationToken cancellation)
    {
        var model = known.Model ?? throw new RequestException("There is no linkage model yet; make one with: persons train.");
        var records = PersonRecords.Of([.. known.Clients.Select(c => c.Compared)]);
        LinkageClient[] clients = [.. records.Given.Select(i => known.Clients[i])];
        var places = Enumerable.Range(0, clients.Length).ToDictionary(i => clients[i].Hash, i => i, StringComparer.Ordinal);
        var all = request.All || known.LastModel != model.Id;
        var changed = Array.ConvertAll(clients, c => all || !known.Persons.TryGetValue(c.Hash, out var before) || before.ComparedHash != c.ComparedHash);
        var linkage = Linkage.Of(model, records, changed).With(known.Links
            .Where(l => places.TryGetValue(l.One, out var one) && places.TryGetValue(l.Other, out var other) && !changed[one] && !changed[other])
            .Select(l => LinkOf(places[l.One], places[l.Other], l.Bits)));
        cancellation.ThrowIfCancellationRequested();

        var decided = known.Decisions.Where(d => places.ContainsKey(d.One) && places.ContainsKey(d.Other))
            .ToLookup(d => d.Verdict, d => (places[d.One], places[d.Other]));
        (int, int)[] same = [.. decided[PersonVerdict.Same]];
        (int, int)[] different = [.. decided[PersonVerdict.Different]];
        var persons = Clusters.Of(linkage, Linkage.Least(LinkBand.Probable), same, different);
        var groups = Clusters.Of(linkage, Linkage.Least(LinkBand.Possible), same, different);
        long[] official = [.. clients.Select(c => c.Client.PersonId!.Value)];
        var ids = LastingIds.Assign(
            persons, [.. clients.Select(c => known.Persons.TryGetValue(c.Hash, out var before) ? before.Person : (long?)null)], known.LastPerson + 1);
        var pairs = PairsOf(Suspicion.Of(linkage, groups, official, same, different), known, clients, official, groups);

        var byHash = known.Persons.ToDictionary(p => p.Key, p => (p.Value.Person, ComparedHash: ""), StringComparer.Ordinal);
        for (var i = 0; i < clients.Length; i++)
            byHash[clients[i].Hash] = (ids.OfRecord[i], clients[i].ComparedHash);
        var attributors = Clusters.Of(official);
        var outcome = new LinkageOutcome(
            clients.Length, changed.Count(c => c), linkage.Links.Count, attributors.Count, persons.Count, ids.Merged.Count,
            CountEstimate.Of(attributors.Count, Suspected(pairs, known.Decisions, places, official)), linkage.Blocking,
            MatchRate.Of([.. clients.Select(c => EthnicityOf(c.Client.Ethnic))], persons, attributors),
            MatchRate.Of([.. clients.Select(c => c.Residence)], persons, attributors));
        return new FoundLinkage(
            model, request.Cut, byHash, ids,
            [.. linkage.Links.Select(l => (One: clients[l.One].Hash, Other: clients[l.Other].Hash, l.Bits))
                .Select(l => string.CompareOrdinal(l.One, l.Other) < 0 ? new StoredLink(l.One, l.Other, l.Bits, model.Id) : new StoredLink(l.Other, l.One, l.Bits, model.Id))
                .OrderBy(l => l.One, StringComparer.Ordinal).ThenBy(l => l.Other, StringComparer.Ordinal)],
            pairs, outcome);
    }

    private List<FoundPair> PairsOf(
        IReadOnlyList<Suspicion> suspicions, KnownLinkage known, LinkageClient[] clients, long[] official, Clusters groups)
    {
        // Where a person is in treatment, over all its clients; of one who may be two, over the clients of each part.
        var treated = new Dictionary<(long Person, int Part), HashSet<string>>();
        for (var i = 0; i < clients.Length; i++)
        {
            foreach (var part in (int[])[-1, groups[i]])
            {
                if (!treated.TryGetValue((official[i], part), out var places))
                    treated.Add((official[i], part), places = new HashSet<string>(StringComparer.Ordinal));
                places.UnionWith(clients[i].TreatedIn);
            }
        }

        var next = known.LastPair;
        var pairs = new List<FoundPair>(suspicions.Count);
        foreach (var s in suspicions)
        {
            var (one, other) = string.CompareOrdinal(clients[s.One].Hash, clients[s.Other].Hash) < 0 ? (s.One, s.Other) : (s.Other, s.One);
            HashSet<string> PlacesOf(int record) => treated[(official[record], s.Kind == SuspicionKind.Link ? -1 : groups[record])];
            var id = known.Pairs.TryGetValue((clients[one].Hash, clients[other].Hash), out var held) ? held : ++next;
            pairs.Add(new FoundPair(id, s.Kind, clients[one], clients[other], s.Bits, s.Probability, EffectOf(PlacesOf(one), PlacesOf(other))));
        }

        return pairs;
    }

    private PairEffect EffectOf(HashSet<string> one, HashSet<string> other)
    {
        var areas = workspace.Book.Areas;
        List<Partnership> Known(HashSet<string> codes) => [.. codes.Select(areas.Partnership).OfType<Partnership>().OrderBy(p => p.Code, StringComparer.Ordinal)];
        var (a, b) = (Known(one), Known(other));
        var partnership = a.Find(b.Contains);
        var region = partnership?.Region ?? a.Select(p => p.Region).FirstOrDefault(r => b.Exists(p => p.Region == r));
        return new PairEffect(a.Count == 0 || b.Count == 0 ? 0 : partnership is not null ? 3 : region is not null ? 2 : 1, partnership?.Code, region);
    }

    /// <summary>How probable each suspicion is, and 1 or 0 of what was decided. A decision that two records of one official person are the same, or two
    /// of different ones are not, leaves the count as it is.</summary>
    private static IEnumerable<(SuspicionKind Kind, double Probability)> Suspected(
        List<FoundPair> pairs, IReadOnlyList<StoredDecision> decisions, Dictionary<string, int> places, long[] official)
    {
        var decided = decisions.Select(d => (d.One, d.Other)).ToHashSet();
        foreach (var pair in pairs.Where(p => !decided.Contains((p.One.Hash, p.Other.Hash))))
            yield return (pair.Kind, pair.Probability);
        foreach (var d in decisions.Where(d => places.ContainsKey(d.One) && places.ContainsKey(d.Other)))
        {
            var isOne = official[places[d.One]] == official[places[d.Other]];
            if (isOne == (d.Verdict == PersonVerdict.Different))
                yield return (isOne ? SuspicionKind.Split : SuspicionKind.Link, 1);
        }
    }

    private string EthnicityOf(string? code) => code is null ? "not given" : workspace.Book.List("ethnicity").Find(code)?.Label ?? code;

    private static Link LinkOf(int one, int other, double bits) => new(Math.Min(one, other), Math.Max(one, other), bits);
}
