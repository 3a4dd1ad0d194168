using Ndtms.Core.Quality;
using Ndtms.Core.Validation;

namespace Ndtms.Workbooks;

/// <summary>An earlier submission, for comparison.</summary>
/// <param name="Received">The day it was received.</param>
/// <param name="WindowTo">Last day of its window.</param>
/// <param name="Counts">Counts by kind of entity.</param>
/// <param name="Issues">Issues by severity, without confirmed warnings.</param>
/// <param name="Completeness">Of the expected fields; empty where its file is no longer stored.</param>
public sealed record EarlierSubmission(
    DateOnly Received, DateOnly WindowTo, IReadOnlyList<EntityCount> Counts, IReadOnlyDictionary<Severity, int> Issues,
    IReadOnlyList<FieldCompleteness> Completeness);
