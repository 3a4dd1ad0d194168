using System.Globalization;
using Ndtms.Core.DataSets;
using Ndtms.Core.Records;

namespace Ndtms.Synthetic;

/// <summary>The options of a synthetic world.</summary>
public sealed record WorldOptions
{
    public ulong Seed { get; init; } = 1;

    /// <summary>Number of people who are at an agency at some time in the period.</summary>
    public int People { get; init; } = 1_000;

    /// <summary>First day of the period; people already in treatment on it started earlier.</summary>
    public DateOnly From { get; init; } = new(2009, 4, 1);

    /// <summary>Last day of the period: nobody is assessed for the first time after it, but treatment that has started continues.</summary>
    public DateOnly To { get; init; } = new(2012, 3, 31);

    /// <summary>Codes of the partnerships where people live; at least one.</summary>
    public IReadOnlyList<string> Partnerships { get; init; } = ["A12B", "A09B", "A11B", "X00BN", "X00BP", "X00BW"];

    /// <summary>Agencies for adult drug users in each partnership; at least one.</summary>
    public int AdultAgencies { get; init; } = 2;

    /// <summary>Alcohol agencies in each partnership; without any, alcohol clients go to the adult agencies.</summary>
    public int AlcoholAgencies { get; init; } = 1;

    /// <summary>Young people's agencies in each partnership; without any, young people go to the adult agencies.</summary>
    public int YoungPeoplesAgencies { get; init; } = 1;

    /// <summary>Prisons in the world, shared out among the partnerships from the first.</summary>
    public int Prisons { get; init; } = 1;

    /// <summary>The agencies one by one, prisons too, in place of the four numbers above; empty: so many in each partnership, all alike.</summary>
    public IReadOnlyList<SizedAgency> Agencies { get; init; } = [];

    /// <summary>How long journeys last, in hundredths of what the published statistics say.</summary>
    public int JourneyLength { get; init; } = 100;

    /// <summary>Share (0 to 1) of a person's second and later agencies that mistype initials, date of birth or sex.</summary>
    public double TypingErrors { get; init; } = 0.2;
}

/// <summary>An agency of a world.</summary>
/// <param name="Partnership">Code of its partnership, one of those where people live.</param>
/// <param name="Service">Whom it treats; people live where agencies for them are, by size.</param>
/// <param name="Size">How many people it treats beside the others, 1 or more.</param>
public sealed record SizedAgency(string Partnership, AgencyService Service, int Size);

/// <summary>The reason for treatment.</summary>
public enum ClientProfile
{
    Opiate,
    OtherDrug,
    Alcohol,
    YoungPerson,
}

/// <summary>How an agency's record of a person's attributors differs from the truth.</summary>
public enum TypingError
{
    None,

    /// <summary>Day and month of birth swapped.</summary>
    DayMonthSwapped,

    /// <summary>One digit of the date of birth is wrong.</summary>
    DigitOff,

    /// <summary>Born on 1 January: only the year was known.</summary>
    DefaultBirthday,

    InitialsSwapped,

    /// <summary>A nickname or a second forename.</summary>
    ForenameChanged,

    /// <summary>A marriage or an alias.</summary>
    SurnameChanged,

    SexMistyped,
}

/// <summary>A person in the world: the truth that linkage tries to find.</summary>
public sealed class Person
{
    /// <summary>1 and up.</summary>
    public required int Number { get; init; }

    public required Attributors True { get; init; }
    public required ClientProfile Profile { get; init; }
    public required string Ethnic { get; init; }
    public required string Nation { get; init; }

    /// <summary>DAT of residence; <see cref="Areas.OutsideEngland"/> for a few.</summary>
    public required string Partnership { get; init; }

    /// <summary>LA; empty outside England.</summary>
    public required string LocalAuthority { get; init; }
    public required string Pct { get; init; }

    /// <summary>Outward code and sector.</summary>
    public required string Postcode { get; init; }

    /// <summary>DRUG1 to DRUG3; the last two may mean none.</summary>
    public required string Drug1 { get; init; }
    public required string Drug2 { get; init; }
    public required string Drug3 { get; init; }

