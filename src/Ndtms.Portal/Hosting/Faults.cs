using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Ndtms.Application;
using Ndtms.Storage;

namespace Ndtms.Portal.Hosting;

/// <summary>How a request that failed is answered: by a page with the status, never with what an exception says of data.</summary>
internal static class Faults
{
    /// <summary>The status of a failure.</summary>
    public static int StatusOf(Exception e) => e switch
    {
        AccessDeniedException => StatusCodes.Status403Forbidden,
        NotFoundException => StatusCodes.Status404NotFound,
        RequestException => StatusCodes.Status400BadRequest,
        StorageException { IsUnavailable: true } => StatusCodes.Status503ServiceUnavailable,
        BadHttpRequestException bad => bad.StatusCode,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>Whether the request is being answered with the page of a failure.</summary>
    public static bool IsShown(HttpContext context) =>
        context.Features.Get<IExceptionHandlerFeature>() is not null || context.Features.Get<IStatusCodeReExecuteFeature>() is not null;

    /// <summary>What failed; null: nothing threw.</summary>
    public static Exception? Of(HttpContext context) => context.Features.Get<IExceptionHandlerFeature>()?.Error;

    /// <summary>By what the log and the page name this request.</summary>
    public static string TraceOf(HttpContext context) => Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;

    public static void Add(IServiceCollection services) => services.Configure<ExceptionHandlerOptions>(o =>
    {
        o.ExceptionHandlingPath = "/error";
        o.StatusCodeSelector = StatusOf;
        // Its message and trace could hold a value of the data; the log gets what failed in words.
        o.SuppressDiagnosticsCallback = failed =>
        {
            if (StatusOf(failed.Exception) >= StatusCodes.Status500InternalServerError)
            {
                failed.HttpContext.RequestServices.GetRequiredService<ILogger<PortalOptions>>().LogError(
                    "Request {Trace} failed: {Problem} {Where}", TraceOf(failed.HttpContext), Failure.InWords(failed.Exception), new StackTrace(failed.Exception, fNeedFileInfo: false).GetFrame(0)?.GetMethod()?.DeclaringType?.FullName);
            }

            return true;
        };
    });
}
