using System.Net;
using Microsoft.Data.SqlClient;

namespace Ndtms.Storage;

/// <summary>Where the database is.</summary>
public sealed record StorageOptions
{
    /// <summary>The name of the embedded engine.</summary>
    public const string Sqlite = "sqlite";

    /// <summary>The name of the engine that speaks to SQL Server, or to a server that is compatible with it.</summary>
    public const string SqlServer = "sqlserver";

    /// <summary><see cref="Sqlite"/> or <see cref="SqlServer"/>.</summary>
    public string Engine { get; init; } = Sqlite;

    /// <summary>The database file, of the embedded engine.</summary>
    public string Path { get; init; } = "ndtms.db";

    /// <summary>Of SQL Server: the server, the database and how to sign in. Connections are encrypted unless the server is on this computer and
    /// the text says <c>Encrypt=False</c>.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>A database on SQL Server.</summary>
    /// <param name="connectionString">Server, database and how to sign in.</param>
    /// <param name="password">The password, where the connection string leaves it out.</param>
    /// <exception cref="FormatException">It is not a connection string, names no server or no database, or switches encryption off for a server
    /// elsewhere; the message holds nothing of it.</exception>
    public static StorageOptions OnSqlServer(string connectionString, string? password = null) =>
        new() { Engine = SqlServer, ConnectionString = PartsOf(connectionString, password).ConnectionString };

    /// <summary>The parts of a connection string, which can be used.</summary>
    /// <exception cref="FormatException">As with <see cref="OnSqlServer"/>.</exception>
    internal static SqlConnectionStringBuilder PartsOf(string connectionString, string? password = null)
    {
        SqlConnectionStringBuilder parts;
        try
        {
            parts = new SqlConnectionStringBuilder(connectionString);
            if (password is not null)
                parts.Password = password;
            // Words that do not go together are found here only.
            using var connection = new SqlConnection(parts.ConnectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException)
        {
            // The message of the driver can hold a part of the text, and so of the password.
            throw new FormatException(
                "it is not a connection string, or its words do not go together; write Server=...;Database=...;User ID=...;Password=...");
        }

        if (parts.DataSource.Length == 0 || parts.InitialCatalog.Length == 0)
            throw new FormatException("it must name a server and a database: Server=...;Database=...");
        // The other side of a mirrored database is connected to with the same words.
        if (parts.Encrypt == SqlConnectionEncryptOption.Optional
            && !(IsOnThisComputer(parts.DataSource) && (parts.FailoverPartner.Length == 0 || IsOnThisComputer(parts.FailoverPartner))))
        {
            throw new FormatException("it switches encryption off, which is allowed only for a server on this computer; remove Encrypt from it, or write Encrypt=True.");
        }

        return parts;
    }

    /// <summary>Whether a server, as connection strings name it, is reached by the loopback interface.</summary>
    private static bool IsOnThisComputer(string dataSource)
    {
        var name = dataSource.Trim();
        if (name.StartsWith("tcp:", StringComparison.OrdinalIgnoreCase))
            name = name[4..];
        // What follows is a port or the name of an instance.
        var end = name.AsSpan().IndexOfAny(',', '\\');
        name = (end < 0 ? name : name[..end]).Trim();
        return name is "." || name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || name.Equals("(local)", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address));
    }
}
