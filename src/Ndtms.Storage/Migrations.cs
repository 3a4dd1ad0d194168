using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;

namespace Ndtms.Storage;

/// <summary>The scripts of <c>sql/migrations</c> that bring a database of one engine to this program's schema: in the order of their
/// numbers, each once and each in one transaction. What was applied is kept with a checksum.</summary>
internal sealed class Migrations
{
    private readonly List<Script> _scripts;

    /// <param name="engine">The name of the engine's folder.</param>
    /// <exception cref="StorageException">A script does not carry the number that is due.</exception>
    public Migrations(string engine) => _scripts = ScriptsOf($"migrations/{engine}/").ToList();

    /// <summary>The scripts that a database lacks of which these were applied, in their order.</summary>
    /// <param name="applied">What <c>schema_migration</c> holds; empty where there is no such table.</param>
    /// <param name="database">What messages call the database.</param>
    /// <exception cref="StorageException">The schema is newer than the program, or an applied script was changed.</exception>
    public IReadOnlyList<Script> Pending(IReadOnlyCollection<Applied> applied, string database)
    {
        if (applied.Any(a => a.Number > _scripts.Count))
            throw new StorageException($"The database {database} was written by a newer version of this program; use that version.");
        var known = applied.ToDictionary(a => a.Number, a => a.Sha256);
        return _scripts.FirstOrDefault(s => known.TryGetValue(s.Number, out var hash) && hash != s.Sha256) is { } changed
            ? throw new StorageException($"Migration {changed.Name} was changed after it was applied to {database}; put it back.")
            : [.. _scripts.Where(s => !known.ContainsKey(s.Number))];
    }

    /// <summary>What was applied to a database that has the table <c>schema_migration</c>.</summary>
    public static List<Applied> AppliedTo(DbConnection connection) => connection.Query<(long Number, string Name, string Sha256)>(
        "SELECT number, name, sha256 FROM schema_migration ORDER BY number").Select(m => new Applied(m.Number, m.Name, m.Sha256)).ToList();

    /// <summary>Applies a script within the caller's transaction.</summary>
    public static void Apply(DbConnection connection, Script script)
    {
        foreach (var batch in script.Batches)
            connection.Execute(batch);
        connection.Execute(
            "INSERT INTO schema_migration (number, name, sha256) VALUES (@Number, @Name, @Sha256)", new { script.Number, script.Name, script.Sha256 });
    }

    private static IEnumerable<Script> ScriptsOf(string folder)
    {
        var assembly = typeof(Migrations).Assembly;
        var names = assembly.GetManifestResourceNames().Where(n => n.StartsWith(folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        var expected = 0;
        foreach (var resource in names)
        {
            var name = resource[folder.Length..];
            if (!int.TryParse(name.AsSpan(0, 3), CultureInfo.InvariantCulture, out var number) || number != ++expected)
                throw new StorageException($"Migration {name} does not carry the next number, {expected:000}.");
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var sql = reader.ReadToEnd().ReplaceLineEndings("\n");
            yield return new Script(number, name, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))), BatchesOf(sql));
        }
    }

    /// <summary>A line GO ends a batch: some statements of T-SQL must be the first of theirs.</summary>
    private static List<string> BatchesOf(string sql)
    {
        var batches = new List<string>();
        var batch = new StringBuilder();
        foreach (var line in sql.Split('\n').Append("GO"))
        {
            if (!line.Trim().Equals("GO", StringComparison.OrdinalIgnoreCase))
                batch.Append(line).Append('\n');
            else if (batch.ToString().Trim().Length > 0)
                batches.Add(batch.ToString());
            if (line.Trim().Equals("GO", StringComparison.OrdinalIgnoreCase))
                batch.Clear();
        }

        return batches;
    }

    /// <summary>A script.</summary>
    internal sealed record Script(long Number, string Name, string Sha256, IReadOnlyList<string> Batches);

    /// <summary>A script that was applied.</summary>
    internal sealed record Applied(long Number, string Name, string Sha256);
}
