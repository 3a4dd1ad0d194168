namespace Ndtms.Core.Persons;

/// <summary>A date of birth as it was written: a wrong digit can make it a date that there is none of, and still says much.</summary>
/// <param name="Year">1 to 9999.</param>
/// <param name="Month">0 to 99; 0: only the year is known.</param>
/// <param name="Day">The same.</param>
public readonly record struct BirthDate(int Year, int Month, int Day)
{
    /// <summary>The parts of a date.</summary>
    public static BirthDate Of(DateOnly day) => new(day.Year, day.Month, day.Day);
}

/// <summary>What linkage knows of a client, as it was sent. Blank is null. Codes are as their lists write them.</summary>
/// <param name="Key">What tells it from all others: an agency and its CLIENTID, or the reference of a labelled record.</param>
public sealed record PersonValues(string Key)
{
    /// <summary>FINITIAL and SINITIAL: letters A to Z; anything else is blank.</summary>
    public char? FirstInitial { get; init; }

    /// <inheritdoc cref="FirstInitial"/>
    public char? SurnameInitial { get; init; }

    public BirthDate? DateOfBirth { get; init; }
    public string? Sex { get; init; }

    /// <summary>ETHNIC</summary>
    public string? Ethnic { get; init; }

    /// <summary>The broad group of <see cref="Ethnic"/>; null: not known.</summary>
    public string? EthnicGroup { get; init; }

    /// <summary>The outward code of the postcode, such as NE1.</summary>
    public string? Outward { get; init; }

    /// <summary>The postcode's sector with its outward code, such as NE1 4.</summary>
    public string? Sector { get; init; }

    /// <summary>DAT of residence.</summary>
    public string? Partnership { get; init; }

    /// <summary>GPPTCE</summary>
    public string? GpPractice { get; init; }

    /// <summary>Days in prison or in residential treatment, first and last: nobody is in two such places at once.</summary>
    public IReadOnlyList<(DateOnly First, DateOnly Last)> Stays { get; init; } = [];
}

/// <summary>A record that is compared: numbers only. 0 is blank, and equal numbers are equal values within one <see cref="PersonRecords"/>.</summary>
internal readonly struct PersonRecord
{
    /// <summary>1 to 26 for A to Z.</summary>
    public required byte First { get; init; }
    public required byte Surname { get; init; }
    public required byte Sex { get; init; }
    public required byte Ethnic { get; init; }
    public required byte EthnicGroup { get; init; }

    /// <summary>Year of birth; with a day and month of 0, only the year is known.</summary>
    public required ushort Year { get; init; }
    public required byte Month { get; init; }
    public required byte Day { get; init; }
    public required int Outward { get; init; }
    public required int Sector { get; init; }
    public required int Partnership { get; init; }
    public required int Gp { get; init; }

    /// <summary>Where its stays begin among all, and how many there are.</summary>
    public required int Stays { get; init; }
    public required ushort StayCount { get; init; }
}

/// <summary>The records of a run of linkage, as arrays of plain numbers, in an order that depends on what they say and never on the order in
/// which they came.</summary>
public sealed class PersonRecords
{
    private readonly PersonRecord[] _records;
    private readonly (int First, int Last)[] _stays;
    private readonly string[] _keys;

    private PersonRecords(PersonRecord[] records, (int, int)[] stays, string[] keys, int[] given, IReadOnlyList<string> ethnicCodes, IReadOnlyList<string> outwardCodes)
    {
        (_records, _stays, _keys, Given, EthnicCodes, OutwardCodes) = (records, stays, keys, given, ethnicCodes, outwardCodes);
    }

    /// <summary>How many there are.</summary>
    public int Count => _records.Length;

    /// <summary>By record, its place among the values that were given.</summary>
    public IReadOnlyList<int> Given { get; }

    /// <summary>The ethnic codes that occur; a record has the place of its own, from 1.</summary>
    internal IReadOnlyList<string> EthnicCodes { get; }

    /// <summary>The same of outward codes.</summary>
    internal IReadOnlyList<string> OutwardCodes { get; }

    internal ReadOnlySpan<PersonRecord> All => _records;

    internal ReadOnlySpan<(int First, int Last)> Stays => _stays;

    /// <summary>The key of a record.</summary>
    public string KeyOf(int record) => _keys[record];

