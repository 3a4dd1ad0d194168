using Microsoft.AspNetCore.Mvc;
using Ndtms.Portal.Access;

namespace Ndtms.Portal.Pages;

/// <summary>That somebody has signed out.</summary>
[Access(AccessAttribute.Open)]
public sealed class SignedOutModel : PortalPage
{
    public void OnGet() => Title = "You have signed out";
}

/// <summary>That somebody was signed out, because nothing had happened for half an hour.</summary>
[Access(AccessAttribute.Open)]
public sealed class TimedOutModel : PortalPage
{
    [BindProperty(SupportsGet = true)]
    public string? To { get; set; }

    public void OnGet() => (Title, To) = ("We signed you out", LocalOr(To, "/"));
}
