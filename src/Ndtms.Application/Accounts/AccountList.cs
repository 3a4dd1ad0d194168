using Ndtms.Application.Access;
using Ndtms.Application.Notifications;
using Ndtms.Core.DataSets;
using Ndtms.Storage;

namespace Ndtms.Application.Accounts;

/// <summary>Which accounts are asked for.</summary>
/// <param name="State">In one state; null: in any but removed.</param>
/// <param name="Role">With one role; null: any.</param>
/// <param name="Code">With an area of this code in a grant; null: any.</param>
/// <param name="Email">Whose address holds this; null: any.</param>
/// <param name="Page">Which of them.</param>
public sealed record AccountsWanted(AccountState? State, Role? Role, string? Code, string? Email, Page Page);

/// <summary>Lists accounts.</summary>
public sealed class ListAccounts(Workspace workspace) : UseCase<AccountsWanted, Paged<AccountWithGrants>>("accounts-list", workspace.Book)
{
    /// <inheritdoc/>
    protected override Paged<AccountWithGrants> Execute(Invocation invocation, AccountsWanted request) => new Storage.Accounts(workspace.Database).List(
        request.State, request.Role is { } role ? Grants.NameOf(role) : null, request.Code, request.Email, request.Page);
}

/// <summary>An account, as an administrator sees it.</summary>
/// <param name="Account">The account.</param>
/// <param name="Grants">What it may do.</param>
/// <param name="Sessions">Where somebody is signed in with it.</param>
/// <param name="CodesLeft">How many recovery codes are left.</param>
/// <param name="InvitationExpires">When its invitation expires or has expired; null: it has none that was not used.</param>
public sealed record AccountView(
    Account Account, IReadOnlyList<Grant> Grants, IReadOnlyList<AccountSession> Sessions, int CodesLeft, DateTimeOffset? InvitationExpires);

/// <summary>Shows an account.</summary>
public sealed class ShowAccount(Workspace workspace) : UseCase<long, AccountView>("accounts-list", workspace.Book)
{
    /// <inheritdoc/>
    protected override AccountView Execute(Invocation invocation, long request) => Of(workspace, request);

    /// <summary>An account with what belongs to it.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    internal static AccountView Of(Workspace workspace, long id)
    {
        var found = new Storage.Accounts(workspace.Database).FindWithGrants(id) ?? throw new NotFoundException($"There is no account {id}.");
        var proofs = new AccountProofs(workspace.Database);
        return new AccountView(
            found.Account, [.. found.Grants.Select(g => g.ToGrant())], new AccountSessions(workspace.Database).Of(id), proofs.CodesLeft(id),
            proofs.OpenInvitations().TryGetValue(id, out var expires) ? expires : null);
    }
}

/// <summary>Invites somebody.</summary>
/// <param name="Email">Their address.</param>
/// <param name="Grants">What they may do.</param>
/// <param name="Preview">Only say what is wrong.</param>
public sealed record Invitation(string Email, IReadOnlyList<Grant> Grants, bool Preview = false);

/// <summary>What an invitation led to.</summary>
/// <param name="Faults">What is wrong, by the field that it is about; nothing was done.</param>
/// <param name="Account">The account's number; 0: none was made.</param>
/// <param name="Link">The link, for whoever has no mail server; null: none was made.</param>
/// <param name="Problem">Why the message could not be sent, although the account was made; null: it was.</param>
public sealed record InvitationOutcome(IReadOnlyDictionary<string, string> Faults, long Account, Uri? Link, string? Problem);

/// <summary>Makes an account and sends a link to set it up.</summary>
/// <param name="workspace">The database.</param>
/// <param name="mail">Sends it.</param>
public sealed class InviteAccount(Workspace workspace, AccountMail mail) : UseCase<Invitation, InvitationOutcome>("account-change", workspace.Book)
{
    /// <summary>For so long a link works.</summary>
    public static readonly TimeSpan Works = TimeSpan.FromHours(72);

    /// <inheritdoc/>
    protected override InvitationOutcome Execute(Invocation invocation, Invitation request)
    {
        var accounts = new Storage.Accounts(workspace.Database);
        var email = request.Email.Trim();
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!Message.IsAddress(email) || !email.Split('@')[^1].Contains('.', StringComparison.Ordinal))
            faults["Email"] = "Enter an e-mail address, like name@example.org";
        else if (accounts.FindByEmail(Credentials.Normal(email)) is not null)
            faults["Email"] = "There is an account with this address";
        if (GrantRules.Fault(request.Grants, workspace) is { } fault)
            faults["Grants"] = fault;
        if (faults.Count > 0 || request.Preview)
            return new InvitationOutcome(faults, 0, null, null);
        var id = accounts.Add(
            new Account
            {
                Email = email,
                NormalEmail = Credentials.Normal(email),
                State = AccountState.Invited,
                SecurityStamp = Guid.NewGuid().ToString("N"),
                Created = workspace.Time.GetUtcNow(),
                CreatedBy = invocation.By.Name,
            }, [.. request.Grants.Select(g => g.ToStored())]);
        if (id is not { } made)
            return new InvitationOutcome(new Dictionary<string, string> { ["Email"] = "There is an account with this address" }, 0, null, null);
        workspace.Audit(invocation.By, "account-invited", Account.NameOf(made), AuditOutcome.Done, GrantRules.InCodes(request.Grants));
        var (link, problem) = Send(workspace, mail, made, email);
        return new InvitationOutcome(faults, made, link, problem);
    }

    /// <summary>Makes a link and sends it.</summary>
    internal static (Uri Link, string? Problem) Send(Workspace workspace, AccountMail mail, long account, string email)
    {
        var (token, now) = (Sessions.NewToken(), workspace.Time.GetUtcNow());
        new AccountProofs(workspace.Database).AddLink(Sessions.HashOf(token), account, LinkPurpose.Invitation, now, now + Works);
        try
        {
            mail.Invite(email, token);
            return (mail.InvitationLink(token), null);
        }
        catch (Exception e) when (e is EnvironmentException or RequestException)
        {
            return (mail.InvitationLink(token), Failure.InWords(e));
        }
    }
}

