using System.Globalization;
using Ndtms.Storage;
using Serilog;
using Serilog.Core;

namespace Ndtms.Worker;

/// <summary>The log of a workspace: what was done, when and with what outcome, in files of one folder. It names submissions and
/// agencies, never a client, and no value of the data.</summary>
internal sealed class Journal : IDisposable
{
    private readonly Logger _log;

    public Journal(string folder) => _log = new LoggerConfiguration()
        .WriteTo.File(
            Path.Combine(folder, "ndtms-.log"), rollingInterval: RollingInterval.Day,
            formatProvider: CultureInfo.InvariantCulture, shared: true)
        .CreateLogger();

    public void Taken(SubmissionResult result) => _log.Information(
        "Submission {Submission}: agency {Agency}, {From} to {To}, data set {DataSet}: {State}, {Rows} rows, {Issues} issues",
        result.Id, result.Checked.Facts?.Agency, result.Checked.Facts?.From, result.Checked.Facts?.To, result.Checked.Facts?.Letter,
        result.State, result.Checked.Rows, result.Checked.Issues.Count);

    public void Decided(long submission, string outcome) => _log.Information("Submission {Submission} was {Outcome} by decision", submission, outcome);

    public void Reported(string kind, int files, DateOnly cut) =>
        _log.Information("{Kind} written: {Files} files for the cut {Cut}", kind, files, cut);

    public void Notified(Notification notification) => _log.Information(
        "Notification sent: {Kind} to {Recipient} for {Month}, deadline {Deadline}",
        notification.Kind, notification.Recipient, notification.Month, notification.Deadline);

    public void Dispose() => _log.Dispose();
}
