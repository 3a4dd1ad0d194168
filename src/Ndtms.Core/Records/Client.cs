using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;

namespace Ndtms.Core.Records;

/// <summary>A person as one agency knows them: key AGNCY and CLIENTID.</summary>
public sealed class Client : Entity
{
    private readonly int[] _asOf;
    private readonly List<Episode> _episodes = [];
    private int _rowReferral = int.MinValue;

    internal Client(Layout layout, TextPool texts, string clientId)
        : base(layout, texts, clientId)
    {
        _asOf = new int[layout.Fields.Count];
        Array.Fill(_asOf, int.MinValue);
    }

    public override Entity? Parent => null;

    /// <summary>Its episodes, in the order of the file.</summary>
    public IReadOnlyList<Episode> Episodes => _episodes;

    public DateOnly? DateOfBirth => Date(Column.DOB);

    public Code? Sex => Code(Column.SEX);

    /// <summary>CONSENT: the client agrees to share data.</summary>
    public bool? Consents => YesNo(Column.CONSENT);

    /// <summary>What identifies the person; null where one of the four cannot be read.</summary>
    public Attributors? Attributors =>
        this[Column.FINITIAL] is { HasValue: true } first && this[Column.SINITIAL] is { HasValue: true } second
        && DateOfBirth is { } born && Sex is { } sex
            ? new Attributors((char)first.Value, (char)second.Value, born, sex.Value)
            : null;

    internal void Add(Episode episode) => _episodes.Add(episode);

    /// <summary>Starts a row: says as of which referral its client values are.</summary>
    internal void BeginRow(int line, Cell referral)
    {
        AddLine(line);
        _rowReferral = referral.HasValue ? referral.Value : int.MinValue;
    }

    /// <summary>Where rows differ, the value on the row with the latest REFLD is used; with the same or no REFLD the ordinally smallest
    /// (rule CLIENT-04).</summary>
    internal override void Merge(Field field, Cell cell)
    {
        var held = this[field];
        if (cell == Cell.Blank)
            return;
        if (!held.IsGiven)
        {
            if (cell.IsGiven || held == Cell.Blank)
            {
                Set(field, cell);
                _asOf[field.Cell] = _rowReferral;
            }

            return;
        }

        if (!cell.IsGiven)
            return;
        ref var asOf = ref _asOf[field.Cell];
        if (cell == held)
        {
            asOf = Math.Max(asOf, _rowReferral);
            return;
        }

        AddConflict(field, cell);
        if (_rowReferral > asOf || (_rowReferral == asOf && IsSmaller(field, cell, held)))
        {
            Set(field, cell);
            asOf = _rowReferral;
        }
    }

    private bool IsSmaller(Field field, Cell one, Cell other) => field.Type is FieldType.Date or FieldType.Integer
        ? one.Value < other.Value
        : string.CompareOrdinal(Show(field, one), Show(field, other)) < 0;
}
