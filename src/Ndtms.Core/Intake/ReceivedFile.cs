using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace Ndtms.Core.Intake;

/// <summary>How much a file may hold (Definitions/data-set.md, Empty files and limits).</summary>
/// <param name="Bytes">Unpacked size.</param>
/// <param name="Rows">Data rows.</param>
public sealed record IntakeLimits(long Bytes, int Rows)
{
    /// <summary>1 GiB and 2,000,000 rows.</summary>
    public static IntakeLimits Default { get; } = new(1L << 30, 2_000_000);
}

/// <summary>Why nothing at all can be read from a file (rule FILE-01).</summary>
public enum Unreadable
{
    Empty,
    Binary,
    TooLarge,
    TooManyRows,
    NotUnpackable,
    NotOneFile,
    PackedUnderAnotherName,

    /// <summary>The first line has no end: a quotation mark opens in it and is never closed.</summary>
    NoHeader,
}

/// <summary>A file as it was received: plain, or packed with .zip or .gz. It is opened as often as needed and never held in memory.</summary>
/// <remarks>Opening scans the bytes once: size, hash, encoding, and whether it is text at all.</remarks>
public sealed class ReceivedFile
{
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    private static readonly SearchValues<byte> WhiteSpace = SearchValues.Create(" \t\r\n\f\v"u8);
    private readonly Func<Stream> _open;
    private readonly IntakeLimits _limits;
    private int _markLength;

    /// <param name="name">The file's name, without folders.</param>
    /// <param name="open">Opens the bytes as received; seekable, and called several times.</param>
    /// <param name="limits">What may be read; the default limits where null.</param>
    public ReceivedFile(string name, Func<Stream> open, IntakeLimits? limits = null)
    {
        Name = name;
        _open = open;
        _limits = limits ?? IntakeLimits.Default;
        try
        {
            Scan();
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            Problem = Unreadable.NotUnpackable;
        }
    }

    /// <summary>The name under which it was received.</summary>
    public string Name { get; }

    /// <summary>The name of the file inside a zip; null where there is none.</summary>
    public string? InnerName { get; private set; }

    /// <summary>Why it cannot be read; null where it can.</summary>
    public Unreadable? Problem { get; private set; }

    /// <summary>Size of the unpacked file, in bytes.</summary>
    public long Length { get; private set; }

    /// <summary>SHA-256 of the unpacked bytes, in hexadecimal.</summary>
    public string Sha256 { get; private set; } = "";

    /// <summary>Whether the bytes are UTF-8; else they are read as Windows-1252.</summary>
    public bool IsUtf8 { get; private set; } = true;

    /// <summary>The facts that the name carries: the received name's, else those of the name inside a zip.</summary>
    public SubmissionFacts? NamedFacts =>
        SubmissionFacts.FromFileName(Name) ?? (InnerName is { } inner ? SubmissionFacts.FromFileName(inner) : null);

    private bool IsZip => Name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);

    private bool IsGzip => Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    /// <summary>The bytes as received, packed or not. The caller disposes the stream.</summary>
    public Stream OpenReceived() => _open();

    /// <summary>Reads the rows, from the start. The caller disposes the result.</summary>
    public CsvRows OpenRows()
    {
        var stream = OpenUnpacked();
        if (IsUtf8)
            return new CsvRows(stream, null);
        // A file put together from two may bear a byte order mark and not be what the mark says; no reader is to believe it.
        stream.ReadExactly(stackalloc byte[_markLength]);
        return new CsvRows(stream, Windows1252);
    }

    /// <summary>Counts the data rows, no further than the limit; sets <see cref="Problem"/> where there are more.</summary>
    /// <param name="each">Sees each row on the way.</param>
    public void CountRows(Action<CsvRows> each)
    {
        using var rows = OpenRows();
        if (!rows.ReadHeader())
            Problem = Unreadable.NoHeader;
        for (var count = 1; rows.Read(); count++)
        {
            if (count > _limits.Rows)
            {
                Problem = Unreadable.TooManyRows;
                return;
            }

            each(rows);
        }
    }

    private void Scan()
    {
        using var stream = OpenUnpacked();
        if (Problem is not null)
            return;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 17);
        try
        {
            var blank = true;
            var kept = 0; // bytes of a character cut in two by the end of the last block
            int read;
            // At least four bytes at a time, so that a byte order mark is never cut in two.
            while ((read = stream.ReadAtLeast(buffer.AsSpan(kept, (1 << 17) - kept), 4, throwOnEndOfStream: false)) > 0)
            {
                var block = buffer.AsSpan(kept, read);
                var first = Length == 0;
                Length += read;
                if (Length > _limits.Bytes)
                {
                    Problem = Unreadable.TooLarge;
                    return;
                }

                hash.AppendData(block);
                if (block.Contains((byte)0))
                {
                    Problem = first && IsPacked(block) ? Unreadable.PackedUnderAnotherName : Unreadable.Binary;
                    return;
                }

                if (first)
                    _markLength = MarkLength(block);
                var text = first ? block[_markLength..] : block;
                blank &= !text.ContainsAnyExcept(WhiteSpace);
                if (IsUtf8)
                {
                    var all = buffer.AsSpan(0, kept + read);
                    var whole = all.Length - IncompleteTail(all);
                    IsUtf8 = Utf8.IsValid(all[..whole]);
                    kept = all.Length - whole;
                    all[whole..].CopyTo(buffer);
                }
                else
                {
                    kept = 0;
                }
            }

            IsUtf8 &= kept == 0;
            Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
            if (blank)
                Problem = Unreadable.Empty;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    /// <summary>Length of the byte order mark of UTF-8 or UTF-16 at the start; 0: there is none.</summary>
    private static int MarkLength(ReadOnlySpan<byte> start) =>
        start.StartsWith("\uFEFF"u8) ? 3 : start is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] ? 2 : 0;

    /// <summary>How many bytes at the end begin a UTF-8 character that is not complete.</summary>
    private static int IncompleteTail(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            var b = bytes[^back];
            if (b >= 0xC0)
                return back < (b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : 2) ? back : 0;
            if (b < 0x80)
                return 0;
        }

        return 0;
    }

    private static bool IsPacked(ReadOnlySpan<byte> start) => start.StartsWith("PK"u8) || start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]);

    private Stream OpenUnpacked()
    {
        var stream = _open();
        try
        {
            if (IsGzip)
                return new CheckedGzip(stream);
            if (!IsZip)
                return stream;
            var archive = new ZipArchive(stream, ZipArchiveMode.Read);
            var files = archive.Entries.Where(e => !e.FullName.EndsWith('/') && !e.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal)).ToList();
            if (files.Count != 1)
            {
                Problem = Unreadable.NotOneFile;
                archive.Dispose();
                return Stream.Null;
            }

            InnerName = files[0].Name;
            return new ZipContent(files[0].Open(), archive, files[0].Length, files[0].Crc32);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
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

/// <summary>A read-only stream without positions.</summary>
internal abstract class ForwardStream : Stream
{
    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public abstract override int Read(Span<byte> buffer);
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
