using Ndtms.Storage;

namespace Ndtms.Application.Housekeeping;

/// <summary>How the embedded database is backed up.</summary>
/// <param name="Folder">Where copies go.</param>
/// <param name="Kept">How many stay.</param>
public sealed record BackupPlan(string Folder, int Kept);

/// <summary>Asks for what is no longer needed to be deleted.</summary>
/// <param name="Storage">The database, for its backup.</param>
/// <param name="RawFilesMonths">How many months stored files of submissions that were never loaded are kept; 0: permanently.</param>
/// <param name="IssuesMonths">How many months issues are kept; 0: permanently.</param>
/// <param name="Backup">How the embedded database is backed up; null: it is not.</param>
public sealed record KeepHouseRequest(StorageOptions Storage, int RawFilesMonths, int IssuesMonths, BackupPlan? Backup);

/// <summary>What was done.</summary>
/// <param name="LeftOver">How many files as sent were deleted: never received whole, of submissions that failed long ago,
/// or of checks that are no longer kept.</param>
/// <param name="FilesDeleted">Of how many submissions the stored file was deleted.</param>
/// <param name="IssuesDeleted">How many issues were deleted.</param>
/// <param name="Backups">How many copies of the database were made: 1, or 0 where there is one of the day or none is wanted.</param>
public sealed record KeptHouse(int LeftOver, int FilesDeleted, int IssuesDeleted, int Backups);

/// <summary>Deletes what need not be kept, backs up the embedded database and frees the space of deleted rows.</summary>
public sealed class KeepHouse(Workspace workspace) : UseCase<KeepHouseRequest, KeptHouse>("housekeeping", workspace.Book)
{
    // A file as sent contains what is to be redacted, so it is kept only as long as the reason for its failure may be needed
    // (Definitions/data-set.md, Raw files).
    private static readonly TimeSpan KeptOfFailed = TimeSpan.FromDays(30);

    private static readonly TimeSpan Unfinished = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    protected override KeptHouse Execute(Invocation invocation, KeepHouseRequest request)
    {
        var retention = new Retention(workspace.Database);
        var now = workspace.Time.GetUtcNow();
        var leftOver = retention.DeleteLeftOver(now - Unfinished, now - KeptOfFailed);
        leftOver += workspace.Checks().DeleteOld();
        new IdempotencyKeys(workspace.Database).DeleteOld(now);
        var files = request.RawFilesMonths > 0 ? retention.DeleteFiles(workspace.Today.AddMonths(-request.RawFilesMonths)) : 0;
        var issues = request.IssuesMonths > 0 ? retention.DeleteIssues(workspace.Today.AddMonths(-request.IssuesMonths)) : 0;
        var backups = request.Backup is { } plan && Backups.Make(request.Storage, plan, workspace.Today) ? 1 : 0;
        workspace.Database.Compact();
        return new KeptHouse(leftOver, files, issues, backups);
    }
}
