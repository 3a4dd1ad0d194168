using System.Data.Common;
using System.Globalization;
using Dapper;

namespace Ndtms.Storage;

/// <summary>Current data at one moment, known by their version, which every load, rejection and withdrawal raises in its own transaction: what
/// is computed from them outside a transaction is kept only if the version is still the same.</summary>
public sealed class DataMoment
{
    private readonly long _version;

    private DataMoment(long version) => _version = version;

    /// <summary>Now. To be asked for before current data are read.</summary>
    /// <exception cref="SubmissionStateException">A submission is being processed.</exception>
    public static DataMoment Of(Database database) => database.Read(connection =>
    {
        ThrowIfTakingIn(connection);
        return new DataMoment(VersionOf(connection));
    });

    /// <summary>Makes sure, within a writing transaction, that current data are still the same.</summary>
    /// <exception cref="SubmissionStateException">A submission was loaded or withdrawn since, or is being processed.</exception>
    internal void ThrowIfPast(DbConnection connection)
    {
        ThrowIfTakingIn(connection);
        if (VersionOf(connection) != _version)
            throw new SubmissionStateException("A submission was loaded or withdrawn while the figures were calculated; nothing was kept. Start again.");
    }

    /// <summary>Raises the version, within the transaction that changes the data. To be called at its end, because all other work that
    /// changes data waits for this row until the transaction is over.</summary>
    internal static void RaiseVersion(DbConnection connection) => connection.Execute("UPDATE data_version SET version = version + 1 WHERE id = 1");

    private static void ThrowIfTakingIn(DbConnection connection)
    {
        var taking = connection.Query<(long Id, string? Agency)>(
            "SELECT id, agency FROM submission WHERE state IN ('received', 'checking') ORDER BY id").ToList();
        if (taking.Count > 0)
        {
            throw new SubmissionStateException(string.Create(
                CultureInfo.InvariantCulture,
                $"Submission {taking[0].Id}{(taking[0].Agency is { } agency ? $" of agency {agency}" : "")} is being processed; start again when that is done ('submission resume' resumes one that was interrupted)."));
        }
    }

    internal static long VersionOf(DbConnection connection) => connection.ExecuteScalar<long>("SELECT version FROM data_version WHERE id = 1");
}
