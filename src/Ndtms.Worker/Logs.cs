using System.Globalization;
using Ndtms.Worker.Settings;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Compact;
using Serilog.Formatting.Display;

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

    /// <summary>Opens a log: a file a day, the last 31 kept, and the terminal where that is wanted.</summary>
    /// <param name="folder">The folder of the files.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="detail">What is written.</param>
    /// <param name="terminal">Where entries are shown too; null: nowhere.</param>
    public static Logger Open(string folder, LogFormat format = LogFormat.Text, LogDetail detail = LogDetail.Information, Terminal? terminal = null)
    {
        ITextFormatter formatter = format == LogFormat.Json
            ? new RenderedCompactJsonFormatter()
            : new MessageTemplateTextFormatter(Line, CultureInfo.InvariantCulture);
        var level = detail switch
        {
            LogDetail.Debug => LogEventLevel.Debug,
            LogDetail.Warning => LogEventLevel.Warning,
            _ => LogEventLevel.Information,
        };
        var log = new LoggerConfiguration().Enrich.FromLogContext().MinimumLevel.Is(level)
            // What frameworks do is of interest where it goes wrong.
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning).MinimumLevel.Override("Quartz", LogEventLevel.Warning)
            .WriteTo.File(formatter, Path.Combine(folder, "ndtms-.log"), rollingInterval: RollingInterval.Day, shared: true);
        return (terminal is null ? log : log.WriteTo.Sink(new Shown(formatter, terminal))).CreateLogger();
    }

    /// <summary>Shows entries where results are shown.</summary>
    private sealed class Shown(ITextFormatter formatter, Terminal terminal) : ILogEventSink
    {
        public void Emit(LogEvent logEvent)
        {
            using var line = new StringWriter(CultureInfo.InvariantCulture);
            formatter.Format(logEvent, line);
            terminal.Line(line.ToString().TrimEnd());
        }
    }
}
