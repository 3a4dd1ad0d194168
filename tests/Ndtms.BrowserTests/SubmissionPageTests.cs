using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Ndtms.Application.Access;
using Ndtms.Application.Submissions;
using Ndtms.Storage;

namespace Ndtms.BrowserTests;

/// <summary>A provider's data manager sends a file, follows it, reads what is wrong and decides; nobody else sees any of it. Over HTTP, as a browser
/// without scripts.</summary>
public sealed partial class SubmissionPageTests : IAsyncLifetime
{
    private const string Faulty = "@agency=N0801 AGNCY=N0801 CLIENTID=marked-client-1 | CLIENTID=marked-client-2 AGNCY=N0801 SINITIAL=T DRUG1='' | CLIENTID=marked-client-3 AGNCY=N0801 SINITIAL=U ETHNIC=''";

    private RunningPortal _portal = null!;
    private HttpClient _provider = null!;

    public async ValueTask InitializeAsync()
    {
        // Files are processed when a test says so.
        _portal = await RunningPortal.Start(options => options with { ProcessesUploads = false });
        _provider = _portal.As(_portal.Add("p@example.org", Grant.Provider(Rights.Submit, "N0801")));
    }

    public async ValueTask DisposeAsync()
    {
        _provider.Dispose();
        await _portal.DisposeAsync();
    }

    [Fact]
    public async Task A_file_is_received_followed_and_its_result_read_at_one_address()
    {
        var address = await Sent(Faulty);
        var progress = PortalForms.Text(await _provider.Page(address));
        Assert.Contains("Submission 1: being checked", progress, StringComparison.Ordinal);
        Assert.Contains("We have your file. Reference 1, received 10 April 2012 at 10am. You can close this page.", progress, StringComparison.Ordinal);
        Assert.Contains("Refresh this page", progress, StringComparison.Ordinal);
        Process();
        var result = PortalForms.Text(await _provider.Page(address));
        Assert.Contains("Submission 1: accepted", result, StringComparison.Ordinal);
        Assert.Contains("2 of 3 episodes were loaded. 1 was not, because of errors.", result, StringComparison.Ordinal);
        Assert.Contains("In the figures since 10am on 10 April 2012.", result, StringComparison.Ordinal);
        Assert.Contains("1 person is missing from", result, StringComparison.OrdinalIgnoreCase);
        foreach (var page in (string[])["/issues", "/issues?by=line", "/changes", "/top", "/completeness", "/withdraw"])
            await _provider.Page(address + page);
    }

    [Fact]
    public async Task The_same_form_sent_twice_is_one_submission()
    {
        var (name, content) = File(Faulty);
        const string key = "0123456789abcdef0123456789abcdef";
        var first = (await _provider.Upload(name, content, key: key)).Headers.Location!.OriginalString;
        Assert.Equal(first, (await _provider.Upload(name, content, key: key)).Headers.Location!.OriginalString);
        Assert.Single(_portal.Workspace.Queries().All(Scope.England, SubmissionFilter.None));
    }

