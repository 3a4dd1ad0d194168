namespace Ndtms.Application.Demo;

/// <summary>The folder that a demonstration works in: a database with its keys and logs, and the outputs.</summary>
/// <param name="path">The folder.</param>
public sealed class DemoFolder(string path)
{
    private const string Marker = "made-by-demo.txt";

    /// <summary>The embedded database.</summary>
    public string Database => Path.Combine(path, "ndtms.db");

    /// <summary>The folder of reports and figures.</summary>
    public string Output => Path.Combine(path, "out");

    /// <summary>Removes what an earlier demonstration left, and nothing else: a folder that no demonstration made may hold a real database
    /// and its keys.</summary>
    /// <exception cref="RequestException">It is a file, or a folder that holds something else.</exception>
    /// <exception cref="EnvironmentException">The disk or the rights do not allow it.</exception>
    public void Clear()
    {
        if (File.Exists(path))
            throw new RequestException($"{path} is a file; choose a folder.");
        if (!Directory.Exists(path) || !Directory.EnumerateFileSystemEntries(path).Any())
        {
            Files.Write(Path.Combine(path, Marker), stream => stream.Write("The demonstration made this folder and replaces what is in it.\n"u8));
            return;
        }

        if (!File.Exists(Path.Combine(path, Marker)))
            throw new RequestException($"{path} holds files that no demonstration left there; choose an empty folder.");
        Storage.Database.CloseAll();
        foreach (var file in (string[])["ndtms.db", "ndtms.db-wal", "ndtms.db-shm", "quartz.db"])
            File.Delete(Path.Combine(path, file));
        foreach (var part in (string[])["out", "keys", "logs", "inbox", "archive", "rejected", "reports", "outbox"])
        {
            if (Directory.Exists(Path.Combine(path, part)))
                Directory.Delete(Path.Combine(path, part), recursive: true);
        }
    }
}
