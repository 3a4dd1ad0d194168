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
        // At the last moment, for the page of a failure begins with none. What an endpoint has set stays.
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.TryAdd("Content-Security-Policy", Policy);
            headers.TryAdd("X-Content-Type-Options", "nosniff");
            headers.TryAdd("Referrer-Policy", "same-origin");
            headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
            headers.TryAdd("Cross-Origin-Resource-Policy", "same-origin");
            headers.TryAdd("Permissions-Policy", "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()");
            // Forms and failures ask for no-cache, which keeps a copy.
            if (!headers.CacheControl.ToString().Contains("immutable", StringComparison.Ordinal))
                headers.CacheControl = "no-store";
            if (options.IsSecure)
                headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
            return Task.CompletedTask;
        });
        if (!context.Request.IsHttps && (options.IsSecure || !(context.Connection.RemoteIpAddress is null || IPAddress.IsLoopback(context.Connection.RemoteIpAddress))))
            return Refuse(context, StatusCodes.Status403Forbidden, "This address is reached by HTTPS only.");
        if (!IsHost(context.Request.Host.Host))
            return Refuse(context, StatusCodes.Status400BadRequest, "This is not the address of this service.");
        var verb = context.Request.Method;
        if (!(HttpMethods.IsGet(verb) || HttpMethods.IsHead(verb) || HttpMethods.IsOptions(verb))
            && context.Request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } from && !SameSite.Contains(from))
            return Refuse(context, StatusCodes.Status403Forbidden, "A form of this site is sent from this site only.");
        return next(context);
    }

    /// <summary>Whether a request is for this site: another name could lead a browser's requests here under another site's rules.</summary>
    private bool IsHost(string host) => host.Equals(options.Address?.Host, StringComparison.OrdinalIgnoreCase) || (options.Address is null or { IsLoopback: true }
        && (host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address))));

    private static Task Refuse(HttpContext context, int status, string why)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(why + "\n");
    }
}
