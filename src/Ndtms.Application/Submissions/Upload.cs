using System.Globalization;
using System.Security.Cryptography;
using Ndtms.Core.Intake;
using Ndtms.Storage;

namespace Ndtms.Application.Submissions;

/// <summary>Why a file that was sent is not taken in: the kind of problem, for doors that answer each in its own way.</summary>
public enum UploadProblem
{
    /// <summary>What it is cannot be read: the ending, an old workbook, nothing in it, an archive of several files.</summary>
    FileType,

    /// <summary>It is larger than may be.</summary>
    TooLarge,

    /// <summary>It did not arrive whole, or is not what its digest says.</summary>
    NotWhole,

    /// <summary>The caller cannot send for its agency.</summary>
    Agency,

    /// <summary>The period is not known or not possible.</summary>
    Period,

    /// <summary>The data set was not in force, or is not known.</summary>
    DataSet,

    /// <summary>Another file of the agency is being checked.</summary>
    AgencyBusy,

    /// <summary>The same file is current or held.</summary>
    SameFile,

    /// <summary>The key was used for another file.</summary>
    KeyReused,

    /// <summary>The first request with the key is still running.</summary>
    StillRunning,
}

/// <summary>A file is not taken in; nothing of it is kept. The message says what to do.</summary>
/// <param name="problems">Every problem, with its message: all at once.</param>
/// <param name="submission">The submission that stands in the way; null: none does.</param>
public sealed class UploadException(IReadOnlyList<(UploadProblem Problem, string Message)> problems, long? submission = null)
    : RequestException(string.Join(' ', problems.Select(p => p.Message)))
{
    public UploadException(UploadProblem problem, string message, long? submission = null)
        : this([(problem, message)], submission)
    {
    }

    /// <summary>Every problem, with its message.</summary>
    public IReadOnlyList<(UploadProblem Problem, string Message)> Problems => problems;

    /// <summary>The submission that stands in the way; null: none does.</summary>
    public long? Submission => submission;
}

/// <summary>A file that was sent through the portal or the API.</summary>
/// <param name="FileName">Its name; whatever stands before the last slash is left out.</param>
/// <param name="Content">The bytes as sent, read once.</param>
/// <param name="Given">Facts that win over those of its name.</param>
/// <param name="Correction">It corrects an earlier period (FILE-11).</param>
/// <param name="Key">By it the same request, sent twice, is carried out once; null: it has none.</param>
/// <param name="Digest">SHA-256 that the sender gives of the bytes, in hexadecimal; null: none is given.</param>
public sealed record UploadedFile(
    string FileName, Stream Content, ExplicitFacts Given, bool Correction = false, string? Key = null, string? Digest = null);

/// <summary>A file that was taken in.</summary>
/// <param name="Id">The number of the submission, or the id of the check.</param>
/// <param name="Replayed">It was taken in before, by an earlier request with the same key.</param>
public sealed record TakenIn<TId>(TId Id, bool Replayed);

/// <summary>How large a file may be that is sent through the portal or the API.</summary>
public static class UploadLimits
{
    /// <summary>300 MB, as sent.</summary>
    public const long Bytes = 300_000_000;

    /// <summary>The most characters of a file's name that are kept.</summary>
    public const int LongestName = 120;

    /// <summary>The endings that a file's name may have.</summary>
    public static IReadOnlyList<string> Endings { get; } = [".csv", ".csv.txt", ".xlsx", ".zip", ".gz"];
}

/// <summary>Takes in a file that is sent through the portal or the API, and queues it. Right and agency are checked before the first byte is kept,
/// as far as the name says whose it is.</summary>
public sealed class SubmitUpload(Workspace workspace) : UseCase<UploadedFile, TakenIn<long>>("upload-submit", workspace.Book)
{
    protected override TakenIn<long> Execute(Invocation invocation, UploadedFile request)
    {
        var (id, replayed) = new Upload(workspace, invocation, request).Take("submission", (file, examine) =>
            workspace.Submissions().Receive(file, examine).ToString(CultureInfo.InvariantCulture));
        return new TakenIn<long>(long.Parse(id, CultureInfo.InvariantCulture), replayed);
    }
}

