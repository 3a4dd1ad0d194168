using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Ndtms.Application;
using Ndtms.Application.Access;
using Ndtms.Portal.Api;
using Ndtms.Portal.Hosting;

namespace Ndtms.Portal.Access;

/// <summary>Lets a request through to a page or endpoint whose row of access.csv allows its caller; anybody else is asked to sign in, or
/// refused. What of a page's data a caller sees is up to the use cases that it calls.</summary>
/// <param name="next">What comes after it.</param>
/// <param name="cookie">Says whose request it is.</param>
internal sealed class AccessGate(RequestDelegate next, SessionCookie cookie)
{
    public async Task InvokeAsync(HttpContext context, Caller caller)
    {
        if (context.GetEndpoint() is not RouteEndpoint endpoint || Faults.IsShown(context))
        {
            // There is no such page or verb, or the page that says what failed is shown, which must not fail again.
            await next(context);
            return;
        }

        var row = endpoint.Metadata.GetMetadata<AccessAttribute>()?.Row
            ?? throw new InvalidOperationException($"The endpoint {endpoint.DisplayName} has no row in access.csv.");
        // Suppliers' systems come with a token and never with a cookie.
        if (endpoint.Metadata.GetMetadata<ByTokenAttribute>() is not null)
        {
            await ApiGate.Let(context, caller, row, next);
            return;
        }

        cookie.Read(context, caller);
        if (caller.May(row))
            await next(context);
        else if (caller.Principal.Kind == PrincipalKind.Visitor)
            await SendToSignIn(context, caller);
        else
            throw new AccessDeniedException(row);
    }

    /// <summary>Asks for a sign-in that leads back; who was signed out for doing nothing is told so.</summary>
    private static async Task SendToSignIn(HttpContext context, Caller caller)
    {
        var wasHere = context.Items.TryGetValue(typeof(EndedSession), out var ended);
        if (wasHere && HttpMethods.IsPost(context.Request.Method))
            await LateForms.Keep(context, caller, ((EndedSession)ended!).Session.AccountId);
        var back = HttpMethods.IsGet(context.Request.Method) ? context.Request.GetEncodedPathAndQuery() : context.Request.Path.Value!;
        var to = QueryString.Create("to", back);
        context.Response.Redirect((wasHere ? "/timed-out" : "/sign-in") + (back == "/" ? "" : to));
    }
}

/// <summary>Asks the row of a handler that has one of its own, and refuses a verb that a page has no handler for.</summary>
internal sealed class HandlerGate : IPageFilter
{
    public void OnPageHandlerSelected(PageHandlerSelectedContext context)
    {
        if (context.HandlerMethod?.MethodInfo.GetCustomAttributes(typeof(AccessAttribute), inherit: true).SingleOrDefault() is AccessAttribute { Row: var row }
            && !context.HttpContext.RequestServices.GetRequiredService<Caller>().May(row))
            throw new AccessDeniedException(row);
    }

    public void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        if (context.HandlerMethod is null)
            context.Result = new StatusCodeResult(StatusCodes.Status405MethodNotAllowed);
    }

    public void OnPageHandlerExecuted(PageHandlerExecutedContext context)
    {
    }
}
