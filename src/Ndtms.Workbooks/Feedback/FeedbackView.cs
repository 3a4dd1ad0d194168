using Ndtms.Core.DataSets;
using Ndtms.Core.Validation;

namespace Ndtms.Workbooks.Feedback;

/// <summary>The feedback on a submission, as the sheets of its workbook use it.</summary>
/// <param name="feedback">The feedback.</param>
/// <param name="book">The reference data with which the submission was checked.</param>
internal sealed class FeedbackView(SubmissionFeedback feedback, CodeBook book)
{
    public SubmissionFeedback Feedback => feedback;

    public CodeBook Book => book;

    /// <summary>Every listed issue with its number: most serious first, then by line.</summary>
    public (int Number, Issue Issue)[] Numbered { get; } =
    [
        .. feedback.Issues.Select((issue, i) => (Number: feedback.IssueNumbers.Count == 0 ? 0 : feedback.IssueNumbers[i], Issue: issue))
            .OrderByDescending(i => i.Issue.Severity).ThenBy(i => i.Issue.Lines.Count == 0 ? 0 : i.Issue.Lines[0])
            .ThenBy(i => i.Issue.Rule, StringComparer.Ordinal).ThenBy(i => i.Issue.ClientId, StringComparer.Ordinal)
            .ThenBy(i => i.Issue.EpisodeId, StringComparer.Ordinal).ThenBy(i => i.Issue.ChildId, StringComparer.Ordinal)
            .ThenBy(i => i.Issue.Column, StringComparer.Ordinal).ThenBy(i => i.Issue.Value, StringComparer.Ordinal)
            .Select((i, at) => i with { Number = i.Number == 0 ? at + 1 : i.Number }),
    ];

    /// <summary>Every listed issue, in the same order.</summary>
    public Issue[] Issues => field ??= [.. Numbered.Select(i => i.Issue)];

    /// <summary>How many warnings are confirmed.</summary>
    public int Confirmed { get; } = feedback.IssueCounts.Sum(c => c.Confirmed);

    /// <summary>How many issues there are, listed or not.</summary>
    public int Total { get; } = feedback.IssueCounts.Sum(c => c.Issues);

    /// <summary>Whether every issue is listed.</summary>
    public bool IsAllListed => Issues.Length == Total;

    public string Agency { get; } = (feedback.AgencyName, feedback.Facts) switch
    {
        ({ } name, { } facts) => $"{name} ({facts.Agency})",
        (_, { } facts) => facts.Agency,
        _ => "Agency not known",
    };

    /// <summary>The line below the title of every sheet.</summary>
    public string Subtitle => $"{Agency}, received {Wording.Day(feedback.Received)}";

    /// <summary>Whether the effect of rejected records on figures is known.</summary>
    public bool HasEffects => feedback.Completeness.Count > 0 && feedback.IssueCounts.Any(c => c.Severity == Severity.Reject);

    /// <summary>The number of issues of a severity, without confirmed warnings.</summary>
    public int Count(Severity severity) => feedback.IssueCounts.Where(c => c.Severity == severity).Sum(c => c.Unconfirmed);
}
