using System.Data.Common;
using System.Globalization;

namespace Ndtms.Storage;

/// <summary>What differs between database engines. Everything else in this project is written for both.</summary>
internal abstract class Engine
{
    /// <summary>What messages call the database.</summary>
    public abstract string Name { get; }

    /// <summary>The database file; null: it is no file.</summary>
    public virtual string? Path => null;

    /// <summary>The engine that the options name.</summary>
    public static Engine Of(StorageOptions options) => options.Engine == StorageOptions.SqlServer
        ? new SqlServerEngine(options.ConnectionString ?? throw new StorageException("No connection string is given for SQL Server."))
        : new SqliteEngine(options.Path);

    /// <summary>Makes sure that the database has this program's schema; an embedded one is brought to it.</summary>
    /// <exception cref="StorageException">It has not.</exception>
    public abstract void Prepare();

    /// <summary>What was applied to the database; null: there is no database. Changes nothing.</summary>
    public abstract SchemaState? Schema();

    /// <summary>Creates the database where there is none, and applies the migrations that are pending.</summary>
    /// <returns>The names of those that were.</returns>
    public abstract IReadOnlyList<string> Migrate();

    /// <summary>An open connection of the driver.</summary>
    public abstract DbConnection Connect();

    /// <summary>Begins reading work: what it reads is as of one moment.</summary>
    public abstract DbTransaction BeginRead(DbConnection connection);

    /// <summary>Waits until no other thread of this process writes, where the engine has one writer: to be asked again and again whether
    /// another has ended would take longer.</summary>
    /// <returns>To be disposed, on the same thread, when the writing work has ended; null: others need not wait.</returns>
    public virtual IDisposable? AwaitTurn() => null;

    /// <summary>Begins writing work.</summary>
    /// <param name="connection">The driver's connection.</param>
    /// <param name="locks">What no other work writes in the meantime, such as an agency's data; none: the work is guarded by its
    /// statements. An engine with one writer allows no other writing at all.</param>
    public abstract DbTransaction BeginWrite(DbConnection connection, IReadOnlyList<WriteLock> locks);

    /// <summary>Takes a further lock for the rest of writing work; an engine with one writer needs none.</summary>
    /// <param name="transaction">The work's transaction.</param>
    /// <param name="what">What no other work writes from now on.</param>
    public virtual void Lock(DbTransaction transaction, WriteLock what)
    {
    }

    /// <summary>The query for the id that the last insert of the same command was given.</summary>
    public abstract string LastId { get; }

    /// <summary>What ends an ordered query of which only <c>@take</c> rows are wanted, from <c>@skip</c> on.</summary>
    public abstract string Part { get; }

    /// <summary>A day of a row that is being read.</summary>
    public abstract DateOnly ReadDay(DbDataReader row, int column);

    /// <summary>The failure in a sentence.</summary>
    public abstract StorageException Explain(DbException e);

    /// <summary>Whether the work was undone for others' sake alone, so that it can be done again at once.</summary>
    public virtual bool IsPassing(DbException e) => false;

    /// <summary>The way to insert many rows.</summary>
    public abstract IRowWriter RowWriter(StorageConnection connection, string table, IReadOnlyList<string> columns);

    /// <summary>Gives room back that deleted rows took; an engine that does it by itself does nothing here.</summary>
    public virtual void Compact()
    {
    }

    /// <summary>Leaves no trace of deleted rows in files, as far as that takes no long time; <see cref="Compact"/> does the rest.</summary>
    public virtual void Purge()
    {
    }

    /// <summary>Does what <see cref="Purge"/> would have done before the process ended that had put it off.</summary>
    public virtual void PurgeWhatIsLeft()
    {
    }

    /// <summary>Writes a copy of the whole database as of one moment, and checks it.</summary>
    public abstract void BackUp(string file, bool overwrite);

    /// <summary>Whether there is a database; one on a server says so itself when it is opened. A restore that was interrupted is finished
    /// first.</summary>
    public virtual bool Exists() => true;

    /// <summary>Puts a copy in the place of the database, once it has been checked.</summary>
    /// <param name="file">The copy.</param>
    /// <param name="overwrite">There may be a database, which the copy replaces.</param>
    /// <param name="prepare">What is done with the copy before anybody else can open it; on a server, right after it is back.</param>
    /// <returns>Where the database that was there is now; null: there was none, or nothing of it is kept.</returns>
    public abstract string? Restore(string file, bool overwrite, Action<StorageOptions> prepare);

    private protected static string Count(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The schema of a database.</summary>
/// <param name="Version">The number of the last script that was applied; 0: none was.</param>
/// <param name="Pending">The names of the scripts that this program would apply, in their order.</param>
public sealed record SchemaState(long Version, IReadOnlyList<string> Pending);

/// <summary>Takes rows, value by value in the order of the columns.</summary>
internal interface IRowWriter : IDisposable
{
    void Add(long value);

    void Add(double value);

    void Add(bool value);

    void Add(string value);

    void Add(byte[] value);

    void Add(DateOnly value);

    void AddNull();

    /// <summary>Ends the row whose values were added; those that were not are null.</summary>
    void EndRow();
}
