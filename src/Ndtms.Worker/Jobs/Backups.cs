using Ndtms.Storage;

namespace Ndtms.Worker.Jobs;

/// <summary>Copies of the embedded database, one a day, in a folder. They are of no use without the folder of keys, which is to be backed up
/// elsewhere.</summary>
internal static class Backups
{
    private const string Pattern = "ndtms-????-??-??.db";

    /// <summary>Makes the day's copy, where there is none, and takes the oldest away.</summary>
    /// <param name="database">The database.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="kept">How many copies stay.</param>
    /// <param name="day">The day.</param>
    /// <returns>How many were made: 1, or 0 where there was one.</returns>
    public static int Make(StorageOptions database, string folder, int kept, DateOnly day)
    {
        var path = Path.Combine(folder, FormattableString.Invariant($"ndtms-{day:yyyy-MM-dd}.db"));
        if (File.Exists(path))
            return 0;
        Database.BackUp(database, path, overwrite: false);
        foreach (var old in Directory.EnumerateFiles(folder, Pattern).OrderDescending(StringComparer.Ordinal).Skip(kept))
            File.Delete(old);
        return 1;
    }
}
