using System.CommandLine;
using System.Text;
using Ndtms.Application;
using Ndtms.Core.DataSets;
using Ndtms.Core.Targets;
using Ndtms.Storage;

namespace Ndtms.Worker.Commands;

/// <summary><c>reference load|export</c>: agencies, extensions of deadlines, targets and what goes with them, and files laid over data sets
/// and code lists.</summary>
internal static class ReferenceCommand
{
    private const string Agencies = "agencies";
    private const string Extensions = "extensions";

    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var what = new Argument<string>("what")
        {
            Description = "agencies, extensions (of deadlines), targets, baselines, clusters, local-indicators, partnership, local-authority, region, bank-holiday, data-sets, fields-H, or any other code list.",
        };
        var options = new WorkspaceOptions();
        var file = new Argument<string>("file") { Description = "The CSV file." };
        var replace = new Option<bool>("--replace")
        {
            Description = "For targets, baselines, clusters and local-indicators: take away what is not in the file. Without it rows are added or changed.",
        };
        var load = new Command("load", "Load reference data from a CSV file.") { what, file, replace };
        options.AddTo(load);
        load.SetAction(call =>
        {
            var path = call.GetValue(file)!;
            if (!File.Exists(path))
                throw new RequestException($"There is no file {path}; check the path.");
            var isOfTargets = TargetFiles.TryParse(call.GetValue(what)!, out var targets);
            if (call.GetValue(replace) && !isOfTargets)
            {
                throw new RequestException(
                    $"--replace is for {string.Join(", ", TargetFiles.All.Select(f => f.Name()))}; load {call.GetValue(what)} without it.");
            }

            using var workspace = options.Open(call, time);
            var content = File.ReadAllBytes(path);
            if (call.GetValue(what) == Agencies)
            {
                var count = workspace.Reference.LoadAgencies(Path.GetFileName(path), content, workspace.Book);
                terminal.Line($"{count} agencies loaded.");
            }
            else if (call.GetValue(what) == Extensions)
            {
                var count = new CalendarData(workspace.Database).LoadExtensions(Path.GetFileName(path), content, workspace.Book);
                terminal.Line($"{count} {(count == 1 ? "extension" : "extensions")} loaded.");
            }
            else if (isOfTargets)
            {
                var count = new TargetData(workspace.Database).Load(
                    targets, Path.GetFileName(path), content, workspace.Book, call.GetValue(replace));
                terminal.Line($"{count} {(count == 1 ? "row" : "rows")} of {targets.Name()} loaded.");
            }
            else
            {
                var name = FileName(call.GetValue(what)!, workspace.Book);
                workspace.Reference.LoadFile(name, content, workspace.BaseBook);
                terminal.Line($"{name} loaded; it holds from now on.");
            }

            return ExitCode.Done;
        });

        var output = new Option<string?>("--out") { Description = "The file to write; without it, the screen.", HelpName = "FILE" };
        var export = new Command("export", "Write reference data as the CSV file that 'load' takes.") { what, output };
        options.AddTo(export);
        export.SetAction(call =>
        {
            var content = Content(call.GetValue(what)!, options, call, time);
            if (call.GetValue(output) is { } path)
                Files.Write(path, stream => stream.Write(content));
            else
                terminal.Line(Encoding.UTF8.GetString(content).TrimEnd('\n'));
            return ExitCode.Done;
        });
        return new Command("reference", "Load and export agencies, partnerships, targets and the rest of the reference data.") { load, export };
    }

    /// <summary>Before there is a database, what is built in can be exported all the same: it is what an administrator starts from.</summary>
    private static byte[] Content(string what, WorkspaceOptions options, ParseResult call, TimeProvider time)
    {
        if (what is not (Agencies or Extensions) && !TargetFiles.TryParse(what, out _) && !options.IsNamed(call) && !options.Exists(call))
        {
            var book = WorkspaceOptions.Book(call.GetValue(options.DataSets));
            return book.File(FileName(what, book));
        }

        using var workspace = options.OpenExisting(call, time);
        return what switch
        {
            Agencies => workspace.Reference.ExportAgencies(),
            Extensions => new CalendarData(workspace.Database).ExportExtensions(),
            _ when TargetFiles.TryParse(what, out var targets) => new TargetData(workspace.Database).Export(targets),
            _ => workspace.Book.File(FileName(what, workspace.Book)),
        };
    }

    private static string FileName(string what, CodeBook book) =>
        book.FileNames.FirstOrDefault(n => n.Equals(what, StringComparison.OrdinalIgnoreCase)
            || Path.GetFileNameWithoutExtension(n).Equals(what, StringComparison.OrdinalIgnoreCase))
        ?? (what.EndsWith(".csv", StringComparison.Ordinal) ? what : throw new RequestException(
            $"There is no reference data '{what}'; there are agencies, extensions, {string.Join(", ", TargetFiles.All.Select(f => f.Name()))}, {string.Join(", ", book.FileNames.Select(Path.GetFileNameWithoutExtension))}."
            + " A new file is named with its ending, such as fields-M.csv or code-lists/colour.csv."));
}
