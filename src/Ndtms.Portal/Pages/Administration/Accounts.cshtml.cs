using Microsoft.AspNetCore.Mvc;
using Ndtms.Application.Access;
using Ndtms.Application.Accounts;
using Ndtms.Portal.Access;
using Ndtms.Portal.Forms;
using Ndtms.Portal.Hosting;
using Ndtms.Storage;

namespace Ndtms.Portal.Pages;

/// <summary>Accounts. The search by address is sent in the form's body, so that no address stands in an address line or a log.</summary>
[Access("accounts-list")]
public sealed class AccountsModel : PortalPage
{
    [BindProperty(SupportsGet = true, Name = "state")]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true, Name = "role")]
    public string? Role { get; set; }

    [BindProperty(SupportsGet = true, Name = "code")]
    public string? Code { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    /// <summary>The accounts of this page.</summary>
    public IReadOnlyList<AccountWithGrants> Found { get; private set; } = [];

    /// <summary>The states to choose from.</summary>
    public static IEnumerable<(string, string)> States =>
        [("", "All"), .. Enum.GetValues<AccountState>().Where(s => s != AccountState.Removed).Select(s => (s.ToString().ToLowerInvariant(), s.ToString()))];

    /// <summary>The roles to choose from.</summary>
    public static IEnumerable<(string, string)> Roles => [("", "All"), .. Enum.GetValues<Role>().Select(r => (Grants.NameOf(r), r.ToString()))];

    public void OnGet([FromQuery(Name = "page")] int number = 1) => Show(number);

    public void OnPost() => Show(1);

    /// <summary>The colour of a state's tag.</summary>
    public static string ColourOf(AccountState state) => state switch
    {
        AccountState.Active => "green",
        AccountState.Invited => "blue",
        _ => "red",
    };

    private void Show(int number)
    {
        Title = "Accounts";
        AccountState? state = Enum.TryParse<AccountState>(State, ignoreCase: true, out var parsed) ? parsed : null;
        Role? role = Enum.TryParse<Role>(Role, ignoreCase: true, out var known) ? known : null;
        var list = Caller.Run(new ListAccounts(Caller.Workspace), new AccountsWanted(
            state, role, string.IsNullOrWhiteSpace(Code) ? null : Code.Trim(), string.IsNullOrWhiteSpace(Email) ? null : Email.Trim(), Forms.Paging.Of(number)));
        (Found, Paging) = (list.Items, new Paging(Math.Max(1, number), list.Total));
    }
}

/// <summary>Grants as the lines of a form: role, codes and rights.</summary>
public sealed class GrantLine
{
    /// <summary>The role, in lower case; empty: the line is left out.</summary>
    public string? Role { get; set; }

    /// <summary>Codes of agencies, partnerships or regions, with spaces or commas between them.</summary>
    public string? Codes { get; set; }

    /// <summary>The rights.</summary>
    public string[] Rights { get; set; } = [];

