using System.Runtime.InteropServices;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;

namespace Ndtms.Core.Records;

/// <summary>How many values of a column show a trait.</summary>
/// <param name="Field">The column.</param>
/// <param name="Trait">The trait.</param>
/// <param name="Count">How many values.</param>
/// <param name="FirstLine">The line of the first.</param>
public sealed record ColumnTrait(Field Field, CellTraits Trait, int Count, int FirstLine);

/// <summary>Child columns filled on rows where the child's deciding column is blank (rule CHILD-03).</summary>
/// <param name="Rows">How many rows.</param>
/// <param name="FirstLine">The first of them.</param>
public sealed record StrayChildColumns(int Rows, int FirstLine);

/// <summary>What was noticed of the rows judged, each by itself. It is of no client, and so counted over all parts of a file.</summary>
internal sealed class RowTraits
{
    /// <summary>What is counted by column, for rules FILE-22 and FILE-23.</summary>
    private static readonly CellTraits[] ByColumn =
    [
        CellTraits.NullWord, CellTraits.SerialNumber, CellTraits.TwoDigitYear, CellTraits.Exponent, CellTraits.NoDate,
        CellTraits.OnlyMonthFirst, CellTraits.OnlyDayFirst,
    ];

    private readonly Dictionary<(int Column, CellTraits Trait), (Field Field, int Count, int Line)> _columns = [];

    /// <summary>The first line with a date in another form than dd/mm/yyyy that is accepted; null: there is none.</summary>
    public int? FirstOtherDateForm { get; private set; }

    /// <summary>How many initials had their accent folded.</summary>
    public int FoldedInitials { get; private set; }

    /// <summary>How many postcodes were longer than their sector.</summary>
    public int CutPostcodes { get; private set; }

    /// <summary>By kind of child.</summary>
    public SortedDictionary<EntityKind, StrayChildColumns> StrayChildren { get; } = [];

    /// <summary>By column, in the order of the header.</summary>
    public IReadOnlyList<ColumnTrait> Columns =>
        [.. _columns.OrderBy(c => c.Key.Column).ThenBy(c => c.Key.Trait).Select(c => new ColumnTrait(c.Value.Field, c.Key.Trait, c.Value.Count, c.Value.Line))];

    /// <summary>Notes the traits of a value.</summary>
    /// <param name="field">Its field.</param>
    /// <param name="column">Its column.</param>
    /// <param name="traits">What it shows.</param>
    /// <param name="line">Its line.</param>
    public void Add(Field field, int column, CellTraits traits, int line)
    {
        foreach (var trait in ByColumn)
        {
            if (!traits.HasFlag(trait))
                continue;
            ref var noticed = ref CollectionsMarshal.GetValueRefOrAddDefault(_columns, (column, trait), out var known);
            noticed = known ? (field, noticed.Count + 1, Math.Min(noticed.Line, line)) : (field, 1, line);
        }

        if (traits.HasFlag(CellTraits.OtherDateForm))
            FirstOtherDateForm = Math.Min(FirstOtherDateForm ?? line, line);
        if (traits.HasFlag(CellTraits.AccentFolded))
            FoldedInitials++;
        if (traits.HasFlag(CellTraits.PostcodeCut))
            CutPostcodes++;
    }

    /// <summary>Notes a row on which columns of a child are filled without the child.</summary>
    public void AddStray(EntityKind kind, int line)
    {
        var stray = StrayChildren.GetValueOrDefault(kind) ?? new StrayChildColumns(0, line);
        StrayChildren[kind] = new StrayChildColumns(stray.Rows + 1, Math.Min(stray.FirstLine, line));
    }
}
