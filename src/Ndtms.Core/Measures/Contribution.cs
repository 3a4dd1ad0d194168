using Ndtms.Core.Current;

namespace Ndtms.Core.Measures;

/// <summary>A person behind a figure: the case that counted, and the dates that made it count.</summary>
/// <param name="Person">The person's number in the caseload.</param>
/// <param name="Episodes">The episodes of the journey, in its order. (An episode without treatment is judged alone.)</param>
/// <param name="JourneyStart">Earliest TRIAGED.</param>
/// <param name="TreatmentStart">Earliest structured MODST; null where none has started.</param>
/// <param name="JourneyEnd">Latest DISD; null while open.</param>
/// <param name="Exit">Exit group; null while open.</param>
/// <param name="Episode">The episode counted, in measures of episodes and modalities.</param>
/// <param name="Modality">The modality counted, in measures of modalities.</param>
/// <param name="N">What it adds to n (of a median: its amount).</param>
/// <param name="D">What it adds to d.</param>
/// <param name="Deciding">What else decided, in words; empty: nothing.</param>
public sealed record Contribution(
    int Person, IReadOnlyList<CurrentEpisode> Episodes, DateOnly JourneyStart, DateOnly? TreatmentStart, DateOnly? JourneyEnd, string? Exit,
    CurrentEpisode? Episode, CurrentModality? Modality, long N, int D, string Deciding);
