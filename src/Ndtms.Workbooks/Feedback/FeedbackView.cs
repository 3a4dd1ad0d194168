using Ndtms.Core.DataSets;
using Ndtms.Core.Validation;

namespace Ndtms.Workbooks.Feedback;

/// <summary>The feedback on a submission, as the sheets of its workbook ask for it.</summary>
/// <param name="feedback">What is told.</param>
/// <param name="book">The reference data with which the submission was checked.</param>
internal sealed class FeedbackView(SubmissionFeedback feedback, CodeBook book)
{
    public SubmissionFeedback Feedback => feedback;

    public CodeBook Book => book;

    /// <summary>Every issue: the most serious first, then by line.</summary>
    public Issue[] Issues { get; } =
    [
        .. feedback.Issues.OrderByDescending(i => i.Severity).ThenBy(i => i.Lines.Count == 0 ? 0 : i.Lines[0]).ThenBy(i => i.Rule, StringComparer.Ordinal)
            .ThenBy(i => i.ClientId, StringComparer.Ordinal).ThenBy(i => i.EpisodeId, StringComparer.Ordinal)
            .ThenBy(i => i.ChildId, StringComparer.Ordinal).ThenBy(i => i.Column, StringComparer.Ordinal)
            .ThenBy(i => i.Value, StringComparer.Ordinal),
    ];

    /// <summary>How many warnings are confirmed.</summary>
    public int Confirmed => Issues.Count(i => i.Confirmed);

    public string Agency { get; } = (feedback.AgencyName, feedback.Facts) switch
    {
        ({ } name, { } facts) => $"{name} ({facts.Agency})",
        (_, { } facts) => facts.Agency,
        _ => "Agency not known",
    };

    /// <summary>The line below the title of every sheet.</summary>
    public string Subtitle => $"{Agency}, received {Wording.Day(feedback.Received)}";

    /// <summary>Whether it is known whom rejected records keep out of figures.</summary>
    public bool HasEffects => feedback.Completeness.Count > 0 && Issues.Any(i => i.Severity == Severity.Reject);

    /// <summary>How many issues of a severity count: confirmed warnings do not.</summary>
    public int Count(Severity severity) => Issues.Count(i => i.Severity == severity && !i.Confirmed);
}
