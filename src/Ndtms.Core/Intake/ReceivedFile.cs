using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Ndtms.Core.DataSets;

namespace Ndtms.Core.Intake;

/// <summary>How much a file may hold (Definitions/data-set.md, Empty files and limits).</summary>
/// <param name="Bytes">Unpacked size.</param>
/// <param name="Rows">Data rows.</param>
public sealed record IntakeLimits(long Bytes, int Rows)
{
    /// <summary>1 GiB and 2,000,000 rows.</summary>
    public static IntakeLimits Default { get; } = new(1L << 30, 2_000_000);

    /// <summary>About how much memory the content of a file may take, in bytes. One that takes more is read and judged part by part; nothing
    /// that is found or loaded depends on it.</summary>
    public long Memory { get; init; } = 200L << 20;

    /// <summary>Data rows of one CLIENTID: all that is of one client is judged together, in memory.</summary>
    public int RowsOfClient { get; init; } = 100_000;

    /// <summary>CLIENTIDs that refuse consent, all of which are known before the first row is judged.</summary>
    public int Refusals { get; init; } = 200_000;
}

/// <summary>A file as it was received: a CSV or a workbook, plain or packed. It is opened as often as needed; of its content only the text of
/// a workbook is held in memory, compressed, once it is asked for.</summary>
/// <remarks>Opening scans the bytes once: size, hash, encoding, and whether they can be read at all. What a file is decides how it is read,
/// and not the ending of its name.</remarks>
public sealed class ReceivedFile
{
    /// <summary>A workbook inside an archive is unpacked into memory.</summary>
    private const int LargestPackedWorkbook = 128 << 20;

    private static readonly SearchValues<byte> WhiteSpace = SearchValues.Create(" \t\r\n\f\v"u8);
    private readonly Func<Stream> _open;
    private readonly IntakeLimits _limits;
    private Packing _packing;
    private Encoding? _utf16;
    private Lazy<(Unreadable? Problem, byte[] Text)>? _workbook;
    private (string? Letter, byte Separator)? _separator;

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
            Problem = Scan();
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

    /// <summary>How much it may hold.</summary>
    public IntakeLimits Limits => _limits;

    /// <summary>Why it cannot be read; null where it can.</summary>
    public Unreadable? Problem
    {
        get => field ?? _workbook?.Value.Problem;
        private set;
    }

    /// <summary>The physical line on which the problem is; null where it is not on a line.</summary>
    public int? ProblemLine { get; private set; }

    /// <summary>Size of the unpacked file, in bytes.</summary>
    public long Length { get; private set; }

    /// <summary>SHA-256 of the unpacked bytes, in hexadecimal.</summary>
    public string Sha256 { get; private set; } = "";

    /// <summary>Whether its text is UTF-16.</summary>
    public bool IsUtf16 => _utf16 is not null;

    /// <summary>Whether its text ends with a line break.</summary>
    public bool EndsWithLineBreak { get; private set; }

    /// <summary>The facts that the name carries: the received name's, else those of the name inside a zip.</summary>
    public SubmissionFacts? NamedFacts =>
        SubmissionFacts.FromFileName(Name) ?? (InnerName is { } inner ? SubmissionFacts.FromFileName(inner) : null);

    /// <summary>The bytes as received, packed or not. The caller disposes the stream.</summary>
    public Stream OpenReceived() => _open();

    /// <summary>Reads the rows, from the start. The caller disposes the result.</summary>
    /// <param name="dataSet">Its data set, by whose columns the separator is known; null: commas.</param>
    public CsvRows OpenRows(DataSet? dataSet) => OpenRows(SeparatorFor(dataSet));

    /// <summary>Reads the rows, from the start, with a given separator. The caller disposes the result.</summary>
    internal CsvRows OpenRows(byte separator) => new(OpenText(), separator);

