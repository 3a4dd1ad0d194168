using System.CommandLine;
using Ndtms.Application.Persons;
using Ndtms.Core.DataSets;
using Ndtms.Core.Persons;

namespace Ndtms.Worker.Commands.Persons;

/// <summary><c>persons estimate</c>: how far the official count may be off.</summary>
internal static class EstimateCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var area = new Option<string>("--area") { Description = "A partnership, region or england, by code or name.", HelpName = "CODE", DefaultValueFactory = _ => Areas.England };
        var options = new WorkspaceOptions();
        var command = new Command("estimate", "Say how far the official count of people in treatment may be off, as of the last 'persons link'.") { area };
        options.AddTo(command);
        command.SetAction(call =>
        {
            using var workspace = options.OpenExisting(call, time);
            var shown = terminal.Call(new ShowCountEstimate(workspace), new ShowCountEstimateRequest(call.GetValue(area)!));
            terminal.Line(FormattableString.Invariant($"People in treatment in the year to {shown.Cut:dd/MM/yyyy}, {shown.Area}"));
            terminal.Line(FormattableString.Invariant($"  Sum over agencies       {shown.OverAgencies,10:#,##0}"));
            foreach (var line in Of(shown.Estimate))
                terminal.Line(line);
            if (shown.Run is { } run)
            {
                foreach (var line in RatesOf(run.Outcome.ByEthnicity, "Ethnic group").Concat(RatesOf(run.Outcome.ByResidence, "Residence")))
                    terminal.Line(line);
            }

            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Persons by attributors and by linkage, in lines.</summary>
    internal static IEnumerable<string> Of(CountEstimate estimate)
    {
        yield return FormattableString.Invariant($"  Persons by attributors  {estimate.ByAttributors,10:#,##0}");
        yield return FormattableString.Invariant(
            $"  Persons by linkage      {estimate.ByLinkage,10:#,##0}  ({estimate.Lower:#,##0} to {estimate.Upper:#,##0}: 95 % interval, as far as chance goes)");
        yield return FormattableString.Invariant(
            $"    {estimate.CountedTwice:#,##0.0} are expected to be counted twice, under attributors that differ by a typing error.");
        yield return FormattableString.Invariant(
            $"    {estimate.NotCounted:#,##0.0} are expected not to be counted, because somebody else has their attributors.");
    }

    /// <summary>How often clients of each group are linked, in lines.</summary>
    internal static IEnumerable<string> RatesOf(IReadOnlyList<MatchRate> rates, string title)
    {
        yield return $"{title,-40}    clients  one person with another client: by linkage  by attributors";
        foreach (var rate in rates)
        {
            yield return FormattableString.Invariant(
                $"  {rate.Group,-38} {rate.Clients,10:#,##0} {100.0 * rate.Linked / rate.Clients,43:0.0} % {100.0 * rate.Exact / rate.Clients,12:0.0} %");
        }
    }
}
