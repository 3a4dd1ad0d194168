using System.CommandLine;
using Ndtms.Application;
using Ndtms.Worker.Notifications;

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
            Description = "How many working days before the deadline to remind; may be given several times. Without it, 5 and 1.",
            HelpName = "DAYS",
            AllowMultipleArgumentsPerToken = true,
        };
        var smtp = new Option<string?>("--smtp") { Description = "Send through this mail server instead of writing files.", HelpName = "HOST[:PORT]" };
        var from = new Option<string?>("--from") { Description = "The sender's address; must be given with --smtp.", HelpName = "ADDRESS" };
        var options = new WorkspaceOptions();
        var command = new Command(
            "notify", "Remind agencies that have sent nothing before the deadline, and list for each region who is late after it; each once.")
        {
            month, on, output, before, smtp, from,
        };
        options.AddTo(command);
        command.SetAction(call =>
        {
            var end = CommonOptions.ParseMonth(call.GetValue(month)!);
            var day = CommonOptions.DayOf(call, on, time);
            var days = call.GetValue(before) is { Length: > 0 } given ? given : [5, 1];
            if (days.Any(d => d is < 1 or > 20))
                throw new RequestException("--before must be from 1 to 20 working days.");
            var sender = call.GetValue(from);
            if (sender is not null && !Message.IsAddress(sender))
                throw new RequestException($"'{sender}' is no address for --from; write it as name@example.org.");
            var folder = call.GetValue(output)!;
            IOutbox outbox = call.GetValue(smtp) is { } server
                ? ServerOf(server, sender ?? throw new RequestException("--smtp needs the sender's address; give it with --from."))
                : new MessageFolder(folder, sender ?? MessageFolder.NobodysAddress, time);
            using var workspace = options.OpenExisting(call, time);
            return new Notices(workspace, outbox, folder, days, terminal, time).Send(end, day);
        });
        return command;
    }

    private static MailServer ServerOf(string text, string from) => MailServer.TryParse(text, from, out var server)
        ? server
        : throw new RequestException($"'{text}' is no mail server for --smtp; write it as mail.example.org or mail.example.org:25.");
}
