using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Records;

namespace Ndtms.Core.Validation;

/// <summary>A client in the current data of an agency, as far as a check needs it.</summary>
/// <param name="Attributors">The client's attributors.</param>
/// <param name="Replaced">How many of the client's episodes the file would replace.</param>
/// <param name="ReplacedOpen">How many of those are open.</param>
/// <param name="ReplacedReferredBefore">How many of those that it would replace were referred before the window.</param>
/// <param name="ReplacedReferredBeforeOpen">How many of these are open.</param>
public sealed record KnownClient(
    Attributors Attributors, int Replaced = 0, int ReplacedOpen = 0, int ReplacedReferredBefore = 0, int ReplacedReferredBeforeOpen = 0);

/// <summary>What is known of an agency when one of its files is checked.</summary>
/// <param name="Agency">The registered agency; null: unknown.</param>
/// <param name="CurrentSha256">Hash of the last loaded submission's unpacked bytes; null: there is none.</param>
/// <param name="CurrentTo">Last day of its window.</param>
/// <param name="Clients">Clients in its current data, by CLIENTID.</param>
public sealed record AgencyState(Agency? Agency, string? CurrentSha256, DateOnly? CurrentTo, IReadOnlyDictionary<string, KnownClient> Clients)
{
    /// <summary>Warnings that the agency has checked and found correct.</summary>
    public IReadOnlySet<ConfirmedWarning> ConfirmedWarnings { get; init; } = new HashSet<ConfirmedWarning>();
}

/// <summary>The outcome of a check.</summary>
public enum Verdict
{
    /// <summary>It can be loaded.</summary>
    Accepted,

    /// <summary>It waits to be confirmed or withdrawn.</summary>
    Held,

    /// <summary>Nothing of it is loaded.</summary>
    Rejected,
}

/// <summary>How many of a kind of entity a file brings.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Read">In the file, without those of clients who refuse.</param>
/// <param name="Loaded">Not rejected, nor below something rejected.</param>
/// <param name="Warned">Loaded, with a warning.</param>
public sealed record EntityCount(EntityKind Kind, int Read, int Loaded, int Warned)
{
    public int Rejected => Read - Loaded;
}

/// <summary>Counts entities by kind.</summary>
internal sealed class EntityTally
{
    private readonly (int Read, int Loaded, int Warned)[] _counts = new (int, int, int)[Enum.GetValues<EntityKind>().Length];

    /// <summary>Counts what is in a part of a file, once it is judged.</summary>
    public void Add(Content content)
    {
        foreach (var entity in content.Entities)
        {
            ref var count = ref _counts[(int)entity.Kind];
            count.Read++;
            if (!entity.Loaded)
                continue;
            count.Loaded++;
            if (entity.Warned)
                count.Warned++;
        }
    }

    /// <summary>The counts of every kind that the data set has.</summary>
    public IReadOnlyList<EntityCount> Of(DataSet dataSet) => [.. Enum.GetValues<EntityKind>().Where(kind => dataSet.Of(kind).Fields.Count > 0)
        .Select(kind => (Kind: kind, Count: _counts[(int)kind])).Select(c => new EntityCount(c.Kind, c.Count.Read, c.Count.Loaded, c.Count.Warned))];
}

/// <summary>A submission as checked: what it is, what is in it, and what was found.</summary>
public sealed class CheckedSubmission
{
    public required ReceivedFile File { get; init; }

    /// <summary>What the file is; null where that is not known (FILE-01, FILE-06).</summary>
    public SubmissionFacts? Facts { get; init; }

    /// <summary>The day it was received.</summary>
    public required DateOnly Received { get; init; }

    /// <summary>The data set by which its content was judged; null where that was not judged.</summary>
    public DataSet? DataSet { get; init; }

    /// <summary>Whether its content was judged.</summary>
    public bool IsJudged => DataSet is not null;

    /// <summary>What it holds; null where its content was not judged, or is too much for memory: <see cref="EachPart"/> gives that too.</summary>
    public Content? Content { get; internal set; }

    /// <summary>Whether it was judged in parts, because its content is too much for memory.</summary>
    public bool IsInParts { get; init; }

    /// <summary>Reads the parts again; null: its content is here, or was not judged.</summary>
    internal Action<Action<Content>>? PartsAgain { get; set; }

    /// <summary>Gives what it holds: all at once or, where that is too much for memory, part after part, each read from the file again. All that
    /// is of one client is in one part, and so are clients who are one person where one of them has something that is rejected.</summary>
    /// <param name="take">Takes a part, and keeps nothing of it.</param>
    public void EachPart(Action<Content> take)
    {
        if (Content is { } whole)
            take(whole);
        else
            PartsAgain?.Invoke(take);
    }

    /// <summary>Lets go of what the file holds, once nobody needs it: what was found in thousands of files is told together.</summary>
    public void LetContentGo()
    {
        Content = null;
        PartsAgain = null;
        RejectingRules = [];
    }

    /// <summary>CLIENTIDs that refuse consent, in ordinal order.</summary>
    public IReadOnlyList<string> Refusals { get; init; } = [];

    /// <summary>CLIENTIDs of current clients that refusals also delete, because they differ from a refusing one in form only (rule
    /// CLIENT-08), in ordinal order.</summary>
    public IReadOnlyList<string> AlsoRefused { get; init; } = [];

    /// <summary>How many clients of the current data the refusals would delete, where they are so many that this holds the file (rule
    /// FILE-25); 0: they are not.</summary>
    public int ManyRefused { get; init; }

    /// <summary>Whether the refusals are carried out although nothing of the file is loaded (rule FILE-12).</summary>
    public bool RefusesWithoutLoading => Verdict == Verdict.Rejected && IsJudged && Refusals.Count > 0 && ManyRefused == 0;

    /// <summary>Data rows in the file.</summary>
    public int Rows { get; init; }

    /// <summary>What was found, by line: of each rule the first <see cref="IssueList.MostOfRule"/>.</summary>
    public required IReadOnlyList<Issue> Issues { get; init; }

    /// <summary>How many issues there are.</summary>
    public required IReadOnlyList<IssueCount> IssueCounts { get; init; }

    /// <summary>How many distinct entities the rules name.</summary>
    public required IReadOnlyList<EntitiesNamed> Entities { get; init; }

    /// <summary>Where the issues are that are not listed.</summary>
    public required UnlistedIssues Unlisted { get; init; }

    /// <summary>By rule that rejects, whether it names an entity.</summary>
    internal IReadOnlyList<(string Rule, Func<Entity, bool> Rejects)> RejectingRules { get; set; } = [];

    public Verdict Verdict => IssueCounts.Count == 0 ? Verdict.Accepted : IssueCounts.Max(i => i.Severity) switch
    {
        Severity.File => Verdict.Rejected,
        Severity.Hold => Verdict.Held,
        _ => Verdict.Accepted,
    };

    /// <summary>Counts of every kind of entity of the data set.</summary>
    public IReadOnlyList<EntityCount> Counts { get; init; } = [];
}
