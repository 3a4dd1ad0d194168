using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Ndtms.Application.Accounts;
using Ndtms.Portal.Access;
using Ndtms.Portal.Hosting;
using Ndtms.Storage;

namespace Ndtms.Portal.Pages;

/// <summary>The second step of signing in: a code of the authenticator app.</summary>
[Access("sign-in")]
[EnableRateLimiting(RateLimits.SignIn)]
public sealed class SignInCodeModel(PortalOptions options) : PortalPage
{
    [BindProperty]
    public string? Code { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? To { get; set; }

    /// <summary>Whom to ask who has lost the phone.</summary>
    public string Contact => options.Contact;

    public IActionResult OnGet() => Show();

    public IActionResult OnPost()
    {
        if (Caller.Session is not { Stage: SessionStage.Code } session)
            return RedirectToPage("/SigningIn/Password", new { To });
        var digits = Credentials.Digits(Code ?? "");
        if (CodeFault(digits) is { } fault)
        {
            ModelState.AddModelError(nameof(Code), fault);
            return Show();
        }

        var result = Caller.Run(new SignIn(Caller.Workspace, options.Mail), new SignInStep.Code(session, digits, Browser));
        if (result.Session is not { } full)
        {
            ModelState.AddModelError(nameof(Code), "That code is wrong or has been used. Wait for a new one");
            return Show();
        }

        Give(full);
        return LocalRedirect(LocalOr(To, "/"));
    }

    /// <summary>What is wrong with the form of a code; null: nothing.</summary>
    internal static string? CodeFault(string digits) => digits.Length == 0 ? "Enter your security code"
        : digits.Length != 6 || !digits.All(char.IsAsciiDigit) ? "Security code must be 6 numbers"
        : null;

    private IActionResult Show()
    {
        Title = "Enter your security code";
        return Caller.Session is { Stage: SessionStage.Code } ? Page() : RedirectToPage("/SigningIn/Password", new { To });
    }
}
