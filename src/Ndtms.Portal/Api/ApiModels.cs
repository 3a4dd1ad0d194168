using Ndtms.Application.Submissions;
using Ndtms.Core.Validation;
using Ndtms.Storage;

namespace Ndtms.Portal.Api;

/// <summary>A file that was taken in.</summary>
/// <param name="Id">The submission's number.</param>
/// <param name="State">received.</param>
/// <param name="Agency">Agency code.</param>
/// <param name="From">First day of the period.</param>
/// <param name="To">Last day of the period.</param>
/// <param name="ReceivedAt">When it was received.</param>
public sealed record ReceivedDto(long Id, string State, string? Agency, DateOnly? From, DateOnly? To, DateTimeOffset ReceivedAt);

/// <summary>A file that is to be checked only.</summary>
/// <param name="Id">The check's id.</param>
/// <param name="State">received.</param>
public sealed record ReceivedCheckDto(string Id, string State);

/// <summary>A page of a list.</summary>
/// <param name="Items">Its items.</param>
/// <param name="Next">What to ask for with <c>after</c> to get the next; null: there is no more.</param>
public sealed record PageDto<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>A submission in a list.</summary>
/// <param name="Id">Its number.</param>
/// <param name="State">received, checking, rejected, held, accepted, superseded, withdrawn or failed.</param>
/// <param name="Agency">Agency code; null: not known.</param>
/// <param name="From">First day of the period.</param>
/// <param name="To">Last day of the period.</param>
/// <param name="DataSet">The letter.</param>
/// <param name="Received">The day of receipt.</param>
public sealed record SubmissionDto(long Id, string State, string? Agency, DateOnly? From, DateOnly? To, string? DataSet, DateOnly Received)
{
    internal static SubmissionDto Of(StoredSubmission s) => new(s.Id, Name(s.State), s.Agency, s.WindowFrom, s.WindowTo, s.DataSet, s.Received);

    internal static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}

/// <summary>A step of a submission's life.</summary>
public sealed record StepDto(string State, DateTimeOffset At);

/// <summary>Records of a kind: read, loaded, and loaded with a warning.</summary>
public sealed record CountDto(string Kind, int Read, int Loaded, int Warned);

/// <summary>Episodes that a file adds, changes, leaves and removes.</summary>
public sealed record ChangesDto(int Added, int Changed, int Unchanged, int Removed);

/// <summary>How far a check is: rows done of about so many.</summary>
public sealed record ProgressDto(string Step, int Rows, int About, DateTimeOffset At);

/// <summary>What was found in the file as a whole.</summary>
public sealed record ReasonDto(string Rule, string Severity, string Message, string Advice, string Guide);

/// <summary>A submission with what came of it.</summary>
/// <param name="Submission">The submission.</param>
/// <param name="Steps">Its steps, in their order.</param>
/// <param name="Progress">How far its check is; null: it is not being checked, or there are no news yet.</param>
/// <param name="Counts">Records by kind.</param>
/// <param name="Changes">What it changes, or would change while it is held.</param>
/// <param name="Score">The data-quality score, from 0 to 100; null: no record was read.</param>
/// <param name="Reasons">Why it was rejected or held, and what else was found in the file as a whole.</param>
/// <param name="InFiguresSince">Since when figures count it; null: they do not.</param>
/// <param name="Links">Where to go on: events, issues, feedback, errorsFile and page.</param>
public sealed record SubmissionResultDto(
    SubmissionDto Submission, IReadOnlyList<StepDto> Steps, ProgressDto? Progress, IReadOnlyList<CountDto> Counts, ChangesDto Changes, double? Score,
    IReadOnlyList<ReasonDto> Reasons, DateTimeOffset? InFiguresSince, IReadOnlyDictionary<string, string> Links);

