using System.CommandLine;
using Ndtms.Application;
using Ndtms.Application.Reference;
using Ndtms.Core.DataSets;

namespace Ndtms.Worker.Commands.Reference;

/// <summary><c>reference load NAME FILE</c>: loads a CSV file or a workbook that was filled in.</summary>
internal static class LoadCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var (options, name) = (new WorkspaceOptions(), ReferenceCommand.NameArgument());
        var file = new Argument<string>("file") { Description = "The CSV file or, where there is a template, the workbook (.xlsx)." };
        var replace = new Option<bool>("--replace")
        {
            Description = "For targets, baselines, clusters, local-indicators and prevalence: remove what is not in the file. Without it rows are added or changed.",
        };
        var (remove, preview) = (ReferenceCommand.RemoveOption(), ReferenceCommand.PreviewOption());
        var command = new Command("load", "Load reference data from a CSV file or a workbook.") { name, file, replace, remove, preview };
        options.AddTo(command);
        command.SetAction(call =>
        {
            var (what, path) = (call.GetValue(name)!, call.GetValue(file)!);
            if (!File.Exists(path))
                throw new RequestException($"There is no file {path}; check the path.");
            using var workspace = options.Open(call, time);
            var terms = new LoadTerms { Removed = call.GetValue(remove), Preview = call.GetValue(preview) };
            var loaded = terminal.Call(
                ReferenceForms.Loading(what, workspace),
                new LoadReferenceRequest(what, Path.GetFileName(path), File.ReadAllBytes(path), terms, call.GetValue(replace)));
            terminal.Line(Told(loaded, Path.GetFileName(path), terms));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>What was loaded, or would be, in a sentence.</summary>
    /// <exception cref="RequestException">Nothing was, for rows would be removed.</exception>
    private static string Told(ReferenceChanges loaded, string fileName, LoadTerms terms)
    {
        var (read, added, changed, removed) = loaded.Changes;
        var counts = $"{added} added, {changed} changed{(removed == 0 ? "" : $", {removed} removed")}.";
        return loaded.Changes.Made ? $"{ReferenceCommand.Rows(read)} of {loaded.Name} loaded: {counts}"
            : terms.Preview ? $"Preview, nothing was changed. {ReferenceCommand.Rows(read)} of {loaded.Name}: {counts}"
            : throw ReferenceCommand.NotAgreed($"Loading {fileName}", removed, loaded.Name);
    }
}
