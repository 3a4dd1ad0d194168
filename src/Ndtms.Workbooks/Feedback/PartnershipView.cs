namespace Ndtms.Workbooks.Feedback;

/// <summary>The feedback on a partnership's agencies, as the sheets of its workbook use it.</summary>
/// <param name="feedback">The feedback.</param>
internal sealed class PartnershipView(PartnershipFeedback feedback)
{
    public PartnershipFeedback Feedback => feedback;

    /// <summary>The line below the title of every sheet.</summary>
    public string Subtitle { get; } = $"{feedback.Name} ({feedback.Code}), {Wording.Month(feedback.Cut)}";

    /// <summary>The agencies that sent a file for the month, with the last of them.</summary>
    public IReadOnlyList<(AgencyFeedback Agency, SubmissionCounts Last)> Sent { get; } =
        [.. feedback.Agencies.Where(a => a.Last is not null).Select(a => (a, a.Last!))];
}