    /// <summary>Takes over values. What stands for something unknown is blank (Definitions/persons.md, Probabilistic linkage): the initials X, U
    /// and Z, day and month of 1 January, postcodes that begin with ZZ, and ethnicity and sex not stated.</summary>
    /// <param name="values">The values, in any order.</param>
    public static PersonRecords Of(IReadOnlyList<PersonValues> values)
    {
        var sexes = new Codes(values.Select(v => Sex(v.Sex)));
        var ethnics = new Codes(values.Select(v => Stated(v.Ethnic)));
        var groups = new Codes(values.Select(v => Stated(v.EthnicGroup)));
        var outwards = new Codes(values.Select(v => Postcode(v.Outward)));
        var sectors = new Codes(values.Select(v => Postcode(v.Sector)));
        var partnerships = new Codes(values.Select(v => v.Partnership));
        var practices = new Codes(values.Select(v => v.GpPractice));
        var order = Enumerable.Range(0, values.Count).ToArray();
        var records = Array.ConvertAll(order, i =>
        {
            var v = values[i];
            var isYearOnly = v.DateOfBirth is { Month: 1, Day: 1 } or { Month: 0 } or { Day: 0 };
            return new PersonRecord
            {
                First = Initial(v.FirstInitial),
                Surname = Initial(v.SurnameInitial),
                Sex = (byte)sexes[Sex(v.Sex)],
                Ethnic = (byte)ethnics[Stated(v.Ethnic)],
                EthnicGroup = (byte)groups[Stated(v.EthnicGroup)],
                Year = (ushort)(v.DateOfBirth?.Year ?? 0),
                Month = (byte)(isYearOnly ? 0 : v.DateOfBirth?.Month ?? 0),
                Day = (byte)(isYearOnly ? 0 : v.DateOfBirth?.Day ?? 0),
                Outward = outwards[Postcode(v.Outward)],
                Sector = sectors[Postcode(v.Sector)],
                Partnership = partnerships[v.Partnership],
                Gp = practices[v.GpPractice],
                Stays = 0,
                StayCount = (ushort)Math.Min(v.Stays.Count, ushort.MaxValue),
            };
        });

        Array.Sort(order, (a, b) =>
        {
            var by = Compare(records[a], records[b]);
            return by != 0 ? by : string.CompareOrdinal(values[a].Key, values[b].Key);
        });

        var stays = new List<(int, int)>();
        var sorted = new PersonRecord[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            sorted[i] = records[order[i]] with { Stays = stays.Count };
            stays.AddRange(values[order[i]].Stays.Take(ushort.MaxValue).Select(s => (s.First.DayNumber, s.Last.DayNumber)));
        }

        return new PersonRecords(sorted, [.. stays], Array.ConvertAll(order, i => values[i].Key), order, ethnics.Values, outwards.Values);
    }

    private static byte Initial(char? letter) => letter is >= 'A' and <= 'Z' and not ('U' or 'X' or 'Z') ? (byte)(letter.Value - 'A' + 1) : (byte)0;

    private static string? Sex(string? sex) => sex is "M" or "F" ? sex : null;

    private static string? Stated(string? ethnic) => ethnic is "Z" or "not-stated" or "" ? null : ethnic;

    private static string? Postcode(string? code) => code is null or "" || code.StartsWith("ZZ", StringComparison.Ordinal) ? null : code;

    private static int Compare(in PersonRecord a, in PersonRecord b)
    {
        var by = (a.First, a.Surname, a.Year, a.Month, a.Day, a.Sex).CompareTo((b.First, b.Surname, b.Year, b.Month, b.Day, b.Sex));
        return by != 0 ? by : (a.Sector, a.Outward, a.Partnership, a.Gp, a.Ethnic, a.EthnicGroup, a.StayCount)
            .CompareTo((b.Sector, b.Outward, b.Partnership, b.Gp, b.Ethnic, b.EthnicGroup, b.StayCount));
    }

    /// <summary>Values numbered from 1 in their own order; blank is 0.</summary>
    private sealed class Codes
    {
        private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

        public Codes(IEnumerable<string?> values)
        {
            foreach (var value in values.OfType<string>().Where(v => v.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
                _numbers.Add(value, _numbers.Count + 1);
        }

        public IReadOnlyList<string> Values => [.. _numbers.Keys];

        public int this[string? value] => string.IsNullOrEmpty(value) ? 0 : _numbers[value];
    }
}
