using Ndtms.Storage;
using Ndtms.Worker.Settings;

namespace Ndtms.Worker.Running;

/// <summary>What keeps a service from its work without being seen otherwise. No sentence says where anything is, because anyone may
/// ask.</summary>
internal static class Health
{
    /// <summary>A month of all England takes minutes, so what runs for longer than this is stuck.</summary>
    private static readonly TimeSpan LongestJob = TimeSpan.FromHours(2);

    /// <summary>The problems there are at the moment, each in a few words.</summary>
    public static IEnumerable<string> Problems(ServiceSettings settings, TimeProvider time)
    {
        foreach (var job in Stuck(settings, time))
            yield return $"the job {job} has not ended within {LongestJob.TotalHours:0} hours; the history of jobs says when it began";
        if (!CanBeWritten(settings.Places.Logs))
            yield return "the log cannot be written: its folder is missing, not writable or on a full disk";
        var home = settings.Places.Storage.Engine == StorageOptions.Sqlite ? Path.GetDirectoryName(RealPath.Of(settings.Places.Storage.Path)) : null;
        foreach (var (name, folder) in new[] { ("the database", home), ("reports", settings.ReportsFolder), ("the archive", settings.Intake.Archive), ("rejected files", settings.Intake.Rejected) })
        {
            if (folder is not null && !CanBeWritten(folder))
                yield return $"the folder of {name} cannot be written: it is missing, not writable or on a full disk";
            else if (folder is not null && new DriveInfo(folder).AvailableFreeSpace < settings.LeastFreeBytes)
                yield return $"the disk of {name} is nearly full";
        }
    }

    private static List<string> Stuck(ServiceSettings settings, TimeProvider time)
    {
        try
        {
            return [.. new JobRuns(Database.Open(settings.Places.Storage), Node.This(time)).Last()
                .Where(run => run.Outcome == JobOutcome.Running && time.GetUtcNow() - run.Started > LongestJob).Select(run => run.Job)];
        }
        catch (StorageException)
        {
            // It is told as that.
            return [];
        }
    }

    /// <summary>Whether something can be written to a folder; nothing else shows a full disk or lost rights for certain.</summary>
    private static bool CanBeWritten(string folder)
    {
        try
        {
            using var probe = new FileStream(
                Path.Combine(folder, $".{Guid.NewGuid():N}.part"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            probe.Write(new byte[4096]);
            probe.Flush(flushToDisk: true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
