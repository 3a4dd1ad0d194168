using System.Collections.Concurrent;
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

    /// <summary>The one writer's turn, by database.</summary>
    private static readonly ConcurrentDictionary<string, Lock> Turns = new(StringComparer.Ordinal);

    private readonly string _connectionString;
    private readonly TimeSpan _patience;
    private readonly long? _maxPages;

    /// <param name="path">The file.</param>
    /// <param name="patience">How long to wait for another process that writes; 30 seconds where null.</param>
    /// <param name="maxPages">A limit on the size of the database, in pages of 4 KiB; none where null.</param>
    public SqliteEngine(string path, TimeSpan? patience = null, long? maxPages = null)
    {
        _maxPages = maxPages;
        _patience = patience ?? Timeout.InfiniteTimeSpan;
        Path = RealPath.Of(path);
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

    public override bool Exists()
    {
        FinishRestore();
        return File.Exists(Path) || Directory.Exists(Path);
    }

    public override SchemaState? Schema() => Exists() ? Explained(() =>
    {
        ThrowIfEmptied();
        using var connection = Connect();
        return StateOf(connection);
    }) : null;

    public override IReadOnlyList<string> Migrate() => Explained(() =>
    {
        FinishRestore();
        ThrowIfEmptied();
        if (System.IO.Path.GetDirectoryName(Path) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        using var connection = Connect();
        ThrowIfForeign(connection);
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
        // What is deleted is overwritten: of whoever refuses consent nothing may be left in the file. Pages that many files change one after the
        // other are held, and copied into the file less often than by default.
        connection.Execute("PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON; PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 8000");
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

    public override IDisposable AwaitTurn()
    {
        var turn = Turns.GetOrAdd(Path, _ => new Lock());
        return turn.TryEnter(_patience) ? new Turn(turn) : throw Locked("by other work of this program", null);
    }

    public override DbTransaction BeginWrite(DbConnection connection, IReadOnlyList<WriteLock> locks) =>
        ((SqliteConnection)connection).BeginTransaction(IsolationLevel.Serializable, deferred: false);

    private StorageException Locked(string by, DbException? e) =>
        new($"The database {Path} is locked {by}; nothing was changed. Try again when it is done.", e);

    public override StorageException Explain(DbException e) => (e as SqliteException)?.SqliteErrorCode switch
    {
        5 or 6 => Locked("by another process", e),
        13 => new StorageException($"The disk of {Path} is full; nothing was changed. Make room and try again.", e),
        10 => new StorageException($"The disk of {Path} is full or failing; nothing was changed. Make room, check the disk and try again.", e),
        8 => new StorageException($"The database {Path} cannot be written; check its rights.", e),
        14 => new StorageException($"The database {Path} cannot be opened; check the path and its rights.", e),
        26 or 11 => new StorageException($"The file {Path} is not a database of this program, or is damaged; restore it from a backup with 'db restore'.", e),
        _ => new StorageException($"The database {Path} refused: {e.Message}", e) { IsUnavailable = false },
    };

    public override IRowWriter RowWriter(StorageConnection connection, string table, IReadOnlyList<string> columns) =>
        new StatementWriter((SqliteConnection)connection.Inner, table, columns);

    public override void Compact()
    {
        using var connection = Connect();
        var (free, all) = connection.QuerySingle<(long, long)>("SELECT freelist_count, page_count FROM pragma_freelist_count, pragma_page_count");
        // Rewriting everything is worth it where much would become smaller, and must be where somebody has refused.
        if (free > all / 4 || IsToBeRewritten(connection))
            Rewrite(connection);
        connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    /// <remarks>Rows that were moved within their pages leave copies that are not overwritten, so that only rewriting the file removes every
    /// trace. Of a large database that is done at night.</remarks>
    public override void Purge()
    {
        using var connection = Connect();
        try
        {
            if (IsToBeRewrittenAtOnce(connection))
                Rewrite(connection);
            connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException e) when (e.SqliteErrorCode is 5 or 6)
        {
            // Somebody reads or writes at the moment: the next refusal or the night does it.
            System.Diagnostics.Debug.WriteLine(e.SqliteErrorCode);
        }
    }

    public override void PurgeWhatIsLeft()
    {
        bool isLeft;
        using (var connection = Connect())
            isLeft = IsToBeRewrittenAtOnce(connection);
        if (isLeft)
            Purge();
    }

    /// <summary>Rewriting a database of this size (64 MiB) takes less than a second.</summary>
    private const long MostPagesAtOnce = 1 << 14;

    private static bool IsToBeRewrittenAtOnce(DbConnection connection) =>
        connection.QuerySingle<long>("SELECT page_count FROM pragma_page_count") <= MostPagesAtOnce && IsToBeRewritten(connection);

    private static bool IsToBeRewritten(DbConnection connection) => connection.ExecuteScalar<long>(
        "SELECT EXISTS (SELECT 1 FROM installation WHERE rewritten_after < (SELECT MAX(id) FROM refusal_event WHERE refused = 1))") == 1;

    private static void Rewrite(DbConnection connection)
    {
        var last = connection.ExecuteScalar<long?>("SELECT MAX(id) FROM refusal_event");
        connection.Execute("VACUUM");
        connection.Execute("UPDATE installation SET rewritten_after = COALESCE(@last, 0)", new { last });
    }

    public override void BackUp(string file, bool overwrite)
    {
        var target = RealPath.Of(file);
        if (!overwrite && File.Exists(target))
            throw new StorageException($"There is a file {target} already; choose another name, or give --overwrite.");
        if (!Exists())
            throw new StorageException($"There is no database {Path}.");
        if (Parts.Any(part => target == Path + part))
            throw new StorageException($"{target} is the database itself; choose another name.");
        // Under another name until it has been checked: what bears the name of a backup is one.
        var fresh = target + New;
        try
        {
            Explained(() =>
            {
                Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
                File.Delete(fresh);
                CreateForOwner(fresh);
                return 0;
            });
            // Who deletes leftovers sees by this that it is none. Elsewhere SQLite's own handle shows it, and a second one would be in its way.
            using var held = OperatingSystem.IsLinux() ? new FileStream(fresh, FileMode.Open, FileAccess.ReadWrite, FileShare.None) : null;
            Explained(() =>
            {
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

    /// <remarks>The copy is made whole under another name. Then a file beside the database says that it may take its place, so that a restore
    /// that is interrupted between its renames is finished by whoever opens the database next; one that is interrupted before is undone.</remarks>
    public override string? Restore(string file, bool overwrite, Action<StorageOptions> prepare)
    {
        var source = RealPath.Of(file);
        if (!File.Exists(source))
            throw new StorageException($"There is no file {source}.");
        if (source == Path)
            throw new StorageException($"{source} is the database itself; name a backup.");
        if (Exists() && !overwrite)
            throw new StorageException($"There is a database {Path} already; with --overwrite the backup replaces it, and it is kept under another name.");
        ThrowIfServed();
        var fresh = Path + New;
        var isComplete = false;
        using var mark = Explained(() =>
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
            return new FileStream(Mark, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        });
        try
        {
            Explained(() =>
            {
                Forget(fresh);
                CreateForOwner(fresh);
                File.Copy(source, fresh, overwrite: true);
                return 0;
            });
            Check(fresh);
            prepare(new StorageOptions { Path = fresh });
            new SqliteEngine(fresh).CloseForAll();
            if (File.Exists(Path))
                CloseForAll();
            var earlier = Parts.Any(part => File.Exists(Path + part)) ? Earlier() : "";
            isComplete = true;
            mark.Write(Encoding.UTF8.GetBytes(earlier + "\n"));
            mark.Flush(flushToDisk: true);
            Replace(earlier);
            Check(Path);
            return earlier.Length > 0 ? earlier : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The database {Path} cannot be replaced: check the folder, its rights and its room, and try again.", e);
        }
        finally
        {
            if (!isComplete)
                Forget(fresh);
            if (!isComplete || !File.Exists(fresh))
                File.Delete(Mark);
        }
    }

    /// <summary>Whether a file is a database or lies beside one as a part of it.</summary>
    public static bool IsPart(string path) => IsDatabase(path)
        || Beside.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase) && IsDatabase(path[..^ending.Length]));

    /// <summary>What the name of a database is continued with by SQLite and by this program.</summary>
    private static readonly string[] Beside = ["-wal", "-shm", "-journal", ".service", ".restoring"];

    private static bool IsDatabase(string path)
    {
        if (new FileInfo(path) is not { Exists: true, Length: > 0 })
            return false;
        try
        {
            // By SQLite, as this process would lose its locks on a database that it works with if it opened and closed the file itself.
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Mode = SqliteOpenMode.ReadWrite,
                Pooling = false,
                DefaultTimeout = 1,
            }.ToString());
            connection.Open();
            connection.Execute("SELECT COUNT(*) FROM sqlite_master");
            return true;
        }
        catch (SqliteException e) when (e.SqliteErrorCode is not (10 or 14))
        {
            return e.SqliteErrorCode != 26;
        }
        catch (SqliteException e)
        {
            throw new IOException("it cannot be opened", e);
        }
    }

    /// <summary>Whether a file is a copy of a database of this program, with which nobody works.</summary>
    public static bool IsBackup(string path)
    {
        try
        {
            return IsDatabase(path) && !Parts.Skip(1).Any(part => File.Exists(path + part)) && new SqliteEngine(path).Schema() is { Version: > 0 };
        }
        catch (StorageException)
        {
            return false;
        }
    }

    /// <summary>A database in WAL mode is these files together.</summary>
    private static readonly string[] Parts = ["", "-wal", "-shm"];

    /// <summary>The ending of a copy that is not whole or not checked yet.</summary>
    private const string New = ".new";

    /// <summary>Lies beside a database while a backup is restored; once it holds a line, the copy is whole, and the line says where the earlier
    /// database goes.</summary>
    private string Mark => Path + ".restoring";

    /// <summary>Finishes a restore that was interrupted between its renames, and undoes one that was interrupted before.</summary>
    /// <exception cref="StorageException">Another process restores the database at the moment.</exception>
    private void FinishRestore()
    {
        if (!File.Exists(Mark))
            return;
        try
        {
            using (var mark = new FileStream(Mark, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            {
                using var reader = new StreamReader(mark, Encoding.UTF8);
                if (reader.ReadToEnd() is [.. var earlier, '\n'])
                    Replace(earlier);
                Forget(Path + New);
            }

            File.Delete(Mark);
        }
        catch (FileNotFoundException)
        {
            // Another process was quicker.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The database {Path} is being restored, or its folder cannot be written; try again when that is done.", e);
        }
    }

    /// <summary>Moves the database aside and the whole copy to its place; what was moved already stays.</summary>
    private void Replace(string earlier)
    {
        if (!File.Exists(Path + New))
            return;
        SqliteConnection.ClearAllPools();
        foreach (var part in Parts.Where(part => File.Exists(Path + part)))
            File.Move(Path + part, earlier + part);
        File.Move(Path + New, Path);
    }

    /// <summary>Where the database that is replaced goes: a name that no earlier one has.</summary>
    private string Earlier()
    {
        var name = Path + ".before-restore";
        for (var number = 2; Parts.Any(part => File.Exists(name + part)); number++)
            name = string.Create(CultureInfo.InvariantCulture, $"{Path}.before-restore-{number}");
        return name;
    }

    private void ThrowIfServed()
    {
        try
        {
            if (File.Exists(Database.ServiceFile(Path)))
                new FileStream(Database.ServiceFile(Path), FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
        }
        catch (IOException e)
        {
            throw new StorageException($"The database {Path} is in use by a service; stop it and try again.", e);
        }
    }

    /// <summary>An empty file would be taken for a new database, as if there had never been data. One that another process is creating at the
    /// moment is empty too.</summary>
    private void ThrowIfEmptied()
    {
        var file = new FileInfo(Path);
        if (file is { Exists: true, Length: 0 } && TimeProvider.System.GetUtcNow().UtcDateTime - file.LastWriteTimeUtc > TimeSpan.FromMinutes(1))
            throw new StorageException($"The database {Path} is an empty file, so it is damaged; restore it from a backup with 'db restore', or delete it and start anew with 'db migrate'.");
    }

    private void ThrowIfForeign(DbConnection connection)
    {
        if (connection.ExecuteScalar<long>(
            "SELECT COUNT(*) FROM sqlite_master WHERE NOT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'schema_migration')") > 0)
        {
            throw new StorageException($"The file {Path} is a database of another program; name another file.");
        }
    }

    /// <summary>Brings everything into the one file; that is possible only while nobody else uses it. A file that is damaged is left as it
    /// is.</summary>
    private void CloseForAll()
    {
        SqliteConnection.ClearAllPools();
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

    /// <summary>A turn at writing, until it is disposed.</summary>
    private sealed class Turn(Lock turn) : IDisposable
    {
        public void Dispose() => turn.Exit();
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
