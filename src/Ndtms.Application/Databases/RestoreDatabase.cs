using Ndtms.Core.DataSets;
using Ndtms.Storage;

namespace Ndtms.Application.Databases;

/// <summary>Asks for a backup to replace a database.</summary>
/// <param name="Storage">The database.</param>
/// <param name="File">The backup; of a database on a server a path on that server.</param>
/// <param name="Overwrite">There may be a database, which the backup replaces.</param>
public sealed record RestoreRequest(StorageOptions Storage, string File, bool Overwrite);

/// <summary>A database that was restored.</summary>
/// <param name="Name">The database: the file, or the server and database.</param>
/// <param name="File">The backup.</param>
/// <param name="OnServer">The backup's path is one on the server.</param>
/// <param name="Earlier">Where the file of the database that was there is now; null: there was none, or it was on a server.</param>
public sealed record RestoredDatabase(string Name, string File, bool OnServer, string? Earlier);

/// <summary>Replaces a database by a backup, once the backup has been checked.</summary>
public sealed class RestoreDatabase(CodeBook book) : UseCase<RestoreRequest, RestoredDatabase>("database-restore", book)
{
    /// <inheritdoc/>
    protected override RestoredDatabase Execute(Invocation invocation, RestoreRequest request)
    {
        var earlier = Database.Restore(request.Storage, request.File, request.Overwrite);
        return new RestoredDatabase(Database.NameOf(request.Storage), request.File, request.Storage.Engine != StorageOptions.Sqlite, earlier);
    }
}
