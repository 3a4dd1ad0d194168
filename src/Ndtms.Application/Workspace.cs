using Ndtms.Core.DataSets;
using Ndtms.Storage;
using Serilog;

namespace Ndtms.Application;

/// <summary>An opened database with its keys and reference data.</summary>
public sealed class Workspace : IDisposable
{
    private readonly TimeProvider _time;
    private readonly Node _node;
    private readonly SortedDictionary<SubmissionState, int> _ended = [];

    private readonly IDisposable? _owned;

    private Workspace(Database database, Secrets secrets, CodeBook baseBook, Journal journal, TimeProvider time, Node node, IDisposable? owned)
    {
        (_time, _node, _owned) = (time, node, owned);
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

    /// <summary>Data sets and code lists in use.</summary>
    public CodeBook Book { get; }

    public Journal Journal { get; }

    /// <summary>How many submissions came to each state in which their processing ends.</summary>
    public IReadOnlyDictionary<SubmissionState, int> Ended => _ended;

    /// <summary>Opens a database and its keys.</summary>
    /// <param name="storage">The database.</param>
    /// <param name="keys">The folder of the keys.</param>
    /// <param name="book">Data sets and code lists without what the database lays over them.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    /// <param name="node">Who works with it; null: this process.</param>
    /// <param name="owned">What is closed with it, such as a log of its own; null: nothing.</param>
    public static Workspace Open(
        StorageOptions storage, string keys, CodeBook book, TimeProvider time, ILogger log, Node? node = null, IDisposable? owned = null)
    {
        var database = Database.Open(storage);
        var workspace = new Workspace(database, Secrets.Of(database, keys), book, new Journal(log), time, node ?? Node.This(time), owned);
        // A program that ended between a refusal and its line in the journal left it to this one.
        workspace.Refusals().Settle();
        database.PurgeWhatIsLeft();
        return workspace;
    }

    /// <summary>The clock.</summary>
    public TimeProvider Time => _time;

    /// <summary>Today, where the clock is.</summary>
    public DateOnly Today => DateOnly.FromDateTime(_time.GetLocalNow().DateTime);

    public Storage.Submissions Submissions() => new(Database, Secrets, Book, _node)
    {
        Stepped = (submission, state) =>
        {
            Journal.Stepped(submission, state);
            if (state is not (SubmissionState.Received or SubmissionState.Checking))
                _ended[state] = _ended.GetValueOrDefault(state) + 1;
        },
    };

    /// <summary>Files that are only checked.</summary>
    public FileChecks Checks() => new(Database, Secrets, Book, _node);

    /// <summary>Refusals of consent.</summary>
    public Refusals Refusals() => new(Database, Secrets, Book, _time);

    /// <summary>Reads what was submitted.</summary>
    public SubmissionQueries Queries() => new(Database, Secrets);

    public void Dispose() => _owned?.Dispose();
}
