using Ndtms.Application.Access;
using Ndtms.Application.Feedback;
using Ndtms.Core.Calendar;
using Ndtms.Core.Quality;
using Ndtms.Core.Validation;
using Ndtms.Storage;

namespace Ndtms.Application.Submissions;

/// <summary>What a rule found in a submission, with what it does to figures.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Severity">What its issues do.</param>
/// <param name="Issues">How many there are, without warnings that were checked.</param>
/// <param name="Missing">Whom they keep out of figures; empty: nobody.</param>
public sealed record RuleHarm(Rule Rule, Severity Severity, int Issues, IReadOnlyList<MissingPersons> Missing)
{
    /// <summary>The most people that are missing from one figure.</summary>
    public int Persons => Missing.Count == 0 ? 0 : Missing.Max(m => m.Persons);

    /// <summary>Rules in the order of their harm: what stops the file, then people missing from figures, then how many issues there are.</summary>
    public static IReadOnlyList<RuleHarm> InOrder(
        IEnumerable<RuleCount> counts, IReadOnlyDictionary<string, IReadOnlyList<MissingPersons>> effects) =>
    [
        .. counts.Select(c => new RuleHarm(
                RuleBook.Find(c.Rule), c.Severity, c.Issues, c.Severity == Severity.Reject ? effects.GetValueOrDefault(c.Rule, []) : []))
            .OrderByDescending(h => h.Severity is Severity.File or Severity.Hold).ThenByDescending(h => h.Severity == Severity.File)
            .ThenByDescending(h => h.Persons).ThenByDescending(h => h.Severity).ThenByDescending(h => h.Issues).ThenBy(h => h.Rule.Id, StringComparer.Ordinal),
    ];
}

/// <summary>Scores to compare one's own with.</summary>
/// <param name="Own">The submission's own; null: no record was read.</param>
/// <param name="Earlier">That of the submission that it is compared with.</param>
/// <param name="Region">The mean of the agency's region; null: too few agencies.</param>
/// <param name="RegionName">What the region is called.</param>
/// <param name="England">The mean of England; null: too few agencies.</param>
public sealed record Scores(double? Own, double? Earlier, QualityMean? Region, string? RegionName, QualityMean? England);

/// <summary>What came of a submission, with all that its page says.</summary>
/// <param name="Submission">The submission.</param>
/// <param name="Steps">Its steps, in their order.</param>
/// <param name="Counts">What it brought, by kind of record.</param>
/// <param name="Rules">What was found, by rule, the most harmful first.</param>
/// <param name="Reasons">Issues of the file as a whole: why it was rejected or held, and which headings are wrong. Empty where the caller sees counts
/// only.</param>
/// <param name="Scores">Its score among others.</param>
/// <param name="Earlier">The submission that it is compared with; null: it is the first.</param>
/// <param name="Differences">How its issues differ from the earlier one's.</param>
/// <param name="By">The submission that replaced it; null: none did.</param>
/// <param name="Deadline">Until when a corrected file is in time; null: the agency or period is not known.</param>
/// <param name="InFiguresSince">Since when figures count it; null: they do not.</param>
/// <param name="FromCheck">What was found when the file was only checked, where it was submitted from a check that is still kept.</param>
/// <param name="Unlisted">How many issues are counted but not listed one by one.</param>
public sealed record SubmissionOutcome(
    StoredSubmission Submission, IReadOnlyList<SubmissionEvent> Steps, IReadOnlyList<EntityCount> Counts, IReadOnlyList<RuleHarm> Rules,
    IReadOnlyList<StoredIssue> Reasons, Scores Scores, StoredSubmission? Earlier, IReadOnlyList<IssueDifference> Differences, long? By,
    DateOnly? Deadline, DateTimeOffset? InFiguresSince, FileCheckResult? FromCheck, int Unlisted)
{
    /// <summary>The step with which it came to its state.</summary>
    public SubmissionEvent Last => Steps[^1];
}

/// <summary>Shows what came of a submission.</summary>
public sealed class ShowResult(Workspace workspace) : UseCase<long, SubmissionOutcome>("submission-result", workspace.Book)
{
    /// <summary>The most reasons that a page shows.</summary>
    private const int MostReasons = 200;

    protected override SubmissionOutcome Execute(Invocation invocation, long request)
    {
        var (scope, queries) = (invocation.Allowed.Scope, workspace.Queries());
        var found = queries.Find(scope, request) ?? throw ShowSubmission.Missing(request);
        var steps = queries.EventsOf(scope, request);
        var earlier = found is { Agency: not null, WindowTo: not null } && queries.EarlierThan(found, 1) is [var before] ? before : null;
        var counts = queries.CountsOf(scope, request);
        var feedback = new StoredFeedback(workspace);
        var content = queries.ContentOf(scope, request);
        var detail = invocation.Allowed.Detail == Detail.Lines;
        var (region, regionName, england) = feedback.MeansFor(found.Agency);
        var totals = queries.IssueTotalsOf(scope, request).Sum(c => c.Issues);
        return new SubmissionOutcome(
            found, steps, counts, RuleHarm.InOrder(queries.RuleCountsOf(scope, request), content?.Effects ?? new Dictionary<string, IReadOnlyList<MissingPersons>>()),
            detail ? queries.IssuesOf(scope, request, new IssueFilter { Entity = "file" }, Page.First(MostReasons)).Items : [],
            new Scores(QualityScore.Of(counts), earlier is null ? null : QualityScore.Of(queries.CountsOf(scope, earlier.Id)), region, regionName, england),
            earlier, earlier is null ? [] : queries.DifferencesOf(scope, request, earlier.Id), queries.ReplacedBy(scope, found), DeadlineOf(found),
            found.State == SubmissionState.Accepted ? steps[^1].At : null,
            detail && workspace.Checks() is var checks && checks.OfSubmission(request, invocation.By.Name) is { } check ? checks.ResultOf(check) : null,
            detail ? totals - (int)queries.IssuesOf(scope, request, IssueFilter.None, Page.First(1)).Total : 0);
    }

    private DateOnly? DeadlineOf(StoredSubmission submission) => submission is { Agency: { } agency, WindowTo: { } to }
        ? new SubmissionCalendar(workspace.Book.WorkingDays, new CalendarData(workspace.Database).Extensions()).DeadlineOf(agency, to)
        : null;
}
