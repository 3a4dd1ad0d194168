using Microsoft.AspNetCore.Mvc;
using Ndtms.Application.Accounts;
using Ndtms.Portal.Access;
using Ndtms.Portal.Hosting;
using Ndtms.Storage;

namespace Ndtms.Portal.Pages;

/// <summary>Ends the session.</summary>
[Access(AccessAttribute.Open)]
public sealed class SignOutModel(SessionCookie cookie) : PortalPage
{
    public IActionResult OnPost()
    {
        if (Caller.Session is { } session)
        {
            new AccountSessions(Caller.Workspace.Database).End(session.IdHash);
            if (Caller.Account is { } account)
                Caller.Workspace.Audit(Caller.Principal, "signed-out", account.Name, AuditOutcome.Done, "");
        }

        cookie.Take(HttpContext);
        Response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";
        return LocalRedirect("/signed-out");
    }
}
