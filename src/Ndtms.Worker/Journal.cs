using System.Globalization;
using Ndtms.Storage;
using Serilog;
using Serilog.Context;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;
using Serilog.Formatting.Json;

namespace Ndtms.Worker;

/// <summary>How the log is written.</summary>
internal enum LogFormat
{
    /// <summary>A line of text for each entry.</summary>
    Text,

    /// <summary>A JSON object on a line for each entry, with its properties by name.</summary>
    Json,
}

/// <summary>The log: what was done, when and with what outcome. It names submissions and agencies, never a client, and no value of the
/// data; also no file name, for an agency may put anything into one.</summary>
internal sealed class Journal : IDisposable
{
    private const string Submission = "Submission";

    private const string Line = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff zzz} [{Level:u3}] {Message:lj} {Properties:j}{NewLine}{Exception}";

    private readonly ILogger _log;
    private readonly Logger? _own;

    /// <param name="log">Where it is written; its owner closes it.</param>
    public Journal(ILogger log) => _log = log;

    /// <param name="folder">The folder of a log of its own.</param>
    public Journal(string folder) => _log = _own = Open(folder);

    /// <summary>Opens a log: a file a day, the last 31 kept, and what is told where that is wanted.</summary>
    /// <param name="folder">The folder of the files.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="level">What is written.</param>
    /// <param name="terminal">Where it is told too; null: nowhere.</param>
    public static Logger Open(
        string folder, LogFormat format = LogFormat.Text, LogEventLevel level = LogEventLevel.Information, Terminal? terminal = null)
    {
        ITextFormatter formatter = format == LogFormat.Json
            ? new JsonFormatter(renderMessage: true, formatProvider: CultureInfo.InvariantCulture)
            : new MessageTemplateTextFormatter(Line, CultureInfo.InvariantCulture);
        var log = new LoggerConfiguration().Enrich.FromLogContext().MinimumLevel.Is(level)
            // What frameworks do is of interest where it goes wrong.
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning).MinimumLevel.Override("Quartz", LogEventLevel.Warning)
            .WriteTo.File(formatter, Path.Combine(folder, "ndtms-.log"), rollingInterval: RollingInterval.Day, shared: true);
        return (terminal is null ? log : log.WriteTo.Sink(new Told(formatter, terminal))).CreateLogger();
    }

    /// <summary>Puts a submission's number on every entry until the answer is disposed.</summary>
    public static IDisposable About(long submission) => LogContext.PushProperty(Submission, submission);

    public void Stepped(long submission, SubmissionState state)
    {
        using var about = About(submission);
        _log.Information("Submission {Submission} is {State:l}", submission, state.ToString());
    }

    public void Taken(SubmissionResult result) => _log.Information(
        "Submission {Submission}: agency {Agency}, {From:yyyy-MM-dd} to {To:yyyy-MM-dd}, data set {DataSet:l}: {State:l}, {Rows} rows, {Issues} issues",
        result.Id, result.Checked.Facts?.Agency, result.Checked.Facts?.From, result.Checked.Facts?.To, result.Checked.Facts?.Letter,
        result.State.ToString(), result.Checked.Rows, result.Checked.Issues.Count);

    public void PutAway(long submission, string agency) =>
        _log.Information("Submission {Submission}: the file of agency {Agency} is put away, with its feedback", submission, agency);

    public void Decided(long submission, string outcome) => _log.Information("Submission {Submission} was {Outcome} by decision", submission, outcome);

    public void Reported(string kind, int files, DateOnly cut) =>
        _log.Information("{Kind} written: {Files} files for the cut {Cut:yyyy-MM-dd}", kind, files, cut);

    public void Frozen(Snapshot snapshot) => _log.Information(
        "Snapshot {Snapshot} frozen: cut {Cut}, version {Version}, run {Run}", snapshot.Id, snapshot.Facts.Cut, snapshot.Version, snapshot.Facts.RunId);

    public void Refreshed(long journeys, DateOnly cut) =>
        _log.Information("Analysts' tables refreshed: {Journeys} journeys at the cut {Cut}", journeys, cut);

    public void Notified(Notification notification) => _log.Information(
        "Notification sent: {Kind} to {Recipient} for {Month:yyyy-MM}, deadline {Deadline:yyyy-MM-dd}",
        notification.Kind, notification.Recipient, notification.Month, notification.Deadline);

    public void Dispose() => _own?.Dispose();

    /// <summary>Tells entries where results are told.</summary>
    private sealed class Told(ITextFormatter formatter, Terminal terminal) : ILogEventSink
    {
        public void Emit(LogEvent logEvent)
        {
            using var line = new StringWriter(CultureInfo.InvariantCulture);
            formatter.Format(logEvent, line);
            terminal.Line(line.ToString().TrimEnd());
        }
    }
}
