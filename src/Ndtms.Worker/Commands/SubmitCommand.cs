using System.CommandLine;
using Ndtms.Application;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Storage;

namespace Ndtms.Worker.Commands;

/// <summary><c>submit FILE...</c>: takes in files, or folders of them.</summary>
internal static class SubmitCommand
{
    private const string ListName = "submissions.csv";
    private const string AgenciesName = "agencies.csv";

    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var paths = new Argument<string[]>("path")
        {
            Description = "Files, or folders of files. A folder may hold submissions.csv (the order and facts of its files) and agencies.csv"
                + " (loaded first).",
            Arity = ArgumentArity.OneOrMore,
        };
        var confirm = new Option<bool>("--confirm") { Description = "Load a file even where it would be held." };
        var options = new WorkspaceOptions();
        var facts = new FileOptions();
        var command = new Command("submit", "Take in files: check them, store them and load what may be loaded.") { paths, confirm };
        facts.AddTo(command);
        options.AddTo(command);
        command.SetAction(call =>
        {
            var given = new Entry("", facts.Facts(call), facts.Received(call, time), facts.Correction(call), call.GetValue(confirm));
            var named = call.GetValue(paths)!;
            foreach (var path in named.Where(p => !Directory.Exists(p) && !File.Exists(p)))
                throw new RequestException($"There is no file or folder {path}; check the path.");
            Console.CancelKeyPress += Stopped;
            try
            {
                var worst = ExitCode.Done;
                foreach (var path in named)
                {
                    using var workspace = options.Open(call, time);
                    worst = Math.Max(worst, Directory.Exists(path)
                        ? SubmitFolder(path, given, workspace, terminal)
                        : SubmitAll([given with { Path = path }], workspace, terminal));
                }

                return worst;
            }
            finally
            {
                Console.CancelKeyPress -= Stopped;
            }

            void Stopped(object? sender, ConsoleCancelEventArgs e) => call.InvocationConfiguration.Error.WriteLine(
                "Stopped. Every file reported as loaded is loaded; the one under way is gone on with at the next 'submit' or 'submission resume'.");
        });
        return command;
    }

    /// <summary>Takes in a folder.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static int SubmitFolder(string folder, DateOnly received, Workspace workspace, Terminal terminal) =>
        SubmitFolder(folder, new Entry("", ExplicitFacts.None, received, false, false), workspace, terminal);

    private static int SubmitFolder(string folder, Entry given, Workspace workspace, Terminal terminal)
    {
        // The list is read before anything is stored: where it cannot be used, nothing happens.
        var entries = Entries(folder, given);
        if (Path.Combine(folder, AgenciesName) is var agencies && File.Exists(agencies))
            workspace.Reference.LoadAgencies(AgenciesName, File.ReadAllBytes(agencies), workspace.Book);
        var missing = entries.Where(e => !File.Exists(e.Path)).ToList();
        foreach (var entry in missing)
            terminal.Line($"{Path.GetFileName(entry.Path)}: listed in {ListName}, but not in the folder; what is there is taken in.");
        var code = SubmitAll([.. entries.Except(missing)], workspace, terminal);
        return missing.Count > 0 ? Math.Max(code, ExitCode.BadData) : code;
    }

    /// <summary>The files of a folder: those of its list, in the list's order; without one, all, by name.</summary>
    private static List<Entry> Entries(string folder, Entry given)
    {
        var list = Path.Combine(folder, ListName);
        var entries = File.Exists(list)
            ? ReferenceTable.Read(ListName, File.ReadAllBytes(list)).Select(row => Read(row, folder, given)).ToList()
            : [.. Directory.EnumerateFiles(folder).Where(IsSubmission).Order(StringComparer.Ordinal).Select(f => given with { Path = f })];
        return entries.Count > 0 ? entries : throw new RequestException(
            File.Exists(list) ? $"{list} lists no file." : $"The folder {folder} holds no .csv, .zip or .gz file.");
    }

    private static int SubmitAll(IReadOnlyCollection<Entry> entries, Workspace workspace, Terminal terminal)
    {
        var submissions = workspace.Submissions();
        var worst = Resume(submissions, workspace, terminal);
        terminal.Each("Taking in files", entries, entry =>
        {
            try
            {
                return Tell(submissions.Submit(new Submission(
                    Files.Receive(entry.Path), entry.Facts, entry.Received, workspace.Actor, entry.Correction, entry.Confirm)), workspace, ref worst);
            }
            catch (SubmissionStateException e)
            {
                worst = Math.Max(worst, ExitCode.BadData);
                return $"{Path.GetFileName(entry.Path)}: not taken in. {e.Message}";
            }
        });
        return worst;
    }

    /// <summary>Goes on with what a process left behind that was stopped.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static int Resume(Submissions submissions, Workspace workspace, Terminal terminal, CancellationToken cancellation = default)
    {
        var worst = ExitCode.Done;
        foreach (var result in submissions.Resume(workspace.Actor, () => cancellation.IsCancellationRequested))
            terminal.Line($"Gone on with: {Tell(result, workspace, ref worst)}");
        return worst;
    }

    private static string Tell(SubmissionResult result, Workspace workspace, ref int worst)
    {
        workspace.Journal.Taken(result);
        worst = Math.Max(worst, Verdicts.CodeOf(result.Checked));
        return Verdicts.Line(result.Checked, workspace.Book, result);
    }

    private static Entry Read(ReferenceRow row, string folder, Entry otherwise)
    {
        var file = row.Required("file");
        if (Path.IsPathRooted(file) || file.Split('/', '\\').Contains(".."))
            throw row.Wrong("file", "the name of a file in the folder or below it");
        return new Entry(
            Path.Combine(folder, file),
            new ExplicitFacts(Text("agency") ?? otherwise.Facts.Agency, row.Date("from") ?? otherwise.Facts.From,
                row.Date("to") ?? otherwise.Facts.To, Text("letter") ?? otherwise.Facts.Letter),
            row.Date("received") ?? otherwise.Received,
            YesNo("correction") ?? otherwise.Correction,
            YesNo("confirm") ?? otherwise.Confirm);

        string? Text(string column) => row.Text(column) is { Length: > 0 } text ? text : null;

        bool? YesNo(string column) => row.Text(column).ToUpperInvariant() switch
        {
            "" => null,
            "Y" => true,
            "N" => false,
            _ => throw row.Wrong(column, "Y, N or nothing"),
        };
    }

    private static bool IsSubmission(string path) => Path.GetFileName(path) is not AgenciesName
        && Path.GetExtension(path).ToLowerInvariant() is ".csv" or ".zip" or ".gz";

    /// <summary>A file and what is given with it.</summary>
    private sealed record Entry(string Path, ExplicitFacts Facts, DateOnly Received, bool Correction, bool Confirm);
}
