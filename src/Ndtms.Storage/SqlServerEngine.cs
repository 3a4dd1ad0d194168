using System.Data;
using System.Data.Common;
using Dapper;
using Microsoft.Data.SqlClient;

namespace Ndtms.Storage;

/// <summary>SQL Server 2019 or later, Azure SQL, or a server compatible with them.
/// <list type="bullet">
/// <item>Writing work that must be alone with something, such as an agency's data, holds an application lock of its name for as long as its
/// transaction lasts, on however many nodes; the rest is guarded by its statements and by unique keys. Nothing rests on lock hints.</item>
/// <item>Reading work runs in snapshot isolation, which neither waits for writing work nor makes it wait. Where the database does not allow
/// it, reading work is serializable: as of one moment too, but each waits for the other.</item>
/// <item>Names and text that are compared are compared byte by byte, as SQLite does, whatever the collation of the database.</item>
/// </list></summary>
internal sealed class SqlServerEngine : Engine
{
    /// <summary>Long enough for the largest load or merge, seconds.</summary>
    private const int CommandTimeout = 1_800;

    /// <summary>How long to wait for others' writing work, seconds: a whole load of the largest agency.</summary>
    private const int Patience = 300;

    private static readonly Migrations Migrations = new(StorageOptions.SqlServer);

    private readonly SqlConnectionStringBuilder _parts;
    private readonly int _patience;
    private bool? _snapshots;

    /// <param name="connectionString">With a server and a database.</param>
    /// <param name="patience">How long to wait for others' writing work; 5 minutes where null.</param>
    public SqlServerEngine(string connectionString, TimeSpan? patience = null)
    {
        _patience = (int)(patience?.TotalSeconds ?? Patience);
        _parts = new SqlConnectionStringBuilder(connectionString) { MultipleActiveResultSets = false, Enlist = false };
        if (!_parts.ShouldSerialize("Command Timeout"))
            _parts.CommandTimeout = CommandTimeout;
        if (!_parts.ShouldSerialize("Application Name"))
            _parts.ApplicationName = "ndtms";
        // The password is asked for once, at the login, and cannot be read from an open connection.
        _parts.PersistSecurityInfo = false;
    }

    public override string Name => $"{_parts.InitialCatalog} on {_parts.DataSource}";

