using System.Security.Claims;
using Ndtms.Application.Accounts;
using Ndtms.Portal.Access;
using Ndtms.Storage;

namespace Ndtms.Portal.Hosting;

/// <summary>The cookie that stands for a session: 256 random bits and nothing else. Who it is and what they may do is read from the database in
/// each request. (The framework's cookie with a ticket store keeps the id of a session that steps up; here each step has a new one.)</summary>
public sealed class SessionCookie(PortalOptions options)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = options.CookiePrefix + "ndtms";

    /// <summary>Gives a browser a session.</summary>
    /// <param name="context">The request.</param>
    /// <param name="session">The session's id.</param>
    public void Give(HttpContext context, string session) => context.Response.Cookies.Append(Name, session, Options);

    /// <summary>Takes the cookie away.</summary>
    public void Take(HttpContext context) => context.Response.Cookies.Delete(Name, Options);

    /// <summary>Finds whose request it is.</summary>
    internal void Read(HttpContext context, Caller caller)
    {
        if (context.Request.Cookies[Name] is not { Length: > 0 } id || Sessions.Find(caller.Workspace, id) is not { } session)
            return;
        if (Sessions.IsOver(session, caller.Now))
        {
            context.Items[typeof(EndedSession)] = new EndedSession(session);
            return;
        }

        // Who only watches progress does nothing that keeps a session alive.
        var isWatching = context.GetEndpoint()?.Metadata.GetMetadata<WatchingAttribute>() is not null;
        caller.Become(isWatching ? session : Sessions.Touch(caller.Workspace, session));
        // Forms belong to the account, so that one that waits in another tab can still be sent after a new sign-in.
        context.User = new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, $"{Account.NameOf(session.AccountId)} {session.Stage == SessionStage.Full}")], "session"));
    }

    private CookieOptions Options => new() { HttpOnly = true, Secure = options.IsSecure, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true };
}

/// <summary>The session of the cookie has ended, but it is still known whose it was.</summary>
internal sealed record EndedSession(AccountSession Session);

/// <summary>Requests to it are made by pages on their own, such as for progress, and do not keep a session alive.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class WatchingAttribute : Attribute;
