using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Ndtms.Core.Intake;

namespace Ndtms.Application;

/// <summary>Files of a call: opened when they are there, and written whole or not at all.</summary>
public static partial class Files
{
    /// <summary>A file of the disk, as received.</summary>
    /// <exception cref="RequestException">There is none.</exception>
    public static ReceivedFile Receive(string path)
    {
        Open(path).Dispose();
        return new ReceivedFile(Path.GetFileName(path), () => Open(path));
    }

    /// <summary>Opens a file of the disk for reading from its beginning.</summary>
    /// <exception cref="RequestException">There is none.</exception>
    public static FileStream Open(string path)
    {
        if (Directory.Exists(path))
            throw new RequestException($"{path} is a folder; give a file.");
        if (!File.Exists(path))
            throw new RequestException($"There is no file {path}; check the path.");
        if (!UnixFiles.IsRegular(path))
            throw new RequestException($"{path} is a pipe, a socket or a device; give a regular file.");
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 17);
    }

    /// <summary>Deletes what programs that ended left unfinished in a folder; what another one writes at the moment stays.</summary>
    /// <param name="folder">The folder, which need not exist.</param>
    /// <param name="depth">Whether folders below are looked at.</param>
    public static void DeleteLeftOver(string folder, SearchOption depth) => DeleteLeftOver(folder, Partial(), depth);

    /// <summary>Deletes files of a folder whose names match, except those that somebody has open alone.</summary>
    internal static void DeleteLeftOver(string folder, Regex name, SearchOption depth)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var path in Directory.EnumerateFiles(folder, "*", depth).Where(p => name.IsMatch(Path.GetFileName(p)) && !Unfinished.ContainsKey(Path.GetFullPath(p))).ToList())
        {
            try
            {
                // Whoever writes it has it open alone.
                new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
                File.Delete(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                System.Diagnostics.Debug.WriteLine(e.GetType().Name);
            }
        }
    }

    /// <summary>The unfinished files of this process: between being closed and being renamed nobody has them open.</summary>
    private static readonly ConcurrentDictionary<string, bool> Unfinished = new(StringComparer.Ordinal);

    /// <summary>A name that no other program gives its unfinished files.</summary>
    [GeneratedRegex(@"\.ndtms-[0-9]+\.part\z")]
    private static partial Regex Partial();

    /// <summary>Writes a file under another name first, so that half a file is never found. It replaces whatever is there: <see cref="Output"/>
    /// says whether it may.</summary>
    /// <exception cref="RequestException">A folder is where the file should be, or a file where a folder should be.</exception>
    /// <exception cref="EnvironmentException">The disk or the rights do not allow it.</exception>
    internal static void Write(string path, Action<Stream> write)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full))
            throw new RequestException($"{path} is a folder; give the name of a file to write.");
        for (var folder = Path.GetDirectoryName(full); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(folder))
                throw new RequestException($"{folder} is a file, so nothing can be written into it; choose a folder.");
        }

        var partial = $"{full}.ndtms-{Environment.ProcessId}.part";
        Unfinished[partial] = true;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            DeleteLeftOver(Path.GetDirectoryName(full)!, SearchOption.TopDirectoryOnly);
            using (var stream = new FileStream(partial, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16))
                write(stream);
            File.Move(partial, full, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException($"{path} cannot be written: {e.Message.TrimEnd('.')}. Check the disk, the path and its rights.", e);
        }
        finally
        {
            if (File.Exists(partial))
                File.Delete(partial);
            Unfinished.TryRemove(partial, out _);
        }
    }
}
