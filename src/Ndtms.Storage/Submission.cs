using System.Data.Common;
using Dapper;
using Ndtms.Core.Intake;
using Ndtms.Core.Validation;

namespace Ndtms.Storage;

/// <summary>Where a submission stands. It goes from received to checking, and from there to rejected, held or accepted.</summary>
public enum SubmissionState
{
    /// <summary>Its file is here; it is to be checked.</summary>
    Received,

    /// <summary>It is being checked and loaded; one at a time for each agency.</summary>
    Checking,

    /// <summary>Nothing of it was loaded.</summary>
    Rejected,

    /// <summary>Kept until it is confirmed or withdrawn.</summary>
    Held,

    /// <summary>Loaded, and the agency's current one.</summary>
    Accepted,

    /// <summary>A later one of the agency took its place.</summary>
    Superseded,

    /// <summary>Decided: not to be loaded, or not to stay current.</summary>
    Withdrawn,

    /// <summary>The program could not process it; current data are unchanged.</summary>
    Failed,
}

/// <summary>Who takes a step, and when.</summary>
public sealed record Actor(string Who, DateTimeOffset At);

/// <summary>A step that a submission's state does not allow; the message says why.</summary>
public sealed class SubmissionStateException(string message) : Exception(message);

/// <summary>A file to submit.</summary>
/// <param name="FileName">Its name, without folders.</param>
/// <param name="Content">The bytes as sent; read once, from where it stands to its end, and left open.</param>
/// <param name="Given">Facts given with it.</param>
/// <param name="Received">The day it was received, where the calendar is.</param>
/// <param name="By">Who submits it.</param>
/// <param name="Correction">It corrects an earlier window (FILE-11).</param>
/// <param name="Confirmed">Should it be held, it is confirmed.</param>
/// <param name="ConfirmedRemoval">The number that it may remove (<see cref="Removal.NumberWanted"/>).</param>
/// <param name="InInbox">Its file is in the inbox until <see cref="Submissions.PutAway"/>.</param>
/// <param name="Alone">It is not received while another file of its agency is received or being checked, nor where the same file is current or
/// held.</param>
public sealed record Submission(
    string FileName, Stream Content, ExplicitFacts Given, DateOnly Received, string By, bool Correction = false, bool Confirmed = false,
    int? ConfirmedRemoval = null, bool InInbox = false, bool Alone = false);

/// <summary>A file that is not received because another submission of its agency stands in the way: one that is received or being checked, or
/// the same file, current or held.</summary>
/// <param name="other">The other submission.</param>
/// <param name="state">Where it stands.</param>
/// <param name="received">When it was received.</param>
public sealed class OtherSubmissionException(long other, SubmissionState state, DateTimeOffset received)
    : Exception(FormattableString.Invariant($"Submission {other} of the agency is {state.ToString().ToLowerInvariant()}."))
{
    /// <summary>The other submission.</summary>
    public long Other => other;

    /// <summary>Where it stands.</summary>
    public SubmissionState State => state;

    /// <summary>When it was received.</summary>
    public DateTimeOffset Received => received;

    /// <summary>Checks that nothing stands in the way.</summary>
    internal static void RequireNone(DbConnection connection, string? agency, string sha256)
    {
        var found = connection.Query<(long Id, string State)>(
            """
            SELECT id, state FROM submission
            WHERE agency = @agency AND (state IN ('received', 'checking') OR (state IN ('accepted', 'held') AND sha256 = @sha256)) ORDER BY id
            """, new { agency, sha256 }).ToList();
        if (found.Count == 0)
            return;
        var (id, state) = found[^1];
        throw new OtherSubmissionException(
            id, Enum.Parse<SubmissionState>(state, ignoreCase: true),
            connection.QueryFirst<DateTimeOffset>("SELECT at FROM submission_event WHERE submission_id = @id ORDER BY id", new { id }));
    }
}

/// <summary>What withdrawing a submission would do to the current data of its agency.</summary>
/// <param name="PutBack">The submission that would be current again; null: none.</param>
/// <param name="Before">Episodes that are current now.</param>
/// <param name="After">Episodes that would be current.</param>
/// <param name="Removal">What would be removed.</param>
public sealed record Withdrawal(long? PutBack, int Before, int After, Removal Removal);

/// <summary>The outcome of one try at processing a submission.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State">Where it stands: rejected, held or accepted; received where the try failed and it is tried again; failed after the
/// last try.</param>
/// <param name="Checked">What was found in it, without its content; null where the try failed. Its file can no longer be read.</param>
/// <param name="Failure">The kind of failure, without any value of the data; null where the try did not fail.</param>
public sealed record SubmissionResult(long Id, SubmissionState State, CheckedSubmission? Checked, string? Failure = null)
{
    /// <summary>What it changes, or would change if it were confirmed; null where the try failed.</summary>
    public ChangeCounts? Changes { get; init; }

    /// <summary>What it removes, or would remove; null where the try failed.</summary>
    public Removal? Removal { get; init; }
}

/// <summary>How many episodes a submission adds, changes, leaves and removes, against the current data when it was checked.</summary>
/// <param name="Added">Episodes that are not in current data.</param>
/// <param name="Changed">Episodes of which current data say something else.</param>
/// <param name="Unchanged">Episodes of which they say the same.</param>
/// <param name="Removed">Current episodes that are not in it.</param>
/// <param name="DeletedClients">Current clients who refuse consent.</param>
public sealed record ChangeCounts(int Added, int Changed, int Unchanged, int Removed, int DeletedClients = 0);

/// <summary>A stored submission.</summary>
public sealed record StoredSubmission(
    long Id, string? Agency, DateOnly? WindowFrom, DateOnly? WindowTo, string? DataSet, string FileName, DateOnly Received,
    bool Correction, SubmissionState State, int RowCount, int RefusalCount, int MonthNumber, ChangeCounts Changes, Removal Removal, int Tries);

/// <summary>An episode that a submission adds, changes or removes.</summary>
/// <param name="ClientId">CLIENTID.</param>
/// <param name="EpisodeId">EPISODID.</param>
/// <param name="Change">added, changed or removed.</param>
public sealed record EpisodeChange(string ClientId, string EpisodeId, string Change);

/// <summary>A step of a submission's life.</summary>
public sealed record SubmissionEvent(SubmissionState State, DateTimeOffset At, string Who, string? Reason);

/// <summary>Records of an agency's current submission, of every kind together.</summary>
/// <param name="Agency">Its code.</param>
/// <param name="Read">In the file, without those of clients who refuse.</param>
/// <param name="Loaded">Of them, not rejected.</param>
/// <param name="Warned">Of these, with an unconfirmed warning.</param>
public sealed record AgencyRecords(string Agency, long Read, long Loaded, long Warned);
