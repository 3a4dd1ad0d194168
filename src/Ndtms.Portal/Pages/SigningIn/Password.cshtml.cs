using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Ndtms.Application.Accounts;
using Ndtms.Portal.Access;
using Ndtms.Portal.Hosting;

namespace Ndtms.Portal.Pages;

/// <summary>Sign in: address and password.</summary>
[Access("sign-in")]
[EnableRateLimiting(RateLimits.SignIn)]
public sealed class SignInPasswordModel(PortalOptions options) : PortalPage
{
    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? To { get; set; }

    public void OnGet() => Title = "Sign in";

    public IActionResult OnPost()
    {
        Title = "Sign in";
        var result = Caller.Run(new SignIn(Caller.Workspace, options.Mail), new SignInStep.Password(Email ?? "", Password ?? "", Browser));
        if (result.Session is { } session)
        {
            Give(session);
            return RedirectToPage("/SigningIn/Code", new { To = LocalOr(To, "/") });
        }

        ModelState.AddModelError(nameof(Email), "Check your e-mail address and password. After 5 failed attempts you must wait 15 minutes.");
        return Page();
    }
}