    public override DbConnection Connect() => Connected(_parts.ConnectionString);

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
            // Each script in a transaction of its own; what another node did meanwhile is seen once the lock is held.
            while (true)
            {
                using var transaction = BeginWrite(connection.Inner, "migration");
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

    public override string LastId => "SELECT CAST(SCOPE_IDENTITY() AS BIGINT)";

    public override string Part => "OFFSET @skip ROWS FETCH NEXT @take ROWS ONLY";

    public override DbTransaction BeginWrite(DbConnection connection, string? alone)
    {
        var transaction = ((SqlConnection)connection).BeginTransaction(IsolationLevel.ReadCommitted);
        if (alone is null)
            return transaction;
        try
        {
            var granted = connection.ExecuteScalar<int>(
                """
                DECLARE @granted INT;
                EXEC @granted = sp_getapplock @Resource = @alone, @LockMode = N'Exclusive', @LockOwner = N'Transaction', @LockTimeout = @wait;
                SELECT @granted;
                """, new { alone = "ndtms-" + alone, wait = _patience * 1_000 }, transaction, commandTimeout: _patience + 60);
            return granted >= 0
                ? transaction
                : throw new StorageException($"The database {Name} is locked by another process; nothing was changed. Try again when it is done.");
        }
        catch
        {
            transaction.Dispose();
            throw;
        }
    }

    public override bool IsPassing(DbException e) => e is SqlException server && server.Errors.Cast<SqlError>().Any(error => error.Number
        // Deadlock victim; update conflict or changed schema under snapshot isolation; Azure SQL: busy, moved or throttled.
        // Two made the same row at once, such as a person or a claim: the second finds it when it tries again.
        is 2601 or 2627 or 1205 or 3960 or 3961 or 40197 or 40501 or 40613 or 49918 or 49919 or 49920);

    /// <summary>Messages of the server can hold values of rows, so that only numbers go on from here.</summary>
    public override StorageException Explain(DbException e)
    {
        var number = (e as SqlException)?.Number ?? 0;
        var told = number switch
        {
            // A login that is refused for want of the database says both.
            _ when e is SqlException server && IsMissing(server) => Missing(null).Message,
            18456 or 18452 or 18470 or 18486 or 18487 or 18488 or 40532 => $"The server {_parts.DataSource} refused the login; check the user and the password of the connection string.",
            1205 or 3960 or 3961 => $"The database {Name} was used by others at the same time again and again; nothing was changed. Try again when they are done.",
            -2 or 1222 => $"The database {Name} did not answer in time; nothing was changed. Try again, or look what keeps it busy.",
            1105 or 1101 or 9002 or 3257 or 40544 or 112 => $"The disk or the log of the database {Name} is full; nothing was changed. Make room and try again.",
            229 or 230 or 262 or 300 or 297 or 2760 or 15247 or 916 => $"The login may not do this in the database {Name} (error {Count(number)}); nothing was changed. Have it permitted.",
            208 or 207 => $"The database {Name} lacks a table or column of this program (error {Count(number)}): run 'db migrate', or restore it from a backup.",
            3906 or 3908 or 976 or 978 => $"The database {Name} can only be read at present (error {Count(number)}); nothing was changed.",
            823 or 824 or 825 or 829 or 605 => $"The database {Name} is damaged (error {Count(number)}); restore it from a backup.",
            40197 or 40501 or 40613 or 49918 or 49919 or 49920 => $"The database {Name} is not available at present (error {Count(number)}); nothing was changed. Try again later.",
            _ when (e as SqlException)?.Class >= 20 || number is -1 or 2 or 53 or 64 or 121 or 233 or 258 or 10053 or 10054 or 10060 or 10061 or 11001 =>
                $"The server {_parts.DataSource} cannot be reached or broke off (error {Count(number)}); check its name and port, the network, and what the connection string says of encryption.",
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
                throw new StorageException($"There is a backup {file} on the server already; choose another name, or give --overwrite.");
            // Only a copy: it takes no part in the backups that the server's administrators make.
            connection.Execute($"BACKUP DATABASE {Quoted} TO DISK = @file WITH COPY_ONLY, CHECKSUM, FORMAT, INIT", new { file });
            connection.Execute("RESTORE VERIFYONLY FROM DISK = @file WITH CHECKSUM", new { file });
        }
        catch (SqlException e)
        {
            throw ExplainBackup(e, file);
        }
    }

    public override string? Restore(string file, bool overwrite)
    {
        var there = Schema() is not null;
        if (there && !overwrite)
            throw new StorageException($"There is a database {Name} already; with --overwrite the backup takes its place. Back it up first.");
        try
        {
            SqlConnection.ClearAllPools();
            using var master = Master();
            master.Execute("RESTORE VERIFYONLY FROM DISK = @file WITH CHECKSUM", new { file });
            if (there)
                master.Execute($"ALTER DATABASE {Quoted} SET SINGLE_USER WITH ROLLBACK IMMEDIATE");
            try
            {
                master.Execute($"RESTORE DATABASE {Quoted} FROM DISK = @file WITH CHECKSUM, REPLACE", new { file });
            }
            finally
            {
                // Also of one that was restored: who may use it is as in the backup, and that can have been one alone.
                if (there)
                    LetIn(master);
            }

            using var connection = Connect();
            _ = StateOf(connection);
            return null;
        }
        catch (SqlException e)
        {
            throw ExplainBackup(e, file);
        }
    }

    private string Quoted => "[" + _parts.InitialCatalog.Replace("]", "]]", StringComparison.Ordinal) + "]";

    private static SqlConnection Connected(string connectionString)
    {
        var connection = new SqlConnection(connectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch (InvalidOperationException e)
        {
            // Not of the server: the driver waited in vain for one of this program's own connections, and does not call that a database's failure.
            connection.Dispose();
            throw new StorageException(
                $"No connection to {connection.DataSource} came free in time; nothing was changed. Try again later, or allow more with Max Pool Size in the connection string.", e);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A connection to the server's own database: without a pool, as it is needed once.</summary>
    private SqlConnection Master() =>
        Connected(new SqlConnectionStringBuilder(_parts.ConnectionString) { InitialCatalog = "master", Pooling = false }.ConnectionString);

    /// <summary>Creates the database where there is none.</summary>
    private void Create()
    {
        try
        {
            Connected(new SqlConnectionStringBuilder(_parts.ConnectionString) { Pooling = false }.ConnectionString).Dispose();
            return;
        }
        catch (SqlException e) when (IsMissing(e))
        {
            // Then it is made below.
        }

        try
        {
            using var master = Master();
            master.Execute($"CREATE DATABASE {Quoted}");
        }
        catch (SqlException e) when (e.Number == 1801)
        {
            // Another node was quicker.
        }
        catch (SqlException e) when (e.Number is not (-1 or -2 or 2 or 53) && e.Class < 20)
        {
            throw Missing(e.Number);
        }

        SqlConnection.ClearAllPools();
    }

    private StorageException Missing(int? refused) => new(refused is { } number
        ? $"There is no database {Name}, and the login may not create it (error {Count(number)}): have it created with CREATE DATABASE {Quoted}, and the login made its owner."
        : $"There is no database {Name}, or the login may not use it: 'db migrate' creates it where the login may.");

    private static bool IsMissing(SqlException e) => e.Errors.Cast<SqlError>().Any(error => error.Number is 4060 or 911);

    private SchemaState StateOf(DbConnection connection)
    {
        var there = connection.ExecuteScalar<int>("SELECT CASE WHEN OBJECT_ID(N'schema_migration', N'U') IS NULL THEN 0 ELSE 1 END") == 1;
        var applied = there ? Migrations.AppliedTo(connection) : [];
        return new SchemaState(applied.Select(a => a.Number).DefaultIfEmpty().Max(), [.. Migrations.Pending(applied, Name).Select(s => s.Name)]);
    }

    /// <summary>Where the server knows no snapshot isolation, or the login may not switch it on, reading is serializable instead.</summary>
    private void AllowSnapshots(DbConnection connection)
    {
        try
        {
            connection.Execute($"ALTER DATABASE {Quoted} SET ALLOW_SNAPSHOT_ISOLATION ON", commandTimeout: 60);
        }
        catch (SqlException e) when (e.Class < 20)
        {
            System.Diagnostics.Debug.WriteLine(e.Number);
        }
    }

    /// <summary>Takes back that nobody else may use the database, where it is still there.</summary>
    private void LetIn(SqlConnection master)
    {
        try
        {
            master.Execute($"ALTER DATABASE {Quoted} SET MULTI_USER");
        }
        catch (SqlException e)
        {
            System.Diagnostics.Debug.WriteLine(e.Number);
        }
    }

    /// <summary>Tried out, as not every compatible server tells it in its catalogue.</summary>
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
            // 3201: cannot be opened; else it is something that is no backup, which is not to be overwritten either.
            return e.Number != 3201;
        }
    }

    private StorageException ExplainBackup(SqlException e, string file) => e.Errors.Cast<SqlError>().Select(error => error.Number).FirstOrDefault(
        number => number is 3201 or 3203 or 3202 or 3241 or 3242 or 3243 or 1834 or 3154 or 3101 or 3102) switch
    {
        3201 or 3202 or 3203 => new StorageException($"The server cannot read or write {file}: the path is the server's own, and its account needs rights there."),
        3241 or 3242 or 3243 => new StorageException($"{file} on the server is no backup, or is damaged."),
        3101 or 3102 => new StorageException($"The database {Name} is in use; stop what uses it and try again."),
        1834 or 3154 => new StorageException($"The backup {file} is of another database, whose files are in use; have it restored by the server's administrator."),
        _ => Explain(e),
    };
}
