using Dapper;

namespace Ndtms.Storage;

/// <summary>What is known of a key that came before.</summary>
/// <param name="Begun">When it came first.</param>
/// <param name="Digest">SHA-256 of the bytes that came with it, in hexadecimal; null: the first request is still running.</param>
/// <param name="Answer">What came of it; null: the first request is still running.</param>
public sealed record KnownKey(DateTimeOffset Begun, string? Digest, string? Answer);

/// <summary>Keys by which a request that is sent twice is carried out once (the Idempotency-Key header and its field in forms).</summary>
public sealed class IdempotencyKeys(Database database)
{
    /// <summary>How long a key is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>After so long a request that never ended is taken to have been cut off: its key can be used again.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    /// <summary>Begins a request with a key.</summary>
    /// <param name="owner">The account or token that sends it.</param>
    /// <param name="key">The key.</param>
    /// <param name="now">The time.</param>
    /// <returns>What is known of the key; null: it is new, and the request is to be carried out and then finished or forgotten.</returns>
    public KnownKey? Begin(string owner, string key, DateTimeOffset now) => database.Write(connection =>
    {
        connection.Execute(
            "DELETE FROM idempotency_key WHERE owner = @owner AND given_key = @key AND (begun < @old OR (answer IS NULL AND begun < @abandoned))",
            new { owner, key, old = now - Kept, abandoned = now - Abandoned });
        var known = connection.Query<(DateTimeOffset Begun, string? Digest, string? Answer)>(
            "SELECT begun, digest, answer FROM idempotency_key WHERE owner = @owner AND given_key = @key", new { owner, key })
            .Select(k => new KnownKey(k.Begun, k.Digest, k.Answer)).SingleOrDefault();
        if (known is null)
            connection.Execute("INSERT INTO idempotency_key (owner, given_key, begun) VALUES (@owner, @key, @now)", new { owner, key, now });
        return known;
    });

    /// <summary>Keeps what came of a request.</summary>
    /// <param name="owner">Who sent it.</param>
    /// <param name="key">Its key.</param>
    /// <param name="digest">SHA-256 of its bytes, in hexadecimal.</param>
    /// <param name="answer">What came of it.</param>
    public void Finish(string owner, string key, string digest, string answer) => database.Write(connection => connection.Execute(
        "UPDATE idempotency_key SET digest = @digest, answer = @answer WHERE owner = @owner AND given_key = @key", new { owner, key, digest, answer }));

    /// <summary>A request came to nothing: its key can be used again.</summary>
    public void Forget(string owner, string key) => database.Write(connection => connection.Execute(
        "DELETE FROM idempotency_key WHERE owner = @owner AND given_key = @key AND answer IS NULL", new { owner, key }));

    /// <summary>Deletes keys that need not be kept any longer.</summary>
    /// <returns>How many.</returns>
    public int DeleteOld(DateTimeOffset now) => database.Write(connection =>
        connection.Execute("DELETE FROM idempotency_key WHERE begun < @old", new { old = now - Kept }));
}
