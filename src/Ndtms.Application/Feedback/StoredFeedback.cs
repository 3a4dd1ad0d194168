using Ndtms.Core.Calendar;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Quality;
using Ndtms.Core.Validation;
using Ndtms.Storage;
using Ndtms.Workbooks;

namespace Ndtms.Application.Feedback;

/// <summary>Puts feedback together from what is stored of submissions. Callers have made sure that the submission may be seen.</summary>
internal sealed class StoredFeedback
{
    /// <summary>Submissions of a trend, the one that the feedback is on among them.</summary>
    private const int Trend = 6;

    private readonly Workspace _workspace;
    private readonly SubmissionQueries _submissions;
    private readonly Dictionary<string, Agency> _agencies;
    private readonly List<(string? Region, double? Score)> _scores;

    public StoredFeedback(Workspace workspace)
    {
        _workspace = workspace;
        _submissions = workspace.Queries();
        _agencies = workspace.Reference.Agencies().ToDictionary(a => a.Code, StringComparer.Ordinal);
        _scores = [.. _submissions.CurrentRecords(Scope.England).Select(r => (RegionOf(r.Agency), QualityScore.Of(r.Read, r.Loaded, r.Warned)))];
    }

    /// <summary>The registered agencies, by code.</summary>
    public IReadOnlyDictionary<string, Agency> Agencies => _agencies;

    private SubmissionCalendar Calendar =>
        field ??= new SubmissionCalendar(_workspace.Book.WorkingDays, new CalendarData(_workspace.Database).Extensions());

    /// <summary>The feedback on a submission; null where it has not been processed.</summary>
    public SubmissionFeedback? Of(StoredSubmission submission)
    {
        if (VerdictOf(submission) is not { } verdict)
            return null;
        var facts = submission is { Agency: { } agency, WindowFrom: { } from, WindowTo: { } to, DataSet: { } letter }
            ? new SubmissionFacts(agency, from, to, letter)
            : null;
        var issues = _submissions.AllIssuesOf(Scope.England, submission.Id).ToList();
        var (regionScore, regionName, englandScore) = MeansFor(facts?.Agency);
        var feedback = new SubmissionFeedback
        {
            Id = submission.Id,
            FileName = submission.FileName,
            Facts = facts,
            AgencyName = _agencies.GetValueOrDefault(submission.Agency ?? "")?.Name,
            Received = submission.Received,
            Number = submission.MonthNumber,
            Verdict = verdict,
            Rows = submission.RowCount,
            Counts = _submissions.CountsOf(Scope.England, submission.Id),
            Refusals = submission.RefusalCount,
            Issues = issues.ConvertAll(i => i.Issue),
            IssueCounts = _submissions.IssueTotalsOf(Scope.England, submission.Id),
            IssueNumbers = issues.ConvertAll(i => i.Number),
            Deadline = facts is not null && _agencies.ContainsKey(facts.Agency) && facts.To < DateOnly.MaxValue.AddMonths(-2) ? Calendar.DeadlineOf(facts.Agency, facts.To) : null,
            MissedDeadline = facts is null ? null : MissedDeadline(facts, submission.Received),
            Changes = verdict == Verdict.Rejected ? null : ChangesOf(submission),
            Earlier = EarlierThan(submission),
            Region = regionName,
            RegionScore = regionScore,
            EnglandScore = englandScore,
        };
        return _submissions.ContentOf(Scope.England, submission.Id) is { } content
            ? feedback with { Effects = content.Effects, Completeness = content.Completeness, Tops = content.Tops }
            : feedback;
    }

    /// <summary>The mean scores of an agency's region and of England; null where there are too few agencies.</summary>
    public (QualityMean? Region, string? RegionName, QualityMean? England) MeansFor(string? agency)
    {
        var region = agency is null ? null : RegionOf(agency);
        return (
            region is null ? null : QualityScore.Mean(_scores.Where(s => s.Region == region).Select(s => s.Score)),
            _workspace.Book.Areas.Region(region)?.Name, QualityScore.Mean(_scores.Select(s => s.Score)));
    }

    /// <summary>Writes the workbook with the feedback.</summary>
    public void Write(SubmissionFeedback feedback, Stream stream) =>
        FeedbackReport.Write(feedback, _workspace.Book, ProgramVersion.Text, stream);

    /// <summary>Writes a submission's file back with its issues, as CSV and as a workbook.</summary>
    /// <param name="submission">The submission.</param>
    /// <param name="feedback">The feedback on it.</param>
    /// <param name="otherwise">Opens the file where nothing of it is stored; null: then nothing is written.</param>
    /// <param name="write">Writes a file of a name.</param>
    public void WriteErrors(
        StoredSubmission submission, SubmissionFeedback feedback, Func<ReceivedFile>? otherwise, Action<string, Action<Stream>> write)
    {
        if ((_submissions.FileOf(Scope.England, submission.Id) ?? otherwise?.Invoke()) is not { } file)
            return;
        var (facts, issues, book) = (feedback.Facts, feedback.Issues, _workspace.Book);
        var unlisted = _submissions.UnlistedOf(Scope.England, submission.Id);
        write(ErrorsFile.FileName(feedback), stream => ErrorsFile.Write(file, facts, issues, unlisted, book, stream));
        if (ErrorsWorkbook.CanHold(feedback.Rows))
        {
            write(
                ErrorsWorkbook.FileName(feedback), stream => ErrorsWorkbook.Write(file, facts, issues, unlisted, book, ProgramVersion.Text, stream));
        }
    }

