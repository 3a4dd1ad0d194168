using Ndtms.Core.Intake;

namespace Ndtms.Core.Records;

/// <summary>The cells of an entity that are not blank. Most of a hundred columns are, and a file can have a million entities.</summary>
internal struct FilledCells
{
    private UInt128 _filled;
    private int[]? _values;

    /// <summary>The value of a cell, by its place in the layout; at most 128 cells.</summary>
    public readonly Cell this[int cell] => (_filled & Bit(cell)) == 0 ? Cell.Blank : new Cell(_values![PlaceOf(cell)]);

    /// <summary>Makes room for so many values.</summary>
    public void Expect(int count) => _values ??= count == 0 ? null : new int[count];

    public void Set(int cell, Cell value)
    {
        var place = PlaceOf(cell);
        var isFilled = (_filled & Bit(cell)) != 0;
        if (value == Cell.Blank)
        {
            if (isFilled)
                Remove(cell, place);
        }
        else
        {
            if (!isFilled)
                MakeRoom(cell, place);
            _values![place] = value.Value;
        }
    }

    private static UInt128 Bit(int cell) => UInt128.One << cell;

    private readonly int PlaceOf(int cell) => (int)UInt128.PopCount(_filled & (Bit(cell) - 1));

    private void MakeRoom(int cell, int place)
    {
        var count = (int)UInt128.PopCount(_filled);
        if (_values is null || count == _values.Length)
            Array.Resize(ref _values, count + 2);
        Array.Copy(_values, place, _values, place + 1, count - place);
        _filled |= Bit(cell);
    }

    private void Remove(int cell, int place)
    {
        _filled &= ~Bit(cell);
        Array.Copy(_values!, place + 1, _values!, place, (int)UInt128.PopCount(_filled) - place);
    }
}
