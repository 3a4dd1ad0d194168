namespace Ndtms.Core.Journeys;

/// <summary>Kinds of period, in the order of their names.</summary>
public enum PeriodKind
{
    Month,

    /// <summary>A calendar quarter; only where the cut is its end.</summary>
    Quarter,

    /// <summary>Twelve months.</summary>
    RollingTwelve,

    /// <summary>From 1 April.</summary>
    YearToDate,
}

/// <summary>The words for periods on reports and on screen.</summary>
public static class PeriodWords
{
    private static readonly string[] Words = ["Month", "Quarter", "12 months", "Year to date"];

    /// <summary>What it is called: "Year to date".</summary>
    public static string Title(this PeriodKind period) => Words[(int)period];
}

/// <summary>A span of whole months that ends at the cut, or as many months before it as a measure says.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="First">First day.</param>
/// <param name="Last">Last day.</param>
public sealed record Period(PeriodKind Kind, DateOnly First, DateOnly Last)
{
    public bool Contains(DateOnly day) => day >= First && day <= Last;

    /// <summary>The whole months that lie so many months before these.</summary>
    public Period Earlier(int months) => this with { First = First.AddMonths(-months), Last = Last.AddDays(1).AddMonths(-months).AddDays(-1) };

    /// <summary>The whole months that end on the same day and are so many.</summary>
    public Period OfMonths(int months) => this with { First = Last.AddDays(1).AddMonths(-months) };

    /// <summary>The period of a kind that ends at a cut; null for a quarter at a month that ends none.</summary>
    /// <exception cref="ArgumentException">The cut is not the last day of a month.</exception>
    public static Period? Ending(PeriodKind kind, DateOnly cut)
    {
        if (cut.AddDays(1).Day != 1)
            throw new ArgumentException("A cut is the last day of a month.", nameof(cut));
        var months = kind switch
        {
            PeriodKind.Month => 1,
            PeriodKind.Quarter => cut.Month % 3 == 0 ? 3 : 0,
            PeriodKind.RollingTwelve => 12,
            PeriodKind.YearToDate => (cut.Month + 8) % 12 + 1,
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        return months == 0 ? null : new Period(kind, new DateOnly(cut.Year, cut.Month, 1).AddMonths(1 - months), cut);
    }
}
