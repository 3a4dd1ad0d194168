using Microsoft.AspNetCore.Mvc;
using Ndtms.Application.Submissions;
using Ndtms.Portal.Access;
using Ndtms.Storage;

namespace Ndtms.Portal.Pages.Submissions;

/// <summary>Confirms a held submission, once what it would remove has been read.</summary>
[Access("submission-decision")]
public sealed class ConfirmModel : DecisionPage
{
    /// <inheritdoc/>
    public override Removal Removal => Submission.Removal;

    public IActionResult OnGet(long id)
    {
        Show(id, "Confirm");
        // The page of one that is no longer held says what happened to it.
        return Submission.State == SubmissionState.Held ? Page() : LocalRedirect($"/submissions/{Say.Plain(id)}");
    }

    /// <summary>Confirms it.</summary>
    [Access("submission-confirm")]
    public IActionResult OnPost(long id, [FromForm] string? reason, [FromForm] string? remove, [FromForm] string? version) => Decide(
        id, "Confirm", reason, remove, version, decision => Caller.Run(new ConfirmSubmission(Caller.Workspace), decision),
        "The file was loaded. To undo this, withdraw the submission. What was held before is then put back, except for clients who have refused since.");
}
