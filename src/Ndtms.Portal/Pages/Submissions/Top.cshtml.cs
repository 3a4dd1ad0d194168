using Microsoft.AspNetCore.Mvc;
using Ndtms.Application.Submissions;
using Ndtms.Core.Quality;
using Ndtms.Portal.Access;
using Ndtms.Portal.Forms;

namespace Ndtms.Portal.Pages.Submissions;

/// <summary>TOP forms that are overdue, due or done, by client.</summary>
[Access("submission-tops")]
public sealed class TopsModel : PortalPage
{
    /// <summary>The TOPs.</summary>
    public ListedTops Listed { get; private set; } = null!;

    /// <summary>Which are shown.</summary>
    public TopStanding Standing { get; private set; }

    /// <summary>A standing that is known; null: none is asked for.</summary>
    public static TopStanding? Known(string? standing) =>
        Enum.TryParse<TopStanding>(standing, ignoreCase: true, out var known) && standing is [> '9', ..] ? known : null;

    public void OnGet(long id, string? standing, [FromQuery(Name = "page")] int number = 1)
    {
        Standing = Known(standing) ?? TopStanding.Overdue;
        Listed = Caller.Run(new ListTops(Caller.Workspace), new TopsWanted(id, Standing, Paging.Of(number)));
        Title = $"TOP forms due: submission {Say.Plain(id)}";
        Paging = new Paging(Math.Max(1, number), Listed.Tops.Total);
    }
}
