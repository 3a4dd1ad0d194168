using Ndtms.Application.Accounts;
using Ndtms.Portal.Access;

namespace Ndtms.Portal.Pages;

/// <summary>What a caller can see, in words.</summary>
internal static class Seen
{
    public static IReadOnlyList<string> By(Caller caller)
    {
        var agencies = caller.Workspace.Reference.Agencies().ToDictionary(a => a.Code, a => a.Name, StringComparer.Ordinal);
        return [.. caller.Principal.Grants.Select(g => GrantRules.InWords(g, caller.Workspace.Book.Areas, agencies))];
    }
}
