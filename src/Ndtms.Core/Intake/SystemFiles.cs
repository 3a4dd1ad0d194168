namespace Ndtms.Core.Intake;

/// <summary>Files that operating systems add to folders and archives; nobody sent them (Definitions/data-set.md, The file, compression).</summary>
public static class SystemFiles
{
    private static readonly string[] Names = [".DS_Store", "Thumbs.db", "desktop.ini"];

    /// <summary>Whether a file is one, by its name without folders.</summary>
    public static bool IsOne(string name) =>
        name.StartsWith("._", StringComparison.Ordinal) || Names.Contains(name, StringComparer.OrdinalIgnoreCase);
}
