namespace Ndtms.Core.DataSets;

/// <summary>What loading or removing reference data changes.</summary>
/// <param name="Read">Rows of the file, without the example.</param>
/// <param name="Added">Rows that were not there before.</param>
/// <param name="Changed">Rows that were there with other values.</param>
/// <param name="Removed">Rows that are removed.</param>
public sealed record RowChanges(int Read, int Added, int Changed, int Removed)
{
    /// <summary>Whether they were made; false: it was a preview, or rows would be removed and their number was not confirmed.</summary>
    public bool Made { get; init; } = true;

    /// <summary>The same changes, made only where the terms allow it.</summary>
    public RowChanges Under(LoadTerms terms) => this with { Made = !terms.Preview && (Removed == 0 || Removed == terms.Removed) };
}

/// <summary>What whoever loads reference data has agreed to.</summary>
public sealed record LoadTerms
{
    /// <summary>No row is removed.</summary>
    public static LoadTerms KeepAll { get; } = new();

    /// <summary>How many rows are removed, no more and no fewer; null: none.</summary>
    public int? Removed { get; init; }

    /// <summary>Nothing is changed; only what would be is counted.</summary>
    public bool Preview { get; init; }
}
