using System.Data.Common;
using Dapper;

namespace Ndtms.Storage;

/// <summary>What an account is at the moment.</summary>
public enum AccountState
{
    /// <summary>Its owner has not yet set it up.</summary>
    Invited,

    /// <summary>Its owner can sign in.</summary>
    Active,

    /// <summary>Nobody can sign in until an administrator lifts it.</summary>
    Suspended,

    /// <summary>It stands for what it did; nobody can sign in ever again, and its address is deleted.</summary>
    Removed,
}

/// <summary>A person's account.</summary>
public sealed class Account
{
    /// <summary>Its number, by which history and audit name it.</summary>
    public long Id { get; set; }

    /// <summary>Its address; null: it was removed.</summary>
    public string? Email { get; set; }

    /// <summary>Its address in capitals, by which it is found.</summary>
    public string? NormalEmail { get; set; }

    /// <summary>What it is at the moment.</summary>
    public AccountState State { get; set; }

    /// <summary>The hash of its password; null: none was chosen yet.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>Changes with its password and second factor.</summary>
    public string SecurityStamp { get; set; } = "";

    /// <summary>Changes with every change: an update that read another changes nothing.</summary>
    public string ConcurrencyStamp { get; set; } = Guid.NewGuid().ToString("N");

    /// <summary>How often a password or code was wrong since the last right one.</summary>
    public int Failures { get; set; }

    /// <summary>Until when nothing is accepted; null: it is not locked.</summary>
    public DateTimeOffset? LockedUntil { get; set; }

    /// <summary>The key of its authenticator app, encrypted; null: none.</summary>
    public string? AuthenticatorKey { get; set; }

    /// <summary>Whether the key was proved with a code.</summary>
    public bool HasAuthenticator { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset Created { get; set; }

    /// <summary>Who made it.</summary>
    public string CreatedBy { get; set; } = "";

    /// <summary>When its owner last signed in; null: never.</summary>
    public DateTimeOffset? SignedIn { get; set; }

    /// <summary>When its owner signed in before that; null: never.</summary>
    public DateTimeOffset? SignedInBefore { get; set; }

    /// <summary>What history and audit call it: neither initials nor an address.</summary>
    public string Name => NameOf(Id);

    /// <summary>What history and audit call the account of a number.</summary>
    public static string NameOf(long id) => FormattableString.Invariant($"account-{id}");
}

/// <summary>A role of an account, with its scope and rights, as stored.</summary>
/// <param name="Role">The role, in lower case.</param>
/// <param name="Rights">The rights, in lower case with a space between them.</param>
/// <param name="Agencies">Codes of agencies.</param>
/// <param name="Partnerships">Codes of partnerships.</param>
/// <param name="Regions">Codes of regions.</param>
public sealed record StoredGrant(
    string Role, string Rights, IReadOnlyList<string> Agencies, IReadOnlyList<string> Partnerships, IReadOnlyList<string> Regions);

/// <summary>An account and what it may do.</summary>
/// <param name="Account">The account.</param>
/// <param name="Grants">Its grants, in the order in which they were given.</param>
public sealed record AccountWithGrants(Account Account, IReadOnlyList<StoredGrant> Grants);

/// <summary>Accounts and their grants.</summary>
/// <param name="database">The database.</param>
public sealed class Accounts(Database database)
{
    private const string Columns =
        """
        id, email, normal_email, state, password_hash, security_stamp, concurrency_stamp, failures, locked_until, authenticator_key, has_authenticator,
        created, created_by, signed_in, signed_in_before
        """;

    /// <summary>An account; null: there is none of that number.</summary>
    public Account? Find(long id) => database.Read(connection => connection.QuerySingleOrDefault<Account>(
        $"SELECT {Columns} FROM account WHERE id = @id", new { id }));

    /// <summary>An account and what it may do; null: there is none of that number.</summary>
    public AccountWithGrants? FindWithGrants(long id) => database.Read(connection =>
        connection.QuerySingleOrDefault<Account>($"SELECT {Columns} FROM account WHERE id = @id", new { id }) is { } account
            ? new AccountWithGrants(account, GrantsOf(connection, [id]).GetValueOrDefault(id, []))
            : null);

    /// <summary>The account of an address; null: there is none.</summary>
    /// <param name="normalEmail">The address in capitals.</param>
    public Account? FindByEmail(string normalEmail) => database.Read(connection => connection.QuerySingleOrDefault<Account>(
        $"SELECT {Columns} FROM account WHERE normal_email = @normalEmail", new { normalEmail }));

