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
    private static readonly Migrations Migrations = new(StorageOptions.Sqlite);

    private readonly string _connectionString;
    private readonly long? _maxPages;

    /// <param name="path">The file.</param>
    /// <param name="patience">How long to wait for another process that writes; 30 seconds where null.</param>
    /// <param name="maxPages">A limit on the size of the database, in pages of 4 KiB; none where null.</param>
    public SqliteEngine(string path, TimeSpan? patience = null, long? maxPages = null)
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

    public override string Name => Path;

    public override string Path { get; }

    public override void Prepare() => Migrate();

    public override SchemaState? Schema() => File.Exists(Path) ? Explained(() =>
    {
        using var connection = Connect();
        return StateOf(connection);
    }) : null;

    public override IReadOnlyList<string> Migrate() => Explained(() =>
    {
        if (System.IO.Path.GetDirectoryName(Path) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        using var connection = Connect();
        connection.Execute("PRAGMA journal_mode = WAL");
        // Where nothing is to be done, nothing is locked: a database can be opened while another process writes.
        if (StateOf(connection).Pending.Count == 0)
            return [];
        using var transaction = BeginWrite(connection, []);
        connection.Execute("""
            CREATE TABLE IF NOT EXISTS schema_migration (
                number INTEGER NOT NULL PRIMARY KEY,
                name TEXT NOT NULL,
                sha256 TEXT NOT NULL
            ) STRICT
            """);
        var pending = Migrations.Pending(Migrations.AppliedTo(connection), Path);
        foreach (var script in pending)
            Migrations.Apply(connection, script);
        transaction.Commit();
        return pending.Select(s => s.Name).ToList();
    });

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

    /// <remarks>Read digit by digit, as there are millions of them.</remarks>
    public override DateOnly ReadDay(DbDataReader row, int column)
    {
        var text = row.GetString(column);
        return new DateOnly(Digits(text, 0, 4), Digits(text, 5, 2), Digits(text, 8, 2));
    }

    public override string LastId => "SELECT last_insert_rowid()";

    public override string Part => "LIMIT @take OFFSET @skip";

    public override DbTransaction BeginWrite(DbConnection connection, IReadOnlyList<WriteLock> locks) =>
        ((SqliteConnection)connection).BeginTransaction(IsolationLevel.Serializable, deferred: false);

    public override StorageException Explain(DbException e) => (e as SqliteException)?.SqliteErrorCode switch
    {
        5 or 6 => new StorageException($"The database {Path} is locked by another process; nothing was changed. Try again when it is done.", e),
        13 => new StorageException($"The disk of {Path} is full; nothing was changed. Make room and try again.", e),
        10 => new StorageException($"The disk of {Path} is full or failing; nothing was changed. Make room, check the disk and try again.", e),
        8 => new StorageException($"The database {Path} cannot be written; check its rights.", e),
        14 => new StorageException($"The database {Path} cannot be opened; check the path and its rights.", e),
        26 or 11 => new StorageException($"The file {Path} is not a database of this program, or is damaged; restore it from a backup.", e),
        _ => new StorageException($"The database {Path} refused: {e.Message}", e) { IsUnavailable = false },
    };

    public override IRowWriter RowWriter(StorageConnection connection, string table, IReadOnlyList<string> columns) =>
        new StatementWriter((SqliteConnection)connection.Inner, table, columns);

    public override void Compact()
    {
        using var connection = Connect();
        var (free, all) = connection.QuerySingle<(long, long)>("SELECT freelist_count, page_count FROM pragma_freelist_count, pragma_page_count");
        // Rewriting everything is worth it where much would become smaller.
        if (free > all / 4)
            connection.Execute("VACUUM");
        connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    public override void BackUp(string file, bool overwrite)
    {
        var target = System.IO.Path.GetFullPath(file);
        if (!overwrite && File.Exists(target))
            throw new StorageException($"There is a file {target} already; choose another name, or give --overwrite.");
        if (!File.Exists(Path))
            throw new StorageException($"There is no database {Path}.");
        if (target == Path)
            throw new StorageException($"{target} is the database itself; choose another name.");
        // Under another name until it has been checked: what bears the name of a backup is one.
        var fresh = target + ".new";
        try
        {
            Explained(() =>
            {
                Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
                File.Delete(fresh);
                CreateForOwner(fresh);
                using var connection = Connect();
                return connection.Execute("VACUUM INTO @fresh", new { fresh });
            });
            Check(fresh);
            File.Move(fresh, target, overwrite);
        }
        finally
        {
            Forget(fresh);
        }
    }

    public override string? Restore(string file, bool overwrite)
    {
        var source = System.IO.Path.GetFullPath(file);
        if (!File.Exists(source))
            throw new StorageException($"There is no file {source}.");
        var there = File.Exists(Path);
        if (there && !overwrite)
            throw new StorageException($"There is a database {Path} already; with --overwrite the backup replaces it, and it is kept under another name.");
        var fresh = Path + ".new";
        var earlier = Path + ".before-restore";
        try
        {
            Explained(() =>
            {
                Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
                File.Delete(fresh);
                CreateForOwner(fresh);
                File.Copy(source, fresh, overwrite: true);
                return 0;
            });
            Check(fresh);
            SqliteConnection.ClearAllPools();
            if (there)
            {
                CloseForAll();
                foreach (var part in Parts)
                {
                    File.Delete(earlier + part);
                    if (File.Exists(Path + part))
                        File.Move(Path + part, earlier + part);
                }
            }

            File.Move(fresh, Path);
            Check(Path);
            return there ? earlier : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The database {Path} cannot be replaced: check the folder, its rights and its room. An earlier one is {Path} or {earlier}.", e);
        }
        finally
        {
            Forget(fresh);
        }
    }

    /// <summary>A database in WAL mode is these files together.</summary>
    private static readonly string[] Parts = ["", "-wal", "-shm"];

    /// <summary>Brings everything into the one file; that is possible only while it is not in use. A file that is damaged is left as it
    /// is.</summary>
    private void CloseForAll()
    {
        try
        {
            using var connection = (SqliteConnection)Connect();
            connection.DefaultTimeout = 5;
            connection.Execute("PRAGMA journal_mode = DELETE");
        }
        catch (SqliteException e) when (e.SqliteErrorCode is 5 or 6)
        {
            throw new StorageException($"The database {Path} is in use; stop what uses it and try again.", e);
        }
        catch (SqliteException e)
        {
            System.Diagnostics.Debug.WriteLine(e.SqliteErrorCode);
        }

        SqliteConnection.ClearAllPools();
    }

    /// <summary>Makes sure that a file is a whole database that this program can use.</summary>
    private static void Check(string file)
    {
        var engine = new SqliteEngine(file);
        engine.Explained(() =>
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
            {
                DataSource = file,
                Mode = SqliteOpenMode.ReadWrite,
                Pooling = false,
            }.ToString());
            connection.Open();
            if (connection.QueryFirst<string>("PRAGMA integrity_check(1)") != "ok" || connection.Query("PRAGMA foreign_key_check").Any())
                throw new StorageException($"The file {file} is damaged; take another backup.");
            return engine.StateOf(connection).Version > 0
                ? 0
                : throw new StorageException($"The file {file} is not a database of this program.");
        });
    }

    /// <summary>The data are for the owner of the database alone.</summary>
    private static void CreateForOwner(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(file, options).Dispose();
    }

    private static void Forget(string file)
    {
        foreach (var part in Parts)
            File.Delete(file + part);
    }

    private static int Digits(string text, int from, int count)
    {
        var number = 0;
        for (var i = from; i < from + count; i++)
            number = (number * 10) + (text[i] - '0');
        return number;
    }

    private SchemaState StateOf(DbConnection connection)
    {
        var there = connection.ExecuteScalar<long>("SELECT COUNT(*) FROM sqlite_master WHERE name = 'schema_migration'") > 0;
        var applied = there ? Migrations.AppliedTo(connection) : [];
        return new SchemaState(applied.Select(a => a.Number).DefaultIfEmpty().Max(), [.. Migrations.Pending(applied, Path).Select(s => s.Name)]);
    }

    private T Explained<T>(Func<T> work)
    {
        try
        {
            return work();
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

    /// <summary>One prepared statement bound without parameter objects: several times faster than a command a row.</summary>
    private sealed class StatementWriter : IRowWriter
    {
        private readonly sqlite3 _handle;
        private readonly sqlite3_stmt _statement;
        private int _at;

        public StatementWriter(SqliteConnection connection, string table, IReadOnlyList<string> columns)
        {
            _handle = connection.Handle!;
            // Table and column names are this program's own, never data.
            var sql = $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select(_ => "?"))})";
            Check(raw.sqlite3_prepare_v2(_handle, sql, out _statement));
        }

        public void Add(long value) => Check(raw.sqlite3_bind_int64(_statement, ++_at, value));

        public void Add(double value) => Check(raw.sqlite3_bind_double(_statement, ++_at, value));

        public void Add(bool value) => Add(value ? 1L : 0L);

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
