using System.Globalization;
using Ndtms.Core.Quality;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Feedback;

/// <summary>The notes of feedback on a submission.</summary>
internal static class FeedbackNotes
{
    public static IReadOnlyList<NoteSection> All() =>
    [
        new("Severities")
        {
            Definitions = [.. FeedbackWords.Severities.Select(s => new Definition(s.ToString(), FeedbackWords.Meaning(s)))],
        },
        new("Records",
            "When a record is rejected, all records below it are rejected too: a client's episodes, and an episode's modalities, TOPs, "
                + "sub-interventions and times in treatment. Their other issues are still listed, so that you can correct them all together.",
            "Rows of the same record are merged, so an issue can list several lines. It counts once."),
        new("Data-quality score",
            "The score is 100, minus the percentage of records rejected, minus half the percentage of records loaded with a warning. "
            + "All kinds of record count equally. Formula: 100 x (1 - (rejected + loaded with a warning / 2) / read). Warnings that have "
            + "been confirmed as correct do not count.",
            string.Create(CultureInfo.InvariantCulture, $"The scores for the region and England are the means of their agencies' current scores. "
            + $"Each agency counts equally. A mean of fewer than {QualityScore.LeastAgencies} agencies is not shown.")),
        new("Effect on figures",
            "The effect is calculated, not estimated. Your figures at the end of the window are calculated twice: from the file as loaded, and "
            + "with the records that the rule rejects. The difference is the number of clients missing. Figures are the agency's own, for "
            + "clients of any age and substance, identified by initials, date of birth and sex, for the month and the 12 months that end with it.",
            "A record rejected by several rules is counted for each of them, so do not add up the effects of rules. Records are included as "
            + "they were sent, but a discharge before triage is moved to the first possible date. A record without an id, an episode without a "
            + "valid triage date, and a modality without a valid type or start date are not included, and have no effect."),
        new("Missing values",
            "Completeness covers the fields that the data set expects, on loaded records. A value that is not valid counts as missing. "
            + "\"Not disclosed\" in a TOP counts as an answer, unless the TOP has no other answers."),
        new("TOP",
            "The list covers episodes in structured treatment for which you co-ordinate the TOP (TOPCC is Y). A start TOP is due within 14 "
            + "days before or after treatment start, and an exit TOP within 14 days before or after discharge. A review is due 183 days after "
            + "the last TOP, or after treatment start if there has been none. Starts and exits are listed if they are in the window. Reviews "
            + "are listed for episodes that are open at the end of the window and started 183 days or more before. Rejected and empty TOPs do "
            + "not count."),
        new("Known limits",
            "Rules check the file and the agency's current data. They cannot tell whether a plausible value is correct.",
            "The workbook contains clients' references and values. Protect it in the same way as their records."),
    ];
}