    [Fact]
    public async Task A_file_that_cannot_be_taken_in_says_why_and_nothing_is_kept()
    {
        var (name, good) = File(Faulty);
        async Task Refused(string expected, string? fileName, byte[] content, params (string, string)[] fields)
        {
            using var answer = await _provider.Upload(fileName, content, fields: fields);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var page = await answer.Content.ReadAsStringAsync();
            Assert.Contains("<title>Error: Upload a file", page, StringComparison.Ordinal);
            Assert.Contains(expected, PortalForms.Text(page), StringComparison.Ordinal);
        }

        await Refused("Select the file to upload", null, []);
        await Refused("The file must be .csv, .xlsx, .zip or .gz", "extract.pdf", good);
        await Refused("This is a workbook of the old form (.xls). Save it as .xlsx or CSV", "extract.xls", good);
        await Refused("The file is empty", name, []);
        await Refused("The archive must hold exactly one .csv or .xlsx file", "N0801-20110401-20120331-TREAT-IN-H.zip", Zip(("a.csv", good), ("b.csv", good)));
        await Refused("The file was not received whole. Nothing was submitted. Try again", "N0801-20110401-20120331-TREAT-IN-H.zip", Zip(("a.csv", good))[..^40]);
        await Refused("You cannot send for agency N0802. You can send for N0801", "N0802-20110401-20120331-TREAT-IN-H.csv", good);
        await Refused("which is not possible", "N0801-20120401-20120331-TREAT-IN-H.csv", good);
        await Refused("Choose the data set: Z was not in force on 31 March 2012", "N0801-20110401-20120331-TREAT-IN-Z.csv", good);
        await Refused("Enter the agency: the file's name does not say which agency it is for", "export.csv", good);
        await Refused("Enter the last day of the period, like 31/03/2012", "export.csv", good, ("Agency", "N0801"), ("From", "1/4/2011"), ("To", "yesterday"));
        Assert.Empty(_portal.Workspace.Queries().All(Scope.England, SubmissionFilter.None));

        using var named = await _provider.Upload("export.csv", good, fields: [("Agency", "n0801"), ("From", "1/4/2011"), ("To", "31/03/2012"), ("DataSet", "h")]);
        Assert.Equal("/submissions/1", named.Headers.Location?.OriginalString);
        await Refused("Another file for this agency is being checked: submission 1, begun at 9am. Wait until it is done", name, good);
        Process();
        await Refused("This is the same file as submission 1, which is loaded. You need not send anything", name, good);
    }

    [Fact]
    public async Task Files_in_any_supported_form_are_taken_in()
    {
        var csv = new TestFile(Faulty).Csv();
        var header = csv[..csv.IndexOf('\n', StringComparison.Ordinal)];
        var rest = csv[(header.Length + 1)..];
        var number = 0;
        foreach (var content in (byte[][])[
            [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(csv)], Encoding.UTF8.GetBytes(csv.Replace("\n", "\r\n", StringComparison.Ordinal)),
            [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(csv)],
            Encoding.UTF8.GetBytes(string.Join(',', header.Split(',').Select(h => $"\"{h}\"")) + "\n" + rest)])
        {
            var address = (await _provider.Upload(new TestFile(Faulty).Name, content)).Headers.Location?.OriginalString;
            Assert.Equal($"/submissions/{++number}", address);
            Process();
            Assert.Equal(3, _portal.Workspace.Queries().Find(Scope.England, number)!.RowCount);
        }
    }

