using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Ndtms.Portal.Access;
using Ndtms.Portal.Forms;
using Ndtms.Portal.Hosting;

namespace Ndtms.Portal.Pages;

/// <summary>What every page has: its caller, its title, and a banner for the next page.</summary>
public abstract class PortalPage : PageModel
{
    private const string Done = "done";

    /// <summary>Who asks.</summary>
    protected Caller Caller => HttpContext.RequestServices.GetRequiredService<Caller>();

    /// <summary>The title, which is the heading too unless the page has another.</summary>
    public string Title { get; protected set; } = "";

    /// <summary>Of a paged list: where in it the page is.</summary>
    public Paging? Paging { get; protected set; }

    /// <summary>What has just been done, told once; null: nothing.</summary>
    public string? Banner => TempData[Done] as string;

    /// <summary>Goes to a page that begins with a banner "Success".</summary>
    /// <param name="to">The address of the page, on this site.</param>
    /// <param name="done">What was done, in a sentence without anything personal.</param>
    protected IActionResult Succeed(string to, string done)
    {
        TempData[Done] = done;
        return LocalRedirect(to);
    }

    /// <summary>Gives the browser a session that has begun.</summary>
    protected void Give(string session) => HttpContext.RequestServices.GetRequiredService<SessionCookie>().Give(HttpContext, session);

    /// <summary>The browser, in words such as "Firefox on Windows".</summary>
    protected string Browser => Words.Browser(Request.Headers.UserAgent.ToString());

    /// <summary>An address of this site to go to; another one is ignored.</summary>
    protected string LocalOr(string? to, string otherwise) => to is not null && Url.IsLocalUrl(to) ? to : otherwise;
}
