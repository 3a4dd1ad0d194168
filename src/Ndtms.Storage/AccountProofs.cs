using System.Data.Common;
using Dapper;

namespace Ndtms.Storage;

/// <summary>What a link in an e-mail is for.</summary>
public enum LinkPurpose
{
    /// <summary>To set an account up.</summary>
    Invitation,

    /// <summary>To choose a new password.</summary>
    Password,
}

/// <summary>A passkey of an account.</summary>
/// <param name="IdHash">The hash of its id.</param>
/// <param name="AccountId">Whose it is.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Credential">Its id, public key and counter, as JSON.</param>
/// <param name="Created">When it was added.</param>
public sealed record StoredPasskey(string IdHash, long AccountId, string Name, string Credential, DateTimeOffset Created);

/// <summary>What proves who somebody is, beside password and authenticator app: links of e-mails, recovery codes and passkeys; and what they had
/// typed when their session ended.</summary>
/// <param name="database">The database.</param>
public sealed class AccountProofs(Database database)
{
    /// <summary>Adds a link; earlier ones of its purpose no longer work.</summary>
    public void AddLink(string tokenHash, long accountId, LinkPurpose purpose, DateTimeOffset now, DateTimeOffset expires) => database.WriteAlone(null, connection =>
    {
        var given = new { tokenHash, accountId, purpose = SubmissionTables.Name(purpose), now, expires };
        connection.Execute("UPDATE account_link SET used = @now WHERE account_id = @accountId AND purpose = @purpose AND used IS NULL", given);
        return connection.Execute(
            "INSERT INTO account_link (token_hash, account_id, purpose, created, expires) VALUES (@tokenHash, @accountId, @purpose, @now, @expires)", given);
    });

    /// <summary>How many links of a purpose were made for an account since a time.</summary>
    public long LinksSince(long accountId, LinkPurpose purpose, DateTimeOffset since) => database.Read(connection => connection.ExecuteScalar<long>(
        "SELECT COUNT(*) FROM account_link WHERE account_id = @accountId AND purpose = @purpose AND created > @since",
        new { accountId, purpose = SubmissionTables.Name(purpose), since }));

    /// <summary>The account of a link that works, without using it; null: there is no such link, or it was used or has expired.</summary>
    public long? AccountOfLink(string tokenHash, LinkPurpose purpose, DateTimeOffset now) =>
        database.Read(connection => Usable(connection, tokenHash, purpose, now));

    /// <summary>Uses a link, which works once.</summary>
    /// <returns>Its account; null: there is no such link, or it was used or has expired.</returns>
    public long? UseLink(string tokenHash, LinkPurpose purpose, DateTimeOffset now) => database.WriteAlone(null, connection =>
    {
        var account = Usable(connection, tokenHash, purpose, now);
        return connection.Execute("UPDATE account_link SET used = @now WHERE token_hash = @tokenHash AND used IS NULL", new { tokenHash, now }) == 1 ? account : null;
    });

    /// <summary>Accounts whose invitation has not been used, with the time at which it expires or has expired.</summary>
    public IReadOnlyDictionary<long, DateTimeOffset> OpenInvitations() => database.Read(connection => connection.Query<(long Account, DateTimeOffset Expires)>(
        """
        SELECT l.account_id, l.expires FROM account_link l JOIN account a ON a.id = l.account_id
        WHERE l.purpose = 'invitation' AND l.used IS NULL AND a.state = 'invited'
        """).GroupBy(l => l.Account).ToDictionary(g => g.Key, g => g.Max(l => l.Expires)));

    /// <summary>Deletes links and drafts that are of no use any more.</summary>
    /// <param name="before">Links that expired before.</param>
    /// <param name="now">Drafts that were kept until.</param>
    /// <returns>How many.</returns>
    public int Sweep(DateTimeOffset before, DateTimeOffset now) => database.WriteAlone(null, connection =>
        connection.Execute(
            "DELETE FROM account_link WHERE expires < @before AND NOT (purpose = 'invitation' AND used IS NULL)", new { before })
        + connection.Execute("DELETE FROM account_draft WHERE kept_until < @now", new { now }));

    /// <summary>Replaces the recovery codes of an account.</summary>
    public void ReplaceCodes(long accountId, IReadOnlyList<string> hashes) => database.WriteAlone([new WriteLock($"account-{accountId}")], connection =>
    {
        connection.Execute("DELETE FROM account_recovery_code WHERE account_id = @accountId", new { accountId });
        return hashes.Sum(hash => connection.Execute(
            "INSERT INTO account_recovery_code (account_id, code_hash) VALUES (@accountId, @hash)", new { accountId, hash }));
    });

