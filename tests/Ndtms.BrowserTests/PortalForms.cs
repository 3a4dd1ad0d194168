using System.Net;
using System.Text.RegularExpressions;

namespace Ndtms.BrowserTests;

/// <summary>Fills in forms as a browser without scripts does.</summary>
internal static partial class PortalForms
{
    /// <summary>The page of an address, which must be there.</summary>
    public static async Task<string> Page(this HttpClient browser, string address)
    {
        using var answer = await browser.GetAsync(address);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{address}: {answer.StatusCode}");
        return page;
    }

    /// <summary>Uploads a file with the form of the page.</summary>
    /// <param name="browser">Who is signed in.</param>
    /// <param name="name">The file's name; null: none is chosen.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="check">Checks it only.</param>
    /// <param name="key">The form's key; null: that of a form that is newly opened.</param>
    /// <param name="fields">Other fields.</param>
    public static async Task<HttpResponseMessage> Upload(
        this HttpClient browser, string? name, byte[] content, bool check = false, string? key = null, params (string Name, string Value)[] fields)
    {
        var page = await browser.Page("/submissions/upload");
        using var form = new MultipartFormDataContent();
        form.Add(new StringContent(Hidden(page, "__RequestVerificationToken")), "__RequestVerificationToken");
        form.Add(new StringContent(key ?? Hidden(page, "Key")), "Key");
        foreach (var field in fields)
            form.Add(new StringContent(field.Value), field.Name);
        if (name is null)
        {
            // As a browser sends a file field in which nothing was chosen.
            var nothing = new ByteArrayContent([]);
            nothing.Headers.TryAddWithoutValidation("Content-Disposition", "form-data; name=\"Upload\"; filename=\"\"");
            form.Add(nothing);
        }
        else
            form.Add(new ByteArrayContent(content), "Upload", name);
        return await browser.PostAsync("/submissions/upload" + (check ? "?handler=check" : ""), form);
    }

    /// <summary>Sends a form of a page with some fields.</summary>
    public static async Task<HttpResponseMessage> Send(this HttpClient browser, string address, string? to = null, params (string Name, string Value)[] fields)
    {
        var page = await browser.Page(address);
        var all = new List<KeyValuePair<string, string>> { new("__RequestVerificationToken", Hidden(page, "__RequestVerificationToken")) };
        if (!fields.Any(f => f.Name == "version") && Field("version").Match(page) is { Success: true } version)
            all.Add(new("version", version.Groups[1].Value));
        all.AddRange(fields.Select(f => new KeyValuePair<string, string>(f.Name, f.Value)));
        using var form = new FormUrlEncodedContent(all);
        return await browser.PostAsync(to ?? address, form);
    }

    /// <summary>The errors of the summary.</summary>
    public static async Task<string[]> Errors(this HttpResponseMessage answer) =>
        [.. Error().Matches(await answer.Content.ReadAsStringAsync()).Select(m => WebUtility.HtmlDecode(m.Groups[1].Value))];

    /// <summary>The text of a page without its tags.</summary>
    public static string Text(string page) => WebUtility.HtmlDecode(Blanks().Replace(Tags().Replace(page, " "), " "));

    private static string Hidden(string page, string name) => Field(name).Match(page) is { Success: true } found
        ? found.Groups[1].Value
        : throw new InvalidOperationException($"The page has no field {name}.");

    private static Regex Field(string name) => new($"name=\"{name}\"[^>]*value=\"([^\"]*)\"");

    [GeneratedRegex("<li><(?:a|span)[^>]*>([^<]*)</(?:a|span)></li>(?=.*</ul></div></div>)", RegexOptions.Singleline)]
    private static partial Regex Error();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
