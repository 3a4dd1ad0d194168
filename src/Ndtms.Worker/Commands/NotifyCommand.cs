using System.CommandLine;
using Ndtms.Application;
using Ndtms.Application.Notifications;
using Ndtms.Worker.Settings;

namespace Ndtms.Worker.Commands;

/// <summary><c>notify --month 2012-03 --out DIR</c>: reminders before the deadline, and after it who is late.</summary>
internal static class NotifyCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var month = CommonOptions.Month();
        var on = CommonOptions.On();
        var output = new Option<string>("--out")
        {
            Description = "The folder for messages, as .eml files; with --smtp only for the late lists of regions without an address.",
            HelpName = "DIR",
            Required = true,
        };
        var before = new Option<int[]>("--before")
        {
            Description = "How many working days before the deadline to remind. Can be given several times. Without it, that of the settings, or 5 and 1.",
            HelpName = "DAYS",
            AllowMultipleArgumentsPerToken = true,
        };
        var smtp = new Option<string?>("--smtp")
        {
            Description = "Send through this mail server instead of writing files. The settings Notify:Security, User, PasswordFile and AuthorityFile say how.",
            HelpName = "HOST[:PORT]",
        };
        var from = new Option<string?>("--from") { Description = "The sender's address. Without it, that of the settings; --smtp needs one.", HelpName = "ADDRESS" };
        var force = CommonOptions.Force();
        var options = new WorkspaceOptions();
        var command = new Command(
            "notify", "Remind agencies that have sent nothing before the deadline, and list for each region who is late after it; each once.")
        {
            month, on, output, before, smtp, from, force,
        };
        options.AddTo(command);
        command.SetAction((call, cancellation) =>
        {
            var (end, day) = (CommonOptions.ParseMonth(call.GetValue(month)!), CommonOptions.DayOf(call, on, time));
            var settings = new BoundSettings(options.Settings(call)).Of<NotifySection>();
            var days = call.GetValue(before) is { Length: > 0 } given ? given : settings.BeforeDays;
            if (days.Any(d => d is < 1 or > 20))
                throw new RequestException("--before must be from 1 to 20 working days.");
            var sender = call.GetValue(from) ?? settings.From;
            if (sender is not null && !Message.IsAddress(sender))
                throw new RequestException($"'{sender}' is not an address for --from; write it as name@example.org.");
            var (folder, replaces) = (call.GetValue(output)!, call.GetValue(force));
            using IOutbox outbox = call.GetValue(smtp) is { } server
                ? new MailServer(settings.Server(server, sender ?? throw new RequestException("--smtp needs the sender's address; give it with --from.")), time)
                : new MessageFolder(folder, sender, time, replaces);
            using var workspace = options.OpenExisting(call, time);
            var sent = terminal.Call(
                new SendNotices(workspace), new SendNoticesRequest(end, day, days, outbox, folder, replaces), n => n is Notice notice ? InWords(notice) : null, cancellation);
            terminal.Line(sent.Sent == 0 ? "Nothing was due that has not been sent." : $"{sent.Sent} {(sent.Sent == 1 ? "message" : "messages")} sent.");
            return Task.FromResult(sent.Notices.Select(CodeOf).DefaultIfEmpty(ExitCode.Done).Max());
        });
        return command;
    }

    private static string InWords(Notice notice) => notice.Outcome switch
    {
        NoticeOutcome.Sent => $"{notice.Recipient}: {(notice.Kind == "reminder" ? "reminded" : "told who is late")}.",
        NoticeOutcome.Written => $"{notice.Recipient}: has no address; the list of those that are late is in {notice.Path}.",
        NoticeOutcome.NoAddress => $"{notice.Recipient}: not reminded, as it has no address that can be used; load one with 'reference load agencies'.",
        NoticeOutcome.NotSent => $"{notice.Recipient}: not sent, and tried again at the next run. {notice.Problem}",
        _ => $"{notice.Recipient}: a {notice.Kind} message was begun earlier and it is not known whether it was sent; it is not sent again.",
    };

    private static int CodeOf(Notice notice) => notice.Outcome switch
    {
        NoticeOutcome.Sent or NoticeOutcome.Written => ExitCode.Done,
        NoticeOutcome.NoAddress => ExitCode.BadData,
        _ => ExitCode.MachineFailed,
    };
}
