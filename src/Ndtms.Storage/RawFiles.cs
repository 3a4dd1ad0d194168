using System.Data.Common;
using System.IO.Compression;
using Dapper;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;

namespace Ndtms.Storage;

/// <summary>Files as received, without what may not be kept, compressed and encrypted in parts of at most 1 MiB.</summary>
internal sealed class RawFiles(Secrets secrets)
{
    internal const int PartSize = 1 << 20;

    /// <summary>Stores a submission's file.</summary>
    /// <returns>Whether rows were left out because their client refuses.</returns>
    public bool Store(DbConnection connection, long submission, ReceivedFile file, DataSet dataSet, Func<string, bool> refuses) =>
        Store((part, content) => InsertPart(connection, "raw_file", "submission_id", submission, part, content), file, dataSet, refuses);

    /// <summary>Stores a submission's file, each part in a transaction of its own. What an earlier try left must be deleted before.</summary>
    public bool Store(Database database, long submission, ReceivedFile file, DataSet dataSet, Func<string, bool> refuses) =>
        Store((part, content) => database.WriteAlone(null, c => InsertPart(c, "raw_file", "submission_id", submission, part, content)), file, dataSet, refuses);

    /// <summary>Reads the first part of a file as sent.</summary>
    /// <returns>Its bytes, and whether they are the whole file; if not, they may be a little more than a part.</returns>
    public static (byte[] Bytes, bool IsWhole) ReadFirst(Stream content)
    {
        using var first = new MemoryStream();
        var buffer = new byte[1 << 14];
        int read;
        while (first.Length <= PartSize && (read = content.Read(buffer)) > 0)
            first.Write(buffer, 0, read);
        return (first.ToArray(), first.Length <= PartSize);
    }

    /// <summary>Keeps a file as sent that is one part, within the caller's transaction.</summary>
    /// <returns>The id of the received file.</returns>
    public long Receive(DbConnection connection, byte[] content, DateTimeOffset now)
    {
        var id = Begin(connection, now);
        if (content.Length > 0)
            InsertPart(connection, "received_part", "file_id", id, 1, Sealed(content));
        return id;
    }

    /// <summary>Keeps a file as sent, each part in a transaction of its own.</summary>
    /// <param name="database">The database.</param>
    /// <param name="first">What was read of it.</param>
    /// <param name="rest">The rest.</param>
    /// <param name="now">The time.</param>
    /// <returns>The id of the received file.</returns>
    public long Receive(Database database, byte[] first, Stream rest, Func<DateTimeOffset> now)
    {
        var id = database.WriteAlone(null, c => Begin(c, now()));
        using var parts = new PartWriter(Sealed, (part, bytes) => database.WriteAlone(null, c =>
        {
            c.Execute("UPDATE received_file SET written = @written WHERE id = @id", new { id, written = now() });
            return InsertPart(c, "received_part", "file_id", id, part, bytes);
        }));
        parts.Write(first);
        rest.CopyTo(parts);
        parts.Finish();
        return id;
    }

    /// <summary>Deletes a file as sent.</summary>
    public static void DeleteReceived(Database database, long id) =>
        database.WriteAlone(null, connection => connection.Execute("DELETE FROM received_file WHERE id = @id", new { id }));

    private static long Begin(DbConnection connection, DateTimeOffset written) =>
        StorageConnection.Insert(connection, "INSERT INTO received_file (written) VALUES (@written)", new { written });

    /// <summary>A part of a file as sent, as it is stored.</summary>
    private byte[] Sealed(ReadOnlySpan<byte> part) => secrets.Protect(Packing.Pack(part));

    private bool Store(Action<long, byte[]> insert, ReceivedFile file, DataSet dataSet, Func<string, bool> refuses)
    {
        using var parts = new PartWriter(bytes => secrets.Protect(bytes.ToArray()), insert);
        bool dropped;
        using (var packed = new GZipStream(parts, CompressionLevel.Optimal, leaveOpen: true))
            dropped = Redaction.Write(file, dataSet, refuses, packed);
        parts.Finish();
        return dropped;
    }

    /// <summary>Opens a file as received.</summary>
    public ReceivedParts OpenReceived(Database database, long file) => new(database.Connect(), secrets, file);

    /// <summary>A submission's file as stored; null where none is.</summary>
    public ReceivedFile? Find(DbConnection connection, long submission, string name, IntakeLimits? limits = null)
    {
        var parts = connection.Query<byte[]>(
            "SELECT content FROM raw_file WHERE submission_id = @submission ORDER BY part", new { submission }).ToList();
        if (parts.Count == 0)
            return null;
        using var joined = new MemoryStream();
        foreach (var part in parts)
            joined.Write(secrets.Unprotect(part));
        var packed = joined.ToArray();
        return new ReceivedFile(name, () => new GZipStream(new MemoryStream(packed, writable: false), CompressionMode.Decompress), limits);
    }

