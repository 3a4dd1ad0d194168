using Microsoft.AspNetCore.Mvc;
using Ndtms.Application.Submissions;
using Ndtms.Core.Validation;
using Ndtms.Portal.Access;
using Ndtms.Portal.Forms;
using Ndtms.Portal.Pages.Submissions;
using Ndtms.Portal.Uploads;
using Ndtms.Storage;

namespace Ndtms.Portal.Pages.Checks;

/// <summary>A file that was only checked, for whoever made the check, for 24 hours.</summary>
[Access("check-show")]
public sealed class ShowModel(UploadProcessing queue) : PortalPage
{
    /// <summary>The check with what was found.</summary>
    public ShownCheck Shown { get; private set; } = null!;

    /// <summary>How far it is; null: it is over.</summary>
    public ProgressView? Progress { get; private set; }

    /// <summary>What was found, by rule, the most harmful first.</summary>
    public IReadOnlyList<RuleHarm> Rules { get; private set; } = [];

    /// <summary>The issues of the page.</summary>
    public Paged<StoredIssue> Issues { get; private set; } = new([], 0);

    /// <summary>Episodes of the file, and how many could be loaded.</summary>
    public (int Read, int Loaded) Episodes => Shown.Result?.Counts.FirstOrDefault(c => c.Kind == Core.DataSets.EntityKind.Episode) is { } count ? (count.Read, count.Loaded) : (0, 0);

    /// <summary>What an issue says.</summary>
    public string Message(Issue issue) => RuleBook.Message(issue, Caller.Workspace.Book);

    /// <summary>What to do about it.</summary>
    public string Advice(Issue issue) => RuleBook.Advice(issue, Caller.Workspace.Book);

    public void OnGet(string id, [FromQuery(Name = "page")] int number = 1) => Show(id, number);

    /// <summary>Submits the file.</summary>
    [Access("check-submit")]
    public IActionResult OnPostSubmit(string id)
    {
        try
        {
            var submission = Caller.Run(new SubmitCheck(Caller.Workspace), id);
            queue.Signal();
            return LocalRedirect($"/submissions/{Say.Plain(submission)}");
        }
        catch (UploadException e)
        {
            Show(id, 1);
            ModelState.AddModelError("", e.Message);
            return Page();
        }
    }

    /// <summary>Deletes the check.</summary>
    [Access("check-delete")]
    public IActionResult OnPostDelete(string id)
    {
        Caller.Run(new DeleteCheck(Caller.Workspace), id);
        return Succeed("/submissions/upload", "The check has been deleted.");
    }

    private void Show(string id, int number)
    {
        Shown = Caller.Run(new ShowCheck(Caller.Workspace), id);
        if (Shown.Check.State is FileCheckState.Received or FileCheckState.Checking)
        {
            Progress = ProgressView.Of(Shown, Caller.Now);
            Title = Progress.Heading;
            return;
        }

        Title = Shown.Result?.Facts is { } facts ? $"Checked, not submitted: {facts.Agency}, {Say.Month(facts.To)}" : "Checked, not submitted";
        if (Shown.Result is not { } result)
            return;
        Rules = RuleHarm.InOrder(
            result.IssueCounts.Where(c => c.Unconfirmed > 0).GroupBy(c => (c.Rule, c.Severity)).Select(g => new RuleCount(g.Key.Rule, g.Key.Severity, g.Sum(c => c.Unconfirmed))),
            result.Effects);
        Issues = Caller.Run(new ListCheckIssues(Caller.Workspace), new CheckIssuesWanted(id, IssueFilter.None, Paging.Of(number)));
        Paging = new Paging(Math.Max(1, number), Issues.Total);
    }
}
