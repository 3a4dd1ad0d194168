using System.Data;
using System.Data.Common;
using System.Globalization;
using Dapper;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Polly;
using Polly.Retry;

namespace Ndtms.Storage;

/// <summary>The database cannot be used; the message says why and what to do.</summary>
public sealed class StorageException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the database itself is the reason (locked, full, not reached), and not what was to be done in it.</summary>
    public bool IsUnavailable { get; init; } = true;
}

/// <summary>A database, whatever its engine.</summary>
public sealed class Database
{
    private readonly Engine _engine;
    private readonly ResiliencePipeline _again;
    private readonly Lock _purging = new();
    private int _putOff;
    private bool _isToPurge;

    static Database()
    {
        // Without this Dapper gives days and moments to the driver as they are, each of which stores them in its own way.
        foreach (var type in (Type[])[typeof(DateOnly), typeof(DateOnly?), typeof(DateTimeOffset), typeof(DateTimeOffset?)])
            SqlMapper.RemoveTypeMap(type);
        SqlMapper.AddTypeHandler(new DayHandler());
        SqlMapper.AddTypeHandler(new MomentHandler());
        DefaultTypeMap.MatchNamesWithUnderscores = true;
    }

    private Database(Engine engine)
    {
        _engine = engine;
        // Work that was undone for others' sake is done again, after a pause that grows and differs from theirs.
        _again = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<DbException>(engine.IsPassing),
            MaxRetryAttempts = 5,
            Delay = TimeSpan.FromMilliseconds(100),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        }).Build();
    }

    /// <summary>What messages call it: the file, or the server and database.</summary>
    public string Name => _engine.Name;

    /// <summary>The database file; null: it is on a server.</summary>
    public string? Path => _engine.Path;

    /// <summary>Opens an embedded database, creating the file where there is none, and brings it to this program's schema.</summary>
    /// <param name="path">The file.</param>
    /// <param name="patience">How long to wait for another process that writes; 30 seconds where null.</param>
    /// <param name="maxPages">A limit on the size of the database, in pages of 4 KiB; none where null.</param>
    /// <exception cref="StorageException">It is no database, is newer than the program, cannot be written or is locked.</exception>
    public static Database Open(string path, TimeSpan? patience = null, long? maxPages = null) => Open(new SqliteEngine(path, patience, maxPages));

    /// <summary>Opens a database on SQL Server, which must have this program's schema: <see cref="Migrate"/> brings it there.</summary>
    /// <param name="connectionString">With a server and a database.</param>
    /// <param name="patience">How long to wait for others' writing work; 5 minutes where null.</param>
    /// <exception cref="StorageException">The server or database cannot be used, or its schema is another.</exception>
    public static Database OpenSqlServer(string connectionString, TimeSpan? patience = null) => Open(new SqlServerEngine(connectionString, patience));

    /// <summary>Opens the database of the options; an embedded one is created and brought to this program's schema.</summary>
    /// <exception cref="StorageException">The database cannot be used, or one on a server has another schema.</exception>
    public static Database Open(StorageOptions options) => Open(Engine.Of(options));

    /// <summary>Closes connections that are kept for later, so that files of databases that are not in use can be deleted.</summary>
    public static void CloseAll()
    {
        SqliteConnection.ClearAllPools();
        SqlConnection.ClearAllPools();
    }

    /// <summary>The schema of a database, whatever it is; null: there is no database.</summary>
    /// <exception cref="StorageException">The database cannot be used or is newer than the program.</exception>
    public static SchemaState? Schema(StorageOptions options) => Engine.Of(options).Schema();

    /// <summary>What messages call the database of the options.</summary>
    public static string NameOf(StorageOptions options) => Engine.Of(options).Name;

    /// <summary>Creates a database where there is none, and applies the migrations that are pending. Several nodes may do it at
    /// once.</summary>
    /// <returns>The names of the migrations that were applied.</returns>
    /// <exception cref="StorageException">The database cannot be used or created, or is newer than the program.</exception>
    public static IReadOnlyList<string> Migrate(StorageOptions options) => Engine.Of(options).Migrate();

    /// <summary>Writes a copy of the whole database, as of one moment, and checks it; work continues in the meantime. Keys are not in
    /// it.</summary>
    /// <param name="options">The database.</param>
    /// <param name="file">The copy; of a database on a server a path of the server's.</param>
    /// <param name="overwrite">A copy of that name may be replaced.</param>
    /// <exception cref="StorageException">It cannot be written, or is there already.</exception>
    public static void BackUp(StorageOptions options, string file, bool overwrite) => Engine.Of(options).BackUp(file, overwrite);

    /// <summary>Puts a copy in the place of the database, once it has been checked.</summary>
    /// <param name="options">The database.</param>
    /// <param name="file">The copy; of a database on a server a path of the server's.</param>
    /// <param name="overwrite">There may be a database, which the copy replaces.</param>
    /// <param name="prepare">What is done with the copy before anybody else can open it; on a server, right after it is back.</param>
    /// <returns>Where the file of the database that was there is now; null: there was none, or it was on a server, where nothing is
    /// kept.</returns>
    /// <exception cref="StorageException">The copy cannot be used, or there is a database, which stands as it was.</exception>
    public static string? Restore(StorageOptions options, string file, bool overwrite, Action<StorageOptions> prepare) =>
        Engine.Of(options).Restore(file, overwrite, prepare);

    /// <summary>Whether there is a database; one on a server says so itself when it is opened. A restore that was interrupted is finished
    /// first.</summary>
    /// <exception cref="StorageException">Another process restores it at the moment.</exception>
    public static bool Exists(StorageOptions options) => Engine.Of(options).Exists();

    /// <summary>Whether a file is an embedded database, of this program or another, or one of the files that belong to it, which need not
    /// exist.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static bool IsPart(string path) => SqliteEngine.IsPart(path);

    /// <summary>Whether a file is a copy of an embedded database of this program, with which nobody works.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static bool IsBackup(string path) => SqliteEngine.IsBackup(path);

    /// <summary>The file beside an embedded database that a service keeps open while it works on it.</summary>
    /// <param name="path">The database.</param>
    public static string ServiceFile(string path) => RealPath.Of(path) + ".service";

    /// <summary>Runs reading work on a connection of its own. All that it reads is as of one moment.</summary>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    public T Read<T>(Func<DbConnection, T> work) => Run(work, _engine.BeginRead, turn: null);

    /// <summary>Runs writing work in one transaction; all of it happens, or nothing. On a server the work may be run again from its beginning,
    /// when it had to be undone for others' sake.</summary>
    /// <exception cref="StorageException">The database cannot be used; nothing was changed.</exception>
    public T Write<T>(Func<DbConnection, T> work) => WriteAlone([new WriteLock("write")], work);

    /// <summary>Runs writing work while no other work writes to the same thing.</summary>
    /// <param name="locks">The thing, such as an agency's data; null: the work's own statements guard it, and it does not wait.</param>
    /// <param name="work">The work.</param>
    /// <inheritdoc cref="Write" path="/exception"/>
    internal T WriteAlone<T>(IReadOnlyList<WriteLock>? locks, Func<DbConnection, T> work) =>
        Run(work, connection => _engine.BeginWrite(connection, locks ?? []), _engine.AwaitTurn);

    /// <summary>Gives room back that deleted rows took, and leaves no trace of clients who refuse, where the engine does not do it by
    /// itself.</summary>
    /// <exception cref="StorageException">The database cannot be used; nothing is lost.</exception>
    public void Compact() => Try(_engine.Compact);

    /// <summary>Until the result is disposed, leaving no trace of clients who refuse is put off; then it is done once for all of them. Where the
    /// process ends before, the next that opens the database does it.</summary>
    /// <remarks>Of many files that are taken in one after the other, many bring refusals, and each time others wait.</remarks>
    public IDisposable PutOffPurging()
    {
        lock (_purging)
            _putOff++;
        return new Purging(this);
    }

    /// <summary>Leaves no trace of clients who refuse in the files of the database, as far as that takes no long time.</summary>
    /// <exception cref="StorageException">The database cannot be used; nothing is lost.</exception>
    internal void Purge()
    {
        lock (_purging)
        {
            if (_putOff > 0)
            {
                _isToPurge = true;
                return;
            }
        }

        Try(_engine.Purge);
    }

    /// <summary>Does what a process that has ended put off.</summary>
    /// <exception cref="StorageException">The database cannot be used; nothing is lost.</exception>
    public void PurgeWhatIsLeft() => Try(_engine.PurgeWhatIsLeft);

    private void Try(Action work)
    {
        try
        {
            work();
        }
        catch (DbException e)
        {
            throw _engine.Explain(e);
        }
    }

    /// <summary>An open connection outside any transaction; the caller disposes it.</summary>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    internal DbConnection Connect()
    {
        try
        {
            return new StorageConnection(_engine.Connect(), _engine);
        }
        catch (DbException e)
        {
            throw _engine.Explain(e);
        }
    }

    private static Database Open(Engine engine)
    {
        engine.Prepare();
        return new Database(engine);
    }

    private T Run<T>(Func<DbConnection, T> work, Func<DbConnection, DbTransaction> begin, Func<IDisposable?>? turn)
    {
        try
        {
            return _again.Execute(() => RunOnce(work, begin, turn));
        }
        catch (DbException e)
        {
            throw _engine.Explain(e);
        }
    }

    private T RunOnce<T>(Func<DbConnection, T> work, Func<DbConnection, DbTransaction> begin, Func<IDisposable?>? turn)
    {
        using var mine = turn?.Invoke();
        using var connection = new StorageConnection(_engine.Connect(), _engine);
        using var transaction = begin(connection.Inner);
        connection.Transaction = transaction;
        var result = work(connection);
        transaction.Commit();
        return result;
    }

    private sealed class Purging(Database database) : IDisposable
    {
        private bool _isDone;

        public void Dispose()
        {
            lock (database._purging)
            {
                if (_isDone)
                    return;
                _isDone = true;
                database._putOff--;
                if (database._putOff > 0 || !database._isToPurge)
                    return;
                database._isToPurge = false;
            }

            database.Purge();
        }
    }

    /// <summary>Days are dates on SQL Server, and elsewhere text yyyy-mm-dd.</summary>
    private sealed class DayHandler : SqlMapper.TypeHandler<DateOnly>
    {
        public override DateOnly Parse(object value) => value is DateTime day ? DateOnly.FromDateTime(day) : Day.Parse((string)value);

        public override void SetValue(IDbDataParameter parameter, DateOnly value)
        {
            var isServer = parameter is SqlParameter;
            parameter.DbType = isServer ? DbType.Date : DbType.String;
            parameter.Value = isServer ? value.ToDateTime(TimeOnly.MinValue) : Day.Show(value);
        }
    }

    /// <summary>Moments are stored in UTC: on SQL Server as a datetime2, and elsewhere as text that sorts by time.</summary>
    private sealed class MomentHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) => value is DateTime moment
            ? new DateTimeOffset(moment, TimeSpan.Zero)
            : DateTimeOffset.Parse((string)value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value)
        {
            var isServer = parameter is SqlParameter;
            parameter.DbType = isServer ? DbType.DateTime2 : DbType.String;
            parameter.Value = isServer ? value.UtcDateTime : value.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        }
    }
}
