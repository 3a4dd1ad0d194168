using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;

namespace Ndtms.Core.Records;

/// <summary>Two rows of an entity that hold different values in a field.</summary>
/// <param name="Field">The field.</param>
/// <param name="Values">The different values, with the line on which each was first seen, in the order of the file.</param>
public sealed record Conflict(Field Field, IReadOnlyList<(Cell Cell, int Line)> Values);

/// <summary>An entity of a submission, merged from the rows that carry it.</summary>
/// <remarks>Typed properties give null where the value is blank, malformed or conflicting: "a rule that cannot be judged because a value it
/// needs was malformed says nothing".</remarks>
public abstract class Entity
{
    private readonly Layout _layout;
    private readonly TextPool _texts;
    private readonly Cell[] _cells;
    private readonly List<int> _lines = new(1);
    private ushort[]? _origins;
    private SortedDictionary<int, OrderedDictionary<Cell, int>>? _conflicts;

    protected Entity(Layout layout, TextPool texts, string key)
    {
        _layout = layout;
        _texts = texts;
        Key = key;
        _cells = new Cell[layout.Fields.Count];
        Array.Fill(_cells, Cell.Blank);
    }

    public EntityKind Kind => _layout.Kind;

    public Layout Layout => _layout;

    /// <summary>The id that the provider's system gave it, unique within its parent; empty where it has none (then it is rejected).</summary>
    public string Key { get; }

    /// <summary>It carries no id, so it is not known which rows belong together: nothing else about it is judged.</summary>
    public bool Unkeyed => Key.Length == 0;

    /// <summary>The physical lines whose rows carry it, ascending.</summary>
    public IReadOnlyList<int> Lines => _lines;

    /// <summary>A rule rejects it by name.</summary>
    public bool Rejected { get; internal set; }

    /// <summary>A rule warns of it.</summary>
    public bool Warned { get; internal set; }

    /// <summary>The entity it belongs to; null for a client.</summary>
    public abstract Entity? Parent { get; }

    /// <summary>Neither it nor anything above it is rejected.</summary>
    public bool Loaded => !Rejected && (Parent?.Loaded ?? true);

    /// <summary>Fields in which its rows differ.</summary>
    public IEnumerable<Conflict> Conflicts => _conflicts is null
        ? []
        : _conflicts.Select(c => new Conflict(_layout.Fields[c.Key], [.. c.Value.Select(v => (v.Key, v.Value))]));

    public Cell this[Field field] => _cells[field.Cell];

    /// <summary>The cell of a typed column; blank where the data set does not have it.</summary>
    public Cell this[Column column] => _layout.CellOf(column) is >= 0 and var cell ? _cells[cell] : Cell.Blank;

    /// <summary>The value as the data set writes it; empty where there is none.</summary>
    public string Show(Field field) => _cells[field.Cell].Show(field, _texts);

    /// <summary>The value of a header of this entity or of one above it, as the data set writes it; null where no such field is here.</summary>
    public string? Show(string header)
    {
        for (var entity = this; entity is not null; entity = entity.Parent)
        {
            foreach (var field in entity._layout.Fields)
            {
                if (field.Header == header)
                    return entity.Show(field);
            }
        }

        return null;
    }

    /// <summary>A value that this entity's cells could hold, as the data set writes it.</summary>
    public string Show(Field field, Cell cell) => cell.Show(field, _texts);

    protected DateOnly? Date(Column column) => this[column] is { HasValue: true, Value: var day } ? DateOnly.FromDayNumber(day) : null;

    protected int? Integer(Column column) => this[column] is { HasValue: true, Value: var number } ? number : null;

    protected bool? YesNo(Column column) => this[column] is { HasValue: true, Value: var yes } ? yes == 1 : null;

    protected Code? Code(Column column) =>
        this[column] is { HasValue: true, Value: var place } ? _layout.FieldOf(column).CodeList!.Codes[place] : null;

    protected string? Text(Column column) => this[column] is { HasValue: true, Value: var place } ? _texts[place] : null;

    internal void AddLine(int line)
    {
        if (_lines.Count == 0 || _lines[^1] != line)
            _lines.Add(line);
    }

    /// <summary>Adds the value on the row of the last added line: the first non-blank value is used (Definitions/data-set.md, Rows that
    /// differ).</summary>
    internal virtual void Merge(Field field, Cell cell)
    {
        ref var held = ref _cells[field.Cell];
        if (cell == Cell.Blank || held == cell)
            return;
        if (!held.IsGiven && held != Cell.Conflicting)
        {
            if (cell.IsGiven || held == Cell.Blank)
                Set(field, cell);
        }
        else if (cell.IsGiven)
        {
            AddConflict(field, cell);
            held = Cell.Conflicting;
        }
    }

    /// <summary>Sets a cell as of the last added line.</summary>
    protected void Set(Field field, Cell cell)
    {
        _cells[field.Cell] = cell;
        if (_lines.Count > 1)
        {
            _origins ??= new ushort[_cells.Length];
            _origins[field.Cell] = (ushort)Math.Min(_lines.Count - 1, ushort.MaxValue);
        }
    }

    /// <summary>Notes that the row of the last added line has another value than the entity so far.</summary>
    protected void AddConflict(Field field, Cell cell)
    {
        _conflicts ??= [];
        if (!_conflicts.TryGetValue(field.Cell, out var values))
            _conflicts[field.Cell] = values = new() { [_cells[field.Cell]] = _lines[_origins?[field.Cell] ?? 0] };
        values.TryAdd(cell, _lines[^1]);
    }

    /// <summary>Makes a cell blank: its value is not used.</summary>
    internal void Clear(Field field) => _cells[field.Cell] = Cell.Blank;

    /// <summary>Makes a cell as if malformed, so that no later rule judges it.</summary>
    internal void Disregard(Field field) => _cells[field.Cell] = Cell.Conflicting;
}
