using System.Data.Common;
using System.Globalization;
using Dapper;

namespace Ndtms.Storage;

/// <summary>What was held at one moment, named by the last step that any submission took: what is computed from it outside a transaction is
/// kept only if nothing was taken in meanwhile.</summary>
public sealed class DataMoment
{
    private readonly long _lastStep;

    private DataMoment(long lastStep) => _lastStep = lastStep;

    /// <summary>Now. To be asked for before what is held is read.</summary>
    /// <exception cref="SubmissionStateException">A submission is being taken in.</exception>
    public static DataMoment Of(Database database) => database.Read(connection =>
    {
        ThrowIfTakingIn(connection);
        return new DataMoment(LastStep(connection));
    });

    /// <summary>Makes sure, within a writing transaction, that what is held is still the same.</summary>
    /// <exception cref="SubmissionStateException">Something was taken in or withdrawn since, or is being taken in.</exception>
    internal void ThrowIfPast(DbConnection connection)
    {
        ThrowIfTakingIn(connection);
        if (LastStep(connection) != _lastStep)
            throw new SubmissionStateException("A submission was taken in or withdrawn while the figures were computed; nothing was kept. Start again.");
    }

    private static void ThrowIfTakingIn(DbConnection connection)
    {
        var taking = connection.Query<(long Id, string? Agency)>(
            "SELECT id, agency FROM submission WHERE state IN ('received', 'checking') ORDER BY id").ToList();
        if (taking.Count > 0)
        {
            throw new SubmissionStateException(string.Create(
                CultureInfo.InvariantCulture,
                $"Submission {taking[0].Id}{(taking[0].Agency is { } agency ? $" of agency {agency}" : "")} is being taken in; start again when that is done ('submission resume' goes on with one that was left behind)."));
        }
    }

    private static long LastStep(DbConnection connection) => connection.ExecuteScalar<long>("SELECT COALESCE(MAX(id), 0) FROM submission_event");
}
