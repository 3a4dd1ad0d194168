using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Mail;
using System.Text;
using Ndtms.Application;

namespace Ndtms.Worker.Notifications;

/// <summary>A message to send. Nothing in it is about a client.</summary>
/// <param name="Name">What it is called: unique, of letters, digits and hyphens.</param>
/// <param name="To">The address.</param>
/// <param name="Subject">One line.</param>
/// <param name="Body">Plain text; lines end with LF.</param>
internal sealed record Message(string Name, string To, string Subject, string Body)
{
    /// <summary>Whether a text is one plain address that any mail server takes: no name beside it, ASCII only.</summary>
    public static bool IsAddress(string text) => MailAddress.TryCreate(text, out var address) && address.Address == text
        && text.All(c => c is > ' ' and < '\x7f' and not ('<' or '>' or '"' or ','));
}

/// <summary>Where messages go.</summary>
internal interface IOutbox
{
    /// <summary>Sends a message, or throws.</summary>
    /// <exception cref="SmtpException">The mail server does not take it.</exception>
    /// <exception cref="EnvironmentException">It cannot be written.</exception>
    void Send(Message message);
}

/// <summary>A folder: each message becomes a file of RFC 5322, which mail programs open and relays send on.</summary>
internal sealed class MessageFolder(string folder, string from, TimeProvider time) : IOutbox
{
    // RFC 5322, 2.1.1 (a line should have at most 78 characters, and must have at most 998), and RFC 2047, 2: a line with an encoded word
    // at most 76, so that 39 bytes fit beside the header's name.
    private const int ShortLine = 78;
    private const int LongLine = 998;
    private const int BytesOfWord = 39;

    /// <summary>The sender where none is given.</summary>
    public const string NobodysAddress = "no-reply@ndtms.invalid";

    public void Send(Message message) =>
        Files.Write(Path.Combine(folder, message.Name + ".eml"), stream => stream.Write(Encoding.ASCII.GetBytes(Compose(message))));

    private string Compose(Message message)
    {
        var body = message.Body.ReplaceLineEndings("\r\n");
        var plain = body.All(char.IsAscii) && body.Split("\r\n").All(l => l.Length <= LongLine);
        var mail = new StringBuilder();
        Header("Date", time.GetUtcNow().ToUniversalTime().ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture));
        Header("From", from);
        Header("To", message.To);
        Header("Subject", Encoded(message.Subject));
        Header("Message-ID", $"<{message.Name}@{new MailAddress(from).Host}>");
        Header("MIME-Version", "1.0");
        Header("Content-Type", $"text/plain; charset={(plain ? "us-ascii" : "utf-8")}");
        Header("Content-Transfer-Encoding", plain ? "7bit" : "base64");
        mail.Append("\r\n");
        if (plain)
            return mail.Append(body).ToString();
        foreach (var line in Convert.ToBase64String(Encoding.UTF8.GetBytes(body)).Chunk(76))
            mail.Append(line).Append("\r\n");
        return mail.ToString();

        void Header(string name, string value) => mail.Append(name).Append(": ").Append(value).Append("\r\n");
    }

    private static string Encoded(string subject)
    {
        if (subject.All(c => c is >= ' ' and < '\x7f') && "Subject: ".Length + subject.Length <= ShortLine && !subject.Contains("=?", StringComparison.Ordinal))
            return subject;
        var words = new List<List<byte>> { new() };
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in subject.EnumerateRunes())
        {
            var count = rune.EncodeToUtf8(bytes);
            if (words[^1].Count + count > BytesOfWord)
                words.Add([]);
            words[^1].AddRange(bytes[..count]);
        }

        return string.Join("\r\n ", words.Select(w => $"=?utf-8?B?{Convert.ToBase64String([.. w])}?="));
    }
}

/// <summary>A mail server that takes messages without signing in, such as a relay in the same network.</summary>
internal sealed class MailServer(string host, int port, string from) : IOutbox
{
    private const int PatienceMilliseconds = 30_000;
    private const int SmtpPort = 25;

    /// <summary>Reads <c>HOST</c> or <c>HOST:PORT</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">The sender's address.</param>
    /// <param name="server">The mail server.</param>
    /// <returns>False: it is no mail server.</returns>
    public static bool TryParse(string text, string from, [NotNullWhen(true)] out MailServer? server)
    {
        server = Uri.TryCreate($"smtp://{text}", UriKind.Absolute, out var uri) && uri.Host.Length > 0 && uri.PathAndQuery is "/" or ""
            && uri.UserInfo.Length == 0
            ? new MailServer(uri.DnsSafeHost, uri.Port > 0 ? uri.Port : SmtpPort, from)
            : null;
        return server is not null;
    }

    public void Send(Message message)
    {
        using var mail = new MailMessage(from, message.To, message.Subject, message.Body)
        {
            SubjectEncoding = Encoding.UTF8,
            BodyEncoding = Encoding.UTF8,
        };
        using var client = new SmtpClient(host, port) { Timeout = PatienceMilliseconds };
        client.Send(mail);
    }
}
