namespace Ndtms.Trials;

/// <summary>Files of the repository, found from where the program runs upward.</summary>
public static class Repository
{
    /// <summary>Every file below a folder, by path.</summary>
    public static IEnumerable<string> Files(string folder) =>
        Directory.GetFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    /// <summary>The folder of the repository.</summary>
    public static string Root
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "Pipeline.sln")))
                    return folder.FullName;
            }

            throw new DirectoryNotFoundException("The trials must run from within the repository.");
        }
    }
}