/// <summary>Takes in a file to be checked only. Nothing is submitted; what is found is kept for 24 hours, for whoever sent it.</summary>
public sealed class CheckUpload(Workspace workspace) : UseCase<UploadedFile, TakenIn<string>>("upload-check", workspace.Book)
{
    protected override TakenIn<string> Execute(Invocation invocation, UploadedFile request)
    {
        var (id, replayed) = new Upload(workspace, invocation, request).Take("check", (file, examine) => workspace.Checks().Receive(file, examine));
        return new TakenIn<string>(id, replayed);
    }
}

/// <summary>What taking in a file has in common, whether it is submitted or only checked.</summary>
internal sealed class Upload(Workspace workspace, Invocation invocation, UploadedFile request)
{
    /// <summary>Takes the file in, once for each key.</summary>
    /// <param name="what">What it becomes: a key is of one kind.</param>
    /// <param name="store">Stores it, and has it examined before it is queued; returns its id.</param>
    /// <returns>Its id, and whether it was taken in before.</returns>
    /// <exception cref="UploadException">It is not taken in.</exception>
    public (string Id, bool Replayed) Take(string what, Func<Submission, Action<ReceivedFile>, string> store)
    {
        using var content = new MeasuredStream(request.Content, UploadLimits.Bytes);
        var name = Path.GetFileName(request.FileName.Replace('\\', '/'));
        name = PlainText.Of(name.Length > UploadLimits.LongestName ? name[^UploadLimits.LongestName..] : name);
        RequireEnding(name);
        // Where the name already says whose it is, nothing of a file that may not be sent is kept.
        if (request.Given.KnownOver(SubmissionFacts.FromFileName(name)).Agency is { } named)
            RequireAgency(named);
        var (owner, keys) = (invocation.By.Name, new IdempotencyKeys(workspace.Database));
        if (request.Key is { } sent && keys.Begin(owner, sent, workspace.Time.GetUtcNow()) is { } known)
            return (Replay(what, known, content), true);
        try
        {
            var id = store(
                new Submission(
                    name, content, request.Given, workspace.Today, owner, request.Correction, Alone: true),
                file => Examine(file, content));
            if (request.Key is { } done)
                keys.Finish(owner, done, content.Digest, $"{what} {id}");
            return (id, false);
        }
        catch (OtherSubmissionException other)
        {
            Forget();
            throw InTheWay(other, workspace.Time);
        }
        catch
        {
            Forget();
            throw;
        }

        void Forget()
        {
            if (request.Key is { } unused)
                keys.Forget(owner, unused);
        }
    }

    /// <summary>What a submission that stands in the way means for the sender.</summary>
    public static UploadException InTheWay(OtherSubmissionException other, TimeProvider clock)
    {
        var local = TimeZoneInfo.ConvertTime(other.Received, clock.LocalTimeZone);
        var time = local.ToString(local.Minute == 0 ? "htt" : "h:mmtt", CultureInfo.InvariantCulture).ToLowerInvariant();
        return other.State switch
        {
            SubmissionState.Accepted => new UploadException(
                UploadProblem.SameFile, Text($"This is the same file as submission {other.Other}, which is loaded. You need not send anything"), other.Other),
            SubmissionState.Held => new UploadException(
                UploadProblem.SameFile, Text($"This is the same file as submission {other.Other}, which is held. Confirm or withdraw it"), other.Other),
            _ => new UploadException(
                UploadProblem.AgencyBusy,
                Text($"Another file for this agency is being checked: submission {other.Other}, begun at {time}. Wait until it is done"), other.Other),
        };
    }

    private static string Replay(string what, KnownKey known, MeasuredStream content)
    {
        if (known.Answer is not { } answer)
            throw new UploadException(UploadProblem.StillRunning, "This file is being received already. Wait a minute, then look at your submissions");
        content.ReadToEnd();
        var begin = $"{what} ";
        return answer.StartsWith(begin, StringComparison.Ordinal) && known.Digest == content.Digest
            ? answer[begin.Length..]
            : throw new UploadException(UploadProblem.KeyReused, "This key was used for another file. Use a new key for each file");
    }

