using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Ndtms.Storage;

/// <summary>Brings a database to this program's schema: the scripts of <c>sql/migrations</c>, in the order of their numbers, each once and
/// each in a transaction of its own. What was applied is kept with a checksum.</summary>
internal static class Migrations
{
    private const string Folder = "migrations/sqlite/";

    /// <exception cref="StorageException">The schema is newer than the program, or an applied script was changed.</exception>
    public static void Apply(SqliteConnection connection)
    {
        // Where nothing is to be done, nothing is locked: a database can be opened while another process writes.
        if (IsCurrent(connection))
            return;
        using var transaction = connection.BeginTransaction(deferred: false);
        connection.Execute("""
            CREATE TABLE IF NOT EXISTS schema_migration (
                number INTEGER NOT NULL PRIMARY KEY,
                name TEXT NOT NULL,
                sha256 TEXT NOT NULL
            ) STRICT
            """);
        var applied = connection.Query<(long Number, string Name, string Sha256)>(
            "SELECT number, name, sha256 FROM schema_migration ORDER BY number").ToDictionary(m => m.Number);
        var scripts = Scripts().ToList();
        if (applied.Keys.DefaultIfEmpty().Max() > scripts.Count)
        {
            throw new StorageException(
                $"The database {connection.DataSource} was written by a newer version of this program; use that version.");
        }

        foreach (var (number, name, sql) in scripts)
        {
            var hash = Hash(sql);
            if (applied.TryGetValue(number, out var known))
            {
                if (known.Sha256 != hash)
                    throw new StorageException($"Migration {name} was changed after it was applied to {connection.DataSource}; put it back.");
                continue;
            }

            connection.Execute(sql);
            connection.Execute("INSERT INTO schema_migration (number, name, sha256) VALUES (@number, @name, @hash)", new { number, name, hash });
        }

        transaction.Commit();
    }

    private static bool IsCurrent(SqliteConnection connection) =>
        connection.ExecuteScalar<long>("SELECT COUNT(*) FROM sqlite_master WHERE name = 'schema_migration'") > 0
        && AreApplied(connection);

    /// <summary>Whether what was applied is exactly this program's scripts.</summary>
    public static bool AreApplied(DbConnection connection) =>
        connection.Query<string>("SELECT sha256 FROM schema_migration ORDER BY number").SequenceEqual(Scripts().Select(s => Hash(s.Sql)));

    private static string Hash(string sql) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)));

    /// <summary>The scripts, whose names start with their number: 001, 002 and so on without a gap.</summary>
    private static IEnumerable<(int Number, string Name, string Sql)> Scripts()
    {
        var assembly = typeof(Migrations).Assembly;
        var names = assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        var expected = 0;
        foreach (var resource in names)
        {
            var name = resource[Folder.Length..];
            if (!int.TryParse(name.AsSpan(0, 3), CultureInfo.InvariantCulture, out var number) || number != ++expected)
                throw new StorageException($"Migration {name} does not carry the next number, {expected:000}.");
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            yield return (number, name, reader.ReadToEnd().ReplaceLineEndings("\n"));
        }
    }
}
