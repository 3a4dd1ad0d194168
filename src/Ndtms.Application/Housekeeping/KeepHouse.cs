using Ndtms.Storage;

namespace Ndtms.Application.Housekeeping;

/// <summary>How the embedded database is backed up.</summary>
/// <param name="Folder">Where copies go.</param>
/// <param name="Kept">How many stay.</param>
public sealed record BackupPlan(string Folder, int Kept);

/// <summary>Asks for what is no longer needed to be deleted.</summary>
/// <param name="Storage">The database, for its backup.</param>
/// <param name="RawFilesMonths">How many months stored files of submissions that were never loaded are kept; 0: for ever.</param>
/// <param name="IssuesMonths">How many months issues are kept; 0: for ever.</param>
/// <param name="Backup">How the embedded database is backed up; null: it is not.</param>
public sealed record KeepHouseRequest(StorageOptions Storage, int RawFilesMonths, int IssuesMonths, BackupPlan? Backup);

/// <summary>What was done.</summary>
/// <param name="FilesDeleted">Of how many submissions the stored file was deleted.</param>
/// <param name="IssuesDeleted">How many issues were deleted.</param>
/// <param name="Backups">How many copies of the database were made: 1, or 0 where there is one of the day or none is wanted.</param>
public sealed record KeptHouse(int FilesDeleted, int IssuesDeleted, int Backups);

/// <summary>Deletes what need not be kept any longer, backs up the embedded database and frees the space of deleted rows.</summary>
public sealed class KeepHouse(Workspace workspace) : UseCase<KeepHouseRequest, KeptHouse>("housekeeping", workspace.Book)
{
    /// <inheritdoc/>
    protected override KeptHouse Execute(Invocation invocation, KeepHouseRequest request)
    {
        var retention = new Retention(workspace.Database);
        // Here too: received files that were never finished after an hour, and files as sent of failed submissions after 30 days.
        var files = request.RawFilesMonths > 0 ? retention.DeleteFiles(workspace.Today.AddMonths(-request.RawFilesMonths)) : 0;
        var issues = request.IssuesMonths > 0 ? retention.DeleteIssues(workspace.Today.AddMonths(-request.IssuesMonths)) : 0;
        var backups = request.Backup is { } plan && Backups.Make(request.Storage, plan, workspace.Today) ? 1 : 0;
        workspace.Database.Compact();
        return new KeptHouse(files, issues, backups);
    }
}