    /// <summary>Accounts that were not removed, by address.</summary>
    /// <param name="state">In one state; null: in any.</param>
    /// <param name="role">With one role, in lower case; null: with any or none.</param>
    /// <param name="code">With an agency, partnership or region of this code in a grant; null: any.</param>
    /// <param name="email">Whose address holds this, in capitals or not; null: any.</param>
    /// <param name="page">Which of them.</param>
    public Paged<AccountWithGrants> List(AccountState? state, string? role, string? code, string? email, Page page) => database.Read(connection =>
    {
        const string which =
            """
            FROM account WHERE state <> 'removed' AND (@state IS NULL OR state = @state)
                AND (@like IS NULL OR normal_email LIKE @like ESCAPE '!')
                AND (@role IS NULL OR EXISTS (SELECT 1 FROM account_grant g WHERE g.account_id = account.id AND g.role = @role))
                AND (@code IS NULL OR EXISTS (
                    SELECT 1 FROM account_grant g JOIN account_grant_area a ON a.grant_id = g.id WHERE g.account_id = account.id AND a.code = @code))
            """;
        var given = new
        {
            state = state is { } wanted ? SubmissionTables.Name(wanted) : null,
            role,
            code,
            like = email is null ? null : $"%{Escaped(email.ToUpperInvariant())}%",
            skip = page.Skip,
            take = page.Take,
        };
        var total = connection.ExecuteScalar<long>($"SELECT COUNT(*) {which}", given);
        var accounts = connection.Query<Account>(
            $"SELECT {Columns} {which} ORDER BY normal_email, id {StorageConnection.Of(connection).Engine.Part}", given).ToList();
        var grants = GrantsOf(connection, [.. accounts.Select(a => a.Id)]);
        return new Paged<AccountWithGrants>([.. accounts.Select(a => new AccountWithGrants(a, grants.GetValueOrDefault(a.Id, [])))], total);
    });

    /// <summary>Adds an account with its grants.</summary>
    /// <returns>Its number; null: its address has an account.</returns>
    public long? Add(Account account, IReadOnlyList<StoredGrant> grants) => database.WriteAlone([new WriteLock("accounts")], connection =>
    {
        if (connection.ExecuteScalar<long>("SELECT COUNT(*) FROM account WHERE normal_email = @NormalEmail", new { account.NormalEmail }) > 0)
            return (long?)null;
        account.Id = StorageConnection.Insert(
            connection,
            """
            INSERT INTO account (email, normal_email, state, password_hash, security_stamp, concurrency_stamp, failures, authenticator_key, has_authenticator,
                used_step, created, created_by)
            VALUES (@Email, @NormalEmail, @state, @PasswordHash, @SecurityStamp, @ConcurrencyStamp, 0, @AuthenticatorKey, @HasAuthenticator, 0, @Created,
                @CreatedBy)
            """,
            new
            {
                account.Email,
                account.NormalEmail,
                state = SubmissionTables.Name(account.State),
                account.PasswordHash,
                account.SecurityStamp,
                account.ConcurrencyStamp,
                account.AuthenticatorKey,
                account.HasAuthenticator,
                account.Created,
                account.CreatedBy,
            });
        AddGrants(connection, account.Id, grants);
        return account.Id;
    });

    /// <summary>Writes an account but for its failures and sign-ins, unless somebody else has changed it since it was read.</summary>
    /// <returns>Whether it was written.</returns>
    public bool Update(Account account)
    {
        var read = account.ConcurrencyStamp;
        var stamp = Guid.NewGuid().ToString("N");
        var isDone = database.WriteAlone(null, connection => connection.Execute(
            """
            UPDATE account SET email = @Email, normal_email = @NormalEmail, state = @state, password_hash = @PasswordHash,
                security_stamp = @SecurityStamp, concurrency_stamp = @stamp, authenticator_key = @AuthenticatorKey,
                has_authenticator = @HasAuthenticator
            WHERE id = @Id AND concurrency_stamp = @read
            """,
            new
            {
                account.Id,
                account.Email,
                account.NormalEmail,
                state = SubmissionTables.Name(account.State),
                account.PasswordHash,
                account.SecurityStamp,
                account.AuthenticatorKey,
                account.HasAuthenticator,
                stamp,
                read,
            })) == 1;
        if (isDone)
            account.ConcurrencyStamp = stamp;
        return isDone;
    }