/// <summary>A change to an account by an administrator.</summary>
/// <param name="Id">The account.</param>
public abstract record AccountChange(long Id)
{
    /// <summary>Other grants.</summary>
    public sealed record Grants(long Id, IReadOnlyList<Grant> Now) : AccountChange(Id);

    /// <summary>Ends every session.</summary>
    public sealed record EndSessions(long Id) : AccountChange(Id);

    /// <summary>Takes password and second factor away and sends a link to set the account up again.</summary>
    public sealed record NewFactor(long Id) : AccountChange(Id);

    /// <summary>Sends the invitation again.</summary>
    public sealed record InviteAgain(long Id) : AccountChange(Id);

    /// <summary>Nobody can sign in until it is lifted.</summary>
    public sealed record Suspend(long Id) : AccountChange(Id);

    /// <summary>Lifts a suspension.</summary>
    public sealed record Reactivate(long Id) : AccountChange(Id);

    /// <summary>Nobody can sign in any more, and the address is deleted.</summary>
    public sealed record Remove(long Id) : AccountChange(Id);
}

/// <summary>What a change led to.</summary>
/// <param name="Fault">Why it was not made; null: it was.</param>
/// <param name="Told">Whether its owner was sent a message.</param>
/// <param name="Problem">Why the message could not be sent; null: it was, or there was none.</param>
public sealed record ChangeOutcome(string? Fault, bool Told = false, string? Problem = null);

/// <summary>Changes an account. Nobody changes an own grant, and an administrator always remains.</summary>
/// <param name="workspace">The database.</param>
/// <param name="mail">Tells the owner.</param>
public sealed class ChangeAccount(Workspace workspace, AccountMail mail) : UseCase<AccountChange, ChangeOutcome>("account-change", workspace.Book)
{
    private readonly Storage.Accounts _accounts = new(workspace.Database);

    /// <inheritdoc/>
    protected override ChangeOutcome Execute(Invocation invocation, AccountChange request)
    {
        var account = _accounts.Find(request.Id) is { State: not AccountState.Removed } found ? found : throw new NotFoundException($"There is no account {request.Id}.");
        if (account.Name == invocation.By.Name && request is not AccountChange.EndSessions)
            return new ChangeOutcome("You cannot change your own account here. Ask another administrator.");
        try
        {
            return Change(invocation.By, account, request);
        }
        catch (NoAdministratorException e)
        {
            return new ChangeOutcome(e.Message);
        }
    }

    private ChangeOutcome Change(Principal by, Account account, AccountChange request)
    {
        switch (request)
        {
            case AccountChange.Grants change:
                if (GrantRules.Fault(change.Now, workspace) is { } fault)
                    return new ChangeOutcome(fault);
                _accounts.ReplaceGrants(account.Id, [.. change.Now.Select(g => g.ToStored())]);
                return Done("grants-changed", GrantRules.InCodes(change.Now), "What your account may see and do was changed.");
            case AccountChange.EndSessions:
                new AccountSessions(workspace.Database).EndOf(account.Id, but: null);
                return Done("sessions-ended", "", "You were signed out everywhere by an administrator.");
            case AccountChange.NewFactor:
                // First what may not be allowed: then nothing has been taken away.
                _accounts.ChangeState(account.Id, AccountState.Invited);
                _accounts.ForgetPassword(account.Id);
                new Credentials(workspace).RemoveFactor(_accounts.Find(account.Id)!);
                return Invited("second-factor-reset", "Your second factor was reset. A message with a link to set your account up again is on its way.");
            case AccountChange.InviteAgain:
                return account.State == AccountState.Invited ? Invited("account-invited", null) : new ChangeOutcome("The account is set up already.");
            case AccountChange.Suspend:
                _accounts.ChangeState(account.Id, AccountState.Suspended);
                return Done("account-suspended", "", "Your account was suspended. You cannot sign in until an administrator lifts it.");
            case AccountChange.Reactivate:
                _accounts.ChangeState(account.Id, account.HasAuthenticator ? AccountState.Active : AccountState.Invited);
                return Done("account-reactivated", "", "Your account is active again.");
            case AccountChange.Remove:
                _accounts.ChangeState(account.Id, AccountState.Removed);
                return Done("account-removed", "", "Your account was removed.");
            default:
                throw new InvalidOperationException();
        }

        ChangeOutcome Done(string what, string detail, string told)
        {
            workspace.Audit(by, what, account.Name, AuditOutcome.Done, detail);
            try
            {
                mail.Tell(account, told);
                return new ChangeOutcome(null, Told: true);
            }
            catch (Exception e) when (e is EnvironmentException or RequestException)
            {
                return new ChangeOutcome(null, Problem: Failure.InWords(e));
            }
        }

        ChangeOutcome Invited(string what, string? told)
        {
            var outcome = told is null ? new ChangeOutcome(null, Told: true) : Done(what, "", told);
            if (told is null)
                workspace.Audit(by, what, account.Name, AuditOutcome.Done, "again");
            return outcome with { Problem = InviteAccount.Send(workspace, mail, account.Id, account.Email!).Problem ?? outcome.Problem };
        }
    }
}

