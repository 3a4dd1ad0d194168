using System.CommandLine;
using System.Globalization;
using Ndtms.Application.Calendar;
using Ndtms.Core.Calendar;
using Ndtms.Core.DataSets;

namespace Ndtms.Worker.Commands;

/// <summary><c>calendar --month 2012-03</c>: when files for a month can be sent, and who has sent one.</summary>
internal static class CalendarCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var month = CommonOptions.Month();
        var on = CommonOptions.On();
        var late = new Option<bool>("--late") { Description = "List only those that are late." };
        var options = new WorkspaceOptions();
        var command = new Command("calendar", "Show when the window of a month opens and closes, and where each active agency stands.")
        {
            month, on, late,
        };
        options.AddTo(command);
        command.SetAction(call =>
        {
            var request = new ShowCalendarRequest(CommonOptions.ParseMonth(call.GetValue(month)!), CommonOptions.DayOf(call, on, time));
            using var workspace = options.OpenExisting(call, time);
            var view = terminal.Call(new ShowCalendar(workspace), request);
            terminal.Line($"Files for {Month(request.Month)} are taken in from {DayText.Show(view.Window.Opens)} to {DayText.Show(view.Window.Closes)}. At {DayText.Show(view.Day)}:");
            foreach (var standing in view.Agencies.Where(s => s.IsLate || !call.GetValue(late)))
                terminal.Line($"  {standing.Agency.Code,-8}  {standing.InWords()}{(standing is { IsLate: true, IsAccepted: false } ? "; late" : "")}{Extended(standing, view.Window)}");
            terminal.Line(FormattableString.Invariant(
                $"{view.Accepted} of {view.Active} active agencies have an accepted file; {view.Late} {(view.Late == 1 ? "is" : "are")} late."));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>A month as people read it.</summary>
    public static string Month(DateOnly day) => day.ToString("MMMM yyyy", CultureInfo.InvariantCulture);

    private static string Extended(AgencyStanding standing, SubmissionWindow window) =>
        standing.Deadline == window.Closes ? "" : $" (extended to {DayText.Show(standing.Deadline)})";
}
