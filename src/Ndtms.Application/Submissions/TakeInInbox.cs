using System.Security.Cryptography;
using System.Text;
using Ndtms.Application.Feedback;
using Ndtms.Core.Intake;
using Ndtms.Core.Validation;
using Ndtms.Storage;
using Ndtms.Workbooks;

namespace Ndtms.Application.Submissions;

/// <summary>Where dropped files lie, and where they go once they are processed; below each, a folder for each agency.</summary>
/// <param name="Inbox">Where agencies drop files.</param>
/// <param name="Archive">Where files go that are loaded or held.</param>
/// <param name="Rejected">Where files go that are rejected.</param>
public sealed record InboxFolders(string Inbox, string Archive, string Rejected)
{
    /// <summary>Whether a folder is another one, or is below it.</summary>
    public static bool IsWithin(string folder, string other) =>
        (folder + Path.DirectorySeparatorChar).StartsWith(other + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}

/// <summary>An inbox to empty.</summary>
/// <param name="Folders">The folders; archive and rejected should be on the inbox's file system, so that a move is one step.</param>
/// <param name="Settle">For how long a file without a marker must not have been written to.</param>
public sealed record InboxToEmpty(InboxFolders Folders, TimeSpan Settle);

/// <summary>What happened to a dropped file.</summary>
public enum InboxOutcome
{
    /// <summary>It was processed and moved to archive or rejected.</summary>
    Processed,

    /// <summary>It is loaded already, so it was not loaded again (FILE-10), and was moved to the archive.</summary>
    LoadedAlready,

    /// <summary>It was submitted by a run that ended before it could put the file away, which is done now.</summary>
    SubmittedAlready,

    /// <summary>Its name was not valid UTF-8. It has another now, under which it is taken in.</summary>
    Renamed,

    /// <summary>It is held already, so it was not received again, and was moved to the archive.</summary>
    HeldAlready,

    /// <summary>It was received, but is not processed yet: another process checks it, or an earlier file of its agency. It stays until a later
    /// run puts it away with its feedback.</summary>
    Queued,

    /// <summary>It was not received, and stays where it is.</summary>
    NotReceived,

    /// <summary>It was processed but changed meanwhile, so it stays and is received again.</summary>
    Changed,

    /// <summary>It was processed but could not be moved.</summary>
    NotMoved,
}

/// <summary>A dropped file, or a folder that cannot be read.</summary>
/// <param name="Agency">The agency's folder; null: it is in none.</param>
/// <param name="Name">Its name; empty: the folder itself.</param>
/// <param name="Outcome">What happened to it.</param>
/// <param name="Submission">The submission's id; null: it was not received.</param>
/// <param name="Result">The outcome of processing it; null: it was not processed.</param>
/// <param name="Target">Where it is now; null: where it was.</param>
/// <param name="Problem">Why it stays; null where it does not.</param>
/// <param name="IsFault">Whether disk, rights or the program are the reason, and not the file.</param>
public sealed record InboxFile(
    string? Agency, string Name, InboxOutcome Outcome, long? Submission = null, SubmissionResult? Result = null, string? Target = null,
    string? Problem = null, bool IsFault = false);

/// <summary>What was found in an inbox.</summary>
/// <param name="Resumed">Submissions received earlier that were processed first.</param>
/// <param name="Files">The files that were ready, and those that cannot be received.</param>
/// <param name="NotReady">How many files are not ready yet.</param>
public sealed record EmptiedInbox(IReadOnlyList<ProcessedSubmission> Resumed, IReadOnlyList<InboxFile> Files, int NotReady);

/// <summary>The drop folder <c>inbox/AGENCY/</c>: receives what is ready, processes it and moves it, with the feedback next to
/// it.</summary>
/// <remarks>
/// A file is put away only after its submission and its feedback are stored. Where the process ends between, the next run finds the file again,
/// knows it by its hash, and puts it away with the feedback on the submission that it is. One that is dropped again later is loaded already, or
/// held already, and archived as that.
/// </remarks>
public sealed class TakeInInbox(Workspace workspace) : UseCase<InboxToEmpty, EmptiedInbox>("inbox-take-in", workspace.Book)
{
    private const string MarkerEnding = ".done";

