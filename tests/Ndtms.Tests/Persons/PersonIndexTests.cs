using Ndtms.Core.Current;
using Ndtms.Core.Persons;

namespace Ndtms.Tests.Persons;

/// <summary>Who counts as one person, officially.</summary>
public class PersonIndexTests
{
    private static CurrentClient Client(string id, char first = 'A', char surname = 'B', string born = "1980-05-10", string sex = "M") => new()
    {
        Agency = "X",
        ClientId = id,
        FirstInitial = first,
        SurnameInitial = surname,
        DateOfBirth = DateOnly.Parse(born, System.Globalization.CultureInfo.InvariantCulture),
        Sex = sex,
    };

    [Fact]
    public void Equal_attributors_are_one_person_and_any_difference_makes_another()
    {
        CurrentClient[] clients =
        [
            Client("1"), Client("2"), Client("3", first: 'B'), Client("4", surname: 'A'), Client("5", 'B', 'A'),
            Client("6", born: "1980-05-11"), Client("7", sex: "F"),
        ];

        var persons = PersonIndex.Of(Basis.Official, clients);

        Assert.Equal(6, persons.Count);
        Assert.Equal(persons[clients[0]], persons[clients[1]]);
        Assert.Equal(6, clients.Select(c => persons[c]).Distinct().Count());
    }

    [Fact]
    public void The_number_of_a_person_does_not_depend_on_the_order_of_clients()
    {
        var clients = Enumerable.Range(0, 300)
            .Select(i => Client($"{i}", (char)('A' + i % 5), (char)('A' + i % 3), $"1980-01-{1 + i % 7:00}", i % 4 == 0 ? "F" : "M")).ToArray();
        var persons = PersonIndex.Of(Basis.Official, clients);
        var reversed = PersonIndex.Of(Basis.Official, clients.Reverse());

        Assert.All(clients, c => Assert.Equal(persons[c], reversed[c]));
        Assert.All(clients, c => Assert.InRange(persons[c], 0, persons.Count - 1));
    }
}
