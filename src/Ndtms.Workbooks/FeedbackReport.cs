using System.Globalization;
using Ndtms.Core.DataSets;
using Ndtms.Workbooks.Feedback;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

/// <summary>Data-quality feedback on one submission, for the provider who sent it: a workbook.</summary>
/// <remarks>A sheet is a class of its own.</remarks>
public static class FeedbackReport
{
    /// <summary>The name of the workbook's file: <c>feedback-N0852-2012-03-2.xlsx</c>, by agency, month and number; where these are not known,
    /// <c>feedback-submission-17.xlsx</c>.</summary>
    public static string FileName(SubmissionFeedback feedback) => feedback.NamingFacts is { } facts
        ? string.Create(CultureInfo.InvariantCulture, $"feedback-{facts.Agency}-{facts.To:yyyy-MM}-{feedback.Number}.xlsx")
        : $"feedback-{feedback.NameWithoutFacts}.xlsx";

    /// <summary>Writes the workbook; the same feedback gives the same bytes, whatever the order of the issues.</summary>
    /// <param name="feedback">The feedback.</param>
    /// <param name="book">The reference data with which the submission was checked.</param>
    /// <param name="programVersion">Shown in the workbook.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(SubmissionFeedback feedback, CodeBook book, string programVersion, Stream stream) =>
        Describe(new FeedbackView(feedback, book), programVersion).Save(stream);

    private static Workbook Describe(FeedbackView view, string programVersion)
    {
        var runId = FeedbackRunId.Of(view, programVersion);
        var workbook = new Workbook($"Data-quality feedback: {view.Subtitle}") { RunId = runId };
        workbook.AddContents(new ContentsPage
        {
            What = $"{(view.Feedback.CheckedOnly ? $"{ErrorsWorkbook.CheckedOnly} " : "")}Data-quality feedback on {view.Feedback.FileName}",
            Area = view.Agency,
            Cut = view.Feedback.Facts?.To ?? view.Feedback.Received,
            DataAsAt = $"{Wording.Day(view.Feedback.Received)}, when the file was received",
            Basis = "The file as sent, checked against every rule",
            Disclosure = "none (restricted: the provider itself, owners and analysts)",
            CodeVersion = programVersion,
            DataVersion = $"codes {view.Book.Hash[..12]}",
            RunId = runId,
        });
        var (detail, removed) = (new DetailSheets(view), new RemovedSheet(view));
        var (summary, byRule) = (new SummarySheet(view, removed), new ByRuleSheet(view, detail));
        // These two come first, but refer to sheets added after them.
        var (first, second) = (workbook.Reserve(summary), workbook.Reserve(byRule));
        detail.AddTo(workbook);
        TopSheet.AddTo(workbook, view);
        if (view.Feedback.Completeness.Count > 0)
            workbook.Add(new MissingValuesSheet(view));
        removed.AddTo(workbook);
        summary.Fill(first);
        byRule.Fill(second);
        workbook.AddNotes(FeedbackNotes.All());
        return workbook;
    }
}
