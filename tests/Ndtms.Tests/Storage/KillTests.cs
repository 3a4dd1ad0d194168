using System.Diagnostics;
using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Ndtms.Core.DataSets;
using Ndtms.Storage;
using Ndtms.Synthetic;

namespace Ndtms.Tests.Storage;

/// <summary>The real program, really killed: whenever it happens, the next start ends where an undisturbed run ends.</summary>
public sealed class KillTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public void A_load_that_is_killed_is_gone_on_with()
    {
        var files = Generate(people: 500);
        var watch = Stopwatch.StartNew();
        var undisturbed = Snapshot(Run("undisturbed", files, killAfter: null));
        var whole = watch.Elapsed;
        Assert.NotEmpty(undisturbed);

        // Spread over the whole run, however quick the machine is: the start-up, receiving, checking and loading of several files.
        var interrupted = 0;
        for (var attempt = 0; attempt < 8 || (interrupted == 0 && attempt < 30); attempt++)
        {
            var database = Run(attempt.ToString(CultureInfo.InvariantCulture), files, killAfter: whole * (0.2 + (attempt * 0.37 % 0.8)));
            if (File.Exists(database) && HasUnfinished(database))
                interrupted++;
            // Who was interrupted starts again: the batch once more, where what is loaded already is refused as the same bytes.
            Assert.InRange(Start("submit", files, database).WaitAndCode(), 0, 1);
            Assert.Equal(undisturbed, Snapshot(database));
        }

        Assert.True(interrupted > 0, "No run was killed in the middle of a submission; the points in time must be spread otherwise.");
    }

    [Fact]
    public void Two_processes_at_once_double_nothing()
    {
        var files = Generate(people: 300);
        var expected = Snapshot(Run("one", files, killAfter: null));
        var database = _folder["two.db"];
        var first = Start("submit", files, database);
        var second = Start("submit", files, database);
        Assert.InRange(first.WaitAndCode(), 0, 1);
        Assert.InRange(second.WaitAndCode(), 0, 1);
        Assert.Equal(expected, Snapshot(database));
    }

    private static bool HasUnfinished(string database) => Database.Open(database).Read(c => c.ExecuteScalar<long>(
        "SELECT COUNT(*) FROM submission WHERE state IN ('received', 'checking')")) > 0;

    private static string[] Snapshot(string database) => CurrentSnapshot.Of(Database.Open(database));

    private string Generate(int people)
    {
        var folder = _folder["files"];
        var world = World.Create(new WorldOptions { Seed = 9, People = people, Partnerships = ["A12B"] }, CodeBook.Embedded);
        foreach (var (name, write) in SampleWorld.ContentsOf(world, new(2009, 4, 1), new(2012, 3, 31), new(2012, 4, 10), "H", defects: 0.02))
        {
            var path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var file = File.Create(path);
            write(file);
        }

        return folder;
    }

    private string Run(string name, string files, TimeSpan? killAfter)
    {
        var database = _folder[name + ".db"];
        using var process = Start("submit", files, database);
        if (killAfter is { } wait)
        {
            if (!process.WaitForExit(wait))
                process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
        else
        {
            Assert.InRange(process.WaitAndCode(), 0, 1);
        }

        return database;
    }

    private Process Start(string command, string files, string database) =>
        TheProgram.Start([command, files, "--database", database, "--keys", _folder["keys"]]);
}
