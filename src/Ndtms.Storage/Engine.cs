using System.Data.Common;

namespace Ndtms.Storage;

/// <summary>What differs between database engines. Everything else in this project is written for both.</summary>
internal abstract class Engine
{
    /// <summary>What messages call the database.</summary>
    public abstract string Name { get; }

    /// <summary>The database file; null: it is no file.</summary>
    public virtual string? Path => null;

    /// <summary>An open connection of the driver.</summary>
    public abstract DbConnection Connect();

    /// <summary>Begins reading work: what it reads is as of one moment.</summary>
    public abstract DbTransaction BeginRead(DbConnection connection);

    /// <summary>Begins writing work, when no other is going on: writing work is done one after another.</summary>
    public abstract DbTransaction BeginWrite(DbConnection connection);

    /// <summary>The failure in a sentence.</summary>
    public abstract StorageException Explain(DbException e);

    /// <summary>Gives room back that deleted rows took; an engine that does it by itself does nothing here.</summary>
    public virtual void Compact()
    {
    }

    /// <summary>Writes a copy, as of one moment, to a file that is not there yet.</summary>
    public abstract void BackUp(string path);

    /// <summary>The way to insert many rows.</summary>
    public abstract IRowWriter RowWriter(StorageConnection connection, string table, IReadOnlyList<string> columns, bool replace);
}

/// <summary>Takes rows, value by value in the order of the columns.</summary>
internal interface IRowWriter : IDisposable
{
    void Add(long value);

    void Add(double value);

    void Add(string value);

    void Add(byte[] value);

    void Add(DateOnly value);

    void AddNull();

    /// <summary>Ends the row whose values were added; those that were not are null.</summary>
    void EndRow();
}
