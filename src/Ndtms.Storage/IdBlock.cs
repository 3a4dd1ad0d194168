using Dapper;

namespace Ndtms.Storage;

/// <summary>Ids reserved for clients, episodes and their children: as many as a file has rows, since a row makes at most one of
/// each kind. They are taken in a step of their own before a load begins, so that two agencies' loads never wait for each other's; those
/// that are not used are lost, which does no harm.</summary>
/// <param name="First">The first of them.</param>
internal sealed record IdBlock(long First)
{
    /// <summary>Takes the next ids.</summary>
    /// <param name="database">The database.</param>
    /// <param name="count">How many.</param>
    public static IdBlock Take(Database database, long count) => database.WriteAlone(null, connection =>
    {
        // The update holds the row, so that what is read is this step's own.
        connection.Execute("UPDATE id_block SET next = next + @count WHERE id = 1", new { count });
        return new IdBlock(connection.ExecuteScalar<long>("SELECT next FROM id_block WHERE id = 1") - count);
    });

    /// <summary>The block without its first ids.</summary>
    public IdBlock After(long used) => new(First + used);
}
