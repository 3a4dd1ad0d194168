using Dapper;
using Microsoft.Data.Sqlite;
using Ndtms.Storage;

namespace Ndtms.Tests.Storage;

/// <summary>A database that cannot be used says so in a sentence, and is left as it is.</summary>
public sealed class DatabaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public void Opening_again_changes_nothing()
    {
        Database.Open(_folder["a.db"]);
        var migrations = Database.Open(_folder["a.db"]).Read(c => c.Query<string>("SELECT name FROM schema_migration").ToList());
        Assert.Equal("001-schema.sql", migrations[0]);
    }

    [Fact]
    public void A_newer_schema_is_refused()
    {
        Database.Open(_folder["a.db"]).Write(c => c.Execute("INSERT INTO schema_migration (number, name, sha256) VALUES (999, 'x', 'y')"));
        Assert.Contains("newer version", Assert.Throws<StorageException>(() => Database.Open(_folder["a.db"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_migration_is_refused()
    {
        Database.Open(_folder["a.db"]).Write(c => c.Execute("UPDATE schema_migration SET sha256 = 'other' WHERE number = 1"));
        Assert.Contains("changed", Assert.Throws<StorageException>(() => Database.Open(_folder["a.db"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_and_left_alone()
    {
        File.WriteAllText(_folder["a.db"], new string('x', 5_000));
        Assert.Contains("not a database", Assert.Throws<StorageException>(() => Database.Open(_folder["a.db"])).Message, StringComparison.Ordinal);
        Assert.Equal(5_000, new FileInfo(_folder["a.db"]).Length);
    }
}
