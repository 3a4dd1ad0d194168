using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Ndtms.Application.Submissions;
using Ndtms.Core.Quality;
using Ndtms.Portal.Access;
using Ndtms.Portal.Forms;
using Ndtms.Storage;

namespace Ndtms.Portal.Pages.Submissions;

/// <summary>Every submission, newest first.</summary>
[Access("submission-list")]
public sealed class IndexModel : PortalPage
{
    /// <summary>The submissions of the page.</summary>
    public Paged<ListedSubmission> List { get; private set; } = null!;

    /// <summary>The filter's agency.</summary>
    public string Agency { get; private set; } = "";

    /// <summary>The filter's month, yyyy-mm.</summary>
    public string Month { get; private set; } = "";

    /// <summary>The filter's state.</summary>
    public string State { get; private set; } = "";

    /// <summary>The two that are to be compared.</summary>
    public string Compare { get; } = "";

    /// <summary>Whether a filter is set.</summary>
    public bool IsFiltered => Agency.Length + Month.Length + State.Length > 0;

    /// <summary>Whether the caller may send files.</summary>
    public bool MayUpload => Caller.May("upload-submit");

    /// <summary>The agency or agencies of an empty list.</summary>
    public string Agencies => Words.List(Caller.Principal.Grants.SelectMany(g => g.Agencies).Distinct().Order(StringComparer.Ordinal)) is { Length: > 0 } codes ? codes : "your agencies";

    /// <summary>Choices of the filter.</summary>
    public IEnumerable<(string Value, string Text)> States =>
        [("", "Any"), .. Enum.GetValues<SubmissionState>().Select(s => (s.ToString().ToLowerInvariant(), Say.State(s)))];

    /// <summary>See <see cref="States"/>: the last 24 months.</summary>
    public IEnumerable<(string Value, string Text)> Months
    {
        get
        {
            var first = new DateOnly(Caller.Now.Year, Caller.Now.Month, 1);
            return
            [
                ("", "Any"),
                .. Enumerable.Range(1, 24).Select(back => first.AddMonths(-back)).Select(m => (m.ToString("yyyy-MM", CultureInfo.InvariantCulture), Say.Month(m))),
            ];
        }
    }

    public IActionResult OnGet(string? agency, string? month, string? state, long[]? compare, [FromQuery(Name = "page")] int number = 1)
    {
        Title = "Submissions";
        Agency = agency?.Trim().ToUpperInvariant() ?? "";
        var to = DateOnly.TryParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : (DateOnly?)null;
        var known = Enum.TryParse<SubmissionState>(state, ignoreCase: true, out var one) && state is [> '9', ..] ? one : (SubmissionState?)null;
        (Month, State) = (to is null ? "" : month!, known is null ? "" : state!);
        List = Caller.Run(new ListSubmissions(Caller.Workspace), new SubmissionsWanted(
            new SubmissionFilter(Agency.Length == 0 ? null : Agency, known, to), Paging.Of(number))) is var found
            ? new Paged<ListedSubmission>(Caller.Run(new DescribeSubmissions(Caller.Workspace), [.. found.Items]), found.Total) : null!;
        Paging = new Paging(Math.Max(1, number), List.Total);
        if (compare is null or [])
            return Page();
        if (compare is [var first, var second] && Caller.May("submissions-compare"))
        {
            var chosen = List.Items.Where(i => i.Submission.Id == first || i.Submission.Id == second).Select(i => i.Submission.Agency).Distinct().ToList();
            if (first != second && chosen is [not null])
                return LocalRedirect($"/submissions/{Say.Plain(Math.Min(first, second))}/compare/{Say.Plain(Math.Max(first, second))}");
        }

        ModelState.AddModelError(nameof(Compare), "Select two submissions of one agency");
        return Page();
    }

    /// <summary>The score of a submission.</summary>
    public static string Score(ListedSubmission item) => Say.Score(item.Records is { } r ? QualityScore.Of(r.Read, r.Loaded, r.Warned) : null);
}
