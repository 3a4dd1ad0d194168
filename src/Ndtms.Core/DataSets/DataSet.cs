using System.Collections.Frozen;

namespace Ndtms.Core.DataSets;

/// <summary>The cells of one kind of entity in one data set: which field is where.</summary>
public sealed class Layout
{
    private readonly int[] _cells = new int[Enum.GetValues<Column>().Length];

    internal Layout(EntityKind kind, IReadOnlyList<Field> fields)
    {
        Kind = kind;
        Fields = fields;
        ByHeader = [.. fields.OrderBy(f => f.Header, StringComparer.Ordinal)];
        Array.Fill(_cells, -1);
        for (var i = 0; i < fields.Count; i++)
        {
            fields[i].Cell = i;
            if (fields[i].Column is { } column)
                _cells[(int)column] = i;
            if (fields[i].IsKey)
                Key = fields[i];
        }
    }

    public EntityKind Kind { get; }

    /// <summary>The fields by cell.</summary>
    public IReadOnlyList<Field> Fields { get; }

    /// <summary>The fields in the order of their headers: the same in every data set that has them.</summary>
    public IReadOnlyList<Field> ByHeader { get; }

    /// <summary>The field that identifies the entity within its parent; null where the data set has no such entity.</summary>
    public Field? Key { get; }

    /// <summary>The field of a typed column, which the data set has in this entity.</summary>
    public Field FieldOf(Column column) => Fields[CellOf(column)];

    /// <summary>The cell of a typed column, -1 where the data set does not have it in this entity.</summary>
    public int CellOf(Column column) => _cells[(int)column];
}

/// <summary>A version of the core data set, named by its letter.</summary>
public sealed class DataSet
{
    private readonly FrozenDictionary<string, Field> _byHeader;
    private readonly Layout[] _layouts;

    internal DataSet(string letter, DateOnly inForceFrom, DateOnly? inForceTo, IReadOnlyList<Field> fields)
    {
        Letter = letter;
        InForceFrom = inForceFrom;
        InForceTo = inForceTo;
        Fields = fields;
        _byHeader = fields.ToFrozenDictionary(f => f.Header, StringComparer.OrdinalIgnoreCase);
        _layouts = [.. Enum.GetValues<EntityKind>().Select(k => new Layout(k, [.. fields.Where(f => f.Entity == k)]))];
    }

    public string Letter { get; }

    /// <summary>First day on which a window may end that is sent in this data set.</summary>
    public DateOnly InForceFrom { get; }

    /// <summary>Last such day; null: in force.</summary>
    public DateOnly? InForceTo { get; }

    /// <summary>Every field, in the order of the header that real systems write.</summary>
    public IReadOnlyList<Field> Fields { get; }

    public Layout Of(EntityKind kind) => _layouts[(int)kind];

    /// <summary>The field of a header (trimmed; case does not matter), or null.</summary>
    public Field? Find(string header) => _byHeader.GetValueOrDefault(header);

    public bool InForceOn(DateOnly day) => day >= InForceFrom && (InForceTo is not { } to || day <= to);
}
