using System.Diagnostics;
using Dapper;
using Microsoft.Data.SqlClient;
using Ndtms.Core.DataSets;
using Ndtms.Storage;
using Ndtms.Synthetic;
using Ndtms.Worker;

namespace Ndtms.Tests.Worker;

/// <summary>The service as a process of its own: asked to end, or killed, in the middle of its work.</summary>
public sealed class ServiceProcessTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Asked_to_end_in_the_middle_of_a_load_it_ends_what_it_is_at_within_half_a_minute_and_goes_on_later()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Asking a process to end is done with the signal of Unix.");
        var agencies = Generate();
        var expected = Undisturbed();
        _place.CallHere("reference", "load", "agencies", _place["files/agencies.csv"]).Is(ExitCode.Done);
        var config = SettingsFile.Write(_place.Folder, new() { ["intake"] = "0/1 * * * * ?" }, new() { ["Intake:SettleSeconds"] = "0" });
        Drop(agencies);

        using (var service = new Started(config))
        {
            service.WaitFor("is Checking");
            var asked = Stopwatch.StartNew();
            using (var kill = Process.Start("kill", ["-TERM", service.Id]))
                kill.WaitForExit();
            Assert.Equal(ExitCode.Done, service.WaitForEnd());
            Assert.True(asked.Elapsed < TimeSpan.FromSeconds(35), $"It took {asked.Elapsed}.");
        }

        // Whatever it was at is done, and the rest is where it was.
        var states = _place.Query<string>("SELECT state FROM submission");
        Assert.All(states, state => Assert.Equal("accepted", state));
        Assert.InRange(states.Length, 1, agencies.Length - 1);
        Assert.Empty(_place.Query<long>("SELECT id FROM job_run WHERE outcome = 'running'"));

        // By the clock of the service: what lies in the inbox was put there a moment ago.
        Workplace.Call(DateTimeOffset.UtcNow, "jobs", "run", "intake", "--config", config).Is(ExitCode.Done, "accepted");
        Assert.Equal(expected, CurrentSnapshot.Of(Database.Open(_place.Database)));
    }

    [Fact]
    public async Task Three_workers_share_one_server_and_take_over_from_one_that_is_killed()
    {
        var server = Environment.GetEnvironmentVariable("NDTMS_TEST_SQLSERVER");
        Assert.SkipUnless(server is { Length: > 0 }, "NDTMS_TEST_SQLSERVER names no SQL Server.");
        var agencies = Generate();
        var expected = Undisturbed();
        var name = $"ndtms_service_{Guid.NewGuid():N}";
        var connectionString = new SqlConnectionStringBuilder(server) { InitialCatalog = name }.ConnectionString;
        var config = SettingsFile.Write(_place.Folder, new() { ["intake"] = "0/2 * * * * ?", ["processing"] = "1/2 * * * * ?" }, new()
        {
            ["Intake:SettleSeconds"] = "0",
            ["Intake:Inbox"] = _place["inbox"],
            ["Storage:Engine"] = "sqlserver",
            ["Storage:ConnectionString"] = connectionString,
            ["Storage:Keys"] = _place["keys"],
            ["Logs:Folder"] = _place["logs"],
        });
        try
        {
            Workplace.Call("db", "migrate", "--config", config).Is(ExitCode.Done);
            Workplace.Call("reference", "load", "agencies", _place["files/agencies.csv"], "--config", config).Is(ExitCode.Done);
            var workers = Enumerable.Range(0, 3).Select(_ => new Started(config)).ToList();
            try
            {
                workers.ForEach(w => w.WaitFor("The service listens on"));
                Drop(agencies);
                var working = await Task.WhenAny(workers.Select(w => Task.Run(() => { w.WaitFor("is Checking"); return w; }, TestContext.Current.CancellationToken)));
                (await working).Kill();
                var database = Database.OpenSqlServer(connectionString);
                Assert.True(
                    SpinWait.SpinUntil(() =>
                    {
                        Thread.Yield();
                        return database.Read(c => c.ExecuteScalar<long>("SELECT COUNT(DISTINCT agency) FROM submission WHERE state = 'accepted'")) == agencies.Length;
                    }, Patience), "The others did not go on with what was left behind.");
                Assert.Equal(expected, CurrentSnapshot.Of(database));
                Assert.Equal(0L, database.Read(c => c.ExecuteScalar<long>(
                    "SELECT COUNT(*) FROM (SELECT agency FROM submission WHERE loaded = 1 GROUP BY agency HAVING COUNT(*) > 1) twice")));
            }
            finally
            {
                workers.ForEach(w => w.Dispose());
            }
        }
        finally
        {
            SqlConnection.ClearAllPools();
            using var connection = new SqlConnection(server);
            connection.Execute($"IF DB_ID('{name}') IS NOT NULL BEGIN ALTER DATABASE {name} SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE {name}; END");
        }
    }

    /// <summary>Files large enough that a signal comes in the middle.</summary>
    private string[] Generate()
    {
        var world = World.Create(new WorldOptions { Seed = 9, People = 1_500, Partnerships = ["A12B"] }, CodeBook.Embedded);
        var agencies = new List<string>();
        foreach (var (name, write) in SampleWorld.ContentsOf(world, new(2009, 4, 1), new(2012, 3, 31), new(2012, 4, 10), "H", defects: 0))
        {
            var path = _place[$"files/{name}"];
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var file = File.Create(path);
            write(file);
            if (name.EndsWith("-H.csv", StringComparison.Ordinal))
                agencies.Add(Path.GetFileName(name));
        }

        Assert.True(agencies.Count > 2);
        return [.. agencies];
    }

    private string[] Undisturbed()
    {
        Workplace.Call("submit", _place["files"], "--database", _place["undisturbed/ndtms.db"], "--keys", _place["keys"]);
        return CurrentSnapshot.Of(Database.Open(_place["undisturbed/ndtms.db"]));
    }

    private void Drop(string[] files)
    {
        foreach (var file in files)
        {
            var target = _place[$"inbox/{file[..file.IndexOf('-')]}/{file}"];
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(_place[$"files/{file}"], target);
        }
    }

    /// <summary>A worker in a process of its own.</summary>
    private sealed class Started : IDisposable
    {
        private readonly Process _process;
        private readonly System.Collections.Concurrent.BlockingCollection<string> _lines = [];

        public Started(string config)
        {
            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Ndtms.Worker.dll"), "run", "--config", config])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            _process = Process.Start(start)!;
            _process.OutputDataReceived += (_, line) => _lines.Add(line.Data ?? "");
            _process.ErrorDataReceived += (_, line) => _lines.Add(line.Data ?? "");
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
        }

        public string Id => _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);

        public void WaitFor(string words)
        {
            var told = new List<string>();
            while (_lines.TryTake(out var line, Patience))
            {
                told.Add(line);
                if (line.Contains(words, StringComparison.Ordinal))
                    return;
            }

            Assert.Fail($"The worker did not tell '{words}': {string.Join('\n', told)}");
        }

        public int WaitForEnd() => _process.WaitAndCode();

        public void Kill() => _process.Kill();

        public void Dispose()
        {
            if (!_process.HasExited)
                _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
            _lines.Dispose();
        }
    }
}
