using System.Globalization;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Validation;
using Ndtms.Workbooks;

namespace Ndtms.Application.Submissions;

/// <summary>A file to check, and what is known about it in addition to its name.</summary>
/// <param name="File">The file.</param>
/// <param name="Given">Facts that win over those of its name.</param>
/// <param name="Received">The day of receipt.</param>
/// <param name="Correction">It corrects an earlier period (FILE-11).</param>
public sealed record FileToCheck(ReceivedFile File, ExplicitFacts Given, DateOnly Received, bool Correction = false);

/// <summary>What was found in a file that was only checked.</summary>
/// <param name="Found">Its issues, counts and content.</param>
/// <param name="Book">The reference data that it was checked with.</param>
public sealed record CheckedFile(CheckedSubmission Found, CodeBook Book)
{
    /// <summary>Writes the file back with its issues, as CSV.</summary>
    public void WriteErrors(Stream stream) => ErrorsFile.Write(Found.File, Found.Facts, Found.Issues, Found.Unlisted, Book, stream);

    /// <summary>Writes the file back with its issues, as a workbook.</summary>
    /// <exception cref="RequestException">The file has too many rows for one.</exception>
    public void WriteErrorsWorkbook(Stream stream)
    {
        if (!ErrorsWorkbook.CanHold(Found.Rows))
        {
            throw new RequestException(string.Create(
                CultureInfo.InvariantCulture,
                $"The file has more than the {ErrorsWorkbook.MostRows:#,##0} rows that an errors workbook can have; write the errors as .csv."));
        }

        ErrorsWorkbook.Write(Found.File, Found.Facts, Found.Issues, Found.Unlisted, Book, ProgramVersion.Text, stream, checkedOnly: true);
    }

    /// <summary>Writes the issues as CSV.</summary>
    public void WriteIssues(Stream stream) => IssuesFile.Write([(Found.Facts?.Agency, Found.Issues)], Book, stream);

    /// <summary>Writes the feedback workbook.</summary>
    public void WriteWorkbook(Stream stream) => FeedbackReport.Write(
        SubmissionFeedback.Of(Found, number: 1).WithContent(Found, Book) with { CheckedOnly = true }, Book, ProgramVersion.Text, stream);
}

/// <summary>Checks a file against every rule that needs no database. Nothing is stored; whether the agency is registered and what its
/// current data are is not looked at.</summary>
public sealed class CheckFile(CodeBook book) : UseCase<FileToCheck, CheckedFile>("file-check", book)
{
    private readonly CodeBook _book = book;

    protected override CheckedFile Execute(Invocation invocation, FileToCheck request)
    {
        Sending.Require(invocation.Allowed.Scope, request.Given.KnownOver(request.File.NamedFacts).Agency, partnership: null);
        return new CheckedFile(SubmissionCheck.Run(request.File, request.Given, request.Received, _book, request.Correction), _book);
    }
}
