namespace Ndtms.Core.Validation;

/// <summary>What an issue does (Definitions/rules.md, Severities). Ordered from mild to grave.</summary>
public enum Severity
{
    /// <summary>Information only.</summary>
    Notice,

    /// <summary>Loaded; counted in data quality.</summary>
    Warning,

    /// <summary>The entity and all below it is not loaded; the rest is.</summary>
    Reject,

    /// <summary>The file is checked and kept, and not loaded until it is confirmed or withdrawn.</summary>
    Hold,

    /// <summary>Nothing of the file is loaded; the agency's current data stay.</summary>
    File,
}

/// <summary>A finding of a rule in a file. It holds values, not sentences: <see cref="RuleBook.Message"/> makes the sentence when it is
/// shown.</summary>
/// <param name="Rule">The rule's stable id.</param>
/// <param name="Severity">What it does here (for VALUE rules the field decides).</param>
/// <param name="Entity">What it is about: file, row, client, episode, modality, top, sub-intervention or time-in-treatment.</param>
public sealed record Issue(string Rule, Severity Severity, string Entity)
{
    /// <summary>Physical lines of the file, the header being line 1; empty for the file as a whole.</summary>
    public IReadOnlyList<int> Lines { get; init; } = [];

    /// <summary>How many more lines there are than are listed.</summary>
    public int FurtherLines { get; init; }

    /// <summary>CLIENTID as sent.</summary>
    public string? ClientId { get; init; }

    /// <summary>EPISODID as sent.</summary>
    public string? EpisodeId { get; init; }

    /// <summary>MODID, TOPID, SUBMID or TITID as sent.</summary>
    public string? ChildId { get; init; }

    /// <summary>The column it names.</summary>
    public string? Column { get; init; }

    /// <summary>The value at fault; of two that conflict, both, with " | " between them.</summary>
    public string? Value { get; init; }

    /// <summary>Of a warning: the hash of the episode, or of the client, that it is about (<see cref="Records.RowHash"/>).</summary>
    public string? RowHash { get; init; }

    /// <summary>A warning that was checked and found correct, on rows that have not changed since: it does not count.</summary>
    public bool Confirmed { get; init; }

    /// <summary>What else the message shows, by placeholder.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Details { get; init; } = [];
}

/// <summary>A warning that was checked and found correct: it sticks to the content of the rows it is about.</summary>
public sealed record ConfirmedWarning(string Rule, string? ClientId, string? EpisodeId, string? ChildId, string? Column, string RowHash);

/// <summary>How many issues of a rule and severity a submission has.</summary>
public sealed record RuleCount(string Rule, Severity Severity, int Issues);
