using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Ndtms.Application;
using Ndtms.Application.Access;
using Ndtms.Application.Accounts;
using Ndtms.Application.Notifications;
using Ndtms.Core.DataSets;
using Ndtms.Portal.Hosting;
using Ndtms.Storage;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace Ndtms.BrowserTests;

/// <summary>The portal, served over HTTP on a port of its own, with a database of a test's own and a clock that the test moves. It has the
/// agencies of the sample data.</summary>
internal sealed class RunningPortal : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ndtms-portal-");
    private readonly Logger _log;
    private readonly List<LogEvent> _logged = [];
    private WebApplication _app = null!;

    private RunningPortal()
    {
        // As the program sets its log up.
        _log = new LoggerConfiguration().MinimumLevel.Debug().MinimumLevel.Override("Microsoft", LogEventLevel.Warning).WriteTo.Sink(new Kept(_logged)).CreateLogger();
        Workspace = Open();
        Workspace.Reference.LoadAgencies("agencies.csv", SampleData.Agencies, CodeBook.Embedded);
    }

    /// <summary>The clock: 10 April 2012, 10am in London.</summary>
    public FakeClock Clock { get; } = new(new DateTimeOffset(2012, 4, 10, 9, 0, 0, TimeSpan.Zero));

    /// <summary>The database, opened beside the portal.</summary>
    public Workspace Workspace { get; }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>Its services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>A path in the test's folder.</summary>
    public string this[string path] => Path.Combine(_folder.FullName, path);

    /// <summary>What was logged.</summary>
    public IReadOnlyList<string> Logged
    {
        get
        {
            lock (_logged)
                return [.. _logged.Select(e => e.RenderMessage(null) + e.Exception)];
        }
    }

    /// <summary>The messages that were sent, oldest first.</summary>
    public IReadOnlyList<string> Messages => Directory.Exists(this["outbox"])
        ? [.. new DirectoryInfo(this["outbox"]).EnumerateFiles("*.eml").OrderBy(f => f.LastWriteTimeUtc).Select(f => File.ReadAllText(f.FullName))]
        : [];

    /// <summary>Starts it.</summary>
    /// <param name="change">Changes what it is told; null: nothing.</param>
    public static async Task<RunningPortal> Start(Func<PortalOptions, PortalOptions>? change = null)
    {
        var portal = new RunningPortal();
        var options = new PortalOptions { Open = portal.Open, Keys = portal["keys"], Time = portal.Clock, Mail = portal.Mail() };
        portal._app = PortalHost.Build("http://127.0.0.1:0", change?.Invoke(options) ?? options, services => services.AddSerilog(portal._log));
        await portal._app.StartAsync();
        portal.Url = new Uri(portal._app.Urls.Single());
        return portal;
    }

    /// <summary>Adds an active account.</summary>
    /// <returns>Its number.</returns>
    public long Add(string email, params Grant[] grants) => new Accounts(Workspace.Database).Add(
        new Account
        {
            Email = email,
            NormalEmail = email.ToUpperInvariant(),
            State = AccountState.Active,
            SecurityStamp = Guid.NewGuid().ToString("N"),
            Created = Clock.GetUtcNow(),
            CreatedBy = "test",
        }, [.. grants.Select(g => g.ToStored())])!.Value;

    /// <summary>Adds an active account of a role, with a scope in the north east.</summary>
    public long Add(Role role) => Add($"{Grants.NameOf(role)}@example.org", role switch
    {
        Role.Provider => Grant.Provider(Rights.Submit, "N0801"),
        Role.Partnership => Grant.Partnership("A12B"),
        Role.Regional => Grant.Regional(Rights.Review, "north-east"),
        Role.National => Grant.National(Rights.Review | Rights.Publish),
        _ => Grant.Administrator(),
    });

    /// <summary>Signs an account in without its forms.</summary>
    /// <returns>The cookie.</returns>
    public Cookie SignIn(long account) => new(
        Services.GetRequiredService<SessionCookie>().Name, Sessions.Begin(Workspace, account, SessionStage.Full, "Test browser"), "/", Url.Host);

    /// <summary>Asks as an account that is signed in, or as a visitor. Redirects are not followed.</summary>
    /// <param name="account">The account's number; null: a visitor.</param>
    public HttpClient As(long? account = null)
    {
        var cookies = new CookieContainer();
        if (account is { } number)
            cookies.Add(SignIn(number));
        return new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = Url };
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Workspace.Dispose();
        await _log.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private AccountMail Mail() => new(() => new MessageFolder(Directory.CreateDirectory(this["outbox"]).FullName, null, Clock), new Uri("http://127.0.0.1:8080"));

    private Workspace Open() => Workspace.Open(new StorageOptions { Path = this["ndtms.db"] }, this["keys"], CodeBook.Embedded, Clock, _log);

    private sealed class Kept(List<LogEvent> logged) : ILogEventSink
    {
        public void Emit(LogEvent logEvent)
        {
            lock (logged)
                logged.Add(logEvent);
        }
    }
}
