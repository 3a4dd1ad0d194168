using System.Collections;
using System.Data.Common;
using Microsoft.Data.SqlClient;

namespace Ndtms.Storage;

/// <summary>Rows by bulk copy, some thousands at a time, so that memory does not grow with their number. Constraints are checked as with any
/// other insert.</summary>
internal sealed class SqlServerRows : DbDataReader, IRowWriter
{
    private const int RowsAtATime = 10_000;
    private const long SizeAtATime = 16 << 20;

    private readonly SqlBulkCopy _copy;
    private readonly string _table;
    private readonly IReadOnlyList<string> _columns;
    private readonly List<object[]> _rows = [];
    private object[] _row;
    private int _at;
    private int _read = -1;
    private long _size;

    public SqlServerRows(SqlConnection connection, SqlTransaction? transaction, string table, IReadOnlyList<string> columns, int timeout)
    {
        (_table, _columns) = (table, columns);
        _row = NewRow();
        _copy = new SqlBulkCopy(connection, SqlBulkCopyOptions.CheckConstraints | SqlBulkCopyOptions.KeepNulls, transaction)
        {
            DestinationTableName = table,
            BatchSize = RowsAtATime,
            BulkCopyTimeout = timeout,
        };
        foreach (var (index, column) in columns.Index())
            _copy.ColumnMappings.Add(index, column.Trim('"'));
    }

    public override int FieldCount => _columns.Count;

    public override bool HasRows => _rows.Count > 0;

    public override bool IsClosed => false;

    public override int RecordsAffected => -1;

    public override int Depth => 0;

    public override object this[int ordinal] => GetValue(ordinal);

    public override object this[string name] => GetValue(GetOrdinal(name));

    public void Add(long value) => _row[_at++] = value;

    public void Add(double value) => _row[_at++] = value;

    public void Add(string value)
    {
        _row[_at++] = value;
        _size += value.Length * 2;
    }

    public void Add(byte[] value)
    {
        _row[_at++] = value;
        _size += value.Length;
    }

    public void Add(bool value) => _row[_at++] = value;

    public void Add(DateOnly value) => _row[_at++] = value.ToDateTime(TimeOnly.MinValue);

    public void AddNull() => _at++;

    public void EndRow()
    {
        _rows.Add(_row);
        _row = NewRow();
        _at = 0;
        if (_rows.Count >= RowsAtATime || _size >= SizeAtATime)
            Send();
    }

    public override bool Read() => ++_read < _rows.Count;

    public override object GetValue(int ordinal) => _rows[_read][ordinal];

    public override bool IsDBNull(int ordinal) => GetValue(ordinal) is DBNull;

    public override string GetName(int ordinal) => _columns[ordinal];

    public override int GetOrdinal(string name) => _columns.Index().First(c => c.Item == name).Index;

    public override int GetValues(object[] values)
    {
        _rows[_read].CopyTo(values, 0);
        return _columns.Count;
    }

    public override bool NextResult() => false;

    public override Type GetFieldType(int ordinal) => typeof(object);

    public override string GetDataTypeName(int ordinal) => throw new NotSupportedException();

    public override bool GetBoolean(int ordinal) => throw new NotSupportedException();

    public override byte GetByte(int ordinal) => throw new NotSupportedException();

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) => throw new NotSupportedException();

    public override char GetChar(int ordinal) => throw new NotSupportedException();

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) => throw new NotSupportedException();

    public override DateTime GetDateTime(int ordinal) => throw new NotSupportedException();

    public override decimal GetDecimal(int ordinal) => throw new NotSupportedException();

    public override double GetDouble(int ordinal) => (double)GetValue(ordinal);

    public override float GetFloat(int ordinal) => throw new NotSupportedException();

    public override Guid GetGuid(int ordinal) => throw new NotSupportedException();

    public override short GetInt16(int ordinal) => throw new NotSupportedException();

    public override int GetInt32(int ordinal) => throw new NotSupportedException();

    public override long GetInt64(int ordinal) => (long)GetValue(ordinal);

    public override string GetString(int ordinal) => (string)GetValue(ordinal);

    public override IEnumerator GetEnumerator() => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            try
            {
                Send();
            }
            finally
            {
                ((IDisposable)_copy).Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private void Send()
    {
        if (_rows.Count == 0)
            return;
        _read = -1;
        try
        {
            _copy.WriteToServer(this);
        }
        catch (InvalidOperationException e)
        {
            // The driver's message can hold the value that does not fit.
            throw new StorageException($"Rows of {_table} do not fit its columns ({e.GetType().Name}); nothing was changed.") { IsUnavailable = false };
        }
        finally
        {
            _rows.Clear();
            _size = 0;
        }
    }

    private object[] NewRow()
    {
        var row = new object[_columns.Count];
        Array.Fill(row, DBNull.Value);
        return row;
    }
}
