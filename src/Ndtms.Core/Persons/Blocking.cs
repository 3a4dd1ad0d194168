namespace Ndtms.Core.Persons;

/// <summary>What one blocking rule did in a run.</summary>
/// <param name="Rule">What records must share to be compared.</param>
/// <param name="Pairs">The pairs compared because of it, and of no rule before it.</param>
/// <param name="CutBlocks">How many of its blocks held more records than the limit.</param>
/// <param name="CutRecords">How many records these hold.</param>
/// <param name="PairsLeftOut">How many of their pairs this rule did not compare.</param>
/// <param name="Largest">How many records its largest block holds.</param>
public sealed record BlockingCount(string Rule, long Pairs, int CutBlocks, long CutRecords, long PairsLeftOut, int Largest);

/// <summary>Which pairs of records are compared: those that share something rare enough (Definitions/persons.md, Blocking). Initials are taken in
/// either order. A block over the limit is not dropped: its records are put in the order of initials, date of birth, sex and place, and each is
/// compared with the next few; what is left out is counted.</summary>
internal sealed class Blocking
{
    /// <summary>How many records a block may hold.</summary>
    public const int Limit = 500;

    /// <summary>With how many that follow it a record of a larger block is compared.</summary>
    public const int Window = 100;

    private static readonly (string Name, Func<PersonRecord, ulong> Key)[] Rules =
    [
        ("Date of birth", r => Born(r, r.Year, r.Month, r.Day)),
        ("Initials, month and day of birth", r => And(Initials(r), Born(r, 1, r.Month, r.Day))),
        ("Initials, year and month of birth", r => And(Initials(r), Born(r, r.Year, r.Month, 1))),
        ("Initials, year and day of birth", r => And(Initials(r), Born(r, r.Year, 1, r.Day))),
        ("Initials, date of birth with day and month in either order",
            r => And(Initials(r), Born(r, r.Year, Math.Min(r.Month, r.Day), Math.Max(r.Month, r.Day)))),
        ("Initials and outward code", r => And(Initials(r), (ulong)r.Outward)),
        ("Initials and GP practice", r => And(Initials(r), (ulong)r.Gp)),
        ("Initials, partnership and year of birth", r => And(Initials(r), Place(r.Partnership, r.Year))),
        ("Forename initial, outward code and year of birth", r => And(r.First, Place(r.Outward, r.Year))),
        ("Surname initial, outward code and year of birth", r => And(r.Surname, Place(r.Outward, r.Year))),
        ("Outward code, month and day of birth", r => And((ulong)r.Outward, Born(r, 1, r.Month, r.Day))),
        ("Outward code, year and month of birth", r => And((ulong)r.Outward, Born(r, r.Year, r.Month, 1))),
        ("Outward code, year and day of birth", r => And((ulong)r.Outward, Born(r, r.Year, 1, r.Day))),
    ];

    private readonly int _count;

    /// <summary>By rule and record, its key; 0: it is in no block.</summary>
    private readonly ulong[][] _keys;

    /// <summary>By rule, the records in the order of their blocks.</summary>
    private readonly int[][] _orders;

    /// <summary>By rule and record, its place in that order; with the sign turned where its block is over the limit.</summary>
    private readonly int[][] _places;

    private Blocking(int count, ulong[][] keys, int[][] orders, int[][] places) => (_count, _keys, _orders, _places) = (count, keys, orders, places);

    /// <summary>Does something with a pair.</summary>
    public delegate void Visit(int one, int other);

    /// <summary>Puts records into blocks.</summary>
    public static Blocking Of(PersonRecords records)
    {
        var count = records.Count;
        var (keys, orders, places) = (new ulong[Rules.Length][], new int[Rules.Length][], new int[Rules.Length][]);
        for (var rule = 0; rule < Rules.Length; rule++)
        {
            var key = keys[rule] = new ulong[count];
            var order = orders[rule] = new int[count];
            var all = records.All;
            for (var i = 0; i < count; i++)
                (key[i], order[i]) = (Rules[rule].Key(all[i]), i);

            // By key, and by record where keys are equal.
            Array.Sort(order, (a, b) => key[a] != key[b] ? key[a].CompareTo(key[b]) : a.CompareTo(b));
            var place = places[rule] = new int[count];
            for (var (from, to) = (0, 0); from < count; from = to)
            {
                to = EndOf(order, key, from);
                for (var i = from; i < to; i++)
                    place[order[i]] = to - from > Limit ? ~i : i;
            }
        }

        return new Blocking(count, keys, orders, places);
    }

    /// <summary>Visits every pair to be compared, each once.</summary>
    /// <param name="visit">Is called with the lower record first.</param>
    /// <param name="wanted">By record, whether pairs with it are wanted; null: all are. A pair is visited where one of the two is.</param>
    /// <returns>What each rule did.</returns>
    public IReadOnlyList<BlockingCount> Each(Visit visit, bool[]? wanted = null)
    {
        var counts = new BlockingCount[Rules.Length];
        for (var rule = 0; rule < Rules.Length; rule++)
        {
            var (order, key) = (_orders[rule], _keys[rule]);
            var (pairs, cutBlocks, cutRecords, leftOut, largest) = (0L, 0, 0L, 0L, 0);
            for (var (from, to) = (0, 0); from < _count; from = to)
            {
                to = EndOf(order, key, from);
                var size = to - from;
                if (key[order[from]] == 0 || size == 1)
                    continue;
                largest = Math.Max(largest, size);
                var window = size > Limit ? Window : size;
                if (size > Limit)
                {
                    cutBlocks++;
                    cutRecords += size;
                    leftOut += ((long)(size - Window) * (size - Window - 1)) / 2;
                }

                for (var i = from; i < to; i++)
                {
                    var one = order[i];
                    for (var j = i + 1; j < to && j - i <= window; j++)
                    {
                        var other = order[j];
                        if ((wanted is not null && !wanted[one] && !wanted[other]) || IsOfEarlierRule(rule, one, other))
                            continue;
                        pairs++;
                        visit(one, other);
                    }
                }
            }

            counts[rule] = new BlockingCount(Rules[rule].Name, pairs, cutBlocks, cutRecords, leftOut, largest);
        }

        return counts;
    }

    private static int EndOf(int[] order, ulong[] key, int from)
    {
        var to = from + 1;
        while (to < order.Length && key[order[to]] == key[order[from]])
            to++;
        return to;
    }

    private bool IsOfEarlierRule(int rule, int one, int other)
    {
        for (var earlier = 0; earlier < rule; earlier++)
        {
            var key = _keys[earlier][one];
            if (key == 0 || key != _keys[earlier][other])
                continue;
            var (a, b) = (_places[earlier][one], _places[earlier][other]);
            if (a >= 0 || Math.Abs(a - b) <= Window)
                return true;
        }

        return false;
    }

    /// <summary>Both parts, or 0 where one is blank.</summary>
    private static ulong And(ulong one, ulong other) => one == 0 || other == 0 ? 0 : (one << 42) | other;

    private static ulong Initials(PersonRecord r) => r.First == 0 || r.Surname == 0
        ? 0
        : ((ulong)Math.Min(r.First, r.Surname) * 27) + Math.Max(r.First, r.Surname);

    private static ulong Born(PersonRecord r, int year, int month, int day) => r.Day == 0 ? 0 : (ulong)((year * 10_000) + (month * 100) + day);

    private static ulong Place(int place, int year) => place == 0 || year == 0 ? 0 : ((ulong)place << 12) | (uint)year;
}
