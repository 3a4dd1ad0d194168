using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Feedback;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

/// <summary>Data-quality feedback on a partnership's agencies: a workbook of counts, without anything about anybody. It is the partnership's
/// own: its numbers are exact, and there is no public edition of it.</summary>
/// <remarks>A sheet is a class of its own.</remarks>
public static class PartnershipFeedbackReport
{
    /// <summary>The name of the workbook's file: <c>feedback-A12B-2012-03.xlsx</c>.</summary>
    public static string FileName(PartnershipFeedback feedback) =>
        string.Create(CultureInfo.InvariantCulture, $"feedback-{feedback.Code}-{feedback.Cut:yyyy-MM}.xlsx");

    /// <summary>Writes the workbook; the same feedback gives the same bytes.</summary>
    /// <param name="feedback">The feedback.</param>
    /// <param name="book">The reference data with which the submissions were checked.</param>
    /// <param name="programVersion">Shown in the workbook.</param>
    /// <param name="stream">Where to; left open.</param>
    /// <exception cref="ArgumentException">No agency has sent anything.</exception>
    public static void Write(
        PartnershipFeedback feedback, CodeBook book, string programVersion, Stream stream)
    {
        if (feedback.Agencies.All(a => a.Last is null))
            throw new ArgumentException("No agency has sent anything.", nameof(feedback));
        Describe(new PartnershipView(feedback), book, programVersion).Save(stream);
    }

    private static Workbook Describe(PartnershipView view, CodeBook book, string programVersion)
    {
        var data = JsonSerializer.SerializeToUtf8Bytes(new { view.Feedback, book.Hash, programVersion, view.Feedback.Cut.DayNumber, mode = Edition.Exact.Name() });
        var runId = Convert.ToHexStringLower(SHA256.HashData(data))[..12];
        var workbook = new Workbook($"Data-quality feedback: {view.Subtitle}") { RunId = runId };
        workbook.AddContents(new ContentsPage
        {
            What = "Data-quality feedback on the partnership's agencies",
            Area = $"{view.Feedback.Name} ({view.Feedback.Code})",
            Cut = view.Feedback.Cut,
            DataAsAt = $"{Wording.Day(view.Sent.Max(s => s.Last.Received))}, the latest receipt",
            Basis = "Each agency's last submission for a window ending in the month",
            Disclosure = "Counts only, small numbers shown (restricted: the partnership itself, owners and analysts)",
            CodeVersion = programVersion,
            DataVersion = $"codes {book.Hash[..12]}",
            RunId = runId,
        });
        workbook.Add(new AgenciesSheet(view));
        workbook.Add(new AgencyRulesSheet(view));
        workbook.Add(new AgencyMissingValuesSheet(view));
        workbook.AddNotes(
        [
            new("Data-quality score",
                "100, minus the percentage of records rejected, minus half the percentage of records loaded with a warning: "
                + "100 x (1 - (rejected + loaded with a warning / 2) / read). Warnings that have been confirmed as correct do not count."),
            new("Timeliness",
                "A file for the month is in time if it was accepted and was received by the deadline, including any extension for the agency. Days "
                + "late are the days from the deadline to the receipt of the first accepted file, even if the agency has sent another file since. "
                + "No file is due from an agency that is not active at the end of the month."),
            new("Missing values",
                "Completeness covers the fields that the data set expects, on loaded records. A value that is not valid counts as missing."),
            new("Known limits",
                "The workbook covers the partnership's own agencies. It includes residents of other partnerships whom they treat, but not "
                + "residents treated elsewhere."),
        ]);
        return workbook;
    }
}
