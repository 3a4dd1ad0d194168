using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Ndtms.Application.Accounts;
using Ndtms.Portal.Access;
using Ndtms.Storage;

namespace Ndtms.Portal.Pages;

/// <summary>API tokens of the agencies in the caller's scope.</summary>
[Access("tokens-list")]
public sealed class TokensModel : PortalPage
{
    [BindProperty]
    public long Id { get; set; }

    /// <summary>The tokens.</summary>
    public IReadOnlyList<ApiToken> Found { get; private set; } = [];

    /// <summary>Whether the caller may make new ones.</summary>
    public bool MayCreate => Caller.May("token-create");

    /// <summary>How a token stands.</summary>
    public (string Text, string Colour) StateOf(ApiToken token) => token.Ended is not null ? ("Revoked", "grey")
        : token.Expires <= Caller.Now ? ("Expired", "grey")
        : token.Expires < Caller.Now.AddDays(14) ? ("Ends soon", "orange")
        : ("Active", "green");

    public void OnGet()
    {
        Title = "API tokens";
        Found = Caller.Run(new ListTokens(Caller.Workspace), new TokensWanted());
    }

    public IActionResult OnPost()
    {
        Caller.Run(new RevokeToken(Caller.Workspace), Id);
        return Succeed("/admin/tokens", "The token is revoked.");
    }
}

/// <summary>Makes an API token, and shows it this once.</summary>
[Access("token-create")]
public sealed class NewTokenModel : PortalPage
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Agencies { get; set; }

    [BindProperty]
    public string[] Rights { get; set; } = [];

    [BindProperty]
    public string? Expires { get; set; }

    /// <summary>The token that was made; null: none yet.</summary>
    public string? Token { get; private set; }

    /// <summary>The rights to choose from.</summary>
    public static IEnumerable<(string, string, string?)> RightsToGive => [("submit", "Submit", "Send files. Every token can read.")];

    public IActionResult OnGet()
    {
        Title = "Create an API token";
        return Proved() is { } first ? first : Page();
    }

    public IActionResult OnPost()
    {
        Title = "Create an API token";
        if (Proved() is { } first)
            return first;
        var made = Caller.Run(new CreateToken(Caller.Workspace), new TokenToCreate(
            Name ?? "", [.. (Agencies ?? "").ToUpperInvariant().Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries)],
            Rights.Contains("submit") ? Application.Access.Rights.Submit : Application.Access.Rights.None, DayOf(Expires)));
        foreach (var (field, fault) in made.Faults)
            ModelState.AddModelError(field, fault);
        Token = made.Token;
        return Page();
    }

    private RedirectToPageResult? Proved() =>
        ChangeOwnAccount.IsProved(Caller.Session!, Caller.Now) ? null : RedirectToPage("/Own/Prove", new { To = "/admin/tokens/new" });

    private static DateOnly? DayOf(string? text) => DateOnly.TryParseExact(
        (text ?? "").Trim(), ["d M yyyy", "d/M/yyyy", "d-M-yyyy", "yyyy-MM-dd", "d MMMM yyyy", "d MMM yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
