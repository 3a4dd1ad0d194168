using System.Globalization;
using System.Text;

namespace Ndtms.Storage;

/// <summary>A refusal of consent or its taking back, as the journal keeps it: nothing in it is the client's but keyed hashes.</summary>
/// <param name="Agency">The agency's code.</param>
/// <param name="ClientHash">The keyed hash of CLIENTID (<see cref="Secrets.ClientHash"/>).</param>
/// <param name="FormHash">The keyed hash of its form (<see cref="Secrets.FormHash"/>); empty where it has none.</param>
/// <param name="Day">The day.</param>
/// <param name="Refused">Refused; else taken back.</param>
internal sealed record RefusalEvent(string Agency, string ClientHash, string FormHash, DateOnly Day, bool Refused);

/// <summary>The file beside the keys that says who refuses consent. It outlives the database, so that whoever refused after a backup was made is
/// not back when the backup is restored.</summary>
/// <param name="folder">The folder of the keys.</param>
internal sealed class RefusalJournal(string folder)
{
    private const string Header = "agency,client_hash,form_hash,day,event";
    private const string Refused = "refused";
    private const string TakenBack = "taken back";

    /// <summary>The file.</summary>
    public string Path { get; } = System.IO.Path.Combine(folder, "refusals.csv");

    /// <summary>Whether there is one.</summary>
    public bool Exists => File.Exists(Path);

    /// <summary>Adds events at its end, creating it where there is none. Nobody else adds any meanwhile, and they are on the disk when this
    /// returns.</summary>
    /// <param name="events">Finds them, once nobody else adds any; it is told whether the journal is new.</param>
    /// <exception cref="StorageException">It cannot be written.</exception>
    public void Append(Func<bool, IReadOnlyList<RefusalEvent>> events)
    {
        try
        {
            using var file = Alone();
            var isNew = file.Length == 0;
            // Half a line at the end was left by a process that ended; what it was to say is still known to the database.
            file.SetLength(EndOfLastLine(file));
            file.Seek(0, SeekOrigin.End);
            var text = new StringBuilder(file.Length == 0 ? Header + "\n" : "");
            foreach (var e in events(isNew))
            {
                text.Append(CultureInfo.InvariantCulture, $"{e.Agency},{e.ClientHash},{e.FormHash},{e.Day:yyyy-MM-dd},{(e.Refused ? Refused : TakenBack)}\n");
            }

            file.Write(Encoding.UTF8.GetBytes(text.ToString()));
            file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The journal of refusals {Path} cannot be written: check the folder of keys, its rights and its disk.", e);
        }
    }

    /// <summary>Everything in it, in its order.</summary>
    /// <exception cref="StorageException">It cannot be read, or a line of it is damaged.</exception>
    public IReadOnlyList<RefusalEvent> Read()
    {
        string[] lines;
        try
        {
            using var file = Alone();
            file.SetLength(EndOfLastLine(file));
            file.Seek(0, SeekOrigin.Begin);
            using var reader = new StreamReader(file, Encoding.UTF8);
            lines = reader.ReadToEnd().Split('\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The journal of refusals {Path} cannot be read: check the folder of keys and its rights.", e);
        }

        var events = new List<RefusalEvent>(lines.Length);
        for (var i = 0; i < lines.Length - 1; i++)
        {
            if (i == 0 && lines[i] == Header)
                continue;
            events.Add(i > 0 && lines[i].Split(',') is [var agency, { Length: 64 } client, { Length: 0 or 64 } form, var day, Refused or TakenBack]
                && DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var on)
                ? new RefusalEvent(agency, client, form, on, lines[i].EndsWith(Refused, StringComparison.Ordinal))
                : throw new StorageException(string.Create(
                    CultureInfo.InvariantCulture, $"The journal of refusals {Path} is damaged in line {i + 1}; put it back from a backup of the folder of keys.")));
        }

        return events;
    }

    /// <summary>Opens it while nobody else has it open, waiting for whoever has.</summary>
    private FileStream Alone()
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        for (var tries = 1; ; tries++)
        {
            try
            {
                return new FileStream(Path, options);
            }
            catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException) && tries < 100)
            {
                Thread.Sleep(50);
            }
        }
    }

    /// <summary>How long the file is up to the end of its last whole line, bytes.</summary>
    private static long EndOfLastLine(FileStream file)
    {
        for (var end = file.Length; end > 0; end--)
        {
            file.Seek(end - 1, SeekOrigin.Begin);
            if (file.ReadByte() == '\n')
                return end;
        }

        return 0;
    }
}
