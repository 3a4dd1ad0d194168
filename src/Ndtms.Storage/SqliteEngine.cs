using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Ndtms.Storage;

/// <summary>The embedded engine: one SQLite file, in WAL mode, with foreign keys on.</summary>
internal sealed class SqliteEngine : Engine
{
    private readonly string _connectionString;
    private readonly long? _maxPages;

    /// <param name="path">The file.</param>
    /// <param name="patience">How long to wait for another process that writes.</param>
    /// <param name="maxPages">A limit on the size of the database, in pages of 4 KiB; none where null.</param>
    public SqliteEngine(string path, TimeSpan patience, long? maxPages)
    {
        _maxPages = maxPages;
        Path = System.IO.Path.GetFullPath(path);
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = Path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            ForeignKeys = true,
            DefaultTimeout = (int)patience.TotalSeconds,
        }.ToString();
    }

    public override string Name => Path;

    public override string Path { get; }

    /// <summary>Creates the file where there is none, and applies the migrations that are pending.</summary>
    public void Prepare()
    {
        try
        {
            if (System.IO.Path.GetDirectoryName(Path) is { Length: > 0 } folder)
                Directory.CreateDirectory(folder);
            using var connection = (SqliteConnection)Connect();
            connection.Execute("PRAGMA journal_mode = WAL");
            Migrations.Apply(connection);
        }
        catch (SqliteException e)
        {
            throw Explain(e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new StorageException($"The database {Path} cannot be opened or created: check the folder and its rights.", e);
        }
    }

    public override DbConnection Connect()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        connection.Execute("PRAGMA synchronous = NORMAL");
        if (_maxPages is { } pages)
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {pages}"));
        return connection;
    }

    public override DbTransaction BeginRead(DbConnection connection) => ((SqliteConnection)connection).BeginTransaction(deferred: true);

    public override DbTransaction BeginWrite(DbConnection connection) =>
        ((SqliteConnection)connection).BeginTransaction(IsolationLevel.Serializable, deferred: false);

    public override StorageException Explain(DbException e) => (e as SqliteException)?.SqliteErrorCode switch
    {
        5 or 6 => new StorageException($"The database {Path} is locked by another process; nothing was changed. Try again when it is done.", e),
        13 => new StorageException($"The disk of {Path} is full; nothing was changed. Make room and try again.", e),
        10 => new StorageException($"The disk of {Path} is full or failing; nothing was changed. Make room, check the disk and try again.", e),
        8 => new StorageException($"The database {Path} cannot be written; check its rights.", e),
        14 => new StorageException($"The database {Path} cannot be opened; check the path and its rights.", e),
        26 or 11 => new StorageException($"The file {Path} is not a database of this program, or is damaged; restore it from a backup.", e),
        _ => new StorageException($"The database {Path} refused: {e.Message}", e),
    };

    public override void Compact()
    {
        using var connection = Connect();
        var (free, all) = connection.QuerySingle<(long, long)>("SELECT freelist_count, page_count FROM pragma_freelist_count, pragma_page_count");
        // Rewriting everything is worth it where much would become smaller.
        if (free > all / 4)
            connection.Execute("VACUUM");
        connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    public override void BackUp(string path)
    {
        using var connection = Connect();
        connection.Execute("VACUUM INTO @path", new { path });
    }

    public override IRowWriter RowWriter(StorageConnection connection, string table, IReadOnlyList<string> columns, bool replace) =>
        new StatementWriter((SqliteConnection)connection.Inner, table, columns, replace);

    /// <summary>One prepared statement bound without parameter objects: several times faster than a command a row.</summary>
    private sealed class StatementWriter : IRowWriter
    {
        private readonly sqlite3 _handle;
        private readonly sqlite3_stmt _statement;
        private int _at;

        public StatementWriter(SqliteConnection connection, string table, IReadOnlyList<string> columns, bool replace)
        {
            _handle = connection.Handle!;
            // Table and column names are this program's own, never data.
            var sql = $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select(_ => "?"))})"
                + (replace ? $" ON CONFLICT DO UPDATE SET {string.Join(", ", columns.Skip(1).Select(n => $"{n} = excluded.{n}"))}" : "");
            Check(raw.sqlite3_prepare_v2(_handle, sql, out _statement));
        }

        public void Add(long value) => Check(raw.sqlite3_bind_int64(_statement, ++_at, value));

        public void Add(double value) => Check(raw.sqlite3_bind_double(_statement, ++_at, value));

        public void Add(string value) => Check(raw.sqlite3_bind_text(_statement, ++_at, value));

        public void Add(byte[] value) => Check(raw.sqlite3_bind_blob(_statement, ++_at, value));

        public void Add(DateOnly value)
        {
            Span<byte> text = stackalloc byte[10];
            Encoding.ASCII.GetBytes(Day.Show(value), text);
            Check(raw.sqlite3_bind_text(_statement, ++_at, text));
        }

        public void AddNull() => Check(raw.sqlite3_bind_null(_statement, ++_at));

        public void EndRow()
        {
            var result = raw.sqlite3_step(_statement);
            if (result != raw.SQLITE_DONE)
                Check(result);
            raw.sqlite3_reset(_statement);
            raw.sqlite3_clear_bindings(_statement);
            _at = 0;
        }

        public void Dispose() => raw.sqlite3_finalize(_statement);

        /// <summary>The message of the database names columns and constraints, never values.</summary>
        private void Check(int result)
        {
            if (result is not (raw.SQLITE_OK or raw.SQLITE_DONE or raw.SQLITE_ROW))
                throw new SqliteException(raw.sqlite3_errmsg(_handle).utf8_to_string(), result & 0xFF, result);
        }
    }
}
