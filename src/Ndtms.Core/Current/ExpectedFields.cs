using System.Collections.Frozen;
using Ndtms.Core.DataSets;
using Ndtms.Core.Validation;

namespace Ndtms.Core.Current;

/// <summary>The fields of a kind of entity that some data set of a book expects. Each has a place, the same in any data set an
/// entity came; <c>required = expected</c> alone makes a field one of these, conditional fields are none.</summary>
public sealed class ExpectedFields
{
    /// <summary>How many places one word of <see cref="FilledFields"/> holds.</summary>
    public const int PlacesInWord = 30;

    private readonly FrozenDictionary<string, int> _places;
    private readonly FrozenDictionary<string, int[]> _expected;
    private readonly ExpectedWhere?[] _conditions;

    private ExpectedFields(CodeBook book, EntityKind kind)
    {
        Kind = kind;
        var fields = book.DataSets.SelectMany(d => d.Of(kind).Fields).Where(f => f.Required == Requirement.Expected).ToList();
        // Those with a column of their own first, so that these alone can be read together.
        Headers =
        [
            .. fields.Where(f => f.Column is not null).Select(f => f.Header).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            .. fields.Where(f => f.Column is null).Select(f => f.Header).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        Columns = [.. Headers.Select(h => fields.Find(f => f.Header == h)!.Column).OfType<Column>()];
        _places = Headers.Index().ToFrozenDictionary(h => h.Item, h => h.Index, StringComparer.Ordinal);
        Dates = [.. Headers.Index().Where(h => fields.Exists(f => f.Header == h.Item && f.Type == FieldType.Date)).Select(h => h.Index)];
        Words = (Headers.Count + PlacesInWord - 1) / PlacesInWord;
        _expected = book.DataSets.ToFrozenDictionary(
            d => d.Letter,
            d => WordsOf(d.Of(kind).Fields.Where(f => f.Required == Requirement.Expected).Select(f => _places[f.Header])), StringComparer.OrdinalIgnoreCase);
        _conditions = [.. Headers.Select(h => ValueRules.ConditionOf(fields.Find(f => f.Header == h)!))];
    }

    public EntityKind Kind { get; }

    /// <summary>The fields' columns, by place.</summary>
    public IReadOnlyList<string> Headers { get; }

    /// <summary>The typed columns of the first places.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>The places of dates.</summary>
    public IReadOnlyList<int> Dates { get; }

    internal int Words { get; }

    /// <summary>The expected fields of every kind of entity, by kind.</summary>
    public static IReadOnlyList<ExpectedFields> Of(CodeBook book) =>
        [.. Enum.GetValues<EntityKind>().Select(kind => new ExpectedFields(book, kind))];

    /// <summary>The place of a field; -1: no data set expects it.</summary>
    public int PlaceOf(ReadOnlySpan<char> header) =>
        _places.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(header, out var place) ? place : -1;

    /// <summary>Which places are expected of an entity, as words; null where the book has no such data set.</summary>
    /// <param name="letter">The data set that it came with.</param>
    /// <param name="episode">The entity, where it is an episode.</param>
    /// <param name="words">Takes them.</param>
    internal bool Expect(string letter, CurrentEpisode? episode, Span<int> words)
    {
        if (!_expected.TryGetValue(letter, out var expected))
            return false;
        expected.CopyTo(words);
        for (var place = 0; place < _conditions.Length; place++)
        {
            if (_conditions[place] is { } where && !where.IsMet(CodeOf(episode, where.On)))
                words[place / PlacesInWord] &= ~(1 << (place % PlacesInWord));
        }

        return true;
    }

    private static string? CodeOf(CurrentEpisode? episode, Column column) => column switch
    {
        Column.SEX => episode?.Client.Sex,
        Column.DAT => episode?.Partnership,
        Column.HEPBSTAT => episode?.HepatitisB,
        Column.HEPCTD => episode?.HepatitisCTested,
        _ => throw new ArgumentOutOfRangeException(nameof(column)),
    };

    private int[] WordsOf(IEnumerable<int> places)
    {
        var words = new int[Words];
        foreach (var place in places)
            words[place / PlacesInWord] |= 1 << (place % PlacesInWord);
        return words;
    }
}