    /// <summary>Age at first use of <see cref="Drug1"/>, years.</summary>
    public required int FirstUsed { get; init; }

    /// <summary>INJSTAT</summary>
    public required string Injecting { get; init; }

    /// <summary>The person as each agency knows them, in the order of first contact.</summary>
    public List<SyntheticClient> Clients { get; } = [];

    public bool Uses(params ReadOnlySpan<string> substances) =>
        substances.Contains(Drug1) || substances.Contains(Drug2) || substances.Contains(Drug3);
}

/// <summary>A person as one agency knows them.</summary>
public sealed class SyntheticClient
{
    public required Person Person { get; init; }
    public required Agency Agency { get; init; }

    /// <summary>CLIENTID</summary>
    public required string Id { get; init; }

    /// <summary>The attributors that this agency sends.</summary>
    public required Attributors Sent { get; set; }
    public required TypingError Error { get; set; }
    public List<SyntheticEpisode> Episodes { get; } = [];
}

/// <summary>An episode at an agency, with everything that will happen in it; an extract shows what is known on its day.</summary>
public sealed class SyntheticEpisode
{
    public required SyntheticClient Client { get; init; }

    /// <summary>EPISODID</summary>
    public required string Id { get; init; }

    /// <summary>REFLD</summary>
    public required DateOnly Referred { get; init; }

    /// <summary>TRIAGED</summary>
    public required DateOnly Triaged { get; init; }

    /// <summary>DISD; may lie years ahead of any extract.</summary>
    public required DateOnly Discharged { get; init; }

    /// <summary>DISRSN</summary>
    public required string Reason { get; init; }

    /// <summary>RFLS</summary>
    public required string ReferralSource { get; init; }

    /// <summary>PREVTR</summary>
    public required bool PreviouslyTreated { get; init; }

    /// <summary>Seed of the answers on the forms of this episode.</summary>
    public required ulong Seed { get; init; }

    /// <summary>TOPCC</summary>
    public bool TopCoordinator => Tops.Count > 0;
    public required IReadOnlyList<SyntheticModality> Modalities { get; init; }
    public required IReadOnlyList<SyntheticTop> Tops { get; init; }
}

/// <summary>A modality of an episode; its MODID is its position, from 1.</summary>
/// <param name="Code">MODAL</param>
/// <param name="Referred">REFMODDT</param>
/// <param name="Offered">FAOMODDT</param>
/// <param name="Started">MODST; null: never.</param>
/// <param name="Ended">MODEND; null where never started.</param>
/// <param name="Exit">MODEXIT</param>
public sealed record SyntheticModality(string Code, DateOnly Referred, DateOnly Offered, DateOnly? Started, DateOnly? Ended, string Exit);

/// <summary>A TOP interview of an episode; its TOPID is its position, from 1.</summary>
/// <param name="Date">TOPDATE</param>
/// <param name="Stage">TRSTAGE</param>
public sealed record SyntheticTop(DateOnly Date, string Stage);

/// <summary>An invented country: agencies, people and their treatment. The same options and code book give the same world. Its data breaks
/// none of the rules in the rule book.</summary>
/// <remarks>Shares and lengths follow the published statistics of 2008/09 to 2011/12; the people are invented.</remarks>
public sealed class World
{
    private World(WorldOptions options, CodeBook book, IReadOnlyList<Agency> agencies, IReadOnlyList<Person> people)
    {
        Options = options;
        Book = book;
        Agencies = agencies;
        People = people;
        ClientsByAgency = people.SelectMany(p => p.Clients).ToLookup(c => c.Agency.Code, StringComparer.Ordinal);
    }

    public WorldOptions Options { get; }

    public CodeBook Book { get; }

    /// <summary>By code.</summary>
    public IReadOnlyList<Agency> Agencies { get; }

    /// <summary>By number.</summary>
    public IReadOnlyList<Person> People { get; }

    /// <summary>The clients of an agency code, in the order of their ids.</summary>
    public ILookup<string, SyntheticClient> ClientsByAgency { get; }

