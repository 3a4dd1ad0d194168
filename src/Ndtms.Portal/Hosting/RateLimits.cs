using System.Globalization;
using System.Threading.RateLimiting;

namespace Ndtms.Portal.Hosting;

/// <summary>How often something may be tried, by whoever asks: by the account, or else by the network address.</summary>
public static class RateLimits
{
    /// <summary>Passwords and codes: 10 a minute for an address.</summary>
    public const string SignIn = "sign-in";

    /// <summary>Links for a new password: 3 an hour for an address and 10 a minute to look at the form.</summary>
    public const string Reset = "reset";

    internal static void Add(IServiceCollection services) => services.AddRateLimiter(o =>
    {
        o.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        o.OnRejected = (rejected, _) =>
        {
            if (rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after))
                rejected.HttpContext.Response.Headers.RetryAfter = ((int)after.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return ValueTask.CompletedTask;
        };
        o.AddPolicy(SignIn, context => Posts(context, 10, TimeSpan.FromMinutes(1)));
        o.AddPolicy(Reset, context => Posts(context, 3, TimeSpan.FromHours(1)));
    });

    /// <summary>Limits what is sent; to look at a form costs nothing.</summary>
    private static RateLimitPartition<string> Posts(HttpContext context, int most, TimeSpan within) => HttpMethods.IsPost(context.Request.Method)
        ? RateLimitPartition.GetFixedWindowLimiter(
            context.Connection.RemoteIpAddress?.ToString() ?? "", _ => new FixedWindowRateLimiterOptions { PermitLimit = most, Window = within })
        : RateLimitPartition.GetNoLimiter("");
}
