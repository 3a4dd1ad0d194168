namespace Ndtms.Core.Persons;

/// <summary>Compares two records. The outcome of all comparisons is one small whole number, the agreement pattern.</summary>
internal static class Comparing
{
    /// <summary>By comparison, what its level is multiplied with in a pattern.</summary>
    public static readonly int[] Stride = Strides();

    /// <summary>How many patterns there are.</summary>
    public static readonly int Patterns = Stride[^1] * Levels.Of(Comparison.Stays).Count;

    /// <summary>How many days two stays share before they count as at once: a transfer ends and begins on the same days.</summary>
    private const int SharedDays = 3;

    /// <summary>The level of one comparison in a pattern.</summary>
    public static int LevelIn(int pattern, int comparison) => pattern / Stride[comparison] % Levels.Of((Comparison)comparison).Count;

    /// <summary>Compares two records.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other; the order makes no difference.</param>
    /// <param name="stays">The stays of all records.</param>
    public static int Pattern(in PersonRecord a, in PersonRecord b, ReadOnlySpan<(int First, int Last)> stays)
    {
        var postcode = Postcode(a, b);
        var partnership = Partnership(a, b, postcode);
        return Initials(a, b)
            + (DateOfBirth(a, b) * Stride[(int)Comparison.DateOfBirth])
            + ((a.Sex == 0 || b.Sex == 0 ? 0 : a.Sex == b.Sex ? 1 : 2) * Stride[(int)Comparison.Sex])
            + (Ethnicity(a, b) * Stride[(int)Comparison.Ethnicity])
            + (postcode * Stride[(int)Comparison.Postcode])
            + (partnership * Stride[(int)Comparison.Partnership])
            + (GpPractice(a, b, postcode, partnership) * Stride[(int)Comparison.GpPractice])
            + (StaysOf(a, b, stays) * Stride[(int)Comparison.Stays]);
    }

    private static int[] Strides()
    {
        var strides = new int[Levels.Comparisons];
        strides[0] = 1;
        for (var i = 1; i < strides.Length; i++)
            strides[i] = strides[i - 1] * Levels.Of((Comparison)(i - 1)).Count;
        return strides;
    }

    private static int Initials(in PersonRecord a, in PersonRecord b)
    {
        var first = a.First != 0 && b.First != 0;
        var surname = a.Surname != 0 && b.Surname != 0;
        if (first && surname)
        {
            return a.First == b.First ? (a.Surname == b.Surname ? 1 : 4)
                : a.First == b.Surname && a.Surname == b.First ? 2
                : a.Surname == b.Surname ? 3 : 5;
        }

        return surname ? (a.Surname == b.Surname ? 6 : 7) : first ? (a.First == b.First ? 8 : 9) : 0;
    }

    private static int DateOfBirth(in PersonRecord a, in PersonRecord b)
    {
        if (a.Year == 0 || b.Year == 0)
            return 0;
        if (a.Day == 0 || b.Day == 0)
            return a.Year == b.Year ? 9 : 10;
        var (year, month, day) = (a.Year == b.Year, a.Month == b.Month, a.Day == b.Day);
        if (year && month && day)
            return 1;
        if (year && a.Day == b.Month && a.Month == b.Day)
            return 2;
        if (year ? !month && !day : !(month && day))
            return year ? 7 : 8;

        // One part differs.
        var (one, other) = !year ? (a.Year, b.Year) : !month ? ((int)a.Month, (int)b.Month) : ((int)a.Day, (int)b.Day);
        return IsOneDigit(one, other) ? 3 : IsSwapped(one, other) ? 4 : day ? 5 : 6;
    }

    /// <summary>Whether two numbers differ in one decimal digit.</summary>
    private static bool IsOneDigit(int one, int other)
    {
        var different = 0;
        for (; one != 0 || other != 0; one /= 10, other /= 10)
            different += one % 10 != other % 10 ? 1 : 0;
        return different == 1;
    }

    /// <summary>Whether two numbers differ in that two neighbouring digits are swapped.</summary>
    private static bool IsSwapped(int one, int other)
    {
        while (one % 10 == other % 10 && one != 0)
            (one, other) = (one / 10, other / 10);
        return one / 100 == other / 100 && one % 10 == other / 10 % 10 && one / 10 % 10 == other % 10;
    }

    private static int Ethnicity(in PersonRecord a, in PersonRecord b) =>
        a.Ethnic == 0 || b.Ethnic == 0 ? 0 : a.Ethnic == b.Ethnic ? 1 : a.EthnicGroup != 0 && a.EthnicGroup == b.EthnicGroup ? 2 : 3;

    private static int Postcode(in PersonRecord a, in PersonRecord b)
    {
        if (a.Outward == 0 || b.Outward == 0)
            return 0;
        if (a.Sector == 0 || b.Sector == 0)
            return a.Outward == b.Outward ? 4 : 5;
        return a.Sector == b.Sector ? 1 : a.Outward == b.Outward ? 2 : 3;
    }

    private static int Partnership(in PersonRecord a, in PersonRecord b, int postcode)
    {
        if (a.Partnership == 0 || b.Partnership == 0 || postcode is 1 or 2 or 4)
            return 0;
        return (postcode == 0 ? 1 : 3) + (a.Partnership == b.Partnership ? 0 : 1);
    }

    private static int GpPractice(in PersonRecord a, in PersonRecord b, int postcode, int partnership)
    {
        if (a.Gp == 0 || b.Gp == 0)
            return 0;
        var given = postcode is 1 or 2 or 4 ? 1 : postcode != 0 || partnership == 2 ? 3 : 5;
        return given + (a.Gp == b.Gp ? 0 : 1);
    }

    private static int StaysOf(in PersonRecord a, in PersonRecord b, ReadOnlySpan<(int First, int Last)> stays)
    {
        if (a.StayCount == 0 || b.StayCount == 0)
            return 0;
        foreach (var (first, last) in stays.Slice(a.Stays, a.StayCount))
        {
            foreach (var (otherFirst, otherLast) in stays.Slice(b.Stays, b.StayCount))
            {
                if (Math.Min(last, otherLast) - Math.Max(first, otherFirst) + 1 >= SharedDays)
                    return 2;
            }
        }

        return 1;
    }
}
