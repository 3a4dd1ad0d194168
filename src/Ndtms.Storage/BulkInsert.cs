using System.Data.Common;

namespace Ndtms.Storage;

/// <summary>Inserts many rows into one table in the engine's quickest way. Values are set in the order of the columns; a value that is not
/// set is null. The rows are there for certain when this is disposed.</summary>
internal sealed class BulkInsert : IDisposable
{
    private readonly IRowWriter _writer;

    /// <param name="connection">Within the transaction that the rows belong to.</param>
    /// <param name="table">The table.</param>
    /// <param name="columns">Its columns, in the order in which values will be set.</param>
    public BulkInsert(DbConnection connection, string table, IEnumerable<string> columns)
    {
        var storage = StorageConnection.Of(connection);
        _writer = storage.Engine.RowWriter(storage, table, columns.ToList());
    }

    public BulkInsert Add(long? value)
    {
        if (value is { } given)
            _writer.Add(given);
        else
            _writer.AddNull();
        return this;
    }

    public BulkInsert Add(double? value)
    {
        if (value is { } given)
            _writer.Add(given);
        else
            _writer.AddNull();
        return this;
    }

    public BulkInsert Add(bool value)
    {
        _writer.Add(value);
        return this;
    }

    public BulkInsert Add(string? value)
    {
        if (value is null)
            _writer.AddNull();
        else
            _writer.Add(value);
        return this;
    }

    public BulkInsert Add(byte[]? value)
    {
        if (value is null)
            _writer.AddNull();
        else
            _writer.Add(value);
        return this;
    }

    public BulkInsert Add(DateOnly? value)
    {
        if (value is { } given)
            _writer.Add(given);
        else
            _writer.AddNull();
        return this;
    }

    /// <summary>Inserts the row whose values were set.</summary>
    public void Insert() => _writer.EndRow();

    public void Dispose() => _writer.Dispose();
}
