using Microsoft.Data.Sqlite;
using Ndtms.Worker;

namespace Ndtms.Tests.Worker;

/// <summary>The database itself: created, looked at, backed up and put back without losing anything.</summary>
public sealed class DbTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Migrate_creates_it_and_status_tells_of_it()
    {
        _place.CallHere("db", "status").Refuses(ExitCode.WrongCall, "There is no database", "db migrate");
        Assert.False(File.Exists(_place.Database));
        _place.CallHere("db", "migrate").Is(ExitCode.Done, "001-schema.sql applied");
        _place.CallHere("db", "migrate").Is(ExitCode.Done, "already");
        _place.CallHere("db", "status").Is(ExitCode.Done, "Engine    sqlite", _place.Database, "Pending   nothing");
    }

    [Fact]
    public void A_backup_brings_back_what_was_held()
    {
        _place.Load("N0817");
        var before = _place.Current();
        var backup = _place["backup/month.db"];
        _place.CallHere("db", "backup", backup).Is(ExitCode.Done, "has been checked", _place["keys"]);
        _place.CallHere("db", "backup", backup).Refuses(ExitCode.MachineFailed, "already", "--overwrite");
        _place.CallHere("db", "backup", backup, "--overwrite").Is(ExitCode.Done);

        Spoil("DELETE FROM client");
        Assert.NotEqual(before, _place.Current());
        _place.CallHere("db", "restore", backup).Refuses(ExitCode.MachineFailed, "already", "--overwrite");
        _place.CallHere("db", "restore", backup, "--overwrite").Is(ExitCode.Done, ".before-restore");
        Assert.Equal(before, _place.Current());
        Assert.True(File.Exists(_place.Database + ".before-restore"));
    }

    [Theory]
    [InlineData("no database at all, but long enough to be taken for one")]
    [InlineData("")]
    public void What_is_no_backup_is_not_restored(string content)
    {
        _place.Load("N0817");
        var before = _place.Current();
        _place.CallHere("db", "restore", _place.Write("not.db", content), "--overwrite").Refuses(ExitCode.MachineFailed, "not a database");
        Assert.Equal(before, _place.Current());
        _place.CallHere("db", "restore", _place["nothing.db"], "--overwrite").Refuses(ExitCode.MachineFailed, "There is no file");
    }

    [Fact]
    public void A_damaged_backup_is_not_restored()
    {
        _place.Load("N0817");
        _place.CallHere("db", "backup", _place["b.db"]).Is(ExitCode.Done);
        var before = _place.Current();
        var bytes = File.ReadAllBytes(_place["b.db"]);
        Array.Fill<byte>(bytes, 7, bytes.Length / 2, 20_000);
        File.WriteAllBytes(_place["b.db"], bytes);
        _place.CallHere("db", "restore", _place["b.db"], "--overwrite").Refuses(ExitCode.MachineFailed);
        Assert.Equal(before, _place.Current());
    }

    [Fact]
    public void A_damaged_database_is_replaced()
    {
        _place.Load("N0817");
        var before = _place.Current();
        _place.CallHere("db", "backup", _place["b.db"]).Is(ExitCode.Done);
        SqliteConnection.ClearAllPools();
        File.WriteAllText(_place.Database, new string('x', 10_000));
        _place.CallHere("db", "restore", _place["b.db"], "--overwrite").Is(ExitCode.Done);
        Assert.Equal(before, _place.Current());
    }

    [Fact]
    public void A_database_in_use_is_not_replaced()
    {
        _place.Load("N0817");
        _place.CallHere("db", "backup", _place["b.db"]).Is(ExitCode.Done);
        using var other = new SqliteConnection($"Data Source={_place.Database};Pooling=False");
        other.Open();
        using (var writing = other.BeginTransaction())
        {
            using var command = other.CreateCommand();
            command.Transaction = writing;
            command.CommandText = "UPDATE client SET ethnic = 'A'";
            command.ExecuteNonQuery();
            _place.CallHere("db", "restore", _place["b.db"], "--overwrite").Refuses(ExitCode.MachineFailed, "in use");
        }
    }

    private void Spoil(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_place.Database};Foreign Keys=True");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
