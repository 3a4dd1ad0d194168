using Ndtms.Application;
using Ndtms.Application.Housekeeping;
using Ndtms.Application.Notifications;
using Ndtms.Application.Submissions;
using Ndtms.Core.Measures;
using Ndtms.Storage;

namespace Ndtms.Worker.Settings;

/// <summary>Where the database is.</summary>
internal enum DatabaseEngine
{
    /// <summary>In a file.</summary>
    Sqlite,

    /// <summary>On SQL Server, or a server that is compatible with it.</summary>
    SqlServer,
}

/// <summary>How much is logged.</summary>
internal enum LogDetail
{
    /// <summary>What was done.</summary>
    Information,

    /// <summary>What was looked at too.</summary>
    Debug,

    /// <summary>Only what went wrong.</summary>
    Warning,
}

/// <summary>How metrics are sent.</summary>
internal enum OtlpProtocol
{
    /// <summary>By gRPC.</summary>
    Grpc,

    /// <summary>As HTTP requests, to the address as it stands.</summary>
    Http,
}

/// <summary>The database, its keys and what lies over the reference data.</summary>
internal sealed class StorageSection : ISection
{
    public static string Name => "Storage";

    public DatabaseEngine Engine { get; set; }

    public string Database { get; set; } = "ndtms.db";

    public string? ConnectionString { get; set; }

    public string? ConnectionStringFile { get; set; }

    public string? PasswordFile { get; set; }

    public string? Keys { get; set; }

    public string? DataSets { get; set; }

    /// <summary>Where the database is.</summary>
    /// <exception cref="FormatException">The connection string cannot be used; the message holds nothing of it.</exception>
    public StorageOptions ToOptions() => Engine == DatabaseEngine.Sqlite
        ? new StorageOptions { Path = Database }
        : StorageOptions.OnSqlServer(
            ConnectionString ?? File.ReadAllText(ConnectionStringFile!).Trim(), PasswordFile is null ? null : File.ReadAllText(PasswordFile).Trim());

    public IEnumerable<string> Faults(Installation installation)
    {
        if (DataSets is not null && !Directory.Exists(DataSets))
            yield return Section<StorageSection>.Wrong(nameof(DataSets), $"names the folder {DataSets}, which does not exist");
        if (Engine == DatabaseEngine.Sqlite)
            yield break;
        var unreadable = new[] { (nameof(ConnectionStringFile), ConnectionString is null ? ConnectionStringFile : null), (nameof(PasswordFile), PasswordFile) }
            .Where(f => f.Item2 is { } path && !Secret.IsReadable(path)).Select(f => Section<StorageSection>.Wrong(f.Item1, Secret.Unreadable(f.Item2!))).ToList();
        foreach (var fault in unreadable)
            yield return fault;
        if (ConnectionString is null && ConnectionStringFile is null)
            yield return Section<StorageSection>.Wrong(nameof(ConnectionString), $"(or {Name}:{nameof(ConnectionStringFile)}) is missing: with {Name}:{nameof(Engine)} = sqlserver it says which server and database to use");
        else if (unreadable.Count == 0 && WrongConnection() is { } wrong)
            yield return Section<StorageSection>.Wrong(nameof(ConnectionString), $"cannot be used: {wrong.TrimEnd('.')}");
    }

    private string? WrongConnection()
    {
        try
        {
            _ = ToOptions();
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }
}

/// <summary>The log.</summary>
internal sealed class LogsSection : ISection
{
    public static string Name => "Logs";

    public string? Folder { get; set; }

    public LogFormat Format { get; set; }

    public LogDetail Level { get; set; }
}

/// <summary>Where health and metrics are served.</summary>
internal sealed class ServiceSection : ISection
{
    public static string Name => "Service";

    [Address]
    public string Url { get; set; } = "http://127.0.0.1:8080";

    /// <summary>With fewer free megabytes a disk counts as nearly full.</summary>
    [Whole(0, 1_000_000_000)]
    public int LeastFreeMegabytes { get; set; } = 200;
}

/// <summary>How jobs are tried.</summary>
internal sealed class JobsSection : ISection
{
    public static string Name => "Jobs";

    [Whole(1, 10)]
    public int Tries { get; set; } = 3;
}

/// <summary>Where agencies drop files.</summary>
internal sealed class IntakeSection : ISection
{
    public static string Name => "Intake";

    public string? Inbox { get; set; }

    public string? Archive { get; set; }

    public string? Rejected { get; set; }

    [Whole(0, 86_400)]
    public int SettleSeconds { get; set; } = 60;

    /// <summary>The folders; those that are not given lie beside the inbox, and the inbox in the home of the installation.</summary>
    public InboxFolders Folders(string home)
    {
        var inbox = Full(Inbox ?? Path.Combine(home, "inbox"));
        var beside = Path.GetDirectoryName(inbox) ?? inbox;
        return new InboxFolders(inbox, Full(Archive ?? Path.Combine(beside, "archive")), Full(Rejected ?? Path.Combine(beside, "rejected")));
    }

    public IEnumerable<string> Faults(Installation installation)
    {
        var folders = Folders(installation.Home);
        foreach (var (name, folder) in new[] { (nameof(Archive), folders.Archive), (nameof(Rejected), folders.Rejected) })
        {
            if (InboxFolders.IsWithin(folder, folders.Inbox))
                yield return Section<IntakeSection>.Wrong(name, $"is {folder}, which lies in the inbox, so what is put there would be taken in");
        }
    }

