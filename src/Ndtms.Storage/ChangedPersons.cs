using System.Data.Common;
using Dapper;
using Ndtms.Core.DataSets;

namespace Ndtms.Storage;

/// <summary>Follows who changes after figures were kept, and keeps what these persons were then: so their figures can be taken away and those
/// of today added. Always within the transaction that changes current data, before it does.</summary>
internal static class ChangedPersons
{
    /// <summary>When more have changed, to calculate figures from all data is as quick.</summary>
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
        var found = $"({persons}) p";
        var added = connection.Execute(
            $"""
            INSERT INTO changed_person (person, is_new)
            SELECT DISTINCT person, 1 FROM {found}
            WHERE NOT EXISTS (SELECT 1 FROM changed_person c WHERE c.person = p.person)
            """, parameters);
        if (added == 0)
            return;
        if (connection.ExecuteScalar<long>("SELECT COUNT(*) FROM changed_person") > Most)
        {
            StopFollowing(connection);
            return;
        }

        const string clients = "SELECT id FROM client WHERE person IN (SELECT person FROM changed_person WHERE is_new = 1)";
        foreach (var kind in Enum.GetValues<EntityKind>())
        {
            connection.Execute($"INSERT INTO earlier_{CurrentTables.TableOf(kind)} SELECT * FROM {CurrentTables.TableOf(kind)} WHERE {kind switch
            {
                EntityKind.Client => $"id IN ({clients})",
                EntityKind.Episode => $"client IN ({clients})",
                _ => $"episode IN (SELECT id FROM episode WHERE client IN ({clients}))",
            }}");
        }

        connection.Execute("UPDATE changed_person SET is_new = 0 WHERE is_new = 1");
    }

    /// <summary>Figures that are kept are of no use any more, and nothing is left of what persons were.</summary>
    public static void StopFollowing(DbConnection connection)
    {
        connection.Execute("DELETE FROM kept_figures");
        Forget(connection);
    }

    /// <summary>From now on, what has changed counts from here.</summary>
    public static void Forget(DbConnection connection)
    {
        connection.Execute("DELETE FROM changed_person");
        foreach (var kind in Enum.GetValues<EntityKind>())
            connection.Execute($"DELETE FROM earlier_{CurrentTables.TableOf(kind)}");
    }

    /// <summary>Whether anybody has changed since figures were kept.</summary>
    public static bool Any(DbConnection connection) => connection.ExecuteScalar<long>("SELECT COUNT(*) FROM changed_person") > 0;

    private static bool AreFollowed(DbConnection connection) => connection.ExecuteScalar<long>("SELECT COUNT(*) FROM kept_figures") > 0;
}
