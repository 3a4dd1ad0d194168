using Dapper;

namespace Ndtms.Storage;

/// <summary>Deletes what need not be kept any longer. Submissions themselves, their steps and their counts stay permanently.</summary>
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

    /// <summary>Deletes the files, as sent, of submissions that came to nothing: rejected, failed, withdrawn before they were loaded, or
    /// held until a later one replaced them.</summary>
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
    /// agency. Confirmed warnings stay confirmed.</summary>
    /// <param name="before">Of submissions received before this day.</param>
    /// <returns>How many findings.</returns>
    public int DeleteIssues(DateOnly before) => database.Write(connection =>
    {
        connection.Execute($"DELETE FROM submission_change WHERE submission_id IN ({Past})", new { before, Trend });
        connection.Execute($"DELETE FROM unlisted_issue WHERE submission_id IN ({Past})", new { before, Trend });
        return connection.Execute($"DELETE FROM issue WHERE submission_id IN ({Past})", new { before, Trend });
    });

    /// <summary>Deletes files that were not received whole, and files as sent of submissions that failed long ago.</summary>
    /// <param name="unfinished">Of files of which nothing more was received since this moment.</param>
    /// <param name="failed">Of submissions that failed before this moment.</param>
    /// <returns>How many were deleted.</returns>
    public int DeleteLeftOver(DateTimeOffset unfinished, DateTimeOffset failed) => database.WriteAlone(null, connection =>
    {
        connection.Execute(
            """
            UPDATE submission SET received_file = NULL
            WHERE state = 'failed' AND received_file IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM submission_event WHERE submission_id = submission.id AND state = 'failed' AND at >= @failed)
            """, new { failed });
        return connection.Execute(
            """
            DELETE FROM received_file
            WHERE written < @unfinished AND NOT EXISTS (SELECT 1 FROM submission WHERE submission.received_file = received_file.id)
                AND NOT EXISTS (SELECT 1 FROM file_check WHERE file_check.received_file = received_file.id)
            """, new { unfinished });
    });
}
