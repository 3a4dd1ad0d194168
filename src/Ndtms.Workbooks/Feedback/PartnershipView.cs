using Ndtms.Core.Measures;

namespace Ndtms.Workbooks.Feedback;

/// <summary>The feedback on a partnership's agencies, as the sheets of its workbook ask for it.</summary>
/// <param name="feedback">What is told.</param>
/// <param name="mode">What happens to small numbers.</param>
internal sealed class PartnershipView(PartnershipFeedback feedback, DisclosureMode mode)
{
    public PartnershipFeedback Feedback => feedback;

    public DisclosureMode Mode => mode;

    /// <summary>The line below the title of every sheet.</summary>
    public string Subtitle { get; } = $"{feedback.Name} ({feedback.Code}), {Wording.Month(feedback.Cut)}";

    /// <summary>The agencies that sent a file for the month, with the last of them.</summary>
    public IReadOnlyList<(AgencyFeedback Agency, SubmissionCounts Last)> Sent { get; } =
        [.. feedback.Agencies.Where(a => a.Last is not null).Select(a => (a, a.Last!))];

    /// <summary>What rows are sorted by: where not every number may be shown, its place must not tell it.</summary>
    public double Place(double number) => mode == DisclosureMode.None ? number : 0;
}
