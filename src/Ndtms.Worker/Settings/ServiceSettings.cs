using Microsoft.Extensions.Configuration;
using Ndtms.Application;
using Ndtms.Application.Accounts;
using Ndtms.Application.Housekeeping;
using Ndtms.Application.Jobs;
using Ndtms.Application.Notifications;
using Ndtms.Application.Submissions;
using Ndtms.Core.DataSets;
using Ndtms.Portal.Hosting;
using Ndtms.Storage;
using Ndtms.Worker.Running;
using ILogger = Serilog.ILogger;

namespace Ndtms.Worker.Settings;

/// <summary>The settings of the service, all read and validated when it starts.</summary>
internal sealed class ServiceSettings
{
    private readonly BoundSettings _bound;
    private readonly string _home;

    /// <param name="configuration">Every source of settings, with those of the schedule.</param>
    /// <exception cref="RequestException">Settings are wrong or missing; every one is told.</exception>
    public ServiceSettings(IConfiguration configuration)
    {
        _bound = new BoundSettings(configuration);
        NdtmsConfiguration.ThrowIf(
            [.. _bound.Unknown(), .. _bound.Faults(), .. NdtmsConfiguration.Missing(configuration), .. Running.Schedule.Faults(configuration)]);
        _home = Installation.Of(configuration).Home;
        Places = NdtmsConfiguration.Places(configuration);
        Schedule = Running.Schedule.Read(configuration);
        Book = WorkspaceOptions.Book(_bound.Of<StorageSection>().DataSets);
    }

    /// <summary>Where the database, its keys and the logs are.</summary>
    public Places Places { get; }

    /// <summary>Data sets and code lists, with the folder that is laid over them.</summary>
    public CodeBook Book { get; }

    /// <summary>When each job runs.</summary>
    public IReadOnlyList<ScheduledTime> Schedule { get; }

    /// <summary>Where health and metrics are served.</summary>
    public string Url => _bound.Of<ServiceSection>().Url;

    /// <summary>Below so many free bytes a disk counts as nearly full.</summary>
    public long LeastFreeBytes => _bound.Of<ServiceSection>().LeastFreeMegabytes * 1_000_000L;

    /// <summary>How the log is written.</summary>
    public LogsSection Logs => _bound.Of<LogsSection>();

    /// <summary>Where metrics are sent.</summary>
    public OtlpSection Telemetry => _bound.Of<OtlpSection>();

    /// <summary>The folders of dropped files.</summary>
    public InboxFolders Intake => _bound.Of<IntakeSection>().Folders(_home);

    /// <summary>Where figures and workbooks go.</summary>
    public string ReportsFolder => Path.GetFullPath(_bound.Of<ReportsSection>().Folder ?? Path.Combine(_home, "reports"));

    /// <summary>How the embedded database is backed up; null: it is not.</summary>
    public BackupPlan? Backup => _bound.Of<BackupSection>().Plan;

    /// <summary>Where messages go that are not sent.</summary>
    public string NotifyFolder => Path.GetFullPath(_bound.Of<NotifySection>().Folder ?? Path.Combine(_home, "outbox"));

    /// <summary>Where the days of the calendar begin and end.</summary>
    public TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById(Running.Schedule.London);

    /// <summary>Whether all data are invented, which each page of the portal says.</summary>
    public bool IsDemonstration { get; private init; }

    /// <summary>Reads the settings of a configuration, laid over the schedule that comes with the program.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="isDemonstration">All data are invented.</param>
    /// <exception cref="RequestException">Settings are wrong or missing; every one is told.</exception>
    public static ServiceSettings Over(IConfiguration configuration, bool isDemonstration = false)
    {
        try
        {
            var all = new ConfigurationBuilder();
            foreach (var file in Running.Schedule.Files)
                all.AddJsonFile(file, optional: false, reloadOnChange: false);
            return new ServiceSettings(all.AddConfiguration(configuration).Build()) { IsDemonstration = isDemonstration };
        }
        catch (InvalidDataException e)
        {
            throw new RequestException($"A file of the folder schedules is not valid JSON: {(e.InnerException ?? e).Message}");
        }
    }

    /// <summary>What jobs are told of them.</summary>
    /// <param name="time">The clock, with the days of the calendar's place.</param>
    /// <param name="log">The log.</param>
    /// <param name="node">Who runs the jobs.</param>
    public JobSettings JobsOf(TimeProvider time, ILogger log, Node node)
    {
        var (notify, retention) = (_bound.Of<NotifySection>(), _bound.Of<RetentionSection>());
        return new JobSettings
        {
            Open = () => Open(time, log, node),
            Storage = Places.Storage,
            Zone = Zone,
            Tries = _bound.Of<JobsSection>().Tries,
            Inbox = Intake,
            Settle = TimeSpan.FromSeconds(_bound.Of<IntakeSection>().SettleSeconds),
            ReportsFolder = ReportsFolder,
            Edition = _bound.Of<ReportsSection>().Disclosure,
            Pdf = _bound.Of<ReportsSection>().Pdf,
            Outbox = () => OutboxOf(time),
            NotifyFolder = NotifyFolder,
            Portal = PortalAddress,
            RemindBefore = notify.BeforeDays,
            RawFilesMonths = retention.RawFilesMonths,
            IssuesMonths = retention.IssuesMonths,
            Backup = Backup,
        };
    }

    /// <summary>The portal's address, for links.</summary>
    public Uri PortalAddress => new(_bound.Of<PortalSection>().Address ?? Url);

    /// <summary>E-mails to people with accounts.</summary>
    public AccountMail MailOf(TimeProvider time) => new(() => OutboxOf(time), PortalAddress);

    /// <summary>What the portal is told of them.</summary>
    /// <param name="time">The clock, with the days of the calendar's place.</param>
    /// <param name="log">The log.</param>
    /// <param name="node">Who serves it.</param>
    /// <param name="jobs">What runs jobs by hand.</param>
    public PortalOptions PortalOf(TimeProvider time, ILogger log, Node node, JobRunner jobs)
    {
        var section = _bound.Of<PortalSection>();
        return new PortalOptions
        {
            Open = () => Open(time, log, node),
            Keys = Places.Keys,
            Time = time,
            Address = section.Address is { } address ? new Uri(address) : null,
            Proxies = section.ProxyList,
            Contact = section.Contact,
            Mail = MailOf(time),
            IsDemonstration = IsDemonstration,
            Jobs = (JobsOf(time, log, node), jobs),
        };
    }

    private IOutbox OutboxOf(TimeProvider time)
    {
        var notify = _bound.Of<NotifySection>();
        return notify.Smtp is { } server
            ? new MailServer(notify.Server(server, notify.From!), time)
            : new MessageFolder(Directory.CreateDirectory(NotifyFolder).FullName, notify.From, time);
    }

    /// <summary>Opens the database.</summary>
    public Workspace Open(TimeProvider time, ILogger log, Node node) => Workspace.Open(Places.Storage, Places.Keys, Book, time, log, node);

    /// <summary>Opens the log.</summary>
    /// <param name="terminal">Where it is told too; null: nowhere.</param>
    public Serilog.Core.Logger OpenLog(Terminal? terminal = null) => Worker.Logs.Open(Places.Logs, Logs.Format, Logs.Level, terminal);
}
