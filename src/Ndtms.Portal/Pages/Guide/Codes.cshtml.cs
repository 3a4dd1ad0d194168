using Ndtms.Application.Guide;
using Ndtms.Portal.Access;

namespace Ndtms.Portal.Pages.Guide;

/// <summary>A list of codes.</summary>
[Access("code-list-show")]
public sealed class CodesModel : PortalPage
{
    /// <summary>The list and where it is used.</summary>
    public ShownCodeList Shown { get; private set; } = null!;

    public void OnGet(string list)
    {
        Shown = Caller.Run(new ShowCodeList(Caller.Workspace.Book), list);
        var name = Shown.List.Name.Replace('-', ' ');
        Title = char.ToUpperInvariant(name[0]) + name[1..];
    }
}