    /// <summary>Takes one attempt to prove who somebody is, before it is known whether it is right: however many try at once, no more than so many
    /// are wrong before the account is locked.</summary>
    /// <param name="id">The account.</param>
    /// <param name="most">The attempt with which it is locked.</param>
    /// <param name="now">When.</param>
    /// <param name="until">Until when it would be locked.</param>
    /// <returns>Whether it may be tried; not while the account is locked.</returns>
    public bool TakeAttempt(long id, int most, DateTimeOffset now, DateTimeOffset until) => database.WriteAlone(null, connection => connection.Execute(
        """
        UPDATE account SET
            failures = CASE WHEN locked_until <= @now THEN 1 ELSE failures + 1 END,
            locked_until = CASE WHEN CASE WHEN locked_until <= @now THEN 1 ELSE failures + 1 END >= @most THEN @until ELSE NULL END
        WHERE id = @id AND (locked_until IS NULL OR locked_until <= @now)
        """,
        new { id, most, now, until })) == 1;

    /// <summary>Gives an attempt back that was right, where another proof is still missing.</summary>
    public void GiveAttemptBack(long id) => database.WriteAlone(null, connection => connection.Execute(
        "UPDATE account SET failures = failures - 1, locked_until = NULL WHERE id = @id AND failures > 0", new { id }));

    /// <summary>Its owner has proved who they are: earlier attempts no longer count.</summary>
    public void ForgetAttempts(long id) => database.WriteAlone(null, connection => connection.Execute(
        "UPDATE account SET failures = 0, locked_until = NULL WHERE id = @id", new { id }));

    /// <summary>Its owner has signed in.</summary>
    public void SignedIn(long id, DateTimeOffset now) => database.WriteAlone(null, connection => connection.Execute(
        "UPDATE account SET failures = 0, locked_until = NULL, signed_in_before = signed_in, signed_in = @now WHERE id = @id", new { id, now }));

    /// <summary>Takes the password of an account away.</summary>
    public void ForgetPassword(long id) => database.WriteAlone(null, connection => connection.Execute(
        "UPDATE account SET password_hash = NULL, concurrency_stamp = @stamp WHERE id = @id", new { id, stamp = Guid.NewGuid().ToString("N") }));

    /// <summary>Uses the code of a 30-second step of an account's authenticator app.</summary>
    /// <returns>Whether it is newer than any that was used; if not, nothing was changed.</returns>
    public bool UseStep(long id, long step) => database.WriteAlone(null, connection => connection.Execute(
        "UPDATE account SET used_step = @step WHERE id = @id AND used_step < @step", new { id, step })) == 1;

    /// <summary>Replaces the grants of an account.</summary>
    /// <exception cref="NoAdministratorException">No active administrator would be left; nothing was changed.</exception>
    public void ReplaceGrants(long id, IReadOnlyList<StoredGrant> grants) => ChangeAdministrators(connection =>
    {
        connection.Execute("DELETE FROM account_grant WHERE account_id = @id", new { id });
        AddGrants(connection, id, grants);
    });

    /// <summary>Suspends, reactivates or removes an account; its sessions and links end.</summary>
    /// <exception cref="NoAdministratorException">No active administrator would be left; nothing was changed.</exception>
    public void ChangeState(long id, AccountState state) => ChangeAdministrators(connection =>
    {
        connection.Execute(
            state == AccountState.Removed
                ? """
                  UPDATE account SET state = @state, concurrency_stamp = @stamp, email = NULL, normal_email = NULL, password_hash = NULL,
                      authenticator_key = NULL, has_authenticator = @no
                  WHERE id = @id
                  """
                : "UPDATE account SET state = @state, concurrency_stamp = @stamp, failures = 0, locked_until = NULL WHERE id = @id",
            new { id, state = SubmissionTables.Name(state), stamp = Guid.NewGuid().ToString("N"), no = false });
        connection.Execute("DELETE FROM account_session WHERE account_id = @id", new { id });
        connection.Execute("DELETE FROM account_link WHERE account_id = @id", new { id });
        if (state != AccountState.Removed)
            return;
        connection.Execute("DELETE FROM account_recovery_code WHERE account_id = @id", new { id });
        connection.Execute("DELETE FROM account_passkey WHERE account_id = @id", new { id });
        connection.Execute("DELETE FROM account_draft WHERE account_id = @id", new { id });
    });

