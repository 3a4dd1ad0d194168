using Microsoft.Playwright;

namespace Ndtms.BrowserTests;

/// <summary>Chromium as the machine has it, for tests that need a browser. Where there is none they are skipped and say how to get it.</summary>
public sealed class Browsing : IAsyncLifetime
{
    /// <summary>Names another browser than <see cref="Debian"/>.</summary>
    private const string Variable = "NDTMS_TEST_CHROMIUM";

    private const string Debian = "/usr/bin/chromium";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private static string Path => Environment.GetEnvironmentVariable(Variable) ?? Debian;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Path))
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Path, Args = ["--no-sandbox", "--disable-dev-shm-usage"] });
    }

    /// <summary>A window of its own, with its own cookies.</summary>
    /// <param name="portal">The portal.</param>
    /// <param name="account">Who is signed in; null: nobody.</param>
    /// <param name="width">How many pixels wide.</param>
    /// <param name="script">Whether scripts run.</param>
    internal async Task<Window> Open(RunningPortal portal, long? account = null, int width = 1280, bool script = true)
    {
        Assert.SkipWhen(_browser is null, $"There is no browser {Path}: install Debian's with 'apt-get install chromium', or name one with {Variable}.");
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = portal.Url.AbsoluteUri,
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            JavaScriptEnabled = script,
            Locale = "en-GB",
        });
        context.SetDefaultTimeout(10_000);
        if (account is { } number)
        {
            var cookie = portal.SignIn(number);
            await context.AddCookiesAsync([new Cookie { Name = cookie.Name, Value = cookie.Value, Url = portal.Url.AbsoluteUri }]);
        }

        return new Window(context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}

/// <summary>A window of a browser. What the page's console reports as an error is kept.</summary>
internal sealed class Window : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _problems = [];

    public Window(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            // That a page answers 404 or 403 is what some tests ask for.
            if (message.Type == "error" && !message.Text.Contains("Failed to load resource", StringComparison.Ordinal))
                _problems.Add(message.Text);
        };
        page.PageError += (_, error) => _problems.Add(error);
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>What scripts and the content security policy complained of.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>The heading of the page.</summary>
    public Task<string> Heading() => Page.Locator("h1").InnerTextAsync();

    /// <summary>Fills a field by its label.</summary>
    public Task Fill(string label, string text) => Page.GetByLabel(label, new PageGetByLabelOptions { Exact = true }).FillAsync(text);

    /// <summary>Presses a button by its words.</summary>
    public Task Press(string button) => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = button, Exact = true }).ClickAsync();

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
