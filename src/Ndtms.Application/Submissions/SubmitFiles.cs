using System.Globalization;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Storage;

namespace Ndtms.Application.Submissions;

/// <summary>Files of this machine to submit, in this order.</summary>
/// <param name="Path">A file, or a folder of files. A folder may hold <c>submissions.csv</c>, which lists its files in their order with
/// their facts, and <c>agencies.csv</c>, which is loaded first.</param>
/// <param name="Given">Facts that win over those of the files' names.</param>
/// <param name="Received">The day of receipt.</param>
/// <param name="Correction">They correct an earlier period (FILE-11).</param>
/// <param name="Confirmed">Where one would be held, it is loaded all the same, unless it removes much.</param>
/// <param name="Remove">The number that it may remove (<see cref="Storage.Removal.NumberWanted"/>).</param>
public sealed record FilesToSubmit(
    string Path, ExplicitFacts Given, DateOnly Received, bool Correction = false, bool Confirmed = false, int? Remove = null);

/// <summary>A file that was submitted.</summary>
/// <param name="FileName">Its name, without folders.</param>
/// <param name="Submission">The submission's id; null: the file was not received.</param>
/// <param name="Result">The outcome; null: it is not processed yet, since an earlier file of its agency is being checked, or it was not
/// received.</param>
public sealed record SubmittedFile(string FileName, long? Submission, SubmissionResult? Result);

/// <summary>What was submitted.</summary>
/// <param name="Resumed">Submissions received earlier that were processed first.</param>
/// <param name="Files">The files, in their order; those after a stop are missing.</param>
public sealed record SubmittedFiles(IReadOnlyList<ProcessedSubmission> Resumed, IReadOnlyList<SubmittedFile> Files);

/// <summary>Receives a file or a folder of files and processes them: those of one agency one after the other, in their order.</summary>
public sealed class SubmitFiles(Workspace workspace) : UseCase<FilesToSubmit, SubmittedFiles>("files-submit", workspace.Book)
{
    /// <summary>The file of a folder that lists its submissions.</summary>
    public const string ListName = "submissions.csv";

    /// <summary>The file of a folder that lists its agencies.</summary>
    public const string AgenciesName = "agencies.csv";

    protected override SubmittedFiles Execute(Invocation invocation, FilesToSubmit request)
    {
        if (!Directory.Exists(request.Path))
            return Submit(invocation, [request]);
        // The list is read before anything is stored: where it cannot be used, nothing happens.
        var files = FilesOf(request);
        if (Path.Combine(request.Path, AgenciesName) is var agencies && File.Exists(agencies))
            workspace.Reference.LoadAgencies(AgenciesName, File.ReadAllBytes(agencies), workspace.Book);
        return Submit(invocation, files);
    }

    private SubmittedFiles Submit(Invocation invocation, IReadOnlyCollection<FilesToSubmit> files)
    {
        using var purgedOnce = workspace.Database.PutOffPurging();
        var process = new ProcessSubmissions(workspace);
        var resumed = process.Run(invocation.By, SubmissionsToProcess.All, invocation.Report, invocation.Cancellation);
        var receive = new ReceiveFile(workspace);
        var submitted = invocation.EachSideBySide("Submitting files", files, file =>
        {
            var name = Path.GetFileName(file.Path);
            if (!File.Exists(file.Path))
                return new SubmittedFile(name, null, null);
            long id;
            using (var content = Files.Open(file.Path))
                id = receive.Run(invocation.By, new FileToReceive(name, content, file.Given, file.Received, file.Correction, file.Confirmed, file.Remove));
            return new SubmittedFile(name, id, process.Run(invocation.By, new SubmissionsToProcess(id)) is [.., var last] ? last.Result : null);
        }, AgencyOf);
        // Files that waited for one that another process took in, or this one: whichever of the two ends last processes them.
        var late = process.Run(invocation.By, SubmissionsToProcess.All, invocation.Report, invocation.Cancellation);
        return new SubmittedFiles(
            [.. resumed, .. late.Where(l => submitted.All(f => f.Submission != l.Result.Id))],
            [.. submitted.Select(f => f.Result is null && late.FirstOrDefault(l => l.Result.Id == f.Submission) is { } done ? f with { Result = done.Result } : f)]);
    }

    /// <summary>Whose a file is, as far as its name says; files that do not say it are taken one after the other.</summary>
    private static string AgencyOf(FilesToSubmit file)
    {
        if (file.Given.Agency is { } given)
            return given;
        if (!File.Exists(file.Path))
            return "";
        var received = new ReceivedFile(Path.GetFileName(file.Path), () => Files.Open(file.Path));
        return received.NamedFacts?.Agency ?? "";
    }

    /// <summary>The files of a folder: those of its list, in the list's order; without one, all, by name.</summary>
    private static List<FilesToSubmit> FilesOf(FilesToSubmit request)
    {
        var list = Path.Combine(request.Path, ListName);
        List<FilesToSubmit> files = File.Exists(list)
            ? [.. ReferenceTable.Read(ListName, File.ReadAllBytes(list)).Select(row => Read(row, request))]
            : [.. Directory.EnumerateFiles(request.Path).Where(IsSubmission).Order(StringComparer.Ordinal).Select(f => request with { Path = f })];
        return files.Count > 0 ? files : throw new RequestException(
            File.Exists(list) ? $"{list} lists no file." : $"The folder {request.Path} has no .csv, .xlsx, .zip or .gz file.");
    }

    private static FilesToSubmit Read(ReferenceRow row, FilesToSubmit otherwise)
    {
        var file = row.Required("file");
        if (Path.IsPathRooted(file) || file.Split('/', '\\').Contains(".."))
            throw row.Wrong("file", "the name of a file in the folder or below it");
        // A number says yes, and how much the file may remove.
        int? number = int.TryParse(row.Text("confirm"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : null;
        return new FilesToSubmit(
            Path.Combine(otherwise.Path, file),
            Given(),
            row.Date("received") ?? otherwise.Received,
            YesNo("correction", "Y, N or nothing") ?? otherwise.Correction,
            number is not null || (YesNo("confirm", "Y, N, the number that may be removed, or nothing") ?? otherwise.Confirmed),
            number ?? otherwise.Remove);

        ExplicitFacts Given()
        {
            try
            {
                return new ExplicitFacts(
                    Text("agency") ?? otherwise.Given.Agency, row.Date("from") ?? otherwise.Given.From, row.Date("to") ?? otherwise.Given.To,
                    Text("letter") ?? otherwise.Given.Letter);
            }
            catch (FactsException e)
            {
                throw new CodeBookException($"{row.File}, line {row.Line}: {e.Message}");
            }
        }

        string? Text(string column) => row.Text(column) is { Length: > 0 } text ? text : null;

        // A spreadsheet writes TRUE and FALSE.
        bool? YesNo(string column, string expected) => row.Text(column).ToUpperInvariant() switch
        {
            "" => null,
            "Y" or "YES" or "TRUE" => true,
            "N" or "NO" or "FALSE" => false,
            _ => throw row.Wrong(column, expected),
        };
    }

    private static bool IsSubmission(string path) => Path.GetFileName(path) is not AgenciesName
        && Path.GetExtension(path).ToLowerInvariant() is ".csv" or ".xlsx" or ".txt" or ".zip" or ".gz";
}
