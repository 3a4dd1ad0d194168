using Ndtms.Application;
using Ndtms.Application.Accounts;
using Ndtms.Application.Jobs;

namespace Ndtms.Portal.Hosting;

/// <summary>What the portal is told by whoever hosts it.</summary>
public sealed record PortalOptions
{
    /// <summary>Opens the database; a request that needs it does so once.</summary>
    public required Func<Workspace> Open { get; init; }

    /// <summary>The folder of keys, in which those of cookies are kept too.</summary>
    public required string Keys { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The address that people type, such as <c>https://statistics.example.org</c>: links in e-mails begin with it, requests for another
    /// host are refused, and passkeys belong to it. Null: the loopback address that it listens on.</summary>
    public Uri? Address { get; init; }

    /// <summary>Addresses of the proxies whose forwarded headers are believed.</summary>
    public IReadOnlyList<string> Proxies { get; init; } = [];

    /// <summary>What messages call whoever gives and takes away access.</summary>
    public string Contact { get; init; } = "your administrator";

    /// <summary>Whether all data are invented, which each page then says.</summary>
    public bool IsDemonstration { get; init; }

    /// <summary>Whether files are processed as soon as they are received; else only when the job "processing" runs.</summary>
    public bool ProcessesUploads { get; init; } = true;

    /// <summary>What jobs are told, and what runs them by hand; null: this portal runs none.</summary>
    public (JobSettings Settings, JobRunner Runner)? Jobs { get; init; }

    /// <summary>Sends e-mails to people with accounts.</summary>
    public required AccountMail Mail { get; init; }

    /// <summary>Whether it is reached by HTTPS.</summary>
    public bool IsSecure => Address?.Scheme == Uri.UriSchemeHttps;

    /// <summary>What names of cookies begin with: browsers hold those of this prefix to HTTPS, this host and all of its paths.</summary>
    internal string CookiePrefix => IsSecure ? "__Host-" : "";
}
