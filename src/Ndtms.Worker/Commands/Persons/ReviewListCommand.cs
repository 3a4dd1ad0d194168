using System.CommandLine;
using Ndtms.Application;
using Ndtms.Application.Persons;
using Ndtms.Storage;

namespace Ndtms.Worker.Commands.Persons;

/// <summary><c>persons review list</c>: the queue.</summary>
internal static class ReviewListCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var state = new Option<string>("--state") { Description = "open, decided or all.", HelpName = "STATE", DefaultValueFactory = _ => "open" };
        var first = new Option<int>("--first") { Description = $"How many, up to {Page.Most}.", HelpName = "N", DefaultValueFactory = _ => 50 };
        var command = new Command("list", "List pairs, those first whose decision changes most figures.") { state, first };
        var options = new WorkspaceOptions();
        options.AddTo(command);
        command.SetAction(call =>
        {
            var wanted = CommonOptions.Word<ReviewState>(call.GetValue(state)!, state.Name);
            if (call.GetValue(first) is not (> 0 and <= Page.Most) and var wrong)
                throw new RequestException(FormattableString.Invariant($"--first must be from 1 to {Page.Most}, not {wrong}."));
            using var workspace = options.OpenExisting(call, time);
            var page = terminal.Call(new ListPairs(workspace), new ListPairsRequest(wanted, Page.First(call.GetValue(first))));
            if (page.Total == 0)
                terminal.Line("Nothing to review.");
            foreach (var pair in page.Items)
                terminal.Line(PairLines.Of(pair));
            if (page.Total > page.Items.Count)
                terminal.Line(FormattableString.Invariant($"{page.Items.Count:#,##0} of {page.Total:#,##0}."));
            return ExitCode.Done;
        });
        return command;
    }
}
