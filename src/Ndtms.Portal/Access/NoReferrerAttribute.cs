using Microsoft.AspNetCore.Mvc.Filters;

namespace Ndtms.Portal.Access;

/// <summary>The page's address holds a secret: no link tells it to where it leads, and the log leaves it out.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NoReferrerAttribute : ResultFilterAttribute
{
    /// <inheritdoc/>
    public override void OnResultExecuting(ResultExecutingContext context) => context.HttpContext.Response.Headers["Referrer-Policy"] = "no-referrer";
}
