using Ndtms.Application.Access;
using Ndtms.Storage;

namespace Ndtms.Application.Accounts;

/// <summary>A change that somebody makes to the own account.</summary>
public abstract record OwnChange
{
    /// <summary>Gives the password again, before a change that needs it.</summary>
    public sealed record Prove(AccountSession Session, string Given) : OwnChange;

    /// <summary>Another password; every other session ends.</summary>
    public sealed record Password(AccountSession Session, string Now) : OwnChange;

    /// <summary>Asks for a new key for the authenticator app.</summary>
    public sealed record WantKey(AccountSession Session) : OwnChange;

    /// <summary>Proves the new key with a code; the old one no longer works and every other session ends.</summary>
    public sealed record Key(AccountSession Session, string Code) : OwnChange;

    /// <summary>New recovery codes; the old ones no longer work.</summary>
    public sealed record RecoveryCodes(AccountSession Session) : OwnChange;

    /// <summary>Ends one session, or every other one.</summary>
    /// <param name="Session">The session in which it is asked for.</param>
    /// <param name="IdHash">The one that ends; null: every other.</param>
    public sealed record EndSession(AccountSession Session, string? IdHash) : OwnChange;
}

/// <summary>What a change led to.</summary>
/// <param name="Fault">Why it was not made; null: it was.</param>
/// <param name="Key">The new key for the authenticator app, where it was asked for.</param>
/// <param name="Codes">The new recovery codes, where they were asked for.</param>
public sealed record OwnOutcome(string? Fault, string? Key = null, IReadOnlyList<string>? Codes = null);

/// <summary>Shows the caller's own account.</summary>
public sealed class ShowOwnAccount(Workspace workspace) : UseCase<AccountSession, AccountView>("account-own", workspace.Book)
{
    /// <inheritdoc/>
    protected override AccountView Execute(Invocation invocation, AccountSession request) => ShowAccount.Of(workspace, request.AccountId);
}

/// <summary>Changes the caller's own account. The password is asked for again before anything by which somebody proves who they are changes.</summary>
/// <param name="workspace">The database.</param>
/// <param name="mail">Tells the owner.</param>
public sealed class ChangeOwnAccount(Workspace workspace, AccountMail? mail) : UseCase<OwnChange, OwnOutcome>("account-own", workspace.Book)
{
    /// <summary>For so long after the password was given it is not asked for again.</summary>
    public static readonly TimeSpan StaysProved = TimeSpan.FromMinutes(10);

    private const string KeyPurpose = "new-authenticator-key";
    private const string NotProved = "Enter your password first.";

    private readonly Credentials _credentials = new(workspace);
    private readonly AccountSessions _sessions = new(workspace.Database);

    /// <summary>Whether the password was given in a session not long ago.</summary>
    public static bool IsProved(AccountSession session, DateTimeOffset now) => session.Proved is { } at && now - at < StaysProved;

    /// <inheritdoc/>
    protected override OwnOutcome Execute(Invocation invocation, OwnChange request)
    {
        switch (request)
        {
            case OwnChange.Prove change:
                if (!_credentials.IsPassword(Of(change.Session), change.Given))
                    return new OwnOutcome("Check your password. After 5 failed attempts you must wait 15 minutes.");
                _sessions.Prove(change.Session.IdHash, workspace.Time.GetUtcNow());
                return new OwnOutcome(null);
            case OwnChange.EndSession change:
                // A session of somebody else looks like one that has ended.
                if (change.IdHash is null)
                    _sessions.EndOf(change.Session.AccountId, change.Session.IdHash);
                else if (_sessions.Find(change.IdHash)?.AccountId == change.Session.AccountId)
                    _sessions.End(change.IdHash);
                workspace.Audit(invocation.By, "sessions-ended", invocation.By.Name, AuditOutcome.Done, "");
                return new OwnOutcome(null);
            case OwnChange.Password change:
                var account = Proved(change.Session);
                return _credentials.Choose(account, change.Now) is { } fault
                    ? new OwnOutcome(fault)
                    : Changed(account, change.Session, "password-changed", "The password of your account was changed.");
            case OwnChange.WantKey change:
                Proved(change.Session);
                // The same until it is proved: who goes back and forth need not scan it again.
                if (_sessions.Find(change.Session.IdHash)?.Challenge is { } pending && Unsealed(pending) is { } known)
                    return new OwnOutcome(null, Key: known);
                var key = Authenticator.NewKey();
                _sessions.Challenge(change.Session.IdHash, workspace.Secrets.Seal(KeyPurpose, key));
                return new OwnOutcome(null, Key: key);
            case OwnChange.Key change:
                var owner = Proved(change.Session);
                if (_sessions.Find(change.Session.IdHash)?.Challenge is not { } challenge || Unsealed(challenge) is not { } proving)
                    throw new RequestException("Ask for a new key first.");
                if (!_credentials.ReplaceKey(owner, proving, change.Code))
                    return new OwnOutcome("That code is wrong or has been used. Wait for a new one");
                _sessions.Challenge(change.Session.IdHash, null);
                return Changed(owner, change.Session, "authenticator-replaced", "The authenticator app of your account was replaced.");
            case OwnChange.RecoveryCodes change:
                var holder = Proved(change.Session);
                var codes = _credentials.NewRecoveryCodes(holder);
                workspace.Audit(invocation.By, "recovery-codes-made", holder.Name, AuditOutcome.Done, "");
                mail?.TellLater(workspace, holder, "New recovery codes were made for your account; the old ones no longer work.");
                return new OwnOutcome(null, Codes: codes);
            default:
                throw new InvalidOperationException();
        }
    }

    private OwnOutcome Changed(Account account, AccountSession session, string what, string told)
    {
        _sessions.EndOf(account.Id, session.IdHash);
        workspace.Audit(Principal.Account(account.Name), what, account.Name, AuditOutcome.Done, "");
        mail?.TellLater(workspace, account, told);
        return new OwnOutcome(null);
    }

    private Account Proved(AccountSession session) => _sessions.Find(session.IdHash) is { } now && IsProved(now, workspace.Time.GetUtcNow())
        ? Of(session)
        : throw new RequestException(NotProved);

    private Account Of(AccountSession session) => new Storage.Accounts(workspace.Database).Find(session.AccountId) ?? throw new NotFoundException("There is no such account.");

    private string? Unsealed(string challenge)
    {
        try
        {
            return workspace.Secrets.Unseal(KeyPurpose, challenge);
        }
        catch (StorageException)
        {
            // It is of another purpose, such as a passkey that was not finished.
            return null;
        }
    }
}
