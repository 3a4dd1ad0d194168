using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;

namespace Ndtms.Core.Records;

/// <summary>A value given for a field of an entity that could not be used.</summary>
/// <param name="Entity">Whose it is.</param>
/// <param name="Field">The field.</param>
/// <param name="Reason">What is wrong with it.</param>
/// <param name="Value">As sent, trimmed; of a postcode at most four characters.</param>
/// <param name="Lines">The lines that hold it.</param>
public sealed record MalformedValue(Entity Entity, Field Field, Malformation Reason, string Value, List<int> Lines);

/// <summary>A value on a row that could not be used. A file can have millions.</summary>
/// <param name="Entity">Whose it is.</param>
/// <param name="Text">The place of the value among the file's texts.</param>
/// <param name="Line">The line.</param>
/// <param name="Cell">The field's place in the layout.</param>
/// <param name="Reason">What is wrong with it.</param>
internal readonly record struct MalformedCell(Entity Entity, int Text, int Line, byte Cell, Malformation Reason) : IComparable<MalformedCell>
{
    public int CompareTo(MalformedCell other)
    {
        var order = Entity.Number.CompareTo(other.Entity.Number);
        order = order != 0 ? order : Cell.CompareTo(other.Cell);
        order = order != 0 ? order : Text.CompareTo(other.Text);
        return order != 0 ? order : Line.CompareTo(other.Line);
    }

    public bool IsSameAs(MalformedCell other) => Entity == other.Entity && Cell == other.Cell && Text == other.Text;
}

/// <summary>Child columns filled on rows where the child's deciding column is blank (rule CHILD-03).</summary>
/// <param name="Rows">How many rows.</param>
/// <param name="FirstLine">The first of them.</param>
public sealed record StrayChildColumns(int Rows, int FirstLine);

/// <summary>How many values of a column show a trait.</summary>
/// <param name="Field">The column.</param>
/// <param name="Trait">The trait.</param>
/// <param name="Count">How many values.</param>
/// <param name="FirstLine">The line of the first.</param>
/// <param name="Example">The first, as sent; of a date of birth or an id too.</param>
public sealed record ColumnTrait(Field Field, CellTraits Trait, int Count, int FirstLine, string Example);

/// <summary>What a file holds: its rows, merged into entities, and what was noticed on the way. Clients who refuse are not in here.</summary>
public sealed class Content
{
    private readonly TextPool _texts;
    private readonly List<MalformedCell> _malformed = [];

    internal Content(DataSet dataSet, TextPool texts)
    {
        DataSet = dataSet;
        _texts = texts;
    }

    public DataSet DataSet { get; }

    /// <summary>The clients, in the order of the file.</summary>
    public List<Client> Clients { get; } = [];

    public IEnumerable<Episode> Episodes => Clients.SelectMany(c => c.Episodes);

    /// <summary>Clients, episodes and what is below them.</summary>
    public IEnumerable<Entity> Entities => Clients.SelectMany(c => c.Episodes.SelectMany(e => e.Children.Prepend<Entity>(e)).Prepend(c));

    /// <summary>Values that could not be used, by entity, in the order in which these first appear; each value of a field once.</summary>
    public IEnumerable<MalformedValue> Malformed
    {
        get
        {
            _malformed.Sort();
            for (int from = 0, to; from < _malformed.Count; from = to)
            {
                var first = _malformed[from];
                for (to = from + 1; to < _malformed.Count && first.IsSameAs(_malformed[to]);)
                    to++;
                yield return new MalformedValue(
                    first.Entity, first.Entity.Layout.Fields[first.Cell], first.Reason, _texts[first.Text],
                    _malformed.GetRange(from, to - from).ConvertAll(m => m.Line));
            }
        }
    }

    /// <summary>By kind of child.</summary>
    public SortedDictionary<EntityKind, StrayChildColumns> StrayChildren { get; } = [];

    /// <summary>The first line with a date in another form than dd/mm/yyyy that is accepted; null: there is none.</summary>
    public int? FirstOtherDateForm { get; internal set; }

    /// <summary>What was noticed of the values of a column, on the rows judged, each by itself.</summary>
    public List<ColumnTrait> ColumnTraits { get; } = [];

    /// <summary>How many initials had their accent folded.</summary>
    public int FoldedInitials { get; internal set; }

    /// <summary>How many postcodes were longer than their sector.</summary>
    public int CutPostcodes { get; internal set; }

    internal void AddMalformed(MalformedCell cell) => _malformed.Add(cell);
}
