using System.CommandLine;
using Ndtms.Core.DataSets;
using Ndtms.Storage;

namespace Ndtms.Worker;

/// <summary>The options that say where things are, and what they lead to.</summary>
internal sealed class WorkspaceOptions
{
    public Option<string> DatabasePath { get; } = new("--database")
    {
        Description = "The database file; 'submit' and 'reference load' create it where there is none.",
        HelpName = "FILE",
        DefaultValueFactory = _ => "ndtms.db",
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

    public void AddTo(Command command)
    {
        command.Options.Add(DatabasePath);
        command.Options.Add(Keys);
        command.Options.Add(DataSets);
    }

    public Workspace Open(ParseResult call, TimeProvider time) =>
        Workspace.Open(call.GetValue(DatabasePath)!, call.GetValue(Keys), Book(call.GetValue(DataSets)), time);

    /// <summary>Opens a database that must be there: for commands that read, to which a mistyped path must not look like one without
    /// data.</summary>
    /// <exception cref="WrongCallException">There is none.</exception>
    public Workspace OpenExisting(ParseResult call, TimeProvider time) => Exists(call)
        ? Open(call, time)
        : throw new WrongCallException(
            $"There is no database {call.GetValue(DatabasePath)}; name one with --database, or take in files with 'submit' first.");

    /// <summary>Whether the database is there.</summary>
    public bool Exists(ParseResult call) => File.Exists(call.GetValue(DatabasePath)) || Directory.Exists(call.GetValue(DatabasePath));

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

    private Workspace(Database database, Secrets secrets, CodeBook baseBook, TimeProvider time)
    {
        _time = time;
        Database = database;
        Secrets = secrets;
        Reference = new ReferenceData(database);
        BaseBook = baseBook;
        Book = Reference.Over(baseBook);
        Journal = new Journal(database.Path!);
    }

    public Database Database { get; }

    public Secrets Secrets { get; }

    public ReferenceData Reference { get; }

    /// <summary>Data sets and code lists without what the database lays over them.</summary>
    public CodeBook BaseBook { get; }

    /// <summary>Data sets and code lists as they hold.</summary>
    public CodeBook Book { get; }

    public Journal Journal { get; }

    public static Workspace Open(string path, string? keys, CodeBook book, TimeProvider time)
    {
        var database = Database.Open(path);
        return new Workspace(database, Secrets.Of(database, keys ?? Path.Combine(Path.GetDirectoryName(database.Path!)!, "keys")), book, time);
    }

    /// <summary>Who works with it, now.</summary>
    public Actor Actor => new(Environment.UserName, _time.GetUtcNow());

    public Submissions Submissions() => new(Database, Secrets, Book);

    public void Dispose() => Journal.Dispose();
}
