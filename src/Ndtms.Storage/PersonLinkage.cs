using System.Data.Common;
using System.Text.Json;
using Dapper;
using Ndtms.Core.DataSets;
using Ndtms.Core.Persons;

namespace Ndtms.Storage;

/// <summary>What linkage knew before a run.</summary>
/// <param name="Model">The model in use; null: none was made yet.</param>
/// <param name="Clients">Current clients.</param>
/// <param name="Persons">By client hash, the person it was and the keyed hash of what was compared of it.</param>
/// <param name="Links">Links that an earlier run found.</param>
/// <param name="Pairs">Pairs of the review queue, by their clients.</param>
/// <param name="Decisions">What was decided and has taken effect.</param>
/// <param name="LastModel">The model of the last run; null: there was none.</param>
/// <param name="LastPerson">The highest id of a person ever given.</param>
/// <param name="LastPair">The highest id of a pair ever given.</param>
public sealed record KnownLinkage(
    LinkageModel? Model, IReadOnlyList<LinkageClient> Clients, IReadOnlyDictionary<string, (long Person, string ComparedHash)> Persons,
    IReadOnlyList<StoredLink> Links, IReadOnlyDictionary<(string One, string Other), long> Pairs, IReadOnlyList<StoredDecision> Decisions,
    string? LastModel, long LastPerson, long LastPair);

/// <summary>A link between two clients.</summary>
/// <param name="One">The lesser hash.</param>
/// <param name="Other">The greater.</param>
/// <param name="Bits">The match weight, with what is known beforehand.</param>
/// <param name="Model">The model that made it.</param>
public sealed record StoredLink(string One, string Other, double Bits, string Model);

/// <summary>A decision that has taken effect.</summary>
/// <param name="One">The one client's hash.</param>
/// <param name="Other">The other's.</param>
/// <param name="Verdict">What was decided.</param>
public sealed record StoredDecision(string One, string Other, PersonVerdict Verdict);

/// <summary>What a run did and found, as it is kept.</summary>
/// <param name="Clients">How many current clients there were.</param>
/// <param name="Compared">How many of them were new or had changed, and so were compared.</param>
/// <param name="Links">How many pairs have a probability of 0.50 and over.</param>
/// <param name="ByAttributors">Persons by attributors.</param>
/// <param name="ByLinkage">Persons by probable links and decisions.</param>
/// <param name="Merged">How many persons were merged into older ones.</param>
/// <param name="Estimate">How far the official count may be off.</param>
/// <param name="Blocking">What each blocking rule did.</param>
/// <param name="ByEthnicity">Match rates by ethnic group.</param>
/// <param name="ByResidence">Match rates by whether a postcode is given.</param>
public sealed record LinkageOutcome(
    int Clients, int Compared, int Links, int ByAttributors, int ByLinkage, int Merged, CountEstimate Estimate,
    IReadOnlyList<BlockingCount> Blocking, IReadOnlyList<MatchRate> ByEthnicity, IReadOnlyList<MatchRate> ByResidence);

/// <summary>A run of linkage.</summary>
/// <param name="At">When.</param>
/// <param name="Who">By whom.</param>
/// <param name="Model">With which model.</param>
/// <param name="Cut">Last day of the month whose figures order the review queue.</param>
/// <param name="Outcome">What it did and found.</param>
public sealed record LinkageRun(DateTimeOffset At, string Who, string Model, DateOnly Cut, LinkageOutcome Outcome);

/// <summary>What a run found, to be kept.</summary>
/// <param name="Model">The model.</param>
/// <param name="Cut">Last day of the month.</param>
/// <param name="Persons">By client hash, the person and the keyed hash of what was compared.</param>
/// <param name="Ids">Ids that are new, and those that were merged.</param>
/// <param name="Links">All links.</param>
/// <param name="Pairs">What is suspected, with the id that the pair has.</param>
/// <param name="Outcome">What is told of it.</param>
public sealed record FoundLinkage(
    LinkageModel Model, DateOnly Cut, IReadOnlyDictionary<string, (long Person, string ComparedHash)> Persons, LastingIds Ids,
    IReadOnlyList<StoredLink> Links, IReadOnlyList<FoundPair> Pairs, LinkageOutcome Outcome);

