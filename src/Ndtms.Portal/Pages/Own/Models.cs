using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.RateLimiting;
using Ndtms.Application.Accounts;
using Ndtms.Portal.Access;
using Ndtms.Portal.Hosting;
using Ndtms.Storage;

namespace Ndtms.Portal.Pages;

/// <summary>A page of the own account.</summary>
[Access("account-own")]
public abstract class OwnPage(PortalOptions options) : PortalPage
{
    /// <summary>The account.</summary>
    public AccountView View { get; private set; } = null!;

    /// <summary>The session in which it is looked at.</summary>
    public AccountSession Session => Caller.Session!;

    /// <summary>Reads the account.</summary>
    protected void Look(string title)
    {
        Title = title;
        View = Caller.Run(new ShowOwnAccount(Caller.Workspace), Session);
    }

    /// <summary>Makes a change.</summary>
    protected OwnOutcome Change(OwnChange change) => Caller.Run(new ChangeOwnAccount(Caller.Workspace, options.Mail), change);
}

/// <summary>A page on which the password is asked for first.</summary>
public abstract class ProvedPage(PortalOptions options) : OwnPage(options)
{
    /// <inheritdoc/>
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        if (!ChangeOwnAccount.IsProved(Session, Caller.Now))
            context.Result = RedirectToPage("/Own/Prove", new { To = Request.Path.Value });
        base.OnPageHandlerExecuting(context);
    }
}

/// <summary>The own account.</summary>
public sealed class OwnAccountModel(PortalOptions options) : OwnPage(options)
{
    /// <summary>What the account can see, in words.</summary>
    public IReadOnlyList<string> CanSee { get; private set; } = [];

    public void OnGet()
    {
        Look("Your account");
        CanSee = Seen.By(Caller);
    }
}

/// <summary>Asks for the password again.</summary>
[EnableRateLimiting(RateLimits.SignIn)]
public sealed class ProveModel(PortalOptions options) : OwnPage(options)
{
    [BindProperty]
    public string? Password { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? To { get; set; }

    public void OnGet() => Title = "Enter your password";

    public IActionResult OnPost()
    {
        Title = "Enter your password";
        if (Change(new OwnChange.Prove(Session, Password ?? "")).Fault is not { } fault)
            return LocalRedirect(LocalOr(To, "/account"));
        ModelState.AddModelError(nameof(Password), fault);
        return Page();
    }
}

/// <summary>Changes the password.</summary>
public sealed class OwnPasswordModel(PortalOptions options) : ProvedPage(options)
{
    [BindProperty]
    public string? Password { get; set; }

    public void OnGet() => Title = "Change your password";

    public IActionResult OnPost()
    {
        Title = "Change your password";
        if (Change(new OwnChange.Password(Session, Password ?? "")).Fault is not { } fault)
            return Succeed("/account", "Your password is changed. You were signed out everywhere else.");
        ModelState.AddModelError(nameof(Password), fault);
        return Page();
    }
}

/// <summary>Where the account is signed in.</summary>
public sealed class OwnSessionsModel(PortalOptions options) : OwnPage(options)
{
    [BindProperty]
    public string? IdHash { get; set; }

    public void OnGet() => Look("Where you are signed in");

    public IActionResult OnPost()
    {
        Change(new OwnChange.EndSession(Session, IdHash));
        return Succeed("/account/sessions", IdHash is null ? "You were signed out everywhere else." : "You were signed out there.");
    }
}

/// <summary>The second factor: authenticator app and recovery codes.</summary>
public sealed class OwnSecondFactorModel(PortalOptions options) : ProvedPage(options)
{
    /// <summary>New recovery codes, this once; null: none were made.</summary>
    public IReadOnlyList<string>? Codes { get; private set; }

    public void OnGet() => Show();

    public void OnPostCodes()
    {
        Codes = Change(new OwnChange.RecoveryCodes(Session)).Codes;
        Show();
    }

    private void Show() => Look("Second factor");
}

/// <summary>Replaces the authenticator app.</summary>
public sealed class OwnAuthenticatorModel(PortalOptions options) : ProvedPage(options)
{
    [BindProperty]
    public string? Code { get; set; }

    /// <summary>The new key.</summary>
    public string Key { get; private set; } = "";

    public void OnGet() => Show();

    public IActionResult OnPost()
    {
        var digits = Credentials.Digits(Code ?? "");
        var fault = SignInCodeModel.CodeFault(digits) ?? Change(new OwnChange.Key(Session, digits)).Fault;
        if (fault is null)
            return Succeed("/account/second-factor", "Your authenticator app is replaced. You were signed out everywhere else.");
        ModelState.AddModelError(nameof(Code), fault);
        Show();
        return Page();
    }

    private void Show()
    {
        Look("Replace your authenticator app");
        Key = Change(new OwnChange.WantKey(Session)).Key!;
    }
}

/// <summary>Which e-mails the account gets.</summary>
public sealed class OwnEmailsModel(PortalOptions options) : OwnPage(options)
{
    public void OnGet() => Look("E-mails");
}
