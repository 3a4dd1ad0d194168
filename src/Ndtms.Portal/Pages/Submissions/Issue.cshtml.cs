using Microsoft.AspNetCore.Mvc;
using Ndtms.Application.Submissions;
using Ndtms.Core.Validation;
using Ndtms.Portal.Access;
using Ndtms.Portal.Pages.Guide;

namespace Ndtms.Portal.Pages.Submissions;

/// <summary>One issue: what is wrong, what to do, an example, and for a warning the mark that it was checked.</summary>
[Access("issue-show")]
public sealed class IssueModel : PortalPage
{
    /// <summary>The issue with what stands around it.</summary>
    public ShownIssue Shown { get; private set; } = null!;

    /// <summary>The issue itself.</summary>
    public Issue Issue => Shown.Issue.Issue.Issue;

    /// <summary>Its rule.</summary>
    public Rule Rule => RuleBook.Find(Issue.Rule);

    /// <summary>A row that fails beside one that passes.</summary>
    public ExampleTable Example => ExampleTable.Of(Rule, Caller.Workspace.Book);

    /// <summary>The filter of the list that it was opened from, as an address's query.</summary>
    public string Query { get; private set; } = "";

    /// <summary>What was checked.</summary>
    public string Note { get; private set; } = "";

    /// <summary>Whether the caller may mark it.</summary>
    public bool MayMark => Caller.May("warning-mark") && Issue is { Severity: Severity.Warning, RowHash: not null };

    /// <summary>What an issue says.</summary>
    public string Message(Issue issue) => RuleBook.Message(issue, Caller.Workspace.Book);

    /// <summary>What to do about it.</summary>
    public string Advice => RuleBook.Advice(Issue, Caller.Workspace.Book);

    public void OnGet(long id, int n) => Show(id, n);

    /// <summary>Marks the warning as checked and correct.</summary>
    [Access("warning-mark")]
    public IActionResult OnPost(long id, int n, [FromForm] string? note)
    {
        if (string.IsNullOrWhiteSpace(note))
        {
            Show(id, n);
            ModelState.AddModelError(nameof(Note), "Say what you checked");
            return Page();
        }

        Caller.Run(new MarkWarning(Caller.Workspace), new CheckedWarning(id, n, note.Trim()));
        return Succeed(Here(id, n), "Marked as checked. It does not count until this record changes.");
    }

    /// <summary>Takes the mark back.</summary>
    [Access("warning-unmark")]
    public IActionResult OnPostUndo(long id, int n)
    {
        Caller.Run(new UnmarkWarning(Caller.Workspace), new MarkedWarning(id, n));
        return Succeed(Here(id, n), "The mark was taken back. The warning counts again.");
    }

    private string Here(long id, int n) => $"/submissions/{Say.Plain(id)}/issues/{Say.Plain(n)}{IssueChoice.Query(IssueChoice.Of(Request.Query, Caller.Workspace.Book).Filter)}";

    private void Show(long id, int n)
    {
        Shown = Caller.Run(new ShowIssue(Caller.Workspace), new IssueWanted(id, n));
        Query = IssueChoice.Query(IssueChoice.Of(Request.Query, Caller.Workspace.Book).Filter);
        Title = $"Issue {Say.Plain(n)} of submission {Say.Plain(id)}";
    }
}
