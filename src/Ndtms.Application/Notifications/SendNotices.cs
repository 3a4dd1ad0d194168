using System.Globalization;
using System.Text;
using Ndtms.Application.Calendar;
using Ndtms.Core.Calendar;
using Ndtms.Core.DataSets;
using Ndtms.Storage;

namespace Ndtms.Application.Notifications;

/// <summary>Asks for what is due for a month.</summary>
/// <param name="Month">Any day of the month reported on.</param>
/// <param name="Day">The day on which it is sent.</param>
/// <param name="Before">How many working days before a deadline reminders are sent.</param>
/// <param name="Outbox">Where messages go.</param>
/// <param name="Folder">Where the late lists of regions without an address go.</param>
/// <param name="Force">A late list may replace a file that is not ours.</param>
public sealed record SendNoticesRequest(DateOnly Month, DateOnly Day, IReadOnlyCollection<int> Before, IOutbox Outbox, string Folder, bool Force = false);

/// <summary>The outcome for one notice.</summary>
public enum NoticeOutcome
{
    /// <summary>It was sent.</summary>
    Sent,

    /// <summary>The region has no address: its late list was written to a file.</summary>
    Written,

    /// <summary>The agency has no address that can be used.</summary>
    NoAddress,

    /// <summary>It could not be sent; the next run tries again.</summary>
    NotSent,

    /// <summary>An earlier process began to send it and it is not known whether it did; it is not sent again.</summary>
    Unknown,
}

/// <summary>A notice that was due, and its outcome.</summary>
/// <param name="Kind"><c>reminder</c> or <c>late</c>.</param>
/// <param name="Recipient">The code of the agency or region.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Path">Of a late list that was written: the file.</param>
/// <param name="Problem">Of one that could not be sent: why, in a sentence.</param>
public sealed record Notice(string Kind, string Recipient, NoticeOutcome Outcome, string? Path = null, string? Problem = null)
{
    /// <summary>Whether it has gone out.</summary>
    public bool IsOut => Outcome is NoticeOutcome.Sent or NoticeOutcome.Written;
}

/// <summary>The notices that were due and had not been sent before, in the order in which they were tried: reminders by agency, then late
/// lists by region.</summary>
public sealed record SentNotices(IReadOnlyList<Notice> Notices)
{
    /// <summary>How many have gone out.</summary>
    public int Sent => Notices.Count(n => n.IsOut);
}

/// <summary>Reminds agencies before a deadline, and tells regions after it who is late; each once. A late list goes to regions that are in
/// scope as a whole, as part of one would look like all of it.</summary>
/// <remarks>
/// A notification is recorded before it is sent, and the record is removed where sending fails. So after a crash in between an agency might
/// not get one, which the next run reports, but none gets one twice.
/// </remarks>
public sealed class SendNotices(Workspace workspace) : UseCase<SendNoticesRequest, SentNotices>("notices-send", workspace.Book)
{
    // Long enough for a service that stood still over a weekend.
    private const int DaysAfter = 7;

    private readonly CalendarData _data = new(workspace.Database);
    private readonly Template _reminder = new("reminder");
    private readonly Template _late = new("late");

    /// <summary>The months that there can be something to send for on a day: the one before it, and any earlier one with a deadline that
    /// was extended until then, or until a few days before it.</summary>
    public static IEnumerable<DateOnly> MonthsAt(DateOnly day, IEnumerable<Extension> extensions) => extensions
        .Where(e => e.Closes.AddDays(DaysAfter) >= day && e.Month < day).Select(e => e.Month)
        .Append(SubmissionCalendar.MonthEnd(day.AddMonths(-1))).Distinct().Order();

