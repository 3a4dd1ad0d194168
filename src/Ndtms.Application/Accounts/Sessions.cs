using System.Security.Cryptography;
using System.Text;
using Ndtms.Storage;

namespace Ndtms.Application.Accounts;

/// <summary>Sessions: for how long, how many, and how a cookie's id leads to one (NIST 800-63B, AAL2).</summary>
public static class Sessions
{
    /// <summary>After so long without anything done a session ends.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);

    /// <summary>After so long a session ends, whatever is done in it.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    /// <summary>For so long a sign-in, a new password or a set-up that has begun may take.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMinutes(15);

    /// <summary>For so long it is known whose session has ended, so that what was typed is kept for them.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    /// <summary>An account has at most so many at once; the oldest end.</summary>
    public const int Most = 5;

    private static readonly TimeSpan SetUp = TimeSpan.FromHours(1);
    private static readonly TimeSpan SeenAnew = TimeSpan.FromMinutes(1);

    /// <summary>Begins a session.</summary>
    /// <returns>The id for the cookie: 256 random bits, of which only the hash is stored.</returns>
    public static string Begin(Workspace workspace, long account, SessionStage stage, string browser)
    {
        var id = NewToken();
        var now = workspace.Time.GetUtcNow();
        new AccountSessions(workspace.Database).Start(
            new AccountSession
            {
                IdHash = HashOf(id),
                AccountId = account,
                Stage = stage,
                Started = now,
                Seen = now,
                Ends = now + (stage switch { SessionStage.Full => Longest, SessionStage.Setup => SetUp, _ => Step }),
                Proved = stage == SessionStage.Full ? now : null,
                Browser = browser,
            }, Most);
        return id;
    }

    /// <summary>The session of a cookie's id; null: there is none. One that has ended is returned while it is remembered; ask
    /// <see cref="IsOver"/>.</summary>
    public static AccountSession? Find(Workspace workspace, string id)
    {
        var found = new AccountSessions(workspace.Database).Find(HashOf(id));
        return found is not null && workspace.Time.GetUtcNow() < EndOf(found) + Remembered ? found : null;
    }

    /// <summary>When a session ends if nothing more is done in it.</summary>
    public static DateTimeOffset EndOf(AccountSession session) => session.Seen + Idle < session.Ends ? session.Seen + Idle : session.Ends;

    /// <summary>Whether a session has ended.</summary>
    public static bool IsOver(AccountSession session, DateTimeOffset now) => now >= EndOf(session);

    /// <summary>Something was done in a session: it is written at most once a minute.</summary>
    public static AccountSession Touch(Workspace workspace, AccountSession session)
    {
        var now = workspace.Time.GetUtcNow();
        if (now - session.Seen < SeenAnew)
            return session;
        new AccountSessions(workspace.Database).Touch(session.IdHash, now);
        return session with { Seen = now };
    }

    /// <summary>A random token of 256 bits, in characters that an address may hold.</summary>
    internal static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is stored of a token: it has so many random bits that a plain hash does not give it away.</summary>
    public static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
