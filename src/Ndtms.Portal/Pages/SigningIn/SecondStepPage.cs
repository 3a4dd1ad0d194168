using Microsoft.AspNetCore.Mvc;
using Ndtms.Storage;

namespace Ndtms.Portal.Pages;

/// <summary>A page of the second step of signing in, for somebody who has given the password; anybody else is sent to the first.</summary>
/// <param name="title">The page's title.</param>
public abstract class SecondStepPage(string title) : PortalPage
{
    [BindProperty]
    public string? Code { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? To { get; set; }

    public IActionResult OnGet() => Show();

    /// <summary>The session that waits for this step; null: there is none.</summary>
    protected AccountSession? Waiting => Caller.Session is { Stage: SessionStage.Code } session ? session : null;

    /// <summary>Begins with the first step.</summary>
    protected IActionResult Restart() => RedirectToPage("/SigningIn/Password", new { To });

    /// <summary>Shows the form.</summary>
    /// <param name="fault">What is wrong with the code; null: nothing is said.</param>
    protected IActionResult Show(string? fault = null)
    {
        if (fault is not null)
            ModelState.AddModelError(nameof(Code), fault);
        Title = title;
        return Waiting is null ? Restart() : Page();
    }
}