    [Fact]
    public async Task A_file_over_the_limit_is_refused_after_it_has_been_read()
    {
        var (name, _) = File(Faulty);
        using var big = new ZeroStream(UploadLimits.Bytes + 1);
        var page = await _provider.Page("/submissions/upload");
        using var form = new MultipartFormDataContent();
        form.Add(new StringContent(Token().Match(page).Groups[1].Value), "__RequestVerificationToken");
        form.Add(new StreamContent(big), "Upload", name);
        using var answer = await _provider.PostAsync("/submissions/upload", form);
        Assert.Contains("The file must be smaller than 300 MB", PortalForms.Text(await answer.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Empty(_portal.Workspace.Queries().All(Scope.England, SubmissionFilter.None));
    }

    [Fact]
    public async Task A_form_of_another_site_is_refused_before_its_file_is_read()
    {
        var (name, content) = File(Faulty);
        using var form = new MultipartFormDataContent { { new StringContent("forged"), "__RequestVerificationToken" }, { new ByteArrayContent(content), "Upload", name } };
        using var answer = await _provider.PostAsync("/submissions/upload", form);
        Assert.Contains("Nothing has been saved yet.", PortalForms.Text(await answer.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Empty(_portal.Workspace.Queries().All(Scope.England, SubmissionFilter.None));
    }

    [Fact]
    public async Task A_warning_is_marked_as_checked_and_the_mark_taken_back()
    {
        var address = await Loaded(Faulty);
        var number = _portal.Workspace.Queries().IssuesOf(Scope.England, 1, new IssueFilter(Rule: "VALUE-02"), Page.First()).Items.First(i => i.Issue.Column == "ETHNIC").Number;
        var issue = $"{address}/issues/{number}";
        using (var empty = await _provider.Send(issue, fields: [("note", " ")]))
            Assert.Contains("Say what you checked", await empty.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using (var marked = await _provider.Send(issue, fields: [("note", "asked the keyworker")]))
            Assert.Equal(issue, marked.Headers.Location!.OriginalString);
        Assert.Contains("Marked as checked. It does not count until this record changes.", await _provider.Page(issue), StringComparison.Ordinal);
        using (await _provider.Send(issue, issue + "?handler=undo"))
            Assert.Contains("Mark as checked and correct", await _provider.Page(issue), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_held_file_is_confirmed_with_the_number_and_withdrawn_again()
    {
        await Loaded(string.Join(" | ", Enumerable.Range(1, 20).Select(i => $"@agency=N0801 AGNCY=N0801 SINITIAL={(char)('A' + i)} CLIENTID=marked-client-{i}")));
        var held = await Loaded("@agency=N0801 AGNCY=N0801 CLIENTID=marked-client-1 SINITIAL=B");
        var result = PortalForms.Text(await _provider.Page(held));
        Assert.Contains("This file would remove 19 of the 20 episodes held. It waits until someone confirms or withdraws it.", result, StringComparison.Ordinal);
        Assert.Contains("Of those removed, 19 are open episodes.", PortalForms.Text(await _provider.Page(held + "/confirm")), StringComparison.Ordinal);
        using (var wrong = await _provider.Send(held + "/confirm", fields: [("reason", "the agency has closed"), ("remove", "18")]))
            Assert.Contains("The number must be 19", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using (var shortReason = await _provider.Send(held + "/confirm", fields: [("reason", "closed"), ("remove", "19")]))
            Assert.Contains("The reason must be 10 to 500 characters", await shortReason.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using (var confirmed = await _provider.Send(held + "/confirm", fields: [("reason", "the agency has closed"), ("remove", "19")]))
            Assert.Equal(held, confirmed.Headers.Location!.OriginalString);
        Assert.Contains("To undo this, withdraw the submission.", await _provider.Page(held), StringComparison.Ordinal);
        Assert.Contains("This puts back submission 1: 20 episodes instead of 1.", PortalForms.Text(await _provider.Page(held + "/withdraw")), StringComparison.Ordinal);
        using (await _provider.Send(held + "/withdraw", fields: [("reason", "that was a mistake")]))
            Assert.Contains("Submission 2: withdrawn", PortalForms.Text(await _provider.Page(held)), StringComparison.Ordinal);
        Assert.Equal(SubmissionState.Accepted, _portal.Workspace.Queries().Find(Scope.England, 1)!.State);
    }

    [Fact]
    public async Task Numbers_that_have_changed_meanwhile_are_shown_again_and_nothing_is_done()
    {
        await Loaded(string.Join(" | ", Enumerable.Range(1, 20).Select(i => $"@agency=N0801 AGNCY=N0801 SINITIAL={(char)('A' + i)} CLIENTID=marked-client-{i}")));
        var held = await Loaded("@agency=N0801 AGNCY=N0801 CLIENTID=marked-client-1 SINITIAL=B");
        var old = Version().Match(await _provider.Page(held + "/confirm")).Groups[1].Value;
        await Sent("@agency=N0801 AGNCY=N0801 CLIENTID=marked-client-2 SINITIAL=C");
        Process();
        using var answer = await _provider.Send(held + "/withdraw", fields: [("reason", "the agency has closed"), ("version", old)]);
        Assert.Contains("The numbers below are new.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(SubmissionState.Held, _portal.Workspace.Queries().Find(Scope.England, 2)!.State);
    }

    [Fact]
    public async Task A_check_shows_the_effect_and_is_submitted_without_a_second_upload()
    {
        using var made = await _provider.Upload(File(Faulty).Name, File(Faulty).Content, check: true);
        var check = made.Headers.Location!.OriginalString;
        Assert.StartsWith("/checks/", check, StringComparison.Ordinal);
        new ProcessChecks(_portal.Workspace).Run(Principal.Operator("test"), new ChecksToProcess());
        var page = PortalForms.Text(await _provider.Page(check));
        Assert.Contains("Checked, not submitted: N0801, March 2012", page, StringComparison.Ordinal);
        Assert.Contains("What is held for N0801 is unchanged.", page, StringComparison.Ordinal);
        Assert.Contains("If you submit this file", page, StringComparison.Ordinal);
        Assert.DoesNotContain("marked-client-1", await _provider.Page("/submissions"), StringComparison.Ordinal);
        using var other = _portal.As(_portal.Add("q@example.org", Grant.Provider(Rights.Submit, "N0801")));
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(check)).StatusCode);
        using var submitted = await _provider.Send(check, check + "?handler=submit");
        Assert.Equal("/submissions/1", submitted.Headers.Location!.OriginalString);
        Process();
        Assert.Contains("Submission 1: accepted", PortalForms.Text(await _provider.Page("/submissions/1")), StringComparison.Ordinal);
        using var deleted = await _provider.Send(check, check + "?handler=delete");
        Assert.Equal(HttpStatusCode.NotFound, (await _provider.GetAsync(check)).StatusCode);
    }

    [Fact]
    public async Task Two_submissions_are_compared_and_each_number_leads_to_its_list()
    {
        await Loaded(Faulty);
        await Loaded(Faulty.Replace("DRUG1=''", "", StringComparison.Ordinal));
        Assert.Contains("1 issue put right", PortalForms.Text(await _provider.Page("/submissions/2")), StringComparison.Ordinal);
        using var chosen = await _provider.GetAsync("/submissions?compare=1&compare=2");
        Assert.Equal("/submissions/1/compare/2", chosen.Headers.Location!.OriginalString);
        await _provider.Page("/submissions/1/compare/2");
        Assert.Contains("marked-client-2", await _provider.Page("/submissions/1/issues?notIn=2"), StringComparison.Ordinal);
        using var one = await _provider.GetAsync("/submissions?compare=1");
        Assert.Contains("Select two submissions of one agency", await one.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Downloads_have_names_of_codes_alone_and_the_senders_own_rows()
    {
        var address = await Loaded(Faulty);
        foreach (var (path, type, name) in (IEnumerable<(string, string, string)>)[
            ("/errors-file", "text/csv", "N0801-20110401-20120331-TREAT-IN-H-ERRORS.csv"),
            ("/errors-workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "N0801-20110401-20120331-TREAT-IN-H-ERRORS.xlsx"),
            ("/issues.csv", "text/csv", "submission-1-issues.csv"), ("/changes.csv", "text/csv", "submission-1-changes.csv"), ("/top.csv", "text/csv", "submission-1-tops.csv")])
        {
            using var answer = await _provider.GetAsync(address + path);
            Assert.Equal((type, name), (answer.Content.Headers.ContentType!.MediaType, answer.Content.Headers.ContentDisposition!.FileName!.Trim('"')));
            Assert.Equal("attachment", answer.Content.Headers.ContentDisposition.DispositionType);
            Assert.NotEmpty(await answer.Content.ReadAsByteArrayAsync());
        }

        Assert.Contains("marked-client-2", await _provider.GetStringAsync(address + "/errors-file"), StringComparison.Ordinal);
        using var feedback = await _provider.GetAsync(address + "/feedback");
        Assert.Equal(HttpStatusCode.OK, feedback.StatusCode);
    }

    [Fact]
    public async Task Somebody_elses_submission_looks_like_one_that_does_not_exist()
    {
        var address = await Loaded(Faulty);
        using var other = _portal.As(_portal.Add("other@example.org", Grant.Provider(Rights.Submit, "N0802")));
        foreach (var path in (string[])["", "/issues", "/issues/1", "/changes", "/top", "/completeness", "/confirm", "/withdraw", "/compare/1", "/feedback", "/errors-file", "/issues.csv", "/progress", "/events"])
        {
            async Task<string> Answer(string at)
            {
                using var answer = await other.GetAsync(at + path);
                Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
                return await answer.Content.ReadAsStringAsync();
            }

            Assert.Equal(Tokens().Replace(await Answer("/submissions/999"), ""), Tokens().Replace(await Answer(address), ""));
        }
    }

    [Fact]
    public async Task An_analyst_sees_counts_and_no_client_and_may_decide_nothing()
    {
        var address = await Loaded(Faulty);
        using var analyst = _portal.As(_portal.Add("a@example.org", Grant.National()));
        foreach (var path in (string[])["", "/issues", "/changes", "/completeness"])
            Assert.DoesNotContain("marked-client", await analyst.Page(address + path), StringComparison.Ordinal);
        foreach (var path in (string[])["/issues/1", "/top", "/confirm", "/withdraw", "/feedback", "/errors-file", "/issues.csv"])
            Assert.Equal(HttpStatusCode.Forbidden, (await analyst.GetAsync(address + path)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await analyst.GetAsync("/submissions/upload")).StatusCode);
    }

    [Fact]
    public async Task A_client_is_found_without_its_reference_in_any_address_title_or_log()
    {
        var address = await Loaded(Faulty);
        using var found = await _provider.Send(address + "/issues", fields: [("reference", "marked-client-3")]);
        var list = found.Headers.Location!.OriginalString;
        Assert.DoesNotContain("marked", list, StringComparison.Ordinal);
        var page = await _provider.Page(list);
        Assert.Contains("marked-client-3", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<td class=\"portal-value\">marked-client-2", page, StringComparison.Ordinal);
        Assert.DoesNotContain("marked", Title().Match(page).Value, StringComparison.Ordinal);
        Assert.DoesNotContain(_portal.Logged, line => line.Contains("marked-client", StringComparison.Ordinal));
        using var other = _portal.As(_portal.Add("r@example.org", Grant.Provider(Rights.Submit, "N0801")));
        Assert.Contains("marked-client-2", await other.Page(list), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_tell_of_the_end()
    {
        var address = await Loaded(Faulty);
        Assert.Contains("event: end", await _provider.GetStringAsync(address + "/events"), StringComparison.Ordinal);
        Assert.Contains("\"isOver\":true", await _provider.GetStringAsync(address + "/progress"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_guide_is_open_to_visitors_page_by_page()
    {
        using var visitor = _portal.As();
        foreach (var path in (string[])["/guide", "/guide/H", "/guide/K", "/guide/H/fields/DRUG1", "/guide/codes/sex", "/guide/rules", "/guide/measures", "/guide/H/template.csv"])
            await visitor.Page(path);
        foreach (var rule in Core.Validation.RuleBook.Rules)
            Assert.Contains(rule.Id, await visitor.Page($"/guide/rules/{rule.Id}"), StringComparison.Ordinal);
        foreach (var measure in Core.Measures.Catalogue.Measures)
            await visitor.Page($"/guide/measures/{measure.Id}");
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/guide/Q")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/guide/rules/EPISODE-99")).StatusCode);
        Assert.Contains("In time until", await _provider.Page("/calendar?month=2012-03"), StringComparison.OrdinalIgnoreCase);
    }

    private static (string Name, byte[] Content) File(string rows)
    {
        var file = new TestFile(rows);
        return (file.Name, file.Content());
    }

    private async Task<string> Sent(string rows)
    {
        var (name, content) = File(rows);
        using var answer = await _provider.Upload(name, content);
        Assert.True(answer.StatusCode == HttpStatusCode.Found, PortalForms.Text(await answer.Content.ReadAsStringAsync()));
        return answer.Headers.Location!.OriginalString;
    }

    private async Task<string> Loaded(string rows)
    {
        var address = await Sent(rows);
        Process();
        return address;
    }

    private void Process() => new ProcessSubmissions(_portal.Workspace).Run(Principal.Operator("test"), SubmissionsToProcess.All);

    private static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return bytes.ToArray();
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]*)\"")]
    private static partial Regex Token();

    [GeneratedRegex("name=\"version\" value=\"([^\"]*)\"")]
    private static partial Regex Version();

    [GeneratedRegex("value=\"CfDJ8[^\"]*\"")]
    private static partial Regex Tokens();

    [GeneratedRegex("<title>.*</title>")]
    private static partial Regex Title();

    /// <summary>So many zeros.</summary>
    private sealed class ZeroStream(long length) : Stream
    {
        private long _read;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => length;
        public override long Position { get => _read; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, length - _read);
            Array.Clear(buffer, offset, read);
            _read += read;
            return read;
        }

        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
