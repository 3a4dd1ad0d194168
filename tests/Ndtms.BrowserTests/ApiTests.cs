using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Ndtms.Application.Access;
using Ndtms.Application.Accounts;
using Ndtms.Application.Submissions;
using Ndtms.Portal.Api;
using Ndtms.Storage;

namespace Ndtms.BrowserTests;

/// <summary>A supplier's system sends files with a token, follows them and reads what is to be corrected.</summary>
public sealed class ApiTests : IAsyncLifetime
{
    private const string Rows = "@agency=N0801 AGNCY=N0801 CLIENTID=marked-client-1 | CLIENTID=marked-client-2 AGNCY=N0801 SINITIAL=T DRUG1='' | CLIENTID=marked-client-3 AGNCY=N0801 SINITIAL=U ETHNIC=''";

    private RunningPortal _portal = null!;
    private HttpClient _system = null!;
    private int _keys;

    public async ValueTask InitializeAsync()
    {
        _portal = await RunningPortal.Start(options => options with { ProcessesUploads = false });
        _system = WithToken(Rights.Submit, "N0801");
    }

    public async ValueTask DisposeAsync()
    {
        _system.Dispose();
        await _portal.DisposeAsync();
    }

    [Fact]
    public async Task A_file_is_submitted_followed_and_its_issues_read()
    {
        using var taken = await Send("/api/v1/submissions");
        Assert.Equal((HttpStatusCode.Accepted, "/api/v1/submissions/1"), (taken.StatusCode, taken.Headers.Location?.OriginalString));
        Assert.Equal(TimeSpan.FromSeconds(5), taken.Headers.RetryAfter!.Delta);
        var received = await Json(taken);
        Assert.Equal(("received", "N0801"), (received.GetProperty("state").GetString(), received.GetProperty("agency").GetString()));
        Process();

        using var shown = await _system.GetAsync("/api/v1/submissions/1");
        var result = await Json(shown);
        Assert.Equal("accepted", result.GetProperty("submission").GetProperty("state").GetString());
        using var again = new HttpRequestMessage(HttpMethod.Get, "/api/v1/submissions/1");
        again.Headers.IfNoneMatch.Add(shown.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await _system.SendAsync(again)).StatusCode);

        var first = await Json(await _system.GetAsync("/api/v1/submissions/1/issues?limit=1"));
        var issue = first.GetProperty("items")[0];
        Assert.Equal("marked-client-2", issue.GetProperty("clientId").GetString());
        var second = await Json(await _system.GetAsync($"/api/v1/submissions/1/issues?limit=1&after={Uri.EscapeDataString(first.GetProperty("next").GetString()!)}"));
        Assert.NotEqual(issue.GetProperty("number").GetInt32(), second.GetProperty("items")[0].GetProperty("number").GetInt32());

