using Ndtms.Core.DataSets;
using Ndtms.Storage;

namespace Ndtms.Application.Databases;

/// <summary>What a database is and what was applied to it.</summary>
/// <param name="Engine"><c>sqlite</c> or <c>sqlserver</c>.</param>
/// <param name="Name">The file, or the server and database.</param>
/// <param name="Schema">Its schema.</param>
public sealed record DatabaseView(string Engine, string Name, SchemaState Schema);

/// <summary>Shows the state of a database, whatever its schema; changes nothing.</summary>
public sealed class ShowDatabase(CodeBook book) : UseCase<StorageOptions, DatabaseView>("database-status", book)
{
    /// <inheritdoc/>
    protected override DatabaseView Execute(Invocation invocation, StorageOptions request) => new(
        request.Engine, Database.NameOf(request),
        Database.Schema(request) ?? throw new NotFoundException($"There is no database {Database.NameOf(request)}; 'db migrate' creates it."));
}