/// <summary>A pair that a run found.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What is suspected.</param>
/// <param name="One">The client of the lesser hash.</param>
/// <param name="Other">The other.</param>
/// <param name="Bits">The match weight.</param>
/// <param name="Probability">That the suspicion is right.</param>
/// <param name="Effect">Where figures change if it is.</param>
public sealed record FoundPair(
    long Id, SuspicionKind Kind, LinkageClient One, LinkageClient Other, double Bits, double Probability, PairEffect Effect);

/// <summary>Where the number of people in treatment in the year to the cut changes by one if a suspicion is right: where both clients count.</summary>
/// <param name="Levels">At how many levels: England, region, partnership; 0: nowhere.</param>
/// <param name="Partnership">The partnership; null: they do not share one.</param>
/// <param name="Region">The region; null: they do not share one.</param>
public sealed record PairEffect(int Levels, string? Partnership, string? Region);

/// <summary>Models of linkage, links and persons by linkage. Clients are in these tables by keyed hash, and a client who refuses is removed from
/// them.</summary>
/// <param name="database">The database.</param>
/// <param name="secrets">Its keys.</param>
public sealed class PersonLinkage(Database database, Secrets secrets)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>The model in use; null: none was made yet.</summary>
    /// <exception cref="StorageException">A newer or older program made it.</exception>
    public LinkageModel? Model() => database.Read(ModelOf);

    /// <summary>What clients are compared by, to learn a model from.</summary>
    /// <param name="book">The code lists.</param>
    public IReadOnlyList<PersonValues> Values(CodeBook book) => database.Read(connection =>
        LinkageClients.Read(connection, secrets, book, cut: null).ConvertAll(c => c.Compared));

    /// <summary>Puts a model in use.</summary>
    /// <param name="model">The model.</param>
    /// <param name="by">Who made it, and when.</param>
    public void Use(LinkageModel model, Actor by) => database.WriteAlone(WriteLock.OfAllData, connection =>
    {
        connection.Execute("DELETE FROM linkage_model WHERE model = @Id", new { model.Id });
        return connection.Execute(
            "INSERT INTO linkage_model (model, made_at, made_by, content) VALUES (@Id, @At, @Who, @content)", new { model.Id, by.At, by.Who, content = model.Write() });
    });

    /// <summary>What is known before a run.</summary>
    /// <param name="book">The code lists.</param>
    /// <param name="cut">Last day of the month whose figures order the review queue.</param>
    /// <exception cref="StorageException">Another program made the model.</exception>
    public KnownLinkage Known(CodeBook book, DateOnly cut) => database.Read(connection =>
    {
        var (lastPerson, lastPair) = connection.QuerySingle<(long, long)>("SELECT COALESCE(MAX(last_person), 0), COALESCE(MAX(last_pair), 0) FROM linkage_run");
        return new KnownLinkage(
            ModelOf(connection),
            LinkageClients.Read(connection, secrets, book, cut),
            connection.Query<(string Hash, long Person, string Compared)>("SELECT client_hash, person, content_hash FROM linked_client")
                .ToDictionary(c => c.Hash, c => (c.Person, c.Compared), StringComparer.Ordinal),
            [.. connection.Query<(string One, string Other, double Bits, string Model)>("SELECT one, other, bits, model FROM suspected_link ORDER BY one, other")
                .Select(l => new StoredLink(l.One, l.Other, l.Bits, l.Model))],
            connection.Query<(long Id, string One, string Other)>("SELECT id, one, other FROM review_pair").ToDictionary(p => (p.One, p.Other), p => p.Id),
            DecisionsOf(connection),
            connection.ExecuteScalar<string?>("SELECT model FROM linkage_run WHERE id = (SELECT MAX(id) FROM linkage_run)"),
            lastPerson,
            lastPair);
    });

    /// <summary>Keeps what a run found in the place of what was there, in one transaction. Pairs that were ever decided stay.</summary>
    /// <param name="found">What it found.</param>
    /// <param name="moment">When current data were read.</param>
    /// <param name="by">Who ran it, and when.</param>
    /// <exception cref="SubmissionStateException">Current data have changed since that moment.</exception>
    public void Keep(FoundLinkage found, DataMoment moment, Actor by) => database.WriteAlone(WriteLock.OfAllData, connection =>
    {
        moment.ThrowIfPast(connection);
        connection.Execute("DELETE FROM suspected_link");
        connection.Execute("DELETE FROM linked_client");
        using (var insert = new BulkInsert(connection, "linked_person", ["id"]))
        {
            foreach (var id in found.Ids.Fresh)
                insert.Add(id).Insert();
        }

        foreach (var (from, into) in found.Ids.Merged)
            connection.Execute("UPDATE linked_person SET merged_into = @into WHERE id = @from", new { from, into });
        using (var insert = new BulkInsert(connection, "linked_client", ["client_hash", "person", "content_hash"]))
        {
            foreach (var (hash, (person, compared)) in found.Persons.OrderBy(p => p.Key, StringComparer.Ordinal))
                insert.Add(hash).Add(person).Add(compared).Insert();
        }

        using (var insert = new BulkInsert(connection, "suspected_link", ["one", "other", "bits", "model"]))
        {
            foreach (var link in found.Links)
                insert.Add(link.One).Add(link.Other).Add(link.Bits).Add(link.Model).Insert();
        }

        KeepPairs(connection, found);
        return connection.Execute(
            "INSERT INTO linkage_run (at, who, model, cut, content, last_person, last_pair) VALUES (@At, @Who, @Id, @Cut, @content, @lastPerson, @lastPair)",
            new
            {
                by.At,
                by.Who,
                found.Model.Id,
                found.Cut,
                content = JsonSerializer.Serialize(found.Outcome, Json),
                lastPerson = found.Ids.Fresh.Append(found.Persons.Values.Select(p => p.Person).DefaultIfEmpty().Max()).Max(),
                lastPair = Math.Max(
                    found.Pairs.Select(p => p.Id).DefaultIfEmpty().Max(), connection.ExecuteScalar<long>("SELECT COALESCE(MAX(last_pair), 0) FROM linkage_run")),
            });
    });

    /// <summary>The last run; null: there was none.</summary>
    public LinkageRun? LastRun() => database.Read(connection => connection
        .Query<(DateTimeOffset At, string Who, string Model, DateOnly Cut, string Content)>(
            "SELECT at, who, model, cut, content FROM linkage_run WHERE id = (SELECT MAX(id) FROM linkage_run)")
        .Select(r => new LinkageRun(r.At, r.Who, r.Model, r.Cut, JsonSerializer.Deserialize<LinkageOutcome>(r.Content, Json)!)).SingleOrDefault());

    /// <summary>The person that an id stands for now: itself, or the older one that it was merged into.</summary>
    /// <exception cref="StorageException">There never was a person of that id.</exception>
    public long PersonOf(long id) => database.Read(connection =>
    {
        for (; ; )
        {
            var (exists, into) = connection.QuerySingle<(long, long?)>("SELECT COUNT(*), MAX(merged_into) FROM linked_person WHERE id = @id", new { id });
            if (exists == 0)
                throw new StorageException($"There is no person {id} by linkage.");
            if (into is not { } next)
                return id;
            id = next;
        }
    });

    /// <summary>What was decided and has taken effect, of current clients.</summary>
    /// <param name="clients">The clients.</param>
    public PersonDecisions Decisions(IEnumerable<Core.Current.CurrentClient> clients)
    {
        var decided = database.Read(DecisionsOf);
        if (decided.Count == 0)
            return PersonDecisions.None;
        var wanted = decided.SelectMany(d => (string[])[d.One, d.Other]).ToHashSet(StringComparer.Ordinal);
        var byHash = clients.Select(c => (Hash: LinkageClients.HashOf(secrets, c.Agency, c.ClientId), Client: c)).Where(c => wanted.Contains(c.Hash))
            .ToDictionary(c => c.Hash, c => c.Client, StringComparer.Ordinal);
        var current = decided.Where(d => byHash.ContainsKey(d.One) && byHash.ContainsKey(d.Other)).ToLookup(d => d.Verdict, d => (byHash[d.One], byHash[d.Other]));
        return new PersonDecisions([.. current[PersonVerdict.Same]], [.. current[PersonVerdict.Different]]);
    }

    /// <summary>Removes clients who refuse, and every pair and decision that they are part of.</summary>
    /// <param name="connection">Within the transaction of the refusal.</param>
    /// <param name="submission">The submission whose refusals are in <c>refusal_load</c>.</param>
    internal static void Forget(DbConnection connection, long submission)
    {
        var refused = new { submission, digits = LinkageClients.HashDigits };
        const string hashes = "(SELECT SUBSTRING(client_hash, 1, @digits) FROM refusal_load WHERE submission_id = @submission)";
        connection.Execute($"DELETE FROM person_decision WHERE pair_id IN (SELECT id FROM review_pair WHERE one IN {hashes} OR other IN {hashes})", refused);
        connection.Execute($"DELETE FROM review_pair WHERE one IN {hashes} OR other IN {hashes}", refused);
        connection.Execute($"DELETE FROM suspected_link WHERE one IN {hashes} OR other IN {hashes}", refused);
        connection.Execute($"DELETE FROM linked_client WHERE client_hash IN {hashes}", refused);
    }

    internal static LinkageModel? ModelOf(DbConnection connection)
    {
        var content = connection.ExecuteScalar<byte[]?>("SELECT content FROM linkage_model WHERE id = (SELECT MAX(id) FROM linkage_model)");
        try
        {
            return content is null ? null : LinkageModel.Read(content);
        }
        catch (FormatException e)
        {
            throw new StorageException(e.Message, e);
        }
    }

    private static List<StoredDecision> DecisionsOf(DbConnection connection) => [.. connection.Query<(string One, string Other, string Verdict)>(
        """
        SELECT p.one, p.other, d.verdict FROM person_decision d JOIN review_pair p ON p.id = d.pair_id
        WHERE d.undone_at IS NULL AND d.verdict <> 'unsure' AND (d.needs_second = 0 OR d.confirmed_at IS NOT NULL)
        ORDER BY d.id
        """).Select(d => new StoredDecision(d.One, d.Other, PersonReviews.Parse(d.Verdict)))];

    private static void KeepPairs(DbConnection connection, FoundLinkage found)
    {
        connection.Execute("DELETE FROM review_pair WHERE NOT EXISTS (SELECT 1 FROM person_decision d WHERE d.pair_id = review_pair.id)");
        var decided = connection.Query<long>("SELECT id FROM review_pair").ToHashSet();
        foreach (var pair in found.Pairs.Where(p => decided.Contains(p.Id)))
        {
            connection.Execute(
                """
                UPDATE review_pair SET kind = @kind, bits = @Bits, probability = @Probability, model = @model, effect = @Levels, partnership = @Partnership,
                    region = @Region
                WHERE id = @Id
                """,
                new
                {
                    kind = PersonReviews.NameOf(pair.Kind),
                    pair.Bits,
                    pair.Probability,
                    model = found.Model.Id,
                    pair.Effect.Levels,
                    pair.Effect.Partnership,
                    pair.Effect.Region,
                    pair.Id,
                });
        }

        using var insert = new BulkInsert(
            connection, "review_pair",
            ["id", "kind", "one", "other", "agency_one", "agency_other", "bits", "probability", "model", "effect", "partnership", "region"]);
        foreach (var pair in found.Pairs.Where(p => !decided.Contains(p.Id)))
        {
            insert.Add(pair.Id).Add(PersonReviews.NameOf(pair.Kind)).Add(pair.One.Hash).Add(pair.Other.Hash).Add(pair.One.Client.Agency)
                .Add(pair.Other.Client.Agency).Add(pair.Bits).Add(pair.Probability).Add(found.Model.Id).Add(pair.Effect.Levels)
                .Add(pair.Effect.Partnership).Add(pair.Effect.Region).Insert();
        }
    }
}
