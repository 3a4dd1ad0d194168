using Ndtms.Application.Access;
using Ndtms.Storage;

namespace Ndtms.Application.Accounts;

/// <summary>A step of signing in.</summary>
/// <param name="Browser">The browser, in words.</param>
public abstract record SignInStep(string Browser)
{
    /// <summary>Address and password.</summary>
    public sealed record Password(string Email, string Secret, string Browser) : SignInStep(Browser);

    /// <summary>A code of the authenticator app, after the password.</summary>
    public sealed record Code(AccountSession Session, string Digits, string Browser) : SignInStep(Browser);

    /// <summary>A recovery code, after the password.</summary>
    public sealed record RecoveryCode(AccountSession Session, string Text, string Browser) : SignInStep(Browser);
}

/// <summary>What a step led to.</summary>
/// <param name="Session">The id of the session that begins; null: what was given is wrong, or the account is locked, which looks alike.</param>
/// <param name="CodesLeft">After a recovery code: how many are left; null: none was used.</param>
public sealed record SignInResult(string? Session, int? CodesLeft = null);

/// <summary>Signs somebody in, step by step: password and then second factor. A new session begins with each step.</summary>
/// <param name="workspace">The database.</param>
/// <param name="mail">Tells the owner of an account that was locked; null: nobody is told.</param>
public sealed class SignIn(Workspace workspace, AccountMail? mail) : UseCase<SignInStep, SignInResult>("sign-in", workspace.Book)
{
    private const string Event = "signed-in";

    private readonly Credentials _credentials = new(workspace);

    /// <inheritdoc/>
    protected override SignInResult Execute(Invocation invocation, SignInStep request) => request switch
    {
        SignInStep.Password step => GivePassword(step),
        SignInStep.Code step => GiveCode(step.Session, account => _credentials.IsCode(account, step.Digits), "code", step.Browser),
        SignInStep.RecoveryCode step => GiveCode(step.Session, account => _credentials.IsRecoveryCode(account, step.Text), "recovery-code", step.Browser),
        _ => throw new InvalidOperationException(),
    };

    private SignInResult GivePassword(SignInStep.Password step)
    {
        var account = _credentials.Find(step.Email);
        if (_credentials.IsPassword(account, step.Secret))
            return new SignInResult(Sessions.Begin(workspace, account!.Id, SessionStage.Code, step.Browser));
        workspace.Audit(Principal.Visitor, Event, account?.Name ?? "unknown", AuditOutcome.Failed, "password");
        TellIfLocked(account);
        return new SignInResult(null);
    }

    private SignInResult GiveCode(AccountSession session, Func<Account, bool> isRight, string how, string browser)
    {
        if (session.Stage != SessionStage.Code || new Storage.Accounts(workspace.Database).Find(session.AccountId) is not { State: AccountState.Active } account)
            return new SignInResult(null);
        if (!isRight(account))
        {
            workspace.Audit(Principal.Visitor, Event, account.Name, AuditOutcome.Failed, how);
            TellIfLocked(account);
            return new SignInResult(null);
        }

        new AccountSessions(workspace.Database).End(session.IdHash);
        var left = how == "recovery-code" ? (int?)_credentials.RecoveryCodesLeft(account) : null;
        return new SignInResult(SignedIn(account, how, browser), left);
    }

    private string SignedIn(Account account, string how, string browser)
    {
        new Storage.Accounts(workspace.Database).SignedIn(account.Id, workspace.Time.GetUtcNow());
        workspace.Audit(Principal.Account(account.Name), Event, account.Name, AuditOutcome.Done, how);
        return Sessions.Begin(workspace, account.Id, SessionStage.Full, browser);
    }

    /// <summary>The owner is told once, with the attempt that locked the account.</summary>
    private void TellIfLocked(Account? before)
    {
        if (before is not { LockedUntil: null } || new Storage.Accounts(workspace.Database).Find(before.Id) is not { LockedUntil: not null } now)
            return;
        workspace.Audit(Principal.Visitor, "account-locked", now.Name, AuditOutcome.Done, "");
        mail?.TellLater(workspace, now, "Your account is locked for 15 minutes, because a password or code was wrong 5 times.");
    }
}

