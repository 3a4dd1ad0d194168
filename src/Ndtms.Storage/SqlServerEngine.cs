using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Security.Authentication;
using Dapper;
using Microsoft.Data.SqlClient;
using Polly;
using Polly.Retry;

namespace Ndtms.Storage;

/// <summary>SQL Server 2019 or later, Azure SQL, or a server compatible with them.
/// <list type="bullet">
/// <item>Writing work that must be alone with something, such as an agency's data, holds an application lock of its name for as long as its
/// transaction lasts, on however many nodes; the rest is guarded by its statements and by unique keys. Nothing rests on lock hints.</item>
/// <item>Reading work runs in snapshot isolation, which neither waits for writing work nor makes it wait. Where the database does not allow
/// it, reading work is serializable: as of one moment too, but each waits for the other.</item>
/// <item>What writing work reads is as last committed, as on Azure SQL: so receiving a file does not wait for a load of the same agency.</item>
/// <item>Names and text that are compared are compared byte by byte, as SQLite does, whatever the collation of the database.</item>
/// </list></summary>
internal sealed class SqlServerEngine : Engine
{
    /// <summary>Long enough for the largest load or merge, seconds.</summary>
    private const int CommandTimeout = 1_800;

    /// <summary>How long to wait for others' writing work, seconds: a whole load of the largest agency.</summary>
    private const int Patience = 300;

    /// <summary>How long to wait for a database that is being created: this often, half a second between.</summary>
    private const int TriesToCreate = 60;

    private static readonly Migrations Migrations = new(StorageOptions.SqlServer);

    /// <summary>Two databases cannot be created at the same moment, as both are copies of the same model (1807).</summary>
    private static readonly ResiliencePipeline Creating = Repeated(e => Has(e, 1807) && !Has(e, 1801));

    /// <summary>A database that has just been created refuses connections for some seconds.</summary>
    private static readonly ResiliencePipeline Opening = Repeated(IsMissing);

    private readonly SqlConnectionStringBuilder _parts;
    private readonly int _patience;
    private bool? _snapshots;

    /// <param name="connectionString">With a server and a database.</param>
    /// <param name="patience">How long to wait for others' writing work; 5 minutes where null.</param>
    /// <exception cref="StorageException">The connection string cannot be used.</exception>
    public SqlServerEngine(string connectionString, TimeSpan? patience = null)
    {
        _patience = (int)(patience?.TotalSeconds ?? Patience);
        try
        {
            _parts = StorageOptions.PartsOf(connectionString);
        }
        catch (FormatException e)
        {
            throw new StorageException($"The connection string of the database cannot be used: {e.Message}");
        }

        _parts.MultipleActiveResultSets = false;
        _parts.Enlist = false;
        if (!_parts.ShouldSerialize("Command Timeout"))
            _parts.CommandTimeout = CommandTimeout;
        if (!_parts.ShouldSerialize("Application Name"))
            _parts.ApplicationName = "ndtms";
        // The password is asked for once, at the login, and cannot be read from an open connection.
        _parts.PersistSecurityInfo = false;
    }

    public override string Name => $"{_parts.InitialCatalog} on {_parts.DataSource}";

    public override DbConnection Connect() => Opened(_parts);

    public override void Prepare()
    {
        if (Schema() is not { } schema)
            throw Missing(null);
        if (schema.Pending.Count > 0)
        {
            throw new StorageException(schema.Version == 0
                ? $"The database {Name} has no tables of this program yet: run 'db migrate'."
                : $"The database {Name} lacks {Count(schema.Pending.Count)} {(schema.Pending.Count == 1 ? "migration" : "migrations")} of this program: run 'db migrate'.");
        }
    }

    public override SchemaState? Schema()
    {
        try
        {
            using var connection = Connect();
            return StateOf(connection);
        }
        catch (SqlException e)
        {
            return IsMissing(e) ? null : throw Explain(e);
        }
    }