    /// <exception cref="EnvironmentException">Another intake is working on the inbox, or the inbox cannot be used.</exception>
    protected override EmptiedInbox Execute(Invocation invocation, InboxToEmpty request)
    {
        using var alone = Lock(request.Folders.Inbox);
        using var purgedOnce = workspace.Database.PutOffPurging();
        Files.DeleteLeftOver(request.Folders.Archive, SearchOption.AllDirectories);
        Files.DeleteLeftOver(request.Folders.Rejected, SearchOption.AllDirectories);
        var resumed = new ProcessSubmissions(workspace)
            .Run(invocation.By, SubmissionsToProcess.All, invocation.Report, invocation.Cancellation);
        var (left, ready, notReady) = Look(request);
        foreach (var submission in workspace.Queries().InInbox(Scope.England).Where(s => !LiesIn(request.Folders.Inbox, s)))
            workspace.Submissions().PutAway(submission.Id);
        foreach (var file in left)
            invocation.Report?.Report(new Progress("Looking for files", 0, ready.Count, file));
        var taken = invocation.Each("Taking in files", ready, file => TakeIn(invocation, request.Folders, file.Agency, file.File));
        return new EmptiedInbox(resumed, [.. left, .. taken], notReady);
    }

    /// <summary>What lies in the inbox: what cannot be received, what is ready, in the order in which it is received, and how many files are
    /// not ready.</summary>
    private (List<InboxFile> Left, List<(string Agency, FileInfo File)> Ready, int NotReady) Look(InboxToEmpty request)
    {
        var (left, ready, notReady) = (new List<InboxFile>(), new List<(string, FileInfo)>(), 0);
        var inbox = new DirectoryInfo(request.Folders.Inbox);
        foreach (var folder in inbox.EnumerateDirectories().Where(d => !IsHidden(d)).OrderBy(d => d.Name, StringComparer.Ordinal))
        {
            try
            {
                left.AddRange(UnixFiles.CorrectNames(folder.FullName).Select(name => new InboxFile(folder.Name, name, InboxOutcome.Renamed)));
                var files = folder.EnumerateFiles().Where(IsSubmission).ToList();
                notReady += files.Count(f => !IsReady(f, request.Settle));
                // Months in their order: an earlier one after a later one would be refused.
                ready.AddRange(files.Where(f => IsReady(f, request.Settle))
                    .OrderBy(f => SubmissionFacts.FromFileName(f.Name)?.To ?? DateOnly.MaxValue)
                    .ThenBy(f => f.LastWriteTimeUtc).ThenBy(f => f.Name, StringComparer.Ordinal)
                    .Select(f => (folder.Name.ToUpperInvariant(), f)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                left.Add(new InboxFile(
                    folder.Name, "", InboxOutcome.NotReceived, Problem: $"The folder cannot be read: {e.Message}", IsFault: true));
            }
        }

        left.AddRange(inbox.EnumerateFiles().Where(IsSubmission).OrderBy(f => f.Name, StringComparer.Ordinal).Select(stray => new InboxFile(
            null, stray.Name, InboxOutcome.NotReceived, Problem: "It is not in the folder of an agency; move it into the folder of its agency.")));
        return (left, ready, notReady);
    }

    private InboxFile TakeIn(Invocation invocation, InboxFolders folders, string agency, FileInfo file)
    {
        var told = new InboxFile(agency, file.Name, InboxOutcome.NotReceived);
        var (length, written) = (file.Length, file.LastWriteTimeUtc);
        if (!SubmissionFacts.IsAgencyCode(agency))
            return told with { Problem = "The name of its folder is not an agency code; move it into the folder of its agency." };
        StoredSubmission submission;
        try
        {
            // A link could lead to files that the agency may not read.
            if (file.LinkTarget is not null)
                return told with { Problem = "It is a link; drop the file itself." };
            if (!UnixFiles.IsRegular(file.FullName))
                return told with { Problem = "It is a pipe, a socket or a device; drop a regular file." };
            // Before anything is stored: where nothing can be put away, the same file would come again and again.
            Directory.CreateDirectory(Path.Combine(folders.Archive, agency));
            Directory.CreateDirectory(Path.Combine(folders.Rejected, agency));
            (told, submission) = Submit(invocation, told, Files.Receive(file.FullName));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or RequestException)
        {
            return told with { Problem = e.Message, IsFault = true };
        }
        catch (Exception e) when (IsOfThisFile(e))
        {
            return told with { Problem = Kind(e), IsFault = true };
        }

        // Put away now, it would never get its feedback, and one that is rejected later would lie in the archive.
        if (told.Outcome == InboxOutcome.Queued)
            return told;
        using var about = Journal.About(submission.Id);
        file.Refresh();
        if (file.Exists && (file.Length != length || file.LastWriteTimeUtc != written))
            return told with { Outcome = InboxOutcome.Changed };
        try
        {
            return told with { Target = PutAway(submission, file, folders, agency) };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or RequestException or EnvironmentException)
        {
            return told with { Outcome = InboxOutcome.NotMoved, Problem = e.Message, IsFault = true };
        }
        catch (Exception e) when (IsOfThisFile(e))
        {
            return told with { Outcome = InboxOutcome.NotMoved, Problem = Kind(e), IsFault = true };
        }

        // One file that the program cannot process must not stop the others.
        static bool IsOfThisFile(Exception e) => e is not (StorageException or OutOfMemoryException);

        // The message could hold a value of the data, so only its kind is told.
        static string Kind(Exception e) => $"The program failed ({e.GetType().Name}).";
    }

    /// <summary>Receives and processes a file, unless its submission is held already.</summary>
    /// <returns>What happened, and the submission that there is feedback on: of a file that is loaded already, the one that loaded
    /// it.</returns>
    private (InboxFile Told, StoredSubmission Submission) Submit(Invocation invocation, InboxFile told, ReceivedFile file)
    {
        var (queries, agency) = (workspace.Queries(), told.Agency!);
        if (queries.InInboxWith(Scope.England, agency, file.Sha256) is { } here)
        {
            told = told with { Outcome = IsWaiting(here) ? InboxOutcome.Queued : InboxOutcome.SubmittedAlready, Submission = here.Id };
            return IsLoadedAlready(here) && queries.CurrentOf(Scope.England, agency) is { } loaded
                ? (told with { Outcome = InboxOutcome.LoadedAlready }, loaded)
                : (told, here);
        }

        if (queries.HeldWith(Scope.England, agency, file.Sha256) is { } held)
            return (told with { Outcome = InboxOutcome.HeldAlready, Submission = held.Id }, held);
        var given = file.NamedFacts?.Agency == agency ? ExplicitFacts.None : new ExplicitFacts(agency);
        long id;
        using (var content = file.OpenReceived())
            id = new ReceiveFile(workspace).Run(invocation.By, new FileToReceive(file.Name, content, given, workspace.Today, InInbox: true));
        var result = new ProcessSubmissions(workspace).Run(invocation.By, new SubmissionsToProcess(id)) is [.., var last] ? last.Result : null;
        var submission = queries.Find(Scope.England, id)!;
        told = told with
        {
            Outcome = IsWaiting(submission) ? InboxOutcome.Queued : result is null ? InboxOutcome.SubmittedAlready : InboxOutcome.Processed,
            Submission = id,
            Result = result,
        };
        return IsLoadedAlready(submission) && queries.CurrentOf(Scope.England, agency) is { } current
            ? (told with { Outcome = InboxOutcome.LoadedAlready }, current)
            : (told, submission);
    }

    /// <summary>Moves a file to archive or rejected, with any feedback on its submission next to it.</summary>
    /// <returns>Where the file is now.</returns>
    private string PutAway(StoredSubmission submission, FileInfo file, InboxFolders folders, string agency)
    {
        var folder = Path.Combine(submission.State == SubmissionState.Rejected ? folders.Rejected : folders.Archive, agency);
        var feedback = new StoredFeedback(workspace);
        if (feedback.Of(submission) is { } found)
        {
            // The name is the submission's alone, so that a run that was interrupted leaves no second copy. An agency may have sent a file of it.
            var named = Output.Workbook(Path.Combine(folder, FeedbackReport.FileName(found)));
            (named.Refusal() is null ? named : Output.Workbook(FreePath(folder, FeedbackReport.FileName(found)))).Write(stream => feedback.Write(found, stream));
            // What is stored lacks the rows of clients who refuse; of a file that was not judged nothing is stored.
            feedback.WriteErrors(submission, found, () => Files.Receive(file.FullName), (name, write) => WriteOnce(folder, name, write));
        }

        // The marker first: one that outlived its file would call the next of that name ready before it is.
        if (File.Exists(file.FullName + MarkerEnding))
            File.Delete(file.FullName + MarkerEnding);
        var target = FreePath(folder, file.Name);
        File.Move(file.FullName, target, overwrite: false);
        workspace.Submissions().PutAway(submission.Id);
        workspace.Journal.PutAway(submission.Id, agency);
        return target;
    }

    /// <summary>Whether a submission is not processed yet.</summary>
    private static bool IsWaiting(StoredSubmission submission) => submission.State is SubmissionState.Received or SubmissionState.Checking;

    /// <summary>Whether the only thing wrong with a file is that it is what is loaded now (FILE-10).</summary>
    private bool IsLoadedAlready(StoredSubmission submission) => submission.State == SubmissionState.Rejected
        && workspace.Queries().RuleCountsOf(Scope.England, submission.Id).Where(r => r.Severity == Severity.File).All(r => r.Rule == "FILE-10");

    /// <summary>Whether the file of a submission still lies where it was dropped.</summary>
    private static bool LiesIn(string inbox, StoredSubmission submission) => Directory.EnumerateDirectories(inbox)
        .Any(folder => Path.GetFileName(folder).Equals(submission.Agency, StringComparison.OrdinalIgnoreCase) && File.Exists(Path.Combine(folder, submission.FileName)));

    /// <summary>A name that is free in a folder: the file's own, else with -2, -3 and so on before its endings.</summary>
    private static string FreePath(string folder, string name)
    {
        var stem = name;
        // With a number the name must not become longer than file systems allow.
        const int most = 240;
        foreach (var ending in (string[])[".gz", ".zip", ".csv", ".xlsx"])
        {
            if (stem.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                stem = stem[..^ending.Length];
        }

        if (stem.Length == name.Length)
            stem = Path.GetFileNameWithoutExtension(name);
        var path = Path.Combine(folder, name);
        var shortened = stem;
        while (Encoding.UTF8.GetByteCount(shortened) > most - (name.Length - stem.Length))
            shortened = shortened[..^1];
        for (var number = 2; Path.Exists(path); number++)
            path = Path.Combine(folder, FormattableString.Invariant($"{shortened}-{number}{name[stem.Length..]}"));
        return path;
    }

    /// <summary>Writes a file under a name that is free, unless one of its name has the same content: a run that was interrupted leaves no
    /// second copy.</summary>
    private static void WriteOnce(string folder, string name, Action<Stream> write)
    {
        var path = FreePath(folder, name);
        Output.Errors(path).Write(write);
        var hash = HashOf(path);
        if (Directory.EnumerateFiles(folder, $"{Path.GetFileNameWithoutExtension(name)}*{Path.GetExtension(name)}").Where(p => p != path).ToList()
            .Exists(p => HashOf(p).AsSpan().SequenceEqual(hash)))
        {
            File.Delete(path);
        }

        static byte[] HashOf(string file)
        {
            using var content = File.OpenRead(file);
            return SHA256.HashData(content);
        }
    }

    private static FileStream Lock(string inbox)
    {
        try
        {
            return new FileStream(Path.Combine(inbox, ".intake.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException(
                $"The inbox {inbox} cannot be used: another intake is working on it, or it cannot be written. ({e.Message})", e);
        }
    }

    /// <summary>A file is ready when a marker next to it says so, or when it has not changed for a while. A marker older than the
    /// file was left for another.</summary>
    private bool IsReady(FileInfo file, TimeSpan settle)
    {
        var marker = new FileInfo(file.FullName + MarkerEnding);
        return (marker.Exists && marker.LastWriteTimeUtc >= file.LastWriteTimeUtc)
            || workspace.Time.GetUtcNow().UtcDateTime - file.LastWriteTimeUtc >= settle;
    }

    /// <summary>Others' temporary files are theirs to finish or delete.</summary>
    private static bool IsSubmission(FileInfo file) => !IsHidden(file) && !file.Name.StartsWith("~$", StringComparison.Ordinal)
        && !((string[])[".part", ".filepart", ".crdownload", ".tmp", MarkerEnding]).Contains(file.Extension, StringComparer.OrdinalIgnoreCase)
        && !SystemFiles.IsOne(file.Name);

    private static bool IsHidden(FileSystemInfo entry) =>
        entry.Name.StartsWith('.') || entry.Attributes.HasFlag(FileAttributes.Hidden);
}
