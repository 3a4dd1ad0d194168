namespace Ndtms.Storage;

/// <summary>Where a file really is, so that one file that is named in two ways counts as one.</summary>
public static class RealPath
{
    /// <summary>As many symbolic links as operating systems follow.</summary>
    private const int MostLinks = 40;

    /// <summary>The full path without symbolic links, of a file that need not exist.</summary>
    /// <exception cref="StorageException">The links lead in a circle.</exception>
    public static string Of(string path)
    {
        var links = MostLinks;
        return Resolve(Path.GetFullPath(path));

        string Resolve(string full)
        {
            if (Path.GetDirectoryName(full) is not { } parent)
                return full;
            var within = Path.Combine(Resolve(parent), Path.GetFileName(full));
            if (Target(within) is not { } target)
                return within;
            return links-- > 0
                ? Resolve(Path.GetFullPath(target, Path.GetDirectoryName(within)!))
                : throw new StorageException($"The links of {path} lead in a circle; name the file itself.");
        }
    }

    private static string? Target(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whoever opens it says why it cannot be used.
            return null;
        }
    }
}