    /// <summary>Active accounts whose grant of a role allows an agency by its own code: who is told of its files. Worked out when a message is
    /// sent, so that nobody who has left gets one.</summary>
    /// <param name="agency">The agency's code.</param>
    public IReadOnlyList<Account> OfAgency(string agency) => database.Read(connection => connection.Query<Account>(
        $"""
        SELECT {Columns} FROM account WHERE state = 'active' AND EXISTS (
            SELECT 1 FROM account_grant g JOIN account_grant_area a ON a.grant_id = g.id
            WHERE g.account_id = account.id AND g.role = 'provider' AND a.level = 'agency' AND a.code = @agency)
        ORDER BY id
        """,
        new { agency }).ToList());

    /// <summary>Active administrators.</summary>
    public IReadOnlyList<Account> Administrators() => database.Read(connection => connection.Query<Account>(
        $"""
        SELECT {Columns} FROM account
        WHERE state = 'active' AND EXISTS (SELECT 1 FROM account_grant g WHERE g.account_id = account.id AND g.role = 'administrator')
        ORDER BY id
        """).ToList());

    /// <summary>Active accounts that nobody has used since a time.</summary>
    public IReadOnlyList<Account> UnusedSince(DateTimeOffset since) => database.Read(connection => connection.Query<Account>(
        $"SELECT {Columns} FROM account WHERE state = 'active' AND created < @since AND (signed_in IS NULL OR signed_in < @since) ORDER BY id",
        new { since }).ToList());

    /// <summary>Changes accounts and undoes it where no active administrator is left although there was one.</summary>
    private void ChangeAdministrators(Action<DbConnection> change) => database.WriteAlone([new WriteLock("accounts")], connection =>
    {
        var before = CountAdministrators(connection);
        change(connection);
        return before == 0 || CountAdministrators(connection) > 0 ? true : throw new NoAdministratorException();
    });

    private static long CountAdministrators(DbConnection connection) => connection.ExecuteScalar<long>(
        """
        SELECT COUNT(*) FROM account
        WHERE state = 'active' AND EXISTS (SELECT 1 FROM account_grant g WHERE g.account_id = account.id AND g.role = 'administrator')
        """);

    private static void AddGrants(DbConnection connection, long account, IReadOnlyList<StoredGrant> grants)
    {
        foreach (var grant in grants)
        {
            var id = StorageConnection.Insert(
                connection, "INSERT INTO account_grant (account_id, role, rights) VALUES (@account, @Role, @Rights)", new { account, grant.Role, grant.Rights });
            foreach (var (level, code) in grant.Agencies.Select(c => ("agency", c)).Concat(grant.Partnerships.Select(c => ("partnership", c)))
                .Concat(grant.Regions.Select(c => ("region", c))).Distinct())
            {
                connection.Execute("INSERT INTO account_grant_area (grant_id, level, code) VALUES (@id, @level, @code)", new { id, level, code });
            }
        }
    }

    private static Dictionary<long, List<StoredGrant>> GrantsOf(DbConnection connection, long[] accounts)
    {
        if (accounts.Length == 0)
            return [];
        var areas = connection.Query<(long Grant, string Level, string Code)>(
            $"""
            SELECT a.grant_id, a.level, a.code FROM account_grant_area a JOIN account_grant g ON g.id = a.grant_id
            WHERE {Among("g.account_id")} ORDER BY a.level, a.code
            """,
            new { accounts }).ToLookup(a => (a.Grant, a.Level), a => a.Code);
        return connection.Query<(long Id, long Account, string Role, string Rights)>(
            $"SELECT id, account_id, role, rights FROM account_grant WHERE {Among("account_id")} ORDER BY id", new { accounts })
            .GroupBy(g => g.Account).ToDictionary(g => g.Key, g => g.Select(grant => new StoredGrant(
                grant.Role, grant.Rights, [.. areas[(grant.Id, "agency")]], [.. areas[(grant.Id, "partnership")]], [.. areas[(grant.Id, "region")]])).ToList());
    }

    private static string Among(string column) => $"{column} IN @accounts";

    private static string Escaped(string text) => text.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal)
        .Replace("_", "!_", StringComparison.Ordinal).Replace("[", "![", StringComparison.Ordinal);
}

/// <summary>The change would leave nobody to administer accounts; it was not made.</summary>
public sealed class NoAdministratorException() : Exception("There must be another administrator first.");
