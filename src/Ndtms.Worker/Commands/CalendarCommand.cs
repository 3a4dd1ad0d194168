using System.CommandLine;
using System.Globalization;
using Ndtms.Core.Calendar;
using Ndtms.Core.DataSets;
using Ndtms.Core.Validation;
using Ndtms.Storage;

namespace Ndtms.Worker.Commands;

/// <summary><c>calendar --month 2012-03</c>: when files for a month are taken in, and who has sent one.</summary>
internal static class CalendarCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var month = CommonOptions.Month();
        var on = CommonOptions.On();
        var late = new Option<bool>("--late") { Description = "List only those who are late." };
        var options = new WorkspaceOptions();
        var command = new Command("calendar", "Show when the window of a month opens and closes, and where each active agency stands.")
        {
            month, on, late,
        };
        options.AddTo(command);
        command.SetAction(call =>
        {
            var end = CommonOptions.ParseMonth(call.GetValue(month)!);
            var day = CommonOptions.DayOf(call, on, time);
            using var workspace = options.OpenExisting(call, time);
            var data = new CalendarData(workspace.Database);
            var calendar = new SubmissionCalendar(workspace.Book.WorkingDays, data.Extensions());
            var window = calendar.WindowOf(end);
            var standings = calendar.StandingsAt(end, day, workspace.Reference.Agencies(), data.Arrivals());
            terminal.Line($"Files for {Month(end)} are taken in from {DayText.Show(window.Opens)} to {DayText.Show(window.Closes)}. At {DayText.Show(day)}:");
            foreach (var standing in standings.Where(s => s.IsLate || !call.GetValue(late)))
                terminal.Line($"  {standing.Agency.Code,-8}  {InWords(standing)}{(standing is { IsLate: true, IsAccepted: false } ? "; late" : "")}{Extended(standing, window)}");
            var count = standings.Count(s => s.IsLate);
            terminal.Line(FormattableString.Invariant(
                $"{standings.Count(s => s.IsAccepted)} of {standings.Count} active agencies have an accepted file; {count} {(count == 1 ? "is" : "are")} late."));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Where an agency stands, in words.</summary>
    public static string InWords(AgencyStanding standing) => standing.Arrival switch
    {
        null => "nothing yet",
        { Verdict: Verdict.Accepted } arrival =>
            $"accepted, received {DayText.Show(arrival.Received)}, {(arrival.Received <= standing.Deadline ? "in time" : "late")}",
        { Verdict: Verdict.Held } arrival => $"held, received {DayText.Show(arrival.Received)}",
        var arrival => $"rejected, received {DayText.Show(arrival.Received)}",
    };

    /// <summary>A month as people read it.</summary>
    public static string Month(DateOnly day) => day.ToString("MMMM yyyy", CultureInfo.InvariantCulture);

    private static string Extended(AgencyStanding standing, SubmissionWindow window) =>
        standing.Deadline == window.Closes ? "" : $" (extended to {DayText.Show(standing.Deadline)})";
}
