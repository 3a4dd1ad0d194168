using Ndtms.Storage;

namespace Ndtms.Application.Housekeeping;

/// <summary>Copies of the embedded database in a folder, one a day. They are of no use without the folder of keys, which must be backed up
/// elsewhere.</summary>
internal static class Backups
{
    private const string Pattern = "ndtms-????-??-??.db";

    /// <summary>Makes the day's copy, where there is none, and deletes the oldest.</summary>
    /// <param name="database">The database.</param>
    /// <param name="plan">Where copies go, and how many stay.</param>
    /// <param name="day">The day.</param>
    /// <returns>Whether a copy was made.</returns>
    public static bool Make(StorageOptions database, BackupPlan plan, DateOnly day)
    {
        var path = Path.Combine(plan.Folder, FormattableString.Invariant($"ndtms-{day:yyyy-MM-dd}.db"));
        if (File.Exists(path))
            return false;
        // Left by a backup that was killed; one made by hand bears another name.
        if (Directory.Exists(plan.Folder))
        {
            foreach (var left in Directory.EnumerateFiles(plan.Folder, Pattern + ".new*").ToList())
                File.Delete(left);
        }

        Database.BackUp(database, path, overwrite: false);
        foreach (var old in Directory.EnumerateFiles(plan.Folder, Pattern).OrderDescending(StringComparer.Ordinal).Skip(plan.Kept))
            File.Delete(old);
        return true;
    }
}
