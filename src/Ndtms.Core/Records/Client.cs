using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;

namespace Ndtms.Core.Records;

/// <summary>A person as one agency knows them: key AGNCY and CLIENTID.</summary>
public sealed class Client : Entity
{
    private List<Episode>? _episodes;

    /// <summary>By cell, the referral as of which its value is; null: as of that of the rows so far, which is the same on all.</summary>
    private int[]? _asOf;
    private int _rowReferral = int.MinValue;

    internal Client(EntityFrame frame, string clientId)
        : base(frame, clientId)
    {
    }

    public override Entity? Parent => null;

    /// <summary>Its episodes, in the order of the file.</summary>
    public IReadOnlyList<Episode> Episodes => _episodes ?? (IReadOnlyList<Episode>)[];

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

    /// <summary>The same in one number, equal for equal attributors within a file; null where one of the four cannot be read.</summary>
    internal ulong? PackedAttributors =>
        this[Column.FINITIAL] is { HasValue: true } first && this[Column.SINITIAL] is { HasValue: true } second
        && this[Column.DOB] is { HasValue: true } born && this[Column.SEX] is { HasValue: true } sex
            ? ((ulong)(ushort)first.Value << 48) | ((ulong)(ushort)second.Value << 32) | ((ulong)(uint)born.Value << 8) | (byte)sex.Value
            : null;

    internal void Add(Episode episode) => (_episodes ??= new List<Episode>(1)).Add(episode);

    /// <summary>Starts a row: says as of which referral its client values are.</summary>
    internal void BeginRow(int line, Cell referral)
    {
        var before = _rowReferral;
        _rowReferral = referral.HasValue ? referral.Value : int.MinValue;
        if (Line != 0 && _asOf is null && _rowReferral != before)
        {
            _asOf = new int[Layout.Fields.Count];
            Array.Fill(_asOf, before);
        }

        AddLine(line);
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
                _asOf?[field.Cell] = _rowReferral;
            }

            return;
        }

        if (!cell.IsGiven)
            return;
        var asOf = _asOf?[field.Cell] ?? _rowReferral;
        if (cell == held)
        {
            _asOf?[field.Cell] = Math.Max(asOf, _rowReferral);
            return;
        }

        AddConflict(field, cell);
        if (_rowReferral > asOf || (_rowReferral == asOf && IsSmaller(field, cell, held)))
        {
            Set(field, cell);
            _asOf?[field.Cell] = _rowReferral;
        }
    }

    private bool IsSmaller(Field field, Cell one, Cell other) => field.Type is FieldType.Date or FieldType.Integer
        ? one.Value < other.Value
        : string.CompareOrdinal(Show(field, one), Show(field, other)) < 0;
}
