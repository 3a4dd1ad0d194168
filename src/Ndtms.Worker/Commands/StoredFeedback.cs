using Ndtms.Application;
using Ndtms.Core.Calendar;
using Ndtms.Core.Intake;
using Ndtms.Core.Quality;
using Ndtms.Core.Records;
using Ndtms.Core.Validation;
using Ndtms.Storage;
using Ndtms.Workbooks;

namespace Ndtms.Worker.Commands;

/// <summary>Puts feedback together from what is stored of submissions.</summary>
internal sealed class StoredFeedback
{
    /// <summary>Submissions of a trend, the one fed back on among them.</summary>
    private const int Trend = 6;

    /// <summary>Rows of earlier files that are read again for the trend, so that a large agency does not wait for it; the last file
    /// always is.</summary>
    private const int TrendRows = 20_000;

    private readonly Workspace _workspace;
    private readonly Submissions _submissions;
    private readonly IReadOnlyList<StoredSubmission> _all;
    private readonly Dictionary<string, Agency> _agencies;
    private readonly List<(string? Region, double? Score)> _scores;

    public StoredFeedback(Workspace workspace)
    {
        _workspace = workspace;
        _submissions = workspace.Submissions();
        _all = _submissions.All();
        _agencies = workspace.Reference.Agencies().ToDictionary(a => a.Code, StringComparer.Ordinal);
        _scores = [.. _submissions.CurrentRecords().Select(r => (RegionOf(r.Agency), QualityScore.Of(r.Read, r.Loaded, r.Warned)))];
    }

    /// <summary>The last submission of each agency for a window that ends in the month of a cut, by agency.</summary>
    public static List<StoredSubmission> Last(IEnumerable<StoredSubmission> submissions, DateOnly cut, Func<string, bool> wanted) =>
    [
        .. submissions.Where(s => s is { Agency: not null, WindowTo: { } to } && to.Year == cut.Year && to.Month == cut.Month && wanted(s.Agency))
            .GroupBy(s => s.Agency, StringComparer.Ordinal).Select(g => g.MaxBy(s => s.Id)!)
            .OrderBy(s => s.Agency, StringComparer.Ordinal),
    ];

    /// <summary>What became of a stored submission.</summary>
    public static Verdict VerdictOf(StoredSubmission submission) => submission.State switch
    {
        SubmissionState.Rejected or SubmissionState.Withdrawn => Verdict.Rejected,
        SubmissionState.Held => Verdict.Held,
        _ => Verdict.Accepted,
    };

    /// <summary>The feedback on a submission.</summary>
    public SubmissionFeedback Of(StoredSubmission submission)
    {
        var facts = submission is { Agency: { } agency, WindowFrom: { } from, WindowTo: { } to, DataSet: { } letter }
            ? new SubmissionFacts(agency, from, to, letter)
            : null;
        var region = facts is null ? null : RegionOf(facts.Agency);
        var verdict = VerdictOf(submission);
        var feedback = new SubmissionFeedback
        {
            FileName = submission.FileName,
            Facts = facts,
            AgencyName = _agencies.GetValueOrDefault(submission.Agency ?? "")?.Name,
            Received = submission.Received,
            Number = submission.MonthNumber,
            Verdict = verdict,
            Rows = submission.RowCount,
            Counts = _submissions.CountsOf(submission.Id),
            Refusals = submission.RefusalCount,
            Issues = _submissions.IssuesOf(submission.Id),
            Changes = verdict == Verdict.Rejected ? null : ChangesOf(submission),
            Earlier = EarlierThan(submission),
            Region = _workspace.Book.Areas.Region(region)?.Name,
            RegionScore = region is null ? null : QualityScore.Mean(_scores.Where(s => s.Region == region).Select(s => s.Score)),
            EnglandScore = QualityScore.Mean(_scores.Select(s => s.Score)),
        };
        return _submissions.CheckAgain(submission) is { } again ? feedback.WithContent(again, _workspace.Book) : feedback;
    }

    /// <summary>The feedback on a partnership's agencies: those active at the cut, and those that sent something for its month.</summary>
    public PartnershipFeedback Of(Core.DataSets.Partnership partnership, DateOnly cut)
    {
        var last = Last(_all, cut, a => _agencies.TryGetValue(a, out var agency) && agency.Partnership == partnership.Code)
            .ToDictionary(s => s.Agency!, StringComparer.Ordinal);
        var data = new CalendarData(_workspace.Database);
        var due = new SubmissionCalendar(_workspace.Book.WorkingDays, data.Extensions())
            .StandingsAt(cut, DateOnly.MaxValue, _agencies.Values.Where(a => a.Partnership == partnership.Code), data.Arrivals())
            .ToDictionary(s => s.Agency.Code, StringComparer.Ordinal);
        return new PartnershipFeedback(partnership.Name, partnership.Code, cut,
        [
            .. _agencies.Values.Where(a => a.Partnership == partnership.Code && (a.ActiveOn(cut) || last.ContainsKey(a.Code)))
                .OrderBy(a => a.Code, StringComparer.Ordinal)
                .Select(a => new AgencyFeedback(
                    a.Code, a.Name, last.TryGetValue(a.Code, out var submission) ? Counted(submission) : null,
                    due.GetValueOrDefault(a.Code)?.Deadline,
                    due.GetValueOrDefault(a.Code) is { IsAccepted: true } standing ? standing.Arrival!.Received : null)),
        ]);
    }

    private SubmissionCounts Counted(StoredSubmission submission) => new(
        submission.Received, submission.MonthNumber, VerdictOf(submission), _submissions.CountsOf(submission.Id),
        _submissions.RuleCountsOf(submission.Id),
        _submissions.CheckAgain(submission)?.Content is { } content ? Completeness.Of(content) : []);

    private EpisodeChanges ChangesOf(StoredSubmission submission) => new(
        submission.Changes.Added, submission.Changes.Changed, submission.Changes.Unchanged,
        [.. _submissions.ChangesOf(submission.Id).Where(c => c.Change == "removed").Select(c => (c.ClientId, c.EpisodeId))]);

    /// <summary>The last submissions for the same window or earlier ones that brought records, oldest first.</summary>
    private List<EarlierSubmission> EarlierThan(StoredSubmission submission)
    {
        var earlier = new List<EarlierSubmission>();
        var rows = 0;
        foreach (var before in _all.Where(s => IsBefore(s, submission)).Reverse())
        {
            rows += before.RowCount;
            if (earlier.Count == Trend - 1 || (earlier.Count > 0 && rows > TrendRows))
                break;
            var counts = _submissions.CountsOf(before.Id);
            if (!counts.Any(c => c.Read > 0))
                continue;
            earlier.Add(new EarlierSubmission(
                before.Received, before.WindowTo!.Value, counts, _submissions.IssueCountsOf(before.Id),
                _submissions.CheckAgain(before)?.Content is { } content ? Completeness.Of(content) : []));
        }

        earlier.Reverse();
        return earlier;
    }

    private static bool IsBefore(StoredSubmission submission, StoredSubmission other) =>
        submission.Id < other.Id && submission.Agency == other.Agency && submission.WindowTo <= other.WindowTo
        && submission.State is (SubmissionState.Accepted or SubmissionState.Superseded or SubmissionState.Held or SubmissionState.Rejected);

    private string? RegionOf(string agency) => _agencies.TryGetValue(agency, out var known)
        ? _workspace.Book.Areas.Partnership(known.Partnership)?.Region ?? known.Region
        : null;
}
