using System.CommandLine;
using Ndtms.Application.Persons;
using Ndtms.Core.DataSets;
using Ndtms.Core.Persons;

namespace Ndtms.Worker.Commands.Persons;

/// <summary><c>persons evaluate</c>: how good linkage is where the truth is known.</summary>
internal static class EvaluateCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var file = new Argument<string>("file")
        {
            Description = $"CSV with a header: rec_id, {LabelledFile.TruthColumn} (who the record really is) and any of {string.Join(", ", LabelledFile.Comparable)}.",
        };
        var model = new Option<string?>("--model") { Description = "Use this model. Without it, one is learned from the records, without their true_id.", HelpName = "FILE" };
        var command = new Command("evaluate", "Measure linkage on labelled records: precision, recall and F1 for exact attributors and at each threshold.") { file, model };
        command.SetAction(call =>
        {
            var path = call.GetValue(file)!;
            var result = terminal.Call(new EvaluateLinkage(CodeBook.Embedded, time), new EvaluateLinkageRequest(path, call.GetValue(model)));
            foreach (var line in Lines(path, result))
                terminal.Line(line);
            return ExitCode.Done;
        });
        return command;
    }

    private static IEnumerable<string> Lines(string path, EvaluatedLinkage result)
    {
        yield return FormattableString.Invariant($"{path}: {result.Records:#,##0} records of {result.Humans:#,##0} people, compared on {string.Join(", ", result.Columns)}.");
        if (result.Ignored.Count > 0)
            yield return $"Not compared: {string.Join(", ", result.Ignored)}.";
        foreach (var (column, count) in result.Unreadable)
            yield return FormattableString.Invariant($"{column}: {count:#,##0} values cannot be read and are taken as blank.");
        yield return result.Training is { } training
            ? FormattableString.Invariant($"Model {result.Model.Id}: learned in {training.Rounds} rounds from {training.PairsCompared:#,##0} pairs compared and {training.PairsSampled:#,##0} at random.")
            : FormattableString.Invariant($"Model {result.Model.Id}: learned from {result.Model.Records:#,##0} records.");
        yield return "";
        yield return "                                 by pair                     B-cubed           persons  true pairs with other";
        yield return "                       precision   recall       F1  precision   recall                 attributors found";
        foreach (var row in result.Thresholds)
        {
            var q = row.Quality;
            yield return FormattableString.Invariant(
                $"{Name(row.Threshold),-22} {q.Precision,9:0.0000} {q.Recall,8:0.0000} {q.F1,8:0.0000}  {q.BCubedPrecision,9:0.0000} {q.BCubedRecall,8:0.0000} {row.Persons,9:#,##0} {row.Different,17:0.0000}");
        }

        yield return "";
        foreach (var row in result.Thresholds.Where(r => r.Threshold is null or 0.95 or 0.5))
            yield return $"Records a person, {Name(row.Threshold)}: {string.Join(", ", row.Sizes.Select(s => FormattableString.Invariant($"{s.Key} ({s.Value:#,##0})")))}";
        yield return "";
        yield return "Pairs compared, by what they share:";
        foreach (var line in BlockingLines.Of(result.Blocking))
            yield return line;
        yield return "";
        yield return FormattableString.Invariant(
            $"Training, linking and clustering at {result.Thresholds.Count - 1} thresholds took {result.Elapsed.TotalSeconds:0.0} seconds ({result.Processor.TotalSeconds:0.0} of processor time).");
    }

    private static string Name(double? threshold) => threshold switch
    {
        null => "exact attributors",
        0.95 => "linkage 0.95 probable",
        0.5 => "linkage 0.50 possible",
        { } t => FormattableString.Invariant($"linkage {t:0.00}"),
    };
}
