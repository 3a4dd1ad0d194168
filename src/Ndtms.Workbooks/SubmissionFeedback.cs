using System.Globalization;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Quality;
using Ndtms.Core.Validation;

namespace Ndtms.Workbooks;

/// <summary>The feedback to a provider on one submission: plain data, from a new check or a stored one.</summary>
public sealed record SubmissionFeedback
{
    /// <summary>The submission's id; null: it was only checked.</summary>
    public long? Id { get; init; }

    /// <summary>The file's name as received.</summary>
    public required string FileName { get; init; }

    /// <summary>The agency and window; null where they are not known.</summary>
    public SubmissionFacts? Facts { get; init; }

    /// <summary>The agency's name, where it is registered.</summary>
    public string? AgencyName { get; init; }

    public required DateOnly Received { get; init; }

    /// <summary>The number of the submission among the agency's for the month, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The outcome. An accepted submission with an issue of severity hold was held first and then confirmed.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Data rows in the file.</summary>
    public required int Rows { get; init; }

    /// <summary>Counts by kind of entity; empty where the content was not checked.</summary>
    public required IReadOnlyList<EntityCount> Counts { get; init; }

    /// <summary>How many clients refuse consent.</summary>
    public required int Refusals { get; init; }

    /// <summary>The listed issues, in any order.</summary>
    public required IReadOnlyList<Issue> Issues { get; init; }

    /// <summary>How many issues there are, those that are not listed among them.</summary>
    public IReadOnlyList<IssueCount> IssueCounts { get => field ?? IssueCount.Of(Issues); init; }

    /// <summary>The numbers of the issues within the stored submission, in the order of <see cref="Issues"/>; empty: nothing is stored, and
    /// they are numbered in the order in which they are shown.</summary>
    public IReadOnlyList<int> IssueNumbers { get; init; } = [];

    /// <summary>Whether the file was only checked, so that nothing was submitted.</summary>
    public bool CheckedOnly { get; init; }

    /// <summary>The last day on which a file for the month is in time, where the submission came after it; null: it is in time, or the
    /// deadline is not known.</summary>
    public DateOnly? MissedDeadline { get; init; }

    /// <summary>The last day on which a file for the month is in time, with the agency's extension; null: it is not known.</summary>
    public DateOnly? Deadline { get; init; }

    /// <summary>The changes to current data; null where they are not known.</summary>
    public EpisodeChanges? Changes { get; init; }

    /// <summary>The agency's earlier submissions for the same or earlier windows, oldest first: the last is used for comparison, and all
    /// for the trend.</summary>
    public IReadOnlyList<EarlierSubmission> Earlier { get; init; } = [];

    /// <summary>The name of the agency's region.</summary>
    public string? Region { get; init; }

    /// <summary>The mean of the current scores of the region's agencies; null: not known, or too few agencies to be shown.</summary>
    public QualityMean? RegionScore { get; init; }

    /// <summary>The mean of the current scores of England's agencies.</summary>
    public QualityMean? EnglandScore { get; init; }

    /// <summary>The people missing from figures because of rejected records, by rule.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<MissingPersons>> Effects { get; init; } =
        new Dictionary<string, IReadOnlyList<MissingPersons>>();

    /// <summary>Completeness of expected fields; empty where the content is not available.</summary>
    public IReadOnlyList<FieldCompleteness> Completeness { get; init; } = [];

    /// <summary>TOPs that are due or completed; null where the content is not available.</summary>
    public IReadOnlyList<ExpectedTop>? Tops { get; init; }

    /// <summary>The feedback with what the content of the file shows: effects on figures, missing values and TOPs.</summary>
    /// <param name="submission">The same submission as checked.</param>
    /// <param name="book">The reference data with which it was checked.</param>
    public SubmissionFeedback WithContent(CheckedSubmission submission, CodeBook book)
    {
        if (!submission.IsJudged)
            return this;
        var quality = new ContentQuality(submission, book);
        var tops = new List<ExpectedTop>();
        submission.EachPart(part => tops.AddRange(quality.Add(part)));
        return this with { Effects = quality.Effects, Completeness = quality.Completeness, Tops = TopSchedule.InOrder(tops) };
    }

    /// <summary>The feedback on a newly checked submission.</summary>
    /// <param name="submission">As checked.</param>
    /// <param name="number">The number of the submission for the month.</param>
    /// <param name="agencyName">The agency's name, where it is registered.</param>
    public static SubmissionFeedback Of(CheckedSubmission submission, int number, string? agencyName = null) => new()
    {
        FileName = submission.File.Name,
        Facts = submission.Facts,
        AgencyName = agencyName,
        Received = submission.Received,
        Number = number,
        Verdict = submission.Verdict,
        Rows = submission.Rows,
        Counts = submission.Counts,
        Refusals = submission.Refusals.Count,
        Issues = submission.Issues,
        IssueCounts = submission.IssueCounts,
    };

    /// <summary>The facts by which files are named; null where they are not known.</summary>
    internal SubmissionFacts? NamingFacts => Facts is { } facts && SubmissionFacts.IsAgencyCode(facts.Agency) ? facts : null;

    /// <summary>What stands for the facts in the names of files, where they are not known: never anything that the sender wrote.</summary>
    internal string NameWithoutFacts => string.Create(CultureInfo.InvariantCulture, $"submission-{Id ?? 0}");
}
