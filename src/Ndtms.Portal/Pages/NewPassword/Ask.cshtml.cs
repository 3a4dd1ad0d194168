using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Ndtms.Application;
using Ndtms.Application.Access;
using Ndtms.Application.Accounts;
using Ndtms.Portal.Access;
using Ndtms.Portal.Hosting;

namespace Ndtms.Portal.Pages;

/// <summary>Asks for a link to choose a new password. The answer, and the time that it takes, is the same whoever asks.</summary>
[Access("sign-in")]
[EnableRateLimiting(RateLimits.Reset)]
public sealed class AskForPasswordModel(PortalOptions options) : PortalPage
{
    [BindProperty]
    public string? Email { get; set; }

    /// <summary>Whether it has been asked for.</summary>
    public bool IsAsked { get; private set; }

    public void OnGet() => Title = "Reset your password";

    public void OnPost()
    {
        Title = "Reset your password";
        if (string.IsNullOrWhiteSpace(Email))
        {
            ModelState.AddModelError(nameof(Email), "Enter an e-mail address, like name@example.org");
            return;
        }

        IsAsked = true;
        var email = Email;
        _ = Task.Run(() =>
        {
            using var workspace = options.Open();
            try
            {
                new SendPasswordLink(workspace, options.Mail).Run(Principal.Visitor, new LinkWanted(email));
            }
            catch (Exception e)
            {
                workspace.Journal.NotTold("The owner of an account", Failure.InWords(e));
            }
        });
    }
}
