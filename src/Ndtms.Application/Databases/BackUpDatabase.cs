using Ndtms.Core.DataSets;
using Ndtms.Storage;

namespace Ndtms.Application.Databases;

/// <summary>Asks for a copy of a database.</summary>
/// <param name="Storage">The database.</param>
/// <param name="File">The copy; of a database on a server a path on that server.</param>
/// <param name="Overwrite">A copy of that name may be replaced.</param>
public sealed record BackUpRequest(StorageOptions Storage, string File, bool Overwrite);

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
        Database.BackUp(request.Storage, request.File, request.Overwrite);
        return new DatabaseBackup(Database.NameOf(request.Storage), request.File, request.Storage.Engine != StorageOptions.Sqlite);
    }
}
