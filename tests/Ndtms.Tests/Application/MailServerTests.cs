using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Ndtms.Application;
using Ndtms.Application.Notifications;

namespace Ndtms.Tests.Application;

/// <summary>Messages reach the mail server, a password reaches it only where nobody can listen in, and each failure is one clear sentence
/// that holds neither.</summary>
public sealed class MailServerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Messages_are_sent_over_one_connection_as_they_are()
    {
        await using var mail = new MailCatcher();
        using (var server = Server(mail))
        {
            server.Send(To("a@n0852.example") with { Subject = "Für März", Body = "Grüße\n.\nfrom a dot\n" });
            server.Send(To("b@n0853.example"));
        }

        Assert.Equal(["a@n0852.example", "b@n0853.example"], mail.Recipients);
        Assert.Equal("Für März", mail.Messages[0].Subject);
        Assert.Equal("Grüße\n.\nfrom a dot\n", mail.Messages[0].TextBody!.ReplaceLineEndings("\n"));
        Assert.Equal("ndtms@nta.example", mail.Messages[0].From.Mailboxes.Single().Address);
        Assert.Equal("reminder-1@nta.example", mail.Messages[0].MessageId);
        Assert.Equal(1, mail.Sessions);
    }

    /// <summary>What is on the wire is read by a mail program: a subject that looks encoded is not decoded once too often.</summary>
    [Theory]
    [InlineData("=?utf-8?q?=41?=: agencies late for March 2012")]
    [InlineData("A region called =?: agencies late")]
    [InlineData("Sixty-nine characters are one line, and the seventieth one is too many")]
    [InlineData("Sixty-nine characters are one line, and the seventieth one is too man")]
    [InlineData("字字字字字字字字字字字字字字字字字字字字 and 😀😀😀😀😀😀😀😀😀😀😀")]
    public async Task A_subject_arrives_as_it_is(string subject)
    {
        await using var mail = new MailCatcher();
        using (var server = Server(mail))
            server.Send(To("a@n0852.example") with { Subject = subject });
        Assert.Equal(subject, mail.Messages[0].Subject);
    }

    [Theory]
    [InlineData(MailSecurity.StartTls, false)]
    [InlineData(MailSecurity.Auto, false)]
    [InlineData(MailSecurity.Tls, true)]
    public async Task Over_TLS_a_user_signs_in(MailSecurity security, bool tls)
    {
        using var certificate = MailCatcher.SelfMade();
        await using var mail = new MailCatcher(signIn: true, certificate, tls);
        using var server = Server(mail, o => o with { Security = security, User = MailCatcher.User, Password = MailCatcher.Password, AuthorityFile = Pem(certificate) });
        server.Send(To("a@n0852.example"));
        Assert.Equal(["a@n0852.example"], mail.Recipients);
        Assert.Equal([MailCatcher.Password], mail.GivenPasswords);
    }

    [Fact]
    public async Task On_this_machine_a_user_signs_in_without_TLS_too()
    {
        await using var mail = new MailCatcher(signIn: true);
        using var server = Server(mail, o => o with { Security = MailSecurity.None, User = MailCatcher.User, Password = MailCatcher.Password });
        server.Send(To("a@n0852.example"));
        Assert.Equal(["a@n0852.example"], mail.Recipients);
    }

    [Fact]
    public async Task To_another_machine_no_password_is_sent_without_encryption()
    {
        await using var mail = new MailCatcher(signIn: true);
        Fails(mail, o => o with { Host = OtherName(), User = MailCatcher.User, Password = MailCatcher.Password }, "not encrypted, so the password was not sent");
        Assert.Empty(mail.GivenPasswords);
        Assert.Empty(mail.Messages);
    }

    [Fact]
    public async Task A_certificate_that_nobody_has_signed_is_not_trusted()
    {
        using var certificate = MailCatcher.SelfMade();
        await using var mail = new MailCatcher(signIn: true, certificate);
        Fails(mail, o => o with { Security = MailSecurity.StartTls, User = MailCatcher.User, Password = MailCatcher.Password }, "is not trusted", "Notify:AuthorityFile");
        Assert.Empty(mail.GivenPasswords);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_or_for_another_name_is_not_trusted()
    {
        using var certificate = MailCatcher.SelfMade();
        using var other = MailCatcher.SelfMade();
        await using var mail = new MailCatcher(certificate: certificate);
        Fails(mail, o => o with { Security = MailSecurity.StartTls, AuthorityFile = Pem(other) }, "is not trusted");
        Fails(mail, o => o with { Security = MailSecurity.StartTls, AuthorityFile = _folder["none.pem"] }, "Notify:AuthorityFile");
        Fails(mail, o => o with { Host = OtherName(), Security = MailSecurity.StartTls, AuthorityFile = Pem(certificate) }, "is not trusted");
        Assert.Empty(mail.Messages);
    }

    [Fact]
    public async Task A_server_without_TLS_gets_nothing_where_TLS_is_asked_for()
    {
        await using var mail = new MailCatcher();
        Fails(mail, o => o with { Security = MailSecurity.StartTls }, "does not offer", "Notify:Security");
        Fails(mail, o => o with { Security = MailSecurity.Tls }, "Notify:Security");
        Assert.Empty(mail.Messages);
    }

    [Fact]
    public async Task A_wrong_password_or_none_is_told()
    {
        await using var mail = new MailCatcher(signIn: true);
        Fails(mail, o => o with { User = MailCatcher.User, Password = "wrong" }, "does not accept the user or password");
        Fails(mail, o => o, "Notify:User");
        Assert.Empty(mail.Messages);
    }

    [Fact]
    public async Task A_recipient_that_is_refused_does_not_stop_the_others()
    {
        await using var mail = new MailCatcher();
        using var server = Server(mail);
        var failure = Assert.Throws<EnvironmentException>(() => server.Send(To("gone@n0852.example")));
        Assert.Contains("does not accept the recipient's address", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("gone", failure.Message, StringComparison.Ordinal);
        server.Send(To("b@n0853.example"));
        Assert.Equal(["b@n0853.example"], mail.Recipients);
    }

    [Fact]
    public async Task A_server_that_is_down_is_told_once_and_not_tried_for_each_message()
    {
        var mail = new MailCatcher();
        var server = Server(mail);
        await mail.DisposeAsync();
        Assert.Contains("cannot be reached", Assert.Throws<EnvironmentException>(() => server.Send(To("a@n0852.example"))).Message, StringComparison.Ordinal);
        await using var again = new MailCatcher();
        using (server)
            Assert.Throws<EnvironmentException>(() => server.Send(To("a@n0852.example")));
        Assert.Equal(0, again.Sessions);
    }

    [Theory]
    [InlineData("mail.example.org", "mail.example.org:25")]
    [InlineData("mail.example.org:587", "mail.example.org:587")]
    [InlineData("[::1]:2525", "::1:2525")]
    [InlineData("a/b", null)]
    [InlineData("user@mail.example.org", null)]
    [InlineData("", null)]
    [InlineData("mail.example.org:99999", null)]
    public void A_mail_server_is_read(string text, string? expected) =>
        Assert.Equal(expected, MailServerOptions.TryParse(text, "a@b.example", out var options) ? options.ToString() : null);

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("localhost.example.org", false)]
    [InlineData("10.0.0.1", false)]
    public void Only_this_machine_is_loopback(string host, bool expected) => Assert.Equal(expected, new MailServerOptions(host, 25, "a@b.example").IsLoopback);

    /// <summary>A name of this machine that could as well be another's: the certificate does not have it, and it is not loopback.</summary>
    private static string OtherName()
    {
        var name = Dns.GetHostName();
        try
        {
            Assert.SkipWhen(name == "localhost" || Dns.GetHostAddresses(name).Length == 0, "The machine has no name of its own.");
        }
        catch (SocketException)
        {
            Assert.Skip("The machine's name has no address.");
        }

        return name;
    }

    private static Message To(string address) => new("reminder-1", address, "Files for March", "Send them.\n");

    private static MailServer Server(MailCatcher mail, Func<MailServerOptions, MailServerOptions>? with = null)
    {
        var options = new MailServerOptions("localhost", mail.Port, "ndtms@nta.example");
        return new MailServer(with?.Invoke(options) ?? options, TimeProvider.System);
    }

    private static void Fails(MailCatcher mail, Func<MailServerOptions, MailServerOptions> with, params string[] told)
    {
        using var server = Server(mail, with);
        var failure = Assert.Throws<EnvironmentException>(() => server.Send(To("a@n0852.example")));
        Assert.All(told, words => Assert.Contains(words, failure.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("wrong", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(MailCatcher.Password, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("n0852", failure.Message, StringComparison.Ordinal);
        Assert.Single(failure.Message.Split('\n'));
    }

    private string Pem(X509Certificate2 certificate)
    {
        var path = _folder[$"{certificate.Thumbprint}.pem"];
        File.WriteAllText(path, certificate.ExportCertificatePem());
        return path;
    }
}
