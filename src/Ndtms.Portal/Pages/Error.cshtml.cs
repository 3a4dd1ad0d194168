using Microsoft.AspNetCore.Mvc;
using Ndtms.Application;
using Ndtms.Portal.Access;
using Ndtms.Portal.Hosting;

namespace Ndtms.Portal.Pages;

/// <summary>What a request that failed is answered with.</summary>
[Access(AccessAttribute.Open)]
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true)]
public sealed class ErrorModel(PortalOptions options) : PortalPage
{
    /// <summary>What to do.</summary>
    public IReadOnlyList<string> Text { get; private set; } = [];

    public void OnGet() => Show();

    public void OnPost() => Show();

    private void Show()
    {
        if (!Faults.IsShown(HttpContext))
            Response.StatusCode = StatusCodes.Status404NotFound;
        (Title, Text) = Response.StatusCode switch
        {
            StatusCodes.Status403Forbidden => ("You cannot see this page", (string[])[NotAllowed()]),
            StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed => ("Page not found",
            [
                "If you typed the address, check that it is correct. If you pasted it, check that you copied all of it.",
                "What you look for may also be outside what your account covers.",
            ]),
            StatusCodes.Status429TooManyRequests => ("Too many attempts", [$"Wait until {Until()}, then try again."]),
            StatusCodes.Status503ServiceUnavailable => ("Sorry, the service is unavailable", [
                "You will be able to use it again later. Nothing you sent has been lost after you saw a reference number."]),
            >= 500 => ("Sorry, there is a problem with the service", [
                $"Nothing you sent has been lost after you saw a reference number. Quote {Faults.TraceOf(HttpContext)} if you contact us."]),
            // What a use case cannot do is said in its own words.
            _ => ("This could not be done", [Faults.Of(HttpContext) is RequestException refused ? refused.Message : "Go back and try again."]),
        };
    }

    private string NotAllowed()
    {
        var roles = Faults.Of(HttpContext) is not null && Caller.Principal.Grants.Count > 0
            ? $"Your account is for {Words.Of(Caller.Principal.Grants.Select(g => g.Role))}. "
            : "";
        return $"{roles}To see this page, ask {options.Contact}.";
    }

    private string Until() => LondonTime.Time(Caller.Now.AddSeconds(
        int.TryParse(Response.Headers.RetryAfter, System.Globalization.CultureInfo.InvariantCulture, out var seconds) ? seconds : 60).AddMinutes(1));
}
