using Ndtms.Core.Intake;

namespace Ndtms.Worker.Commands;

/// <summary>Files of a call: opened when they are there, and written whole or not at all.</summary>
internal static class Paths
{
    /// <summary>A file of the disk, as received.</summary>
    /// <exception cref="WrongCallException">There is none.</exception>
    public static ReceivedFile Receive(string path)
    {
        if (Directory.Exists(path))
            throw new WrongCallException($"{path} is a folder; give a file.");
        if (!File.Exists(path))
            throw new WrongCallException($"There is no file {path}; check the path.");
        return new ReceivedFile(Path.GetFileName(path), () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 17));
    }

    /// <summary>Writes a file under another name first, so that nobody ever finds half of one.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full))
            throw new WrongCallException($"{path} is a folder; give the name of a file to write.");
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var partial = $"{full}.{Environment.ProcessId}.part";
        try
        {
            using (var stream = new FileStream(partial, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16))
                write(stream);
            File.Move(partial, full, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
