using Ndtms.Core.DataSets;
using Ndtms.Storage;

namespace Ndtms.Application.Databases;

/// <summary>Asks for a copy of a database.</summary>
/// <param name="Storage">The database.</param>
/// <param name="File">The copy; of a database on a server a path on that server.</param>
/// <param name="Overwrite">A copy of that name may be replaced.</param>
/// <param name="Force">A file that is not ours may be replaced.</param>
public sealed record BackUpRequest(StorageOptions Storage, string File, bool Overwrite, bool Force = false);

/// <summary>A copy that was written and checked.</summary>
/// <param name="Name">The database: the file, or the server and database.</param>
/// <param name="File">The copy.</param>
/// <param name="OnServer">The copy's path is one on the server.</param>
public sealed record DatabaseBackup(string Name, string File, bool OnServer);

/// <summary>Writes a copy of the whole database as of one moment, while work continues, and checks it. Keys are not in it.</summary>
public sealed class BackUpDatabase(CodeBook book) : UseCase<BackUpRequest, DatabaseBackup>("database-back-up", book)
{
    /// <inheritdoc/>
    protected override DatabaseBackup Execute(Invocation invocation, BackUpRequest request)
    {
        var onServer = request.Storage.Engine != StorageOptions.Sqlite;
        if (!onServer)
            Output.Backup(request.File, request.Force).Check(request.Storage.Path);
        Database.BackUp(request.Storage, request.File, request.Overwrite || (request.Force && !onServer && !Database.IsPart(request.File)));
        return new DatabaseBackup(Database.NameOf(request.Storage), request.File, onServer);
    }
}
