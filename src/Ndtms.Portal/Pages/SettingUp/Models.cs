using Microsoft.AspNetCore.Mvc;
using Ndtms.Application;
using Ndtms.Application.Accounts;
using Ndtms.Portal.Access;
using Ndtms.Storage;

namespace Ndtms.Portal.Pages;

/// <summary>A step of setting an account up by an invitation.</summary>
[Access("account-set-up")]
public abstract class SetUpPage : PortalPage
{
    /// <summary>How far the account is set up.</summary>
    public SetUp State { get; private set; } = null!;

    /// <summary>The session of the set-up; null: there is none, or it has ended.</summary>
    protected AccountSession? Session => Caller.Session is { Stage: SessionStage.Setup } session ? session : null;

    /// <summary>Takes a step, or shows that the link cannot be used.</summary>
    protected SetUp? Take(Func<AccountSession, SetUpStep> step)
    {
        if (Session is not { } session)
            return null;
        try
        {
            return State = Caller.Run(new SetUpAccount(Caller.Workspace), step(session));
        }
        catch (NotFoundException)
        {
            return null;
        }
    }

    /// <summary>The page "This link cannot be used".</summary>
    protected IActionResult Unusable() => RedirectToPage("/SettingUp/Unusable");
}

/// <summary>Where the link of an invitation leads. Opening it changes nothing, for scanners of mail open links.</summary>
[NoReferrer]
public sealed class SetUpLinkModel : SetUpPage
{
    [BindProperty(SupportsGet = true)]
    public string Token { get; set; } = "";

    public void OnGet() => Title = "Set up your account";

    public IActionResult OnPost()
    {
        try
        {
            Give(Caller.Run(new SetUpAccount(Caller.Workspace), new SetUpStep.Open(Token, Browser)).Session!);
            return RedirectToPage("/SettingUp/Tasks");
        }
        catch (NotFoundException)
        {
            return Unusable();
        }
    }
}

/// <summary>That a link cannot be used.</summary>
[Access("account-set-up")]
public sealed class UnusableModel : PortalPage
{
    public void OnGet() => Title = "This link cannot be used";
}

/// <summary>The three tasks of setting an account up.</summary>
public sealed class SetUpTasksModel : SetUpPage
{
    /// <summary>The tasks, each with its address and whether it is done; without an address it cannot be begun yet.</summary>
    public IReadOnlyList<(string Text, string? Path, bool IsDone)> Tasks =>
    [
        ("Choose a password", "/invitation/password", State.HasPassword),
        ("Set up a second factor", State.HasPassword ? "/invitation/second-factor" : null, State.HasFactor),
        ("Save your recovery codes", State.HasFactor ? "/invitation/recovery-codes" : null, false),
    ];

    public IActionResult OnGet()
    {
        Title = "Set up your account";
        return Take(s => new SetUpStep.Look(s)) is null ? Unusable() : Page();
    }
}

/// <summary>Chooses a password.</summary>
public sealed class SetUpPasswordModel : SetUpPage
{
    [BindProperty]
    public string? Password { get; set; }

    public IActionResult OnGet() => Show();

    public IActionResult OnPost()
    {
        if (Take(s => new SetUpStep.Password(s, Password ?? "")) is not { } state)
            return Unusable();
        if (state.Fault is null)
            return RedirectToPage("/SettingUp/SecondFactor");
        ModelState.AddModelError(nameof(Password), state.Fault);
        return Show();
    }

    private IActionResult Show()
    {
        Title = "Choose a password";
        return Take(s => new SetUpStep.Look(s)) is null ? Unusable() : Page();
    }
}

/// <summary>Sets up the authenticator app.</summary>
public sealed class SetUpSecondFactorModel : SetUpPage
{
    [BindProperty]
    public string? Code { get; set; }

    public IActionResult OnGet() => Show();

    public IActionResult OnPost()
    {
        var digits = Credentials.Digits(Code ?? "");
        if (SignInCodeModel.CodeFault(digits) is { } fault)
        {
            ModelState.AddModelError(nameof(Code), fault);
            return Show();
        }

        if (Take(s => new SetUpStep.Code(s, digits)) is not { } state)
            return Unusable();
        if (state.Fault is null)
            return RedirectToPage("/SettingUp/RecoveryCodes");
        ModelState.AddModelError(nameof(Code), state.Fault);
        return Show();
    }

    private IActionResult Show()
    {
        Title = "Set up a second factor";
        return Take(s => new SetUpStep.Look(s)) switch
        {
            null => Unusable(),
            { HasPassword: false } or { HasFactor: true } => RedirectToPage("/SettingUp/Tasks"),
            _ => Page(),
        };
    }
}

/// <summary>Shows the recovery codes, which makes the account ready once they are saved.</summary>
public sealed class SetUpRecoveryCodesModel : SetUpPage
{
    [BindProperty]
    public bool Saved { get; set; }

    /// <summary>The codes that are shown; they come back with the form so that the same are shown again.</summary>
    [BindProperty]
    public string[] Codes { get; set; } = [];

    public IActionResult OnGet()
    {
        Title = "Save your recovery codes";
        if (Take(s => new SetUpStep.Look(s)) is not { } state)
            return Unusable();
        if (state is not { HasPassword: true, HasFactor: true })
            return RedirectToPage("/SettingUp/Tasks");
        Codes = [.. Take(s => new SetUpStep.Codes(s))!.Codes];
        return Page();
    }

    public IActionResult OnPost()
    {
        Title = "Save your recovery codes";
        if (!Saved)
        {
            ModelState.AddModelError(nameof(Saved), "Confirm that you have saved the codes");
            return Take(s => new SetUpStep.Look(s)) is null ? Unusable() : Page();
        }

        if (Take(s => new SetUpStep.Finish(s, Browser)) is not { } state)
            return Unusable();
        Give(state.Session!);
        TempData[IndexModel.IsNew] = true;
        return LocalRedirect("/");
    }

    public IActionResult OnPostDownload() => RecoveryCodesFile.Of(Codes);
}

/// <summary>Recovery codes as a text file.</summary>
internal static class RecoveryCodesFile
{
    public static IActionResult Of(IEnumerable<string> codes) => new FileContentResult(
        System.Text.Encoding.ASCII.GetBytes(string.Concat(codes.Where(c => c.Length < 20).Select(c => c + "\r\n"))), "text/plain")
    {
        FileDownloadName = "recovery-codes.txt",
    };
}
