using System.Data;
using System.Data.Common;
using Dapper;

namespace Ndtms.Storage;

/// <summary>The database cannot be used; the message says why and what to do.</summary>
public sealed class StorageException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A database, whatever its engine.</summary>
public sealed class Database
{
    private readonly Engine _engine;

    static Database()
    {
        SqlMapper.AddTypeHandler(new DayHandler());
        DefaultTypeMap.MatchNamesWithUnderscores = true;
    }

    private Database(Engine engine) => _engine = engine;

    /// <summary>What messages call it: the file, or the server and database.</summary>
    public string Name => _engine.Name;

    /// <summary>The database file; null: it is on a server.</summary>
    public string? Path => _engine.Path;

    /// <summary>Opens an embedded database, creating the file where there is none, and brings it to this program's schema.</summary>
    /// <param name="path">The file.</param>
    /// <param name="patience">How long to wait for another process that writes; 30 seconds where null.</param>
    /// <param name="maxPages">A limit on the size of the database, in pages of 4 KiB; none where null.</param>
    /// <exception cref="StorageException">It is no database, is newer than the program, cannot be written or is locked.</exception>
    public static Database Open(string path, TimeSpan? patience = null, long? maxPages = null)
    {
        var engine = new SqliteEngine(path, patience ?? TimeSpan.FromSeconds(30), maxPages);
        engine.Prepare();
        return new Database(engine);
    }

    /// <summary>Opens the database of the options.</summary>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    public static Database Open(StorageOptions options) => Open(options.Path);

    /// <summary>Runs reading work on a connection of its own. All that it reads is as of one moment.</summary>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    public T Read<T>(Func<DbConnection, T> work) => Run(work, _engine.BeginRead);

    /// <summary>Runs writing work in one transaction, when no other is going on; all of it happens, or nothing.</summary>
    /// <exception cref="StorageException">The database cannot be used; nothing was changed.</exception>
    public T Write<T>(Func<DbConnection, T> work) => Run(work, _engine.BeginWrite);

    /// <summary>Whether it answers, and its schema is this program's.</summary>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    public bool IsCurrent() => Read(Migrations.AreApplied);

    /// <summary>Gives room back that deleted rows took, where the engine does not do it by itself.</summary>
    /// <exception cref="StorageException">The database cannot be used; nothing is lost.</exception>
    public void Compact() => Maintain(_engine.Compact);

    /// <summary>Writes a copy of an embedded database, as of one moment, while others work on it.</summary>
    /// <param name="path">A file that is not there yet.</param>
    /// <exception cref="StorageException">It cannot be written.</exception>
    public void BackUp(string path) => Maintain(() => _engine.BackUp(path));

    private void Maintain(Action work)
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
    internal DbConnection Connect() => new StorageConnection(_engine.Connect(), _engine);

    private T Run<T>(Func<DbConnection, T> work, Func<DbConnection, DbTransaction> begin)
    {
        try
        {
            using var connection = new StorageConnection(_engine.Connect(), _engine);
            using var transaction = begin(connection.Inner);
            connection.Transaction = transaction;
            var result = work(connection);
            transaction.Commit();
            return result;
        }
        catch (DbException e)
        {
            throw _engine.Explain(e);
        }
    }

    /// <summary>Days are stored as text yyyy-mm-dd.</summary>
    private sealed class DayHandler : SqlMapper.TypeHandler<DateOnly>
    {
        public override DateOnly Parse(object value) => Day.Parse((string)value);

        public override void SetValue(IDbDataParameter parameter, DateOnly value)
        {
            parameter.DbType = DbType.String;
            parameter.Value = Day.Show(value);
        }
    }
}
