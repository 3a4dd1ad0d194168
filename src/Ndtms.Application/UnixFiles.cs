using System.Runtime.InteropServices;
using System.Text;

namespace Ndtms.Application;

/// <summary>What the framework does not say of files on Linux: whether one is a regular file, and names that are not UTF-8, by which it cannot
/// open, move or delete anything. On other systems every file counts as regular, and every name as UTF-8.</summary>
public static class UnixFiles
{
    private const int FromWorkingFolder = -100;
    private const uint WantsType = 1;

    /// <summary>Where a result of <c>statx</c> has the kind of file, and where an entry of <c>readdir</c> has its name: the same on every 64-bit
    /// Linux.</summary>
    private const int ModeAt = 28;
    private const int NameAt = 19;

    private const int KindMask = 0xF000;
    private const int RegularKind = 0x8000;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static bool IsKnown => OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>Makes every file and folder that this process creates from now on its owner's alone (0600 and 0700).</summary>
    public static void KeepToOwner()
    {
        if (!OperatingSystem.IsWindows())
            _ = UMask(0x3F);
    }

    /// <summary>Whether a path is a regular file, and not a pipe, a socket or a device, from which reading might never end. A link counts as what
    /// it leads to.</summary>
    public static bool IsRegular(string path)
    {
        if (!IsKnown)
            return true;
        var found = new byte[256];
        return StatX(FromWorkingFolder, Terminated(Encoding.UTF8.GetBytes(path)), 0, WantsType, found) != 0
            || (BitConverter.ToUInt16(found, ModeAt) & KindMask) == RegularKind;
    }

    /// <summary>Gives files whose names are not UTF-8 names that are, in which "_" stands for each byte that is none.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The new names.</returns>
    public static IReadOnlyList<string> CorrectNames(string folder)
    {
        var renamed = new List<string>();
        if (!IsKnown)
            return renamed;
        var within = Encoding.UTF8.GetBytes(folder + "/");
        foreach (var name in NamesIn(folder).Where(n => !IsText(n)))
        {
            var text = Encoding.UTF8.GetString(name).Replace('\uFFFD', '_');
            var free = text;
            for (var number = 2; Path.Exists(Path.Combine(folder, free)); number++)
                free = FormattableString.Invariant($"{Path.GetFileNameWithoutExtension(text)}-{number}{Path.GetExtension(text)}");
            if (Rename(Terminated([.. within, .. name]), Terminated([.. within, .. Encoding.UTF8.GetBytes(free)])) == 0)
                renamed.Add(free);
        }

        return renamed;
    }

    private static bool IsText(byte[] name)
    {
        try
        {
            _ = Strict.GetCharCount(name);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static List<byte[]> NamesIn(string folder)
    {
        var names = new List<byte[]>();
        var open = OpenDir(Terminated(Encoding.UTF8.GetBytes(folder)));
        if (open == 0)
            return names;
        for (var entry = ReadDir(open); entry != 0; entry = ReadDir(open))
        {
            var length = 0;
            while (Marshal.ReadByte(entry, NameAt + length) != 0)
                length++;
            var name = new byte[length];
            Marshal.Copy(entry + NameAt, name, 0, length);
            names.Add(name);
        }

        _ = CloseDir(open);
        return names;
    }

    private static byte[] Terminated(byte[] text) => [.. text, 0];

#pragma warning disable SYSLIB1054, CA5392 // A source generator would need unsafe code; libc is found where the system has it.
    [DllImport("libc", EntryPoint = "umask")]
    private static extern int UMask(int mask);

    [DllImport("libc", EntryPoint = "statx")]
    private static extern int StatX(int folder, byte[] path, int flags, uint mask, byte[] found);

    [DllImport("libc", EntryPoint = "rename")]
    private static extern int Rename(byte[] from, byte[] to);

    [DllImport("libc", EntryPoint = "opendir")]
    private static extern nint OpenDir(byte[] path);

    [DllImport("libc", EntryPoint = "readdir")]
    private static extern nint ReadDir(nint folder);

    [DllImport("libc", EntryPoint = "closedir")]
    private static extern int CloseDir(nint folder);
#pragma warning restore SYSLIB1054, CA5392
}