/// <summary>Asks for a link to choose a new password.</summary>
/// <param name="Email">The address.</param>
public sealed record LinkWanted(string Email);

/// <summary>Sends a link to choose a new password, where there is an account of the address; whoever asks cannot tell.</summary>
/// <param name="workspace">The database.</param>
/// <param name="mail">Sends it.</param>
public sealed class SendPasswordLink(Workspace workspace, AccountMail? mail) : UseCase<LinkWanted, bool>("sign-in", workspace.Book)
{
    /// <summary>For so long a link works.</summary>
    public static readonly TimeSpan Works = TimeSpan.FromMinutes(30);

    private const int MostInAnHour = 3;

    /// <inheritdoc/>
    protected override bool Execute(Invocation invocation, LinkWanted request)
    {
        var proofs = new AccountProofs(workspace.Database);
        var now = workspace.Time.GetUtcNow();
        if (new Credentials(workspace).Find(request.Email) is not { State: AccountState.Active, Email: { } email } account
            || proofs.LinksSince(account.Id, LinkPurpose.Password, now.AddHours(-1)) >= MostInAnHour)
            return false;
        var token = Sessions.NewToken();
        proofs.AddLink(Sessions.HashOf(token), account.Id, LinkPurpose.Password, now, now + Works);
        mail!.NewPassword(email, token);
        workspace.Audit(Principal.Visitor, "password-link-sent", account.Name, AuditOutcome.Done, "");
        return true;
    }
}

/// <summary>A new password by a link, with the second factor.</summary>
/// <param name="Token">What the link holds.</param>
/// <param name="Password">The new password.</param>
/// <param name="Code">A code of the authenticator app, or a recovery code.</param>
public sealed record PasswordByLink(string Token, string Password, string Code);

/// <summary>What is wrong with a new password or what proves who chooses it.</summary>
/// <param name="IsLink">The link works.</param>
/// <param name="Password">What is wrong with the password; null: nothing.</param>
/// <param name="IsCode">The second factor is right.</param>
public sealed record PasswordOutcome(bool IsLink, string? Password, bool IsCode)
{
    /// <summary>Whether it was set.</summary>
    public bool IsDone => IsLink && Password is null && IsCode;
}

/// <summary>Sets a new password for somebody who came by a link and has the second factor. Every session ends.</summary>
/// <param name="workspace">The database.</param>
/// <param name="mail">Tells the owner.</param>
public sealed class SetPasswordByLink(Workspace workspace, AccountMail? mail) : UseCase<PasswordByLink, PasswordOutcome>("sign-in", workspace.Book)
{
    /// <inheritdoc/>
    protected override PasswordOutcome Execute(Invocation invocation, PasswordByLink request)
    {
        var (proofs, now, hash) = (new AccountProofs(workspace.Database), workspace.Time.GetUtcNow(), Sessions.HashOf(request.Token));
        if (proofs.AccountOfLink(hash, LinkPurpose.Password, now) is not { } id || new Storage.Accounts(workspace.Database).Find(id) is not { State: AccountState.Active } account)
            return new PasswordOutcome(false, null, false);
        if (Passwords.Fault(request.Password, account.Email ?? "") is { } fault)
            return new PasswordOutcome(true, fault, true);
        var credentials = new Credentials(workspace);
        var isRight = Credentials.Digits(request.Code).Length == 6 ? credentials.IsCode(account, request.Code) : credentials.IsRecoveryCode(account, request.Code);
        if (!isRight)
        {
            workspace.Audit(Principal.Visitor, "password-changed", account.Name, AuditOutcome.Failed, "code");
            return new PasswordOutcome(true, null, false);
        }

        if (proofs.UseLink(hash, LinkPurpose.Password, now) is null)
            return new PasswordOutcome(false, null, false);
        if (credentials.Choose(account, request.Password) is { } wrong)
            return new PasswordOutcome(true, wrong, true);
        new AccountSessions(workspace.Database).EndOf(account.Id, but: null);
        workspace.Audit(Principal.Account(account.Name), "password-changed", account.Name, AuditOutcome.Done, "by link");
        mail?.TellLater(workspace, account, "The password of your account was changed, and you were signed out everywhere.");
        return new PasswordOutcome(true, null, true);
    }
}
