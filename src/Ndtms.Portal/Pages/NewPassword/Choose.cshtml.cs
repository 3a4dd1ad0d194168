using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Ndtms.Application.Accounts;
using Ndtms.Portal.Access;
using Ndtms.Portal.Hosting;

namespace Ndtms.Portal.Pages;

/// <summary>Chooses a new password by a link, with the second factor.</summary>
[Access("sign-in")]
[NoReferrer]
[EnableRateLimiting(RateLimits.SignIn)]
public sealed class ChoosePasswordModel(PortalOptions options) : PortalPage
{
    [BindProperty(SupportsGet = true)]
    public string Token { get; set; } = "";

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    public void OnGet() => Title = "Choose a new password";

    public IActionResult OnPost()
    {
        Title = "Choose a new password";
        if (string.IsNullOrWhiteSpace(Code))
            ModelState.AddModelError(nameof(Code), "Enter your security code");
        if (string.IsNullOrEmpty(Password))
            ModelState.AddModelError(nameof(Password), "Enter a new password");
        if (!ModelState.IsValid)
            return Page();
        var outcome = Caller.Run(new SetPasswordByLink(Caller.Workspace, options.Mail), new PasswordByLink(Token, Password!, Code!));
        if (!outcome.IsLink)
            return RedirectToPage("/SettingUp/Unusable");
        if (outcome.IsDone)
            return Succeed("/sign-in", "Your password is changed. Sign in with it.");
        if (outcome.Password is { } fault)
            ModelState.AddModelError(nameof(Password), fault);
        if (!outcome.IsCode)
            ModelState.AddModelError(nameof(Code), "That code is wrong or has been used. Wait for a new one");
        return Page();
    }
}