    /// <summary>Counts the data rows, no further than the limit; sets <see cref="Problem"/> where there are more.</summary>
    /// <param name="dataSet">See <see cref="OpenRows(DataSet)"/>.</param>
    /// <param name="header">Sees the rows once their header is read.</param>
    /// <param name="each">Sees each row on the way.</param>
    /// <param name="end">Sees the rows after the last.</param>
    public void CountRows(DataSet? dataSet, Action<CsvRows> header, Action<CsvRows> each, Action<CsvRows> end)
    {
        using var rows = OpenRows(dataSet);
        if (!rows.ReadHeader())
            Problem = rows.EndlessLine > 0 ? Unreadable.NoHeader : Unreadable.Empty;
        else
            header(rows);
        for (var count = 1; rows.Read(); count++)
        {
            if (count > _limits.Rows)
            {
                Problem = Unreadable.TooManyRows;
                return;
            }

            each(rows);
        }

        end(rows);
    }

    /// <summary>Sets why it cannot be used, which only its columns show.</summary>
    internal void Refuse(Unreadable problem) => Problem = problem;

    /// <summary>Takes the comma, but the semicolon or else the tab where only that gives the columns that must be there (Definitions/data-set.md,
    /// The file, separators).</summary>
    private byte SeparatorFor(DataSet? dataSet)
    {
        if (dataSet is null)
            return (byte)',';
        if (_separator is { } known && known.Letter == dataSet.Letter)
            return known.Separator;
        var needed = dataSet.Fields.Where(f => f.MustBePresent).Select(f => f.Header).ToList();
        var separator = (byte)',';
        if (!HeaderWith(separator).Overlaps(needed))
        {
            foreach (var other in ";\t"u8)
            {
                if (!HeaderWith(other).IsSupersetOf(needed))
                    continue;
                separator = other;
                break;
            }
        }

        _separator = (dataSet.Letter, separator);
        return separator;
    }

