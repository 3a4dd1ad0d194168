using System.Data.Common;
using Dapper;
using Ndtms.Core.Validation;

namespace Ndtms.Storage;

/// <summary>Warnings that were checked and found correct.</summary>
internal static class ConfirmedWarnings
{
    private const string IsIt = """
        agency = @agency AND "rule" = @rule AND clientid = @clientid AND episodid = @episodid AND childid = @childid
            AND column_name = @column AND row_hash = @hash
        """;

    /// <summary>Marks a warning as checked and correct, for this submission and later ones, until the entity that it is about
    /// changes.</summary>
    /// <exception cref="SubmissionStateException">There is no such submission or warning.</exception>
    public static void Confirm(DbConnection connection, Scope scope, long id, int number, Step step)
    {
        var (issue, key) = Find(connection, scope, id, number, step);
        var known = connection.Execute($"UPDATE confirmed_warning SET at = @at, who = @who, note = @note WHERE {IsIt}", key);
        if (known == 0)
        {
            connection.Execute(
                """
                INSERT INTO confirmed_warning (agency, "rule", clientid, episodid, childid, column_name, row_hash, at, who, note)
                VALUES (@agency, @rule, @clientid, @episodid, @childid, @column, @hash, @at, @who, @note)
                """, key);
        }

        if (issue.Confirmed)
            return;
        Count(connection, key, +1);
    }

    /// <summary>Takes a mark back: the warning counts again, in this submission and in those that are checked from now on.</summary>
    /// <exception cref="SubmissionStateException">There is no such submission, or no such warning that is marked.</exception>
    public static void Undo(DbConnection connection, Scope scope, long id, int number)
    {
        var (issue, key) = Find(connection, scope, id, number, step: null);
        if (!issue.Confirmed)
            throw new SubmissionStateException($"Warning number {number} of submission {id} is not marked as checked.");
        connection.Execute($"DELETE FROM confirmed_warning WHERE {IsIt}", key);
        Count(connection, key, -1);
    }

    private static (Issue Issue, object Key) Find(DbConnection connection, Scope scope, long id, int number, Step? step)
    {
        var issue = SubmissionTables.Issues(connection, "submission_id = @id AND number = @number", new { id, number }).SingleOrDefault()?.Issue;
        var agency = SubmissionQueries.Find(connection, scope, id)?.Agency;
        if (issue is not { Severity: Severity.Warning, RowHash: not null } || agency is null)
            throw new SubmissionStateException($"Submission {id} has no warning number {number} on an episode or client.");
        return (issue, new
        {
            submission = id,
            number,
            agency,
            rule = issue.Rule,
            clientid = issue.ClientId ?? "",
            episodid = issue.EpisodeId ?? "",
            childid = issue.ChildId ?? "",
            column = issue.Column ?? "",
            hash = issue.RowHash,
            at = step?.At,
            who = step?.Who,
            note = step?.Reason,
            entity = issue.Entity,
        });
    }

    /// <summary>Counts a warning as marked (+1), or as marked no more (-1).</summary>
    private static void Count(DbConnection connection, object key, int by)
    {
        var all = new DynamicParameters(key);
        all.Add("by", by);
        all.Add("confirmed", by > 0);
        connection.Execute("UPDATE issue SET confirmed = @confirmed WHERE submission_id = @submission AND number = @number", all);
        connection.Execute(
            """
            UPDATE issue_count SET confirmed = confirmed + @by
            WHERE submission_id = @submission AND "rule" = @rule AND severity = 'warning' AND column_name = @column
            """, all);
        // An entity counts as warned while it has another unconfirmed warning; a rejected entity never did. Where not all issues are listed,
        // it counts until the next file is checked.
        connection.Execute(
            """
            UPDATE submission_count SET warned_count = warned_count - @by
            WHERE submission_id = @submission AND entity = @entity
                AND NOT EXISTS (SELECT 1 FROM unlisted_issue WHERE submission_id = @submission) AND NOT EXISTS (
                SELECT 1 FROM issue
                WHERE submission_id = @submission AND number <> @number AND COALESCE(clientid, '') = @clientid AND (
                    (severity = 'warning' AND confirmed = 0 AND entity = @entity
                        AND COALESCE(episodid, '') = @episodid AND COALESCE(childid, '') = @childid)
                    OR (severity = 'reject' AND COALESCE(episodid, @episodid) = @episodid AND COALESCE(childid, @childid) = @childid)))
            """, all);
    }
}
