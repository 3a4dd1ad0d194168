using System.Net;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Mvc;
using Ndtms.Application.Accounts;
using Ndtms.Portal.Access;
using Ndtms.Portal.Api;
using Ndtms.Portal.Pages.Guide;
using Ndtms.Portal.Pages.Submissions;
using Ndtms.Portal.Uploads;

namespace Ndtms.Portal.Hosting;

/// <summary>The web site, as part of whatever program hosts it.</summary>
public static class PortalHost
{
    /// <summary>Adds what the portal needs.</summary>
    public static void Add(IServiceCollection services, PortalOptions options)
    {
        services.AddSingleton(options).AddSingleton<SessionCookie>().AddScoped<Caller>();
        services.AddDataProtection().SetApplicationName("ndtms").PersistKeysToFileSystem(new DirectoryInfo(options.Keys));
        var prefix = options.CookiePrefix;
        var secure = options.IsSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        services.AddAntiforgery(o =>
        {
            o.Cookie.Name = prefix + "ndtms-af";
            (o.Cookie.HttpOnly, o.Cookie.SameSite, o.Cookie.SecurePolicy, o.Cookie.Path) = (true, SameSiteMode.Lax, secure, "/");
            o.SuppressXFrameOptionsHeader = true;
        });
        Faults.Add(services);
        RateLimits.Add(services);
        ApiDocument.Add(services);
        services.AddSingleton<UploadProcessing>().AddSingleton(new ClientFilters(options.Time));
        if (options.ProcessesUploads)
            services.AddHostedService(s => s.GetRequiredService<UploadProcessing>());
        services.Configure<ForwardedHeadersOptions>(o =>
        {
            o.ForwardedHeaders = options.Proxies.Count == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            o.KnownProxies.Clear();
            foreach (var proxy in options.Proxies)
                o.KnownProxies.Add(IPAddress.Parse(proxy));
        });
        services.Configure<RouteOptions>(o => (o.LowercaseUrls, o.AppendTrailingSlash) = (true, false));
        services.Configure<MvcOptions>(o => o.SuppressImplicitRequiredAttributeForNonNullableReferenceTypes = true);
        services.Configure<CookieTempDataProviderOptions>(o =>
        {
            o.Cookie.Name = prefix + "ndtms-note";
            (o.Cookie.HttpOnly, o.Cookie.SameSite, o.Cookie.SecurePolicy, o.Cookie.Path, o.Cookie.IsEssential) = (true, SameSiteMode.Lax, secure, "/", true);
        });
        services.AddRazorPages(o => o.Conventions.ConfigureFilter(new HandlerGate()).ConfigureFilter(new LateForms())).AddApplicationPart(typeof(PortalHost).Assembly);
    }

    /// <summary>Puts the portal into the host's pipeline; endpoints that the host maps itself need a row of access.csv like any other.</summary>
    public static void Use(WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseMiddleware<SecurityHeaders>();
        app.UseExceptionHandler();
        app.UseStatusCodePagesWithReExecute("/error", "?status={0}");
        app.UseRouting();
        app.UseMiddleware<AccessGate>();
        app.UseRateLimiter();
        BuiltAssets.Map(app);
        // Whoever is asked whether to stay signed in says so here; the request itself prolongs the session.
        app.MapPost("/account/stay", async (HttpContext context, Caller caller, IAntiforgery antiforgery) =>
        {
            if (!await antiforgery.IsRequestValidAsync(context))
                return Results.BadRequest();
            var end = Sessions.EndOf(caller.Session!);
            return Results.Json(new { endsIn = (int)(end - caller.Now).TotalSeconds, at = LondonTime.Time(end) });
        }).WithMetadata(new AccessAttribute("account-own"));
        SubmissionEndpoints.Map(app);
        GuideEndpoints.Map(app);
        ApiEndpoints.Map(app);
        app.MapRazorPages();
    }

    /// <summary>The path of a request as the log may hold it: without the secret of a link.</summary>
    public static string LoggedPath(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        return context.Request.RouteValues.TryGetValue("token", out var token) && token is string secret ? path.Replace(secret, "{token}", StringComparison.Ordinal) : path;
    }

    /// <summary>Builds the portal as a program of its own; the caller runs it.</summary>
    /// <param name="url">Where it listens.</param>
    /// <param name="options">What it is told.</param>
    /// <param name="configure">Adds what the host needs, such as a log.</param>
    public static WebApplication Build(string url, PortalOptions options, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(url);
        builder.Services.AddRoutingCore();
        configure?.Invoke(builder.Services);
        Add(builder.Services, options);
        var app = builder.Build();
        Use(app);
        return app;
    }
}
