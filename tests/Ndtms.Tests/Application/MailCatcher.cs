using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MimeKit;
using SmtpServer;
using SmtpServer.Authentication;
using SmtpServer.ComponentModel;
using SmtpServer.Mail;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace Ndtms.Tests.Application;

/// <summary>A mail server in this process.</summary>
internal sealed class MailCatcher : IAsyncDisposable
{
    public const string User = "ndtms";
    public const string Password = "correct horse";

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<MimeMessage> _messages = new();
    private readonly ConcurrentQueue<string> _passwords = new();
    private readonly Task _running;
    private int _sessions;

    /// <param name="signIn">Nobody may send without signing in.</param>
    /// <param name="certificate">For TLS; null: none is offered.</param>
    /// <param name="tls">TLS from the first byte; else by STARTTLS.</param>
    public MailCatcher(bool signIn = false, X509Certificate2? certificate = null, bool tls = false)
    {
        using (var free = new TcpListener(IPAddress.Any, 0))
        {
            free.Start();
            Port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        var endpoint = new EndpointDefinitionBuilder().Endpoint(new IPEndPoint(IPAddress.Any, Port)).AllowUnsecureAuthentication(true)
            .AuthenticationRequired(signIn).IsSecure(tls);
        if (certificate is not null)
            endpoint.Certificate(certificate);
        var services = new ServiceProvider();
        services.Add(new Store(_messages));
        services.Add(new Doorkeeper());
        services.Add(new Passwords(_passwords));
        var server = new SmtpServer.SmtpServer(new SmtpServerOptionsBuilder().ServerName("localhost").Endpoint(endpoint.Build()).Build(), services);
        server.SessionCreated += (_, _) => Interlocked.Increment(ref _sessions);
        _running = server.StartAsync(_stop.Token);
    }

    public int Port { get; }

    /// <summary>How many connections there were.</summary>
    public int Sessions => Volatile.Read(ref _sessions);

    /// <summary>What was sent, in the order of receipt.</summary>
    public IReadOnlyList<MimeMessage> Messages => [.. _messages];

    /// <summary>To whom, in the order of receipt.</summary>
    public IReadOnlyList<string> Recipients => [.. _messages.SelectMany(m => m.To.Mailboxes).Select(m => m.Address)];

    /// <summary>Every password that was given.</summary>
    public IReadOnlyList<string> GivenPasswords => [.. _passwords];

    /// <summary>A certificate for this machine that nobody has signed.</summary>
    public static X509Certificate2 SelfMade()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
            // It was stopped.
        }

        _stop.Dispose();
    }

    private sealed class Store(ConcurrentQueue<MimeMessage> messages) : MessageStore
    {
        public override async Task<SmtpResponse> SaveAsync(
            ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
        {
            messages.Enqueue(await MimeMessage.LoadAsync(new MemoryStream(buffer.ToArray()), cancellationToken));
            return SmtpResponse.Ok;
        }
    }

    /// <summary>Knows no recipient whose name begins with "gone".</summary>
    private sealed class Doorkeeper : MailboxFilter
    {
        public override Task<bool> CanDeliverToAsync(ISessionContext context, IMailbox to, IMailbox from, CancellationToken cancellationToken) =>
            Task.FromResult(!to.User.StartsWith("gone", StringComparison.Ordinal));
    }

    private sealed class Passwords(ConcurrentQueue<string> given) : UserAuthenticator
    {
        public override Task<bool> AuthenticateAsync(ISessionContext context, string user, string password, CancellationToken cancellationToken)
        {
            given.Enqueue(password);
            return Task.FromResult(user == User && password == Password);
        }
    }
}