    private static string Full(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
}

/// <summary>Where workbooks go, and which of their numbers are rounded.</summary>
internal sealed class ReportsSection : ISection
{
    public static string Name => "Reports";

    public string? Folder { get; set; }

    public Edition Disclosure { get; set; }

    public bool Pdf { get; set; }
}

/// <summary>How messages are sent.</summary>
internal sealed class NotifySection : ISection
{
    public static string Name => "Notify";

    public string? Folder { get; set; }

    [MailServer]
    public string? Smtp { get; set; }

    [MailAddress]
    public string? From { get; set; }

    public MailSecurity Security { get; set; }

    public string? User { get; set; }

    public string? PasswordFile { get; set; }

    public string? AuthorityFile { get; set; }

    [Whole(1, 20)]
    public int[] BeforeDays { get; set; } = [5, 1];

    /// <summary>A mail server, with what the section says of how it is used.</summary>
    /// <param name="server">The server, as HOST or HOST:PORT.</param>
    /// <param name="from">The sender's address.</param>
    /// <exception cref="RequestException">It is not a mail server.</exception>
    public MailServerOptions Server(string server, string from) => MailServerOptions.TryParse(server, from, out var options)
        ? options with { Security = Security, User = User, Password = PasswordFile is null ? null : File.ReadAllText(PasswordFile).Trim(), AuthorityFile = AuthorityFile }
        : throw new RequestException($"'{server}' is not a mail server; write it as mail.example.org or mail.example.org:25.");

    public IEnumerable<string> Faults(Installation installation)
    {
        if (Smtp is not null && From is null)
            yield return Section<NotifySection>.Wrong(nameof(From), $"is missing: {Name}:{nameof(Smtp)} needs the sender's address");
        if (User is not null && PasswordFile is null)
            yield return Section<NotifySection>.Wrong(nameof(PasswordFile), $"is missing: {Name}:{nameof(User)} needs a password");
        if (User is null && PasswordFile is not null)
            yield return Section<NotifySection>.Wrong(nameof(User), $"is missing: {Name}:{nameof(PasswordFile)} is the password of a user");
        foreach (var (name, path) in new[] { (nameof(PasswordFile), PasswordFile), (nameof(AuthorityFile), AuthorityFile) })
        {
            if (path is not null && !Secret.IsReadable(path))
                yield return Section<NotifySection>.Wrong(name, Secret.Unreadable(path));
        }

        if (User is not null && Security == MailSecurity.None && Smtp is not null && MailServerOptions.TryParse(Smtp, "", out var server) && !server.IsLoopback)
            yield return Section<NotifySection>.Wrong(nameof(Security), "is none, but a password is sent over an encrypted connection only; set it to starttls or tls");
    }
}

/// <summary>Copies of the embedded database.</summary>
internal sealed class BackupSection : ISection
{
    public static string Name => "Backup";

    public string? Folder { get; set; }

    [Whole(1, 1_000)]
    public int Keep { get; set; } = 7;

    /// <summary>How the database is backed up; null: it is not.</summary>
    public BackupPlan? Plan => Folder is null ? null : new BackupPlan(Path.GetFullPath(Folder), Keep);

    public IEnumerable<string> Faults(Installation installation)
    {
        if (Folder is not null && !installation.IsEmbedded)
            yield return Section<BackupSection>.Wrong(nameof(Folder), "is for the embedded database; a server's database is backed up by the server");
    }
}

/// <summary>How many months what is no longer needed is kept; 0: for ever.</summary>
internal sealed class RetentionSection : ISection
{
    public static string Name => "Retention";

    [Whole(0, 1_200)]
    public int RawFilesMonths { get; set; }

    [Whole(0, 1_200)]
    public int IssuesMonths { get; set; }
}

/// <summary>Where metrics are sent.</summary>
internal sealed class OtlpSection : ISection
{
    public static string Name => "Telemetry:Otlp";

    [Address]
    public string? Endpoint { get; set; }

    public OtlpProtocol Protocol { get; set; }
}

/// <summary>The web site.</summary>
internal sealed class PortalSection : ISection
{
    public static string Name => "Portal";

    /// <summary>The address that people type; null: the one that it listens on, which must be of this machine.</summary>
    [Address]
    public string? Address { get; set; }

    /// <summary>The addresses of proxies in front, with commas between them.</summary>
    public string? Proxies { get; set; }

    /// <summary>Whom pages tell people to ask.</summary>
    public string Contact { get; set; } = "your administrator";

    /// <summary>The addresses of the proxies.</summary>
    public IReadOnlyList<string> ProxyList => (Proxies ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public IEnumerable<string> Faults(Installation installation)
    {
        if (ProxyList.FirstOrDefault(p => !System.Net.IPAddress.TryParse(p, out _)) is { } wrong)
            yield return Section<PortalSection>.Wrong(nameof(Proxies), $"names '{wrong}', which is not an IP address");
        if (Address is not null && new Uri(Address) is { Scheme: var scheme, IsLoopback: false } && scheme != Uri.UriSchemeHttps)
            yield return Section<PortalSection>.Wrong(nameof(Address), "must begin with https://, for passwords are sent there");
    }
}

/// <summary>Files that hold secrets.</summary>
internal static class Secret
{
    public static bool IsReadable(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public static string Unreadable(string path) => $"names the file {path}, which cannot be read; check the path and its rights";
}
