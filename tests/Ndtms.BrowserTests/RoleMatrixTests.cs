using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Ndtms.Application.Access;
using Ndtms.Portal.Access;
using Ndtms.Portal.Api;

namespace Ndtms.BrowserTests;

/// <summary>Every route and verb, asked by every role and by a visitor: what access.csv does not allow is refused. A new page is asked too.</summary>
public sealed partial class RoleMatrixTests : IAsyncLifetime
{
    private RunningPortal _portal = null!;

    public async ValueTask InitializeAsync() => _portal = await RunningPortal.Start();

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public void Every_endpoint_has_a_row_of_the_access_table()
    {
        Assert.NotEmpty(Endpoints());
        Assert.All(Endpoints(), e => Assert.Contains(e.Metadata.GetMetadata<AccessAttribute>()?.Row ?? $"{e.DisplayName} has none", AccessTable.UseCases));
    }

    [Fact]
    public async Task Nobody_gets_more_than_the_table_allows()
    {
        var callers = Enum.GetValues<Role>().Select(role => (Name: role.ToString(), Grants: (Role?)role, Client: _portal.As(_portal.Add(role))))
            .Append(("Visitor", null, _portal.As())).ToList();
        var routes = Endpoints().Where(e => e.RoutePattern.RawText != "error" && e.Metadata.GetMetadata<ByTokenAttribute>() is null).Select(e => (Path: PathOf(e), e.Metadata.GetMetadata<AccessAttribute>()!.Row)).Distinct().ToList();
        Assert.True(routes.Count > 30, $"Only {routes.Count} routes were found.");
        foreach (var (path, row) in routes)
        {
            foreach (var (name, role, client) in callers)
            {
                var allowed = AccessTable.Allows(role is { } r ? Principal.Account("a", GrantOf(r)) : Principal.Visitor, row);
                foreach (var verb in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head, HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete])
                {
                    using var request = new HttpRequestMessage(verb, path);
                    if (verb == HttpMethod.Post)
                        request.Content = new FormUrlEncodedContent([]);
                    var answer = await client.SendAsync(request);
                    var location = answer.Headers.Location?.OriginalString ?? "";
                    var case_ = $"{name} {verb} {path}: {(int)answer.StatusCode} {location}";
                    Assert.True((int)answer.StatusCode < 500, case_);
                    if (!allowed && role is null)
                        Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed || location.StartsWith("/sign-in", StringComparison.Ordinal), case_);
                    else if (!allowed)
                        Assert.True(answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed, case_);
                    else
                        Assert.True(answer.StatusCode != HttpStatusCode.Forbidden, case_);
                    // A form without the token of this site does nothing: it is refused, or shown again.
                    if (verb == HttpMethod.Post && allowed)
                        Assert.True(answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotFound or HttpStatusCode.TooManyRequests || location == path || location.StartsWith("/sign-in", StringComparison.Ordinal), case_);
                    if (verb == HttpMethod.Put || verb == HttpMethod.Delete)
                        Assert.True(answer.StatusCode is not HttpStatusCode.OK and not HttpStatusCode.NoContent, case_);
                }
            }
        }

        foreach (var (_, _, client) in callers)
            client.Dispose();
    }

    [Fact]
    public async Task A_grant_that_is_taken_away_counts_from_the_next_request()
    {
        var account = _portal.Add(Role.Administrator);
        _portal.Add("another@example.org", Grant.Administrator());
        using var client = _portal.As(account);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/admin/accounts")).StatusCode);
        new Storage.Accounts(_portal.Workspace.Database).ReplaceGrants(account, [new("partnership", "", [], ["A12B"], [])]);
        var answer = await client.GetAsync("/admin/accounts");
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("<h1>You cannot see this page</h1>", page, StringComparison.Ordinal);
        Assert.Contains("Your account is for partnerships. To see this page, ask your administrator.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_from_another_site_is_refused()
    {
        using var client = _portal.As(_portal.Add(Role.Administrator));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/admin/accounts") { Content = new FormUrlEncodedContent([]) };
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        Assert.Equal(HttpStatusCode.Forbidden, (await client.SendAsync(request)).StatusCode);
    }

    private List<RouteEndpoint> Endpoints() => [.. _portal.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    private static Grant GrantOf(Role role) => role switch
    {
        Role.Provider => Grant.Provider(Rights.Submit, "N0801"),
        Role.Partnership => Grant.Partnership("A12B"),
        Role.Regional => Grant.Regional(Rights.Review, "north-east"),
        Role.National => Grant.National(Rights.Review | Rights.Publish),
        _ => Grant.Administrator(),
    };

    /// <summary>An address of a route, with something that does not exist where it names one.</summary>
    private static string PathOf(RouteEndpoint endpoint) => "/" + Parameter().Replace(
        endpoint.RoutePattern.RawText!.TrimStart('/'), m => m.Value.Contains("token", StringComparison.Ordinal) ? new string('0', 64) : "999999");

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
