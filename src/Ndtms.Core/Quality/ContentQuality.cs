using Ndtms.Core.DataSets;
using Ndtms.Core.Records;
using Ndtms.Core.Validation;

namespace Ndtms.Core.Quality;

/// <summary>What feedback shows of the content of a file, collected part by part.</summary>
/// <param name="submission">As checked.</param>
/// <param name="book">The reference data with which it was checked.</param>
public sealed class ContentQuality(CheckedSubmission submission, CodeBook book)
{
    private readonly EffectOnFigures.Sum _effects = new();

    /// <summary>How often each expected field is filled; empty before the first part.</summary>
    public IReadOnlyList<FieldCompleteness> Completeness { get; private set; } = [];

    /// <summary>Whom rejected records keep out of figures, by rule.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<MissingPersons>> Effects => _effects.Total;

    /// <summary>Takes in the next of its parts.</summary>
    /// <returns>The TOPs that are expected of the clients of the part.</returns>
    public IReadOnlyList<ExpectedTop> Add(Content part)
    {
        var filled = Quality.Completeness.Of(part);
        Completeness = Completeness.Count == 0 ? filled : Quality.Completeness.Sum(Completeness, filled);
        _effects.Add(submission, part, book);
        return submission.Facts is { } facts ? TopSchedule.Of(part, facts) : [];
    }
}
