using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Ndtms.Application.Accounts;
using Ndtms.Portal.Access;
using Ndtms.Portal.Hosting;

namespace Ndtms.Portal.Pages;

/// <summary>The second step of signing in: a code of the authenticator app.</summary>
[Access("sign-in")]
[EnableRateLimiting(RateLimits.SignIn)]
public sealed class SignInCodeModel(PortalOptions options) : SecondStepPage("Enter your security code")
{
    /// <summary>Whom to ask who has lost the phone.</summary>
    public string Contact => options.Contact;

    public IActionResult OnPost()
    {
        if (Waiting is not { } session)
            return Restart();
        var digits = Credentials.Digits(Code ?? "");
        if (CodeFault(digits) is { } fault)
            return Show(fault);

        var result = Caller.Run(new SignIn(Caller.Workspace, options.Mail), new SignInStep.Code(session, digits, Browser));
        if (result.Session is not { } full)
            return Show("That code is wrong or has been used. Wait for a new one");

        Give(full);
        return LocalRedirect(LocalOr(To, "/"));
    }

    /// <summary>What is wrong with the form of a code; null: nothing.</summary>
    internal static string? CodeFault(string digits) => digits.Length == 0 ? "Enter your security code"
        : digits.Length != 6 || !digits.All(char.IsAsciiDigit) ? "Security code must be 6 numbers"
        : null;
}
