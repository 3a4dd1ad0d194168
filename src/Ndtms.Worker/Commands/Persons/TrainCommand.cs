using System.CommandLine;
using Ndtms.Application.Persons;
using Ndtms.Core.Persons;

namespace Ndtms.Worker.Commands.Persons;

/// <summary><c>persons train</c>: a model of linkage from the data.</summary>
internal static class TrainCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var output = new Option<string?>("--out") { Description = "Write the model to this file as well.", HelpName = "FILE" };
        var from = new Option<string?>("--model") { Description = "Use the model in this file instead of learning one.", HelpName = "FILE" };
        var force = CommonOptions.Force();
        var options = new WorkspaceOptions();
        var command = new Command("train", "Learn a model of linkage from all current clients and use it from now on.") { output, from, force };
        options.AddTo(command);
        command.SetAction(call =>
        {
            using var workspace = options.OpenExisting(call, time);
            var (model, training) = terminal.Call(
                new TrainLinkage(workspace), new TrainLinkageRequest(call.GetValue(from), call.GetValue(output), call.GetValue(force)));
            if (training is not null)
            {
                terminal.Line(FormattableString.Invariant(
                    $"Learned in {training.Rounds} rounds from {model.Records:#,##0} clients: {training.PairsCompared:#,##0} pairs compared, of which {training.ExpectedMatches:#,##0} are expected to be of one person, and {training.PairsSampled:#,##0} at random."));
                foreach (var line in BlockingLines.Of(training.Blocking))
                    terminal.Line(line);
            }

            terminal.Line(FormattableString.Invariant($"Model {model.Id} is in use. Before anything is compared, a pair has {model.PriorBits:0.00} bits."));
            foreach (var comparison in model.Weights.GroupBy(w => w.Comparison))
            {
                terminal.Line($"  {comparison.Key}");
                foreach (var weight in comparison)
                {
                    var level = Levels.Of(weight.Comparison).First(l => l.Name == weight.Level);
                    terminal.Line(FormattableString.Invariant($"    {level.Text,-66} {weight.Bits,7:0.00} bits"));
                }
            }

            terminal.Line("Run 'persons link --cut MONTH' to compare all clients with it.");
            return ExitCode.Done;
        });
        return command;
    }
}
