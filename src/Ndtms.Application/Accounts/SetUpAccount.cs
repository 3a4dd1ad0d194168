using Ndtms.Application.Access;
using Ndtms.Storage;

namespace Ndtms.Application.Accounts;

/// <summary>A step of setting an account up.</summary>
public abstract record SetUpStep
{
    /// <summary>Uses the link of the invitation.</summary>
    public sealed record Open(string Token, string Browser) : SetUpStep;

    /// <summary>Asks how far it is.</summary>
    public sealed record Look(AccountSession Session) : SetUpStep;

    /// <summary>Chooses a password.</summary>
    public sealed record Password(AccountSession Session, string Secret) : SetUpStep;

    /// <summary>Proves that the authenticator app has the key.</summary>
    public sealed record Code(AccountSession Session, string Digits) : SetUpStep;

    /// <summary>Asks for recovery codes.</summary>
    public sealed record Codes(AccountSession Session) : SetUpStep;

    /// <summary>Says that the codes are saved, which makes the account ready.</summary>
    public sealed record Finish(AccountSession Session, string Browser) : SetUpStep;
}

/// <summary>How far an account is set up.</summary>
/// <param name="Session">The id of a session that begins; null: none does.</param>
/// <param name="HasPassword">A password is chosen.</param>
/// <param name="HasFactor">The second factor is set up.</param>
/// <param name="HasCodes">Recovery codes were made.</param>
/// <param name="Key">The key for the authenticator app, until it is proved.</param>
/// <param name="Email">The address, for the app to show.</param>
/// <param name="Codes">The recovery codes, this once.</param>
/// <param name="Fault">What is wrong with what was given; null: nothing.</param>
public sealed record SetUp(
    string? Session, bool HasPassword, bool HasFactor, bool HasCodes, string? Key, string Email, IReadOnlyList<string> Codes, string? Fault = null);

/// <summary>Sets an account up for somebody who was invited: password, second factor, recovery codes, in this order.</summary>
/// <param name="workspace">The database.</param>
public sealed class SetUpAccount(Workspace workspace) : UseCase<SetUpStep, SetUp>("account-set-up", workspace.Book)
{
    private const string Unusable = "It has expired or been used. Ask your administrator for a new one.";

    private readonly Credentials _credentials = new(workspace);
    private readonly Storage.Accounts _accounts = new(workspace.Database);

    /// <inheritdoc/>
    protected override SetUp Execute(Invocation invocation, SetUpStep request)
    {
        switch (request)
        {
            case SetUpStep.Open step:
                var id = new AccountProofs(workspace.Database).UseLink(Sessions.HashOf(step.Token), LinkPurpose.Invitation, workspace.Time.GetUtcNow());
                if (id is null || _accounts.Find(id.Value) is not { State: AccountState.Invited } invited)
                    throw new NotFoundException(Unusable);
                return StateOf(invited) with { Session = Sessions.Begin(workspace, invited.Id, SessionStage.Setup, step.Browser) };
            case SetUpStep.Look step:
                return StateOf(Of(step.Session));
            case SetUpStep.Password step:
                var account = Of(step.Session);
                var fault = _credentials.Choose(account, step.Secret);
                return StateOf(account) with { Fault = fault };
            case SetUpStep.Code step:
                var prover = Of(step.Session);
                var isRight = _credentials.ProveKey(prover, step.Digits);
                return StateOf(prover) with { Fault = isRight ? null : "That code is wrong or has been used. Wait for a new one" };
            case SetUpStep.Codes step:
                var owner = Of(step.Session);
                return StateOf(owner) is { HasPassword: true, HasFactor: true }
                    ? StateOf(owner) with { Codes = _credentials.NewRecoveryCodes(owner), HasCodes = true }
                    : throw new RequestException("Choose a password and set up a second factor first.");
            case SetUpStep.Finish step:
                return Finished(Of(step.Session), step.Browser);
            default:
                throw new InvalidOperationException();
        }
    }

    private SetUp Finished(Account account, string browser)
    {
        if (StateOf(account) is not { HasPassword: true, HasFactor: true, HasCodes: true })
            throw new RequestException("Choose a password, set up a second factor and save your recovery codes first.");
        // Ends the session of the set-up too.
        _accounts.ChangeState(account.Id, AccountState.Active);
        _accounts.SignedIn(account.Id, workspace.Time.GetUtcNow());
        workspace.Audit(Principal.Account(account.Name), "account-set-up", account.Name, AuditOutcome.Done, "");
        return StateOf(account) with { Session = Sessions.Begin(workspace, account.Id, SessionStage.Full, browser) };
    }

    private Account Of(AccountSession session) => session.Stage == SessionStage.Setup && _accounts.Find(session.AccountId) is { State: AccountState.Invited } account
        ? account
        : throw new NotFoundException(Unusable);

    private SetUp StateOf(Account account) => new(
        null, account.PasswordHash is not null, account.HasAuthenticator, _credentials.RecoveryCodesLeft(account) > 0,
        account is { PasswordHash: not null, HasAuthenticator: false } ? _credentials.Key(account) : null, account.Email ?? "", []);
}
