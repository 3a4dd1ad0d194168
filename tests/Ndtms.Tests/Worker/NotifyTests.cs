using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using MimeKit;
using Ndtms.Storage;
using Ndtms.Tests.Application;
using Ndtms.Worker;

namespace Ndtms.Tests.Worker;

/// <summary>The right agencies are told on the right days, once, in messages that every mail program reads.</summary>
public sealed partial class NotifyTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Each_working_day_over_Easter_brings_what_is_due_and_nothing_twice()
    {
        _run.Put("N0852-20110401-20120331-TREAT-IN-H.csv");
        _run.Run("submit ./N0852-20110401-20120331-TREAT-IN-H.csv --received 2012-04-04");
        _run.Put("extensions.csv", "agency,month,closes,reason\nN0854,2012-03,2012-04-21,flood\n"u8.ToArray(), _run.Now);
        _run.Run("reference load extensions ./extensions.csv");
        var told = new List<string>();
        var before = Array.Empty<string>();
        for (var day = new DateOnly(2012, 4, 1); day <= new DateOnly(2012, 4, 30); day = day.AddDays(1))
        {
            foreach (var _ in (int[])[1, 2])
                Assert.Equal(ExitCode.Done, _run.Run($"notify --month 2012-03 --on {day:yyyy-MM-dd} --out ./out"));
            var now = _run.Files("out");
            told.AddRange(now.Except(before).Select(f => $"{day:dd}: {f}"));
            before = now;
        }

        Assert.Equal(
        [
            "05: reminder-N0853-2012-03-by-20120416-5.eml", // Thursday; Good Friday and Easter Monday follow
            "13: reminder-N0853-2012-03-by-20120416-1.eml",
            "16: reminder-N0854-2012-03-by-20120421-5.eml", // extended to a Saturday
            "17: late-north-east-2012-03-by-20120416.txt",
            "20: reminder-N0854-2012-03-by-20120421-1.eml",
            "22: late-north-west-2012-03-by-20120421.txt",
        ], told);
        var list = File.ReadAllText(_run["out/late-north-east-2012-03-by-20120416.txt"]);
        Assert.Contains("N0853  Gateshead Recovery: nothing yet (deadline 16/04/2012)", list, StringComparison.Ordinal);
        Assert.DoesNotContain("N0852", list, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deadline_that_was_moved_is_reminded_of_again()
    {
        _run.Run("notify --month 2012-03 --on 2012-04-13 --out ./out");
        _run.Put("extensions.csv", "agency,month,closes,reason\nN0853,2012-03,2012-04-20,flood\n"u8.ToArray(), _run.Now);
        _run.Run("reference load extensions ./extensions.csv");
        _run.Run("notify --month 2012-03 --on 2012-04-19 --out ./out");
        Assert.Equal(
            ["reminder-N0853-2012-03-by-20120416-1.eml", "reminder-N0853-2012-03-by-20120420-1.eml"],
            _run.Files("out").Where(f => f.Contains("N0853", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_reminder_that_could_not_be_sent_is_sent_by_the_next_run()
    {
        _run.Put("out", "a file where the folder should be"u8.ToArray(), _run.Now);
        Assert.NotEqual(ExitCode.Done, _run.Run("notify --month 2012-03 --on 2012-04-05 --out ./out"));
        File.Delete(_run["out"]);
        Assert.Equal(ExitCode.Done, _run.Run("notify --month 2012-03 --on 2012-04-05 --out ./out"));
        Assert.Equal(3, _run.Files("out").Length);
    }

    [Fact]
    public void A_reminder_whose_end_is_not_known_is_told_of_and_not_sent_again()
    {
        // As after a process that ended while it sent.
        new CalendarData(Database.Open(_run["ndtms.db"])).Claim(
            new Notification("reminder", "N0852", new DateOnly(2012, 3, 31), new DateOnly(2012, 4, 16), 5));
        Assert.Equal(ExitCode.MachineFailed, _run.Run("notify --month 2012-03 --on 2012-04-05 --out ./out"));
        Assert.Contains("N0852: a reminder message was begun earlier", _run.Output, StringComparison.Ordinal);
        Assert.Equal(2, _run.Files("out").Length);
    }

    [Fact]
    public void An_agency_without_an_address_is_told_of_and_the_others_get_theirs()
    {
        using var run = new CommandRun(CommandRun.Agencies.Replace("data@n0852.example", "", StringComparison.Ordinal));
        Assert.Equal(ExitCode.BadData, run.Run("notify --month 2012-03 --on 2012-04-05 --out ./out"));
        Assert.Contains("N0852: not reminded", run.Output, StringComparison.Ordinal);
        Assert.Equal(2, run.Files("out").Length);
    }

    [Fact]
    public void A_region_with_an_address_gets_the_list_as_a_message()
    {
        _run.Run("reference export region --out ./region.csv");
        var rows = File.ReadAllLines(_run["region.csv"]);
        File.WriteAllLines(_run["region.csv"], rows.Select((row, i) => row + (i == 0 ? ",email" : row.StartsWith("north-east,", StringComparison.Ordinal) ? ",ne@nta.example" : ",")));
        Assert.Equal(ExitCode.Done, _run.Run("reference load region ./region.csv"));
        Assert.Equal(ExitCode.Done, _run.Run("notify --month 2012-03 --on 2012-04-17 --out ./out"));
        Assert.Equal(["late-north-east-2012-03-by-20120416.eml", "late-north-west-2012-03-by-20120416.txt"], _run.Files("out"));
        var message = Parse(File.ReadAllBytes(_run["out/late-north-east-2012-03-by-20120416.eml"]));
        Assert.Equal("ne@nta.example", message.To.ToString());
        Assert.Contains("N0852  Wearside Recovery: nothing yet", message.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_says_who_what_and_when()
    {
        _run.Run("notify --month 2012-03 --on 2012-04-05 --out ./out --from ndtms@nta.example");
        var message = Parse(File.ReadAllBytes(_run["out/reminder-N0852-2012-03-by-20120416-5.eml"]));
        Assert.Equal(_run.Now, message.Date);
        Assert.Equal("ndtms@nta.example", message.From.ToString());
        Assert.Equal("data@n0852.example", message.To.ToString());
        Assert.Equal("Files for March 2012 are due by 16/04/2012", message.Subject);
        Assert.Equal("reminder-N0852-2012-03-by-20120416-5@nta.example", message.MessageId);
        Assert.StartsWith("Wearside Recovery (N0852)\n", message.TextBody, StringComparison.Ordinal);
        Assert.Contains("Working days left: 5\n", message.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain('{', message.TextBody!);
    }

    [Fact]
    public void Whatever_an_agency_or_a_region_is_called_the_messages_are_valid() => Prop.ForAll(
        Gen.Elements("é", "ß", "字", "😀", " ", "x", "\n", "\t", ":", ".", "long and longer ", "=?utf-8?q?=41?=", "=?").ListOf().Select(parts => string.Concat(parts)).ToArbitrary(),
        name =>
        {
            var quoted = $"\"x{name}x\"";
            using var run = new CommandRun(CommandRun.Agencies.Replace("Wearside Recovery", quoted, StringComparison.Ordinal));
            run.Run("reference export region --out ./region.csv");
            File.WriteAllLines(run["region.csv"], File.ReadAllLines(run["region.csv"]).Select((row, i) => i == 0 ? row + ",email"
                : row.StartsWith("north-east,", StringComparison.Ordinal) ? $"north-east,{quoted},ne@nta.example" : row + ","));
            Assert.Equal(ExitCode.Done, run.Run("reference load region ./region.csv"));
            Assert.Equal(ExitCode.Done, run.Run("notify --month 2012-03 --on 2012-04-05 --out ./out"));
            Assert.Equal(ExitCode.Done, run.Run("notify --month 2012-03 --on 2012-04-17 --out ./out"));
            Assert.Contains("(N0852)", Parse(File.ReadAllBytes(run["out/reminder-N0852-2012-03-by-20120416-5.eml"])).TextBody, StringComparison.Ordinal);
            var late = Parse(File.ReadAllBytes(run["out/late-north-east-2012-03-by-20120416.eml"]));
            Assert.Equal($"{Control().Replace($"x{name}x", " ")}: agencies late for March 2012", late.Subject);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    [Fact]
    public async Task A_mail_server_gets_each_message_once()
    {
        string call;
        await using (var mail = new MailCatcher())
        {
            call = $"notify --on 2012-04-05 --out ./out --smtp 127.0.0.1:{mail.Port} --from ndtms@nta.example --month 2012-03";
            Assert.Equal(ExitCode.Done, _run.Run(call));
            Assert.Equal(["data@n0852.example", "data@n0853.example", "data@n0854.example"], mail.Recipients);
            Assert.Empty(_run.Files("out"));
        }

        // Nobody listens any more, and nothing has to be sent.
        Assert.Equal(ExitCode.Done, _run.Run(call));
        Assert.Equal(ExitCode.MachineFailed, _run.Run(call.Replace("04-05", "04-13", StringComparison.Ordinal)));
        Assert.Equal(3, _run.Output.Split("not sent, and tried again at the next run").Length - 1);
        Assert.Equal(ExitCode.Done, _run.Run("notify --month 2012-03 --on 2012-04-13 --out ./out"));
        Assert.Equal(3, _run.Files("out").Length);
    }

    [Fact]
    public async Task A_recipient_that_the_server_refuses_gets_its_reminder_when_the_address_is_right()
    {
        await using var mail = new MailCatcher();
        using var run = new CommandRun(CommandRun.Agencies.Replace("data@n0852", "gone@n0852", StringComparison.Ordinal));
        var call = $"notify --on 2012-04-05 --out ./out --smtp localhost:{mail.Port} --from ndtms@nta.example --month 2012-03";
        Assert.Equal(ExitCode.MachineFailed, run.Run(call));
        Assert.Contains("N0852: not sent", run.Output, StringComparison.Ordinal);
        Assert.Equal(["data@n0853.example", "data@n0854.example"], mail.Recipients);
        run.Put("agencies.csv", Encoding.UTF8.GetBytes(CommandRun.Agencies), run.Now);
        run.Run("reference load agencies ./agencies.csv");
        Assert.Equal(ExitCode.Done, run.Run(call));
        Assert.Equal(["data@n0853.example", "data@n0854.example", "data@n0852.example"], mail.Recipients);
    }

    [Fact]
    public async Task The_settings_say_how_the_mail_server_is_used()
    {
        using var certificate = MailCatcher.SelfMade();
        await using var mail = new MailCatcher(signIn: true, certificate);
        _run.Put("authority.pem", Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()), _run.Now);
        _run.Put("password", Encoding.UTF8.GetBytes(MailCatcher.Password + "\n"), _run.Now);
        var settings = new Dictionary<string, string>
        {
            ["Notify:Security"] = "starttls",
            ["Notify:User"] = MailCatcher.User,
            ["Notify:PasswordFile"] = _run["password"],
            ["Notify:AuthorityFile"] = _run["authority.pem"],
            ["Notify:From"] = "ndtms@nta.example",
        };
        _run.Put("ndtms.json", JsonSerializer.SerializeToUtf8Bytes(settings), _run.Now);
        Assert.Equal(ExitCode.Done, _run.Run($"notify --month 2012-03 --on 2012-04-05 --out ./out --smtp localhost:{mail.Port} --config ./ndtms.json"));
        Assert.Equal(3, mail.Messages.Count);
        Assert.All(mail.Messages, m => Assert.Equal("ndtms@nta.example", m.From.Mailboxes.Single().Address));
    }

    [Theory]
    [InlineData("--smtp 127.0.0.1")]
    [InlineData("--smtp a/b --from a@b.example")]
    [InlineData("--from nobody")]
    [InlineData("--before 0")]
    public void A_call_that_cannot_work_sends_nothing(string words)
    {
        Assert.Equal(ExitCode.WrongCall, _run.Run($"notify --month 2012-03 --on 2012-04-05 --out ./out {words}"));
        Assert.Empty(_run.Files("out"));
    }

    /// <summary>Reads a message as a mail program does, and checks what relays want: ASCII, CRLF only, no long header lines, the fields that must
    /// be there once each.</summary>
    private static MimeMessage Parse(byte[] content)
    {
        Assert.DoesNotContain(content, b => b >= 0x80 || b == 0);
        var text = Encoding.ASCII.GetString(content);
        Assert.DoesNotMatch(BareLineBreak(), text);
        Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
        Assert.All(text.Split("\r\n"), line => Assert.InRange(line.Length, 0, 998));
        Assert.All(text[..text.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Split("\r\n"), line => Assert.InRange(line.Length, 1, 78));
        var message = MimeMessage.Load(new MemoryStream(content));
        foreach (var needed in (HeaderId[])[HeaderId.Date, HeaderId.From, HeaderId.To, HeaderId.Subject, HeaderId.MessageId, HeaderId.MimeVersion])
            Assert.Single(message.Headers, h => h.Id == needed);
        return message;
    }

    [GeneratedRegex(@"\p{Cc}+")]
    private static partial Regex Control();

    [GeneratedRegex("(?<!\r)\n|\r(?!\n)")]
    private static partial Regex BareLineBreak();
}
