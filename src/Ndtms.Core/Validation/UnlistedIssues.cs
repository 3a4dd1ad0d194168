using System.IO.Compression;
using System.Numerics;
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
    private const int MostKinds = 1 << 15;

    private readonly LineSet[] _lines;

    private UnlistedIssues(IReadOnlyList<UnlistedKind> kinds, LineSet[] lines)
    {
        Kinds = kinds;
        _lines = lines;
        Count = lines.Sum(l => l.Count);
    }

    /// <summary>Every issue is listed.</summary>
    public static UnlistedIssues None { get; } = new([], []);

    /// <summary>The kinds, each once, by rule, severity and column.</summary>
    public IReadOnlyList<UnlistedKind> Kinds { get; }

    /// <summary>The lines, ascending, with the place of the kind among <see cref="Kinds"/>; each pair once.</summary>
    public IEnumerable<(int Line, int Kind)> Places
    {
        get
        {
            foreach (var block in _lines.SelectMany(l => l.Blocks).Distinct().Order().ToList())
            {
                var kinds = _lines.Index().Select(l => (Kind: l.Index, Bits: l.Item.BitsOf(block))).Where(k => k.Bits is not null).ToList();
                for (var word = 0; word < LineSet.Words; word++)
                {
                    var any = kinds.Aggregate(0UL, (bits, k) => bits | k.Bits![word]);
                    for (; any != 0; any &= any - 1)
                    {
                        var bit = BitOperations.TrailingZeroCount(any);
                        foreach (var (kind, bits) in kinds)
                        {
                            if ((bits![word] & (1UL << bit)) != 0)
                                yield return (LineSet.FirstOf(block) + (word * 64) + bit, kind);
                        }
                    }
                }
            }
        }
    }

    /// <summary>How many pairs of line and kind there are.</summary>
    public int Count { get; }

    /// <summary>Reads what <see cref="ToBytes"/> made.</summary>
    public static UnlistedIssues FromBytes(byte[] bytes)
    {
        using var reader = new BinaryReader(new BrotliStream(new MemoryStream(bytes, writable: false), CompressionMode.Decompress), Encoding.UTF8);
        var kinds = new UnlistedKind[reader.Read7BitEncodedInt()];
        var lines = new LineSet[kinds.Length];
        for (var i = 0; i < kinds.Length; i++)
        {
            var (rule, severity, column, confirmed) = (reader.ReadString(), (Severity)reader.ReadByte(), reader.ReadString(), reader.ReadBoolean());
            kinds[i] = new UnlistedKind(rule, severity, column.Length == 0 ? null : column, confirmed);
            lines[i] = LineSet.Read(reader);
        }

        return new UnlistedIssues(kinds, lines);
    }

    /// <summary>As bytes, compressed. They hold rules, columns and lines, and nothing of the data.</summary>
    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(new BufferedStream(new BrotliStream(bytes, CompressionLevel.Fastest, leaveOpen: true), 1 << 16), Encoding.UTF8))
        {
            writer.Write7BitEncodedInt(Kinds.Count);
            foreach (var (kind, lines) in Kinds.Zip(_lines))
            {
                writer.Write(kind.Rule);
                writer.Write((byte)kind.Severity);
                writer.Write(kind.Column ?? "");
                writer.Write(kind.Confirmed);
                lines.Write(writer);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>Collects the lines of issues.</summary>
    internal sealed class Collector
    {
        private readonly Dictionary<UnlistedKind, LineSet> _kinds = [];

        /// <summary>Adds an issue's lines; those of the file as a whole are on no line and left out.</summary>
        public void Add(string rule, Severity severity, string? column, bool confirmed, IEnumerable<int> lines)
        {
            var kind = new UnlistedKind(rule, severity, column, confirmed);
            if (!_kinds.TryGetValue(kind, out var set))
            {
                kind = _kinds.Count >= MostKinds ? kind with { Column = null } : kind;
                if (!_kinds.TryGetValue(kind, out set))
                    _kinds[kind] = set = new LineSet();
            }

            foreach (var line in lines)
                set.Add(line);
        }

        public UnlistedIssues Finish()
        {
            var kinds = _kinds.OrderBy(k => k.Key.Rule, StringComparer.Ordinal).ThenBy(k => k.Key.Severity)
                .ThenBy(k => k.Key.Column, StringComparer.Ordinal).ThenBy(k => k.Key.Confirmed).Where(k => k.Value.Count > 0).ToList();
            return kinds.Count == 0 ? None : new UnlistedIssues([.. kinds.Select(k => k.Key)], [.. kinds.Select(k => k.Value)]);
        }
    }
}
