using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Ndtms.Application.Accounts;
using Ndtms.Portal.Access;
using Ndtms.Portal.Hosting;
using Ndtms.Storage;

namespace Ndtms.Portal.Pages;

/// <summary>The second step of signing in for somebody without the phone.</summary>
[Access("sign-in")]
[EnableRateLimiting(RateLimits.SignIn)]
public sealed class SignInRecoveryCodeModel(PortalOptions options) : PortalPage
{
    [BindProperty]
    public string? Code { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? To { get; set; }

    public IActionResult OnGet() => Show();

    public IActionResult OnPost()
    {
        if (Caller.Session is not { Stage: SessionStage.Code } session)
            return RedirectToPage("/SigningIn/Password", new { To });
        if (string.IsNullOrWhiteSpace(Code))
        {
            ModelState.AddModelError(nameof(Code), "Enter a recovery code");
            return Show();
        }

        var result = Caller.Run(new SignIn(Caller.Workspace, options.Mail), new SignInStep.RecoveryCode(session, Code, Browser));
        if (result.Session is not { } full)
        {
            ModelState.AddModelError(nameof(Code), "That code is wrong or has been used. Use another one");
            return Show();
        }

        Give(full);
        return Succeed(
            LocalOr(To, "/"),
            result.CodesLeft switch { 1 => "1 recovery code is left. Make new ones in your account.", var left => $"{left} recovery codes are left." });
    }

    private IActionResult Show()
    {
        Title = "Use a recovery code";
        return Caller.Session is { Stage: SessionStage.Code } ? Page() : RedirectToPage("/SigningIn/Password", new { To });
    }
}
