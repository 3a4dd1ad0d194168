using Dapper;

namespace Ndtms.Storage;

/// <summary>Deletes what need not be kept any longer. Submissions themselves, their steps and their counts stay for ever.</summary>
/// <remarks>
/// The file of a submission that was ever loaded is never deleted: withdrawing the agency's current submission loads every earlier one
/// again, in order (<see cref="Submissions.Withdraw"/>), and a refusal of consent must be able to take rows out of it. Neither is that of a
/// submission that waits for a decision.
/// </remarks>
public sealed class Retention(Database database)
{
    /// <summary>How many of an agency's last submissions keep their findings in any case: feedback shows a trend over them.</summary>
    private const int Trend = 6;

    private const string Unneeded = """
        SELECT id FROM submission WHERE loaded = 0 AND received < @before AND state IN ('rejected', 'failed', 'withdrawn', 'superseded')
        """;

    private const string Past = """
        SELECT id FROM submission WHERE received < @before AND state NOT IN ('accepted', 'held', 'received', 'checking') AND (
            agency IS NULL
            OR (SELECT COUNT(*) FROM submission later WHERE later.agency = submission.agency AND later.id > submission.id) >= @Trend)
        """;

    /// <summary>Deletes the files, as sent, of submissions that came to nothing: rejected, failed, withdrawn before they were loaded, or held
    /// until a later one took their place.</summary>
    /// <param name="before">Of submissions received before this day.</param>
    /// <returns>Of how many submissions.</returns>
    public int DeleteFiles(DateOnly before) => database.Write(connection =>
    {
        var count = connection.ExecuteScalar<long>(
            $"SELECT COUNT(DISTINCT submission_id) FROM raw_file WHERE submission_id IN ({Unneeded})", new { before });
        connection.Execute($"DELETE FROM raw_file WHERE submission_id IN ({Unneeded})", new { before });
        return (int)count;
    });

    /// <summary>Deletes the findings in, and the changes by, submissions that are neither current nor held nor among the last of their
    /// agency. Warnings that somebody confirmed stay confirmed.</summary>
    /// <param name="before">Of submissions received before this day.</param>
    /// <returns>How many findings.</returns>
    public int DeleteIssues(DateOnly before) => database.Write(connection =>
    {
        connection.Execute($"DELETE FROM submission_change WHERE submission_id IN ({Past})", new { before, Trend });
        return connection.Execute($"DELETE FROM issue WHERE submission_id IN ({Past})", new { before, Trend });
    });
}
