using System.Net;
using Ndtms.Application.Access;

namespace Ndtms.BrowserTests;

/// <summary>What every page has and every visitor meets.</summary>
public sealed class PortalTests : IAsyncLifetime
{
    private RunningPortal _portal = null!;

    public async ValueTask InitializeAsync() => _portal = await RunningPortal.Start();

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task A_visitor_is_asked_to_sign_in_and_led_back()
    {
        using var visitor = _portal.As();
        var answer = await visitor.GetAsync("/?month=2012-03");
        Assert.Equal((HttpStatusCode.Found, "/sign-in?to=%2F%3Fmonth%3D2012-03"), (answer.StatusCode, answer.Headers.Location!.OriginalString));
    }

    [Fact]
    public async Task A_page_has_its_title_one_heading_and_links_of_what_the_account_may_see()
    {
        using var provider = _portal.As(_portal.Add("p@example.org", Grant.Provider(Rights.Submit, "N0801")));
        var page = await provider.GetStringAsync("/");
        Assert.Contains("<title>Home - Drug treatment statistics</title>", page, StringComparison.Ordinal);
        Assert.Single(page.Split("<h1").Skip(1));
        Assert.DoesNotContain("/admin/accounts", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_leads_nowhere_says_so()
    {
        using var visitor = _portal.As();
        var answer = await visitor.GetAsync("/nowhere");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("<h1>Page not found</h1>", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/error")).StatusCode);
    }

    [Fact]
    public async Task A_session_ends_after_half_an_hour_without_anything_done()
    {
        using var provider = _portal.As(_portal.Add("p@example.org", Grant.Provider(Rights.Submit, "N0801")));
        _portal.Clock.Advance(TimeSpan.FromMinutes(29));
        Assert.Equal(HttpStatusCode.OK, (await provider.GetAsync("/")).StatusCode);
        _portal.Clock.Advance(TimeSpan.FromMinutes(29));
        Assert.Equal(HttpStatusCode.OK, (await provider.GetAsync("/")).StatusCode);
        _portal.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal("/timed-out", (await provider.GetAsync("/")).Headers.Location!.OriginalString);
    }
}
