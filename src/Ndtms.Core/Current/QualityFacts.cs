using Ndtms.Core.Calendar;
using Ndtms.Core.Validation;

namespace Ndtms.Core.Current;

/// <summary>What the data-quality measures count (Definitions/measures.md, Data quality) in addition to current data: plain data, as of the
/// same moment.</summary>
public sealed record QualityFacts
{
    /// <summary>Each agency's last loaded submission, by agency.</summary>
    public required IReadOnlyList<LoadedSubmission> Submissions { get; init; }

    /// <summary>What the rules found in those submissions, in no particular order.</summary>
    public required IReadOnlyList<FoundEntities> Found { get; init; }

    /// <summary>Every file that came, in the order in which they came.</summary>
    public required IReadOnlyList<Arrival> Arrivals { get; init; }

    /// <summary>Agencies' own deadlines.</summary>
    public required IReadOnlyList<Extension> Extensions { get; init; }

    /// <summary>Which expected fields of current data are filled, by kind of entity; null: not read, and then there is no
    /// <c>dq-completeness</c>. Owners are places in the lists of <see cref="CurrentData"/>.</summary>
    public IReadOnlyList<FilledFields>? Filled { get; init; }
}

/// <summary>An agency's last loaded submission: the one whose content is current for its window.</summary>
/// <param name="Agency">The agency's code.</param>
/// <param name="WindowTo">Last day of its window.</param>
/// <param name="Received">The day it was received.</param>
/// <param name="Read">Records in the file, of every kind together, without those of clients who refuse.</param>
/// <param name="Loaded">Of them, not rejected, nor below something rejected.</param>
/// <param name="Warned">Of these, with an unconfirmed warning.</param>
/// <param name="Rules">Issues that reject or warn, by rule, without confirmed warnings: most first, then by rule.</param>
public sealed record LoadedSubmission(
    string Agency, DateOnly WindowTo, DateOnly Received, long Read, long Loaded, long Warned, IReadOnlyList<RuleCount> Rules);

/// <summary>How many distinct entities the rules found in an agency's last loaded submission, as <c>dq-rejected</c> and
/// <c>dq-warnings</c> count: FILE and ROW rules and CHILD-03 left out.</summary>
/// <param name="Agency">The agency's code.</param>
/// <param name="Rule">The rule; null: any rule, each entity once.</param>
/// <param name="Severity"><see cref="Severity.Reject"/>: rejected by name, not for something above it. <see cref="Severity.Warning"/>:
/// loaded with a warning, confirmed or not.</param>
/// <param name="Entities">How many.</param>
/// <param name="Keys">The sum of their hashes under the publication key.</param>
public sealed record FoundEntities(string Agency, string? Rule, Severity Severity, long Entities, ulong Keys = 0);
