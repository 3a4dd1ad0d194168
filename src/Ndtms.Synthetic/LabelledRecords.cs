using System.Globalization;
using Ndtms.Core.DataSets;

namespace Ndtms.Synthetic;

/// <summary>A client as linkage sees them, with who they really are. Blank is empty.</summary>
/// <param name="Client">The agency and its CLIENTID.</param>
/// <param name="Ethnic">ETHNIC as this agency has it.</param>
/// <param name="Postcode">Outward code and sector of the address that this agency has.</param>
/// <param name="Partnership">DAT of that address.</param>
/// <param name="Gp">GPPTCE</param>
public sealed record LabelledRecord(SyntheticClient Client, string Ethnic, string Postcode, string Partnership, string Gp);

/// <summary>Records to measure linkage with: a world's clients, each with what its agency knows. The files of a world give every agency the same
/// address and ethnic group of a person; here people move house between two agencies, are without a fixed abode, change their GP practice,
/// and are asked for their ethnic group anew. Typing errors are those of the world. The same world gives the same records.</summary>
public static class LabelledRecords
{
    /// <summary>The header of <see cref="Write"/>.</summary>
    public const string Header = "rec_id,true_id,finitial,sinitial,dob,sex,pc_district,postcode,partnership,gp,ethnic";

    /// <summary>The records, by person and in the order of first contact.</summary>
    public static IEnumerable<LabelledRecord> Of(World world)
    {
        foreach (var person in world.People)
        {
            var dice = Dice.For(world.Options.Seed, 16, person.Number);
            var (postcode, partnership) = (person.Postcode, person.Partnership);
            var gp = PracticeNear(postcode, dice);
            foreach (var client in person.Clients)
            {
                if (client != person.Clients[0] && dice.Chance(0.15))
                {
                    partnership = dice.Chance(0.6) ? partnership : dice.Pick(world.Options.Partnerships);
                    postcode = partnership == person.Partnership || partnership == Areas.OutsideEngland
                        ? string.Create(CultureInfo.InvariantCulture, $"{person.Postcode[..2]}{dice.Between(1, 15)} {dice.Below(10)}")
                        : world.People[dice.Below(world.People.Count)] is var other && other.Partnership == partnership ? other.Postcode
                        : string.Create(CultureInfo.InvariantCulture, $"{partnership[..1]}{(char)('A' + (partnership[1] % 26))}{dice.Between(1, 15)} {dice.Below(10)}");
                    gp = dice.Chance(0.3) ? gp : PracticeNear(postcode, dice);
                }
                else if (client != person.Clients[0] && dice.Chance(0.08))
                {
                    gp = PracticeNear(postcode, dice);
                }

                var ethnic = dice.Chance(0.05) ? "Z" : dice.Chance(0.03) ? dice.Pick<string>(["A", "B", "C", "D", "G", "M", "P", "S"]) : person.Ethnic;
                yield return new LabelledRecord(client, ethnic, dice.Chance(0.07) ? "" : postcode, partnership, dice.Chance(0.25) ? "" : gp);
            }
        }
    }

    /// <summary>Writes them as CSV, UTF-8 with LF and a header, in an order that says nothing of who belongs together.</summary>
    public static void Write(World world, Stream stream)
    {
        using var writer = Truth.Open(stream);
        writer.Write(Header + "\n");
        var records = Of(world).ToArray();
        Dice.For(world.Options.Seed, 17).Shuffle(records);
        foreach (var r in records)
        {
            var sent = r.Client.Sent;
            writer.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{r.Client.Agency.Code}-{r.Client.Id},{r.Client.Person.Number},{sent.FirstInitial},{sent.SurnameInitial},{sent.DateOfBirth:yyyy-MM-dd},{sent.Sex},"));
            writer.Write($"{r.Postcode.Split(' ')[0]},{r.Postcode},{r.Partnership},{r.Gp},{r.Ethnic}\n");
        }
    }

    /// <summary>One of the three practices that a sector's people go to.</summary>
    private static string PracticeNear(string postcode, Dice dice)
    {
        var sector = 0;
        foreach (var letter in postcode)
            sector = ((sector * 31) + letter) % 100_000;
        return string.Create(CultureInfo.InvariantCulture, $"G{((sector + dice.Below(3)) * 7) % 100_000:00000}");
    }
}