    /// <summary>Uses a recovery code, which works once.</summary>
    /// <returns>Whether it was one of the account's.</returns>
    public bool UseCode(long accountId, string hash) => database.WriteAlone(null, connection => connection.Execute(
        "DELETE FROM account_recovery_code WHERE account_id = @accountId AND code_hash = @hash", new { accountId, hash })) == 1;

    /// <summary>How many recovery codes are left.</summary>
    public int CodesLeft(long accountId) => (int)database.Read(connection => connection.ExecuteScalar<long>(
        "SELECT COUNT(*) FROM account_recovery_code WHERE account_id = @accountId", new { accountId }));

    /// <summary>The passkeys of an account, oldest first.</summary>
    public IReadOnlyList<StoredPasskey> PasskeysOf(long accountId) => database.Read(connection => connection.Query<StoredPasskeyRow>(
        "SELECT id_hash, account_id, name, credential, created FROM account_passkey WHERE account_id = @accountId ORDER BY created, id_hash",
        new { accountId }).Select(r => r.ToPasskey()).ToList());

    /// <summary>A passkey; null: there is none of that id.</summary>
    public StoredPasskey? Passkey(string idHash) => database.Read(connection => connection.QuerySingleOrDefault<StoredPasskeyRow>(
        "SELECT id_hash, account_id, name, credential, created FROM account_passkey WHERE id_hash = @idHash", new { idHash }))?.ToPasskey();

    /// <summary>Adds a passkey, or writes the counter of one that was used.</summary>
    public void SetPasskey(StoredPasskey passkey) => database.WriteAlone([new WriteLock($"account-{passkey.AccountId}")], connection =>
        connection.Execute("UPDATE account_passkey SET credential = @Credential, name = @Name WHERE id_hash = @IdHash AND account_id = @AccountId", passkey) > 0
            ? 1
            : connection.Execute(
                "INSERT INTO account_passkey (id_hash, account_id, name, credential, created) VALUES (@IdHash, @AccountId, @Name, @Credential, @Created)", passkey));

    /// <summary>Removes a passkey of an account.</summary>
    /// <returns>Whether there was one.</returns>
    public bool RemovePasskey(long accountId, string idHash) => database.WriteAlone(null, connection => connection.Execute(
        "DELETE FROM account_passkey WHERE account_id = @accountId AND id_hash = @idHash", new { accountId, idHash })) == 1;

    /// <summary>Keeps what somebody had typed in a form.</summary>
    /// <param name="accountId">Who.</param>
    /// <param name="path">The form's address.</param>
    /// <param name="content">The fields, encrypted.</param>
    /// <param name="until">For how long.</param>
    public void KeepDraft(long accountId, string path, string content, DateTimeOffset until) => database.WriteAlone([new WriteLock($"account-{accountId}")], connection =>
    {
        connection.Execute("DELETE FROM account_draft WHERE account_id = @accountId AND path = @path", new { accountId, path });
        return connection.Execute(
            "INSERT INTO account_draft (account_id, path, content, kept_until) VALUES (@accountId, @path, @content, @until)", new { accountId, path, content, until });
    });

    /// <summary>What somebody had typed in a form, and forgets it; null: nothing is kept.</summary>
    public string? TakeDraft(long accountId, string path, DateTimeOffset now)
    {
        var found = database.Read(connection => connection.ExecuteScalar<string?>(
            "SELECT content FROM account_draft WHERE account_id = @accountId AND path = @path AND kept_until > @now", new { accountId, path, now }));
        if (found is not null)
        {
            database.WriteAlone(null, connection => connection.Execute(
                "DELETE FROM account_draft WHERE account_id = @accountId AND path = @path", new { accountId, path }));
        }

        return found;
    }

    private static long? Usable(DbConnection connection, string tokenHash, LinkPurpose purpose, DateTimeOffset now) => connection.ExecuteScalar<long?>(
        "SELECT account_id FROM account_link WHERE token_hash = @tokenHash AND purpose = @purpose AND used IS NULL AND expires > @now",
        new { tokenHash, purpose = SubmissionTables.Name(purpose), now });

    private sealed class StoredPasskeyRow
    {
        public string IdHash { get; init; } = "";
        public long AccountId { get; init; }
        public string Name { get; init; } = "";
        public string Credential { get; init; } = "";
        public DateTimeOffset Created { get; init; }

        public StoredPasskey ToPasskey() => new(IdHash, AccountId, Name, Credential, Created);
    }
}