    public override IReadOnlyList<string> Migrate()
    {
        try
        {
            Create();
            using var connection = new StorageConnection(Connect(), this);
            var applied = new List<string>();
            if (StateOf(connection).Version == 0)
                AllowSnapshots(connection);
            // Each script in a transaction of its own; what another node did in the meantime is seen once the lock is taken.
            while (true)
            {
                using var transaction = BeginWrite(connection.Inner, [new WriteLock("migration")]);
                connection.Transaction = transaction;
                connection.Execute(
                    """
                    IF OBJECT_ID(N'schema_migration', N'U') IS NULL
                    CREATE TABLE schema_migration (
                        number BIGINT NOT NULL PRIMARY KEY,
                        name NVARCHAR(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
                        sha256 NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL
                    )
                    """);
                if (Migrations.Pending(Migrations.AppliedTo(connection), Name) is not [var next, ..])
                {
                    transaction.Commit();
                    return applied;
                }

                Migrations.Apply(connection, next);
                transaction.Commit();
                applied.Add(next.Name);
            }
        }
        catch (SqlException e)
        {
            throw Explain(e);
        }
    }

    public override DbTransaction BeginRead(DbConnection connection)
    {
        var server = (SqlConnection)connection;
        _snapshots ??= AllowsSnapshots(server);
        return server.BeginTransaction(_snapshots.Value ? IsolationLevel.Snapshot : IsolationLevel.Serializable);
    }

    public override DateOnly ReadDay(DbDataReader row, int column) => DateOnly.FromDateTime(row.GetDateTime(column));

    public override string LastId => "SELECT CAST(SCOPE_IDENTITY() AS BIGINT)";

    public override string Part => "OFFSET @skip ROWS FETCH NEXT @take ROWS ONLY";

    public override void Lock(DbTransaction transaction, WriteLock what)
    {
        var granted = transaction.Connection!.ExecuteScalar<int>(
            """
            DECLARE @granted INT;
            EXEC @granted = sp_getapplock @Resource = @name, @LockMode = @mode, @LockOwner = N'Transaction', @LockTimeout = @wait;
            SELECT @granted;
            """,
            new { name = "ndtms-" + what.Name, mode = what.IsShared ? "Shared" : "Exclusive", wait = _patience * 1_000 }, transaction,
            commandTimeout: _patience + 60);
        if (granted < 0)
            throw new StorageException($"The database {Name} is locked by another process; nothing was changed. Try again when it is done.");
    }

    public override DbTransaction BeginWrite(DbConnection connection, IReadOnlyList<WriteLock> locks)
    {
        var transaction = ((SqlConnection)connection).BeginTransaction(IsolationLevel.ReadCommitted);
        try
        {
            foreach (var one in locks)
                Lock(transaction, one);

            return transaction;
        }
        catch
        {
            transaction.Dispose();
            throw;
        }
    }

    public override bool IsPassing(DbException e) => e is SqlException server && server.Errors.Cast<SqlError>().Any(error => error.Number
        // Deadlock victim; update conflict or changed schema under snapshot isolation; Azure SQL: busy, moved or throttled.
        // Two made the same row at once, such as a person or a claim: the second finds it when it tries again. One gave up the person whom
        // another took up (547).
        is 2601 or 2627 or 547 or 1205 or 3960 or 3961 or 40197 or 40501 or 40613 or 49918 or 49919 or 49920);

