using Microsoft.Extensions.Configuration;
using Ndtms.Application;
using Ndtms.Storage;
using Ndtms.Worker.Settings;

namespace Ndtms.Worker;

/// <summary>Where settings come from: what the call says goes before the environment (<c>NDTMS_Storage__Engine</c>), that before the file,
/// that before the default.</summary>
public static class NdtmsConfiguration
{
    /// <summary>The file that is read where it lies in the working directory and the call names no other.</summary>
    public const string FileName = "ndtms.json";

    /// <summary>The engine: <c>sqlite</c>, the default, or <c>sqlserver</c>.</summary>
    public const string Engine = "Storage:Engine";

    /// <summary>The database file of SQLite.</summary>
    public const string Database = "Storage:Database";

    /// <summary>The folder of the keys that protect stored files and hashes.</summary>
    public const string Keys = "Storage:Keys";

    /// <summary>The folder of the logs.</summary>
    public const string Logs = "Logs:Folder";

    /// <summary>Reads every source.</summary>
    /// <param name="file">A settings file, which must exist; null: <see cref="FileName"/> in the working directory, if it exists.</param>
    /// <param name="call">Settings that the call gives; those that are null are not given.</param>
    /// <exception cref="RequestException">The file does not exist or is not valid, or a name in it or in the environment is no setting.</exception>
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
    /// <exception cref="RequestException">A setting of it is wrong or missing, or a name is no setting.</exception>
    public static StorageOptions Storage(IConfiguration settings)
    {
        var bound = new BoundSettings(settings);
        ThrowIf([.. bound.Unknown(), .. bound.Faults(StorageSection.Name)]);
        return bound.Of<StorageSection>().ToOptions();
    }

    /// <summary>Whether PDF copies are made beside workbooks.</summary>
    /// <exception cref="RequestException">The setting is wrong.</exception>
    public static bool Pdf(IConfiguration settings)
    {
        var bound = new BoundSettings(settings);
        ThrowIf([.. bound.Faults(ReportsSection.Name)]);
        return bound.Of<ReportsSection>().Pdf;
    }

    /// <summary>Where the database, its keys and the logs are.</summary>
    /// <exception cref="RequestException">A setting of them is wrong or missing, or a name is no setting; every one is told.</exception>
    internal static Places Places(IConfiguration settings)
    {
        var bound = new BoundSettings(settings);
        ThrowIf([.. bound.Unknown(), .. bound.Faults(StorageSection.Name, LogsSection.Name), .. Missing(settings)]);
        var storage = bound.Of<StorageSection>();
        var home = Installation.Of(settings).Home;
        return new Places(
            storage.ToOptions(), storage.Keys ?? Path.Combine(home, "keys"), bound.Of<LogsSection>().Folder ?? Path.Combine(home, "logs"));
    }

    /// <summary>What must be said of places because the database is not a file, beside which they could lie.</summary>
    internal static IEnumerable<string> Missing(IConfiguration settings) => Installation.Of(settings).IsEmbedded
        ? []
        : new[] { (Keys, $"{Keys} (or --keys)", "the folder of the keys that protect stored files and hashes"), (Logs, Logs, "the folder that logs are written to") }
            .Where(place => string.IsNullOrWhiteSpace(settings[place.Item1]))
            .Select(place => $"The setting {place.Item2} is missing: with {Engine} = sqlserver it must name {place.Item3}.");

    internal static void ThrowIf(IReadOnlyCollection<string> faults)
    {
        if (faults.Count > 0)
            throw new SettingsException(faults);
    }
}

/// <summary>Where the database, its keys and the logs are.</summary>
/// <param name="Storage">The database.</param>
/// <param name="Keys">The folder of the keys.</param>
/// <param name="Logs">The folder of the logs.</param>
internal sealed record Places(StorageOptions Storage, string Keys, string Logs);
