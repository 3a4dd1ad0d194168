using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Ndtms.Application.Access;

namespace Ndtms.BrowserTests;

/// <summary>Journeys of a provider's data manager in a real browser: with scripts, without, and on a narrow screen; each page is looked at by axe.</summary>
public sealed class SubmissionJourneyTests : IAsyncLifetime
{
    private const string Faulty = "@agency=N0801 AGNCY=N0801 CLIENTID=C1 | CLIENTID=C2 AGNCY=N0801 SINITIAL=T DRUG1='' | CLIENTID=C3 AGNCY=N0801 SINITIAL=U ETHNIC=''";
    private const string Better = "@agency=N0801 AGNCY=N0801 CLIENTID=C1 | CLIENTID=C2 AGNCY=N0801 SINITIAL=T | CLIENTID=C3 AGNCY=N0801 SINITIAL=U ETHNIC=''";

    private RunningPortal _portal = null!;
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;
    private int _pictures;

    public async ValueTask InitializeAsync()
    {
        _portal = await RunningPortal.Start();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-dev-shm-usage"] });
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        await _portal.DisposeAsync();
    }

    [Theory]
    [InlineData(true, 1280)]
    [InlineData(false, 1280)]
    [InlineData(true, 320)]
    public async Task A_file_is_uploaded_its_errors_read_corrected_and_sent_again(bool scripts, int width)
    {
        var page = await SignedIn(scripts, width);
        await Open(page, "/submissions");
        await page.ClickAsync("text=Upload a file >> nth=-1");
        await Look(page, "upload");
        await page.ClickAsync("button:has-text('Upload and submit')");
        await Look(page, "upload-error");
        Assert.Equal("Select the file to upload", await page.TextContentAsync(".nhsuk-error-summary a"));
        await Upload(page, Faulty, "Upload and submit");
        await Result(page, "Submission 1: accepted");
        await Look(page, "accepted");
        await page.ClickAsync("text=See everything that was found");
        await Look(page, "issues");
        await page.ClickAsync("table >> nth=-1 >> tbody th[scope=row] a >> nth=0");
        await Look(page, "issue");
        await Open(page, "/submissions/upload");
        await Upload(page, Better, "Upload and submit");
        await Result(page, "Submission 2: accepted");
        Assert.Contains("put right", await page.TextContentAsync("main"), StringComparison.Ordinal);
        await Look(page, "since-last");
        await page.ClickAsync("text=Compare the two submissions");
        await Look(page, "compare");
        foreach (var (path, name) in new[] { ("/submissions/2/changes", "changes"), ("/submissions/2/top", "top"), ("/submissions/2/completeness", "completeness"), ("/submissions", "submissions") })
        {
            await Open(page, path);
            await Look(page, name);
        }
    }

    [Theory]
    [InlineData(true, 1280)]
    [InlineData(false, 320)]
    public async Task A_file_is_checked_and_then_submitted(bool scripts, int width)
    {
        var page = await SignedIn(scripts, width);
        await Open(page, "/submissions/upload");
        await Upload(page, Faulty, "Check only, do not submit");
        await Result(page, "Checked, not submitted: N0801, March 2012");
        await Look(page, "check");
        await page.ClickAsync("button:has-text('Submit this file')");
        await Result(page, "Submission 1: accepted");
    }

