using System.CommandLine;
using Ndtms.Application.Persons;
using Ndtms.Core.Persons;

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
            terminal.Line(FormattableString.Invariant($"Clients of agencies     {o.Clients,10:#,##0}"));
            terminal.Line(FormattableString.Invariant($"Persons by attributors  {o.ByAttributors,10:#,##0}"));
            terminal.Line(FormattableString.Invariant(
                $"Persons by linkage      {o.Estimate.ByLinkage,10:#,##0}  (95 % of the time from {o.Estimate.Lower:#,##0} to {o.Estimate.Upper:#,##0}, as far as chance goes)"));
            terminal.Line(FormattableString.Invariant(
                $"  {o.Estimate.CountedTwice:#,##0.0} are expected to be counted twice, and {o.Estimate.NotCounted:#,##0.0} not, because somebody else has their attributors."));
            foreach (var (title, rates) in new[] { ("Ethnic group", o.ByEthnicity), ("Residence", o.ByResidence) })
            {
                terminal.Line($"{title,-40}    clients  one person with another client: by linkage  by attributors");
                foreach (var rate in rates)
                    terminal.Line(Line(rate));
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static string Line(MatchRate rate) => FormattableString.Invariant(
        $"  {rate.Group,-38} {rate.Clients,10:#,##0} {100.0 * rate.Linked / rate.Clients,44:0.0} % {100.0 * rate.Exact / rate.Clients,13:0.0} %");
}
