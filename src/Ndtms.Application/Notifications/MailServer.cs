using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace Ndtms.Application.Notifications;

/// <summary>How a connection to a mail server is encrypted.</summary>
public enum MailSecurity
{
    /// <summary>As the server and the port allow: TLS on port 465, elsewhere STARTTLS where it is offered.</summary>
    Auto,

    /// <summary>Not at all.</summary>
    None,

    /// <summary>From the command STARTTLS on, or there is no connection.</summary>
    StartTls,

    /// <summary>From its first byte.</summary>
    Tls,
}

/// <summary>Where a mail server is, and how it is used.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its port.</param>
/// <param name="From">The sender's address.</param>
public sealed record MailServerOptions(string Host, int Port, string From)
{
    private const int SmtpPort = 25;

    /// <summary>How the connection is encrypted.</summary>
    public MailSecurity Security { get; init; }

    /// <summary>Who signs in; null: no sign-in.</summary>
    public string? User { get; init; }

    /// <summary>The password; it is sent over an encrypted connection or to this machine only.</summary>
    public string? Password { get; init; }

    /// <summary>A PEM file of the authority that signed the server's certificate, where the machine does not know it; null: the machine
    /// knows it.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>Whether the server is this machine, so that the connection cannot be intercepted.</summary>
    public bool IsLoopback => Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Reads <c>HOST</c> or <c>HOST:PORT</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">The sender's address.</param>
    /// <param name="options">The mail server.</param>
    /// <returns>False: it is not a mail server.</returns>
    public static bool TryParse(string text, string from, [NotNullWhen(true)] out MailServerOptions? options)
    {
        options = Uri.TryCreate($"smtp://{text}", UriKind.Absolute, out var uri) && uri.Host.Length > 0 && uri.PathAndQuery is "/" or ""
            && uri.UserInfo.Length == 0
            ? new MailServerOptions(uri.DnsSafeHost, uri.Port > 0 ? uri.Port : SmtpPort, from)
            : null;
        return options is not null;
    }

    /// <summary>As messages name it; nothing of who signs in.</summary>
    public override string ToString() => FormattableString.Invariant($"{Host}:{Port}");
}

/// <summary>A mail server. One connection is used for all messages; where there is none, every message fails with the same sentence and no
/// further try, as a server that is down is down for all of them.</summary>
/// <param name="options">Where it is.</param>
/// <param name="time">The clock.</param>
public sealed class MailServer(MailServerOptions options, TimeProvider time) : IOutbox
{
    private const int PatienceMilliseconds = 30_000;

    private SmtpClient? _client;
    private EnvironmentException? _down;

    /// <inheritdoc/>
    public void Send(Message message)
    {
        var client = Connected();
        using var mime = message.ToMime(options.From, time.GetUtcNow());
        try
        {
            client.Send(mime);
        }
        catch (SmtpCommandException e)
        {
            // The server's own words can hold the address, which belongs in no log.
            throw new EnvironmentException(e.ErrorCode switch
            {
                SmtpErrorCode.RecipientNotAccepted => $"The mail server {options} does not accept the recipient's address ({Code(e)}); correct the address.",
                SmtpErrorCode.SenderNotAccepted => $"The mail server {options} does not accept the sender's address ({Code(e)}); check Notify:From and whether it requires a sign-in.",
                _ => $"The mail server {options} does not accept the message ({Code(e)}).",
            }, e);
        }
        catch (ServiceNotAuthenticatedException e)
        {
            throw new EnvironmentException($"The mail server {options} requires a sign-in; give Notify:User and Notify:PasswordFile.", e);
        }
        catch (Exception e) when (e is ProtocolException or IOException or OperationCanceledException or TimeoutException)
        {
            Close();
            throw new EnvironmentException($"The connection to the mail server {options} broke while a message was sent; try again later.", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _client?.Disconnect(quit: true);
        }
        catch (Exception e) when (e is ProtocolException or CommandException or IOException)
        {
            // All that was to be sent has been sent.
        }

        Close();
    }

    private SmtpClient Connected()
    {
        if (_down is not null)
            throw _down;
        if (_client is { IsConnected: true })
            return _client;
        Close();
        _client = new SmtpClient { Timeout = PatienceMilliseconds };
        try
        {
            if (options.AuthorityFile is { } file)
                _client.ServerCertificateValidationCallback = TrustedBy(file);
            _client.Connect(options.Host, options.Port, options.Security switch
            {
                MailSecurity.None => SecureSocketOptions.None,
                MailSecurity.StartTls => SecureSocketOptions.StartTls,
                MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
                _ => SecureSocketOptions.Auto,
            });
            SignIn(_client);
            return _client;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Close();
            _down = e as EnvironmentException ?? new EnvironmentException(InWords(e), e);
            throw _down;
        }
    }

    private void SignIn(SmtpClient client)
    {
        if (options.User is not { } user)
            return;
        if (!client.IsSecure && !options.IsLoopback)
        {
            throw new EnvironmentException(
                $"The connection to the mail server {options} is not encrypted, so the password was not sent; set Notify:Security to starttls or tls.");
        }

        client.Authenticate(user, options.Password ?? "");
    }

    private string InWords(Exception e) => e switch
    {
        SslHandshakeException =>
            $"The certificate of the mail server {options} is not trusted, or it does not use TLS on this port; check Notify:Security and Notify:AuthorityFile.",
        AuthenticationException => $"The mail server {options} does not accept the user or password; check Notify:User and Notify:PasswordFile.",
        NotSupportedException => $"The mail server {options} does not offer what was asked for (STARTTLS, or a sign-in); check Notify:Security and Notify:User.",
        CryptographicException or UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException =>
            $"The file {options.AuthorityFile} of Notify:AuthorityFile is not a PEM certificate that can be read.",
        SmtpCommandException refused => $"The mail server {options} refuses the connection ({Code(refused)}); try again later.",
        _ => $"The mail server {options} cannot be reached; check Notify:Smtp and Notify:Security, or try again later.",
    };

    private static string Code(SmtpCommandException e) => FormattableString.Invariant($"code {(int)e.StatusCode}");

    /// <summary>Trusts a certificate that the machine trusts, or that the authority of a file signed; its name must be right either way.</summary>
    private static RemoteCertificateValidationCallback TrustedBy(string file)
    {
        var authority = new X509Certificate2Collection();
        authority.ImportFromPemFile(file);
        return (_, certificate, _, errors) =>
        {
            if (errors is SslPolicyErrors.None)
                return true;
            if (errors is not SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 presented)
                return false;
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(authority);
            // An authority of one's own seldom says where its list of revoked certificates is.
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            return chain.Build(presented);
        };
    }

    private void Close()
    {
        _client?.Dispose();
        _client = null;
    }
}
