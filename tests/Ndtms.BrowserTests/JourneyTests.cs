using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Ndtms.Application.Access;
using Ndtms.Application.Accounts;

namespace Ndtms.BrowserTests;

/// <summary>What people do with their accounts, from the first link to the last, as they do it: in a browser, on a narrow screen, without scripts and
/// by keyboard alone.</summary>
public sealed partial class JourneyTests(Browsing browsing) : IClassFixture<Browsing>, IAsyncLifetime
{
    private const string Secret = "three odd words together";

    private RunningPortal _portal = null!;

    public async ValueTask InitializeAsync() => _portal = await RunningPortal.Start();

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Theory]
    [InlineData(1280, true)]
    [InlineData(320, true)]
    [InlineData(1280, false)]
    public async Task From_an_invitation_to_the_removal_of_an_account(int width, bool script)
    {
        // An administrator invites a data manager.
        await using var office = await browsing.Open(_portal, _portal.Add(Role.Administrator), width, script);
        await office.Page.GotoAsync("/admin/accounts");
        await office.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Invite someone" }).ClickAsync();
        await office.Press("Send invitation");
        Assert.StartsWith("Error: Invite someone", await office.Page.TitleAsync(), StringComparison.Ordinal);
        Assert.Equal(
            ["Enter an e-mail address, like name@example.org", "Add at least one grant"], await office.Page.Locator(".nhsuk-error-summary a").AllInnerTextsAsync());
        // Each link of the summary lands on its field.
        await office.Page.Locator(".nhsuk-error-summary a").First.ClickAsync();
        if (script)
            Assert.Equal("Email", await office.Page.EvaluateAsync<string>("document.activeElement.id"));
        else
            Assert.EndsWith("#Email", office.Page.Url, StringComparison.Ordinal);
        await office.Fill("E-mail address", "manager@provider.example");
        await office.Page.Locator("#Grants_0__Role").SelectOptionAsync("provider");
        await office.Page.Locator("#Grants_0__Codes").FillAsync("N0801");
        await office.Page.Locator("#Grants_0__Rights").CheckAsync();
        await office.Press("Check");
        Assert.Contains("you can send files", await office.Page.Locator(".nhsuk-inset-text").InnerTextAsync(), StringComparison.Ordinal);
        await office.Press("Send invitation");
        Assert.Contains("The invitation is sent", await office.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        var account = office.Page.Url;

        // The data manager sets the account up.
        await using var desk = await browsing.Open(_portal, null, width, script);
        var link = LinkIn(_portal.Messages[^1]);
        await desk.Page.GotoAsync(link);
        await desk.Press("Continue");
        Assert.EndsWith("/invitation", desk.Page.Url, StringComparison.Ordinal);
        await desk.Page.GetByText("Choose a password").ClickAsync();
        await desk.Fill("Password", "password1234");
        await desk.Press("Continue");
        Assert.Contains("on a list of common passwords", await desk.Page.Locator("#Password-error").InnerTextAsync(), StringComparison.Ordinal);
        await desk.Fill("Password", Secret);
        await desk.Press("Continue");
        Assert.Equal("Set up a second factor", await desk.Heading());
        var key = await KeyOn(desk);
        await desk.Fill("Security code", Authenticator.CodeAt(key, _portal.Clock.GetUtcNow()).Insert(3, " "));
        await desk.Press("Continue");
        Assert.Equal("Save your recovery codes", await desk.Heading());
        Assert.Equal(10, await desk.Page.Locator(".portal-codes li").CountAsync());
        await desk.Press("Finish");
        Assert.Equal("Confirm that you have saved the codes", await desk.Page.Locator(".nhsuk-error-summary a").InnerTextAsync());
        await desk.Page.GetByLabel("I have saved these codes").CheckAsync();
        await desk.Press("Finish");
        Assert.Equal("Home", await desk.Heading());
        Assert.Contains("Your account is ready. You can see: submissions", await desk.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("What to do for March 2012", await desk.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await desk.Press("Sign out");
        Assert.Equal("You have signed out", await desk.Heading());

        // The link works once.
        await desk.Page.GotoAsync(link);
        await desk.Press("Continue");
        Assert.Equal("This link cannot be used", await desk.Heading());

        // The next morning: to the page first asked for.
        _portal.Clock.Advance(TimeSpan.FromHours(20));
        await desk.Page.GotoAsync("/account");
        await SignIn(desk, key);
        Assert.Equal("Your account", await desk.Heading());
        Assert.Contains("You last signed in on 10 April 2012 at 10am", await (await Home(desk)).InnerTextAsync(), StringComparison.Ordinal);

        // Removed: signed out at once, and the address is gone.
        await using var morning = await browsing.Open(_portal, _portal.Add("another@example.org", Grant.Administrator()), width, script);
        await morning.Page.GotoAsync(account);
        await morning.Press("Remove");
        await desk.Page.GotoAsync("/account");
        Assert.Equal("Sign in", await desk.Heading());
        Assert.DoesNotContain("manager@provider.example", _portal.Workspace.Database.Read(c => string.Concat(Dapper.SqlMapper.Query<string>(c, "SELECT email FROM account WHERE email IS NOT NULL"))), StringComparison.Ordinal);
        Assert.All(new[] { office, desk, morning }, w => Assert.Empty(w.Problems));
        Assert.DoesNotContain("N0801", string.Concat(_portal.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_in_by_keyboard_alone()
    {
        var key = Ready("keys@example.org", Grant.Partnership("A12B"));
        await using var window = await browsing.Open(_portal);
        await window.Page.GotoAsync("/sign-in");
        await Tab(window, "E-mail address");
        await window.Page.Keyboard.TypeAsync("keys@example.org");
        await Tab(window, "Password");
        await window.Page.Keyboard.TypeAsync(Secret);
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Page.WaitForURLAsync("**/sign-in/code**");
        await Tab(window, "Security code");
        await window.Page.Keyboard.TypeAsync(Authenticator.CodeAt(key, _portal.Clock.GetUtcNow()));
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Page.GetByText("New for").WaitForAsync();
        await window.Page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to main content", await window.Page.EvaluateAsync<string>("document.activeElement.textContent.trim()"));
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_an_account_and_its_owner_is_told()
    {
        var key = Ready("lock@example.org", Grant.Partnership("A12B"));
        await using var window = await browsing.Open(_portal);
        for (var n = 0; n < 5; n++)
        {
            await window.Page.GotoAsync("/sign-in");
            await GivePassword(window, "lock@example.org", "this is not the one");
            Assert.Equal("Check your e-mail address and password. After 5 failed attempts you must wait 15 minutes.", await window.Page.Locator(".nhsuk-error-summary a").InnerTextAsync());
            Assert.Equal("", await window.Page.GetByLabel("Password", new PageGetByLabelOptions { Exact = true }).InputValueAsync());
        }

        // Locked and unknown look like wrong.
        await window.Page.GotoAsync("/sign-in");
        await GivePassword(window, "lock@example.org", Secret);
        Assert.Equal("Sign in", await window.Heading());
        await GivePassword(window, "nobody@example.org", Secret);
        Assert.Equal("Check your e-mail address and password. After 5 failed attempts you must wait 15 minutes.", await window.Page.Locator(".nhsuk-error-summary a").InnerTextAsync());
        _portal.Clock.Advance(TimeSpan.FromMinutes(15));
        await GivePassword(window, "lock@example.org", Secret);
        Assert.Equal("Enter your security code", await window.Heading());
        await window.Fill("Security code", Authenticator.CodeAt(key, _portal.Clock.GetUtcNow()));
        await window.Press("Continue");
        Assert.Equal("Home", await window.Heading());
        Assert.Contains(_portal.Messages, m => m.Contains("Your account is locked for 15 minutes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_code_works_once_and_a_recovery_code_once()
    {
        var key = Ready("codes@example.org", Grant.Partnership("A12B"));
        var account = new Storage.Accounts(_portal.Workspace.Database).FindByEmail("CODES@EXAMPLE.ORG")!;
        var recovery = new Credentials(_portal.Workspace).NewRecoveryCodes(account)[3];
        await using var first = await browsing.Open(_portal);
        await first.Page.GotoAsync("/sign-in");
        await GivePassword(first, "codes@example.org", Secret);
        var code = Authenticator.CodeAt(key, _portal.Clock.GetUtcNow());
        foreach (var (wrong, told) in new[] { ("", "Enter your security code"), ("12345", "Security code must be 6 numbers") })
        {
            await first.Fill("Security code", wrong);
            await first.Press("Continue");
            Assert.Equal(told, await first.Page.Locator(".nhsuk-error-summary a").InnerTextAsync());
        }

        await first.Fill("Security code", code);
        await first.Press("Continue");
        Assert.Equal("Home", await first.Heading());

        await using var second = await browsing.Open(_portal);
        await second.Page.GotoAsync("/sign-in");
        await GivePassword(second, "codes@example.org", Secret);
        await second.Fill("Security code", code);
        await second.Press("Continue");
        Assert.Equal("That code is wrong or has been used. Wait for a new one", await second.Page.Locator(".nhsuk-error-summary a").InnerTextAsync());
        await second.Page.GetByText("Use a recovery code").ClickAsync();
        await second.Fill("Recovery code", recovery.ToLowerInvariant());
        await second.Press("Continue");
        Assert.Contains("9 recovery codes are left", await second.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await using var third = await browsing.Open(_portal);
        await third.Page.GotoAsync("/sign-in");
        await GivePassword(third, "codes@example.org", Secret);
        await third.Page.GetByText("Use a recovery code").ClickAsync();
        await third.Fill("Recovery code", recovery);
        await third.Press("Continue");
        Assert.Equal("That code is wrong or has been used. Use another one", await third.Page.Locator(".nhsuk-error-summary a").InnerTextAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_typed_when_the_session_ended_is_there_after_a_new_sign_in(bool script)
    {
        var key = Ready("late@example.org", Grant.Administrator());
        await using var window = await browsing.Open(_portal, null, script: script);
        await window.Page.GotoAsync("/sign-in");
        await GivePassword(window, "late@example.org", Secret);
        await window.Fill("Security code", Authenticator.CodeAt(key, _portal.Clock.GetUtcNow()));
        await window.Press("Continue");
        await window.Page.GotoAsync("/admin/accounts/invite");
        await window.Fill("E-mail address", "typed@example.org");
        await window.Page.Locator("#Grants_1__Codes").FillAsync("A12B");
        _portal.Clock.Advance(TimeSpan.FromMinutes(40));
        await window.Press("Send invitation");
        Assert.Equal("We signed you out", await window.Heading());
        await window.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign in" }).ClickAsync();
        await SignIn(window, key, "late@example.org");
        Assert.Equal("Invite someone", await window.Heading());
        Assert.Equal("typed@example.org", await window.Page.GetByLabel("E-mail address", new PageGetByLabelOptions { Exact = true }).InputValueAsync());
        Assert.Equal("A12B", await window.Page.Locator("#Grants_1__Codes").InputValueAsync());
        Assert.Contains("Nothing has been saved yet", await window.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Null(new Storage.Accounts(_portal.Workspace.Database).FindByEmail("TYPED@EXAMPLE.ORG"));
        // Only once.
        await window.Page.ReloadAsync();
        Assert.Equal("", await window.Page.Locator("#Grants_1__Codes").InputValueAsync());
    }

    [Fact]
    public async Task A_forgotten_password_is_replaced_by_a_link_and_the_second_factor()
    {
        var key = Ready("forgot@example.org", Grant.Partnership("A12B"));
        await using var window = await browsing.Open(_portal);
        var told = new List<string>();
        foreach (var email in (string[])["nobody@example.org", "forgot@example.org"])
        {
            await window.Page.GotoAsync("/password");
            await window.Fill("E-mail address", email);
            await window.Press("Send a link");
            told.Add(await window.Page.Locator("main").InnerTextAsync());
        }

        Assert.Equal(told[0], told[1]);
        await Until(() => _portal.Messages.Count > 0);
        var link = LinkIn(Assert.Single(_portal.Messages));
        await window.Page.GotoAsync(link);
        await window.Fill("New password", "four other words entirely");
        await window.Fill("Security code", "000000");
        await window.Press("Save password");
        Assert.Equal("That code is wrong or has been used. Wait for a new one", await window.Page.Locator(".nhsuk-error-summary a").InnerTextAsync());
        await window.Fill("New password", "four other words entirely");
        await window.Fill("Security code", Authenticator.CodeAt(key, _portal.Clock.GetUtcNow()));
        await window.Press("Save password");
        Assert.Contains("Your password is changed", await window.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await GivePassword(window, "forgot@example.org", "four other words entirely");
        Assert.Equal("Enter your security code", await window.Heading());
        Assert.DoesNotContain(_portal.Logged, line => line.Contains(new Uri(link).Segments[^1], StringComparison.Ordinal) || line.Contains("forgot@", StringComparison.Ordinal));
    }

    /// <summary>An account that is set up, with the password of these tests.</summary>
    /// <returns>The key of its authenticator app.</returns>
    private string Ready(string email, params Grant[] grants)
    {
        var accounts = new Storage.Accounts(_portal.Workspace.Database);
        var account = accounts.Find(_portal.Add(email, grants))!;
        var credentials = new Credentials(_portal.Workspace);
        Assert.Null(credentials.Choose(account, Secret));
        var key = credentials.NewKey(account);
        account.HasAuthenticator = true;
        Assert.True(accounts.Update(account));
        return key;
    }

    private async Task SignIn(Window window, string key, string email = "manager@provider.example")
    {
        await GivePassword(window, email, Secret);
        await window.Fill("Security code", Authenticator.CodeAt(key, _portal.Clock.GetUtcNow()));
        await window.Press("Continue");
    }

    private static async Task GivePassword(Window window, string email, string password)
    {
        await window.Fill("E-mail address", email);
        await window.Fill("Password", password);
        await window.Press("Sign in");
    }

    private static async Task<ILocator> Home(Window window)
    {
        await window.Page.GotoAsync("/");
        return window.Page.Locator("main");
    }

    private static async Task<string> KeyOn(Window window)
    {
        await window.Page.GetByText("Cannot scan it?").ClickAsync();
        return (await window.Page.Locator("details .portal-code").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
    }

    private static async Task Tab(Window window, string label)
    {
        for (var n = 0; n < 20; n++)
        {
            await window.Page.Keyboard.PressAsync("Tab");
            if (await window.Page.EvaluateAsync<string?>("document.activeElement.labels?.[0]?.textContent") == label)
                return;
        }

        Assert.Fail($"'{label}' is not reached by the tab key.");
    }

    private static async Task Until(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
            await Task.Delay(20, patience.Token);
    }

    private string LinkIn(string message)
    {
        var text = message.Replace("=\r\n", "", StringComparison.Ordinal);
        return new Uri(_portal.Url, new Uri(Link().Match(text).Value).AbsolutePath).AbsoluteUri;
    }

    [GeneratedRegex("http://127.0.0.1:8080/[a-z]+/[0-9a-f]{64}")]
    private static partial Regex Link();
}