    private HashSet<string> HeaderWith(byte separator)
    {
        using var rows = OpenRows(separator);
        rows.ReadHeader();
        return rows.Header.ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    private CleanText OpenText() => _workbook is { } workbook
        ? new CleanText(new GZipStream(new MemoryStream(workbook.Value.Text, writable: false), CompressionMode.Decompress), utf16: null)
        : new CleanText(OpenUnpacked(out _)!, _utf16);

    private Unreadable? Scan()
    {
        using (var received = _open())
        {
            var start = Start(received);
            _packing = Archive.PackingOf(start);
            if (_packing == Packing.Zip)
            {
                if (Archive.IsWorkbook(received, out var other))
                    _packing = Packing.None;
                else if (other is not null)
                    return other;
            }
            else if (_packing == Packing.None && NamesAnArchive(Name) && Documents.Of(start) is null)
            {
                return Unreadable.NotUnpackable;
            }
        }

        using var unpacked = OpenUnpacked(out var problem);
        if (unpacked is null)
            return problem;
        return ScanContent(unpacked);
    }

    private Unreadable? ScanContent(Stream unpacked)
    {
        using var hashed = new HashedStream(unpacked, _limits.Bytes);
        try
        {
            var start = hashed.Peek(Documents.SignatureLength);
            if (Archive.PackingOf(start) != Packing.None)
                return Archive.PackingOf(start) == Packing.Zip ? ScanWorkbook(hashed) : Unreadable.NestedArchive;
            if (Documents.Of(start) is { } document)
                return document == Unreadable.OldWorkbook && Documents.IsProtected(hashed) ? Unreadable.ProtectedWorkbook : document;
            _utf16 = CleanText.Utf16Of(start);
            return ScanText(hashed);
        }
        catch (OverLimitException)
        {
            return Unreadable.TooLarge;
        }
    }

    private Unreadable? ScanWorkbook(HashedStream hashed)
    {
        if (_packing == Packing.None)
        {
            hashed.ReadToEnd();
        }
        else
        {
            using var bytes = new MemoryStream();
            if (!hashed.CopyTo(bytes, LargestPackedWorkbook))
                return Unreadable.TooLarge;
            if (!Archive.IsWorkbook(bytes, out var other))
                return other ?? Unreadable.NestedArchive;
        }

        (Length, Sha256) = (hashed.Count, hashed.Hash());
        EndsWithLineBreak = true;
        // Reading it takes seconds, and a file that is only received or recognised is not read.
        _workbook = new Lazy<(Unreadable?, byte[])>(ReadWorkbook);
        return null;
    }

    private (Unreadable? Problem, byte[] Text) ReadWorkbook()
    {
        using var unpacked = OpenUnpacked(out _)!;
        if (_packing == Packing.None)
            return (WorkbookText.Read(unpacked, _limits, out var text), text);
        using var bytes = new MemoryStream();
        unpacked.CopyTo(bytes);
        return (WorkbookText.Read(bytes, _limits, out var content), content);
    }

    private Unreadable? ScanText(HashedStream hashed)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            using var text = new CleanText(new LeftOpen(hashed), _utf16);
            var blank = true;
            for (int read; (read = text.Read(buffer)) > 0;)
            {
                var block = buffer.AsSpan(0, read);
                if (block.Contains((byte)0))
                {
                    ProblemLine = LineOfNul();
                    return Unreadable.Binary;
                }

                blank &= !block.ContainsAnyExcept(WhiteSpace);
                EndsWithLineBreak = block[^1] is (byte)'\n' or (byte)'\r';
            }

            (Length, Sha256) = (hashed.Count, hashed.Hash());
            return blank ? Unreadable.Empty : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private int LineOfNul()
    {
        using var text = new BufferedStream(OpenText(), 1 << 16);
        var line = 1;
        var afterCarriageReturn = false;
        for (int character; (character = text.ReadByte()) > 0;)
        {
            if (character == '\r' || (character == '\n' && !afterCarriageReturn))
                line++;
            afterCarriageReturn = character == '\r';
        }

        return line;
    }

    private Stream? OpenUnpacked(out Unreadable? problem)
    {
        problem = null;
        var stream = _open();
        try
        {
            switch (_packing)
            {
                case Packing.Gzip:
                    return Archive.OpenGzip(stream);
                case Packing.Zip:
                    var content = Archive.OpenZip(stream, out var name, out problem);
                    InnerName = name.Length > 0 ? name : null;
                    return content;
                default:
                    return stream;
            }
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static byte[] Start(Stream stream)
    {
        var start = new byte[Documents.SignatureLength];
        var length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return start[..length];
    }

    private static bool NamesAnArchive(string name) =>
        name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    private sealed class OverLimitException : Exception;

    /// <summary>Passes bytes on, and counts and hashes them.</summary>
    private sealed class HashedStream(Stream bytes, long limit) : ForwardStream
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private byte[] _peeked = [];

        /// <summary>How many bytes were read.</summary>
        public long Count { get; private set; }

        /// <summary>The first bytes, which are read again afterwards.</summary>
        public byte[] Peek(int length)
        {
            var start = new byte[length];
            return _peeked = start[..bytes.ReadAtLeast(start, length, throwOnEndOfStream: false)];
        }

        /// <exception cref="OverLimitException">There are more bytes than may be.</exception>
        public override int Read(Span<byte> buffer)
        {
            var read = Math.Min(_peeked.Length, buffer.Length);
            if (read > 0)
            {
                _peeked.AsSpan(0, read).CopyTo(buffer);
                _peeked = _peeked[read..];
            }
            else
            {
                read = bytes.Read(buffer);
            }

            Count += read;
            if (Count > limit)
                throw new OverLimitException();
            _hash.AppendData(buffer[..read]);
            return read;
        }

        public void ReadToEnd() => CopyTo(Null);

        /// <summary>Copies what is left; false: it is longer than the limit.</summary>
        public bool CopyTo(MemoryStream target, int longest)
        {
            var buffer = new byte[1 << 16];
            for (int read; (read = Read(buffer.AsSpan())) > 0;)
            {
                if (target.Length + read > longest)
                    return false;
                target.Write(buffer, 0, read);
            }

            return true;
        }

        public string Hash() => Convert.ToHexStringLower(_hash.GetCurrentHash());

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _hash.Dispose();
            base.Dispose(disposing);
        }
    }

    /// <summary>Passes bytes on, and leaves their stream open.</summary>
    private sealed class LeftOpen(Stream bytes) : ForwardStream
    {
        public override int Read(Span<byte> buffer) => bytes.Read(buffer);
    }
}
