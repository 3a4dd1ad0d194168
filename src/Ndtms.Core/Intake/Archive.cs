using System.Buffers.Binary;
using System.IO.Compression;

namespace Ndtms.Core.Intake;

/// <summary>How the bytes of a received file are packed; the bytes decide and not the name.</summary>
internal enum Packing
{
    None,
    Gzip,
    Zip,
}

/// <summary>Opens what a .zip or .gz holds (Definitions/data-set.md, The file, compression), and checks it to its end.</summary>
internal static class Archive
{
    /// <summary>How bytes that begin so are packed.</summary>
    public static Packing PackingOf(ReadOnlySpan<byte> start) => start switch
    {
        [0x1F, 0x8B, ..] => Packing.Gzip,
        [(byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 5, 6, ..] or [(byte)'P', (byte)'K', 7, 8, ..] => Packing.Zip,
        _ => Packing.None,
    };

    /// <summary>Whether a zip is an Excel workbook (.xlsx).</summary>
    /// <param name="stream">Its bytes; seekable, left open, and at its start afterwards.</param>
    /// <param name="other">What it is where it is another document; null: an archive of files.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static bool IsWorkbook(Stream stream, out Unreadable? other)
    {
        stream.Position = 0;
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        var names = archive.Entries.Select(e => e.FullName).ToHashSet(StringComparer.OrdinalIgnoreCase);
        stream.Position = 0;
        var isOffice = names.Contains("[Content_Types].xml");
        other = isOffice && names.Contains("xl/workbook.bin") ? Unreadable.BinaryWorkbook
            : isOffice ? Unreadable.OtherDocument
            : names.Contains("mimetype") && names.Contains("content.xml") ? Unreadable.OtherDocument
            : null;
        if (!isOffice || other == Unreadable.BinaryWorkbook || !names.Any(n => n.StartsWith("xl/", StringComparison.OrdinalIgnoreCase)))
            return false;
        other = null;
        return true;
    }

    /// <summary>Opens the one file of a zip, beside what operating systems add.</summary>
    /// <param name="stream">Its bytes; disposed with the result, or here where there is none.</param>
    /// <param name="name">The name of the file in it, without folders.</param>
    /// <param name="problem">Why there is none.</param>
    /// <returns>The unpacked bytes; null: see <paramref name="problem"/>.</returns>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static Stream? OpenZip(Stream stream, out string name, out Unreadable? problem)
    {
        var archive = new ZipArchive(stream, ZipArchiveMode.Read);
        try
        {
            var files = archive.Entries.Where(e => !IsFolderOrJunk(e.FullName)).ToList();
            name = files.Count == 1 ? NameOf(files[0].FullName) : "";
            problem = files.Count == 0 ? Unreadable.EmptyArchive
                : files.Count > 1 ? Unreadable.NotOneFile
                : files[0].IsEncrypted ? Unreadable.Protected
                : null;
            if (problem is null)
            {
                try
                {
                    return new ZipContent(files[0].Open(), archive, files[0].Length, files[0].Crc32);
                }
                catch (InvalidDataException e) when (e.Message.Contains("compress", StringComparison.OrdinalIgnoreCase))
                {
                    problem = Unreadable.UnknownCompression;
                }
            }
        }
        catch
        {
            archive.Dispose();
            throw;
        }

        archive.Dispose();
        return null;
    }

    /// <summary>Opens the content of a gzip file.</summary>
    /// <param name="stream">Its bytes; seekable, and disposed with the result.</param>
    public static Stream OpenGzip(Stream stream) => new CheckedGzip(stream);

    private static string NameOf(string path) => path[(path.LastIndexOfAny(['/', '\\']) + 1)..];

    private static bool IsFolderOrJunk(string path)
    {
        var name = NameOf(path);
        return name.Length == 0 || SystemFiles.IsOne(name) || path.Split('/', '\\').SkipLast(1).Contains("__MACOSX", StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The one file of a zip: checks length and CRC at its end, and disposes the archive with it.</summary>
    private sealed class ZipContent(Stream inner, IDisposable archive, long length, uint crc) : ForwardStream
    {
        private readonly Crc32 _crc = new();
        private long _read;

        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            _read += read;
            _crc.Add(buffer[..read]);
            if (read == 0 && buffer.Length > 0 && (_read != length || _crc.Value != crc))
                throw new InvalidDataException("The archive is damaged or ends too early.");
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
                archive.Dispose();
            }

            base.Dispose(disposing);
        }
    }

    /// <summary>A gzip stream that checks length and CRC at its end: the framework's own takes a truncated file for a complete one.</summary>
    private sealed class CheckedGzip(Stream packed) : ForwardStream
    {
        private readonly Crc32 _crc = new();
        private readonly GZipStream _inner = new(packed, CompressionMode.Decompress, leaveOpen: true);
        private uint _length;

        public override int Read(Span<byte> buffer)
        {
            var read = _inner.Read(buffer);
            _length += (uint)read;
            _crc.Add(buffer[..read]);
            if (read == 0 && buffer.Length > 0)
                CheckTrailer();
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _inner.Dispose();
                packed.Dispose();
            }

            base.Dispose(disposing);
        }

        private void CheckTrailer()
        {
            Span<byte> trailer = stackalloc byte[8];
            if (packed.Length < 18)
                throw new InvalidDataException("The gzip file ends too early.");
            packed.Position = packed.Length - trailer.Length;
            packed.ReadExactly(trailer);
            if (BinaryPrimitives.ReadUInt32LittleEndian(trailer) != _crc.Value || BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]) != _length)
                throw new InvalidDataException("The gzip file ends too early, or holds more than one file.");
        }
    }
}

/// <summary>The checksum of zip and gzip (RFC 1952, section 8).</summary>
internal sealed class Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(i =>
    {
        var crc = (uint)i;
        for (var bit = 0; bit < 8; bit++)
            crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        return crc;
    })];

    private uint _crc = uint.MaxValue;

    public uint Value => ~_crc;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
            _crc = Table[(byte)(_crc ^ b)] ^ (_crc >> 8);
    }
}
