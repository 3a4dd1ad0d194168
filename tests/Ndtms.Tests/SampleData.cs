using Ndtms.Core.DataSets;
using Ndtms.Core.Targets;

namespace Ndtms.Tests;

/// <summary>The sample data of the repository.</summary>
internal static class SampleData
{
    /// <summary>The folder.</summary>
    public static string Path { get; } = System.IO.Path.Combine(SourceTree.Root, "sample-data");

    /// <summary>The agencies of three years of files.</summary>
    public static byte[] Agencies => File.ReadAllBytes(System.IO.Path.Combine(Path, "2009-2012", "agencies.csv"));

    /// <summary>An agency's file of those years.</summary>
    public static (string Name, byte[] Content) Agency(string code)
    {
        var name = $"{code}-20090401-20120331-TREAT-IN-H.csv";
        return (name, File.ReadAllBytes(System.IO.Path.Combine(Path, "2009-2012", name)));
    }

    /// <summary>The sample's targets and what goes with them.</summary>
    public static TargetBook TargetBook => TargetFiles.All.Aggregate(
        TargetBook.Empty, (book, file) => TargetFiles.Read(file, ReferencePath(file), Reference(file), CodeBook.Embedded, book).Book);

    public static string ReferencePath(TargetFile file) => System.IO.Path.Combine(Path, "2009-2012", "reference", $"{file.Name()}.csv");

    public static byte[] Reference(TargetFile file) => File.ReadAllBytes(ReferencePath(file));
}
