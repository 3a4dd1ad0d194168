using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Ndtms.Storage;

namespace Ndtms.Application.Accounts;

/// <summary>Passwords, authenticator codes and recovery codes of accounts, by ASP.NET Core Identity. Every attempt counts before it is known to
/// be right, so that five wrong ones lock an account, however many come at once.</summary>
/// <param name="workspace">The database.</param>
public sealed class Credentials(Workspace workspace)
{
    /// <summary>With so many wrong attempts an account is locked.</summary>
    public const int MostFailures = 5;

    /// <summary>For so long.</summary>
    public static readonly TimeSpan Locked = TimeSpan.FromMinutes(15);

    private const int RecoveryCodes = 10;
    private const string RecoveryAlphabet = "BCDFGHJKMNPQRSTVWXYZ23456789";

    // What an unknown address is compared with, so that it takes as long as a known one.
    private static readonly PasswordHasher<Account> Hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = 220_000 }));
    private static readonly Lazy<string> NobodysHash = new(() => Hasher.HashPassword(new Account(), Sessions.NewToken()));

    private readonly Storage.Accounts _accounts = new(workspace.Database);

    // It holds nothing open.
    private AccountStore Store => new(workspace.Database, workspace.Secrets, workspace.Time);

    /// <summary>The account of an address; null: there is none.</summary>
    public Account? Find(string email) => _accounts.FindByEmail(Normal(email));

    /// <summary>An address as it is compared.</summary>
    public static string Normal(string email) => email.Trim().ToUpperInvariant();

    /// <summary>Whether it is the password of an account in which somebody can sign in. Counts the attempt; a right one is given back.</summary>
    /// <param name="account">The account; null: none has the address, and the answer takes as long.</param>
    /// <param name="password">What was given.</param>
    public bool IsPassword(Account? account, string password)
    {
        var mayTry = account is { State: AccountState.Active, PasswordHash: not null } && TakeAttempt(account);
        var isRight = Hasher.VerifyHashedPassword(account ?? new Account(), account?.PasswordHash ?? NobodysHash.Value, password) != PasswordVerificationResult.Failed;
        if (!mayTry || !isRight)
            return false;
        _accounts.GiveAttemptBack(account!.Id);
        return true;
    }

    /// <summary>Whether it is a code of the account's authenticator app that was not used before, and uses it. Counts the attempt.</summary>
    public bool IsCode(Account account, string code) => account is { HasAuthenticator: true } && TakeAttempt(account) && Proves(account, code);

    /// <summary>Whether it is one of the account's recovery codes, and uses it. Counts the attempt.</summary>
    public bool IsRecoveryCode(Account account, string code) => TakeAttempt(account)
        && Await(Store.RedeemCodeAsync(account, Plain(code), CancellationToken.None)) && Right(account);

    /// <summary>Sets a password that has no fault.</summary>
    /// <returns>What is wrong with it; null: it is set.</returns>
    public string? Choose(Account account, string password)
    {
        if (Passwords.Fault(password, account.Email ?? "") is { } fault)
            return fault;
        using var users = Users();
        account.PasswordHash = Hasher.HashPassword(account, password);
        // A new stamp, and written.
        return Await(users.UpdateSecurityStampAsync(account)).Succeeded ? null : "Your account was changed at the same time. Try again";
    }

    /// <summary>The key of the authenticator app that is being set up; made where there is none.</summary>
    public string Key(Account account)
    {
        using var users = Users();
        if (Await(users.GetAuthenticatorKeyAsync(account)) is { } key)
            return key;
        return NewKey(account);
    }

    /// <summary>A new key for the authenticator app; the old one no longer works once it is proved.</summary>
    public string NewKey(Account account)
    {
        var key = Authenticator.NewKey();
        Await(Store.SetAuthenticatorKeyAsync(account, key, CancellationToken.None));
        account.HasAuthenticator = false;
        Written(account);
        return key;
    }

    /// <summary>Proves with a code that the app has the key; from then on it is asked for.</summary>
    /// <returns>Whether it has.</returns>
    public bool ProveKey(Account account, string code)
    {
        if (!TakeAttempt(account) || !Proves(account, code))
            return false;
        account.HasAuthenticator = true;
        Written(account);
        return true;
    }

    /// <summary>Replaces the key of the authenticator app by one that a code proves; without, the old one stays.</summary>
    /// <returns>Whether it was replaced.</returns>
    public bool ReplaceKey(Account account, string key, string code)
    {
        if (!TakeAttempt(account) || Authenticator.StepOf(key, Digits(code), workspace.Time.GetUtcNow()) is not { } step || !_accounts.UseStep(account.Id, step))
            return false;
        Await(Store.SetAuthenticatorKeyAsync(account, key, CancellationToken.None));
        account.HasAuthenticator = true;
        Written(account);
        return Right(account);
    }

    /// <summary>Takes the second factor away; the account must be set up again before somebody can sign in.</summary>
    public void RemoveFactor(Account account)
    {
        (account.AuthenticatorKey, account.HasAuthenticator) = (null, false);
        Written(account);
        new AccountProofs(workspace.Database).ReplaceCodes(account.Id, []);
        foreach (var passkey in new AccountProofs(workspace.Database).PasskeysOf(account.Id))
            new AccountProofs(workspace.Database).RemovePasskey(account.Id, passkey.IdHash);
    }

    /// <summary>New recovery codes; the old ones no longer work. They can be shown this once.</summary>
    public IReadOnlyList<string> NewRecoveryCodes(Account account)
    {
        var codes = Enumerable.Range(0, RecoveryCodes).Select(_ => RandomNumberGenerator.GetString(RecoveryAlphabet, 12)).ToList();
        Await(Store.ReplaceCodesAsync(account, codes, CancellationToken.None));
        return [.. codes.Select(c => string.Join('-', c.Chunk(4).Select(part => new string(part))))];
    }

    /// <summary>How many recovery codes are left.</summary>
    public int RecoveryCodesLeft(Account account) => Await(Store.CountCodesAsync(account, CancellationToken.None));

    /// <summary>Identity's own class, with its store.</summary>
    internal UserManager<Account> Users() => new(
        Store, Options.Create(new IdentityOptions()), Hasher, [], [], new UpperInvariantLookupNormalizer(), new IdentityErrorDescriber(),
        services: null!, NullLogger<UserManager<Account>>.Instance);

    /// <summary>Waits for what this store has done already.</summary>
    internal static T Await<T>(Task<T> done) => done.GetAwaiter().GetResult();

    private static void Await(Task done) => done.GetAwaiter().GetResult();

    private bool TakeAttempt(Account account)
    {
        var now = workspace.Time.GetUtcNow();
        return _accounts.TakeAttempt(account.Id, MostFailures, now, now + Locked);
    }

    private bool Proves(Account account, string code) => Await(Store.GetAuthenticatorKeyAsync(account, CancellationToken.None)) is { } key
        && Authenticator.StepOf(key, Digits(code), workspace.Time.GetUtcNow()) is { } step && _accounts.UseStep(account.Id, step) && Right(account);

    private bool Right(Account account)
    {
        _accounts.ForgetAttempts(account.Id);
        return true;
    }

    private void Written(Account account)
    {
        using var users = Users();
        if (!Await(users.UpdateSecurityStampAsync(account)).Succeeded)
            throw new RequestException("Your account was changed at the same time. Try again.");
    }

    /// <summary>A code without the spaces that apps show.</summary>
    public static string Digits(string code) => string.Concat(code.Where(c => !char.IsWhiteSpace(c)));

    private static string Plain(string code) => string.Concat(code.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit));
}
