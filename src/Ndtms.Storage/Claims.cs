using System.Data.Common;
using System.Globalization;
using Dapper;

namespace Ndtms.Storage;

/// <summary>Which node processes which submission. A claim covers the submission's agency too, so that files of an agency are processed one
/// at a time. It lasts until it is given back or its lease ends.</summary>
/// <param name="database">The database.</param>
/// <param name="node">Who claims.</param>
internal sealed class Claims(Database database, Node node)
{
    /// <summary>Who claims.</summary>
    public Node Node => node;

    /// <summary>Claims a submission.</summary>
    /// <returns>Whether it is claimed now; false: it, or another of its agency, is claimed already.</returns>
    public bool TryTake(DbConnection connection, long id, string? agency)
    {
        if (connection.ExecuteScalar<long>("SELECT COUNT(*) FROM claim WHERE submission_id = @id OR agency = @agency", new { id, agency }) > 0)
            return false;
        connection.Execute(
            "INSERT INTO claim (submission_id, agency, node, lease_until) VALUES (@id, @agency, @node, @lease)",
            new { id, agency, node = node.Name, lease = node.LeaseUntil });
        return true;
    }

    /// <summary>Renews the lease of a claimed submission until the result is disposed.</summary>
    public IDisposable Keep(long id) => node.KeepLease(Work(id), () => database.WriteAlone(null, connection => connection.Execute(
        "UPDATE claim SET lease_until = @lease WHERE submission_id = @id AND node = @node", new { id, lease = node.LeaseUntil, node = node.Name })));

    /// <summary>Checks that a submission is still claimed by this node.</summary>
    /// <exception cref="SubmissionStateException">Another node has taken it over.</exception>
    public void Require(DbConnection connection, long id)
    {
        if (connection.ExecuteScalar<long>("SELECT COUNT(*) FROM claim WHERE submission_id = @id AND node = @node", new { id, node = node.Name }) == 0)
            throw TakenOver(id);
    }

    /// <summary>Ends this node's claim on a submission.</summary>
    /// <exception cref="SubmissionStateException">Another node has taken it over.</exception>
    public void GiveBack(DbConnection connection, long id)
    {
        if (connection.Execute("DELETE FROM claim WHERE submission_id = @id AND node = @node", new { id, node = node.Name }) != 1)
            throw TakenOver(id);
    }

    /// <summary>Ends the claims of nodes that have ended.</summary>
    /// <param name="freed">What else to do for each submission, in the same transaction.</param>
    public void FreeDead(Action<DbConnection, long> freed)
    {
        var dead = database.Read(connection => connection.Query<(long Id, string Node, DateTimeOffset Lease)>("SELECT submission_id, node, lease_until FROM claim"))
            .Where(c => node.IsFree(Work(c.Id), c.Node, c.Lease, database.Path is not null)).ToList();
        foreach (var (id, owner, until) in dead)
        {
            database.WriteAlone(null, connection =>
            {
                // Only if unchanged: its owner may have renewed it, or another node may have freed it first.
                if (connection.Execute("DELETE FROM claim WHERE submission_id = @id AND node = @owner AND lease_until = @until", new { id, owner, until }) == 1)
                    freed(connection, id);
                return 0;
            });
        }
    }

    /// <summary>Checks that no file of an agency is being processed.</summary>
    /// <exception cref="SubmissionStateException">One is.</exception>
    public static void RequireNone(DbConnection connection, string? agency)
    {
        if (connection.ExecuteScalar<long?>("SELECT submission_id FROM claim WHERE agency = @agency", new { agency }) is { } other)
        {
            throw new SubmissionStateException(string.Create(
                CultureInfo.InvariantCulture, $"Another file of agency {agency} is being checked: submission {other}. Wait until it is done."));
        }
    }

    private string Work(long id) => string.Create(CultureInfo.InvariantCulture, $"submission {id} of {database.Name}");

    private static SubmissionStateException TakenOver(long id) => new($"Submission {id} was taken over by another process.");
}
