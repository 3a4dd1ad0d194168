using System.CommandLine;
using Ndtms.Application.Persons;
using Ndtms.Storage;

namespace Ndtms.Worker.Commands.Persons;

/// <summary><c>persons review list|show|decide|confirm|undo</c>: pairs that people decide on.</summary>
internal static class ReviewCommand
{
    public static Command Create(Terminal terminal, TimeProvider time) => new("review", "Decide on pairs of clients who may be one person.")
    {
        ReviewListCommand.Create(terminal, time),
        Show(terminal, time),
        Decide(terminal, time),
        Confirm(terminal, time),
        Undo(terminal, time),
    };

    private static Command Show(Terminal terminal, TimeProvider time)
    {
        var pair = Pair();
        var reveal = new Option<bool>("--reveal") { Description = "Show initials and dates of birth; it is kept who looked." };
        var command = new Command("show", "Show a pair side by side, why it is suspected, and the episodes of both.") { pair, reveal };
        var options = Add(command);
        command.SetAction(call =>
        {
            using var workspace = options.OpenExisting(call, time);
            foreach (var line in PairLines.Of(terminal.Call(new ShowPair(workspace), new ShowPairRequest(call.GetValue(pair), call.GetValue(reveal)))))
                terminal.Line(line);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Decide(Terminal terminal, TimeProvider time)
    {
        var pair = Pair();
        var verdict = new Argument<string>("verdict") { Description = "same, different or unsure." };
        var reason = Reason();
        var second = new Option<bool>("--second") { Description = "It has no effect until somebody else has confirmed it." };
        var command = new Command("decide", "Decide on a pair.") { pair, verdict, reason, second };
        var options = Add(command);
        command.SetAction(call =>
        {
            var decided = CommonOptions.Word<PersonVerdict>(call.GetValue(verdict)!, verdict.Name);
            using var workspace = options.OpenExisting(call, time);
            var (saved, standing) = terminal.Call(
                new DecidePair(workspace), new DecidePairRequest(call.GetValue(pair), decided, call.GetValue(reason)!, call.GetValue(second)));
            terminal.Line(saved
                ? $"Saved. {PairLines.Effect(standing)}"
                : FormattableString.Invariant($"Decided on {standing.At:dd/MM/yyyy} by {standing.Who}. Nothing was saved; undo that decision first."));
            return saved ? ExitCode.Done : ExitCode.BadData;
        });
        return command;
    }

    private static Command Confirm(Terminal terminal, TimeProvider time)
    {
        var pair = Pair();
        var command = new Command("confirm", "Confirm somebody else's decision that waits for it.") { pair };
        var options = Add(command);
        command.SetAction(call =>
        {
            using var workspace = options.OpenExisting(call, time);
            terminal.Line($"Confirmed. {PairLines.Effect(terminal.Call(new ConfirmPair(workspace), call.GetValue(pair)))}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Undo(Terminal terminal, TimeProvider time)
    {
        var (pair, reason) = (Pair(), Reason());
        var command = new Command("undo", "Undo the decision on a pair; it stays in the pair's history.") { pair, reason };
        var options = Add(command);
        command.SetAction(call =>
        {
            using var workspace = options.OpenExisting(call, time);
            var undone = terminal.Call(new UndoPair(workspace), new UndoPairRequest(call.GetValue(pair), call.GetValue(reason)!));
            terminal.Line(FormattableString.Invariant($"The decision of {undone.At:dd/MM/yyyy} by {undone.Who} is undone."));
            return ExitCode.Done;
        });
        return command;
    }

    private static Argument<long> Pair() => new("pair") { Description = "The pair's number, as 'persons review list' shows it." };

    private static Option<string> Reason() => new("--reason") { Description = "Why; it is kept and shown, so it should name nobody.", HelpName = "TEXT", Required = true };

    private static WorkspaceOptions Add(Command command)
    {
        var options = new WorkspaceOptions();
        options.AddTo(command);
        return options;
    }
}
