namespace Ndtms.Portal;

/// <summary>The web site as a host can serve it: for now one page that says what it will be.</summary>
public static class PortalHost
{
    /// <summary>Builds the web application; the caller runs it.</summary>
    /// <param name="args">Host settings, such as <c>--urls</c>.</param>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        // The pages are of this assembly, whichever program hosts them.
        builder.Services.AddRazorPages().AddApplicationPart(typeof(PortalHost).Assembly);
        // What the framework does is of no interest while it works; that it cannot start is told by whoever starts it.
        builder.Logging.AddFilter("Microsoft", LogLevel.Error).AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        var app = builder.Build();
        app.MapRazorPages();
        return app;
    }
}
