using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Ndtms.Application.Accounts;
using Ndtms.Portal.Access;
using Ndtms.Portal.Hosting;

namespace Ndtms.Portal.Pages;

/// <summary>The second step of signing in for somebody without the phone.</summary>
[Access("sign-in")]
[EnableRateLimiting(RateLimits.SignIn)]
public sealed class SignInRecoveryCodeModel(PortalOptions options) : SecondStepPage("Use a recovery code")
{
    public IActionResult OnPost()
    {
        if (Waiting is not { } session)
            return Restart();
        if (string.IsNullOrWhiteSpace(Code))
            return Show("Enter a recovery code");

        var result = Caller.Run(new SignIn(Caller.Workspace, options.Mail), new SignInStep.RecoveryCode(session, Code, Browser));
        if (result.Session is not { } full)
            return Show("That code is wrong or has been used. Use another one");

        Give(full);
        return Succeed(
            LocalOr(To, "/"),
            result.CodesLeft switch { 1 => "1 recovery code is left. Make new ones in your account.", var left => $"{left} recovery codes are left." });
    }
}
