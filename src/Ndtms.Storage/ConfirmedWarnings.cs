using System.Data.Common;
using Dapper;
using Ndtms.Core.Validation;

namespace Ndtms.Storage;

/// <summary>Warnings that were checked and found correct.</summary>
internal static class ConfirmedWarnings
{
    /// <summary>Marks a warning as checked and correct, for this submission and later ones, until the entity that it is about
    /// changes.</summary>
    /// <exception cref="SubmissionStateException">There is no such submission or warning.</exception>
    public static void Confirm(DbConnection connection, Scope scope, long id, int number, Step step)
    {
        var issue = SubmissionTables.Issues(connection, "submission_id = @id AND number = @number", new { id, number }).SingleOrDefault()?.Issue;
        var agency = SubmissionQueries.Find(connection, scope, id)?.Agency;
        if (issue is not { Severity: Severity.Warning, RowHash: not null } || agency is null)
            throw new SubmissionStateException($"Submission {id} has no warning number {number} on an episode or client.");
        var key = new
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
            at = step.At,
            who = step.Who,
            note = step.Reason,
            entity = issue.Entity,
        };
        var known = connection.Execute(
            """
            UPDATE confirmed_warning SET at = @at, who = @who, note = @note
            WHERE agency = @agency AND "rule" = @rule AND clientid = @clientid AND episodid = @episodid AND childid = @childid
                AND column_name = @column AND row_hash = @hash
            """, key);
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
        connection.Execute("UPDATE issue SET confirmed = 1 WHERE submission_id = @submission AND number = @number", key);
        connection.Execute(
            """
            UPDATE issue_count SET confirmed = confirmed + 1
            WHERE submission_id = @submission AND "rule" = @rule AND severity = 'warning' AND column_name = @column
            """, key);
        // An entity counts as warned while it has another unconfirmed warning; a rejected entity never did. Where not all issues are listed,
        // it counts until the next file is checked.
        connection.Execute(
            """
            UPDATE submission_count SET warned_count = warned_count - 1
            WHERE submission_id = @submission AND entity = @entity
                AND NOT EXISTS (SELECT 1 FROM unlisted_issue WHERE submission_id = @submission) AND NOT EXISTS (
                SELECT 1 FROM issue
                WHERE submission_id = @submission AND COALESCE(clientid, '') = @clientid AND (
                    (severity = 'warning' AND confirmed = 0 AND entity = @entity
                        AND COALESCE(episodid, '') = @episodid AND COALESCE(childid, '') = @childid)
                    OR (severity = 'reject' AND COALESCE(episodid, @episodid) = @episodid AND COALESCE(childid, @childid) = @childid)))
            """, key);
    }
}
