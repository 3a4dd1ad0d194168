using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;

namespace Ndtms.Portal.Hosting;

/// <summary>Style sheets, scripts and pictures, which are in the assembly. Their address holds the hash of them all, so browsers keep them for
/// ever and ask for new ones when one has changed.</summary>
public static class BuiltAssets
{
    private static readonly FrozenDictionary<string, (byte[] Plain, byte[] Packed)> Files = Read();

    /// <summary>What is between <c>/assets/</c> and a name.</summary>
    public static string Version { get; } = VersionOf();

    /// <summary>The address of a file, such as <c>portal.css</c>.</summary>
    public static string Url(string name) => Files.ContainsKey(name) ? $"/assets/{Version}/{name}" : throw new ArgumentException($"There is no asset {name}.", nameof(name));

    internal static void Map(IEndpointRouteBuilder app) => app.MapMethods("/assets/{version}/{**name}", [HttpMethods.Get, HttpMethods.Head], (string version, string name, HttpContext context) =>
    {
        if (version != Version || !Files.TryGetValue(name, out var file))
            return Results.NotFound();
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        context.Response.Headers.Vary = "Accept-Encoding";
        new FileExtensionContentTypeProvider().TryGetContentType(name, out var type);
        if (!context.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal))
            return Results.Bytes(file.Plain, type);
        context.Response.Headers.ContentEncoding = "br";
        return Results.Bytes(file.Packed, type);
    }).WithMetadata(new Access.AccessAttribute(Access.AccessAttribute.Open));

    private static FrozenDictionary<string, (byte[] Plain, byte[] Packed)> Read()
    {
        const string folder = "assets/";
        var assembly = typeof(BuiltAssets).Assembly;
        return assembly.GetManifestResourceNames().Where(n => n.StartsWith(folder, StringComparison.Ordinal)).ToFrozenDictionary(n => n[folder.Length..], name =>
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var plain = new MemoryStream();
            stream.CopyTo(plain);
            using var packed = new MemoryStream();
            using (var brotli = new BrotliStream(packed, CompressionLevel.Optimal))
                brotli.Write(plain.ToArray());
            return (plain.ToArray(), packed.ToArray());
        }, StringComparer.Ordinal);
    }

    private static string VersionOf()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Files.OrderBy(f => f.Key, StringComparer.Ordinal))
            hash.AppendData(file.Value.Plain);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }
}
