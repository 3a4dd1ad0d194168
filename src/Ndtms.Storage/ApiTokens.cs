using System.Data.Common;
using Dapper;

namespace Ndtms.Storage;

/// <summary>A token of a supplier's system.</summary>
/// <param name="Id">Its number, by which history and audit name it.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Rights">What it allows in addition to reading.</param>
/// <param name="Agencies">Codes of the agencies that it is for.</param>
/// <param name="Created">When it was made.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="Expires">When it ends by itself.</param>
/// <param name="LastUsed">When it was last used, to the hour; null: never.</param>
/// <param name="Ended">When it was revoked; null: it was not.</param>
public sealed record ApiToken(
    long Id, string Name, string Rights, IReadOnlyList<string> Agencies, DateTimeOffset Created, string CreatedBy, DateTimeOffset Expires,
    DateTimeOffset? LastUsed, DateTimeOffset? Ended);

/// <summary>The tokens of suppliers' systems. Only their hashes are stored.</summary>
/// <param name="database">The database.</param>
public sealed class ApiTokens(Database database)
{
    private const string Columns = "id, name, rights, created, created_by, expires, last_used, ended";

    /// <summary>Adds a token.</summary>
    /// <returns>Its number.</returns>
    public long Add(string name, string tokenHash, string rights, IReadOnlyList<string> agencies, DateTimeOffset created, string createdBy, DateTimeOffset expires) =>
        database.Write(connection =>
        {
            var id = StorageConnection.Insert(
                connection,
                """
                INSERT INTO api_token (name, token_hash, rights, created, created_by, expires)
                VALUES (@name, @tokenHash, @rights, @created, @createdBy, @expires)
                """,
                new { name, tokenHash, rights, created, createdBy, expires });
            foreach (var agency in agencies.Distinct(StringComparer.Ordinal))
                connection.Execute("INSERT INTO api_token_agency (token_id, agency) VALUES (@id, @agency)", new { id, agency });
            return id;
        });

    /// <summary>The token of a hash that can be used now; null: there is none.</summary>
    public ApiToken? FindUsable(string tokenHash, DateTimeOffset now) =>
        Query("WHERE token_hash = @tokenHash AND ended IS NULL AND expires > @now", new { tokenHash, now }).SingleOrDefault();

    /// <summary>A token; null: there is none of that number, or it is for an agency outside the scope.</summary>
    public ApiToken? Find(Scope scope, long id) => Query("WHERE id = @id", new { id }).SingleOrDefault(t => IsIn(scope, t));

    /// <summary>The tokens all of whose agencies are in a scope, those that work first.</summary>
    public IReadOnlyList<ApiToken> List(Scope scope, DateTimeOffset now) =>
        [.. Query("", new { now }).Where(t => IsIn(scope, t)).OrderBy(t => t.Ended is not null || t.Expires <= now).ThenBy(t => t.Name, StringComparer.Ordinal).ThenBy(t => t.Id)];

    /// <summary>A token was used; it is written at most once an hour.</summary>
    public void Used(ApiToken token, DateTimeOffset at)
    {
        if (token.LastUsed is { } last && at - last < TimeSpan.FromHours(1))
            return;
        database.WriteAlone(null, connection => connection.Execute("UPDATE api_token SET last_used = @at WHERE id = @Id", new { token.Id, at }));
    }

    /// <summary>Revokes a token.</summary>
    /// <returns>Whether it worked until now.</returns>
    public bool End(long id, DateTimeOffset at) => database.WriteAlone(null, connection => connection.Execute(
        "UPDATE api_token SET ended = @at WHERE id = @id AND ended IS NULL", new { id, at })) == 1;

    /// <summary>Takes a token that ends before a time and of which nobody was told, and notes that they were.</summary>
    /// <returns>The tokens.</returns>
    public IReadOnlyList<ApiToken> TakeEnding(DateTimeOffset before, DateTimeOffset now) =>
    [
        .. Query("WHERE ended IS NULL AND told IS NULL AND expires > @now AND expires < @before", new { before, now }).Where(token =>
            database.WriteAlone(null, connection => connection.Execute("UPDATE api_token SET told = @now WHERE id = @Id AND told IS NULL", new { token.Id, now })) == 1),
    ];

    private static bool IsIn(Scope scope, ApiToken token) => scope.IsEngland || token.Agencies.All(a => scope.Covers(a, null));

    private List<ApiToken> Query(string which, object parameters) => database.Read(connection =>
    {
        var tokens = connection.Query<Row>($"SELECT {Columns} FROM api_token {which}", parameters).ToList();
        var agencies = AgenciesOf(connection, [.. tokens.Select(t => t.Id)]);
        return tokens.Select(t => new ApiToken(
            t.Id, t.Name, t.Rights, [.. agencies[t.Id]], t.Created, t.CreatedBy, t.Expires, t.LastUsed, t.Ended)).ToList();
    });

    private static ILookup<long, string> AgenciesOf(DbConnection connection, long[] tokens) => (tokens.Length == 0
        ? []
        : connection.Query<(long Token, string Agency)>($"SELECT token_id, agency FROM api_token_agency WHERE {Among("token_id")} ORDER BY agency", new { tokens }))
        .ToLookup(a => a.Token, a => a.Agency);

    private static string Among(string column) => $"{column} IN @tokens";

    private sealed class Row
    {
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public string Rights { get; init; } = "";
        public DateTimeOffset Created { get; init; }
        public string CreatedBy { get; init; } = "";
        public DateTimeOffset Expires { get; init; }
        public DateTimeOffset? LastUsed { get; init; }
        public DateTimeOffset? Ended { get; init; }
    }
}
