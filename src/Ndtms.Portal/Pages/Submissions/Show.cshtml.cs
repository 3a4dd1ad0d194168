using Ndtms.Application.Submissions;
using Ndtms.Core.Validation;
using Ndtms.Portal.Access;
using Ndtms.Storage;

namespace Ndtms.Portal.Pages.Submissions;

/// <summary>A submission for its whole life: how far it is, and then what came of it.</summary>
[Access("submission-result")]
public sealed class ShowModel : PortalPage
{
    /// <summary>What came of it, as far as it is.</summary>
    public SubmissionOutcome Outcome { get; private set; } = null!;

    /// <summary>How far it is; null: it is over.</summary>
    public ProgressView? Progress { get; private set; }

    /// <summary>The submission.</summary>
    public StoredSubmission Submission => Outcome.Submission;

    /// <summary>Whether the caller sees lines and clients, and not counts alone.</summary>
    public bool SeesLines { get; private set; }

    /// <summary>Whether the caller may decide on it.</summary>
    public bool MayDecide { get; private set; }

    /// <summary>Episodes of the file, and how many could be loaded.</summary>
    public (int Read, int Loaded) Episodes => Outcome.Counts.FirstOrDefault(c => c.Kind == Core.DataSets.EntityKind.Episode) is { } count ? (count.Read, count.Loaded) : (0, 0);

    /// <summary>What keeps the whole file from being loaded.</summary>
    public IEnumerable<StoredIssue> Reasons => Outcome.Reasons.Where(i => i.Issue.Severity == (Submission.State == SubmissionState.Rejected ? Severity.File : Severity.Hold));

    /// <summary>Whether its content was judged, so that there is something below.</summary>
    public bool IsJudged => Outcome.Counts.Count > 0;

    /// <summary>What an issue says.</summary>
    public string Message(Issue issue) => RuleBook.Message(issue, Caller.Workspace.Book);

    /// <summary>What to do about it.</summary>
    public string Advice(Issue issue) => RuleBook.Advice(issue, Caller.Workspace.Book);

    public void OnGet(long id)
    {
        Outcome = Caller.Run(new ShowResult(Caller.Workspace), id);
        (SeesLines, MayDecide) = (Caller.May("issues-download"), Caller.May("submission-confirm"));
        if (Submission.State is SubmissionState.Received or SubmissionState.Checking)
            Progress = ProgressView.Of(Caller.Run(new FollowSubmission(Caller.Workspace), id), Caller.Now);
        Title = FormattableString.Invariant(
            $"Submission {id}: {Say.State(Progress is null ? Submission.State : SubmissionState.Checking).ToLowerInvariant()}");
    }
}
