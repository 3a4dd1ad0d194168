namespace Ndtms.Core.Records;

/// <summary>Ages and other spans in completed years (Definitions/measures.md, Years and months).</summary>
public static class CompletedYears
{
    /// <summary>Completed years from one day to a later one. From 29 February a year is complete on 1 March of other years.</summary>
    public static int Between(DateOnly from, DateOnly to)
    {
        var (year, month, day) = from;
        var (toYear, toMonth, toDay) = to;
        return toYear - year - (toMonth < month || (toMonth == month && toDay < day) ? 1 : 0);
    }
}
