using System.CommandLine;
using System.Globalization;
using Ndtms.Application.Databases;
using Ndtms.Core.DataSets;
using Ndtms.Worker.Settings;

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
            var migrated = terminal.Call(new MigrateDatabase(CodeBook.Embedded), NdtmsConfiguration.Storage(options.Settings(call)));
            foreach (var name in migrated.Applied)
                terminal.Line($"{name} applied.");
            terminal.Line($"The database {migrated.Name} has this program's schema{(migrated.Applied.Count == 0 ? " already" : "")}.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Status(Terminal terminal)
    {
        var options = new WorkspaceOptions();
        var command = new Command("status", "Show the engine, the database and its schema.");
        options.AddDatabaseTo(command);
        command.SetAction(call =>
        {
            var view = terminal.Call(new ShowDatabase(CodeBook.Embedded), NdtmsConfiguration.Storage(options.Settings(call)));
            terminal.Line($"Engine    {view.Engine}");
            terminal.Line($"Database  {view.Name}");
            terminal.Line($"Schema    {view.Schema.Version.ToString(CultureInfo.InvariantCulture)}");
            terminal.Line($"Pending   {(view.Schema.Pending.Count == 0 ? "nothing" : string.Join(", ", view.Schema.Pending))}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command BackUp(Terminal terminal)
    {
        var (options, file, force) = (new WorkspaceOptions(), FileArgument(), CommonOptions.Force());
        var overwrite = Overwrite("Replace an earlier backup of that name.");
        var command = new Command("backup", "Write a copy of the whole database, while work continues, and check it.") { file, overwrite, force };
        options.AddDatabaseTo(command);
        command.SetAction(call =>
        {
            var settings = options.Settings(call);
            var backup = terminal.Call(new BackUpDatabase(CodeBook.Embedded), new BackUpRequest(
                NdtmsConfiguration.Storage(settings), call.GetValue(file)!, call.GetValue(overwrite), call.GetValue(force)));
            terminal.Line($"The database {backup.Name} is backed up to {backup.File}{OnServer(backup.OnServer)}, and the copy has been checked.");
            terminal.Line($"Back up the folder of keys too, apart from it: {KeysOf(settings)}. Without the keys stored files cannot be read.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Restore(Terminal terminal)
    {
        var (options, file, overwrite) = (new WorkspaceOptions(), FileArgument(), Overwrite("There is a database, which the backup replaces."));
        const string Lost = "Do not delete clients who have refused consent since the backup, where the journal beside the keys is lost.";
        var without = new Option<bool>("--without-refusals") { Description = Lost };
        var command = new Command(
            "restore", "Replace the database by a backup, once the backup has been checked and whoever has refused consent since is deleted from it.")
        {
            file, overwrite, without,
        };
        options.AddTo(command);
        command.SetAction(call =>
        {
            var settings = options.Settings(call);
            var restored = terminal.Call(
                new RestoreDatabase(options.BookOf(call, settings)), new RestoreRequest(
                    NdtmsConfiguration.Storage(settings), call.GetValue(file)!, call.GetValue(overwrite), NdtmsConfiguration.Places(settings).Keys,
                    call.GetValue(without)));
            terminal.Line($"The database {restored.Name} is restored from {restored.File}{OnServer(restored.OnServer)}.");
            terminal.Line(restored.Replayed is { } replayed
                ? RefusalsCommand.Words(replayed)
                : "Refusals of consent since the backup were not replayed: the data of clients who refused are back until their agencies' next files.");
            if (restored.Earlier is not null)
                terminal.Line($"The earlier database is {restored.Earlier}; delete it when you no longer need it.");
            terminal.Line($"It needs the keys of its time in {KeysOf(settings)}.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Argument<string> FileArgument() => new("file") { Description = "The backup; of a database on a server, a path on that server." };

    private static Option<bool> Overwrite(string description) => new("--overwrite") { Description = description };

    private static string OnServer(bool onServer) => onServer ? " on the server" : "";

    /// <summary>For a message alone, so that a setting that is missing does not stop a backup.</summary>
    private static string KeysOf(Microsoft.Extensions.Configuration.IConfiguration settings)
    {
        try
        {
            return NdtmsConfiguration.Places(settings).Keys;
        }
        catch (SettingsException)
        {
            return $"the folder of the setting {NdtmsConfiguration.Keys}";
        }
    }
}
