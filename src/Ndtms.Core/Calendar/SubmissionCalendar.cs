using Ndtms.Core.DataSets;
using Ndtms.Core.Validation;

namespace Ndtms.Core.Calendar;

/// <summary>When files for a month are taken in.</summary>
/// <param name="Month">Last day of the month.</param>
/// <param name="Opens">First day of the next month.</param>
/// <param name="Closes">Its 15th or the next working day; the last day on which a file is in time.</param>
public sealed record SubmissionWindow(DateOnly Month, DateOnly Opens, DateOnly Closes);

/// <summary>An agency's own deadline for a month.</summary>
/// <param name="Agency">Its code.</param>
/// <param name="Month">Last day of the month.</param>
/// <param name="Closes">The last day on which a file is in time, whatever day of the week it is.</param>
/// <param name="Reason">Why; kept.</param>
public sealed record Extension(string Agency, DateOnly Month, DateOnly Closes, string Reason);

/// <summary>A file that an agency sent.</summary>
/// <param name="Agency">Its code.</param>
/// <param name="WindowTo">Last day of the file's window.</param>
/// <param name="Received">The day it was received.</param>
/// <param name="Verdict">Its outcome; accepted also where it was held first, and where a later one has replaced it.</param>
public sealed record Arrival(string Agency, DateOnly WindowTo, DateOnly Received, Verdict Verdict);

/// <summary>Where an agency stands for a month, at a day.</summary>
/// <param name="Agency">The agency.</param>
/// <param name="Deadline">The last day on which a file is in time.</param>
/// <param name="Arrival">The first accepted file; where there is none the last that was held or rejected; null: nothing yet.</param>
/// <param name="IsLate">The deadline has passed, and nothing that was received by then was accepted.</param>
public sealed record AgencyStanding(Agency Agency, DateOnly Deadline, Arrival? Arrival, bool IsLate)
{
    /// <summary>A file was accepted, in time or late.</summary>
    public bool IsAccepted => Arrival?.Verdict == Verdict.Accepted;
}

/// <summary>That something of a month was made, or tried.</summary>
/// <param name="Month">Last day of the month.</param>
/// <param name="On">The day on which it was started.</param>
/// <param name="Done">It was made to its end.</param>
/// <param name="BySchedule">Not by hand.</param>
public sealed record MonthMade(DateOnly Month, DateOnly On, bool Done, bool BySchedule);

/// <summary>The months' windows and deadlines, and who is late. The entry point of the calendar.</summary>
/// <param name="workingDays">Working days.</param>
/// <param name="extensions">Deadlines of single agencies; at most one for an agency and month.</param>
public sealed class SubmissionCalendar(WorkingDays workingDays, IEnumerable<Extension> extensions)
{
    private const int ClosingDay = 15;

    private readonly Dictionary<(string Agency, DateOnly Month), DateOnly> _extended =
        extensions.ToDictionary(e => (e.Agency, MonthEnd(e.Month)), e => e.Closes);

    /// <summary>The last day of a day's month.</summary>
    public static DateOnly MonthEnd(DateOnly day) => new(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month));

    /// <summary>The window of a month, without extensions.</summary>
    /// <param name="month">Any day of the month reported on.</param>
    public SubmissionWindow WindowOf(DateOnly month)
    {
        var end = MonthEnd(month);
        var opens = end.AddDays(1);
        return new SubmissionWindow(end, opens, workingDays.OnOrAfter(opens.AddDays(ClosingDay - 1)));
    }

    /// <summary>The last month whose window has closed before a day: the month whose reports can be made, late files aside.</summary>
    public DateOnly LastClosedBefore(DateOnly day)
    {
        var month = MonthEnd(day);
        while (WindowOf(month).Closes >= day)
            month = MonthEnd(month.AddMonths(-1));
        return month;
    }

    /// <summary>The months for which something that is made once a month, after its window has closed, is to be made now: every month since
    /// it was last made or tried, and those that were tried and not done, however often the program was stopped, or the clock put, in
    /// between. What was never made begins with the last month whose window has closed.</summary>
    /// <param name="day">The day.</param>
    /// <param name="made">What was made and tried, by last day of month.</param>
    /// <returns>Last days of months, earliest first.</returns>
    public IReadOnlyList<DateOnly> MonthsDue(DateOnly day, IReadOnlyCollection<MonthMade> made)
    {
        var last = LastClosedBefore(day);
        // Made before the window had closed, it lacks what came after: that does not count.
        var done = made.Where(m => m.Done && m.On > WindowOf(m.Month).Closes).Select(m => m.Month).ToHashSet();
        // What was made by hand does not count, for any month.
        var known = made.Where(m => m.BySchedule).Select(m => m.Month).ToHashSet();
        var month = known.Count > 0 ? known.Min() : last;
        var newest = known.Count > 0 ? known.Max() : DateOnly.MinValue;
        var due = new List<DateOnly>();
        for (; month <= last; month = MonthEnd(month.AddMonths(1)))
        {
            if (!done.Contains(month) && (month > newest || known.Contains(month)))
                due.Add(month);
        }

        return due;
    }

    /// <summary>The last day on which an agency's file for a month is in time.</summary>
    public DateOnly DeadlineOf(string agency, DateOnly month) =>
        _extended.TryGetValue((agency, MonthEnd(month)), out var closes) ? closes : WindowOf(month).Closes;

    /// <summary>Where each agency stands that is active on the month's last day, by code. A file counts where its window ends in the month
    /// or later and it was received no later than the day.</summary>
    /// <param name="month">Any day of the month reported on.</param>
    /// <param name="day">The day at which it is asked.</param>
    /// <param name="agencies">Every agency.</param>
    /// <param name="arrivals">Every file, in the order in which they came.</param>
    public IReadOnlyList<AgencyStanding> StandingsAt(DateOnly month, DateOnly day, IEnumerable<Agency> agencies, IEnumerable<Arrival> arrivals)
    {
        var end = MonthEnd(month);
        var opens = new DateOnly(end.Year, end.Month, 1);
        var ofAgency = arrivals.Where(a => a.WindowTo >= opens && a.Received <= day).ToLookup(a => a.Agency, StringComparer.Ordinal);
        return [.. agencies.Where(a => a.ActiveOn(end)).OrderBy(a => a.Code, StringComparer.Ordinal).Select(agency =>
        {
            var deadline = DeadlineOf(agency.Code, end);
            var accepted = ofAgency[agency.Code].Where(a => a.Verdict == Verdict.Accepted).MinBy(a => a.Received);
            return new AgencyStanding(
                agency, deadline, accepted ?? ofAgency[agency.Code].LastOrDefault(),
                day > deadline && (accepted is null || accepted.Received > deadline));
        })];
    }

    /// <summary>The reminder that is due on a day: the nearest of those whose time has come, as long as the deadline has not passed. A
    /// reminder that was missed is sent later.</summary>
    /// <param name="day">The day.</param>
    /// <param name="deadline">The deadline.</param>
    /// <param name="before">How many working days before the deadline reminders are sent, each 1 or more.</param>
    /// <returns>One of <paramref name="before"/>; null: none is due.</returns>
    public int? ReminderDue(DateOnly day, DateOnly deadline, IEnumerable<int> before) => day > deadline
        ? null
        : before.Order().Cast<int?>().FirstOrDefault(count => day >= workingDays.Before(deadline, count!.Value));
}
