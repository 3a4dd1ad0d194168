using Ndtms.Portal.Access;

namespace Ndtms.Portal.Pages;

/// <summary>Home: what waits for the caller, by role.</summary>
[Access(AccessAttribute.Own)]
public sealed class IndexModel : PortalPage
{
    public void OnGet() => Title = "Home";
}
