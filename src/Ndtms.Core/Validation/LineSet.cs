using System.Numerics;

namespace Ndtms.Core.Validation;

/// <summary>A set of lines of a file, of which there can be millions: a bit a line where they lie close together, else two bytes.</summary>
internal sealed class LineSet
{
    private const int BlockBits = 16;
    private const int WordsInBlock = 1 << (BlockBits - 6);

    /// <summary>From how many lines a block takes less as bits.</summary>
    private const int MostSingly = WordsInBlock * sizeof(ulong) / sizeof(ushort);

    private readonly SortedDictionary<int, Block> _blocks = [];
    private int _lastNumber = -1;
    private Block? _last;

    /// <summary>How many lines.</summary>
    public int Count => _blocks.Values.Sum(b => b.Count);

    /// <summary>The numbers of the blocks that hold a line, ascending.</summary>
    public IEnumerable<int> Blocks => _blocks.Keys;

    /// <summary>The first line of a block.</summary>
    public static int FirstOf(int block) => block << BlockBits;

    /// <summary>How many words of 64 lines each a block has.</summary>
    public static int Words => WordsInBlock;

    /// <summary>Adds a line; one that is there is not added again.</summary>
    public void Add(int line)
    {
        var number = line >> BlockBits;
        if (number != _lastNumber)
        {
            if (!_blocks.TryGetValue(number, out _last))
                _blocks.Add(number, _last = new Block());
            _lastNumber = number;
        }

        _last!.Add((ushort)(line & ((1 << BlockBits) - 1)));
    }

    /// <summary>The lines of a block as bits, or null: it has none.</summary>
    public ulong[]? BitsOf(int block) => _blocks.TryGetValue(block, out var found) ? found.ToBits() : null;

    /// <summary>Writes it.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write7BitEncodedInt(_blocks.Count);
        foreach (var (number, block) in _blocks)
        {
            writer.Write7BitEncodedInt(number);
            block.Write(writer);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static LineSet Read(BinaryReader reader)
    {
        var set = new LineSet();
        for (var blocks = reader.Read7BitEncodedInt(); blocks > 0; blocks--)
            set._blocks.Add(reader.Read7BitEncodedInt(), Block.Read(reader));
        return set;
    }

    private sealed class Block
    {
        private List<ushort>? _lines = [];
        private ulong[]? _bits;

        public int Count
        {
            get
            {
                if (_bits is not null)
                    return _bits.Sum(BitOperations.PopCount);
                Order();
                return _lines!.Count;
            }
        }

        public void Add(ushort line)
        {
            if (_bits is null)
            {
                if (_lines is [.., var last] && last == line)
                    return;
                _lines!.Add(line);
                if (_lines.Count <= MostSingly)
                    return;
                (_bits, _lines) = (ToBits(), null);
            }

            _bits[line >> 6] |= 1UL << (line & 63);
        }

        public ulong[] ToBits()
        {
            if (_bits is not null)
                return _bits;
            var bits = new ulong[WordsInBlock];
            foreach (var line in _lines!)
                bits[line >> 6] |= 1UL << (line & 63);
            return bits;
        }

        public void Write(BinaryWriter writer)
        {
            writer.Write(_bits is null);
            if (_bits is not null)
            {
                foreach (var word in _bits)
                    writer.Write(word);
                return;
            }

            Order();
            writer.Write7BitEncodedInt(_lines!.Count);
            var last = 0;
            foreach (var line in _lines)
            {
                writer.Write7BitEncodedInt(line - last);
                last = line;
            }
        }

        public static Block Read(BinaryReader reader)
        {
            var block = new Block();
            if (reader.ReadBoolean())
            {
                var line = 0;
                for (var count = reader.Read7BitEncodedInt(); count > 0; count--)
                    block._lines!.Add((ushort)(line += reader.Read7BitEncodedInt()));
                return block;
            }

            block._bits = new ulong[WordsInBlock];
            block._lines = null;
            for (var i = 0; i < WordsInBlock; i++)
                block._bits[i] = reader.ReadUInt64();
            return block;
        }

        /// <summary>Ascending, each line once.</summary>
        private void Order()
        {
            _lines!.Sort();
            var count = 0;
            for (var i = 0; i < _lines.Count; i++)
            {
                if (count == 0 || _lines[count - 1] != _lines[i])
                    _lines[count++] = _lines[i];
            }

            _lines.RemoveRange(count, _lines.Count - count);
        }
    }
}
