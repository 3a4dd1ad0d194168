using System.Globalization;

namespace Ndtms.Portal.Hosting;

/// <summary>Days and times as pages show them: "14 May 2012", "10:32am", in London.</summary>
public static class LondonTime
{
    /// <summary>Where the country's days begin and end.</summary>
    public static TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    /// <summary>A moment in London.</summary>
    public static DateTimeOffset Of(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, Zone);

    /// <summary>A day, such as "14 May 2012".</summary>
    public static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>The day of a moment.</summary>
    public static string Day(DateTimeOffset moment) => Day(DateOnly.FromDateTime(Of(moment).DateTime));

    /// <summary>The time of a moment, such as "10:32am" or, on the hour, "11am".</summary>
    public static string Time(DateTimeOffset moment)
    {
        var local = Of(moment);
        var hour = local.Hour % 12 == 0 ? 12 : local.Hour % 12;
        return string.Create(
            CultureInfo.InvariantCulture, $"{hour}{(local.Minute == 0 ? "" : $":{local.Minute:00}")}{(local.Hour < 12 ? "am" : "pm")}");
    }

    /// <summary>Day and time of a moment, such as "14 May 2012 at 10:32am".</summary>
    public static string DayAndTime(DateTimeOffset moment) => $"{Day(moment)} at {Time(moment)}";
}
