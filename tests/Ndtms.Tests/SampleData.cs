namespace Ndtms.Tests;

/// <summary>The sample data of the repository.</summary>
internal static class SampleData
{
    /// <summary>The folder, found from where the tests run upward.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Pipeline.sln")))
                return System.IO.Path.Combine(folder.FullName, "sample-data");
        }

        throw new DirectoryNotFoundException("The tests must run from within the repository.");
    }
}
