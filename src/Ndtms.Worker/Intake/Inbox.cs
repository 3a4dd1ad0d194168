using Ndtms.Application;
using Ndtms.Core.Intake;
using Ndtms.Core.Validation;
using Ndtms.Storage;
using Ndtms.Workbooks;
using Ndtms.Worker.Commands;

namespace Ndtms.Worker.Intake;

/// <summary>Where dropped files lie, and where they go once they are taken in; below each, a folder for each agency.</summary>
internal sealed record IntakeFolders(string Inbox, string Archive, string Rejected)
{
    /// <summary>Whether a folder is another one, or lies below it.</summary>
    public static bool IsWithin(string folder, string other) =>
        (folder + Path.DirectorySeparatorChar).StartsWith(other + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}

/// <summary>The drop folder <c>inbox/AGENCY/</c>: takes in what is ready and puts it away, with the feedback beside it.</summary>
/// <remarks>
/// A file is put away only after its submission and its feedback are stored. Where the process ends between, the next run finds the file
/// again: FILE-10 keeps it from being loaded twice, and it is archived as loaded already; so is one that is held already.
/// </remarks>
/// <param name="folders">The folders; archive and rejected should be on the inbox's file system, so that a move is one step.</param>
/// <param name="settle">For how long a file without a marker must not have been written to.</param>
/// <param name="workspace">The opened database.</param>
/// <param name="terminal">Where to tell, a line for each file.</param>
/// <param name="time">The clock, for what is settled and for the day of receipt.</param>
/// <param name="cancellation">Begin with no further file.</param>
internal sealed class Inbox(
    IntakeFolders folders, TimeSpan settle, Workspace workspace, Terminal terminal, TimeProvider time, CancellationToken cancellation = default)
{
    private const string MarkerEnding = ".done";

    private readonly Submissions _submissions = workspace.Submissions();

    private int _worst = ExitCode.Done;

    /// <summary>Takes in everything that is ready, once.</summary>
    /// <returns>An <see cref="ExitCode"/>: the worst of all files.</returns>
    /// <exception cref="EnvironmentException">Another intake is working on the inbox, or the inbox cannot be used.</exception>
    /// <exception cref="StorageException">The database cannot be used; the files that are left stay where they are.</exception>
    public int TakeIn()
    {
        using var alone = Lock();
        _worst = SubmitCommand.Resume(_submissions, workspace, terminal, cancellation);
        var ready = new List<(string Agency, FileInfo File)>();
        var waiting = 0;
        foreach (var folder in new DirectoryInfo(folders.Inbox).EnumerateDirectories().Where(d => !IsHidden(d)).OrderBy(d => d.Name, StringComparer.Ordinal))
        {
            try
            {
                var files = folder.EnumerateFiles().Where(IsSubmission).ToList();
                waiting += files.Count(f => !IsReady(f));
                // Months in their order: an earlier one after a later one would be refused.
                ready.AddRange(files.Where(IsReady)
                    .OrderBy(f => SubmissionFacts.FromFileName(f.Name)?.To ?? DateOnly.MaxValue)
                    .ThenBy(f => f.LastWriteTimeUtc).ThenBy(f => f.Name, StringComparer.Ordinal)
                    .Select(f => (folder.Name.ToUpperInvariant(), f)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Tell($"{folder.Name}: the folder cannot be read: {e.Message}", ExitCode.MachineFailed);
            }
        }

        foreach (var stray in new DirectoryInfo(folders.Inbox).EnumerateFiles().Where(IsSubmission).OrderBy(f => f.Name, StringComparer.Ordinal))
            Tell($"{stray.Name}: not taken in, for it lies in no agency's folder; move it into the folder of its agency.", ExitCode.BadData);
        terminal.Each("Taking in files", ready, item => cancellation.IsCancellationRequested ? null : TakeIn(item.Agency, item.File));
        if (waiting > 0)
            terminal.Line($"{waiting} {(waiting == 1 ? "file is" : "files are")} not ready yet; a later run takes in what is.");
        if (ready.Count == 0)
            terminal.Line("Nothing was ready to be taken in.");
        return _worst;
    }

    private string TakeIn(string agency, FileInfo file)
    {
        var told = $"{agency}/{file.Name}";
        var (length, written) = (file.Length, file.LastWriteTimeUtc);
        SubmissionResult? result = null;
        StoredSubmission? held;
        ReceivedFile received;
        try
        {
            // A link could lead to files that the agency may not read.
            if (file.LinkTarget is not null)
                return Worse(ExitCode.BadData, $"{told}: not taken in, for it is a link; drop the file itself.");
            // Before anything is stored: where nothing can be put away, the same file would come again and again.
            Directory.CreateDirectory(Path.Combine(folders.Archive, agency));
            Directory.CreateDirectory(Path.Combine(folders.Rejected, agency));
            received = Files.Receive(file.FullName);
            held = _submissions.HeldWith(agency, received.Sha256);
            if (held is null)
            {
                var given = received.NamedFacts?.Agency == agency ? ExplicitFacts.None : new ExplicitFacts(agency);
                var today = DateOnly.FromDateTime(time.GetLocalNow().DateTime);
                result = _submissions.Submit(new Submission(received, given, today, workspace.Actor));
            }
        }
        catch (SubmissionStateException e)
        {
            return Worse(ExitCode.BadData, $"{told}: not taken in, and left where it is. {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or RequestException)
        {
            return Worse(ExitCode.MachineFailed, $"{told}: not taken in, and left where it is. {e.Message}");
        }
        catch (Exception e) when (e is not (StorageException or OutOfMemoryException))
        {
            // The message could hold a value of the data, so only its kind is told; one such file must not stop the others.
            return Worse(ExitCode.MachineFailed, $"{told}: not taken in, and left where it is: the program failed ({e.GetType().Name}).");
        }

        using var about = Journal.About(result?.Id ?? held!.Id);
        var (submission, line) = result is null
            ? (held!, Worse(ExitCode.BadData, FormattableString.Invariant($"{told}: held already, as submission {held!.Id}.")))
            : Outcome(result, told);
        file.Refresh();
        if (file.Exists && (file.Length != length || file.LastWriteTimeUtc != written))
            return Worse(ExitCode.BadData, $"{line} It changed meanwhile, so it stays and is taken in again.");
        try
        {
            var folder = Path.Combine(submission.State == SubmissionState.Rejected ? folders.Rejected : folders.Archive, agency);
            WriteFeedback(submission, received, folder);
            // The marker first: one that outlived its file would call the next of that name ready before it is.
            File.Delete(file.FullName + MarkerEnding);
            var target = FreePath(folder, file.Name);
            File.Move(file.FullName, target, overwrite: false);
            workspace.Journal.PutAway(result?.Id ?? submission.Id, agency);
            return $"{line} It is in {target}.";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or RequestException or EnvironmentException)
        {
            return Worse(ExitCode.MachineFailed, $"{line} But it could not be put away, and stays where it is: {e.Message}");
        }
    }

    /// <summary>The submission that there is feedback on, and what to tell: of a file that is loaded already, the one that loaded it.</summary>
    private (StoredSubmission Submission, string Line) Outcome(SubmissionResult result, string told)
    {
        workspace.Journal.Taken(result);
        if (IsLoadedAlready(result))
            return (_submissions.CurrentOf(result.Checked.Facts!.Agency)!, $"{told}: loaded already, so it was not loaded again.");
        _worst = Math.Max(_worst, Verdicts.CodeOf(result.Checked));
        return (_submissions.Find(result.Id)!, Verdicts.Line(result.Checked, workspace.Book, result));
    }

    private void WriteFeedback(StoredSubmission submission, ReceivedFile received, string folder)
    {
        var feedback = new StoredFeedback(workspace).Of(submission);
        Files.Write(
            FreePath(folder, FeedbackReport.FileName(feedback)),
            stream => FeedbackReport.Write(feedback, workspace.Book, ProgramVersion.Text, stream));
        // What is stored lacks the rows of clients who refuse; of a file that was not judged nothing is stored.
        Files.Write(
            FreePath(folder, ErrorsFile.FileName(feedback.Facts, submission.Received)),
            stream => ErrorsFile.Write(_submissions.FileOf(submission) ?? received, feedback.Issues, workspace.Book, stream));
    }

    /// <summary>Whether the only thing wrong with a file is that it is what is held now (FILE-10).</summary>
    private static bool IsLoadedAlready(SubmissionResult result) => result.State == SubmissionState.Rejected
        && result.Checked.Issues.Where(i => i.Severity == Severity.File).All(i => i.Rule == "FILE-10");

    /// <summary>A name that is free in a folder: the file's own, else with -2, -3 and so on before its endings.</summary>
    private static string FreePath(string folder, string name)
    {
        var stem = name;
        foreach (var ending in (string[])[".gz", ".zip", ".csv", ".xlsx"])
        {
            if (stem.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                stem = stem[..^ending.Length];
        }

        if (stem.Length == name.Length)
            stem = Path.GetFileNameWithoutExtension(name);
        var path = Path.Combine(folder, name);
        for (var number = 2; Path.Exists(path); number++)
            path = Path.Combine(folder, FormattableString.Invariant($"{stem}-{number}{name[stem.Length..]}"));
        return path;
    }

    private FileStream Lock()
    {
        try
        {
            return new FileStream(Path.Combine(folders.Inbox, ".intake.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException(
                $"The inbox {folders.Inbox} cannot be used: another intake is working on it, or it cannot be written. ({e.Message})", e);
        }
    }

    /// <summary>A file is ready when a marker beside it says so, or when nobody has written to it for a while. A marker older than the
    /// file was left for another.</summary>
    private bool IsReady(FileInfo file)
    {
        var marker = new FileInfo(file.FullName + MarkerEnding);
        return (marker.Exists && marker.LastWriteTimeUtc >= file.LastWriteTimeUtc)
            || time.GetUtcNow().UtcDateTime - file.LastWriteTimeUtc >= settle;
    }

    private static bool IsSubmission(FileInfo file) => !IsHidden(file)
        && !((string[])[".part", ".tmp", MarkerEnding]).Contains(file.Extension, StringComparer.OrdinalIgnoreCase);

    private static bool IsHidden(FileSystemInfo entry) =>
        entry.Name.StartsWith('.') || entry.Attributes.HasFlag(FileAttributes.Hidden);

    private void Tell(string line, int code) => terminal.Line(Worse(code, line));

    private string Worse(int code, string line)
    {
        _worst = Math.Max(_worst, code);
        return line;
    }
}
