using Ndtms.Core.Intake;

namespace Ndtms.Application;

/// <summary>Files of a call: opened when they are there, and written whole or not at all.</summary>
public static class Files
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

    /// <summary>Writes a file under another name first, so that nobody ever finds half of one.</summary>
    /// <exception cref="RequestException">A folder is where the file should be, or a file where a folder should be.</exception>
    /// <exception cref="EnvironmentException">The disk or the rights do not allow it.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full))
            throw new RequestException($"{path} is a folder; give the name of a file to write.");
        for (var folder = Path.GetDirectoryName(full); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(folder))
                throw new RequestException($"{folder} is a file, so nothing can be written into it; choose a folder.");
        }

        var partial = $"{full}.{Environment.ProcessId}.part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
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
        }
    }
}