    /// <summary>Messages of the server can hold values of rows, so only their numbers are passed on.</summary>
    public override StorageException Explain(DbException e)
    {
        var number = (e as SqlException)?.Number ?? 0;
        var told = number switch
        {
            // A login that is refused for want of the database says both.
            _ when e is SqlException server && IsMissing(server) => Missing(null).Message,
            18456 or 18452 or 18470 or 18486 or 18487 or 18488 or 40532 =>
                $"The server {_parts.DataSource} refused the login; check the user and the password of the connection string.",
            1205 or 3960 or 3961 => $"The database {Name} was used by others at the same time again and again; nothing was changed. Try again when they have finished.",
            -2 or 1222 => $"The database {Name} did not answer in time; nothing was changed. Try again, or find out what keeps it busy.",
            1105 or 1101 or 9002 or 3257 or 40544 or 112 => $"The disk or the log of the database {Name} is full; nothing was changed. Free some space and try again.",
            229 or 230 or 262 or 300 or 297 or 2760 or 15247 or 916 =>
                $"The login does not have permission to do this in the database {Name} (error {Count(number)}); nothing was changed. Ask the database's administrator for it.",
            208 or 207 => $"The database {Name} lacks a table or column of this program (error {Count(number)}): run 'db migrate', or restore it from a backup.",
            1807 => $"The server {_parts.DataSource} is creating another database; nothing was changed. Try again later.",
            3906 or 3908 or 976 or 978 => $"The database {Name} is read-only at present (error {Count(number)}); nothing was changed.",
            823 or 824 or 825 or 829 or 605 => $"The database {Name} is damaged (error {Count(number)}); restore it from a backup.",
            40197 or 40501 or 40613 or 49918 or 49919 or 49920 => $"The database {Name} is not available at present (error {Count(number)}); nothing was changed. Try again later.",
            _ when e.InnerException is AuthenticationException =>
                $"The certificate of the server {_parts.DataSource} is not trusted here, or is of another name; install one that is, or for a server of your own write TrustServerCertificate=True in the connection string.",
            _ when (e as SqlException)?.Class >= 20 || number is -1 or 2 or 53 or 64 or 121 or 233 or 258 or 10053 or 10054 or 10060 or 10061 or 11001 =>
                $"The server {_parts.DataSource} cannot be reached, or the connection was lost (error {Count(number)}); check its name and port, the network, and what the connection string says about encryption.",
            _ => $"The database {Name} refused a statement (error {Count(number)}); nothing was changed.",
        };
        return new StorageException(told) { IsUnavailable = number is not (547 or 515 or 2601 or 2627 or 2628 or 8152 or 245 or 208 or 207) };
    }

    public override IRowWriter RowWriter(StorageConnection connection, string table, IReadOnlyList<string> columns) =>
        new SqlServerRows((SqlConnection)connection.Inner, (SqlTransaction?)connection.Transaction, table, columns, _parts.CommandTimeout);

    public override void BackUp(string file, bool overwrite)
    {
        try
        {
            using var connection = Connect();
            if (!overwrite && IsThere(connection, file))
                throw new StorageException($"There is a file {file} on the server already; choose another name, or give --overwrite.");
            // Only a copy: it takes no part in the backups that the server's administrators make.
            connection.Execute($"BACKUP DATABASE {Quoted} TO DISK = @file WITH COPY_ONLY, CHECKSUM, FORMAT, INIT", new { file });
            connection.Execute("RESTORE VERIFYONLY FROM DISK = @file WITH CHECKSUM", new { file });
        }
        catch (SqlException e)
        {
            throw ExplainBackup(e, file);
        }
    }

    /// <remarks>While its backup is restored the database is offline, so that no connection is possible. In single-user mode the restoring
    /// connection would have to leave the database first, and any other could take the one place.</remarks>
    public override string? Restore(string file, bool overwrite, Action<StorageOptions> prepare)
    {
        var closed = false;
        try
        {
            using var master = Master();
            if (master.ExecuteScalar<int?>("SELECT DB_ID(@name)", new { name = _parts.InitialCatalog }) is not null)
            {
                if (!overwrite)
                    throw new StorageException($"There is a database {Name} already. To replace it with the backup, back it up first and give --overwrite.");
                if (master.ExecuteScalar<int>("SELECT HAS_PERMS_BY_NAME(NULL, NULL, N'ALTER ANY DATABASE')") == 0)
                    throw new StorageException($"The login may not replace the database {Name}; restore it with a login that has the server role dbcreator.");
            }

            master.Execute("RESTORE VERIFYONLY FROM DISK = @file WITH CHECKSUM", new { file });
            closed = Status(master) == "ONLINE";
            if (closed)
                master.Execute($"ALTER DATABASE {Quoted} SET OFFLINE WITH ROLLBACK IMMEDIATE");
            try
            {
                master.Execute($"RESTORE DATABASE {Quoted} FROM DISK = @file WITH CHECKSUM, REPLACE", new { file });
            }
            finally
            {
                closed &= !Reopen(master);
                SqlConnection.ClearAllPools();
            }

            using (var connection = Connect())
                _ = StateOf(connection);
            try
            {
                prepare(new StorageOptions { Engine = StorageOptions.SqlServer, ConnectionString = _parts.ConnectionString });
            }
            catch (StorageException e)
            {
                throw new StorageException(
                    $"The database {Name} is restored, but refusals of consent were not replayed: {e.Message} Then run 'refusals replay' before the database is used.", e);
            }

            return null;
        }
        catch (SqlException e)
        {
            var explained = ExplainBackup(e, file);
            throw closed
                ? new StorageException($"{explained.Message} The database is offline now: run ALTER DATABASE {Quoted} SET ONLINE, or restore another backup.")
                : explained;
        }
    }

