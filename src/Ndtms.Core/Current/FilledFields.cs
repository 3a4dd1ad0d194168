
namespace Ndtms.Core.Current;

/// <summary>Which expected fields are blank on every current entity of a kind: a few words an entity, however many there are.</summary>
/// <remarks>Each entity is a row of numbers: its owner, its set of expected fields, the day from which it exists, the days that its date
/// fields hold (0 where blank), and a bit for each field that is blank.</remarks>
/// <param name="fields">The kind's expected fields.</param>
public sealed class FilledFields(ExpectedFields fields)
{
    private const int SetAt = 1;
    private const int SinceAt = 2;
    private const int DatesAt = 3;

    private readonly int _stride = DatesAt + fields.Dates.Count + fields.Words;
    private readonly int _blankAt = DatesAt + fields.Dates.Count;
    private readonly List<int[]> _sets = [];
    private int[] _rows = [];
    private ulong[] _hashes = [];

    public ExpectedFields Fields { get; } = fields;

    /// <summary>How many entities of which something is expected.</summary>
    public int Count { get; private set; }

    /// <summary>The sets of fields that are expected of entities, each as words of places.</summary>
    internal IReadOnlyList<int[]> Sets => _sets;

    /// <summary>Adds an entity with every expected field blank; what is filled is said next.</summary>
    /// <param name="owner">Place of the client among the current clients; for others, of the episode among the current episodes.</param>
    /// <param name="letter">The data set that it came with.</param>
    /// <param name="since">The day from which it exists within its episode: a TOP's or an assessment's own; null: always.</param>
    /// <param name="episode">The entity, where it is an episode: some fields are expected of some episodes only.</param>
    /// <param name="hash">The entity's hash under the publication key.</param>
    /// <returns>False where nothing is expected of it: then it is not kept, and nothing is to be said.</returns>
    public bool Add(int owner, string letter, DateOnly? since = null, CurrentEpisode? episode = null, ulong hash = 0)
    {
        Span<int> expected = stackalloc int[Fields.Words];
        if (!Fields.Expect(letter, episode, expected) || !expected.ContainsAnyExcept(0))
            return false;
        var at = Count * _stride;
        if (at + _stride > _rows.Length)
            Array.Resize(ref _rows, Math.Max(_stride * 1024, _rows.Length * 2));
        if (Count == _hashes.Length)
            Array.Resize(ref _hashes, Math.Max(1024, _hashes.Length * 2));
        _hashes[Count] = hash;
        var row = _rows.AsSpan(at, _stride);
        row.Clear();
        row[0] = owner;
        row[SetAt] = SetOf(expected);
        row[SinceAt] = since?.DayNumber ?? 0;
        expected.CopyTo(row[_blankAt..]);
        Count++;
        return true;
    }

    /// <summary>A field of the entity added last is filled.</summary>
    /// <param name="place">Its place; -1 is passed over.</param>
    public void Fill(int place)
    {
        if (place >= 0)
            Fill(place / ExpectedFields.PlacesInWord, 1 << (place % ExpectedFields.PlacesInWord));
    }

    /// <summary>Fields of the entity added last are filled.</summary>
    /// <param name="word">Which word of places.</param>
    /// <param name="places">A bit for each place of that word that is filled.</param>
    public void Fill(int word, int places) => _rows[((Count - 1) * _stride) + _blankAt + word] &= ~places;

    /// <summary>A date field of the entity added last is filled; at a cut before that day it is blank.</summary>
    public void Fill(int place, DateOnly day)
    {
        Fill(place);
        for (var i = 0; i < Fields.Dates.Count; i++)
        {
            if (Fields.Dates[i] == place)
                _rows[((Count - 1) * _stride) + DatesAt + i] = day.DayNumber;
        }
    }

    /// <summary>Whether a set has the field of a place.</summary>
    internal bool IsExpected(int set, int place) =>
        (_sets[set][place / ExpectedFields.PlacesInWord] & (1 << (place % ExpectedFields.PlacesInWord))) != 0;

    internal FilledEntity this[int at] => new(_rows.AsSpan(at * _stride, _stride), Fields.Dates.Count, _hashes[at]);

    private int SetOf(ReadOnlySpan<int> expected)
    {
        for (var i = 0; i < _sets.Count; i++)
        {
            if (expected.SequenceEqual(_sets[i]))
                return i;
        }

        _sets.Add(expected.ToArray());
        return _sets.Count - 1;
    }

    /// <summary>One entity.</summary>
    internal readonly ref struct FilledEntity(ReadOnlySpan<int> row, int dates, ulong hash)
    {
        private readonly ReadOnlySpan<int> _row = row;

        public int Owner => _row[0];

        /// <summary>Its hash under the publication key; 0 where there is none.</summary>
        public ulong Hash { get; } = hash;

        public int Set => _row[SetAt];

        /// <summary>Number of the first day on which it exists; 0: always.</summary>
        public int Since => _row[SinceAt];

        /// <summary>The numbers of the days in its date fields, 0 where blank, in the order of <see cref="ExpectedFields.Dates"/>.</summary>
        public ReadOnlySpan<int> Dates => _row.Slice(DatesAt, dates);

        /// <summary>A bit for each expected field that is blank.</summary>
        public ReadOnlySpan<int> Blank => _row[(DatesAt + dates)..];

        /// <summary>All but the owner.</summary>
        public ReadOnlySpan<int> Content => _row[SetAt..];
    }
}
