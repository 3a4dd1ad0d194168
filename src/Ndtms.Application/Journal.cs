using Ndtms.Application.Access;
using Ndtms.Application.Reference;
using Ndtms.Storage;
using Serilog;
using Serilog.Context;

namespace Ndtms.Application;

/// <summary>The log: what was done, when and with what outcome. It names submissions and agencies, never a client, and no value of the
/// data; also no file name, for an agency may put anything into one.</summary>
public sealed class Journal(ILogger log)
{
    private const string Submission = "Submission";

    /// <summary>Puts a submission's number on every entry until the answer is disposed.</summary>
    public static IDisposable About(long submission) => LogContext.PushProperty(Submission, submission);

    public void Stepped(long submission, SubmissionState state)
    {
        using var about = About(submission);
        log.Information("Submission {Submission} is {State:l}", submission, state.ToString());
    }

    public void Taken(SubmissionResult result) => log.Information(
        "Submission {Submission}: agency {Agency}, {From:yyyy-MM-dd} to {To:yyyy-MM-dd}, data set {DataSet:l}: {State:l}, {Rows} rows, {Issues} issues",
        result.Id, result.Checked?.Facts?.Agency, result.Checked?.Facts?.From, result.Checked?.Facts?.To, result.Checked?.Facts?.Letter,
        result.State.ToString(), result.Checked?.Rows, result.Checked?.IssueCounts.Sum(c => c.Issues));

    public void PutAway(long submission, string agency) =>
        log.Information("Submission {Submission}: the file of agency {Agency} is put away, with its feedback", submission, agency);

    public void Decided(long submission, string outcome) => log.Information("Submission {Submission} was {Outcome} by decision", submission, outcome);

    public void Refused(string agency, string by) => log.Information("A refusal of consent was entered by {By:l} for agency {Agency}", by, agency);

    public void Reported(string kind, int files, DateOnly cut) =>
        log.Information("{Kind} written: {Files} files for the cut {Cut:yyyy-MM-dd}", kind, files, cut);

    public void Frozen(Snapshot snapshot) => log.Information(
        "Snapshot {Snapshot} frozen: cut {Cut}, version {Version}, run {Run}", snapshot.Id, snapshot.Facts.Cut, snapshot.Version, snapshot.Facts.RunId);

    public void Published(Publication publication, string what) => log.Information(
        "Month {Cut:yyyy-MM}: {What:l}, snapshot {Snapshot}", publication.Cut, what, publication.Snapshot);

    public void Refreshed(long journeys, DateOnly cut) =>
        log.Information("Analysts' tables refreshed: {Journeys} journeys at the cut {Cut}", journeys, cut);

    /// <summary>Reference data were loaded or removed; nothing is logged where no change was made.</summary>
    public ReferenceChanges Loaded(ReferenceChanges loaded, Principal by)
    {
        if (loaded.Changes is { Made: true, Read: var read, Added: var added, Changed: var changed, Removed: var removed })
        {
            log.Information(
                "Reference data {What:l} loaded by {By:l}: {Read} rows, {Added} added, {Changed} changed, {Removed} removed",
                loaded.Name, by.Name, read, added, changed, removed);
        }

        return loaded;
    }

    public void Notified(Notification notification) => log.Information(
        "Notification sent: {Kind} to {Recipient} for {Month:yyyy-MM}, deadline {Deadline:yyyy-MM-dd}",
        notification.Kind, notification.Recipient, notification.Month, notification.Deadline);

    public void NotTold(string account, string problem) => log.Warning("{Account:l} could not be told by e-mail: {Problem:l}", account, problem);

    public void Trained(string model, long records, string by) =>
        log.Information("Linkage model {Model:l} made by {By:l} from {Records} clients", model, by, records);

    public void Linked(LinkageOutcome outcome, DateOnly cut) => log.Information(
        "Persons linked for the cut {Cut:yyyy-MM-dd}: {Clients} clients, {Compared} compared, {Links} links", cut, outcome.Clients, outcome.Compared, outcome.Links);

    public void Reviewed(long pair, string what, string by) => log.Information("Pair {Pair} was {What:l} by {By:l}", pair, what, by);
}
