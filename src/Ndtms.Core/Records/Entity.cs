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
    private readonly EntityFrame _frame;
    private FilledCells _cells;
    private int _lastLine;
    private Differences? _differences;

    internal Entity(EntityFrame frame, string key)
    {
        _frame = frame;
        Key = key;
        frame.Size.Add(ContentSize.OfEntity);
        frame.Size.AddText(key.Length);
    }

    public EntityKind Kind => _frame.Layout.Kind;

    public Layout Layout => _frame.Layout;

    /// <summary>The id that the provider's system gave it, unique within its parent; empty where it has none (then it is rejected).</summary>
    public string Key { get; }

    /// <summary>It carries no id, so it is not known which rows belong together: nothing else about it is judged.</summary>
    public bool Unkeyed => Key.Length == 0;

    /// <summary>The first physical line whose row carries it.</summary>
    public int Line { get; private set; }

    /// <summary>Its place among all entities of the file, in the order in which they first appear.</summary>
    internal int Number { get; init; }

    /// <summary>A rule rejects it by name.</summary>
    public bool Rejected { get; internal set; }

    /// <summary>A rule warns of it.</summary>
    public bool Warned { get; internal set; }

    /// <summary>The rules that name it, a bit each, as the list of issues numbers them.</summary>
    internal UInt128 Named { get; set; }

    /// <summary>The entity it belongs to; null for a client.</summary>
    public abstract Entity? Parent { get; }

    /// <summary>Neither it nor anything above it is rejected.</summary>
    public bool Loaded => !Rejected && (Parent?.Loaded ?? true);

    /// <summary>Fields in which its rows differ.</summary>
    public IEnumerable<Conflict> Conflicts => _differences is null
        ? []
        : _differences.Conflicts.Select(c => new Conflict(Layout.Fields[c.Key], [.. c.Value.Select(v => (v.Key, v.Value))]));

    /// <summary>The value of a field; blank for the one that identifies it, which is <see cref="Key"/>.</summary>
    public Cell this[Field field] => _cells[field.Cell];

    /// <summary>The cell of a typed column; blank where the data set does not have it.</summary>
    public Cell this[Column column] => Layout.CellOf(column) is >= 0 and var cell ? _cells[cell] : Cell.Blank;

    /// <summary>The value as the data set writes it; empty where there is none.</summary>
    public string Show(Field field) => field.IsKey ? Key : _cells[field.Cell].Show(field, _frame.Texts);

    /// <summary>The value of a header of this entity or of one above it, as the data set writes it; null where no such field is here.</summary>
    public string? Show(string header)
    {
        for (var entity = this; entity is not null; entity = entity.Parent)
        {
            foreach (var field in entity.Layout.Fields)
            {
                if (field.Header == header)
                    return entity.Show(field);
            }
        }

        return null;
    }

    /// <summary>A value that this entity's cells could hold, as the data set writes it.</summary>
    public string Show(Field field, Cell cell) => cell.Show(field, _frame.Texts);

    protected DateOnly? Date(Column column) => this[column] is { HasValue: true, Value: var day } ? DateOnly.FromDayNumber(day) : null;

    protected int? Integer(Column column) => this[column] is { HasValue: true, Value: var number } ? number : null;

    protected bool? YesNo(Column column) => this[column] is { HasValue: true, Value: var yes } ? yes == 1 : null;

    protected Code? Code(Column column) =>
        this[column] is { HasValue: true, Value: var place } ? Layout.FieldOf(column).CodeList!.Codes[place] : null;

    protected string? Text(Column column) => this[column] is { HasValue: true, Value: var place } ? _frame.Texts[place] : null;

    internal void AddLine(int line)
    {
        if (Line == 0)
            Line = line;
        _lastLine = line;
    }

    /// <summary>Makes room for the values of its first row.</summary>
    internal void Expect(int values) => _cells.Expect(values);

    /// <summary>Adds the value on the row of the last added line: the first non-blank value is used (Definitions/data-set.md, Rows that
    /// differ).</summary>
    internal virtual void Merge(Field field, Cell cell)
    {
        var held = _cells[field.Cell];
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
            _cells.Set(field.Cell, Cell.Conflicting);
        }
    }

    /// <summary>Sets a cell as of the last added line.</summary>
    protected void Set(Field field, Cell cell)
    {
        _cells.Set(field.Cell, cell);
        _frame.Size.Add(ContentSize.OfValue);
        if (_lastLine != Line)
            Differing().Origins[field.Cell] = _lastLine;
    }

    /// <summary>Notes that the row of the last added line has another value than the entity so far.</summary>
    protected void AddConflict(Field field, Cell cell)
    {
        var differences = Differing();
        if (!differences.Conflicts.TryGetValue(field.Cell, out var values))
        {
            differences.Conflicts[field.Cell] = values = new() { [_cells[field.Cell]] = differences.Origins.GetValueOrDefault(field.Cell, Line) };
            _frame.Size.Add(ContentSize.OfDifferences);
        }

        if (values.TryAdd(cell, _lastLine))
            _frame.Size.Add(ContentSize.OfDifference);
    }

    private Differences Differing()
    {
        if (_differences is null)
        {
            _differences = new Differences();
            _frame.Size.Add(ContentSize.OfDifferences);
        }

        return _differences;
    }

    /// <summary>Makes a cell blank: its value is not used.</summary>
    internal void Clear(Field field) => _cells.Set(field.Cell, Cell.Blank);

    /// <summary>Makes a cell as if malformed, so that no later rule judges it.</summary>
    internal void Disregard(Field field) => _cells.Set(field.Cell, Cell.Conflicting);

    /// <summary>In what the rows of an entity differ: few entities have any.</summary>
    private sealed class Differences
    {
        /// <summary>The line that a cell's value was taken from, where that is not the first.</summary>
        public Dictionary<int, int> Origins { get; } = [];

        /// <summary>By cell, the different values with the line on which each was first seen.</summary>
        public SortedDictionary<int, OrderedDictionary<Cell, int>> Conflicts { get; } = [];
    }
}

/// <summary>What the entities of one kind in one file share.</summary>
/// <param name="Layout">Their fields.</param>
/// <param name="Texts">The texts of the file.</param>
/// <param name="Size">How much memory they take.</param>
internal sealed record EntityFrame(Layout Layout, TextPool Texts, ContentSize Size);
