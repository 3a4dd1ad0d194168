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

    /// <summary>Of SQL Server: the server, the database and who connects. <c>Encrypt</c> and <c>TrustServerCertificate</c> are what it
    /// says they are; without them a connection is not encrypted, so say <c>Encrypt=True</c>. Drivers older than 2.1.7 can be made to give
    /// an encrypted connection's content away by somebody in the middle (CVE-2024-0056): with them keep the server on a network of your own.
    /// </summary>
    public string? ConnectionString { get; init; }

    /// <summary>A database on SQL Server.</summary>
    /// <param name="connectionString">Server, database and who connects.</param>
    /// <param name="password">The password, where the connection string leaves it out.</param>
    /// <exception cref="FormatException">It is no connection string, or names no server or no database; the message holds nothing of it.</exception>
    public static StorageOptions OnSqlServer(string connectionString, string? password = null)
    {
        SqlConnectionStringBuilder parts;
        try
        {
            parts = new SqlConnectionStringBuilder(connectionString);
            if (password is not null)
                parts.Password = password;
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // The message of the driver can hold a part of the text, and so of the password.
            throw new FormatException("it is no connection string; write Server=...;Database=...;User ID=...;Password=...;Encrypt=True.");
        }

        return parts.DataSource.Length == 0 || parts.InitialCatalog.Length == 0
            ? throw new FormatException("it must name a server and a database: Server=...;Database=...")
            : new StorageOptions { Engine = SqlServer, ConnectionString = parts.ConnectionString };
    }
}
