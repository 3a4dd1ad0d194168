using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Dapper;

namespace Ndtms.Storage;

/// <summary>A connection of a <see cref="Database"/>: the driver's own, every command of which belongs to the transaction that is open, as
/// not every driver sees to that itself.</summary>
internal sealed class StorageConnection(DbConnection inner, Engine engine) : DbConnection
{
    /// <summary>Tells listeners of the name <c>Ndtms.Storage</c> the text of each statement when it is done with; texts hold no values.</summary>
    private static readonly DiagnosticListener Statements = new("Ndtms.Storage");

    public DbConnection Inner => inner;

    public Engine Engine => engine;

    /// <summary>The transaction that commands belong to.</summary>
    public DbTransaction? Transaction { get; set; }

    [AllowNull]
    public override string ConnectionString
    {
        get => inner.ConnectionString;
        set => throw new NotSupportedException();
    }

    public override string Database => inner.Database;

    public override string DataSource => inner.DataSource;

    public override string ServerVersion => inner.ServerVersion;

    public override ConnectionState State => inner.State;

    /// <summary>The engine and connection behind one that <see cref="Database.Read"/> or <see cref="Database.Write"/> gave.</summary>
    public static StorageConnection Of(DbConnection connection) => (StorageConnection)connection;

    /// <summary>Runs an INSERT of one row into a table whose ids the database gives.</summary>
    /// <returns>The row's id.</returns>
    public static long Insert(DbConnection connection, string sql, object parameters) =>
        connection.ExecuteScalar<long>($"{sql};\n{Of(connection).Engine.LastId}", parameters);

    public override void Open() => inner.Open();

    public override void Close() => inner.Close();

    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) =>
        throw new NotSupportedException("Transactions are begun by Database.Read and Database.Write alone.");

    protected override DbCommand CreateDbCommand()
    {
        var command = inner.CreateCommand();
        command.Transaction = Transaction;
        if (Statements.IsEnabled())
            command.Disposed += (done, _) => Statements.Write("Statement", ((DbCommand)done!).CommandText);
        return command;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
