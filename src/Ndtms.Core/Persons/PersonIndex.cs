using System.Collections.Frozen;
using Ndtms.Core.Current;

namespace Ndtms.Core.Persons;

/// <summary>On which identity figures rest.</summary>
public enum Basis
{
    /// <summary>Clients with equal attributors are one person (Definitions/persons.md, Official persons): the basis of every official
    /// figure.</summary>
    Official,

    /// <summary>Official persons, joined and split as analysts have decided (Definitions/persons.md, Analysts' decisions).</summary>
    Resolved,
}

/// <summary>What analysts have decided of pairs of clients; what stands and has taken effect.</summary>
/// <param name="Same">Clients who are one human being.</param>
/// <param name="Different">Clients who are two.</param>
public sealed record PersonDecisions(
    IReadOnlyList<(CurrentClient One, CurrentClient Other)> Same, IReadOnlyList<(CurrentClient One, CurrentClient Other)> Different)
{
    /// <summary>None.</summary>
    public static PersonDecisions None { get; } = new([], []);
}

/// <summary>Which person each client is. Persons are numbered from 0; the numbers depend on which clients there are, never on their
/// order.</summary>
public sealed class PersonIndex
{
    private readonly FrozenDictionary<CurrentClient, int> _persons;

    private PersonIndex(string basis, FrozenDictionary<CurrentClient, int> persons, int count)
    {
        Basis = basis;
        _persons = persons;
        Count = count;
    }

    /// <summary>The word for this identity in exports: <c>official</c> or <c>resolved</c>.</summary>
    public string Basis { get; }

    /// <summary>How many persons there are.</summary>
    public int Count { get; }

    /// <summary>The person a client is.</summary>
    /// <exception cref="KeyNotFoundException">The client was not among those given.</exception>
    public int this[CurrentClient client] => _persons[client];

    /// <summary>The word for an identity in exports.</summary>
    public static string NameOf(Basis basis) => basis.ToString().ToLowerInvariant();

    /// <summary>The persons of clients. On the official basis (Definitions/persons.md, Official persons) clients with equal initials, date
    /// of birth and sex are one person, wherever they live; that is also what <see cref="CurrentClient.PersonId"/> says of clients that are
    /// loaded.</summary>
    /// <param name="basis">On which identity.</param>
    /// <param name="clients">The clients.</param>
    public static PersonIndex Of(Basis basis, IEnumerable<CurrentClient> clients)
    {
        var all = clients.Distinct<CurrentClient>(ReferenceEqualityComparer.Instance).ToArray();
        var sexes = all.Select(c => c.Sex).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select((sex, rank) => (sex, rank)).ToDictionary(p => p.sex, p => (ulong)p.rank, StringComparer.Ordinal);

        // 22 bits of day, 16 of each initial, 10 of sex: equal numbers are equal attributors.
        var attributors = Array.ConvertAll(all, c =>
            ((ulong)c.DateOfBirth.DayNumber << 42) | ((ulong)c.FirstInitial << 26) | ((ulong)c.SurnameInitial << 10) | sexes[c.Sex]);
        Array.Sort(attributors, all);

        var persons = new KeyValuePair<CurrentClient, int>[all.Length];
        var person = -1;
        for (var i = 0; i < all.Length; i++)
        {
            if (i == 0 || attributors[i] != attributors[i - 1])
                person++;
            persons[i] = new(all[i], person);
        }

        return new PersonIndex(NameOf(basis), persons.ToFrozenDictionary(ReferenceEqualityComparer.Instance), person + 1);
    }

    /// <summary>The resolved persons of clients: where clients of one official person are decided to be two, the one with the later agency and CLIENTID
    /// becomes a person of its own, and with it all of the same attributors who are decided to be the same as it; then official persons of whom
    /// clients are decided to be the same are joined. Where decisions contradict each other, the same wins.</summary>
    /// <param name="clients">The clients.</param>
    /// <param name="decisions">What was decided of them.</param>
    public static PersonIndex Resolved(IEnumerable<CurrentClient> clients, PersonDecisions decisions)
    {
        var all = clients.Distinct<CurrentClient>(ReferenceEqualityComparer.Instance)
            .OrderBy(c => c.Agency, StringComparer.Ordinal).ThenBy(c => c.ClientId, StringComparer.Ordinal).ToArray();
        var official = Of(Persons.Basis.Official, all);
        var own = new HashSet<CurrentClient>(ReferenceEqualityComparer.Instance);
        foreach (var (one, other) in decisions.Different.Where(d => official[d.One] == official[d.Other]))
            own.Add(IsBefore(one, other) ? other : one);

        // Joined along decisions, each under the first client of its group; the groups of official persons stand for their clients.
        var into = new Dictionary<CurrentClient, CurrentClient>(ReferenceEqualityComparer.Instance);
        var first = new Dictionary<int, CurrentClient>();
        foreach (var client in all.Where(c => !own.Contains(c)))
        {
            if (first.TryGetValue(official[client], out var head))
                into.Add(client, head);
            else
                first.Add(official[client], client);
        }

        foreach (var (one, other) in decisions.Same)
        {
            var (a, b) = (Head(one), Head(other));
            if (a != b)
                into[IsBefore(a, b) ? b : a] = IsBefore(a, b) ? a : b;
        }

        var numbers = new Dictionary<CurrentClient, int>(ReferenceEqualityComparer.Instance);
        var persons = new KeyValuePair<CurrentClient, int>[all.Length];
        for (var i = 0; i < all.Length; i++)
        {
            if (!numbers.TryGetValue(Head(all[i]), out var number))
                numbers.Add(Head(all[i]), number = numbers.Count);
            persons[i] = new(all[i], number);
        }

        return new PersonIndex(NameOf(Persons.Basis.Resolved), persons.ToFrozenDictionary(ReferenceEqualityComparer.Instance), numbers.Count);

        CurrentClient Head(CurrentClient client)
        {
            while (into.TryGetValue(client, out var next))
                client = next;
            return client;
        }

        static bool IsBefore(CurrentClient a, CurrentClient b) =>
            string.CompareOrdinal(a.Agency, b.Agency) is var by && (by != 0 ? by : string.CompareOrdinal(a.ClientId, b.ClientId)) < 0;
    }
}
