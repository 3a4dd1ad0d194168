using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Ndtms.Core.DataSets;
using Ndtms.Storage;
using Serilog;

namespace Ndtms.Worker;

/// <summary>The options that say where things are, and what they lead to.</summary>
internal sealed class WorkspaceOptions
{
    public Option<string?> DatabasePath { get; } = new("--database")
    {
        Description = "The database file; 'submit' and 'reference load' create it where there is none. Without it, that of the settings, or ndtms.db.",
        HelpName = "FILE",
    };

    public Option<string?> Keys { get; } = new("--keys")
    {
        Description = "The folder of the keys that protect stored files and hashes. Without it, 'keys' beside the database. Losing it loses stored files.",
        HelpName = "DIR",
    };

    public Option<string?> DataSets { get; } = new("--data-sets")
    {
        Description = "A folder laid over the data sets and code lists that are built in (fields-H.csv, code-lists/partnership.csv ...).",
        HelpName = "DIR",
    };

    public Option<string?> Config { get; } = new("--config")
    {
        Description = $"The settings file. Without it, {NdtmsConfiguration.FileName} in the working directory, if there is one.",
        HelpName = "FILE",
    };

    public void AddTo(Command command)
    {
        AddDatabaseTo(command);
        command.Options.Add(DataSets);
    }

    /// <summary>Adds what says where the database and its keys are, and no more.</summary>
    public void AddDatabaseTo(Command command)
    {
        command.Options.Add(DatabasePath);
        command.Options.Add(Keys);
        command.Options.Add(Config);
    }

    public Workspace Open(ParseResult call, TimeProvider time) => Workspace.Open(Settings(call), Book(call.GetValue(DataSets)), time);

    /// <summary>Opens a database that must be there: for commands that read, to which a mistyped path must not look like one without
    /// data.</summary>
    /// <exception cref="WrongCallException">There is none.</exception>
    public Workspace OpenExisting(ParseResult call, TimeProvider time) => Exists(call)
        ? Open(call, time)
        : throw new WrongCallException(
            $"There is no database {NdtmsConfiguration.Storage(Settings(call)).Path}; name one with --database, or take in files with 'submit' first.");

    /// <summary>Whether the database is there; one on a server says itself whether it is.</summary>
    public bool Exists(ParseResult call)
    {
        var storage = NdtmsConfiguration.Storage(Settings(call));
        return storage.Engine != StorageOptions.Sqlite || File.Exists(storage.Path) || Directory.Exists(storage.Path);
    }

    /// <summary>The settings, of the call and of the other sources.</summary>
    /// <exception cref="WrongCallException">A file is named but the database is on a server, or the settings cannot be read.</exception>
    public IConfigurationRoot Settings(ParseResult call)
    {
        var settings = NdtmsConfiguration.Build(call.GetValue(Config),
        [
            KeyValuePair.Create(NdtmsConfiguration.Database, call.GetValue(DatabasePath)),
            KeyValuePair.Create(NdtmsConfiguration.Keys, call.GetValue(Keys)),
        ]);
        return IsNamed(call) && NdtmsConfiguration.Storage(settings).Engine != StorageOptions.Sqlite
            ? throw new WrongCallException(
                $"--database names a file, but the setting {NdtmsConfiguration.Engine} is {StorageOptions.SqlServer}; leave one of them out.")
            : settings;
    }

    /// <summary>Whether the call names the database itself.</summary>
    public bool IsNamed(ParseResult call) => call.GetResult(DatabasePath) is { Implicit: false };

    /// <summary>The code book with a folder laid over it.</summary>
    /// <exception cref="WrongCallException">The folder does not exist.</exception>
    public static CodeBook Book(string? folder)
    {
        if (folder is null)
            return CodeBook.Embedded;
        if (!Directory.Exists(folder))
            throw new WrongCallException($"There is no folder {folder}; give an existing one with --data-sets.");
        return CodeBook.Embedded.With(Directory.EnumerateFiles(folder, "*.csv", SearchOption.AllDirectories)
            .Select(path => KeyValuePair.Create(Path.GetRelativePath(folder, path).Replace('\\', '/'), File.ReadAllBytes(path))));
    }
}

/// <summary>An opened database with its keys and reference data.</summary>
internal sealed class Workspace : IDisposable
{
    private readonly TimeProvider _time;
    private readonly Node _node;
    private readonly SortedDictionary<SubmissionState, int> _ended = [];

    private Workspace(Database database, Secrets secrets, CodeBook baseBook, Journal journal, TimeProvider time, Node node)
    {
        (_time, _node) = (time, node);
        Database = database;
        Secrets = secrets;
        Reference = new ReferenceData(database);
        BaseBook = baseBook;
        Book = Reference.Over(baseBook);
        Journal = journal;
    }

    public Database Database { get; }

    public Secrets Secrets { get; }

    public ReferenceData Reference { get; }

    /// <summary>Data sets and code lists without what the database lays over them.</summary>
    public CodeBook BaseBook { get; }

    /// <summary>Data sets and code lists as they hold.</summary>
    public CodeBook Book { get; }

    public Journal Journal { get; }

    /// <summary>How many submissions came to each state in which their processing ends.</summary>
    public IReadOnlyDictionary<SubmissionState, int> Ended => _ended;

    /// <summary>Opens the database of the settings, and its keys.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="book">Data sets and code lists without what the database lays over them.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log; null: one of its own.</param>
    /// <param name="node">Who works with it; null: this process.</param>
    public static Workspace Open(IConfiguration settings, CodeBook book, TimeProvider time, ILogger? log = null, Node? node = null)
    {
        var storage = NdtmsConfiguration.Storage(settings);
        var (keys, logs) = (NdtmsConfiguration.KeysFolder(settings, storage), NdtmsConfiguration.LogsFolder(settings, storage));
        var database = Database.Open(storage);
        var secrets = Secrets.Of(database, keys);
        return new Workspace(database, secrets, book, log is null ? new Journal(logs) : new Journal(log), time, node ?? Node.This(time));
    }

    /// <summary>Who works with it, now.</summary>
    public Actor Actor => new(Environment.UserName, _time.GetUtcNow());

    public Submissions Submissions() => new(Database, Secrets, Book, _node)
    {
        Stepped = (submission, state) =>
        {
            Journal.Stepped(submission, state);
            if (state is not (SubmissionState.Received or SubmissionState.Checking))
                _ended[state] = _ended.GetValueOrDefault(state) + 1;
        },
    };

    public void Dispose() => Journal.Dispose();
}
