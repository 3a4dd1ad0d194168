using Ndtms.Core.Quality;
using Ndtms.Core.Validation;

namespace Ndtms.Workbooks;

/// <summary>The feedback to a partnership on a submission: counts only.</summary>
/// <param name="Received">The day it was received.</param>
/// <param name="Number">The number of the submission among its agency's for the month.</param>
/// <param name="Verdict">The outcome.</param>
/// <param name="Counts">Counts by kind of entity.</param>
/// <param name="Rules">Issues by rule, without confirmed warnings.</param>
/// <param name="Completeness">Of the expected fields; empty where its content is not available.</param>
public sealed record SubmissionCounts(
    DateOnly Received, int Number, Verdict Verdict, IReadOnlyList<EntityCount> Counts, IReadOnlyList<RuleCount> Rules,
    IReadOnlyList<FieldCompleteness> Completeness);

/// <summary>An agency of a partnership.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Name">Its name.</param>
/// <param name="Last">Its last submission for the month; null: there is none.</param>
/// <param name="Deadline">The last day on which its file for the month was in time, with its extension; null: it was not active at the
/// month's end, so none was due.</param>
/// <param name="Accepted">The day on which the first accepted file for the month was received; null: none was.</param>
public sealed record AgencyFeedback(string Code, string Name, SubmissionCounts? Last, DateOnly? Deadline = null, DateOnly? Accepted = null)
{
    /// <summary>The data-quality scores of its last submissions, at most six, oldest first.</summary>
    public IReadOnlyList<ScoreAt> Scores { get; init; } = [];
}

/// <summary>The data-quality score of a submission.</summary>
/// <param name="Received">The day it was received.</param>
/// <param name="Score">From 0 to 100.</param>
public sealed record ScoreAt(DateOnly Received, double Score);

/// <summary>The feedback to a partnership on a month's submissions.</summary>
/// <param name="Name">The partnership's name.</param>
/// <param name="Code">Its code.</param>
/// <param name="Cut">Last day of the month.</param>
/// <param name="Agencies">Its own agencies, by code.</param>
public sealed record PartnershipFeedback(string Name, string Code, DateOnly Cut, IReadOnlyList<AgencyFeedback> Agencies);