        using var csv = new HttpRequestMessage(HttpMethod.Get, "/api/v1/submissions/1/issues");
        csv.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        Assert.StartsWith("agency,rule,", await (await _system.SendAsync(csv)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("marked-client-2", await _system.GetStringAsync("/api/v1/submissions/1/errors-file"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await _system.GetAsync("/api/v1/submissions/1/feedback")).StatusCode);

        var events = await _system.GetStringAsync("/api/v1/submissions/1/events");
        Assert.Contains("event: end", events, StringComparison.Ordinal);
        using var resumed = new HttpRequestMessage(HttpMethod.Get, "/api/v1/submissions/1/events");
        resumed.Headers.Add("Last-Event-ID", events.Split('\n')[0]["id: ".Length..]);
        Assert.Equal("", await (await _system.SendAsync(resumed)).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_list_goes_on_where_it_was_while_files_are_added()
    {
        foreach (var number in Enumerable.Range(1, 3))
        {
            await Send("/api/v1/submissions", rows: Rows + $" RFLS={number + 3}");
            Process();
        }

        using var answer = await _system.GetAsync("/api/v1/submissions?limit=2");
        var first = await Json(answer);
        Assert.Equal([3, 2], first.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetInt32()));
        Assert.Contains("rel=\"next\"", answer.Headers.GetValues("Link").Single(), StringComparison.Ordinal);
        await Send("/api/v1/submissions", rows: Rows + " RFLS=9");
        Process();
        var second = await Json(await _system.GetAsync($"/api/v1/submissions?limit=2&after={Uri.EscapeDataString(first.GetProperty("next").GetString()!)}"));
        Assert.Equal([1], second.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetInt32()));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task A_key_that_comes_again_gives_the_first_answer_again()
    {
        const string key = "0123456789abcdef";
        using var first = await Send("/api/v1/submissions", key: key);
        using var replayed = await Send("/api/v1/submissions", key: key);
        Assert.Equal(first.Headers.Location, replayed.Headers.Location);
        Assert.Equal("true", replayed.Headers.GetValues("Idempotent-Replayed").Single());
        Assert.False(first.Headers.Contains("Idempotent-Replayed"));
        await Problem(ApiProblems.KeyReused, await Send("/api/v1/submissions", key: key, rows: Rows + " RFLS=5"));
        Assert.Single(_portal.Workspace.Queries().All(Scope.England, SubmissionFilter.None));
    }

    [Fact]
    public async Task A_check_is_made_and_read_and_nothing_is_submitted()
    {
        using var taken = await Send("/api/v1/checks");
        var address = taken.Headers.Location!.OriginalString;
        Assert.Equal("received", (await Json(await _system.GetAsync(address))).GetProperty("state").GetString());
        new ProcessChecks(_portal.Workspace).Run(Principal.Operator("test"), new ChecksToProcess());
        var check = await Json(await _system.GetAsync(address));
        Assert.Equal("accepted", check.GetProperty("verdict").GetString());
        Assert.Equal(6, check.GetProperty("ifSubmitted").GetArrayLength());
        Assert.Empty(_portal.Workspace.Queries().All(Scope.England, SubmissionFilter.None));
        using var other = WithToken(Rights.Submit, "N0801");
        await Problem(ApiProblems.NotFound, await other.GetAsync(address));
    }

    [Fact]
    public async Task Every_problem_of_a_file_is_told_by_its_type()
    {
        using var visitor = new HttpClient { BaseAddress = _portal.Url };
        await Problem(ApiProblems.Unauthenticated, await visitor.GetAsync("/api/v1/submissions"));
        using var reader = WithToken(Rights.None, "N0801");
        await Problem(ApiProblems.RightMissing, await Send("/api/v1/submissions", from: reader));
        await Problem(ApiProblems.KeyMissing, await Send("/api/v1/submissions", key: ""));
        await Problem(ApiProblems.ParameterInvalid, await Send("/api/v1/submissions", key: "short"), "Idempotency-Key");
        await Problem(ApiProblems.FileType, await Send("/api/v1/submissions", type: "application/pdf"));
        await Problem(ApiProblems.FileType, await Send("/api/v1/submissions", content: []));
        await Problem(ApiProblems.DigestMismatch, await Send("/api/v1/submissions", digest: SHA256.HashData("other"u8)));
        await Problem(ApiProblems.RightMissing, await Send("/api/v1/submissions", name: "N0802-20110401-20120331-TREAT-IN-H.csv"));
        await Problem(ApiProblems.ParameterInvalid, await Send("/api/v1/submissions?from=yesterday", name: "export.csv"), "from");
        await Problem(ApiProblems.ParameterInvalid, await Send("/api/v1/submissions", name: "export.csv"), "agency");
        Assert.Empty(_portal.Workspace.Queries().All(Scope.England, SubmissionFilter.None));
        using (var given = await Send("/api/v1/submissions?agency=N0801&from=2011-04-01&to=2012-03-31&dataSet=H", name: "export.csv", digest: SHA256.HashData(new TestFile(Rows).Content())))
            Assert.Equal(HttpStatusCode.Accepted, given.StatusCode);
        await Problem(ApiProblems.AgencyBusy, await Send("/api/v1/submissions"));
        Process();
        var same = await Problem(ApiProblems.SameFile, await Send("/api/v1/submissions"));
        Assert.Equal(1, same.GetProperty("submission").GetInt32());
        await Problem(ApiProblems.NotFound, await _system.GetAsync("/api/v1/submissions/99"));
        await Problem(ApiProblems.ParameterInvalid, await _system.GetAsync("/api/v1/submissions?limit=0&month=March&state=lost&after=x"), "limit", "month", "state", "after");
    }

    [Fact]
    public async Task A_token_of_another_agency_sees_nothing_and_a_cookie_is_none()
    {
        await Send("/api/v1/submissions");
        Process();
        using var other = WithToken(Rights.Submit, "N0802");
        foreach (var path in (string[])["", "/issues", "/events", "/feedback", "/errors-file"])
        {
            var missing = (await Problem(ApiProblems.NotFound, await other.GetAsync("/api/v1/submissions/99" + path))).GetProperty("detail").GetString();
            Assert.Equal(missing, (await Problem(ApiProblems.NotFound, await other.GetAsync("/api/v1/submissions/1" + path))).GetProperty("detail").GetString());
        }

        Assert.Equal(0, (await Json(await other.GetAsync("/api/v1/submissions"))).GetProperty("items").GetArrayLength());
        using var person = _portal.As(_portal.Add("p@example.org", Grant.Provider(Rights.Submit, "N0801")));
        await Problem(ApiProblems.Unauthenticated, await person.GetAsync("/api/v1/submissions/1"));
        Assert.DoesNotContain(_portal.Logged, line => line.Contains("marked-client", StringComparison.Ordinal) || line.Contains("ndtms_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_guide_is_data_and_every_problem_has_a_page()
    {
        Assert.Equal(Core.Validation.RuleBook.Rules.Count, (await Json(await _system.GetAsync("/api/v1/rules"))).GetArrayLength());
        Assert.Equal("H", (await Json(await _system.GetAsync("/api/v1/data-sets/H"))).GetProperty("letter").GetString());
        Assert.Equal(2, (await Json(await _system.GetAsync("/api/v1/code-lists/sex"))).GetProperty("codes").GetArrayLength());
        Assert.Equal("2012-04-16", (await Json(await _system.GetAsync("/api/v1/calendar?month=2012-03"))).GetProperty("closes").GetString());
        using var visitor = _portal.As();
        await visitor.Page("/api");
        foreach (var problem in ApiProblems.All)
            Assert.Contains(problem.Title, await visitor.Page($"/api/problems/{problem.Id}"), StringComparison.Ordinal);
    }

    /// <summary>Suppliers build on it: a change is a decision, made by changing the file beside this test.</summary>
    [Fact]
    public async Task The_description_is_the_one_that_was_agreed()
    {
        using var visitor = _portal.As();
        var served = await visitor.GetStringAsync("/openapi/v1.json");
        var path = Path.Combine(SourceTree.Root, "tests", "Ndtms.BrowserTests", "openapi-v1.json");
        if (Environment.GetEnvironmentVariable("NDTMS_TEST_WRITE_OPENAPI") == "1")
            await File.WriteAllTextAsync(path, served.ReplaceLineEndings("\n") + "\n", TestContext.Current.CancellationToken);
        Assert.Equal((await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).TrimEnd(), served.ReplaceLineEndings("\n").TrimEnd());
        Assert.StartsWith("3.1", JsonDocument.Parse(served).RootElement.GetProperty("openapi").GetString(), StringComparison.Ordinal);
    }

    private HttpClient WithToken(Rights rights, string agency)
    {
        var made = new CreateToken(_portal.Workspace).Run(Principal.Operator("test"), new TokenToCreate("supplier", [agency], rights, new DateOnly(2012, 12, 31)));
        Assert.NotNull(made.Token);
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = _portal.Url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", made.Token);
        return client;
    }

    private async Task<HttpResponseMessage> Send(
        string address, string? key = null, string rows = Rows, string type = "text/csv", string? name = null, byte[]? content = null, byte[]? digest = null, HttpClient? from = null)
    {
        var file = new TestFile(rows);
        using var body = new ByteArrayContent(content ?? file.Content());
        body.Headers.ContentType = new MediaTypeHeaderValue(type);
        body.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = name ?? file.Name };
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = body };
        if (key != "")
            request.Headers.Add("Idempotency-Key", key ?? $"key-of-the-test-{++_keys:000}");
        if (digest is not null)
            request.Headers.Add("Content-Digest", $"sha-256=:{Convert.ToBase64String(digest)}:");
        return await (from ?? _system).SendAsync(request);
    }

    private static async Task<JsonElement> Json(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    private static async Task<JsonElement> Problem(ApiProblem expected, HttpResponseMessage answer, params string[] parameters)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == expected.Status, $"{answer.StatusCode}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal($"/api/problems/{expected.Id}", problem.GetProperty("type").GetString());
        Assert.NotEmpty(problem.GetProperty("traceId").GetString()!);
        Assert.DoesNotContain("marked-client", text, StringComparison.Ordinal);
        foreach (var name in parameters)
            Assert.Contains(problem.GetProperty("errors").EnumerateArray(), e => e.GetProperty("name").GetString() == name);
        return problem;
    }

    private void Process() => new ProcessSubmissions(_portal.Workspace).Run(Principal.Operator("test"), SubmissionsToProcess.All);
}
