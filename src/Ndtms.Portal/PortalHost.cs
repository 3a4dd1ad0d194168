namespace Ndtms.Portal;

/// <summary>The web site as a host can serve it: for now one page that says what it will be.</summary>
public static class PortalHost
{
    /// <summary>Builds the web application; the caller runs it.</summary>
    /// <param name="args">Host settings, such as <c>--urls</c>.</param>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddRazorPages();
        var app = builder.Build();
        app.MapRazorPages();
        return app;
    }
}
