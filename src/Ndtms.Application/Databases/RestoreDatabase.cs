using Ndtms.Core.DataSets;
using Ndtms.Storage;

namespace Ndtms.Application.Databases;

/// <summary>Asks for a backup to replace a database.</summary>
/// <param name="Storage">The database.</param>
/// <param name="File">The backup; of a database on a server a path on that server.</param>
/// <param name="Overwrite">There may be a database, which the backup replaces.</param>
/// <param name="Keys">The folder of its keys, with the journal of refusals.</param>
/// <param name="WithoutRefusals">Refusals made since the backup are not replayed, so that the data of their clients are back.</param>
public sealed record RestoreRequest(StorageOptions Storage, string File, bool Overwrite, string Keys, bool WithoutRefusals = false);

/// <summary>A database that was restored.</summary>
/// <param name="Name">The database: the file, or the server and database.</param>
/// <param name="File">The backup.</param>
/// <param name="OnServer">The backup's path is one on the server.</param>
/// <param name="Earlier">Where the file of the database that was there is now; null: there was none, or it was on a server.</param>
/// <param name="Replayed">What the replay of refusals changed; null: they were not replayed.</param>
public sealed record RestoredDatabase(string Name, string File, bool OnServer, string? Earlier, ReplayedRefusals? Replayed);

/// <summary>Replaces a database by a backup, once the backup has been checked and whoever has refused since is deleted from it.</summary>
public sealed class RestoreDatabase(CodeBook book) : UseCase<RestoreRequest, RestoredDatabase>("database-restore", book)
{
    private readonly CodeBook _book = book;

    /// <inheritdoc/>
    protected override RestoredDatabase Execute(Invocation invocation, RestoreRequest request)
    {
        if (!request.WithoutRefusals)
        {
            Refusals.Save(request.Storage, request.Keys);
            if (!Refusals.HasJournal(request.Keys))
            {
                throw new RequestException(
                    $"There is no journal of refusals in the folder of keys {request.Keys}, so clients who have refused since the backup would be held again. Put the folder back from a backup of its own, or give --without-refusals.");
            }
        }

        ReplayedRefusals? replayed = null;
        var earlier = Database.Restore(request.Storage, request.File, request.Overwrite, restored =>
        {
            if (!request.WithoutRefusals)
                replayed = Replay(restored, request.Keys);
        });
        return new RestoredDatabase(
            Database.NameOf(request.Storage), request.File, request.Storage.Engine != StorageOptions.Sqlite, earlier, replayed);
    }

    private ReplayedRefusals Replay(StorageOptions restored, string keys)
    {
        var database = Database.Open(restored);
        return new Refusals(database, Secrets.Of(database, keys), new ReferenceData(database).Over(_book), TimeProvider.System).Replay();
    }
}
