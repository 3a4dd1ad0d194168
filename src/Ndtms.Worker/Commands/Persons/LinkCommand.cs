using System.CommandLine;
using Ndtms.Application.Persons;

namespace Ndtms.Worker.Commands.Persons;

/// <summary><c>persons link</c>: which current clients may be one person.</summary>
internal static class LinkCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var cut = CommonOptions.Cut();
        var all = new Option<bool>("--all") { Description = "Compare all clients again, not only those who are new or have changed." };
        var options = new WorkspaceOptions();
        var command = new Command("link", "Compare clients who are new or have changed, and put what should be decided into the review queue.") { cut, all };
        options.AddTo(command);
        command.SetAction(call =>
        {
            var day = CommonOptions.ParseMonth(call.GetValue(cut)!);
            using var workspace = options.OpenExisting(call, time);
            var run = terminal.Call(new LinkPersons(workspace), new LinkPersonsRequest(day, call.GetValue(all)));
            var o = run.Outcome;
            terminal.Line(FormattableString.Invariant($"{o.Clients:#,##0} clients, of whom {o.Compared:#,##0} were compared, with model {run.Model}: {o.Links:#,##0} links."));
            foreach (var line in BlockingLines.Of(o.Blocking))
                terminal.Line(line);
            terminal.Line(FormattableString.Invariant($"  Clients of agencies     {o.Clients,10:#,##0}"));
            foreach (var line in EstimateCommand.Of(o.Estimate).Concat(EstimateCommand.RatesOf(o.ByEthnicity, "Ethnic group")).Concat(EstimateCommand.RatesOf(o.ByResidence, "Residence")))
                terminal.Line(line);
            return ExitCode.Done;
        });
        return command;
    }
}
