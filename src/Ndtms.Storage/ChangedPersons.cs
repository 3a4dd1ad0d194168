using System.Data.Common;
using Dapper;
using Ndtms.Core.DataSets;

namespace Ndtms.Storage;

/// <summary>Notes whose data change after figures were stored, and copies what was current of these people then, so that their old counts can be
/// subtracted and the new ones added. Always within the transaction that changes current data, before it changes them.</summary>
internal static class ChangedPersons
{
    /// <summary>When more have changed, calculating from all data is as quick.</summary>
    public const int Most = 5_000;

    /// <summary>Notes persons, unless no figures are kept.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="persons">A query for their ids, as column <c>person</c>. None of their rows may have been changed in this transaction,
    /// but those of persons who are noted already.</param>
    /// <param name="parameters">Its parameters.</param>
    public static void Note(DbConnection connection, string persons, object parameters)
    {
        if (!AreFollowed(connection))
            return;
        // Whoever rewrites rows of people while they are copied would tear the copy.
        Lock(connection);
        if (!AreFollowed(connection))
            return;
        var found = $"({persons}) p";
        var added = connection.Execute(
            $"""
            INSERT INTO changed_person (person, is_new)
            SELECT DISTINCT person, 1 FROM {found}
            WHERE NOT EXISTS (SELECT 1 FROM changed_person c WHERE c.person = p.person)
            """, parameters);
        if (added == 0)
            return;
        if (Count(connection) > Most)
        {
            StopFollowing(connection);
            return;
        }

        foreach (var kind in Enum.GetValues<EntityKind>())
            connection.Execute($"INSERT INTO {RecordRows.Earlier.Table(kind)} SELECT * FROM {RecordRows.New.Of(kind)}");
        connection.Execute("UPDATE changed_person SET is_new = 0 WHERE is_new = 1");
    }

    /// <summary>Makes the figures that are kept invalid, and deletes the copies.</summary>
    public static void StopFollowing(DbConnection connection)
    {
        Lock(connection);
        connection.Execute("DELETE FROM kept_figures");
        Forget(connection);
    }

    /// <summary>Forgets who has changed, and deletes the copies.</summary>
    public static void Forget(DbConnection connection)
    {
        connection.Execute("DELETE FROM changed_person");
        foreach (var kind in Enum.GetValues<EntityKind>())
            connection.Execute($"DELETE FROM {RecordRows.Earlier.Table(kind)}");
    }

    /// <summary>Whether anybody has changed since figures were kept.</summary>
    public static bool Any(DbConnection connection) => Count(connection) > 0;

    /// <summary>How many have changed since figures were kept.</summary>
    public static int Count(DbConnection connection) => (int)connection.ExecuteScalar<long>("SELECT COUNT(*) FROM changed_person");

    private static void Lock(DbConnection connection)
    {
        var own = StorageConnection.Of(connection);
        own.Engine.Lock(own.Transaction!, WriteLock.OfChangedPersons);
    }

    private static bool AreFollowed(DbConnection connection) => connection.ExecuteScalar<long>("SELECT COUNT(*) FROM kept_figures") > 0;
}
