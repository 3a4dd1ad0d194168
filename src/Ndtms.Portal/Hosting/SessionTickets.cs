using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Ndtms.Application.Accounts;
using Ndtms.Portal.Access;
using Ndtms.Storage;

namespace Ndtms.Portal.Hosting;

/// <summary>Leads from the cookie to the session's row and nothing else: who it is and what they may do is read from the database in each
/// request.</summary>
internal sealed class SessionTickets : ITicketStore
{
    /// <summary>The scheme of the cookie.</summary>
    public const string Scheme = "session";

    private const string Key = "id";

    /// <summary>Puts a session that a use case has begun into the cookie.</summary>
    public static Task SignIn(HttpContext context, string session)
    {
        var properties = new AuthenticationProperties();
        properties.Items[Key] = session;
        return context.SignInAsync(Scheme, new ClaimsPrincipal(new ClaimsIdentity(Scheme)), properties);
    }

    public Task<string> StoreAsync(AuthenticationTicket ticket) => Task.FromResult(ticket.Properties.Items[Key]!);

    public Task RenewAsync(string key, AuthenticationTicket ticket) => Task.CompletedTask;

    public Task<AuthenticationTicket?> RetrieveAsync(string key) => throw new NotSupportedException("A session is looked up within a request.");

    public Task<AuthenticationTicket?> RetrieveAsync(string key, HttpContext httpContext, CancellationToken cancellationToken)
    {
        var caller = httpContext.RequestServices.GetRequiredService<Caller>();
        if (Sessions.Find(caller.Workspace, key) is not { } session)
            return Task.FromResult<AuthenticationTicket?>(null);
        if (Sessions.IsOver(session, caller.Now))
        {
            httpContext.Items[typeof(EndedSession)] = new EndedSession(session);
            return Task.FromResult<AuthenticationTicket?>(null);
        }

        // Who only watches progress does nothing that keeps a session alive.
        var isWatching = httpContext.GetEndpoint()?.Metadata.GetMetadata<WatchingAttribute>() is not null;
        caller.Become(isWatching ? session : Sessions.Touch(caller.Workspace, session));
        return Task.FromResult<AuthenticationTicket?>(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.Name, Account.NameOf(session.AccountId)), new Claim(ClaimTypes.NameIdentifier, session.IdHash)], Scheme)), Scheme));
    }

    public Task RemoveAsync(string key) => throw new NotSupportedException("A session is ended within a request.");

    public Task RemoveAsync(string key, HttpContext httpContext, CancellationToken cancellationToken)
    {
        new AccountSessions(httpContext.RequestServices.GetRequiredService<Caller>().Workspace.Database).End(Sessions.HashOf(key));
        return Task.CompletedTask;
    }
}

/// <summary>The session of the cookie has ended, but it is still known whose it was.</summary>
internal sealed record EndedSession(AccountSession Session);

/// <summary>Requests to it are made by pages on their own, such as for progress, and do not keep a session alive.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class WatchingAttribute : Attribute;