    /// <summary>The feedback on a partnership's agencies: those active at the cut, and those that sent something for its month.</summary>
    public PartnershipFeedback Of(Partnership partnership, DateOnly cut)
    {
        var last = _submissions.LastOfMonth(Scope.Of([], [partnership.Code], [], _workspace.Book.Areas), cut)
            .ToDictionary(s => s.Agency!, StringComparer.Ordinal);
        var due = Calendar
            .StandingsAt(
                cut, DateOnly.MaxValue, _agencies.Values.Where(a => a.Partnership == partnership.Code), new CalendarData(_workspace.Database).Arrivals())
            .ToDictionary(s => s.Agency.Code, StringComparer.Ordinal);
        return new PartnershipFeedback(partnership.Name, partnership.Code, cut,
        [
            .. _agencies.Values.Where(a => a.Partnership == partnership.Code && (a.ActiveOn(cut) || last.ContainsKey(a.Code)))
                .OrderBy(a => a.Code, StringComparer.Ordinal)
                .Select(a => new AgencyFeedback(
                    a.Code, a.Name, last.TryGetValue(a.Code, out var submission) ? Counted(submission) : null,
                    due.GetValueOrDefault(a.Code)?.Deadline,
                    due.GetValueOrDefault(a.Code) is { IsAccepted: true } standing ? standing.Arrival!.Received : null)
                {
                    Scores = submission is null ? [] : ScoresTo(submission),
                }),
        ]);
    }

    /// <summary>The scores of a submission and of those before it, oldest first.</summary>
    private List<ScoreAt> ScoresTo(StoredSubmission submission) =>
    [
        .. _submissions.EarlierThan(submission, Trend - 1).Append(submission)
            .Select(s => (s.Received, Score: QualityScore.Of(_submissions.CountsOf(Scope.England, s.Id))))
            .Where(s => s.Score is not null).Select(s => new ScoreAt(s.Received, s.Score!.Value)),
    ];

    /// <summary>The deadline of a file's month where the file is late: it came after it, and no accepted file came in time.</summary>
    private DateOnly? MissedDeadline(SubmissionFacts facts, DateOnly received)
    {
        if (!_agencies.TryGetValue(facts.Agency, out var agency))
            return null;
        // A deadline lies after the window, and of a window that ends with the last year of all there is none.
        if (received <= facts.To || received <= Calendar.DeadlineOf(agency.Code, facts.To))
            return null;
        var arrivals = new CalendarData(_workspace.Database).Arrivals(Scope.Of([agency.Code], [], [], _workspace.Book.Areas), facts.To);
        return Calendar.StandingsAt(facts.To, received, [agency], arrivals).FirstOrDefault(s => s.IsLate)?.Deadline;
    }

    /// <summary>The outcome of a submission; null where it has not been processed.</summary>
    private static Verdict? VerdictOf(StoredSubmission submission) => submission.State switch
    {
        SubmissionState.Received or SubmissionState.Checking or SubmissionState.Failed => null,
        SubmissionState.Rejected or SubmissionState.Withdrawn => Verdict.Rejected,
        SubmissionState.Held => Verdict.Held,
        _ => Verdict.Accepted,
    };

    private SubmissionCounts? Counted(StoredSubmission submission) => VerdictOf(submission) is not { } verdict ? null : new(
        submission.Received, submission.MonthNumber, verdict, _submissions.CountsOf(Scope.England, submission.Id),
        _submissions.RuleCountsOf(Scope.England, submission.Id), _submissions.CompletenessOf(Scope.England, submission.Id));

    private EpisodeChanges ChangesOf(StoredSubmission submission) => new(
        submission.Changes.Added, submission.Changes.Changed, submission.Changes.Unchanged, submission.Changes.DeletedClients,
        [.. _submissions.AllChangesOf(Scope.England, submission.Id, "removed").Select(c => (c.ClientId, c.EpisodeId))]);

    /// <summary>The last submissions for the same window or earlier ones that brought records, oldest first.</summary>
    private List<EarlierSubmission> EarlierThan(StoredSubmission submission) =>
    [
        .. _submissions.EarlierThan(submission, Trend - 1).Select(before => new EarlierSubmission(
            before.Received, before.WindowTo!.Value, _submissions.CountsOf(Scope.England, before.Id),
            _submissions.IssueCountsOf(Scope.England, before.Id), _submissions.CompletenessOf(Scope.England, before.Id))),
    ];

    private string? RegionOf(string agency) => _agencies.TryGetValue(agency, out var known)
        ? _workspace.Book.Areas.Partnership(known.Partnership)?.Region ?? known.Region
        : null;
}
