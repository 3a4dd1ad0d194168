using System.IO.Compression;
using System.Text;

namespace Ndtms.Core.Validation;

/// <summary>A kind of issue that is not listed.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Severity">What it does.</param>
/// <param name="Column">The column that it names; null: none.</param>
/// <param name="Confirmed">Whether it is a warning that was checked and found correct.</param>
public sealed record UnlistedKind(string Rule, Severity Severity, string? Column, bool Confirmed);

/// <summary>The lines with issues that are counted and not listed (Definitions/rules.md, Nothing is listed without end), so that the
/// provider's own file, given back, can mark every row.</summary>
public sealed class UnlistedIssues
{
    private const int KindBits = 16;
    private const int MostKinds = 1 << (KindBits - 1);

    private readonly long[] _places;

    private UnlistedIssues(IReadOnlyList<UnlistedKind> kinds, long[] places)
    {
        Kinds = kinds;
        _places = places;
    }

    /// <summary>Every issue is listed.</summary>
    public static UnlistedIssues None { get; } = new([], []);

    /// <summary>The kinds, each once.</summary>
    public IReadOnlyList<UnlistedKind> Kinds { get; }

    /// <summary>The lines, ascending, with the place of the kind among <see cref="Kinds"/>; each pair once.</summary>
    public IEnumerable<(int Line, int Kind)> Places => _places.Select(p => ((int)(p >> KindBits), (int)(p & ((1 << KindBits) - 1))));

    /// <summary>How many pairs of line and kind there are.</summary>
    public int Count => _places.Length;

    /// <summary>Reads what <see cref="ToBytes"/> made.</summary>
    public static UnlistedIssues FromBytes(byte[] bytes)
    {
        using var reader = new BinaryReader(new BrotliStream(new MemoryStream(bytes, writable: false), CompressionMode.Decompress), Encoding.UTF8);
        var kinds = new UnlistedKind[reader.Read7BitEncodedInt()];
        for (var i = 0; i < kinds.Length; i++)
        {
            var (rule, severity, column, confirmed) = (reader.ReadString(), (Severity)reader.ReadByte(), reader.ReadString(), reader.ReadBoolean());
            kinds[i] = new UnlistedKind(rule, severity, column.Length == 0 ? null : column, confirmed);
        }

        var places = new long[reader.Read7BitEncodedInt()];
        long last = 0;
        for (var i = 0; i < places.Length; i++)
            places[i] = last += reader.Read7BitEncodedInt64();
        return new UnlistedIssues(kinds, places);
    }

    /// <summary>As bytes, compressed. They hold rules, columns and lines, and nothing of the data.</summary>
    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(new BufferedStream(new BrotliStream(bytes, CompressionLevel.Fastest, leaveOpen: true), 1 << 16), Encoding.UTF8))
        {
            writer.Write7BitEncodedInt(Kinds.Count);
            foreach (var kind in Kinds)
            {
                writer.Write(kind.Rule);
                writer.Write((byte)kind.Severity);
                writer.Write(kind.Column ?? "");
                writer.Write(kind.Confirmed);
            }

            writer.Write7BitEncodedInt(_places.Length);
            long last = 0;
            foreach (var place in _places)
            {
                writer.Write7BitEncodedInt64(place - last);
                last = place;
            }
        }

        return bytes.ToArray();
    }

    /// <summary>Collects the lines of issues.</summary>
    internal sealed class Collector
    {
        private readonly OrderedDictionary<UnlistedKind, int> _kinds = [];
        private readonly List<long> _places = [];

        /// <summary>Adds an issue's lines; those of the file as a whole are on no line and left out.</summary>
        public void Add(Issue issue, IEnumerable<int> lines)
        {
            var kind = new UnlistedKind(issue.Rule, issue.Severity, issue.Column, issue.Confirmed);
            if (_kinds.Count >= MostKinds && !_kinds.ContainsKey(kind))
                kind = kind with { Column = null };
            if (!_kinds.TryGetValue(kind, out var place))
                _kinds[kind] = place = _kinds.Count;
            foreach (var line in lines)
                _places.Add(((long)line << KindBits) | (long)place);
        }

        public UnlistedIssues Finish()
        {
            if (_places.Count == 0)
                return None;
            _places.Sort();
            // In place: there can be millions.
            var count = 1;
            for (var i = 1; i < _places.Count; i++)
            {
                if (_places[i] != _places[count - 1])
                    _places[count++] = _places[i];
            }

            _places.RemoveRange(count, _places.Count - count);
            return new UnlistedIssues([.. _kinds.Keys], [.. _places]);
        }
    }
}
