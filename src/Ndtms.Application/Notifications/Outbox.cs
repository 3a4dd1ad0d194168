using MimeKit;
using MimeKit.Text;

namespace Ndtms.Application.Notifications;

/// <summary>A message to send. Nothing in it is about a client.</summary>
/// <param name="Name">Its name: unique, of letters, digits and hyphens.</param>
/// <param name="To">The address.</param>
/// <param name="Subject">One line.</param>
/// <param name="Body">Plain text; lines end with LF.</param>
public sealed record Message(string Name, string To, string Subject, string Body)
{
    /// <summary>Whether a text is one plain address that any mail server takes: no name with it, ASCII only.</summary>
    public static bool IsAddress(string text) => text.All(c => c is > ' ' and < '\x7f' and not ('<' or '>' or '"' or ','))
        && MailboxAddress.TryParse(text, out var address) && address.Address == text && address.Domain.Length > 0;

    /// <summary>The message in the form of RFC 5322, with ASCII alone in it, whatever an agency is called.</summary>
    /// <param name="from">The sender's address.</param>
    /// <param name="at">When it is sent.</param>
    internal MimeMessage ToMime(string from, DateTimeOffset at)
    {
        var sender = MailboxAddress.Parse(from);
        var mime = new MimeMessage { Subject = Subject, Date = at.ToUniversalTime(), MessageId = $"{Name}@{sender.Domain}" };
        mime.From.Add(sender);
        mime.To.Add(MailboxAddress.Parse(To));
        mime.Body = new TextPart(TextFormat.Plain) { Text = Body };
        mime.Prepare(EncodingConstraint.SevenBit);
        return mime;
    }
}

/// <summary>Where messages go.</summary>
public interface IOutbox : IDisposable
{
    /// <summary>Sends a message, or throws.</summary>
    /// <exception cref="EnvironmentException">The mail server does not take it, or it cannot be written; the message says why.</exception>
    void Send(Message message);
}

/// <summary>A folder: each message becomes an .eml file, which mail programs open and relays send on.</summary>
/// <param name="folder">The folder.</param>
/// <param name="from">The sender's address; null: a no-reply address.</param>
/// <param name="time">The clock.</param>
public sealed class MessageFolder(string folder, string? from, TimeProvider time) : IOutbox
{
    private const string NobodysAddress = "no-reply@ndtms.invalid";

    /// <inheritdoc/>
    public void Send(Message message)
    {
        using var mime = message.ToMime(from ?? NobodysAddress, time.GetUtcNow());
        var format = new FormatOptions { NewLineFormat = NewLineFormat.Dos, EnsureNewLine = true };
        Files.Write(Path.Combine(folder, message.Name + ".eml"), stream => mime.WriteTo(format, stream));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A folder is not open.
    }
}
