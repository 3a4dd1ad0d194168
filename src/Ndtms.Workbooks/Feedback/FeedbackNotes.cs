using System.Globalization;
using Ndtms.Core.Quality;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Feedback;

/// <summary>What the notes of feedback on a submission say.</summary>
internal static class FeedbackNotes
{
    public static IReadOnlyList<NoteSection> All() =>
    [
        new("Severities")
        {
            Definitions = [.. FeedbackWords.Severities.Select(s => new Definition(s.ToString(), FeedbackWords.Meaning(s)))],
        },
        new("Records",
            "A record that is rejected takes everything below it along: a client its episodes, an episode its modalities, TOPs, "
                + "sub-interventions "
            + "and times in treatment. Further issues of such records are listed all the same, so that all can be mended at once.",
            "Rows of one record are merged, so that an issue may name several lines. It counts once."),
        new("Data-quality score",
            "The score is 100 less the share of the records that were rejected, and less half the share of those that were loaded with a "
            + "warning. All kinds of record count alike. In a formula: 100 x (1 - (rejected + loaded with a warning / 2) / read). Warnings "
            + "that somebody has checked and found correct do not count.",
            string.Create(CultureInfo.InvariantCulture, $"The region's and England's scores are means of their agencies' current scores, "
            + $"each agency weighing alike; one of fewer than {QualityScore.LeastAgencies} agencies is not shown.")),
        new("Effect on figures",
            "Computed, not estimated: your figures at the end of the window's month are counted from the file twice, as it is loaded and "
            + "with the records put back that the rule rejects; whoever appears is missing now. Figures are those of the agency, of clients of "
            + "any age and substance, told apart by initials, date of birth and sex, for the month and for the twelve months that end with it.",
            "A record that several rules reject is missing by each of them, so effects of rules must not be added. Records are put back as "
            + "they were sent, but a discharge before triage as of the first day on which it could have been. One without its id, an episode without a readable triage date and a modality without a readable type or start "
            + "cannot be placed, and count as no effect."),
        new("Missing values",
            "Counted are the fields that the data set expects, on records that are loaded. A value that cannot be read counts as missing; "
            + "\"not disclosed\" in a TOP counts as an answer, unless the TOP holds no other."),
        new("TOP",
            "Listed are episodes in structured treatment of which you co-ordinate the TOP (TOPCC is Y). A start TOP is due within 14 days of "
            + "treatment start, an exit TOP within 14 days of discharge, either side; a review when 183 days have gone by since the last TOP, "
            + "or since treatment start where there is none. Start and exit are listed where they lie in the window, reviews of those who are "
            + "open at its end and started 183 days or more before. Rejected and empty TOPs do not count."),
        new("Known limits",
            "Rules judge the file and what is held of the agency. They cannot know whether a plausible value is true.",
            "The workbook holds references and values of clients. Keep it as you keep their records."),
    ];
}
