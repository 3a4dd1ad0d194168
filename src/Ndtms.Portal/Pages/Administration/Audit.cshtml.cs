using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Ndtms.Application.Accounts;
using Ndtms.Portal.Access;
using Ndtms.Portal.Forms;
using Ndtms.Portal.Hosting;
using Ndtms.Storage;

namespace Ndtms.Portal.Pages;

/// <summary>The audit.</summary>
[Access("audit-list")]
public sealed class AuditModel : PortalPage
{
    [BindProperty(SupportsGet = true, Name = "who")]
    public string? Who { get; set; }

    [BindProperty(SupportsGet = true, Name = "event")]
    public string? Event { get; set; }

    [BindProperty(SupportsGet = true, Name = "object")]
    public string? Object { get; set; }

    [BindProperty(SupportsGet = true, Name = "from")]
    public string? From { get; set; }

    [BindProperty(SupportsGet = true, Name = "to")]
    public string? To { get; set; }

    /// <summary>What was found.</summary>
    public AuditView View { get; private set; } = null!;

    /// <summary>The address of the download, with the same filter.</summary>
    public string Download => "/admin/audit?handler=Download&" + QueryString.Create(Request.Query.Where(q => q.Key != "page")).ToString().TrimStart('?');

    public void OnGet([FromQuery(Name = "page")] int number = 1)
    {
        Title = "Audit";
        View = Caller.Run(new ListAudit(Caller.Workspace), new AuditWanted(Filter(), Forms.Paging.Of(number)));
        Paging = new Paging(Math.Max(1, number), View.Events.Total);
    }

    public IActionResult OnGetDownload()
    {
        return File(Caller.Run(new ExportAudit(Caller.Workspace), Filter()), "text/csv; charset=utf-8", "audit.csv");
    }

    private AuditFilter Filter()
    {
        var (from, to) = (Moment(nameof(From), From, 0), Moment(nameof(To), To, 1));
        return new AuditFilter(Blank(Who), Blank(Event) is { } kind ? [kind] : [], Blank(Object), from, to);
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>The beginning of a day in London; what is no day is told and ignored.</summary>
    private DateTimeOffset? Moment(string field, string? text, int daysAfter)
    {
        if (Blank(text) is not { } given)
            return null;
        if (!DateOnly.TryParseExact(given, ["d M yyyy", "d/M/yyyy", "yyyy-MM-dd", "d MMMM yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            ModelState.AddModelError(field, "Enter a date, like 31 3 2012");
            return null;
        }

        var local = day.AddDays(daysAfter).ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(local, LondonTime.Zone.GetUtcOffset(local));
    }
}
