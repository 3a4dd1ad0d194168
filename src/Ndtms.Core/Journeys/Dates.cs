namespace Ndtms.Core.Journeys;

/// <summary>Calculates with dates as the measures do (Definitions/measures.md, Years and months).</summary>
public static class Dates
{
    /// <summary>Stands for a blank date inside journeys and measures: later than every cut, so that a date after the cut and a blank one
    /// are distinguished from the rest by one comparison.</summary>
    public static readonly DateOnly Blank = DateOnly.MaxValue;

    /// <summary>The date as read at a cut: blank where it lies after it.</summary>
    public static DateOnly At(this DateOnly date, DateOnly cut) => date <= cut ? date : Blank;

    /// <summary>Days from one date to another, negative where that is earlier.</summary>
    public static int DaysUntil(this DateOnly from, DateOnly to) => to.DayNumber - from.DayNumber;
}