    /// <summary>Makes the world of the options.</summary>
    /// <exception cref="ArgumentException">The options name an unknown partnership, or leave adults without an agency.</exception>
    public static World Create(WorldOptions options, CodeBook book)
    {
        var isListed = options.Agencies.Count > 0;
        if (options.Partnerships.Count == 0 || (isListed ? options.Partnerships.Any(p => !options.Agencies.Any(a => a.Partnership == p && a.Service == AgencyService.Adult)) : options.AdultAgencies < 1))
            throw new ArgumentException("A world needs a partnership, and an adult agency in each.", nameof(options));
        if (options.From > options.To)
            throw new ArgumentException("The period of a world must not end before it begins.", nameof(options));
        var founded = AgencyNames.Found(options, book);
        var lives = new Lives(options, book, founded);
        var people = new Person[options.People];
        for (var i = 0; i < people.Length; i++)
            people[i] = lives.Next(i + 1);
        return new World(options, book, [.. founded.Select(f => f.Agency)], people);
    }
}

/// <summary>Invents the agencies of a world.</summary>
internal static class AgencyNames
{
    private static readonly (AgencyService Service, string[] Endings)[] Endings =
    [
        (AgencyService.Adult, ["Recovery Service", "Community Drug Team", "Pathways"]),
        (AgencyService.Alcohol, ["Alcohol Service", "Alcohol Recovery Centre"]),
        (AgencyService.YoungPeople, ["Young People's Service", "Youth Drug and Alcohol Team"]),
        (AgencyService.Prison, ["Moor Prison Drug Service", "Fell Prison Drug Service"]),
    ];

    /// <summary>The agencies by code, each with its size.</summary>
    public static List<(Agency Agency, int Size)> Found(WorldOptions options, CodeBook book)
    {
        var listed = options.Agencies.ToLookup(a => (a.Partnership, a.Service), a => a.Size);
        var agencies = new List<(Agency, int)>();
        for (var i = 0; i < options.Partnerships.Count; i++)
        {
            var area = book.Areas.Partnership(options.Partnerships[i])
                ?? throw new ArgumentException($"There is no partnership {options.Partnerships[i]}.", nameof(options));
            foreach (var (service, endings) in Endings)
                Add(agencies, area, service, options.Agencies.Count > 0 ? listed[(area.Code, service)] : Enumerable.Repeat(1, NumberOf(options, service, i)), endings);
        }

        return agencies;
    }

    private static int NumberOf(WorldOptions options, AgencyService service, int partnership) => service switch
    {
        AgencyService.Adult => options.AdultAgencies,
        AgencyService.Alcohol => options.AlcoholAgencies,
        AgencyService.YoungPeople => options.YoungPeoplesAgencies,
        _ => (options.Prisons / options.Partnerships.Count) + (partnership < options.Prisons % options.Partnerships.Count ? 1 : 0),
    };

    private static void Add(List<(Agency, int)> agencies, Partnership area, AgencyService service, IEnumerable<int> sizes, string[] endings)
    {
        var i = 0;
        foreach (var size in sizes)
        {
            var code = "N" + (801 + agencies.Count).ToString("0000", CultureInfo.InvariantCulture);
            var name = $"{Place(area)} {endings[i % endings.Length]}";
            if (i >= endings.Length)
                name += " " + ((i / endings.Length) + 1).ToString(CultureInfo.InvariantCulture);
            i++;
            agencies.Add((
                new Agency(code, name, area.Code, area.Region, service, code.ToLowerInvariant() + "@example.org", null, null, AgencyScope.Active), size));
        }
    }

    // Invented places for the partnerships of the sample, so that no real service is named; elsewhere the partnership's own name.
    private static string Place(Partnership area) => area.Code switch
    {
        "A12B" => "Wearside",
        "A09B" => "Team Valley",
        "A11B" => "Tyne Dock",
        "X00BN" => "Medlock",
        "X00BP" => "Roch Edge",
        "X00BW" => "Douglas Valley",
        _ => area.Name,
    };
}
