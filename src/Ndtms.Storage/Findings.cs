using System.Text.Json;
using Ndtms.Core.Quality;
using Ndtms.Core.Validation;

namespace Ndtms.Storage;

/// <summary>What was found in a submission, worked out before the transaction that keeps it.</summary>
/// <param name="Changes">How many episodes it changes.</param>
/// <param name="Removal">What loading it would remove.</param>
/// <param name="Content">What feedback shows of its content; null where its content was not judged.</param>
internal sealed record Findings(ChangeCounts Changes, Removal Removal, ContentFindings? Content)
{
    /// <summary>What was found.</summary>
    /// <param name="found">The submission as checked.</param>
    /// <param name="changes">The episodes that it changes.</param>
    /// <param name="quality">What feedback shows of its content.</param>
    public static Findings Of(CheckedSubmission found, EpisodeChanges changes, ContentQuality quality) => new(
        changes.Counts, changes.Removal with { RefusedClients = found.ManyRefused },
        found.IsJudged ? new ContentFindings(JsonSerializer.Serialize(quality.Completeness), JsonSerializer.Serialize(quality.Effects)) : null);
}

/// <summary>What feedback shows of a file's content, beside the expected TOPs.</summary>
/// <param name="Completeness">How often each expected field is filled, as JSON.</param>
/// <param name="Effects">Whom rejected records keep out of figures, as JSON.</param>
internal sealed record ContentFindings(string Completeness, string Effects);

/// <summary>The episodes that a submission would change.</summary>
/// <param name="List">Those added, changed and removed, in no particular order.</param>
/// <param name="Counts">How many.</param>
/// <param name="Removal">What would be removed.</param>
internal sealed record EpisodeChanges(IReadOnlyList<EpisodeChange> List, ChangeCounts Counts, Removal Removal)
{
    /// <summary>None.</summary>
    public static EpisodeChanges None { get; } = new([], new ChangeCounts(0, 0, 0, 0), new Removal(0, 0, 0));

    /// <summary>The counts with those of another part of the file.</summary>
    public EpisodeChanges And(EpisodeChanges other) => new(
        [],
        new ChangeCounts(
            Counts.Added + other.Counts.Added, Counts.Changed + other.Counts.Changed, Counts.Unchanged + other.Counts.Unchanged,
            Counts.Removed + other.Counts.Removed, Counts.DeletedClients + other.Counts.DeletedClients),
        new Removal(Removal.Episodes + other.Removal.Episodes, Removal.Open + other.Removal.Open, Removal.Replaced + other.Removal.Replaced));
}
