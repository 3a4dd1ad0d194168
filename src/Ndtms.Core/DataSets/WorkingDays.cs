namespace Ndtms.Core.DataSets;

/// <summary>Working days of England: Monday to Friday, no bank holiday (<c>bank-holiday.csv</c>).</summary>
public sealed class WorkingDays(IEnumerable<DateOnly> bankHolidays)
{
    private readonly HashSet<DateOnly> _bankHolidays = [.. bankHolidays];

    public bool IsWorkingDay(DateOnly day) =>
        day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !_bankHolidays.Contains(day);

    /// <summary>The working days after <paramref name="first"/>, up to and with <paramref name="second"/>; 0 where the second is not
    /// later.</summary>
    public int Between(DateOnly first, DateOnly second)
    {
        var count = 0;
        for (var day = first.AddDays(1); day <= second; day = day.AddDays(1))
        {
            if (IsWorkingDay(day))
                count++;
        }

        return count;
    }
}
