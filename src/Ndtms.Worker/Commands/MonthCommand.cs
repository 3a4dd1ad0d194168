using System.CommandLine;
using Ndtms.Application.Months;

namespace Ndtms.Worker.Commands;

/// <summary><c>month list|publish|withdraw</c>: which months providers and partnerships see, and from which snapshot.</summary>
internal static class MonthCommand
{
    public static Command Create(Terminal terminal, TimeProvider time) => new("month", "Publish the frozen figures of a month, once, deliberately.")
    {
        List(terminal, time),
        MonthReviewCommand.Show(terminal, time),
        MonthReviewCommand.Note(terminal, time),
        Publish(terminal, time),
        Withdraw(terminal, time),
    };

    private static Command List(Terminal terminal, TimeProvider time)
    {
        var options = new WorkspaceOptions();
        var command = new Command("list", "List the months that have been frozen, and what is published of them.");
        options.AddTo(command);
        command.SetAction(call =>
        {
            using var workspace = options.OpenExisting(call, time);
            var months = terminal.Call(new ListMonths(workspace), new ListMonthsRequest());
            if (months.Count == 0)
                terminal.Line("No month has been frozen.");
            foreach (var month in months)
                terminal.Line(FormattableString.Invariant($"{month.Cut:yyyy-MM}  {Counted(month.Versions, "version")}, {MonthReviewCommand.InWords(month.Publication)}"));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Publish(Terminal terminal, TimeProvider time)
    {
        var snapshot = new Argument<long>("snapshot") { Description = "The snapshot's number, as 'month show' shows it." };
        var confirm = new Option<string>("--confirm") { Description = "The month in words, such as \"March 2012\".", HelpName = "MONTH", Required = true };
        var options = new WorkspaceOptions();
        var command = new Command("publish", "Let providers and partnerships see the figures of a frozen month.") { snapshot, confirm };
        options.AddTo(command);
        command.SetAction(call =>
        {
            using var workspace = options.OpenExisting(call, time);
            var published = terminal.Call(new PublishMonth(workspace), new PublishMonthRequest(call.GetValue(snapshot), call.GetValue(confirm)!));
            terminal.Line(FormattableString.Invariant($"{published.Cut:MMMM yyyy} is published: version {published.Version}, snapshot {published.Snapshot}."));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Withdraw(Terminal terminal, TimeProvider time)
    {
        var cut = CommonOptions.Cut();
        var reason = new Option<string>("--reason") { Description = "Why. Everyone who could see the figures will read it.", HelpName = "TEXT", Required = true };
        var options = new WorkspaceOptions();
        var command = new Command("withdraw", "Withdraw a published month; the version is kept for analysts.") { cut, reason };
        options.AddTo(command);
        command.SetAction(call =>
        {
            using var workspace = options.OpenExisting(call, time);
            var month = terminal.Call(new ShowMonth(workspace), new ShowMonthRequest(CommonOptions.ParseMonth(call.GetValue(cut)!)));
            if (month.Published is not { } published)
            {
                terminal.Line(FormattableString.Invariant($"{month.Cut:MMMM yyyy} is not published, so there is nothing to withdraw."));
                return ExitCode.BadData;
            }

            terminal.Call(new WithdrawMonth(workspace), new WithdrawMonthRequest(published.Id, call.GetValue(reason)!));
            terminal.Line(FormattableString.Invariant($"The figures for {month.Cut:MMMM yyyy}, version {published.Version}, are withdrawn."));
            return ExitCode.Done;
        });
        return command;
    }

    private static string Counted(int count, string what) => count == 1 ? $"1 {what}" : FormattableString.Invariant($"{count} {what}s");
}
