using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;

namespace Ndtms.Storage;

/// <summary>What ASP.NET Core Identity asks of accounts. Authenticator keys are encrypted and recovery codes hashed, which Identity's own
/// stores do not do. Every update names the concurrency stamp that it read.</summary>
/// <param name="database">The database.</param>
/// <param name="secrets">The keys that authenticator keys are encrypted with.</param>
/// <param name="time">The clock.</param>
public sealed class AccountStore(Database database, Secrets secrets, TimeProvider time) :
    IUserPasswordStore<Account>, IUserEmailStore<Account>, IUserSecurityStampStore<Account>, IUserLockoutStore<Account>, IUserTwoFactorStore<Account>,
    IUserAuthenticatorKeyStore<Account>, IUserTwoFactorRecoveryCodeStore<Account>, IUserPasskeyStore<Account>
{
    private const string AuthenticatorPurpose = "authenticator-key";

    private readonly Accounts _accounts = new(database);
    private readonly AccountProofs _proofs = new(database);

    /// <inheritdoc/>
    public Task<string> GetUserIdAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.Id.ToString(CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public Task<string?> GetUserNameAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.Email);

    /// <inheritdoc/>
    public Task SetUserNameAsync(Account user, string? userName, CancellationToken cancellationToken) => SetEmailAsync(user, userName, cancellationToken);

    /// <inheritdoc/>
    public Task<string?> GetNormalizedUserNameAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.NormalEmail);

    /// <inheritdoc/>
    public Task SetNormalizedUserNameAsync(Account user, string? normalizedName, CancellationToken cancellationToken) =>
        SetNormalizedEmailAsync(user, normalizedName, cancellationToken);

    /// <inheritdoc/>
    public Task<IdentityResult> CreateAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(_accounts.Add(user, []) is not null
        ? IdentityResult.Success
        : IdentityResult.Failed(new IdentityErrorDescriber().DuplicateEmail(user.Email ?? "")));

    /// <inheritdoc/>
    public Task<IdentityResult> UpdateAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(_accounts.Update(user)
        ? IdentityResult.Success
        : IdentityResult.Failed(new IdentityErrorDescriber().ConcurrencyFailure()));

    /// <inheritdoc/>
    public Task<IdentityResult> DeleteAsync(Account user, CancellationToken cancellationToken)
    {
        _accounts.ChangeState(user.Id, AccountState.Removed);
        return Task.FromResult(IdentityResult.Success);
    }

    /// <inheritdoc/>
    public Task<Account?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Task.FromResult(long.TryParse(userId, CultureInfo.InvariantCulture, out var id) ? _accounts.Find(id) : null);

    /// <inheritdoc/>
    public Task<Account?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => Task.FromResult(_accounts.FindByEmail(normalizedUserName));

    /// <inheritdoc/>
    public Task SetPasswordHashAsync(Account user, string? passwordHash, CancellationToken cancellationToken) => Set(() => user.PasswordHash = passwordHash);

    /// <inheritdoc/>
    public Task<string?> GetPasswordHashAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash);

    /// <inheritdoc/>
    public Task<bool> HasPasswordAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash is not null);

    /// <inheritdoc/>
    public Task SetEmailAsync(Account user, string? email, CancellationToken cancellationToken) => Set(() => user.Email = email);

    /// <inheritdoc/>
    public Task<string?> GetEmailAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.Email);

    /// <summary>An address is confirmed by the invitation that was sent to it.</summary>
    public Task<bool> GetEmailConfirmedAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.State != AccountState.Invited);

    /// <inheritdoc cref="GetEmailConfirmedAsync"/>
    public Task SetEmailConfirmedAsync(Account user, bool confirmed, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<Account?> FindByEmailAsync(string normalizedEmail, CancellationToken cancellationToken) => FindByNameAsync(normalizedEmail, cancellationToken);

    /// <inheritdoc/>
    public Task<string?> GetNormalizedEmailAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.NormalEmail);

    /// <inheritdoc/>
    public Task SetNormalizedEmailAsync(Account user, string? normalizedEmail, CancellationToken cancellationToken) => Set(() => user.NormalEmail = normalizedEmail);

    /// <inheritdoc/>
    public Task SetSecurityStampAsync(Account user, string stamp, CancellationToken cancellationToken) => Set(() => user.SecurityStamp = stamp);

    /// <inheritdoc/>
    public Task<string?> GetSecurityStampAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.SecurityStamp);

    /// <inheritdoc/>
    public Task<DateTimeOffset?> GetLockoutEndDateAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.LockedUntil);

    /// <inheritdoc/>
    public Task SetLockoutEndDateAsync(Account user, DateTimeOffset? lockoutEnd, CancellationToken cancellationToken) => Set(() => user.LockedUntil = lockoutEnd);

    /// <inheritdoc/>
    public Task<int> IncrementAccessFailedCountAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(++user.Failures);

    /// <inheritdoc/>
    public Task ResetAccessFailedCountAsync(Account user, CancellationToken cancellationToken) => Set(() => user.Failures = 0);

    /// <inheritdoc/>
    public Task<int> GetAccessFailedCountAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.Failures);

    /// <summary>Everybody is locked out after wrong passwords or codes.</summary>
    public Task<bool> GetLockoutEnabledAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(true);

    /// <inheritdoc cref="GetLockoutEnabledAsync"/>
    public Task SetLockoutEnabledAsync(Account user, bool enabled, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task SetTwoFactorEnabledAsync(Account user, bool enabled, CancellationToken cancellationToken) => Set(() => user.HasAuthenticator = enabled);

    /// <inheritdoc/>
    public Task<bool> GetTwoFactorEnabledAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.HasAuthenticator);

    /// <inheritdoc/>
    public Task SetAuthenticatorKeyAsync(Account user, string key, CancellationToken cancellationToken) =>
        Set(() => user.AuthenticatorKey = secrets.Seal(AuthenticatorPurpose, key));

    /// <inheritdoc/>
    public Task<string?> GetAuthenticatorKeyAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(user.AuthenticatorKey is { } key ? secrets.Unseal(AuthenticatorPurpose, key) : null);

    /// <inheritdoc/>
    public Task ReplaceCodesAsync(Account user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken)
    {
        _proofs.ReplaceCodes(user.Id, [.. recoveryCodes.Select(HashOf)]);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool> RedeemCodeAsync(Account user, string code, CancellationToken cancellationToken) => Task.FromResult(_proofs.UseCode(user.Id, HashOf(code)));

    /// <inheritdoc/>
    public Task<int> CountCodesAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(_proofs.CodesLeft(user.Id));

    /// <inheritdoc/>
    public Task AddOrUpdatePasskeyAsync(Account user, UserPasskeyInfo passkey, CancellationToken cancellationToken)
    {
        _proofs.SetPasskey(new StoredPasskey(
            IdOf(passkey.CredentialId), user.Id, passkey.Name ?? "Passkey",
            JsonSerializer.Serialize(new Credential(
                passkey.CredentialId, passkey.PublicKey, passkey.SignCount, passkey.Transports, passkey.IsUserVerified, passkey.IsBackupEligible,
                passkey.IsBackedUp, passkey.AttestationObject, passkey.ClientDataJson)),
            time.GetUtcNow()));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IList<UserPasskeyInfo>> GetPasskeysAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult<IList<UserPasskeyInfo>>([.. _proofs.PasskeysOf(user.Id).Select(Of)]);

    /// <inheritdoc/>
    public Task<Account?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        Task.FromResult(_proofs.Passkey(IdOf(credentialId)) is { } found ? _accounts.Find(found.AccountId) : null);

    /// <inheritdoc/>
    public Task<UserPasskeyInfo?> FindPasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken) =>
        Task.FromResult(_proofs.Passkey(IdOf(credentialId)) is { } found && found.AccountId == user.Id ? Of(found) : null);

    /// <inheritdoc/>
    public Task RemovePasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken)
    {
        _proofs.RemovePasskey(user.Id, IdOf(credentialId));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // It holds nothing open.
    }

    /// <summary>The hash by which a passkey is found.</summary>
    public static string IdOf(byte[] credentialId) => Convert.ToHexStringLower(SHA256.HashData(credentialId));

    // A code has 50 random bits, so a plain hash would be tried through in hours: it is a keyed one.
    private string HashOf(string code) => secrets.KeyedHash("recovery-code", code);

    private static UserPasskeyInfo Of(StoredPasskey stored)
    {
        var c = JsonSerializer.Deserialize<Credential>(stored.Credential)!;
        return new UserPasskeyInfo(c.Id, c.PublicKey, stored.Created, c.SignCount, c.Transports, c.IsUserVerified, c.IsBackupEligible, c.IsBackedUp, c.Attestation, c.ClientData)
        {
            Name = stored.Name,
        };
    }

    private static Task Set(Action set)
    {
        set();
        return Task.CompletedTask;
    }

    private sealed record Credential(
        byte[] Id, byte[] PublicKey, uint SignCount, string[]? Transports, bool IsUserVerified, bool IsBackupEligible, bool IsBackedUp, byte[] Attestation,
        byte[] ClientData);
}
