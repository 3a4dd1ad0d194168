using Ndtms.Application.Access;
using Ndtms.Application.Accounts;
using Ndtms.Application.Notifications;
using Ndtms.Storage;

namespace Ndtms.Tests.Application;

/// <summary>Who gets in, and who does not any more.</summary>
public sealed class AccountTests : IDisposable
{
    private readonly Installation _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("short words", "at least 12 characters")]
    [InlineData("password1234", "harder to guess")]
    [InlineData("P4ssw0rd!2012", "harder to guess")]
    [InlineData("qwertyuiop123", "harder to guess")]
    [InlineData("aaaaaaaaaaaa", "harder to guess")]
    [InlineData("abcabcabcabc", "harder to guess")]
    [InlineData("liverpool2012", "harder to guess")]
    [InlineData("sunshine!monkey", "harder to guess")]
    [InlineData("treatment2012", "harder to guess")]
    [InlineData("jane.doe and more", "must not contain your e-mail address")]
    [InlineData("my ndtms account", "must not contain your e-mail address or the name of this service")]
    [InlineData("three odd words together", null)]
    [InlineData("zqxvbw9k3mfp", null)]
    public void A_password_is_long_and_not_one_that_is_tried_first(string password, string? told)
    {
        var fault = Passwords.Fault(password, "jane.doe@example.org");
        if (told is null)
            Assert.Null(fault);
        else
            Assert.Contains(told, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_may_have_128_characters_and_no_more()
    {
        var words = string.Concat(Enumerable.Range(0, 40).Select(n => $"w{n * 7919 % 97} "));
        Assert.Null(Passwords.Fault(words[..128], "a@example.org"));
        Assert.NotNull(Passwords.Fault(words[..129], "a@example.org"));
    }

    /// <summary>The values of RFC 6238, appendix B, cut to six digits.</summary>
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1234567890, "005924")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long seconds, string code) =>
        Assert.Equal(code, Authenticator.CodeAt("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", DateTimeOffset.FromUnixTimeSeconds(seconds)));

    [Theory]
    [InlineData(-60, false)]
    [InlineData(-30, true)]
    [InlineData(0, true)]
    [InlineData(30, true)]
    [InlineData(60, false)]
    public void A_clock_may_be_off_by_a_step(int seconds, bool isTaken)
    {
        var (key, now) = (Authenticator.NewKey(), new DateTimeOffset(2012, 4, 10, 9, 0, 0, TimeSpan.Zero));
        Assert.Equal(isTaken, Authenticator.StepOf(key, Authenticator.CodeAt(key, now.AddSeconds(seconds)), now) is not null);
    }

    [Fact]
    public void However_many_try_at_once_five_wrong_passwords_are_all_there_are()
    {
        var account = Ready("a@example.org");
        var right = 0;
        Parallel.For(0, 12, _ => new Credentials(_place.Workspace).IsPassword(account, "wrong words all of them"));
        if (new Credentials(_place.Workspace).IsPassword(account, Secret))
            right++;
        Assert.Equal(0, right);
        _place.Clock.Advance(Credentials.Locked);
        Assert.True(new Credentials(_place.Workspace).IsPassword(account, Secret));
    }

    [Fact]
    public void A_code_is_taken_by_one_of_those_who_give_it_at_once()
    {
        var account = Ready("a@example.org");
        var code = Authenticator.CodeAt(new Credentials(_place.Workspace).Key(account), _place.Clock.GetUtcNow());
        var taken = 0;
        Parallel.For(0, 4, _ =>
        {
            if (new Credentials(_place.Workspace).IsCode(account, code))
                Interlocked.Increment(ref taken);
        });
        Assert.Equal(1, taken);
    }

    [Fact]
    public void Nothing_that_is_stored_gives_a_secret_away()
    {
        var account = Ready("a@example.org");
        var credentials = new Credentials(_place.Workspace);
        var secrets = new List<string> { Secret, credentials.Key(account), Sessions.Begin(_place.Workspace, account.Id, SessionStage.Full, "Test") };
        secrets.AddRange(credentials.NewRecoveryCodes(account).SelectMany(c => (string[])[c, c.Replace("-", "", StringComparison.Ordinal)]));
        secrets.Add(new CreateToken(_place.Workspace).Run(
            Installation.Operator, new TokenToCreate("Case system", ["N0852"], Rights.None, new DateOnly(2012, 12, 31))).Token!);
        secrets.Add(new InviteAccount(_place.Workspace, Mail()).Run(Installation.Operator, new Invitation("b@example.org", [Grant.National()])).Link!.Segments[^1]);
        _place.Workspace.Database.Compact();
        var stored = string.Concat(Directory.EnumerateFiles(Path.GetDirectoryName(_place["ndtms.db"])!, "ndtms.db*").Select(f => System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(f))));
        Assert.Contains("a@example.org", stored, StringComparison.Ordinal);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, stored, StringComparison.Ordinal));
    }

    [Fact]
    public void A_token_works_until_it_ends_or_is_revoked()
    {
        var made = new CreateToken(_place.Workspace).Run(
            Installation.Operator, new TokenToCreate("Case system", ["N0852"], Rights.Submit, new DateOnly(2012, 4, 12)));
        var principal = Tokens.PrincipalOf(_place.Workspace, made.Token!)!;
        Assert.Equal((PrincipalKind.Token, Rights.Submit, "N0852"), (principal.Kind, principal.Grants[0].Rights, principal.Grants[0].Agencies[0]));
        Assert.Null(Tokens.PrincipalOf(_place.Workspace, made.Token + "0"));
        _place.Clock.Advance(TimeSpan.FromDays(2));
        Assert.NotNull(Tokens.PrincipalOf(_place.Workspace, made.Token!));
        _place.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Null(Tokens.PrincipalOf(_place.Workspace, made.Token!));
    }

    [Theory]
    [InlineData("", "N0852", "2012-12-31", "Name")]
    [InlineData("System", "", "2012-12-31", "Agencies")]
    [InlineData("System", "N9999", "2012-12-31", "Agencies")]
    [InlineData("System", "N0852", "2012-04-10", "Expires")]
    [InlineData("System", "N0852", "2013-04-12", "Expires")]
    public void A_token_needs_a_name_agencies_and_an_end(string name, string agency, string day, string field) => Assert.Equal(
        [field], new CreateToken(_place.Workspace).Run(Installation.Operator, new TokenToCreate(
            name, agency.Length == 0 ? [] : [agency], Rights.None, DateOnly.ParseExact(day, "yyyy-MM-dd", null))).Faults.Keys);

    [Fact]
    public void Nobody_changes_an_own_grant_and_an_administrator_remains()
    {
        var admin = Add("admin@example.org", Grant.Administrator());
        var self = Principal.Account(admin.Name, Grant.Administrator());
        var change = new ChangeAccount(_place.Workspace, Mail());
        Assert.Contains("your own account", change.Run(self, new AccountChange.Grants(admin.Id, [Grant.National()])).Fault, StringComparison.Ordinal);
        Assert.Equal("There must be another administrator first.", change.Run(Installation.Administrator, new AccountChange.Suspend(admin.Id)).Fault);
        Assert.Equal("There must be another administrator first.", change.Run(Installation.Administrator, new AccountChange.NewFactor(admin.Id)).Fault);
        Assert.NotNull(new Ndtms.Storage.Accounts(_place.Workspace.Database).Find(admin.Id)!.PasswordHash);
        Add("other@example.org", Grant.Administrator());
        Assert.Null(change.Run(Installation.Administrator, new AccountChange.Suspend(admin.Id)).Fault);
    }

    [Fact]
    public void Accounts_that_nobody_uses_are_suspended_but_for_the_last_administrator()
    {
        var (admin, other) = (Add("admin@example.org", Grant.Administrator()), Add("other@example.org", Grant.National()));
        _place.Clock.Advance(TimeSpan.FromDays(90) - TimeSpan.FromSeconds(1));
        Assert.Equal(0, Keep().Suspended);
        _place.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, Keep().Suspended);
        var accounts = new Ndtms.Storage.Accounts(_place.Workspace.Database);
        Assert.Equal((AccountState.Active, AccountState.Suspended), (accounts.Find(admin.Id)!.State, accounts.Find(other.Id)!.State));
    }

    private const string Secret = "three odd words together";

    private KeptAccounts Keep() => new KeepAccounts(_place.Workspace).Run(Installation.Operator, new AccountsToKeep(Mail()));

    private AccountMail Mail() => new(() => new MessageFolder(Directory.CreateDirectory(_place["outbox"]).FullName, null, _place.Clock), new Uri("https://statistics.example.org"));

    private Account Add(string email, params Grant[] grants)
    {
        var account = Storage.AccountStory.New(email);
        new Ndtms.Storage.Accounts(_place.Workspace.Database).Add(account, [.. grants.Select(g => g.ToStored())]);
        return account;
    }

    private Account Ready(string email)
    {
        var (account, credentials) = (Add(email, Grant.National()), new Credentials(_place.Workspace));
        Assert.Null(credentials.Choose(account, Secret));
        credentials.NewKey(account);
        account.HasAuthenticator = true;
        Assert.True(new Ndtms.Storage.Accounts(_place.Workspace.Database).Update(account));
        return account;
    }
}
