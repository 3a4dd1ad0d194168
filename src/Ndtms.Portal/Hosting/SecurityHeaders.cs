using System.Net;

namespace Ndtms.Portal.Hosting;

/// <summary>The headers that every answer carries, and the refusal of plain HTTP from another machine.</summary>
/// <param name="next">What comes after it.</param>
/// <param name="options">What the portal is told.</param>
internal sealed class SecurityHeaders(RequestDelegate next, PortalOptions options)
{
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self';"
        + " base-uri 'none'; frame-ancestors 'none'";

    // What a request for something else than a page of this site may not do by itself.
    private static readonly string[] SameSite = ["same-origin", "none"];

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()";
        headers.CacheControl = "no-store";
        if (options.IsSecure)
            headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        if (!context.Request.IsHttps && !(context.Connection.RemoteIpAddress is null || IPAddress.IsLoopback(context.Connection.RemoteIpAddress)))
            return Refuse(context, StatusCodes.Status403Forbidden, "This address is reached by HTTPS only.");
        var verb = context.Request.Method;
        if (!(HttpMethods.IsGet(verb) || HttpMethods.IsHead(verb) || HttpMethods.IsOptions(verb))
            && context.Request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } from && !SameSite.Contains(from))
            return Refuse(context, StatusCodes.Status403Forbidden, "A form of this site is sent from this site only.");
        return next(context);
    }

    private static Task Refuse(HttpContext context, int status, string why)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(why + "\n");
    }
}
