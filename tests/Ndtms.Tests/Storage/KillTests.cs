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

    [Fact]
    public void An_intake_that_is_killed_ends_with_the_feedback_of_an_undisturbed_one()
    {
        var files = Directory.GetFiles(Generate(people: 300), "*-H.csv", SearchOption.AllDirectories);
        var agencies = Directory.GetFiles(_folder["files"], "agencies.csv", SearchOption.AllDirectories).Single();
        var watch = Stopwatch.StartNew();
        Assert.InRange(Intake("undisturbed", killAfter: null), 0, 1);
        var (whole, expected) = (watch.Elapsed, Result("undisturbed"));
        Assert.Contains(expected, line => line.StartsWith("archive/", StringComparison.Ordinal) && line.Contains("feedback-", StringComparison.Ordinal));
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var name = attempt.ToString(CultureInfo.InvariantCulture);
            Intake(name, killAfter: whole * (0.35 + (attempt * 0.12)));
            Assert.InRange(Intake(name, killAfter: null), 0, 1);
            Assert.Equal(expected, Result(name));
        }

        int Intake(string name, TimeSpan? killAfter)
        {
            var (database, inbox) = (_folder[$"{name}/ndtms.db"], _folder[$"{name}/inbox"]);
            if (!Directory.Exists(inbox))
            {
                Directory.CreateDirectory(inbox);
                Assert.Equal(0, Start("reference", "load", "agencies", agencies, "--database", database, "--keys", _folder["keys"]).WaitAndCode());
                foreach (var file in files)
                {
                    var folder = Directory.CreateDirectory(Path.Combine(inbox, Path.GetFileName(file)[..Path.GetFileName(file).IndexOf('-')]));
                    File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
                }
            }

            using var process = Start("intake", "--inbox", inbox, "--settle", "0", "--database", database, "--keys", _folder["keys"]);
            if (killAfter is { } wait && !process.WaitForExit(wait))
                process.Kill(entireProcessTree: true);
            return process.WaitAndCode();
        }

        // What is held, how often each file was submitted, and every file that was put away, by name and content.
        string[] Result(string name)
        {
            var database = Database.Open(_folder[$"{name}/ndtms.db"]);
            var home = _folder[name];
            return
            [
                .. CurrentSnapshot.Of(database),
                .. database.Read(c => c.Query<string>("SELECT CONCAT(file_name, ' ', state) FROM submission ORDER BY 1")),
                .. ((string[])["inbox", "archive", "rejected"]).Select(f => Path.Combine(home, f)).Where(Directory.Exists)
                    .SelectMany(f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories)).Where(f => !f.EndsWith(".lock", StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal)
                    .Select(f => $"{Path.GetRelativePath(home, f)} {(f.EndsWith(".csv", StringComparison.Ordinal) ? Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f))) : "")}"),
            ];
        }
    }

    [Fact]
    public void A_restore_or_backup_that_is_killed_leaves_the_database_whole()
    {
        var files = Generate(people: 300);
        var database = Run("one", files, killAfter: null);
        var expected = Snapshot(database);
        SqliteConnection.ClearAllPools();
        var backup = _folder["copy.db"];
        var watch = Stopwatch.StartNew();
        Assert.Equal(0, Start("db", "backup", backup, "--database", database, "--keys", _folder["keys"]).WaitAndCode());
        var whole = watch.Elapsed;
        for (var attempt = 0; attempt < 6; attempt++)
        {
            var target = _folder[$"copy-{attempt}.db"];
            using var process = attempt % 2 == 0
                ? Start("db", "restore", backup, "--overwrite", "--database", database, "--keys", _folder["keys"])
                : Start("db", "backup", target, "--database", database, "--keys", _folder["keys"]);
            if (!process.WaitForExit(whole * (0.5 + (attempt * 0.1))))
                process.Kill(entireProcessTree: true);
            process.WaitForExit();
            Assert.Equal(expected, Snapshot(database));
            SqliteConnection.ClearAllPools();
            // What bears the name of a backup is one.
            if (File.Exists(target))
                Assert.Equal(expected, Snapshot(target));
            SqliteConnection.ClearAllPools();
        }
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

    private Process Start(string command, string files, string database) => Start(command, files, "--database", database, "--keys", _folder["keys"]);

    private static Process Start(params string[] words) => TheProgram.Start(words);
}
