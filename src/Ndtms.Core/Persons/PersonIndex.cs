using System.Collections.Frozen;
using Ndtms.Core.Current;

namespace Ndtms.Core.Persons;

/// <summary>On which identity figures rest.</summary>
public enum Basis
{
    /// <summary>Clients with equal attributors are one person (Definitions/persons.md, Official persons): the basis of every official
    /// figure.</summary>
    Official,
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

    /// <summary>The word for this identity in exports: <c>official</c>.</summary>
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
}
