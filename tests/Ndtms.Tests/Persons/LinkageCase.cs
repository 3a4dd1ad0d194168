using System.Globalization;
using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Persons;

namespace Ndtms.Tests.Persons;

/// <summary>Records for tests of linkage.</summary>
internal static class LinkageCase
{
    private static readonly Lazy<LabelledFile> Public = new(() =>
    {
        using var stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Data", "linkage", "febrl3.csv"));
        return LabelledFile.Read("febrl3.csv", stream, CodeBook.Embedded);
    });

    private static readonly Lazy<LinkageModel> Learned = new(() => Training.Train(PersonRecords.Of(Public.Value.Values)).Model);

    private static readonly Lazy<LinkageModel> LearnedOfMany = new(() => Training.Train(PersonRecords.Of(Many())).Model);

    /// <summary>A model of so many people that some have the attributors of somebody else.</summary>
    public static LinkageModel ModelOfMany => LearnedOfMany.Value;

    /// <summary>5,000 labelled records (Data/linkage/README.md).</summary>
    public static LabelledFile Labelled => Public.Value;

    /// <summary>A model learned from them.</summary>
    public static LinkageModel Model => Learned.Value;

    /// <summary>A record: initials, date of birth yyyy-mm-dd and sex, each with a hyphen for blank, and then name=value.</summary>
    public static PersonValues Of(string key, string text)
    {
        var words = text.Split(' ');
        var more = words.Skip(3).Select(w => w.Split('=')).ToDictionary(w => w[0], w => w[1].Replace('_', ' '), StringComparer.Ordinal);
        var postcode = PostcodeParts.Of(more.GetValueOrDefault("pc"));
        var born = words[1] == "-" ? null : words[1].Split('-').Select(p => int.Parse(p, CultureInfo.InvariantCulture)).ToArray();
        return new PersonValues(key)
        {
            FirstInitial = words[0][0] == '-' ? null : words[0][0],
            SurnameInitial = words[0][1] == '-' ? null : words[0][1],
            DateOfBirth = born is null ? null : new BirthDate(born[0], born[1], born[2]),
            Sex = words[2] == "-" ? null : words[2],
            Outward = postcode.Outward,
            Sector = postcode.Sector,
            Ethnic = more.GetValueOrDefault("ethnic"),
            EthnicGroup = more.GetValueOrDefault("group"),
            Partnership = more.GetValueOrDefault("dat"),
            GpPractice = more.GetValueOrDefault("gp"),
            Stays = more.TryGetValue("stay", out var stay) ? [.. stay.Split('+').Select(s => (Day(s.Split('/')[0]), Day(s.Split('/')[1])))] : [],
        };
    }

    /// <summary>What the comparison of two records says, in the words of the waterfall; null: no evidence.</summary>
    public static string? Says(Comparison comparison, string one, string other)
    {
        var linkage = Linkage.Of(Model, PersonRecords.Of([Of("1", one), Of("2", other)]));
        var says = linkage.Explain(0, 1).Bars.SingleOrDefault(b => b.Comparison == comparison)?.Text;
        var turned = linkage.Explain(1, 0).Bars.SingleOrDefault(b => b.Comparison == comparison)?.Text;
        Assert.Equal(says, turned);
        return says;
    }

    /// <summary>Labelled records as a file.</summary>
    public static LabelledFile Read(string text) => LabelledFile.Read("test.csv", new MemoryStream(Encoding.UTF8.GetBytes(text)), CodeBook.Embedded);

    /// <summary>20,000 people of 150 partnerships, of whom 300 are at two agencies.</summary>
    private static List<PersonValues> Many()
    {
        var random = new Random(7);
        var people = Enumerable.Range(0, 20_000).Select(i =>
        {
            var (place, white) = (random.Next(150), random.Next(100) < 85);
            return new PersonValues($"{i}")
            {
                FirstInitial = (char)('A' + random.Next(20)),
                SurnameInitial = (char)('A' + random.Next(20)),
                DateOfBirth = BirthDate.Of(new DateOnly(1950, 1, 1).AddDays(random.Next(16_000))),
                Sex = random.Next(100) < 70 ? "M" : "F",
                Ethnic = white ? "A" : "M",
                EthnicGroup = white ? "white" : "black",
                Outward = $"P{place}",
                Sector = $"P{place} {random.Next(10)}",
                Partnership = $"D{place}",
            };
        }).ToList();
        return [.. people, .. people.Take(300).Select(p => p with { Key = $"again {p.Key}" })];
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture);
}