    private static void RequireEnding(string name)
    {
        if (name.EndsWith(".xls", StringComparison.OrdinalIgnoreCase))
            throw OldWorkbook();
        if (!UploadLimits.Endings.Any(e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase)))
            throw new UploadException(UploadProblem.FileType, "The file must be .csv, .xlsx, .zip or .gz");
    }

    private static UploadException OldWorkbook() => new(
        UploadProblem.FileType, "This is a workbook of the old form (.xls). Save it as .xlsx or CSV");

    /// <summary>Looks at the whole file once it is here, and tells all problems at once.</summary>
    private void Examine(ReceivedFile file, MeasuredStream content)
    {
        if (request.Digest is { } digest && !digest.Equals(content.Digest, StringComparison.OrdinalIgnoreCase))
            throw new UploadException(UploadProblem.NotWhole, "The file was not received whole. Nothing was submitted. Try again");
        if (ProblemOf(file) is { } problem)
            throw problem;
        var facts = request.Given.KnownOver(file.NamedFacts);
        var problems = new List<(UploadProblem, string)>();
        if (facts.Agency is not { } agency)
            problems.Add((UploadProblem.Agency, "Enter the agency: the file's name does not say which agency it is for"));
        else if (CannotSendFor(agency) is { } message)
            problems.Add((UploadProblem.Agency, message));
        if (facts is not { From: { } from, To: { } to })
            problems.Add((UploadProblem.Period, "Enter the first and last day of the period: the file's name does not give them"));
        else if (from > to || to > workspace.Today)
            problems.Add((UploadProblem.Period, $"Enter the first and last day of the period: the name gives {LongDay(from)} to {LongDay(to)}, which is not possible"));
        if (facts.Letter is not { } letter)
            problems.Add((UploadProblem.DataSet, "Choose the data set: the file's name does not give it"));
        else if (workspace.Book.DataSet(letter)?.InForceOn(facts.To ?? workspace.Today) != true)
            problems.Add((UploadProblem.DataSet, $"Choose the data set: {letter} was not in force on {LongDay(facts.To ?? workspace.Today)}"));
        if (problems.Count > 0)
            throw new UploadException(problems);
    }

    private static UploadException? ProblemOf(ReceivedFile file) => file.Problem switch
    {
        null or Unreadable.NoHeader or Unreadable.TooManyRows => null,
        Unreadable.Empty => new UploadException(UploadProblem.FileType, "The file is empty"),
        Unreadable.OldWorkbook => OldWorkbook(),
        Unreadable.TooLarge => new UploadException(UploadProblem.TooLarge, "The file unpacks to more than 1 GB"),
        Unreadable.EmptyArchive or Unreadable.NotOneFile or Unreadable.NestedArchive =>
            new UploadException(UploadProblem.FileType, "The archive must hold exactly one .csv or .xlsx file"),
        Unreadable.Protected or Unreadable.ProtectedWorkbook => new UploadException(UploadProblem.FileType, "The archive is protected by a password"),
        Unreadable.NotUnpackable or Unreadable.DamagedWorkbook =>
            new UploadException(UploadProblem.NotWhole, "The file was not received whole. Nothing was submitted. Try again"),
        _ => new UploadException(UploadProblem.FileType, "The file must be .csv, .xlsx, .zip or .gz"),
    };

    private void RequireAgency(string agency)
    {
        if (CannotSendFor(agency) is { } message)
            throw new UploadException(UploadProblem.Agency, message);
    }

    private string? CannotSendFor(string agency)
    {
        var scope = invocation.Allowed.Scope;
        return scope.IsEngland || scope.Covers(agency, workspace.Reference.Agencies().FirstOrDefault(a => a.Code == agency)?.Partnership)
            ? null
            : $"You cannot send for agency {agency}. You can send for {string.Join(", ", scope.Agencies.Order(StringComparer.Ordinal))}";
    }

    private static string LongDay(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}

/// <summary>Passes bytes on, counts and hashes them, and stops at a limit.</summary>
internal sealed class MeasuredStream(Stream bytes, long limit) : ForwardStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _count;

    /// <summary>SHA-256 of what was read, in hexadecimal.</summary>
    public string Digest => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <exception cref="UploadException">There are more bytes than may be, or they end too early.</exception>
    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = bytes.Read(buffer);
        }
        catch (IOException)
        {
            throw new UploadException(UploadProblem.NotWhole, "The file was not received whole. Nothing was submitted. Try again");
        }

        _count += read;
        if (_count > limit)
            throw new UploadException(UploadProblem.TooLarge, "The file must be smaller than 300 MB");
        _hash.AppendData(buffer[..read]);
        return read;
    }

    public void ReadToEnd() => CopyTo(Null);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _hash.Dispose();
        base.Dispose(disposing);
    }
}
