using System.Globalization;
using Serilog;
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

/// <summary>Where the log goes.</summary>
internal static class Logs
{
    private const string Line = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff zzz} [{Level:u3}] {Message:lj} {Properties:j}{NewLine}{Exception}";

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
