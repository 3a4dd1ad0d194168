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

/// <summary>What a file holds, or a part of it: its rows, merged into entities. Clients who refuse are not in here.</summary>
public sealed class Content
{
    private readonly TextPool _texts;
    private readonly List<MalformedCell> _malformed = [];
    private readonly Division _division;
    private readonly int _part;

    internal Content(DataSet dataSet, TextPool texts, Division division, int part)
    {
        DataSet = dataSet;
        _texts = texts;
        _division = division;
        _part = part;
    }

    public DataSet DataSet { get; }

    /// <summary>Whether it is what the whole file holds.</summary>
    public bool IsWhole => _division.Parts == 1;

    /// <summary>Whether a client of this CLIENTID, in the file or not, belongs here: of all parts of a file exactly one says yes.</summary>
    public bool IsFor(string clientId) => _division.PartOf(clientId) == _part;

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

    internal void AddMalformed(MalformedCell cell) => _malformed.Add(cell);
}
