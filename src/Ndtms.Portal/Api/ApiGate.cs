using Microsoft.Net.Http.Headers;
using Ndtms.Application.Access;
using Ndtms.Application.Accounts;
using Ndtms.Portal.Access;

namespace Ndtms.Portal.Api;

/// <summary>An endpoint of the API: whoever calls it is known by a token, and is answered with problem documents.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class ByTokenAttribute : Attribute;

/// <summary>Lets a request of the API through whose token allows it, and answers what fails.</summary>
internal static class ApiGate
{
    private const string Scheme = "Bearer ";

    public static async Task Let(HttpContext context, Caller caller, string row, RequestDelegate next)
    {
        try
        {
            if (!Identify(context, caller))
                await ApiProblems.Answer(context, ApiProblems.Unauthenticated).ExecuteAsync(context);
            else if (!caller.May(row))
                await ApiProblems.Answer(context, ApiProblems.RightMissing).ExecuteAsync(context);
            else
                await next(context);
        }
        catch (Exception e) when (!context.Response.HasStarted && e is not OperationCanceledException)
        {
            var answer = ApiProblems.Answer(context, e);
            if (answer is IStatusCodeHttpResult { StatusCode: >= StatusCodes.Status500InternalServerError })
            {
                context.RequestServices.GetRequiredService<ILogger<ByTokenAttribute>>().LogError(
                    "Request {Trace} failed: {Problem}", Hosting.Faults.TraceOf(context), Application.Failure.InWords(e));
            }

            await answer.ExecuteAsync(context);
        }
    }

    private static bool Identify(HttpContext context, Caller caller)
    {
        var header = context.Request.Headers[HeaderNames.Authorization].ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || Tokens.PrincipalOf(caller.Workspace, header[Scheme.Length..].Trim()) is not { } principal)
            return false;
        caller.Become(principal);
        return principal.Kind == PrincipalKind.Token;
    }
}
