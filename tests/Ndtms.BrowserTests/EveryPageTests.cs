using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Ndtms.Application.Access;
using Ndtms.Application.Accounts;
using Ndtms.Storage;

namespace Ndtms.BrowserTests;

/// <summary>Every page, as whoever may see it sees it: nothing that an accessibility checker finds (WCAG 2.2 AA and best practice), no complaint of
/// the content security policy, one heading, a title of its own, and room for all of it on a narrow screen.</summary>
/// <remarks>With NDTMS_TEST_SCREENSHOTS=DIR a picture of each is kept there, to be looked at.</remarks>
public sealed class EveryPageTests(Browsing browsing) : IClassFixture<Browsing>
{
    private static readonly int[] Widths = [1280, 320];

    private static readonly AxeRunOptions All = new()
    {
        RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
    };

    [Fact]
    public async Task Pages_for_visitors()
    {
        await using var portal = await RunningPortal.Start();
        await Look(
            portal, null, "/sign-in", "/password", "/signed-out", "/timed-out", "/accessibility", "/privacy", "/cookies", "/nowhere", "/invitation/unusable",
            $"/invitation/{new string('0', 64)}", $"/password/{new string('0', 64)}");
    }

    [Theory]
    [InlineData(Role.Provider)]
    [InlineData(Role.Partnership)]
    [InlineData(Role.Regional)]
    [InlineData(Role.National)]
    public async Task Pages_of_a_role(Role role)
    {
        await using var portal = await RunningPortal.Start();
        await Look(portal, portal.Add(role), "/", "/account", "/admin/service");
    }

    [Fact]
    public async Task Pages_of_an_administrator_with_nothing_in_them_and_with_much()
    {
        await using var portal = await RunningPortal.Start();
        var administrator = portal.Add(Role.Administrator);
        string[] pages = ["/", "/admin/accounts", "/admin/accounts/invite", "/admin/tokens", "/admin/tokens/new", "/admin/audit", "/admin/service"];
        await Look(portal, administrator, [.. pages, "/account/sessions", "/account/second-factor", "/account/password", "/account/e-mails", "/account/authenticator"]);
        for (var n = 0; n < 60; n++)
        {
            portal.Add($"somebody.with.a.very.long.address.indeed.{n}@treatment-provider.example.org", Grant.Provider(Rights.Submit, "N0801", "N0802"));
            portal.Workspace.Audit(Principal.Operator("somebody"), "reference-loaded", $"agency-N08{n:00}", AuditOutcome.Done, "a reason that was given, in more than a few words");
        }

        new CreateToken(portal.Workspace).Run(Principal.Operator("test"), new TokenToCreate("Case management system", ["N0801", "N0802"], Rights.Submit, new DateOnly(2012, 12, 31)));
        await Look(portal, administrator, [.. pages, $"/admin/accounts/{administrator + 1}", $"/admin/accounts/{administrator}", "/admin/accounts?page=2", "/admin/accounts?state=suspended"]);
    }

    private async Task Look(RunningPortal portal, long? account, params string[] paths)
    {
        var titles = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var width in Widths)
        {
            await using var window = await browsing.Open(portal, account, width);
            foreach (var path in paths)
            {
                await window.Page.GotoAsync(path);
                await Check(window, width, $"{account}{path}");
                Assert.True(titles.TryAdd($"{width} {await window.Page.TitleAsync()}", path), $"{path} has the title of {titles[$"{width} {await window.Page.TitleAsync()}"]}.");
            }

            Assert.Empty(window.Problems);
        }
    }

    /// <summary>Checks the page as it stands in a window.</summary>
    internal static async Task Check(Window window, int width, string name)
    {
        Assert.Equal(1, await window.Page.Locator("h1").CountAsync());
        Assert.EndsWith(" - Drug treatment statistics", await window.Page.TitleAsync(), StringComparison.Ordinal);
        var found = await window.Page.RunAxe(All);
        Assert.True(found.Violations.Length == 0, $"{name} at {width}: " + string.Join("; ", found.Violations.Select(v => $"{v.Id}: {v.Help} ({string.Join(", ", v.Nodes.Select(n => n.Html))})")));
        var overflow = await window.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(overflow <= 0, $"{name} is {overflow} pixels wider than a screen of {width}.");
        if (Environment.GetEnvironmentVariable("NDTMS_TEST_SCREENSHOTS") is { } folder)
        {
            var file = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
            await window.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{file[..Math.Min(60, file.Length)]}-{width}.png"), FullPage = true });
        }
    }
}
