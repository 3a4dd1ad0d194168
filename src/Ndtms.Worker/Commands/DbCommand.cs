using System.CommandLine;
using System.Globalization;
using Ndtms.Application;
using Ndtms.Storage;

namespace Ndtms.Worker.Commands;

/// <summary><c>db migrate|status|backup|restore</c>: the database itself.</summary>
internal static class DbCommand
{
    public static Command Create(Terminal terminal) => new("db", "Create, look at, back up and restore the database.")
    {
        Migrate(terminal),
        Status(terminal),
        BackUp(terminal),
        Restore(terminal),
    };

    private static Command Migrate(Terminal terminal)
    {
        var options = new WorkspaceOptions();
        var command = new Command("migrate", "Create the database where there is none, and bring it to this program's schema.");
        options.AddDatabaseTo(command);
        command.SetAction(call =>
        {
            var storage = NdtmsConfiguration.Storage(options.Settings(call));
            var applied = Database.Migrate(storage);
            foreach (var name in applied)
                terminal.Line($"{name} applied.");
            terminal.Line($"The database {Database.NameOf(storage)} has this program's schema{(applied.Count == 0 ? " already" : "")}.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Status(Terminal terminal)
    {
        var options = new WorkspaceOptions();
        var command = new Command("status", "Say which database it is, and whether it has this program's schema.");
        options.AddDatabaseTo(command);
        command.SetAction(call =>
        {
            var storage = NdtmsConfiguration.Storage(options.Settings(call));
            var schema = Database.Schema(storage) ?? throw new RequestException($"There is no database {Database.NameOf(storage)}; 'db migrate' creates it.");
            terminal.Line($"Engine    {storage.Engine}");
            terminal.Line($"Database  {Database.NameOf(storage)}");
            terminal.Line($"Schema    {schema.Version.ToString(CultureInfo.InvariantCulture)}");
            terminal.Line($"Pending   {(schema.Pending.Count == 0 ? "nothing" : string.Join(", ", schema.Pending))}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command BackUp(Terminal terminal)
    {
        var (options, file, overwrite) = (new WorkspaceOptions(), FileArgument(), Overwrite("Replace a backup of that name."));
        var command = new Command("backup", "Write a copy of the whole database, while work goes on, and check it.") { file, overwrite };
        options.AddDatabaseTo(command);
        command.SetAction(call =>
        {
            var settings = options.Settings(call);
            var storage = NdtmsConfiguration.Storage(settings);
            Database.BackUp(storage, call.GetValue(file)!, call.GetValue(overwrite));
            terminal.Line($"The database {Database.NameOf(storage)} is backed up to {call.GetValue(file)}{OnServer(storage)}, and the copy has been checked.");
            terminal.Line($"Back up the folder of keys too, apart from it: {KeysOf(settings, storage)}. Without the keys stored files cannot be read.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Restore(Terminal terminal)
    {
        var (options, file, overwrite) = (new WorkspaceOptions(), FileArgument(), Overwrite("There is a database, which the backup replaces."));
        var command = new Command("restore", "Put a backup in the place of the database, once it has been checked.") { file, overwrite };
        options.AddDatabaseTo(command);
        command.SetAction(call =>
        {
            var settings = options.Settings(call);
            var storage = NdtmsConfiguration.Storage(settings);
            var earlier = Database.Restore(storage, call.GetValue(file)!, call.GetValue(overwrite));
            terminal.Line($"The database {Database.NameOf(storage)} is restored from {call.GetValue(file)}{OnServer(storage)}.");
            if (earlier is not null)
                terminal.Line($"What was there before is {earlier}; delete it when you no longer need it.");
            terminal.Line($"It needs the keys of its time in {KeysOf(settings, storage)}.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Argument<string> FileArgument() => new("file") { Description = "The backup; of a database on a server, a path on that server." };

    private static Option<bool> Overwrite(string description) => new("--overwrite") { Description = description };

    private static string OnServer(StorageOptions storage) => storage.Engine == StorageOptions.Sqlite ? "" : " on the server";

    /// <summary>For a message alone, so that a setting that is missing does not stop a backup.</summary>
    private static string KeysOf(Microsoft.Extensions.Configuration.IConfiguration settings, StorageOptions storage)
    {
        try
        {
            return NdtmsConfiguration.KeysFolder(settings, storage);
        }
        catch (RequestException)
        {
            return $"the folder of the setting {NdtmsConfiguration.Keys}";
        }
    }
}