    /// <summary>The grants of lines.</summary>
    public static IReadOnlyList<Grant> Read(IEnumerable<GrantLine> lines) =>
    [
        .. lines.Where(l => !string.IsNullOrEmpty(l.Role) && Enum.TryParse<Role>(l.Role, ignoreCase: true, out _)).Select(l =>
        {
            var role = Enum.Parse<Role>(l.Role!, ignoreCase: true);
            var codes = (l.Codes ?? "").Split([' ', ',', ';', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
            var rights = Grants.RightsOf(string.Join(' ', l.Rights.Where(r => Enum.TryParse<Rights>(r, ignoreCase: true, out _))));
            return new Grant(
                role, rights & GrantRules.RightsOf(role), role == Application.Access.Role.Provider ? [.. codes.Select(c => c.ToUpperInvariant())] : [],
                role == Application.Access.Role.Partnership ? [.. codes.Select(c => c.ToUpperInvariant())] : [],
                role == Application.Access.Role.Regional ? [.. codes.Select(c => c.ToLowerInvariant())] : []);
        }),
    ];

    /// <summary>A grant as a line.</summary>
    public static GrantLine Of(Grant grant) => new()
    {
        Role = Grants.NameOf(grant.Role),
        Codes = string.Join(' ', grant.Agencies.Concat(grant.Partnerships).Concat(grant.Regions)),
        Rights = Grants.NameOf(grant.Rights).Split(' ', StringSplitOptions.RemoveEmptyEntries),
    };
}

/// <summary>A page that gives grants.</summary>
[Access("account-change")]
public abstract class GrantsPage : PortalPage
{
    /// <summary>How many lines a form has at least.</summary>
    private const int Lines = 3;

    /// <summary>The grants of the form.</summary>
    [BindProperty]
    public List<GrantLine> Grants { get; set; } = [];

    /// <summary>The roles to choose from.</summary>
    public static IEnumerable<(string, string)> Roles =>
    [
        ("", "None"), ("provider", "Provider: agencies"), ("partnership", "Partnership"), ("regional", "Regional analyst: regions"), ("national", "National analyst"),
        ("administrator", "Administrator"),
    ];

    /// <summary>The rights to choose from.</summary>
    public static IEnumerable<(string, string, string?)> RightsToGive =>
        [("submit", "Submit", "Providers"), ("review", "Review", "Regional and national analysts"), ("publish", "Publish", "National analysts")];

    /// <summary>What the grants that were chosen allow, in words.</summary>
    protected IReadOnlyList<string> InWords(IEnumerable<Grant> grants)
    {
        var agencies = Caller.Workspace.Reference.Agencies().ToDictionary(a => a.Code, a => a.Name, StringComparer.Ordinal);
        return [.. grants.Select(g => GrantRules.InWords(g, Caller.Workspace.Book.Areas, agencies))];
    }

    /// <summary>Adds empty lines to the form.</summary>
    protected void Pad()
    {
        while (Grants.Count < Lines)
            Grants.Add(new GrantLine());
    }
}

/// <summary>Invites somebody: check first, then send.</summary>
public sealed class InviteModel(PortalOptions options) : GrantsPage
{
    [BindProperty]
    public string? Email { get; set; }

    /// <summary>What the account could see, once the form was checked; null: it was not, or something is wrong.</summary>
    public IReadOnlyList<string>? Checked { get; private set; }

    public void OnGet() => Show();

    public void OnPostCheck()
    {
        var grants = GrantLine.Read(Grants);
        if (Fault(Invite(grants, preview: true)) is false)
            Checked = InWords(grants);
        Show();
    }

    public IActionResult OnPost()
    {
        var outcome = Invite(GrantLine.Read(Grants), preview: false);
        if (Fault(outcome))
        {
            Show();
            return Page();
        }

        return Succeed(
            FormattableString.Invariant($"/admin/accounts/{outcome.Account}"),
            outcome.Problem is { } problem ? $"The account is made, but the invitation could not be sent. {problem}" : "The invitation is sent. It works for 72 hours.");
    }

    private InvitationOutcome Invite(IReadOnlyList<Grant> grants, bool preview) =>
        Caller.Run(new InviteAccount(Caller.Workspace, options.Mail), new Invitation(Email ?? "", grants, preview));

    private bool Fault(InvitationOutcome outcome)
    {
        foreach (var (field, fault) in outcome.Faults)
            ModelState.AddModelError(field == nameof(Grants) ? "Grants[0].Role" : field, fault);
        return outcome.Faults.Count > 0;
    }

    private void Show()
    {
        Title = "Invite someone";
        Pad();
    }
}

/// <summary>An account.</summary>
public sealed class AccountModel(PortalOptions options) : GrantsPage
{
    [BindProperty(SupportsGet = true)]
    public long Id { get; set; }

    /// <summary>The account.</summary>
    public AccountView View { get; private set; } = null!;

    /// <summary>What it can see, in words.</summary>
    public IReadOnlyList<string> CanSee { get; private set; } = [];

    /// <summary>Whether it is the caller's own.</summary>
    public bool IsOwn => View.Account.Name == Caller.Principal.Name;

    public void OnGet() => Show(fill: true);

    public IActionResult OnPost() => Change(new AccountChange.Grants(Id, GrantLine.Read(Grants)), "The changes are saved.", "Grants[0].Role");

    public IActionResult OnPostEndSessions() => Change(new AccountChange.EndSessions(Id), "All sessions are ended.");

    public IActionResult OnPostNewFactor() => Change(new AccountChange.NewFactor(Id), "The second factor is reset. A link to set the account up again is sent.");

    public IActionResult OnPostInvite() => Change(new AccountChange.InviteAgain(Id), "The invitation is sent again. It works for 72 hours.");

    public IActionResult OnPostSuspend() => Change(new AccountChange.Suspend(Id), "The account is suspended.");

    public IActionResult OnPostReactivate() => Change(new AccountChange.Reactivate(Id), "The account is active again.");

    public IActionResult OnPostRemove()
    {
        var answer = Change(new AccountChange.Remove(Id), "The account is removed.");
        return answer is LocalRedirectResult ? LocalRedirect("/admin/accounts") : answer;
    }

    private IActionResult Change(AccountChange change, string done, string field = "")
    {
        var outcome = Caller.Run(new ChangeAccount(Caller.Workspace, options.Mail), change);
        if (outcome.Fault is { } fault)
        {
            ModelState.AddModelError(field, fault);
            Show(fill: field.Length == 0);
            return Page();
        }

        return Succeed(
            FormattableString.Invariant($"/admin/accounts/{Id}"), outcome.Problem is { } problem ? $"{done} The owner could not be told. {problem}" : outcome.Told ? $"{done} The owner has been told." : done);
    }

    private void Show(bool fill)
    {
        View = Caller.Run(new ShowAccount(Caller.Workspace), Id);
        Title = FormattableString.Invariant($"Account {Id}");
        CanSee = InWords(View.Grants);
        if (fill)
            Grants = [.. View.Grants.Select(GrantLine.Of), new GrantLine()];
        Pad();
    }
}
