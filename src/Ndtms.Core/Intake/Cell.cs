using System.Globalization;
using Ndtms.Core.DataSets;

namespace Ndtms.Core.Intake;

/// <summary>A value of a field in one machine word. What the number means is the field's type: the day number of a date, an integer, the
/// place in the code list of a code, 1 or 0 of yes or no, the letter of an initial, the place in the <see cref="TextPool"/> of a text.</summary>
/// <remarks>A file of 50,000 rows has some 20,000 episodes of 65 fields: words instead of strings keep it small, and make comparing two
/// rows a comparison of words.</remarks>
public readonly record struct Cell(int Value)
{
    /// <summary>Nothing was given.</summary>
    public static readonly Cell Blank = new(int.MinValue);

    /// <summary><c>NA</c> in a column where it means "not disclosed".</summary>
    public static readonly Cell NotDisclosed = new(int.MinValue + 1);

    /// <summary>Something was given that could not be used.</summary>
    public static readonly Cell Malformed = new(int.MinValue + 2);

    /// <summary>Rows of the entity hold different values.</summary>
    public static readonly Cell Conflicting = new(int.MinValue + 3);

    /// <summary>A value that can be used.</summary>
    public bool HasValue => Value > int.MinValue + 3;

    /// <summary>A value, or "not disclosed": what one row can hold against another.</summary>
    public bool IsGiven => HasValue || Value == NotDisclosed.Value;

    public static Cell Of(DateOnly day) => new(day.DayNumber);

    public static Cell Of(bool yes) => new(yes ? 1 : 0);

    /// <summary>The value as the data set writes it, dates as dd/mm/yyyy; empty where there is none.</summary>
    public string Show(Field field, TextPool texts) => !HasValue
        ? this == NotDisclosed ? "NA" : ""
        : field.Type switch
        {
            FieldType.Date => DayText.Show(DateOnly.FromDayNumber(Value)),
            FieldType.Integer => Value.ToString(CultureInfo.InvariantCulture),
            FieldType.YesNo => Value == 1 ? "Y" : "N",
            FieldType.Initial => ((char)Value).ToString(),
            FieldType.Code => field.CodeList!.Codes[Value].Value,
            _ => texts[Value],
        };
}

/// <summary>The texts of a file, each kept once.</summary>
public sealed class TextPool
{
    private readonly List<string> _texts = [];
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly Action<int>? _added;
    private bool _isKept = true;

    /// <param name="added">Is told the length of each text that is kept.</param>
    public TextPool(Action<int>? added = null)
    {
        _added = added;
        _lookup = _index.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Keeps no text, for values that are only judged.</summary>
    public static TextPool Unkept { get; } = new() { _isKept = false };

    /// <summary>Says that no text is added any more, which saves the memory of looking them up.</summary>
    public void Seal()
    {
        _index.Clear();
        _index.TrimExcess();
    }

    public string this[int place] => _texts[place];

    /// <summary>The place of a text, added where it is new.</summary>
    public int Add(ReadOnlySpan<char> text)
    {
        if (!_isKept)
            return 0;
        if (_lookup.TryGetValue(text, out var place))
            return place;
        var kept = text.ToString();
        _index.Add(kept, _texts.Count);
        _texts.Add(kept);
        _added?.Invoke(kept.Length);
        return _texts.Count - 1;
    }
}