/// <summary>Which grants can be given, and what they say.</summary>
public static class GrantRules
{
    /// <summary>What is wrong with grants; null: nothing.</summary>
    public static string? Fault(IReadOnlyList<Grant> grants, Workspace workspace)
    {
        if (grants.Count == 0)
            return "Add at least one grant";
        var agencies = workspace.Reference.Agencies().Select(a => a.Code).ToHashSet(StringComparer.Ordinal);
        foreach (var grant in grants)
        {
            var (codes, known, what) = grant.Role switch
            {
                Role.Provider => (grant.Agencies, (Func<string, bool>)agencies.Contains, "agency"),
                Role.Partnership => (grant.Partnerships, code => workspace.Book.Areas.Partnership(code) is not null, "partnership"),
                Role.Regional => (grant.Regions, code => workspace.Book.Areas.Region(code) is not null, "region"),
                _ => ([], _ => true, "area"),
            };
            if (grant.Role is Role.Provider or Role.Partnership or Role.Regional && codes.Count == 0)
                return $"Enter the code of at least one {what}";
            if (codes.FirstOrDefault(code => !known(code)) is { } unknown)
                return $"There is no {what} {unknown}";
            if ((grant.Rights & ~RightsOf(grant.Role)) != Rights.None)
                return $"The role {Grants.NameOf(grant.Role)} cannot have the right {Grants.NameOf(grant.Rights & ~RightsOf(grant.Role))}";
        }

        return null;
    }

    /// <summary>The rights that a role can have.</summary>
    public static Rights RightsOf(Role role) => role switch
    {
        Role.Provider => Rights.Submit,
        Role.Regional => Rights.Review,
        Role.National => Rights.Review | Rights.Publish,
        _ => Rights.None,
    };

    /// <summary>Grants in codes, for the audit: <c>provider N0852 submit; national publish</c>.</summary>
    public static string InCodes(IEnumerable<Grant> grants) => string.Join("; ", grants.Select(g => string.Join(
        ' ', ((IEnumerable<string>)[Grants.NameOf(g.Role), .. g.Agencies, .. g.Partnerships, .. g.Regions, Grants.NameOf(g.Rights)]).Where(w => w.Length > 0))));

    /// <summary>What a grant lets its account see and do, in words for its owner.</summary>
    /// <param name="grant">The grant.</param>
    /// <param name="areas">The names of partnerships and regions.</param>
    /// <param name="agencies">The names of agencies, by code.</param>
    public static string InWords(Grant grant, Areas areas, IReadOnlyDictionary<string, string> agencies)
    {
        string Named(IEnumerable<string> codes, Func<string, string?> name) => string.Join(", ", codes.Select(code => name(code) is { } known ? $"{known} ({code})" : code));
        var can = AccessTable.UseCases.Where(row => AccessTable.RolesOf(row).Any(r => r.Role == grant.Role && (grant.Rights & r.Needs) == r.Needs)).ToHashSet(StringComparer.Ordinal);
        return grant.Role switch
        {
            Role.Provider => $"submissions, feedback and figures of {Named(grant.Agencies, c => agencies.GetValueOrDefault(c))}"
                + (can.Contains("submission-confirm") ? ", and you can send files and decide on those that are held" : ", but you cannot send files"),
            Role.Partnership => $"data quality, figures and targets of {Named(grant.Partnerships, c => areas.Partnership(c)?.Name)}, in counts",
            Role.Regional => $"submissions, figures, exceptions and targets of {Named(grant.Regions, c => areas.Region(c)?.Name)}"
                + (grant.Rights.HasFlag(Rights.Review) ? ", and you can decide on possible duplicates" : ""),
            Role.National => "submissions, figures, exceptions and targets of all England"
                + (can.Contains("snapshot-freeze") ? ", and you can freeze, publish and withdraw months" : "")
                + (grant.Rights.HasFlag(Rights.Review) ? ", and you can decide on possible duplicates" : ""),
            _ => "accounts, API tokens, reference data, jobs and the audit, but no data of clients",
        };
    }
}
