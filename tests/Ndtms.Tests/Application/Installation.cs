using System.Text;
using Microsoft.Data.Sqlite;
using Ndtms.Application;
using Ndtms.Application.Access;
using Ndtms.Application.Jobs;
using Ndtms.Application.Notifications;
using Ndtms.Application.Submissions;
using Ndtms.Core.DataSets;
using Ndtms.Core.Measures;
using Ndtms.Storage;
using Ndtms.Tests.Storage;
using Ndtms.Tests.Worker;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace Ndtms.Tests.Application;

/// <summary>An installation of a test's own: a database with three agencies, folders, a clock and a log.</summary>
internal sealed class Installation : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Logger _log;
    private readonly List<LogEvent> _logged = [];

    /// <param name="like">The installation that this one is a copy of; null: it has agencies and nothing else.</param>
    public Installation(Installation? like = null)
    {
        _log = new LoggerConfiguration().MinimumLevel.Debug().WriteTo.Sink(new Kept(_logged)).CreateLogger();
        if (like is not null)
        {
            Database.BackUp(like.Storage, this["ndtms.db"], overwrite: false);
            Directory.CreateDirectory(this["keys"]);
            foreach (var key in Directory.EnumerateFiles(like["keys"]))
                File.Copy(key, Path.Combine(this["keys"], Path.GetFileName(key)));
        }

        Workspace = Open();
        if (like is null)
            Workspace.Reference.LoadAgencies("agencies.csv", Encoding.UTF8.GetBytes(CommandRun.Agencies), CodeBook.Embedded);
    }

    public static Principal Operator { get; } = Principal.Operator("somebody");

    public static Principal National { get; } = Principal.Account("nat", new Grant(Role.National, Rights.None, [], [], []));

    public static Principal Administrator { get; } = Principal.Account("admin", Grant.Administrator());

    public static Principal NorthEast { get; } = Principal.Account("ne", new Grant(Role.Regional, Rights.None, [], [], ["north-east"]));

    public static Principal Sunderland { get; } = Principal.Account("part", Grant.Partnership("A12B"));

    public static Principal Provider { get; } = Principal.Account("prov", Grant.Provider(Rights.Submit, "N0853"));

    public FakeClock Clock { get; } = new(new DateTimeOffset(2012, 4, 10, 9, 0, 0, TimeSpan.Zero));

    public Workspace Workspace { get; }

    public StorageOptions Storage => new() { Path = this["ndtms.db"] };

    /// <summary>What was logged at a level or above.</summary>
    public IReadOnlyList<string> Logged(LogEventLevel level) => [.. _logged.Where(e => e.Level >= level).Select(e => e.RenderMessage(null))];

    public string this[string path] => _folder[path];

    /// <summary>Sends a file of agency N0852 for March 2012, which is accepted.</summary>
    public void Accept(DateOnly received)
    {
        var file = new TestFile("");
        Workspace.Submissions().Submit(new Core.Intake.ReceivedFile(file.Name, () => new MemoryStream(Encoding.UTF8.GetBytes(file.Csv()))), received);
    }

    /// <summary>Leaves a file of agency N0852 that is received and not yet processed.</summary>
    public void Receive()
    {
        var file = new TestFile("");
        Workspace.Submissions().Receive(new Core.Intake.ReceivedFile(file.Name, () => new MemoryStream(Encoding.UTF8.GetBytes(file.Csv()))), new DateOnly(2012, 4, 10));
    }

    public string[] Files(string path) => Directory.Exists(this[path]) ? [.. Directory.EnumerateFiles(this[path]).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)] : [];

    public IOutbox Outbox() => new MessageFolder(this["outbox"], null, Clock);

    /// <summary>A runner of jobs on a node.</summary>
    public JobRunner Runner(string node = "here") => new(
        new JobSettings
        {
            Open = Open,
            Storage = Storage,
            Zone = TimeZoneInfo.Utc,
            Tries = 3,
            Inbox = new InboxFolders(this["inbox"], this["archive"], this["rejected"]),
            Settle = TimeSpan.Zero,
            ReportsFolder = this["reports"],
            Edition = Edition.Exact,
            Outbox = Outbox,
            NotifyFolder = this["outbox"],
            RemindBefore = [5, 1],
            RawFilesMonths = 0,
            IssuesMonths = 0,
            Backup = null,
        }, new Node(node, Clock), Clock, _log);

    public void Dispose()
    {
        Workspace.Dispose();
        SqliteConnection.ClearAllPools();
        _log.Dispose();
        _folder.Dispose();
    }

    private Workspace Open() => Workspace.Open(Storage, this["keys"], CodeBook.Embedded, Clock, _log);

    private sealed class Kept(List<LogEvent> events) : ILogEventSink
    {
        public void Emit(LogEvent logEvent)
        {
            lock (events)
                events.Add(logEvent);
        }
    }
}
