using System.Globalization;
using Ndtms.Application.Calendar;
using Ndtms.Application.Figures;
using Ndtms.Storage;

namespace Ndtms.Application.Months;

/// <summary>Asks how far the publishing of a month is.</summary>
/// <param name="Cut">Last day of the month.</param>
public sealed record ShowMonthRequest(DateOnly Cut);

/// <summary>How far the publishing of a month is.</summary>
/// <param name="Cut">Last day of the month.</param>
/// <param name="LastDeadline">The last day on which a file for it is in time, extensions included.</param>
/// <param name="DeadlinesPassed">Whether that day is past.</param>
/// <param name="Active">How many agencies are active in the month.</param>
/// <param name="Accepted">How many of them have an accepted file.</param>
/// <param name="Late">Codes of those who are late.</param>
/// <param name="FiguresMade">Whether the figures of current data at the cut are kept and up to date.</param>
/// <param name="Changes">Large changes against the month before; null while the figures are not made.</param>
/// <param name="Versions">The snapshots of the month, oldest first.</param>
/// <param name="Publications">What was published of it, oldest first.</param>
public sealed record MonthView(
    DateOnly Cut, DateOnly LastDeadline, bool DeadlinesPassed, int Active, int Accepted, IReadOnlyList<string> Late, bool FiguresMade,
    IReadOnlyList<LargeChange>? Changes, IReadOnlyList<Snapshot> Versions, IReadOnlyList<Publication> Publications)
{
    /// <summary>What is published now; null: nothing.</summary>
    public Publication? Published => Publications is [.., { Withdrawn: null } last] ? last : null;
}

/// <summary>Shows how far the publishing of a month is: deadlines, late agencies, figures, large changes, versions, publications.</summary>
/// <param name="workspace">The opened database.</param>
public sealed class ShowMonth(Workspace workspace) : UseCase<ShowMonthRequest, MonthView>("month-show", workspace.Book)
{
    protected override MonthView Execute(Invocation invocation, ShowMonthRequest request)
    {
        var publications = new Publications(workspace.Database);
        var (calendar, standings) = ShowCalendar.Standings(workspace, invocation.Allowed.Scope, request.Cut, workspace.Today);
        var last = standings.Select(s => s.Deadline).Append(calendar.WindowOf(request.Cut).Closes).Max();
        var data = new FigureSource(workspace).KeptReportsAt(request.Cut);
        return new MonthView(
            request.Cut, last, workspace.Today > last, standings.Count, standings.Count(s => s.IsAccepted),
            [.. standings.Where(s => s.IsLate).Select(s => s.Agency.Code)], data is not null,
            data is null ? null : LargeChange.In(data, publications.NotesOf(request.Cut)),
            new Storage.Snapshots(workspace.Database).Of(request.Cut), publications.Of(request.Cut));
    }

    /// <summary>A month in words, such as "March 2012".</summary>
    internal static string InWords(DateOnly cut) => cut.ToString("MMMM yyyy", CultureInfo.InvariantCulture);
}
