namespace Ndtms.Tests;

/// <summary>The repository's files, found from where the tests run upward.</summary>
internal static class SourceTree
{
    /// <summary>The repository's folder.</summary>
    public static string Root { get; } = Find();

    /// <summary>The C# sources below a folder of the repository, without what the build makes.</summary>
    public static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))
            .Order(StringComparer.Ordinal);

    /// <summary>A file's path from the repository's folder, with forward slashes.</summary>
    public static string Name(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Pipeline.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("The tests must run from within the repository.");
    }
}
