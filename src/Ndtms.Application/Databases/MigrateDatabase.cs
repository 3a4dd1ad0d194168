using Ndtms.Core.DataSets;
using Ndtms.Storage;

namespace Ndtms.Application.Databases;

/// <summary>A database that has this program's schema.</summary>
/// <param name="Name">The file, or the server and database.</param>
/// <param name="Applied">The names of the migrations that were applied, in their order; empty: it had the schema already.</param>
public sealed record MigratedDatabase(string Name, IReadOnlyList<string> Applied);

/// <summary>Creates a database where there is none, and brings it to this program's schema.</summary>
public sealed class MigrateDatabase(CodeBook book) : UseCase<StorageOptions, MigratedDatabase>("database-migrate", book)
{
    /// <inheritdoc/>
    protected override MigratedDatabase Execute(Invocation invocation, StorageOptions request)
    {
        var applied = Database.Migrate(request);
        return new MigratedDatabase(Database.NameOf(request), applied);
    }
}
