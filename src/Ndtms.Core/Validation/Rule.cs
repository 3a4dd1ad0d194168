using Ndtms.Core.DataSets;
using Ndtms.Core.Records;

namespace Ndtms.Core.Validation;

/// <summary>What rules judge an entity against, beside the entity itself.</summary>
/// <param name="From">First day of the window.</param>
/// <param name="To">Last day of the window.</param>
/// <param name="Receipt">The day the file was received.</param>
/// <param name="Areas">Partnerships and their local authorities.</param>
public sealed record RuleContext(DateOnly From, DateOnly To, DateOnly Receipt, Areas Areas);

/// <summary>A row, or rows, that show what a rule finds. Written as <c>COLUMN=value</c> pairs laid over a clean row, "|" between rows;
/// <c>-COLUMN</c> leaves a column out of the file, <c>+COLUMN</c> adds one. A value of two quotation marks is blank.
/// <c>@name=value</c> sets what is true of the submission: agency, from, to, letter, received, name; given (agency, from, to and letter
/// given beside it); content (empty, binary, header; utf16; cut: the last row lacks its last value and its line end; quote: a quotation mark
/// is open at the end; endless: the last row lacks its line end), separator, cut (values a row has too few), more (a value too many), times
/// (how many clients the row stands for); of what is known before, held (initials, date of birth and sex of client C1), clients (ids of
/// current clients with the attributors of the clean row and an episode that would be replaced), active (first..last day of the agency, or never),
/// current (last day of the current submission, or same for the same bytes), correction, replaced (how many current episodes the file would
/// replace), before (how many of them were referred before the window, and how many of these are open).</summary>
/// <param name="Text">The example.</param>
/// <param name="Found">Whether the rule finds something in it.</param>
/// <param name="Blank">Whether it shows that a blank operand makes no finding.</param>
public sealed record Example(string Text, bool Found, bool Blank = false)
{
    public static Example Fails(string text) => new(text, true);

    public static Example Passes(string text) => new(text, false);

    public static Example BlankOf(string text) => new(text, false, true);
}

/// <summary>A validation rule, as people see it.</summary>
/// <param name="Id">Stable; a retired id is never used again.</param>
/// <param name="Entity">What it is about (<see cref="Issue.Entity"/>); for VALUE rules any.</param>
/// <param name="Severity">What it does; for a rule whose severity the field decides, the gravest.</param>
/// <param name="Title">What it finds, in a few words.</param>
public record Rule(string Id, string Entity, Severity Severity, string Title)
{
    /// <summary>What is wrong, with placeholders: a header shows its value, {value}, {column} and {label} are the issue's; a part in
    /// [square brackets] is shown only where its placeholders have values.</summary>
    public required string Message { get; init; }

    /// <summary>What to do.</summary>
    public required string Advice { get; init; }

    /// <summary>The columns it looks at.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    public IReadOnlyList<Example> Examples { get; init; } = [];

    /// <summary>The placeholders of the message and of the advice.</summary>
    public IEnumerable<string> Placeholders => RuleBook.PlaceholdersOf(Message + Advice);
}

/// <summary>One part of a rule on one kind of entity.</summary>
/// <param name="Column">The column that its issue names; null: none.</param>
/// <param name="Fails">What is wrong, in positive English: true is a finding.</param>
public sealed record Check<T>(string? Column, Func<T, RuleContext, bool> Fails)
    where T : Entity;

/// <summary>A rule that is an expression over one kind of entity.</summary>
public sealed record Rule<T>(string Id, string Entity, Severity Severity, string Title)
    : Rule(Id, Entity, Severity, Title)
    where T : Entity
{
    public required IReadOnlyList<Check<T>> Checks { get; init; }
}
