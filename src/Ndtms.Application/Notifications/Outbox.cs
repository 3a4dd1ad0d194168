using System.Text;
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
    /// <summary>What of a line of 78 characters is left after the header's name.</summary>
    private const int PlainLength = 69;

    /// <summary>So many bytes make an encoded word of 64 characters, which leaves room for the header's name.</summary>
    private const int WordBytes = 39;

    /// <summary>Whether a text is one plain address that any mail server takes: no name with it, ASCII only.</summary>
    public static bool IsAddress(string text) => text.All(c => c is > ' ' and < '\x7f' and not ('<' or '>' or '"' or ','))
        && MailboxAddress.TryParse(text, out var address) && address.Address == text && address.Domain.Length > 0;

    /// <summary>The message in the form of RFC 5322, with ASCII alone in it, whatever an agency is called.</summary>
    /// <param name="from">The sender's address.</param>
    /// <param name="at">When it is sent.</param>
    internal MimeMessage ToMime(string from, DateTimeOffset at)
    {
        var sender = MailboxAddress.Parse(from);
        var mime = new MimeMessage { Date = at.ToUniversalTime(), MessageId = $"{Name}@{sender.Domain}" };
        mime.From.Add(sender);
        mime.To.Add(MailboxAddress.Parse(To));
        mime.Subject = Subject;
        mime.Headers[mime.Headers.IndexOf(HeaderId.Subject)].SetRawValue(Encoding.ASCII.GetBytes($" {Encoded(Subject)}\r\n"));
        mime.Body = new TextPart(TextFormat.Plain) { Text = Body };
        mime.Prepare(EncodingConstraint.SevenBit);
        return mime;
    }

    /// <summary>A subject as a header has it, with line breaks of its own so that no line is longer than 78 characters. Where it is not plain, or
    /// holds what looks like the start of an encoded word, all of it is encoded words of RFC 2047: a reader then shows it as it is.</summary>
    private static string Encoded(string subject)
    {
        if (subject.Length <= PlainLength && subject.All(c => c is >= ' ' and <= '~') && !subject.Contains("=?", StringComparison.Ordinal))
            return subject;
        var words = new List<List<byte>> { new() };
        foreach (var rune in subject.EnumerateRunes())
        {
            // A character is never cut in two.
            if (words[^1].Count + rune.Utf8SequenceLength > WordBytes)
                words.Add([]);
            words[^1].AddRange(Encoding.UTF8.GetBytes(rune.ToString()));
        }

        return string.Join("\r\n ", words.Select(word => $"=?utf-8?B?{Convert.ToBase64String([.. word])}?="));
    }
}

/// <summary>Where messages go.</summary>
public interface IOutbox : IDisposable
{
    /// <summary>Sends a message, or throws.</summary>
    /// <exception cref="EnvironmentException">The mail server does not take it, or it cannot be written; the message says why.</exception>
    /// <exception cref="RequestException">It would replace a file that is not ours.</exception>
    void Send(Message message);
}

/// <summary>A folder: each message becomes an .eml file, which mail programs open and relays send on.</summary>
/// <param name="folder">The folder.</param>
/// <param name="from">The sender's address; null: a no-reply address.</param>
/// <param name="time">The clock.</param>
/// <param name="force">A message may replace a file that is not ours.</param>
public sealed class MessageFolder(string folder, string? from, TimeProvider time, bool force = false) : IOutbox
{
    private const string NobodysAddress = "no-reply@ndtms.invalid";

    /// <inheritdoc/>
    public void Send(Message message)
    {
        using var mime = message.ToMime(from ?? NobodysAddress, time.GetUtcNow());
        var format = new FormatOptions { NewLineFormat = NewLineFormat.Dos, EnsureNewLine = true };
        Output.Message(Path.Combine(folder, message.Name + ".eml"), $"Message-Id: <{message.Name}@", force).Write(stream => mime.WriteTo(format, stream));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A folder is not open.
    }
}
