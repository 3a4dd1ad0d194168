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
    public async Task A_request_for_another_host_is_refused()
    {
        using var visitor = _portal.As();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        request.Headers.Host = "statistics.example.org";
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Every_answer_says_what_a_browser_may_do_with_it()
    {
        // The last is not there, which a use case says by an exception.
        using var visitor = _portal.As(_portal.Add(Role.Administrator));
        foreach (var path in (string[])["/sign-in", "/nowhere", "/", "/admin/accounts/7"])
        {
            var headers = (await visitor.GetAsync(path)).Headers;
            Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'", headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.True(headers.CacheControl!.NoStore, path);
            Assert.Equal("nosniff", headers.GetValues("X-Content-Type-Options").Single());
        }

        var link = await visitor.GetAsync($"/password/{new string('0', 64)}");
        Assert.Equal("no-referrer", link.Headers.GetValues("Referrer-Policy").Single());
    }

    [Fact]
    public async Task A_portal_that_is_reached_by_HTTPS_holds_its_cookies_to_it()
    {
        await using var secure = await RunningPortal.Start(o => o with { Address = new Uri("https://statistics.example.org"), Proxies = ["127.0.0.1"] });
        using var visitor = secure.As();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        request.Headers.Host = "statistics.example.org";
        request.Headers.Add("X-Forwarded-Proto", "https");
        using var plain = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        plain.Headers.Host = "statistics.example.org";
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.SendAsync(plain)).StatusCode);
        var answer = await visitor.SendAsync(request);
        Assert.Equal("max-age=31536000; includeSubDomains", answer.Headers.GetValues("Strict-Transport-Security").Single());
        Assert.All(answer.Headers.GetValues("Set-Cookie"), cookie =>
        {
            Assert.StartsWith("__Host-ndtms-", cookie, StringComparison.Ordinal);
            Assert.Contains("secure; samesite=lax; httponly", cookie, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Fact]
    public async Task The_eleventh_password_of_a_minute_from_one_address_is_not_looked_at()
    {
        using var visitor = _portal.As();
        var statuses = new List<HttpStatusCode>();
        for (var n = 0; n < 11; n++)
            statuses.Add((await visitor.PostAsync("/sign-in", new FormUrlEncodedContent([]))).StatusCode);
        Assert.DoesNotContain(HttpStatusCode.TooManyRequests, statuses[..10]);
        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[10]);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/sign-in")).StatusCode);
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
