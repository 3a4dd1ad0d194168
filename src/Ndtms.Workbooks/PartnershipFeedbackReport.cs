using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Ndtms.Core.DataSets;
using Ndtms.Core.Measures;
using Ndtms.Workbooks.Feedback;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

/// <summary>Data-quality feedback on a partnership's agencies: a workbook of counts, without anything about anybody.</summary>
/// <remarks>A sheet is a class of its own.</remarks>
public static class PartnershipFeedbackReport
{
    /// <summary>The name of the workbook's file: <c>feedback-A12B-2012-03.xlsx</c>.</summary>
    public static string FileName(PartnershipFeedback feedback) =>
        string.Create(CultureInfo.InvariantCulture, $"feedback-{feedback.Code}-{feedback.Cut:yyyy-MM}.xlsx");

    /// <summary>Writes the workbook; the same feedback gives the same bytes.</summary>
    /// <param name="feedback">What is told.</param>
    /// <param name="book">The reference data with which the submissions were checked.</param>
    /// <param name="programVersion">Shown in the workbook.</param>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="mode">What becomes of small numbers.</param>
    /// <exception cref="ArgumentException">No agency has sent anything.</exception>
    public static void Write(
        PartnershipFeedback feedback, CodeBook book, string programVersion, Stream stream, DisclosureMode mode = DisclosureMode.None)
    {
        if (feedback.Agencies.All(a => a.Last is null))
            throw new ArgumentException("No agency has sent anything.", nameof(feedback));
        Describe(new PartnershipView(feedback, mode), book, programVersion).Save(stream);
    }

    private static Workbook Describe(PartnershipView view, CodeBook book, string programVersion)
    {
        var data = JsonSerializer.SerializeToUtf8Bytes(new { _feedback = view.Feedback, book.Hash, programVersion, view.Feedback.Cut.DayNumber, mode = view.Mode.Name() });
        var runId = Convert.ToHexStringLower(SHA256.HashData(data))[..12];
        var workbook = new Workbook($"Data-quality feedback: {view.Subtitle}") { Footer = $"Run {runId}" };
        workbook.AddContents(new ContentsPage
        {
            What = "Data-quality feedback on the partnership's agencies",
            Area = $"{view.Feedback.Name} ({view.Feedback.Code})",
            Cut = view.Feedback.Cut,
            DataAsAt = $"{Wording.Day(view.Sent.Max(s => s.Last.Received))}, the latest receipt",
            Basis = "Each agency's last submission for a window that ends in the month",
            Disclosure = view.Mode == DisclosureMode.None
                ? "Counts only, small numbers shown (restricted: the partnership itself, owners and analysts)"
                : Wording.Disclosure(view.Mode),
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
                "100 less the share of the records that were rejected, and less half the share of those that were loaded with a warning: "
                + "100 x (1 - (rejected + loaded with a warning / 2) / read). Warnings that somebody has checked and found correct do not count."),
            new("Timeliness",
                "A file for the month is in time if it was received by the deadline, with the agency's own extension where it has one, and was "
                + "accepted. Days late are those from the deadline to the day on which the first accepted file was received, whatever was sent "
                + "again since. No file is due of an agency that is not active at the month's end."),
            new("Missing values",
                "Counted are the fields that the data set expects, on records that are loaded. A value that cannot be read counts as missing."),
            new("Known limits",
                "The agencies are those that belong to the partnership. Residents treated elsewhere are not in here, and residents of other "
                + "partnerships treated by its agencies are."),
        ]);
        return workbook;
    }
}