    /// <inheritdoc/>
    protected override SentNotices Execute(Invocation invocation, SendNoticesRequest request)
    {
        var scope = invocation.Allowed.Scope;
        var (calendar, standings) = ShowCalendar.Standings(workspace, scope, request.Month, request.Day);
        var reminders = standings.Where(s => !s.IsAccepted)
            .Select(s => (Standing: s, Due: calendar.ReminderDue(request.Day, s.Deadline, request.Before))).Where(s => s.Due is not null)
            .Select(s => (Func<Notice?>)(() => Remind(s.Standing, s.Due!.Value, request)));
        var lists = standings.Where(s => s.IsLate).GroupBy(RegionOf).Where(g => scope.IsEngland || scope.Regions.Contains(g.Key))
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (Func<Notice?>)(() => TellLate(g.Key, [.. g], request)));
        return new SentNotices([.. invocation.Each("Sending notices", [.. reminders, .. lists], send => send()).OfType<Notice>()]);
    }

    private Notice? Remind(AgencyStanding standing, int due, SendNoticesRequest request)
    {
        var agency = standing.Agency;
        var notification = new Notification("reminder", agency.Code, request.Month, standing.Deadline, due);
        if (!Message.IsAddress(agency.Email))
            return new Notice(notification.Kind, agency.Code, NoticeOutcome.NoAddress);
        var (subject, body) = _reminder.Fill(
            ("agency", $"{agency.Name} ({agency.Code})"), ("month", Month(request.Month)), ("deadline", DayText.Show(standing.Deadline)),
            ("days", workspace.Book.WorkingDays.Between(request.Day, standing.Deadline).ToString(CultureInfo.InvariantCulture)));
        return Once(notification, null, () => request.Outbox.Send(new Message(NameOf(notification), agency.Email, subject, body)));
    }

    private Notice? TellLate(string region, IReadOnlyList<AgencyStanding> late, SendNoticesRequest request)
    {
        // The list is sent when the deadline passes, and again when an extended one does and an agency is still late.
        var deadline = late.Max(s => s.Deadline);
        var (subject, body) = _late.Fill(
            ("region", workspace.Book.Areas.Region(region)?.Name ?? region), ("month", Month(request.Month)), ("deadline", DayText.Show(deadline)),
            ("agencies", string.Join('\n', late.Select(s =>
                $"{s.Agency.Code}  {s.Agency.Name}: {s.InWords()} (deadline {DayText.Show(s.Deadline)})"))));
        var notification = new Notification("late", region, request.Month, deadline, 0);
        // A deployment gives regions their addresses in a column email of region.csv.
        var address = workspace.Book.List("region").Codes.FirstOrDefault(c => c.Columns["code"] == region)?.Columns.GetValueOrDefault("email");
        if (address is not null && Message.IsAddress(address))
            return Once(notification, null, () => request.Outbox.Send(new Message(NameOf(notification), address, subject, body)));
        var path = Path.Combine(request.Folder, NameOf(notification) + ".txt");
        return Once(notification, path, () => Output.Message(path, subject, request.Force).Write(
            stream => stream.Write(Encoding.UTF8.GetBytes($"{subject}\n\n{body}"))));
    }

    /// <summary>Sends what has not been sent.</summary>
    /// <param name="notification">The notification.</param>
    /// <param name="path">The file that it is written to; null: it is sent.</param>
    /// <param name="send">Sends it.</param>
    /// <returns>Its outcome; null: it was sent before.</returns>
    private Notice? Once(Notification notification, string? path, Action send)
    {
        if (!_data.Claim(notification))
            return _data.IsSent(notification) ? null : new Notice(notification.Kind, notification.Recipient, NoticeOutcome.Unknown);
        try
        {
            send();
        }
        catch (Exception e)
        {
            _data.Release(notification);
            if (e is not (EnvironmentException or RequestException))
                throw;
            return new Notice(notification.Kind, notification.Recipient, NoticeOutcome.NotSent, Problem: e.Message);
        }

        _data.MarkSent(notification, workspace.Time.GetUtcNow());
        workspace.Journal.Notified(notification);
        return new Notice(notification.Kind, notification.Recipient, path is null ? NoticeOutcome.Sent : NoticeOutcome.Written, path);
    }

    private string RegionOf(AgencyStanding standing) =>
        workspace.Book.Areas.Partnership(standing.Agency.Partnership)?.Region ?? standing.Agency.Region;

    private static string Month(DateOnly day) => day.ToString("MMMM yyyy", CultureInfo.InvariantCulture);

    private static string NameOf(Notification n)
    {
        var recipient = string.Concat(n.Recipient.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
        return string.Create(CultureInfo.InvariantCulture, $"{n.Kind}-{recipient}-{n.Month:yyyy-MM}-by-{n.Deadline:yyyyMMdd}")
            + (n.DaysBefore == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"-{n.DaysBefore}"));
    }
}