/// <summary>An issue.</summary>
/// <param name="Number">Its number within the submission.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Severity">file, hold, reject, warning or notice.</param>
/// <param name="Kind">The kind of record.</param>
/// <param name="Lines">Physical lines of the file, the header being line 1.</param>
/// <param name="ClientId">CLIENTID as sent.</param>
/// <param name="EpisodeId">EPISODID as sent.</param>
/// <param name="ChildId">MODID, TOPID, SUBMID or TITID as sent.</param>
/// <param name="Column">The column.</param>
/// <param name="Value">The value at fault.</param>
/// <param name="Checked">A warning that was checked and found correct: it does not count.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Advice">What to do.</param>
/// <param name="Guide">The page of the rule.</param>
public sealed record IssueDto(
    int Number, string Rule, string Severity, string Kind, IReadOnlyList<int> Lines, string? ClientId, string? EpisodeId, string? ChildId, string? Column,
    string? Value, bool Checked, string Message, string Advice, string Guide)
{
    internal static IssueDto Of(StoredIssue stored, Core.DataSets.CodeBook book)
    {
        var issue = stored.Issue;
        return new IssueDto(
            stored.Number, issue.Rule, SubmissionDto.Name(issue.Severity), issue.Entity, issue.Lines, issue.ClientId, issue.EpisodeId, issue.ChildId, issue.Column,
            issue.Value, issue.Confirmed, RuleBook.Message(issue, book), RuleBook.Advice(issue, book), $"/guide/rules/{issue.Rule}");
    }
}

/// <summary>What submitting a checked file would do to a figure of the agency, in people.</summary>
public sealed record FigureEffectDto(string Measure, string Period, int Now, int Then, int Missing);

/// <summary>A check with what was found.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State">received, checking, done or failed.</param>
/// <param name="KeptUntil">When it is deleted.</param>
/// <param name="Progress">How far it is; null: it is over.</param>
/// <param name="Verdict">accepted, held or rejected, if it were submitted; null: it is not done.</param>
/// <param name="Counts">Records by kind.</param>
/// <param name="Changes">What it would change.</param>
/// <param name="Issues">How many issues there are, by rule.</param>
/// <param name="IfSubmitted">What submitting it would do to figures of the agency.</param>
public sealed record CheckDto(
    string Id, string State, DateTimeOffset KeptUntil, ProgressDto? Progress, string? Verdict, IReadOnlyList<CountDto> Counts, ChangesDto? Changes,
    IReadOnlyDictionary<string, int> Issues, IReadOnlyList<FigureEffectDto> IfSubmitted)
{
    internal static CheckDto Of(ShownCheck shown)
    {
        var (check, result) = (shown.Check, shown.Result);
        return new CheckDto(
            check.Id, SubmissionDto.Name(check.State), check.KeptUntil,
            check.State is FileCheckState.Checking ? new ProgressDto("checking", check.Rows, check.About, check.NewsAt) : null,
            result is null ? null : SubmissionDto.Name(result.Verdict), [.. (result?.Counts ?? []).Select(CountOf)],
            result is null ? null : ChangesOf(result.Changes),
            (result?.IssueCounts ?? []).GroupBy(c => c.Rule).OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(c => c.Unconfirmed)),
            [.. (result?.Figures ?? []).Select(f => new FigureEffectDto(f.Measure, f.Period == Core.Journeys.PeriodKind.Month ? "month" : "rolling-12", f.Now, f.Then, f.Missing))]);
    }

    internal static CountDto CountOf(EntityCount c) => new(Core.DataSets.EntityKinds.Name(c.Kind), c.Read, c.Loaded, c.Warned);

    internal static ChangesDto ChangesOf(ChangeCounts c) => new(c.Added, c.Changed, c.Unchanged, c.Removed);
}

/// <summary>A validation rule.</summary>
public sealed record RuleDto(string Id, string Kind, string Severity, string Title, string Message, string Advice, IReadOnlyList<string> Fields, string Guide);

/// <summary>A field of a data set.</summary>
public sealed record FieldDto(
    int Position, string Header, string Kind, string Label, string Type, int? Min, int? Max, string? CodeList, string Required, string Note, bool Personal);

/// <summary>A data set.</summary>
public sealed record DataSetDto(string Letter, DateOnly InForceFrom, DateOnly? InForceTo, IReadOnlyList<FieldDto> Fields);

/// <summary>A code of a list.</summary>
public sealed record CodeDto(string Code, string Label, string Group, DateOnly? ValidFrom, DateOnly? ValidTo);

/// <summary>A list of codes.</summary>
public sealed record CodeListDto(string Name, IReadOnlyList<CodeDto> Codes);

/// <summary>An agency's deadline.</summary>
public sealed record DeadlineDto(string Agency, DateOnly InTimeUntil, bool Accepted, bool Late);

/// <summary>When files for a month can be sent.</summary>
public sealed record CalendarDto(DateOnly Month, DateOnly Opens, DateOnly Closes, IReadOnlyList<DeadlineDto> Agencies);
