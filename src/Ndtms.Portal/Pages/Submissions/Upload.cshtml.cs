using System.Security.Cryptography;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Ndtms.Application.Calendar;
using Ndtms.Application.Guide;
using Ndtms.Application.Submissions;
using Ndtms.Core.Calendar;
using Ndtms.Portal.Access;
using Ndtms.Portal.Uploads;

namespace Ndtms.Portal.Pages.Submissions;

/// <summary>Uploads a file, to be submitted or only checked.</summary>
[Access("upload-submit")]
[IgnoreAntiforgeryToken]
[ReadsItsForm]
public sealed class UploadModel(UploadProcessing queue) : PortalPage
{
    /// <summary>By it the form, sent twice, is carried out once.</summary>
    public string Key { get; private set; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>It corrects an earlier period.</summary>
    public bool Correction { get; private set; }

    /// <summary>Facts that win over those of the name.</summary>
    public string Agency { get; private set; } = "";

    /// <summary>First day of the period.</summary>
    public string From { get; private set; } = "";

    /// <summary>Last day of the period.</summary>
    public string To { get; private set; } = "";

    /// <summary>The letter.</summary>
    public string DataSet { get; private set; } = "";

    /// <summary>The file; a page cannot fill it in.</summary>
    public string Upload { get; } = "";

    /// <summary>Whether the facts beside the name are open.</summary>
    public bool ShowsFacts => Agency.Length + From.Length + To.Length + DataSet.Length > 0
        || ModelState.Keys.Any(k => k is nameof(Agency) or nameof(From) or nameof(To) or nameof(DataSet));

    /// <summary>The month that files are due for.</summary>
    public DateOnly Month { get; private set; }

    /// <summary>The caller's agencies that are due, with where they stand.</summary>
    public IReadOnlyList<AgencyStanding> Due { get; private set; } = [];

    /// <summary>The codes that the caller can send for.</summary>
    public IReadOnlyList<string> Codes { get; private set; } = [];

    /// <summary>The data sets that can be chosen.</summary>
    public IEnumerable<(string Value, string Text)> DataSets { get; private set; } = [];

    public void OnGet() => Prepare();

    /// <summary>Submits the file.</summary>
    public Task<IActionResult> OnPostAsync() => Take(form => "/submissions/" + Say.Plain(Caller.Run(new SubmitUpload(Caller.Workspace), form).Id));

    /// <summary>Checks the file only.</summary>
    [Access("upload-check")]
    public Task<IActionResult> OnPostCheckAsync() => Take(form => "/checks/" + Caller.Run(new CheckUpload(Caller.Workspace), form).Id);

    private async Task<IActionResult> Take(Func<UploadedFile, string> take)
    {
        UploadForm form;
        try
        {
            form = await UploadForm.Read(HttpContext);
        }
        catch (AntiforgeryValidationException)
        {
            Prepare();
            ModelState.AddModelError("", "Nothing has been saved yet. Choose the file and select 'Upload and submit' again.");
            return Page();
        }

        (Key, Correction, Agency, From, To, DataSet) =
            (form["Key"] is { Length: >= 16 and <= 64 } key ? key : Key, form.IsTicked(nameof(Correction)), form[nameof(Agency)], form[nameof(From)], form[nameof(To)], form[nameof(DataSet)]);
        var problems = new List<(string Field, string Message)>();
        var given = form.Facts(problems);
        if (form.FileName is null)
            problems.Add((nameof(Upload), "Select the file to upload"));
        string? to = null;
        if (problems.Count == 0)
        {
            try
            {
                to = await Task.Run(() => take(form.File(given)));
                queue.Signal();
            }
            catch (UploadException e)
            {
                problems.AddRange(e.Problems.Select(p => (FieldOf(p.Problem), p.Message)));
            }
        }

        if (to is null)
        {
            await form.ThrowAway();
            // A file that was not taken in is sent again under a new key.
            Key = RandomNumberGenerator.GetHexString(32, lowercase: true);
            foreach (var (field, message) in problems)
                ModelState.AddModelError(field, message);
            Prepare();
            return Page();
        }

        return Request.Headers["X-Portal-Script"] == "1" ? new JsonResult(new { to }) : LocalRedirect(to);
    }

    private static string FieldOf(UploadProblem problem) => problem switch
    {
        UploadProblem.Agency => nameof(Agency),
        UploadProblem.Period => nameof(From),
        UploadProblem.DataSet => nameof(DataSet),
        _ => nameof(Upload),
    };

    private void Prepare()
    {
        Title = "Upload a file";
        var today = DateOnly.FromDateTime(Caller.Now.DateTime);
        Month = new DateOnly(today.Year, today.Month, 1).AddDays(-1);
        Due = Caller.Run(new ShowCalendar(Caller.Workspace), new ShowCalendarRequest(Month, today)).Agencies;
        Codes = [.. Caller.Principal.Grants.SelectMany(g => g.Agencies).Distinct().Order(StringComparer.Ordinal)];
        DataSets =
        [
            ("", "As the name says"),
            .. Caller.Run(new ListDataSets(Caller.Workspace.Book), new GuideRequest()).Select(d => (d.Letter, $"Data set {d.Letter}")),
        ];
    }
}
