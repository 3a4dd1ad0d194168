using Dapper;

namespace Ndtms.Storage;

/// <summary>How far somebody has come in signing in.</summary>
public enum SessionStage
{
    /// <summary>Came by an invitation and sets the account up.</summary>
    Setup,

    /// <summary>Came by a link for a new password.</summary>
    Reset,

    /// <summary>Gave the right password; the second factor is missing.</summary>
    Code,

    /// <summary>Is signed in.</summary>
    Full,
}

/// <summary>A session: what a cookie stands for.</summary>
public sealed record AccountSession
{
    /// <summary>The hash of the id that is in the cookie.</summary>
    public required string IdHash { get; init; }

    /// <summary>Whose it is.</summary>
    public required long AccountId { get; init; }

    /// <summary>How far it is.</summary>
    public required SessionStage Stage { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When something was last done in it.</summary>
    public required DateTimeOffset Seen { get; init; }

    /// <summary>When it ends, whatever is done in it.</summary>
    public required DateTimeOffset Ends { get; init; }

    /// <summary>When the password was last given in it; null: never.</summary>
    public DateTimeOffset? Proved { get; init; }

    /// <summary>The browser, in words such as <c>Firefox on Windows</c>.</summary>
    public required string Browser { get; init; }

    /// <summary>The challenge of a passkey that is being used, encrypted; null: none is.</summary>
    public string? Challenge { get; init; }
}

/// <summary>Sessions. To end one deletes its row, which counts from the next request.</summary>
/// <param name="database">The database.</param>
public sealed class AccountSessions(Database database)
{
    private const string Columns = "id_hash, account_id, stage, started, seen, ends, proved, browser, challenge";

    /// <summary>Begins a session. Of more than <paramref name="most"/> of an account the oldest end.</summary>
    public void Start(AccountSession session, int most) => database.WriteAlone([new WriteLock($"account-{session.AccountId}")], connection =>
    {
        connection.Execute(
            """
            INSERT INTO account_session (id_hash, account_id, stage, started, seen, ends, proved, browser)
            VALUES (@IdHash, @AccountId, @stage, @Started, @Seen, @Ends, @Proved, @Browser)
            """,
            new
            {
                session.IdHash,
                session.AccountId,
                stage = SubmissionTables.Name(session.Stage),
                session.Started,
                session.Seen,
                session.Ends,
                session.Proved,
                session.Browser,
            });
        foreach (var old in connection.Query<string>(
            "SELECT id_hash FROM account_session WHERE account_id = @AccountId ORDER BY started DESC, id_hash", new { session.AccountId }).Skip(most).ToList())
        {
            connection.Execute("DELETE FROM account_session WHERE id_hash = @old", new { old });
        }

        return true;
    });

    /// <summary>A session; null: there is none.</summary>
    public AccountSession? Find(string idHash) => Query("WHERE id_hash = @idHash", new { idHash }).SingleOrDefault();

    /// <summary>The sessions of an account, newest first.</summary>
    public IReadOnlyList<AccountSession> Of(long accountId) => Query("WHERE account_id = @accountId ORDER BY started DESC", new { accountId });

    /// <summary>Something was done in a session.</summary>
    public void Touch(string idHash, DateTimeOffset seen) => database.WriteAlone(null, connection => connection.Execute(
        "UPDATE account_session SET seen = @seen WHERE id_hash = @idHash AND seen < @seen", new { idHash, seen }));

    /// <summary>The password was given again in a session.</summary>
    public void Prove(string idHash, DateTimeOffset at) => database.WriteAlone(null, connection => connection.Execute(
        "UPDATE account_session SET proved = @at WHERE id_hash = @idHash", new { idHash, at }));

    /// <summary>Keeps the challenge of a passkey; null: forgets it.</summary>
    public void Challenge(string idHash, string? challenge) => database.WriteAlone(null, connection => connection.Execute(
        "UPDATE account_session SET challenge = @challenge WHERE id_hash = @idHash", new { idHash, challenge }));

    /// <summary>Ends a session.</summary>
    /// <returns>Whether there was one.</returns>
    public bool End(string idHash) => database.WriteAlone(null, connection => connection.Execute(
        "DELETE FROM account_session WHERE id_hash = @idHash", new { idHash })) > 0;

    /// <summary>Ends the sessions of an account.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="but">The hash of the id of one that stays; null: none stays.</param>
    /// <returns>How many ended.</returns>
    public int EndOf(long accountId, string? but) => database.WriteAlone(null, connection => connection.Execute(
        "DELETE FROM account_session WHERE account_id = @accountId AND id_hash <> @but", new { accountId, but = but ?? "" }));

    /// <summary>Deletes sessions that nobody can use any more.</summary>
    /// <param name="seenBefore">Those in which nothing was done since.</param>
    /// <param name="now">Those whose end has passed.</param>
    /// <returns>How many.</returns>
    public int Sweep(DateTimeOffset seenBefore, DateTimeOffset now) => database.WriteAlone(null, connection => connection.Execute(
        "DELETE FROM account_session WHERE seen < @seenBefore OR ends < @now", new { seenBefore, now }));

    private List<AccountSession> Query(string which, object parameters) => database.Read(connection => connection.Query<Row>(
        $"SELECT {Columns} FROM account_session {which}", parameters).Select(r => r.ToSession()).ToList());

    private sealed class Row
    {
        public string IdHash { get; init; } = "";
        public long AccountId { get; init; }
        public string Stage { get; init; } = "";
        public DateTimeOffset Started { get; init; }
        public DateTimeOffset Seen { get; init; }
        public DateTimeOffset Ends { get; init; }
        public DateTimeOffset? Proved { get; init; }
        public string Browser { get; init; } = "";
        public string? Challenge { get; init; }

        public AccountSession ToSession() => new()
        {
            IdHash = IdHash,
            AccountId = AccountId,
            Stage = Enum.Parse<SessionStage>(Stage, ignoreCase: true),
            Started = Started,
            Seen = Seen,
            Ends = Ends,
            Proved = Proved,
            Browser = Browser,
            Challenge = Challenge,
        };
    }
}