    [Theory]
    [InlineData(true, 1280)]
    [InlineData(false, 320)]
    public async Task A_held_file_is_confirmed_with_the_number_and_withdrawn(bool scripts, int width)
    {
        var page = await SignedIn(scripts, width);
        await Open(page, "/submissions/upload");
        await Upload(page, string.Join(" | ", Enumerable.Range(1, 20).Select(i => $"@agency=N0801 AGNCY=N0801 SINITIAL={(char)('A' + i)} CLIENTID=C{i}")), "Upload and submit");
        await Result(page, "Submission 1: accepted");
        await Open(page, "/submissions/upload");
        await Upload(page, "@agency=N0801 AGNCY=N0801 CLIENTID=C1 SINITIAL=B", "Upload and submit");
        await Result(page, "Submission 2: held");
        await Look(page, "held");
        await page.ClickAsync("text=Look and confirm");
        await Look(page, "confirm");
        await page.FillAsync("#Reason", "the agency has closed");
        await page.FillAsync("#Remove", "18");
        await page.ClickAsync("button:has-text('Confirm and load')");
        await Look(page, "confirm-error");
        Assert.Equal("the agency has closed", await page.InputValueAsync("#Reason"));
        await page.FillAsync("#Remove", "19");
        await page.ClickAsync("button:has-text('Confirm and load')");
        await Result(page, "Submission 2: accepted");
        await Look(page, "confirmed");
        await page.ClickAsync("text=Withdraw this submission >> nth=-1");
        await Look(page, "withdraw");
        await page.FillAsync("#Reason", "that was a mistake");
        await page.ClickAsync("button:has-text('Withdraw')");
        await Result(page, "Submission 2: withdrawn");
        await Look(page, "withdrawn");
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(320)]
    public async Task A_rejected_file_says_why_and_the_guide_explains(int width)
    {
        var page = await SignedIn(scripts: true, width);
        await Open(page, "/submissions/upload");
        await Upload(page, "@agency=N0801 AGNCY=N0801 -GPPTCE +GPTCE -DOB -CLIENTID", "Upload and submit");
        await Result(page, "Submission 1: rejected");
        await Look(page, "rejected");
        foreach (var (path, name) in new[]
        {
            ("/guide", "guide"), ("/guide/H", "data-set"), ("/guide/H/fields/DRUG1", "field"), ("/guide/codes/sex", "codes"), ("/guide/rules", "rules"),
            ("/guide/rules/EPISODE-03", "rule"), ("/guide/rules/FILE-13", "rule-file"), ("/guide/measures", "measures"), ("/guide/measures/in-treatment", "measure"),
            ("/calendar?month=2012-03", "calendar"),
        })
        {
            await Open(page, path);
            await Look(page, name);
        }
    }

    private async Task<IPage> SignedIn(bool scripts, int width)
    {
        var cookie = _portal.SignIn(_portal.Add($"p{Guid.NewGuid():N}@example.org", Grant.Provider(Rights.Submit, "N0801")));
        var context = await _browser.NewContextAsync(new() { JavaScriptEnabled = scripts, ViewportSize = new() { Width = width, Height = 900 } });
        await context.AddCookiesAsync([new() { Name = cookie.Name, Value = cookie.Value, Url = _portal.Url.ToString() }]);
        context.SetDefaultTimeout(20_000);
        var page = await context.NewPageAsync();
        page.Console += (_, message) => Assert.False(message.Type == "error", message.Text);
        return page;
    }

    private async Task Open(IPage page, string path) => await page.GotoAsync(new Uri(_portal.Url, path).ToString());

    private static async Task Upload(IPage page, string rows, string button)
    {
        var file = new TestFile(rows);
        await page.SetInputFilesAsync("input[type=file]", new FilePayload { Name = file.Name, MimeType = "text/csv", Buffer = file.Content() });
        await page.ClickAsync($"button:has-text('{button}')");
    }

    /// <summary>Waits, as its user would, until a page has a heading: by its own news where scripts run, else by the link.</summary>
    private static async Task Result(IPage page, string heading)
    {
        for (var tries = 0; tries < 200; tries++)
        {
            if ((await page.TextContentAsync("h1"))?.Trim() == heading && await page.Locator("[data-portal-follow]").CountAsync() == 0)
                return;
            if (await page.Locator("[data-portal-refresh]").CountAsync() > 0)
                await page.ClickAsync("[data-portal-refresh]");
            else
                await page.Locator($"[data-portal-refresh], .nhsuk-error-summary, h1:text-is('{heading}')").First.WaitForAsync();
        }

        Assert.Fail($"There is no page '{heading}' but '{await page.TextContentAsync("h1")}'.");
    }

    /// <summary>Looks at a page: nothing that axe finds, nothing wider than the screen, one heading.</summary>
    private async Task Look(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("NDTMS_TEST_PICTURES") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new()
            {
                Path = Path.Combine(folder, FormattableString.Invariant($"{name}-{page.ViewportSize!.Width}-{++_pictures:00}.png")),
                FullPage = true,
            });
        }

        Assert.Equal(1, await page.Locator("h1").CountAsync());
        if (!await RunsScripts(page))
            return;
        var found = await page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations] });
        Assert.True(found.Violations.Length == 0, $"{name}: {string.Join("; ", found.Violations.Select(v => $"{v.Id} {v.Help}: {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}"))}");
        Assert.True(
            await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"),
            $"{name} is wider than the screen.");
    }

    private static async Task<bool> RunsScripts(IPage page)
    {
        try
        {
            return await page.Locator("html.js-enabled").CountAsync() > 0;
        }
        catch (PlaywrightException)
        {
            return false;
        }
    }
}
