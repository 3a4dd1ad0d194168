using System.Data;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Ndtms.Storage;

/// <summary>The database cannot be used; the message says why and what to do.</summary>
public sealed class StorageException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The embedded database: one SQLite file, in WAL mode, with foreign keys on. Opening it applies the migrations that are
/// pending.</summary>
public sealed class Database
{
    private readonly string _connectionString;

    static Database()
    {
        SqlMapper.AddTypeHandler(new DayHandler());
        DefaultTypeMap.MatchNamesWithUnderscores = true;
    }

    private readonly long? _maxPages;

    private Database(string path, TimeSpan? patience, long? maxPages)
    {
        _maxPages = maxPages;
        Path = System.IO.Path.GetFullPath(path);
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = Path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            ForeignKeys = true,
            DefaultTimeout = (int)(patience?.TotalSeconds ?? 30),
        }.ToString();
    }

    /// <summary>The database file.</summary>
    public string Path { get; }

    /// <summary>Whether only programs on this machine can work on it, so that it is known at once when one has ended.</summary>
#pragma warning disable CA1822
    internal bool IsOfOneMachine => true;
#pragma warning restore CA1822

    /// <summary>Opens the database, creating the file where there is none, and brings it to this program's schema.</summary>
    /// <param name="path">The file.</param>
    /// <param name="patience">How long to wait for another process that writes; 30 seconds where null.</param>
    /// <param name="maxPages">A limit on the size of the database, in pages of 4 KiB; none where null.</param>
    /// <exception cref="StorageException">It is no database, is newer than the program, cannot be written or is locked.</exception>
    public static Database Open(string path, TimeSpan? patience = null, long? maxPages = null)
    {
        var database = new Database(path, patience, maxPages);
        try
        {
            if (System.IO.Path.GetDirectoryName(database.Path) is { Length: > 0 } folder)
                Directory.CreateDirectory(folder);
            using var connection = database.Connect();
            connection.Execute("PRAGMA journal_mode = WAL");
            Migrations.Apply(connection);
        }
        catch (SqliteException e)
        {
            throw Explain(e, database.Path);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new StorageException($"The database {database.Path} cannot be opened or created: check the folder and its rights.", e);
        }

        return database;
    }

    /// <summary>An open connection; the caller disposes it.</summary>
    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        connection.Execute("PRAGMA synchronous = NORMAL");
        if (_maxPages is { } pages)
            connection.Execute(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {pages}"));
        return connection;
    }

    /// <summary>Runs reading work on a connection of its own.</summary>
    public T Read<T>(Func<SqliteConnection, T> work)
    {
        try
        {
            using var connection = Connect();
            return work(connection);
        }
        catch (SqliteException e)
        {
            throw Explain(e, Path);
        }
    }

    /// <summary>Runs writing work in one transaction that holds the write lock from its start; all of it happens, or nothing.</summary>
    public T Write<T>(Func<SqliteConnection, T> work)
    {
        try
        {
            using var connection = Connect();
            using var transaction = connection.BeginTransaction(IsolationLevel.Serializable, deferred: false);
            var result = work(connection);
            transaction.Commit();
            return result;
        }
        catch (SqliteException e)
        {
            throw Explain(e, Path);
        }
    }

    private static StorageException Explain(SqliteException e, string path) => e.SqliteErrorCode switch
    {
        5 or 6 => new StorageException($"The database {path} is locked by another process; nothing was changed. Try again when it is done.", e),
        13 => new StorageException($"The disk of {path} is full; nothing was changed. Make room and try again.", e),
        10 => new StorageException($"The disk of {path} is full or failing; nothing was changed. Make room, check the disk and try again.", e),
        8 => new StorageException($"The database {path} cannot be written; check its rights.", e),
        14 => new StorageException($"The database {path} cannot be opened; check the path and its rights.", e),
        26 or 11 => new StorageException($"The file {path} is not a database of this program, or is damaged; restore it from a backup.", e),
        _ => new StorageException($"The database {path} refused: {e.Message}", e),
    };

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
