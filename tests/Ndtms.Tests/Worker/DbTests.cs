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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_restore_that_was_killed_between_its_renames_is_finished_by_the_next_start(bool isMoved)
    {
        _place.Load("N0817");
        var before = _place.Current();
        _place.CallHere("db", "backup", _place["b.db"]).Is(ExitCode.Done);
        Spoil("DELETE FROM client");
        SqliteConnection.ClearAllPools();
        var earlier = _place.Database + ".before-restore";
        File.Copy(_place["b.db"], _place.Database + ".new");
        File.WriteAllText(_place.Database + ".restoring", earlier + "\n");
        if (isMoved)
            File.Move(_place.Database, earlier);
        _place.CallHere("submission", "list").Is(ExitCode.Done, "accepted");
        Assert.Equal(before, _place.Current());
        Assert.True(File.Exists(earlier));
        Assert.Empty(Leftovers());
    }

    [Fact]
    public void A_restore_that_was_killed_before_its_copy_was_whole_is_undone_by_the_next_start()
    {
        _place.Load("N0817");
        var before = _place.Current();
        _place.Write("ndtms.db.new", "half a copy");
        _place.Write("ndtms.db.restoring", "");
        _place.CallHere("submission", "list").Is(ExitCode.Done, "accepted");
        Assert.Equal(before, _place.Current());
        Assert.Empty(Leftovers());
    }

    [Fact]
    public void Every_database_that_a_backup_replaces_is_kept_under_a_number_of_its_own()
    {
        _place.Load("N0817");
        _place.CallHere("db", "backup", _place["b.db"]).Is(ExitCode.Done);
        foreach (var _ in Enumerable.Range(1, 3))
            _place.CallHere("db", "restore", _place["b.db"], "--overwrite").Is(ExitCode.Done);
        Assert.Equal(
            ["ndtms.db.before-restore", "ndtms.db.before-restore-2", "ndtms.db.before-restore-3"],
            Directory.GetFiles(_place.Folder, "*.before-restore*").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_link_to_the_database_is_the_database()
    {
        _place.Load("N0817");
        Directory.CreateDirectory(_place["links"]);
        File.CreateSymbolicLink(_place["links/other.db"], _place.Database);
        // The keys are found beside the database itself, and a copy of it onto itself is refused.
        Workplace.Call("submission", "list", "--database", _place["links/other.db"]).Is(ExitCode.Done, "accepted");
        _place.CallHere("db", "backup", _place["links/other.db"], "--overwrite").Refuses(ExitCode.WrongCall, "is the file that is read; choose another name");
        _place.CallHere("db", "restore", _place["links/other.db"], "--overwrite").Refuses(ExitCode.MachineFailed, "the database itself");
        Assert.False(Directory.Exists(_place["links/keys"]));
    }

    [Fact]
    public void Other_keys_are_refused()
    {
        _place.Load("N0817");
        Workplace.Call("db", "migrate", "--database", _place["other/ndtms.db"]).Is(ExitCode.Done);
        Workplace.Call("submission", "list", "--database", _place["other/ndtms.db"]).Is(ExitCode.Done);
        _place.CallHere("submission", "list", "--keys", _place["other/keys"]).Refuses(ExitCode.MachineFailed, "are not those of the database");
        _place.CallHere("submission", "list", "--keys", _place["none"]).Refuses(ExitCode.MachineFailed, "are not in the folder");
        Assert.False(Directory.Exists(_place["none"]));
    }

    [Fact]
    public void A_database_that_settings_name_is_not_created_by_chance()
    {
        var file = Workplace.Sample("2009-2012/N0817-20090401-20120331-TREAT-IN-H.csv");
        var config = _place.Write("named.json", $"{{\"Storage:Database\": \"{_place.Database}\"}}");
        foreach (var call in (string[][])[["submit", file], ["run"]])
            Workplace.Call([.. call, "--config", config]).Refuses(ExitCode.WrongCall, "There is no database", "db migrate");
        Assert.False(File.Exists(_place.Database));
        Workplace.Call("db", "migrate", "--config", config).Is(ExitCode.Done);
        Assert.DoesNotContain("created", Workplace.Call("submit", file, "--config", config).Output, StringComparison.Ordinal);
        Assert.Contains("so it is created", Workplace.Call("submit", file, "--database", _place["new/ndtms.db"]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_emptied_database_and_another_programs_are_not_taken_for_new_ones()
    {
        _place.Write("ndtms.db", "");
        File.SetLastWriteTimeUtc(_place.Database, DateTime.UtcNow.AddDays(-1));
        foreach (var call in (string[][])[["submission", "list"], ["db", "migrate"], ["db", "status"]])
            _place.CallHere(call).Refuses(ExitCode.MachineFailed, "damaged", "db restore");
        Assert.Equal(0, new FileInfo(_place.Database).Length);
        Spoil("CREATE TABLE theirs (id INTEGER)");
        _place.CallHere("db", "migrate").Refuses(ExitCode.MachineFailed, "another program");
    }

    [Fact]
    public void What_the_program_writes_is_its_owners_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Rights are those of Unix.");
            return;
        }

        _place.Load("N0817");
        _place.CallHere("report", "feedback", "--cut", "2012-03", "--out", _place["out"]).Is(ExitCode.Done);
        _place.CallHere("db", "backup", _place["copies/b.db"]).Is(ExitCode.Done);
        foreach (var path in Directory.EnumerateFileSystemEntries(_place.Folder, "*", SearchOption.AllDirectories))
            Assert.True((File.GetUnixFileMode(path) & (UnixFileMode)0x3F) == 0, $"{path} can be used by others.");
    }

    private string[] Leftovers() => [.. Directory.GetFiles(_place.Folder, "*.new"), .. Directory.GetFiles(_place.Folder, "*.restoring")];

    private void Spoil(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_place.Database};Foreign Keys=True");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
