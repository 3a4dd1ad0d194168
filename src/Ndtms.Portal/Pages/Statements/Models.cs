using Ndtms.Portal.Access;

namespace Ndtms.Portal.Pages;

/// <summary>How far everybody can use the service.</summary>
[Access(AccessAttribute.Open)]
public sealed class AccessibilityModel : PortalPage
{
    public void OnGet() => Title = "Accessibility statement";
}

/// <summary>What the service keeps of those who use it.</summary>
[Access(AccessAttribute.Open)]
public sealed class PrivacyModel : PortalPage
{
    public void OnGet() => Title = "Privacy notice";
}

/// <summary>What the service puts into a browser.</summary>
[Access(AccessAttribute.Open)]
public sealed class CookiesModel : PortalPage
{
    public void OnGet() => Title = "Cookies";
}
