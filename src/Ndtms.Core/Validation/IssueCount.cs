namespace Ndtms.Core.Validation;

/// <summary>How many issues of a rule, severity and column a submission has: all of them, also those that are not listed.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Severity">What the issues do.</param>
/// <param name="Column">The column that they name; null: none.</param>
/// <param name="Issues">How many.</param>
/// <param name="Confirmed">How many of these are warnings that were checked and found correct.</param>
public sealed record IssueCount(string Rule, Severity Severity, string? Column, int Issues, int Confirmed)
{
    /// <summary>How many count in data quality.</summary>
    public int Unconfirmed => Issues - Confirmed;

    /// <summary>Counts issues of which all are listed, in the order of rules, severities and columns.</summary>
    public static IReadOnlyList<IssueCount> Of(IEnumerable<Issue> issues) =>
    [
        .. issues.GroupBy(i => (i.Rule, i.Severity, i.Column))
            .Select(g => new IssueCount(g.Key.Rule, g.Key.Severity, g.Key.Column, g.Count(), g.Count(i => i.Confirmed)))
            .OrderBy(c => c.Rule, StringComparer.Ordinal).ThenBy(c => c.Severity).ThenBy(c => c.Column, StringComparer.Ordinal),
    ];
}

/// <summary>How many distinct entities a rule names in a submission, as <c>dq-rejected</c> and <c>dq-warnings</c> count
/// (Definitions/measures.md, Data quality).</summary>
/// <param name="Rule">The rule; null: any rule, each entity once.</param>
/// <param name="Severity"><see cref="Severity.Reject"/>: rejected by name, not for something above it. <see cref="Severity.Warning"/>:
/// loaded with a warning, confirmed or not.</param>
/// <param name="Entities">How many.</param>
/// <param name="Keys">The sum of their hashes under the publication key; 0 where the check had none.</param>
public sealed record EntitiesNamed(string? Rule, Severity Severity, int Entities, ulong Keys = 0);
