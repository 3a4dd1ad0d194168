using Ndtms.Core.Measures;

namespace Ndtms.Workbooks.Feedback;

/// <summary>The feedback on a partnership's agencies, as the sheets of its workbook use it.</summary>
/// <param name="feedback">The feedback.</param>
/// <param name="mode">How small numbers are shown.</param>
internal sealed class PartnershipView(PartnershipFeedback feedback, DisclosureMode mode)
{
    public PartnershipFeedback Feedback => feedback;

    public DisclosureMode Mode => mode;

    /// <summary>The line below the title of every sheet.</summary>
    public string Subtitle { get; } = $"{feedback.Name} ({feedback.Code}), {Wording.Month(feedback.Cut)}";

    /// <summary>The agencies that sent a file for the month, with the last of them.</summary>
    public IReadOnlyList<(AgencyFeedback Agency, SubmissionCounts Last)> Sent { get; } =
        [.. feedback.Agencies.Where(a => a.Last is not null).Select(a => (a, a.Last!))];

    /// <summary>The key that rows are sorted by. Where numbers may be suppressed, a row's place must not disclose them.</summary>
    public double Place(double number) => mode == DisclosureMode.None ? number : 0;
}
