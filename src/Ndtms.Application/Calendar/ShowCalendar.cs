using Ndtms.Application.Access;
using Ndtms.Core.Calendar;
using Ndtms.Storage;

namespace Ndtms.Application.Calendar;

/// <summary>Asks where agencies stand for a month.</summary>
/// <param name="Month">Any day of the month reported on.</param>
/// <param name="Day">The day to look from.</param>
public sealed record ShowCalendarRequest(DateOnly Month, DateOnly Day);

/// <summary>Where agencies stand for a month.</summary>
/// <param name="Window">When files for the month can be sent.</param>
/// <param name="Day">The day looked from.</param>
/// <param name="Agencies">Each agency that is active in the month, by code; empty where the caller sees counts only.</param>
/// <param name="Active">How many agencies are active.</param>
/// <param name="Accepted">How many of them have an accepted file.</param>
/// <param name="Late">How many are late.</param>
public sealed record CalendarView(
    SubmissionWindow Window, DateOnly Day, IReadOnlyList<AgencyStanding> Agencies, int Active, int Accepted, int Late)
{
    /// <summary>Extensions of the agencies that are listed, for the month.</summary>
    public IReadOnlyList<Extension> Extensions { get; init; } = [];
}

/// <summary>Shows when the window of a month opens and closes, and where each agency in scope stands.</summary>
public sealed class ShowCalendar(Workspace workspace) : UseCase<ShowCalendarRequest, CalendarView>("calendar-show", workspace.Book)
{
    /// <inheritdoc/>
    protected override CalendarView Execute(Invocation invocation, ShowCalendarRequest request)
    {
        var (calendar, standings) = Standings(workspace, invocation.Allowed.Scope, request.Month, request.Day);
        return new CalendarView(
            calendar.WindowOf(request.Month), request.Day, invocation.Allowed.Detail == Detail.Lines ? standings : [],
            standings.Count, standings.Count(s => s.IsAccepted), standings.Count(s => s.IsLate))
        {
            Extensions = invocation.Allowed.Detail != Detail.Lines ? [] :
            [
                .. new CalendarData(workspace.Database).Extensions()
                    .Where(e => e.Month == SubmissionCalendar.MonthEnd(request.Month) && standings.Any(s => s.Agency.Code == e.Agency)),
            ],
        };
    }

    /// <summary>The calendar with its extensions, and where each active agency in a scope stands.</summary>
    internal static (SubmissionCalendar Calendar, IReadOnlyList<AgencyStanding> Standings) Standings(
        Workspace workspace, Scope scope, DateOnly month, DateOnly day)
    {
        var data = new CalendarData(workspace.Database);
        var calendar = new SubmissionCalendar(workspace.Book.WorkingDays, data.Extensions());
        var agencies = workspace.Reference.Agencies().Where(a => scope.Covers(a.Code, a.Partnership));
        return (calendar, calendar.StandingsAt(month, day, agencies, data.Arrivals(scope, month)));
    }
}