    private string Quoted => "[" + _parts.InitialCatalog.Replace("]", "]]", StringComparison.Ordinal) + "]";

    private SqlConnection Opened(SqlConnectionStringBuilder parts)
    {
        var began = Stopwatch.GetTimestamp();
        var connection = new SqlConnection(parts.ConnectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch (Exception e)
        {
            connection.Dispose();
            if (e is SqlException or OutOfMemoryException)
                throw;
            throw NotOpened(e, Stopwatch.GetElapsedTime(began));
        }
    }

    /// <summary>Why the driver opened no connection, where it was not the server that refused it. The driver's own words could hold parts of
    /// the connection string.</summary>
    private StorageException NotOpened(Exception e, TimeSpan waited)
    {
        // That none of this program's own connections became free has no type or number of its own, but only that is told after a wait.
        if (e is InvalidOperationException && _parts.Pooling && _parts.ConnectTimeout > 0 && waited >= TimeSpan.FromSeconds(_parts.ConnectTimeout) / 2)
        {
            return new StorageException(
                $"All of this program's connections to {_parts.DataSource} were in use, and none became free in time; nothing was changed. Try again later, or allow more with Max Pool Size in the connection string.", e);
        }

        return new StorageException(e switch
        {
            PlatformNotSupportedException =>
                $"This operating system cannot connect to {_parts.DataSource} in that way; write Server=tcp:NAME,PORT in the connection string.",
            _ when _parts.Authentication is not (SqlAuthenticationMethod.NotSpecified or SqlAuthenticationMethod.SqlPassword) =>
                $"Signing in to {_parts.DataSource} with Authentication={_parts.Authentication} failed ({e.GetType().Name}); check what this way of signing in needs: User ID, Password or a managed identity.",
            _ => $"No connection to {_parts.DataSource} can be opened ({e.GetType().Name}); check how the connection string signs in.",
        });
    }

    /// <summary>A connection to the server's own database: without a pool, as it is needed once.</summary>
    private SqlConnection Master() => Opened(new SqlConnectionStringBuilder(_parts.ConnectionString) { InitialCatalog = "master", Pooling = false });

    /// <summary>Creates the database where there is none, and waits until it accepts connections.</summary>
    private void Create()
    {
        // Without a pool, which would remember that it was refused.
        var unpooled = new SqlConnectionStringBuilder(_parts.ConnectionString) { Pooling = false };
        try
        {
            Opened(unpooled).Dispose();
            return;
        }
        catch (SqlException e) when (IsMissing(e))
        {
            // Then it is created below.
        }

        try
        {
            Creating.Execute(() =>
            {
                using var master = Master();
                master.Execute($"CREATE DATABASE {Quoted}");
                // Now, before there is any other connection.
                AllowSnapshots(master);
            });
        }
        catch (SqlException e) when (Has(e, 1801))
        {
            // Another node was quicker.
        }
        catch (SqlException e) when (e.Number is not (-1 or -2 or 2 or 53 or 1807) && e.Class < 20)
        {
            throw Missing(e.Number);
        }

        Opening.Execute(() => Opened(unpooled).Dispose());
        SqlConnection.ClearAllPools();
    }

    private static ResiliencePipeline Repeated(Func<SqlException, bool> passes) => new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
    {
        ShouldHandle = new PredicateBuilder().Handle(passes),
        MaxRetryAttempts = TriesToCreate,
        Delay = TimeSpan.FromMilliseconds(500),
        UseJitter = true,
    }).Build();

