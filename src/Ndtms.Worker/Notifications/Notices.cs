using System.Globalization;
using System.Net.Mail;
using System.Text;
using Ndtms.Application;
using Ndtms.Core.Calendar;
using Ndtms.Core.DataSets;
using Ndtms.Storage;
using Ndtms.Worker.Commands;

namespace Ndtms.Worker.Notifications;

/// <summary>Reminds agencies before a deadline, and tells regions after it who is late; each once.</summary>
/// <remarks>
/// A notification is noted before it is sent, and forgotten where that fails. So after a crash in between somebody might not get one, which
/// the next run tells, but nobody gets one twice.
/// </remarks>
/// <param name="workspace">The opened database.</param>
/// <param name="outbox">Where messages go.</param>
/// <param name="folder">Where the late lists of regions go that have no address.</param>
/// <param name="before">How many working days before the deadline reminders are sent.</param>
/// <param name="terminal">Where to tell.</param>
/// <param name="time">The clock.</param>
internal sealed class Notices(
    Workspace workspace, IOutbox outbox, string folder, IReadOnlyCollection<int> before, Terminal terminal, TimeProvider time)
{
    // Long enough for a service that stood still over a week's end.
    private const int DaysAfter = 7;

    private readonly CalendarData _data = new(workspace.Database);
    private readonly Template _reminder = new("reminder");
    private readonly Template _late = new("late");

    private int _sent;
    private int _worst;

    /// <summary>How many messages the last <see cref="Send"/> sent.</summary>
    public int Sent => _sent;

    /// <summary>The months that there can be something to send for on a day: the one before it, and any earlier one with a deadline that
    /// was put off until then, or until a few days before it.</summary>
    public static IEnumerable<DateOnly> MonthsAt(DateOnly day, IEnumerable<Extension> extensions) => extensions
        .Where(e => e.Closes.AddDays(DaysAfter) >= day && e.Month < day).Select(e => e.Month)
        .Append(SubmissionCalendar.MonthEnd(day.AddMonths(-1))).Distinct().Order();

    /// <summary>Sends what is due.</summary>
    /// <param name="month">Last day of the month reported on.</param>
    /// <param name="day">The day on which it is sent.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public int Send(DateOnly month, DateOnly day)
    {
        (_sent, _worst) = (0, ExitCode.Done);
        var calendar = new SubmissionCalendar(workspace.Book.WorkingDays, _data.Extensions());
        var standings = calendar.StandingsAt(month, day, workspace.Reference.Agencies(), _data.Arrivals());
        foreach (var standing in standings.Where(s => !s.IsAccepted))
        {
            if (calendar.ReminderDue(day, standing.Deadline, before) is { } due)
                Remind(standing, month, day, due);
        }

        foreach (var region in standings.Where(s => s.IsLate).GroupBy(RegionOf).OrderBy(g => g.Key, StringComparer.Ordinal))
            TellLate(region.Key, [.. region], month);
        terminal.Line(_sent == 0 ? "Nothing was due that has not been sent." : $"{_sent} {(_sent == 1 ? "message" : "messages")} sent.");
        return _worst;
    }

    private void Remind(AgencyStanding standing, DateOnly month, DateOnly day, int due)
    {
        var agency = standing.Agency;
        if (!Message.IsAddress(agency.Email))
        {
            Tell($"{agency.Code}: not reminded, for it has no address that can be used; load one with 'reference load agencies'.", ExitCode.BadData);
            return;
        }

        var (subject, body) = _reminder.Fill(
            ("agency", $"{agency.Name} ({agency.Code})"), ("month", CalendarCommand.Month(month)), ("deadline", DayText.Show(standing.Deadline)),
            ("days", workspace.Book.WorkingDays.Between(day, standing.Deadline).ToString(CultureInfo.InvariantCulture)));
        var notification = new Notification("reminder", agency.Code, month, standing.Deadline, due);
        Once(notification, $"{agency.Code}: reminded", () => outbox.Send(new Message(NameOf(notification), agency.Email, subject, body)));
    }

    private void TellLate(string region, IReadOnlyList<AgencyStanding> late, DateOnly month)
    {
        // The list is sent when the deadline passes, and again when an extended one does and somebody is still late.
        var deadline = late.Max(s => s.Deadline);
        var (subject, body) = _late.Fill(
            ("region", workspace.Book.Areas.Region(region)?.Name ?? region), ("month", CalendarCommand.Month(month)),
            ("deadline", DayText.Show(deadline)),
            ("agencies", string.Join('\n', late.Select(s =>
                $"{s.Agency.Code}  {s.Agency.Name}: {CalendarCommand.InWords(s)} (deadline {DayText.Show(s.Deadline)})"))));
        var notification = new Notification("late", region, month, deadline, 0);
        // A deployment gives regions their addresses in a column email of region.csv.
        var address = workspace.Book.List("region").Codes.FirstOrDefault(c => c.Columns["code"] == region)?.Columns.GetValueOrDefault("email");
        if (address is not null && Message.IsAddress(address))
        {
            Once(notification, $"{region}: told who is late", () => outbox.Send(new Message(NameOf(notification), address, subject, body)));
            return;
        }

        var path = Path.Combine(folder, NameOf(notification) + ".txt");
        Once(notification, $"{region}: has no address; the list of who is late is in {path}", () =>
            Files.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes($"{subject}\n\n{body}"))));
    }

    private void Once(Notification notification, string told, Action send)
    {
        if (!_data.Claim(notification))
        {
            if (!_data.IsSent(notification))
            {
                Tell($"{notification.Recipient}: a {notification.Kind} message was begun earlier and its end is not known; it is not sent again.",
                    ExitCode.MachineFailed);
            }

            return;
        }

        try
        {
            send();
        }
        catch (Exception e)
        {
            _data.Release(notification);
            if (e is not (SmtpException or EnvironmentException))
                throw;
            Tell($"{notification.Recipient}: not sent, and tried again at the next run. {e.Message}", ExitCode.MachineFailed);
            return;
        }

        _data.MarkSent(notification, time.GetUtcNow());
        workspace.Journal.Notified(notification);
        _sent++;
        terminal.Line(told + ".");
    }

    private string RegionOf(AgencyStanding standing) =>
        workspace.Book.Areas.Partnership(standing.Agency.Partnership)?.Region ?? standing.Agency.Region;

    private static string NameOf(Notification n)
    {
        var recipient = string.Concat(n.Recipient.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
        return string.Create(CultureInfo.InvariantCulture, $"{n.Kind}-{recipient}-{n.Month:yyyy-MM}-by-{n.Deadline:yyyyMMdd}")
            + (n.DaysBefore == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"-{n.DaysBefore}"));
    }

    private void Tell(string line, int code)
    {
        terminal.Line(line);
        _worst = Math.Max(_worst, code);
    }
}
