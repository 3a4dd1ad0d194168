using Ndtms.Portal.Access;

namespace Ndtms.Portal.Pages;

/// <summary>A link of the header.</summary>
/// <param name="Text">Its words.</param>
/// <param name="Path">Where it leads.</param>
/// <param name="Row">The row of access.csv of those who see it.</param>
public sealed record NavigationItem(string Text, string Path, string Row);

/// <summary>The links of the header: those of pages that are there and that the caller may see.</summary>
public static class Navigation
{
    private static readonly NavigationItem[] All =
    [
        new("Home", "/", AccessAttribute.Own),
        new("Submissions", "/submissions", "submission-list"),
        new("Upload a file", "/submissions/upload", "upload-submit"),
        new("Board", "/board", "notices-send"),
        new("Reports", "/reports", "monthly-reports-write"),
        new("Explore figures", "/explorer", "measures-export"),
        new("Calendar", "/calendar", "calendar-show"),
        new("Guide", "/guide", "data-set-show"),
        new("Accounts", "/admin/accounts", "accounts-list"),
        new("API tokens", "/admin/tokens", "tokens-list"),
        new("Agencies", "/admin/agencies", "reference-load"),
        new("Audit", "/admin/audit", "audit-list"),
        new("Service", "/admin/service", "jobs-list"),
    ];

    /// <summary>The links for a caller.</summary>
    public static IEnumerable<NavigationItem> For(Caller caller, EndpointDataSource endpoints)
    {
        var there = endpoints.Endpoints.OfType<RouteEndpoint>().Select(e => "/" + e.RoutePattern.RawText?.Trim('/')).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return All.Where(item => there.Contains(item.Path) && caller.May(item.Row));
    }
}
