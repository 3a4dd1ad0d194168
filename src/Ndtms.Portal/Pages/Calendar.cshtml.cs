using System.Globalization;
using Ndtms.Application.Calendar;
using Ndtms.Core.Calendar;
using Ndtms.Portal.Access;
using Ndtms.Portal.Pages.Submissions;

namespace Ndtms.Portal.Pages;

/// <summary>Windows, own deadlines, and extensions with their reasons.</summary>
[Access("calendar-show")]
public sealed class CalendarModel : PortalPage
{
    /// <summary>The month with where agencies stand.</summary>
    public CalendarView View { get; private set; } = null!;

    /// <summary>Extensions of agencies that are shown, for the month.</summary>
    public IReadOnlyList<Extension> Extensions { get; private set; } = [];

    /// <summary>The months that can be chosen, newest first.</summary>
    public IEnumerable<(string Value, string Text)> Months { get; private set; } = [];

    /// <summary>The chosen month, yyyy-mm.</summary>
    public string Month { get; private set; } = "";

    /// <summary>Whether the caller sees agencies by name.</summary>
    public bool SeesAgencies => View.Agencies.Count > 0 || View.Active == 0;

    public void OnGet(string? month)
    {
        var today = DateOnly.FromDateTime(Caller.Now.DateTime);
        var last = new DateOnly(today.Year, today.Month, 1).AddDays(-1);
        var wanted = DateOnly.TryParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1990 and < 2099 ? day : last;
        Month = wanted.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        Months = [.. Enumerable.Range(-1, 14).Select(back => new DateOnly(last.Year, last.Month, 1).AddMonths(-back)).Select(m => (m.ToString("yyyy-MM", CultureInfo.InvariantCulture), Say.Month(m)))];
        View = Caller.Run(new ShowCalendar(Caller.Workspace), new ShowCalendarRequest(wanted, today));
        Extensions = View.Extensions;
        Title = "Calendar and deadlines";
    }
}