    private StorageException Missing(int? refused) => new(refused is { } number
        ? $"There is no database {Name}, and the login may not create it (error {Count(number)}): ask an administrator to run CREATE DATABASE {Quoted}, and to make the login its owner."
        : $"There is no database {Name}, or it is offline, or the login may not use it: 'db migrate' creates it where the login may.");

    private static bool IsMissing(SqlException e) => Has(e, 4060) || Has(e, 911);

    private static bool Has(SqlException e, int number) => e.Errors.Cast<SqlError>().Any(error => error.Number == number);

    private SchemaState StateOf(DbConnection connection)
    {
        var there = connection.ExecuteScalar<int>("SELECT CASE WHEN OBJECT_ID(N'schema_migration', N'U') IS NULL THEN 0 ELSE 1 END") == 1;
        var applied = there ? Migrations.AppliedTo(connection) : [];
        return new SchemaState(applied.Select(a => a.Number).DefaultIfEmpty().Max(), [.. Migrations.Pending(applied, Name).Select(s => s.Name)]);
    }

    /// <summary>Where the server knows no snapshot isolation, or the login may not switch it on, reading is serializable instead, and writing work
    /// that reads waits for others'.</summary>
    private void AllowSnapshots(DbConnection connection)
    {
        foreach (var statement in (string[])
            [$"ALTER DATABASE {Quoted} SET ALLOW_SNAPSHOT_ISOLATION ON", $"ALTER DATABASE {Quoted} SET READ_COMMITTED_SNAPSHOT ON WITH NO_WAIT"])
        {
            try
            {
                connection.Execute(statement, commandTimeout: 60);
            }
            catch (SqlException e) when (e.Class < 20)
            {
                Debug.WriteLine(e.Number);
            }
        }
    }

    private string? Status(SqlConnection master) =>
        master.ExecuteScalar<string?>("SELECT CONVERT(NVARCHAR(60), DATABASEPROPERTYEX(@name, N'Status'))", new { name = _parts.InitialCatalog });

    /// <summary>Allows all connections to the database again, whether it was restored or not. Who may use one that was restored is as in
    /// the backup, and that can be a single user.</summary>
    /// <returns>Whether it is online.</returns>
    private bool Reopen(SqlConnection master)
    {
        try
        {
            if (Status(master) == "OFFLINE")
                master.Execute($"ALTER DATABASE {Quoted} SET ONLINE");
            master.Execute($"ALTER DATABASE {Quoted} SET MULTI_USER");
            return true;
        }
        catch (SqlException e)
        {
            Debug.WriteLine(e.Number);
            return false;
        }
    }

    /// <summary>Tried, as not every compatible server says it in its catalogue.</summary>
    private bool AllowsSnapshots(SqlConnection connection)
    {
        try
        {
            using var transaction = connection.BeginTransaction(IsolationLevel.Snapshot);
            connection.ExecuteScalar<int>("SELECT COUNT(*) FROM schema_migration", transaction: transaction);
            transaction.Commit();
            return true;
        }
        catch (SqlException e) when (e.Class < 20 && !IsPassing(e))
        {
            return false;
        }
    }

    private static bool IsThere(DbConnection connection, string file)
    {
        try
        {
            connection.Execute("RESTORE LABELONLY FROM DISK = @file", new { file });
            return true;
        }
        catch (SqlException e) when (e.Number is 3201 or 3241 or 3242)
        {
            // 3201: cannot be opened; otherwise it is something other than a backup, which must not be overwritten either.
            return e.Number != 3201;
        }
    }

    private StorageException ExplainBackup(SqlException e, string file) => e.Errors.Cast<SqlError>().Select(error => error.Number).FirstOrDefault(
        number => number is 3201 or 3203 or 3202 or 3241 or 3242 or 3243 or 1834 or 3154 or 3101 or 3102) switch
    {
        3201 or 3202 or 3203 => new StorageException($"The server cannot read or write {file}: the path is the server's own, and its account needs rights there."),
        3241 or 3242 or 3243 => new StorageException($"{file} on the server is not a backup, or is damaged."),
        3101 or 3102 => new StorageException($"The database {Name} is in use; stop what uses it and try again."),
        1834 or 3154 => new StorageException($"The backup {file} is of another database, whose files are in use; ask the server's administrator to restore it."),
        _ => Explain(e),
    };
}
