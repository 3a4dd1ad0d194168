using Microsoft.Extensions.Configuration;
using Ndtms.Application;
using Ndtms.Storage;

namespace Ndtms.Worker;

/// <summary>The settings, by these names: what the call says goes before the environment (<c>NDTMS_Storage__Engine</c>), that before the
/// file, that before what holds where nothing is said.</summary>
public static class NdtmsConfiguration
{
    /// <summary>The file that is read where it lies in the working directory and the call names no other.</summary>
    public const string FileName = "ndtms.json";

    /// <summary><c>sqlite</c>, which holds where nothing is said, or <c>sqlserver</c>.</summary>
    public const string Engine = "Storage:Engine";

    /// <summary>The database file of SQLite; <c>ndtms.db</c> where nothing is said.</summary>
    public const string Database = "Storage:Database";

    /// <summary>The connection string of SQL Server.</summary>
    public const string ConnectionString = "Storage:ConnectionString";

    /// <summary>A file that holds the connection string, such as a secret of a container.</summary>
    public const string ConnectionStringFile = "Storage:ConnectionStringFile";

    /// <summary>A file that holds the password alone; it goes into the connection string.</summary>
    public const string PasswordFile = "Storage:PasswordFile";

    /// <summary>The folder of the keys that protect stored files and hashes.</summary>
    public const string Keys = "Storage:Keys";

    /// <summary>The folder of the logs.</summary>
    public const string Logs = "Logs:Folder";

    /// <summary>Reads every source.</summary>
    /// <param name="file">A settings file, which must be there; null: <see cref="FileName"/> in the working directory, if it is there.</param>
    /// <param name="call">Settings that the call gives; those that are null are not given.</param>
    /// <exception cref="RequestException">The file is not there or is not valid.</exception>
    public static IConfigurationRoot Build(string? file = null, IEnumerable<KeyValuePair<string, string?>>? call = null)
    {
        if (file is not null && !File.Exists(file))
            throw new RequestException($"There is no settings file {file}; name an existing one with --config.");
        var path = Path.GetFullPath(file ?? FileName);
        try
        {
            return new ConfigurationBuilder()
                .AddJsonFile(path, optional: file is null, reloadOnChange: false)
                .AddEnvironmentVariables("NDTMS_")
                .AddInMemoryCollection((call ?? []).Where(setting => setting.Value is not null))
                .Build();
        }
        catch (InvalidDataException e)
        {
            throw new RequestException($"The settings file {path} is not valid JSON: {e.InnerException?.Message ?? e.Message}");
        }
    }

    /// <summary>Where the database is.</summary>
    /// <exception cref="RequestException">A setting is wrong or missing; the message names it.</exception>
    public static StorageOptions Storage(IConfiguration settings)
    {
        var engine = Text(settings, Engine)?.ToLowerInvariant() ?? StorageOptions.Sqlite;
        return engine switch
        {
            StorageOptions.Sqlite => new StorageOptions { Path = Text(settings, Database) ?? "ndtms.db" },
            StorageOptions.SqlServer => OnSqlServer(settings),
            _ => throw new RequestException($"The setting {Engine} is '{engine}'; it must be sqlite or sqlserver."),
        };
    }

    /// <summary>The folder of keys: that of the setting, or with SQLite <c>keys</c> beside the database.</summary>
    /// <exception cref="RequestException">The setting is missing.</exception>
    public static string KeysFolder(IConfiguration settings, StorageOptions storage) =>
        Text(settings, Keys) ?? Beside(storage, "keys", $"{Keys} (or --keys)", "the folder of the keys that protect stored files and hashes");

    /// <summary>The folder of logs: that of the setting, or with SQLite <c>logs</c> beside the database.</summary>
    /// <exception cref="RequestException">The setting is missing.</exception>
    public static string LogsFolder(IConfiguration settings, StorageOptions storage) =>
        Text(settings, Logs) ?? Beside(storage, "logs", Logs, "the folder that logs are written to");

    private static string Beside(StorageOptions storage, string folder, string setting, string meaning) =>
        storage.Engine == StorageOptions.Sqlite
            ? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(storage.Path))!, folder)
            : throw new RequestException($"The setting {setting} is missing: with {Engine} = sqlserver it must name {meaning}.");

    private static StorageOptions OnSqlServer(IConfiguration settings)
    {
        var text = Text(settings, ConnectionString) ?? Content(settings, ConnectionStringFile) ?? throw new RequestException(
            $"The setting {ConnectionString} (or {ConnectionStringFile}) is missing: with {Engine} = sqlserver it says which server and database to use.");
        try
        {
            return StorageOptions.OnSqlServer(text, Content(settings, PasswordFile));
        }
        catch (FormatException e)
        {
            throw new RequestException($"The setting {ConnectionString} cannot be used: {e.Message}");
        }
    }

    private static string? Content(IConfiguration settings, string name)
    {
        if (Text(settings, name) is not { } path)
            return null;
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RequestException($"The file {path} of the setting {name} cannot be read; check the path and its rights.");
        }
    }

    private static string? Text(IConfiguration settings, string name) => settings[name] is { } text && text.Trim().Length > 0 ? text.Trim() : null;
}
