using Microsoft.Extensions.Configuration;
using Ndtms.Application;
using Ndtms.Application.Submissions;
using Ndtms.Core.DataSets;
using Ndtms.Core.Measures;
using Ndtms.Storage;
using Ndtms.Worker.Notifications;
using Serilog.Events;

namespace Ndtms.Worker.Running;

/// <summary>The settings of the service, read and judged once, when it starts.</summary>
internal sealed class ServiceSettings
{
    private const string MailServer = "Notify:Smtp";
    private const string Sender = "Notify:From";

    private readonly string? _mailServer;
    private readonly string? _sender;

    /// <param name="configuration">Every source of settings, with those of the schedule.</param>
    /// <exception cref="RequestException">A setting is wrong or missing; the message names it.</exception>
    public ServiceSettings(IConfiguration configuration)
    {
        var setting = new Setting(configuration);
        Configuration = configuration;
        Storage = NdtmsConfiguration.Storage(configuration);
        LogsFolder = NdtmsConfiguration.LogsFolder(configuration, Storage);
        Schedule = Running.Schedule.Read(configuration);
        var home = Storage.Engine == StorageOptions.Sqlite ? Path.GetDirectoryName(Path.GetFullPath(Storage.Path))! : Environment.CurrentDirectory;

        Url = setting.Text("Service:Url") is not null && setting.Address("Service:Url") is not null
            ? setting.Text("Service:Url")!
            : "http://127.0.0.1:8080";
        LogFormat = setting.OneOf("Logs:Format", "text", "json") == "json" ? LogFormat.Json : LogFormat.Text;
        LogLevel = setting.OneOf("Logs:Level", "information", "debug", "warning") switch
        {
            "debug" => LogEventLevel.Debug,
            "warning" => LogEventLevel.Warning,
            _ => LogEventLevel.Information,
        };
        Telemetry = setting.Address("Telemetry:Otlp:Endpoint");
        TelemetryOverHttp = setting.OneOf("Telemetry:Otlp:Protocol", "grpc", "http") == "http";
        Tries = setting.Number("Jobs:Tries", 3, 1, 10);

        var inbox = Folder("Intake:Inbox", "inbox");
        Intake = new InboxFolders(inbox, Outside("Intake:Archive", "archive"), Outside("Intake:Rejected", "rejected"));
        Settle = TimeSpan.FromSeconds(setting.Number("Intake:SettleSeconds", 60, 0, 86_400));
        ReportsFolder = Folder("Reports:Folder", "reports");
        Disclosure = DisclosureModes.TryParse(setting.OneOf("Reports:Disclosure", "none", "suppress", "round-5"), out var mode) ? mode : default;

        NotifyFolder = Folder("Notify:Folder", "outbox");
        RemindBefore = setting.Numbers("Notify:BeforeDays", [5, 1], 1, 20);
        _mailServer = setting.Text(MailServer);
        _sender = setting.Text(Sender);
        if (_sender is not null && !Message.IsAddress(_sender))
            throw Setting.Wrong(Sender, "must be a plain address, such as name@example.org");
        if (_mailServer is not null && _sender is null)
            throw Setting.Wrong(Sender, $"is missing: {MailServer} needs the sender's address");
        if (_mailServer is not null && !Notifications.MailServer.TryParse(_mailServer, "", out _))
            throw Setting.Wrong(MailServer, "must be a mail server, such as mail.example.org or mail.example.org:25");

        RawFilesMonths = setting.Number("Retention:RawFilesMonths", 0, 0, 1_200);
        IssuesMonths = setting.Number("Retention:IssuesMonths", 0, 0, 1_200);
        BackupFolder = setting.Text("Backup:Folder") is { } backup ? Path.GetFullPath(backup) : null;
        BackupsKept = setting.Number("Backup:Keep", 7, 1, 1_000);
        if (BackupFolder is not null && Storage.Engine != StorageOptions.Sqlite)
            throw Setting.Wrong("Backup:Folder", "is for the embedded database; a server's database is backed up by the server");
        try
        {
            Book = WorkspaceOptions.Book(setting.Text("Storage:DataSets"));
        }
        catch (RequestException)
        {
            throw Setting.Wrong("Storage:DataSets", $"names the folder {setting.Text("Storage:DataSets")}, which does not exist");
        }

        string Folder(string key, string otherwise) =>
            Path.TrimEndingDirectorySeparator(Path.GetFullPath(setting.Text(key) ?? Path.Combine(home, otherwise)));

        string Outside(string key, string otherwise)
        {
            var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(
                setting.Text(key) ?? Path.Combine(Path.GetDirectoryName(inbox) ?? inbox, otherwise)));
            return InboxFolders.IsWithin(folder, inbox)
                ? throw Setting.Wrong(key, $"is {folder}, which lies in the inbox, so what is put there would be taken in")
                : folder;
        }
    }

    /// <summary>What they were read from.</summary>
    public IConfiguration Configuration { get; }

    public StorageOptions Storage { get; }

    public CodeBook Book { get; }

    /// <summary>When each job runs.</summary>
    public IReadOnlyList<ScheduledTime> Schedule { get; }

    /// <summary>Where health and metrics are served.</summary>
    public string Url { get; }

    public string LogsFolder { get; }

    public LogFormat LogFormat { get; }

    /// <summary>What is logged.</summary>
    public LogEventLevel LogLevel { get; }

    /// <summary>Where metrics are sent by OTLP; null: nowhere.</summary>
    public Uri? Telemetry { get; }

    /// <summary>Whether it is sent as HTTP requests, to the address as it stands, and not by gRPC.</summary>
    public bool TelemetryOverHttp { get; }

    /// <summary>How often a failing job is tried.</summary>
    public int Tries { get; }

    public InboxFolders Intake { get; }

    /// <summary>For how long a dropped file without a marker must not have been written to.</summary>
    public TimeSpan Settle { get; }

    public string ReportsFolder { get; }

    public DisclosureMode Disclosure { get; }

    public string NotifyFolder { get; }

    public int[] RemindBefore { get; }

    /// <summary>How long files as sent are kept, in months; 0: for ever.</summary>
    public int RawFilesMonths { get; }

    /// <summary>How long findings are kept, in months; 0: for ever.</summary>
    public int IssuesMonths { get; }

    /// <summary>Where the embedded database is backed up to; null: nowhere.</summary>
    public string? BackupFolder { get; }

    public int BackupsKept { get; }

    /// <summary>Where the days of the calendar begin and end.</summary>
    public TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById(Running.Schedule.London);

    /// <summary>Reads the settings of a configuration, laid over the schedule that comes with the program.</summary>
    /// <exception cref="RequestException">A setting is wrong or missing; the message names it.</exception>
    public static ServiceSettings Over(IConfiguration configuration)
    {
        try
        {
            var all = new ConfigurationBuilder();
            foreach (var file in Running.Schedule.Files)
                all.AddJsonFile(file, optional: false, reloadOnChange: false);
            return new ServiceSettings(all.AddConfiguration(configuration).Build());
        }
        catch (InvalidDataException e)
        {
            throw new RequestException($"A file of the folder schedules is no JSON that can be read: {(e.InnerException ?? e).Message}");
        }
    }

    /// <summary>Where messages go.</summary>
    public IOutbox Outbox(TimeProvider time) => _mailServer is not null && Notifications.MailServer.TryParse(_mailServer, _sender!, out var server)
        ? server
        : new MessageFolder(NotifyFolder, _sender ?? MessageFolder.NobodysAddress, time);

    /// <summary>Opens the database.</summary>
    public Workspace Open(TimeProvider time, Serilog.ILogger? log = null, Node? node = null) => log is null
        ? WorkspaceOptions.Open(Configuration, Book, time)
        : Workspace.Open(Storage, NdtmsConfiguration.KeysFolder(Configuration, Storage), Book, time, log, node);
}