    /// <summary>Drops from every stored file of the agency the rows of clients who refuse now.</summary>
    /// <returns>How many files had such rows.</returns>
    public int Redact(DbConnection connection, string agency, CodeBook book, IReadOnlySet<string> clientHashes)
    {
        var redacted = 0;
        foreach (var (submission, letter) in connection.Query<(long, string)>("""
            SELECT id, data_set FROM submission
            WHERE agency = @agency AND EXISTS (SELECT 1 FROM raw_file WHERE raw_file.submission_id = submission.id)
            ORDER BY id
            """, new { agency }).ToList())
        {
            if (book.DataSet(letter) is not { } dataSet || Find(connection, submission, "stored.csv") is not { } file)
                continue;
            var refuses = Remember(clientId => clientHashes.Contains(secrets.ClientHash(agency, clientId)));
            if (!HoldsRowOf(file, dataSet, refuses))
                continue;
            connection.Execute("DELETE FROM raw_file WHERE submission_id = @submission", new { submission });
            Store(connection, submission, file, dataSet, refuses);
            redacted++;
        }

        return redacted;
    }

    private static int InsertPart(DbConnection connection, string table, string key, long id, long part, byte[] content) =>
        connection.Execute($"INSERT INTO {table} ({key}, part, content) VALUES (@id, @part, @content)", new { id, part, content });

    private static bool HoldsRowOf(ReceivedFile file, DataSet dataSet, Func<string, bool> refuses)
    {
        using var rows = file.OpenRows(dataSet);
        using var reader = new CellReader(new TextPool());
        var client = -1;
        while (rows.Read())
        {
            if (client < 0)
                client = rows.Header.ToList().FindIndex(h => h.Equals(nameof(Column.CLIENTID), StringComparison.OrdinalIgnoreCase));
            if (client >= 0 && refuses(reader.Text(rows[client]).ToString()))
                return true;
        }

        return false;
    }

    private static Func<string, bool> Remember(Func<string, bool> question)
    {
        var answers = new Dictionary<string, bool>(StringComparer.Ordinal);
        return key =>
        {
            if (!answers.TryGetValue(key, out var answer))
                answers[key] = answer = question(key);
            return answer;
        };
    }

    /// <summary>Takes bytes and stores them, part by part.</summary>
    private sealed class PartWriter(PartWriter.Sealing seal, Action<long, byte[]> insert) : Stream
    {
        public delegate byte[] Sealing(ReadOnlySpan<byte> part);

        // Most files are far smaller than a part.
        private byte[] _part = new byte[1 << 14];
        private int _length;
        private int _number;

        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            while (!buffer.IsEmpty)
            {
                var taken = Math.Min(buffer.Length, PartSize - _length);
                if (_length + taken > _part.Length)
                    Array.Resize(ref _part, (int)Math.Min(PartSize, Math.Max(2L * _part.Length, _length + taken)));
                buffer[..taken].CopyTo(_part.AsSpan(_length));
                _length += taken;
                buffer = buffer[taken..];
                if (_length == PartSize)
                    Finish();
            }
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        /// <summary>Stores what was taken in since the last part.</summary>
        public void Finish()
        {
            if (_length == 0)
                return;
            insert(++_number, seal(_part.AsSpan(0, _length)));
            _length = 0;
        }

        public override void Flush() { }
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
    }
}

/// <summary>A file as received, in compressed and encrypted parts: read part by part, so that memory does not grow with it.</summary>
internal sealed class ReceivedParts(DbConnection connection, Secrets secrets, long file) : IDisposable
{
    /// <summary>The part that was read last: nearly every file has only one, and is read from its beginning several times.</summary>
    private (long Number, byte[] Content)? _last;
    private long? _length;

    /// <summary>Whether there is anything of it.</summary>
    public bool IsKept => Length() > 0;

    /// <summary>The file, under its name.</summary>
    public ReceivedFile As(string name, IntakeLimits limits) => new(name, () => new PartStream(this), limits);

    public void Dispose() => connection.Dispose();

    private byte[]? Part(long number)
    {
        if (_last is { } last && last.Number == number)
            return last.Content;
        var stored = connection.QuerySingleOrDefault<byte[]>(
            "SELECT content FROM received_part WHERE file_id = @file AND part = @number", new { file, number });
        if (stored is null)
            return null;
        var content = Packing.Unpack(secrets.Unprotect(stored));
        _last = (number, content);
        return content;
    }

    private long Length()
    {
        if (_length is { } known)
            return known;
        var last = connection.ExecuteScalar<long?>("SELECT MAX(part) FROM received_part WHERE file_id = @file", new { file });
        var length = last is { } number ? ((number - 1) * RawFiles.PartSize) + Part(number)!.Length : 0;
        _length = length;
        return length;
    }

    /// <summary>Every part but the last is of one size, so a position says which part it is in.</summary>
    private sealed class PartStream(ReceivedParts parts) : Stream
    {
        private readonly long _length = parts.Length();
        private byte[] _part = [];
        private long _number;

        public override bool CanRead => true;
        public override bool CanSeek => true;
        public override bool CanWrite => false;
        public override long Length => _length;

        /// <exception cref="IOException">It lies before the beginning, as a damaged archive may ask for.</exception>
        public override long Position
        {
            get => field;
            set => field = value >= 0 ? value : throw new IOException("The file cannot be read before its beginning.");
        }

        public override int Read(Span<byte> buffer)
        {
            if (Position >= _length)
                return 0;
            var number = (Position / RawFiles.PartSize) + 1;
            if (number != _number)
                (_part, _number) = (parts.Part(number) ?? [], number);
            var within = (int)(Position % RawFiles.PartSize);
            var count = Math.Min(buffer.Length, _part.Length - within);
            _part.AsSpan(within, count).CopyTo(buffer);
            Position += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => Position + offset,
            _ => _length + offset,
        };

        public override void Flush() { }
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
