using System.Text.RegularExpressions;
using Ndtms.Storage;

namespace Ndtms.Application.Housekeeping;

/// <summary>Copies of the embedded database in a folder, one a day. They are of no use without the folder of keys, which must be backed up
/// elsewhere.</summary>
public static partial class Backups
{
    private const string Pattern = "ndtms-????-??-??.db";

    /// <summary>Makes the day's copy, where there is none, and deletes the oldest.</summary>
    /// <param name="database">The database.</param>
    /// <param name="plan">Where copies go, and how many stay.</param>
    /// <param name="day">The day.</param>
    /// <returns>Whether a copy was made.</returns>
    internal static bool Make(StorageOptions database, BackupPlan plan, DateOnly day)
    {
        var path = Path.Combine(plan.Folder, FormattableString.Invariant($"ndtms-{day:yyyy-MM-dd}.db"));
        if (File.Exists(path))
            return false;
        DeleteLeftOver(plan.Folder);
        Database.BackUp(database, path, overwrite: false);
        foreach (var old in Directory.EnumerateFiles(plan.Folder, Pattern).OrderDescending(StringComparer.Ordinal).Skip(plan.Kept))
            File.Delete(old);
        return true;
    }

    /// <summary>The day of the last copy; null: there is none.</summary>
    public static DateOnly? Last(BackupPlan plan) => !Directory.Exists(plan.Folder) ? null
        : Directory.EnumerateFiles(plan.Folder, Pattern).Order(StringComparer.Ordinal).LastOrDefault() is { } newest
            && DateOnly.TryParseExact(Path.GetFileNameWithoutExtension(newest)["ndtms-".Length..], "yyyy-MM-dd", out var day) ? day : null;

    /// <summary>Deletes what backups that were killed left unfinished in a folder; those made by hand bear other names.</summary>
    /// <param name="folder">The folder, which need not exist.</param>
    public static void DeleteLeftOver(string folder) => Files.DeleteLeftOver(folder, Unfinished(), SearchOption.TopDirectoryOnly);

    [GeneratedRegex(@"^ndtms-[0-9]{4}-[0-9]{2}-[0-9]{2}\.db\.new\z")]
    private static partial Regex Unfinished();
}
