using Ndtms.Storage;

namespace Ndtms.Tests.Storage;

/// <summary>A connection that would show personal data to the network is refused, and one that cannot be opened says why, without a word of
/// the password.</summary>
public sealed class ConnectionTests
{
    [Theory]
    [InlineData("db.example.org")]
    [InlineData("tcp:db.example.org,1433")]
    [InlineData("localhost.example.org")]
    [InlineData("notlocalhost")]
    [InlineData("10.0.0.127")]
    [InlineData("126.0.0.1")]
    [InlineData("128.0.0.1")]
    [InlineData("::2")]
    [InlineData("(localhost)")]
    [InlineData("..")]
    [InlineData("db.example.org\\localhost")]
    [InlineData("np:localhost")]
    public void Encryption_cannot_be_switched_off_for_a_server_elsewhere(string server)
    {
        foreach (var off in (string[])["False", "no", "Optional"])
        {
            var told = Assert.Throws<FormatException>(() => StorageOptions.OnSqlServer($"Server={server};Database=ndtms;Password=hush;Encrypt={off}"));
            Assert.Contains("switches encryption off", told.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("hush", told.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LocalHost,1433")]
    [InlineData("tcp:localhost,1433")]
    [InlineData("TCP:127.0.0.1")]
    [InlineData("127.0.0.1\\SQLEXPRESS")]
    [InlineData("127.1.2.3")]
    [InlineData("::1")]
    [InlineData("[::1],1433")]
    [InlineData("tcp:::1,1433")]
    [InlineData("(local)")]
    [InlineData("(local)\\SQLEXPRESS,1433")]
    [InlineData(".")]
    [InlineData(".\\SQLEXPRESS")]
    [InlineData(" . , 1433 ")]
    public void It_can_for_a_server_on_this_computer(string server) => Assert.Contains(
        "Encrypt=False", StorageOptions.OnSqlServer($"Server={server};Database=ndtms;Encrypt=False").ConnectionString, StringComparison.OrdinalIgnoreCase);

    [Theory]
    [InlineData("Server=db.example.org;Database=ndtms")]
    [InlineData("Server=db.example.org;Database=ndtms;Encrypt=True;TrustServerCertificate=True")]
    [InlineData("Server=db.example.org;Database=ndtms;Encrypt=Mandatory")]
    [InlineData("Server=db.example.org;Database=ndtms;Encrypt=Strict")]
    [InlineData("Server=localhost;Database=ndtms;Encrypt=False;Failover Partner=localhost")]
    public void Connections_are_encrypted_without_being_asked(string text) =>
        Assert.Equal(StorageOptions.SqlServer, StorageOptions.OnSqlServer(text).Engine);

    [Fact]
    public void The_other_side_of_a_mirror_counts_too() => Assert.Throws<FormatException>(
        () => StorageOptions.OnSqlServer("Server=localhost;Database=ndtms;Encrypt=False;Failover Partner=db.example.org"));

    [Fact]
    public void Opening_by_a_connection_string_looks_at_it_as_well() => Assert.Contains(
        "switches encryption off",
        Assert.Throws<StorageException>(() => Database.OpenSqlServer("Server=db.example.org;Database=ndtms;Encrypt=False")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("Server=db.example.org;Database=ndtms;Colour=hush")]
    [InlineData("Server=db.example.org;Database=ndtms;Authentication=hush")]
    [InlineData("Server=db.example.org;Database=ndtms;Authentication=SqlPassword;Integrated Security=true;Password=hush")]
    [InlineData("Server=db.example.org;Database=ndtms;Authentication=ActiveDirectoryDefault;Password=hush")]
    [InlineData("Server=db.example.org;Database=ndtms;Min Pool Size=3;Max Pool Size=2;Password=hush")]
    public void Words_that_are_unknown_or_do_not_go_together_are_refused(string text)
    {
        var told = Assert.Throws<FormatException>(() => StorageOptions.OnSqlServer(text));
        Assert.Contains("not a connection string, or its words do not go together", told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", told.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Server=127.0.0.1,1;Database=ndtms;Authentication=ActiveDirectoryPassword;User ID=someone", "Signing in to 127.0.0.1,1 with Authentication=ActiveDirectoryPassword failed")]
    [InlineData("Server=np:db.example.org;Database=ndtms;User ID=someone;Password=hush", "cannot connect to np:db.example.org in that way")]
    public void A_connection_that_the_driver_does_not_open_is_not_told_as_a_lack_of_connections(string text, string expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && text.Contains("np:", StringComparison.Ordinal), "Windows has named pipes.");
        var told = Assert.Throws<StorageException>(() => Database.OpenSqlServer(text));
        Assert.Contains(expected, told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_is_not_there_is_told_without_the_password()
    {
        var told = Assert.Throws<StorageException>(() => Database.OpenSqlServer("Server=127.0.0.1,1;Database=ndtms;User ID=sa;Password=hush-hush;Connect Timeout=5"));
        Assert.Contains("127.0.0.1,1 cannot be reached", told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", told.ToString(), StringComparison.Ordinal);
    }
}
