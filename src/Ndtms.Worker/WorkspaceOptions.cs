using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Ndtms.Application;
using Ndtms.Core.DataSets;
using Ndtms.Storage;
using Ndtms.Worker.Settings;

namespace Ndtms.Worker;

/// <summary>The options that say where the database, its keys and the settings are.</summary>
internal sealed class WorkspaceOptions
{
    public Option<string?> DatabasePath { get; } = new("--database")
    {
        Description = "The database file; 'submit' and 'reference load' create it where there is none. Without it, that of the settings, or ndtms.db.",
        HelpName = "FILE",
    };

    public Option<string?> Keys { get; } = new("--keys")
    {
        Description = "The folder of the keys that protect stored files and hashes. Without it, 'keys' beside the database. Losing it loses stored files.",
        HelpName = "DIR",
    };

    public Option<string?> DataSets { get; } = new("--data-sets")
    {
        Description = "A folder laid over the built-in data sets and code lists (fields-H.csv, code-lists/partnership.csv ...). Without it, that of the settings.",
        HelpName = "DIR",
    };

    public Option<string?> Config { get; } = new("--config")
    {
        Description = $"The settings file. Without it, {NdtmsConfiguration.FileName} in the working directory, if there is one.",
        HelpName = "FILE",
    };

    public void AddTo(Command command)
    {
        AddDatabaseTo(command);
        command.Options.Add(DataSets);
    }

    /// <summary>Adds the options that say where the database and its keys are.</summary>
    public void AddDatabaseTo(Command command)
    {
        command.Options.Add(DatabasePath);
        command.Options.Add(Keys);
        command.Options.Add(Config);
    }

    /// <summary>Opens the database, creating an embedded one where there is none.</summary>
    /// <exception cref="RequestException">There is none, and settings name it.</exception>
    public Workspace Open(ParseResult call, TimeProvider time)
    {
        var settings = Settings(call);
        ThrowIfLost(call, settings);
        return Open(settings, BookOf(call, settings), time);
    }

    /// <summary>The code book of a call, with the folder laid over it that the call or the settings name.</summary>
    public CodeBook BookOf(ParseResult call, IConfiguration settings) =>
        Book(call.GetValue(DataSets) ?? settings[$"{StorageSection.Name}:{nameof(StorageSection.DataSets)}"]);

    /// <summary>Opens a database that must exist: for commands that read, to which a mistyped path must not look like one without
    /// data.</summary>
    /// <exception cref="RequestException">There is none.</exception>
    public Workspace OpenExisting(ParseResult call, TimeProvider time)
    {
        var places = NdtmsConfiguration.Places(Settings(call));
        return Exists(places.Storage)
            ? Open(call, time)
            : throw new RequestException($"There is no database {places.Storage.Path}; name one with --database, or take in files with 'submit' first.");
    }

    /// <summary>Whether the database of a call exists.</summary>
    public bool Exists(ParseResult call) => Exists(NdtmsConfiguration.Storage(Settings(call)));

    /// <summary>Whether the database exists; one on a server says itself whether it does.</summary>
    public static bool Exists(StorageOptions storage) => Database.Exists(storage);

    /// <summary>The settings, of the call and of the other sources.</summary>
    /// <exception cref="RequestException">A file is named but the database is on a server, or the settings cannot be read.</exception>
    public IConfigurationRoot Settings(ParseResult call)
    {
        var settings = NdtmsConfiguration.Build(call.GetValue(Config),
        [
            KeyValuePair.Create(NdtmsConfiguration.Database, call.GetValue(DatabasePath)),
            KeyValuePair.Create(NdtmsConfiguration.Keys, call.GetValue(Keys)),
        ]);
        return IsNamed(call) && NdtmsConfiguration.Storage(settings).Engine != StorageOptions.Sqlite
            ? throw new RequestException(
                $"--database names a file, but the setting {NdtmsConfiguration.Engine} is {StorageOptions.SqlServer}; leave out one of them.")
            : settings;
    }

    /// <summary>Refuses to create a database that a settings file or the environment names: where it is missing, a disk is not there or the name is
    /// wrong, and nobody wants to begin with an empty one.</summary>
    /// <exception cref="RequestException">There is none, and the call does not name it.</exception>
    public void ThrowIfLost(ParseResult call, IConfiguration settings)
    {
        if (!IsNamed(call) && settings[NdtmsConfiguration.Database] is not null && NdtmsConfiguration.Storage(settings) is var storage && !Exists(storage))
        {
            throw new RequestException(
                $"There is no database {storage.Path}, which the setting {NdtmsConfiguration.Database} names; correct the setting, restore the database, or create it with 'db migrate'.");
        }
    }

    /// <summary>Whether the call names the database itself.</summary>
    public bool IsNamed(ParseResult call) => call.GetResult(DatabasePath) is { Implicit: false };

    /// <summary>Opens the database of the settings, with a log of its own.</summary>
    public static Workspace Open(IConfiguration settings, CodeBook book, TimeProvider time)
    {
        var places = NdtmsConfiguration.Places(settings);
        var log = Logs.Open(places.Logs);
        try
        {
            return Workspace.Open(places.Storage, places.Keys, book, time, log, owned: log);
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    /// <summary>The code book with a folder laid over it.</summary>
    /// <exception cref="RequestException">The folder does not exist.</exception>
    public static CodeBook Book(string? folder)
    {
        if (folder is null)
            return CodeBook.Embedded;
        if (!Directory.Exists(folder))
            throw new RequestException($"There is no folder {folder}; give an existing one with --data-sets.");
        return CodeBook.Embedded.With(Directory.EnumerateFiles(folder, "*.csv", SearchOption.AllDirectories)
            .Select(path => KeyValuePair.Create(Path.GetRelativePath(folder, path).Replace('\\', '/'), File.ReadAllBytes(path))));
    }
}
