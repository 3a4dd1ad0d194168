using Microsoft.AspNetCore.Mvc;
using Ndtms.Application.Submissions;
using Ndtms.Portal.Access;
using Ndtms.Storage;

namespace Ndtms.Portal.Pages.Submissions;

/// <summary>Withdraws a submission, once what that would put back and remove has been read.</summary>
[Access("submission-decision")]
public sealed class WithdrawModel : DecisionPage
{
    /// <inheritdoc/>
    public override Removal Removal => Preview.Withdrawal.Removal;

    public IActionResult OnGet(long id)
    {
        Show(id, "Withdraw");
        return Page();
    }

    /// <summary>Withdraws it.</summary>
    [Access("submission-withdraw")]
    public IActionResult OnPost(long id, [FromForm] string? reason, [FromForm] string? remove, [FromForm] string? version) => Decide(
        id, "Withdraw", reason, remove, version, decision => Caller.Run(new WithdrawSubmission(Caller.Workspace), decision), "The submission was withdrawn.");
}
