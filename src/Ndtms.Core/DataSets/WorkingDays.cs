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

    /// <summary>The day itself where it is a working day, else the next one.</summary>
    public DateOnly OnOrAfter(DateOnly day)
    {
        while (!IsWorkingDay(day))
            day = day.AddDays(1);
        return day;
    }

    /// <summary>The working day that lies a number of working days before a day, which need not be one itself.</summary>
    /// <param name="day">The day counted back from; not counted.</param>
    /// <param name="count">How many working days, 1 or more.</param>
    public DateOnly Before(DateOnly day, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        while (count > 0)
        {
            day = day.AddDays(-1);
            if (IsWorkingDay(day))
                count--;
        }

        return day;
    }
}
