using Ndtms.Application.Access;
using Ndtms.Storage;

namespace Ndtms.Application.Accounts;

/// <summary>How use cases add to the audit.</summary>
public static class AuditWords
{
    /// <summary>Events that show clients or persons, whom national analysts look through too.</summary>
    public static readonly IReadOnlyList<string> ClientViews = ["figure-explained", "issues-listed", "issues-exported", "feedback-downloaded", "duplicate-viewed"];

    /// <summary>Adds an event.</summary>
    /// <param name="workspace">The database.</param>
    /// <param name="by">Who did it.</param>
    /// <param name="what">What, such as <c>account-invited</c>.</param>
    /// <param name="on">On what, such as <c>account-7</c>; never a value of the data.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="detail">The reason that was given, or more about it; empty: nothing.</param>
    public static void Audit(this Workspace workspace, Principal by, string what, string on, AuditOutcome outcome, string detail) =>
        new AuditTrail(workspace.Database, workspace.Secrets).Add(workspace.Time.GetUtcNow(), by.Name, what, on, outcome, detail);

    /// <summary>Tells somebody what happened to their account, without making whoever caused it wait: the answer to a wrong password must not take
    /// longer where there is an account. That it could not be sent is in the log.</summary>
    public static void TellLater(this AccountMail mail, Workspace workspace, Account account, string what) => Task.Run(() =>
    {
        try
        {
            mail.Tell(account, what);
        }
        catch (Exception e) when (e is EnvironmentException or RequestException or IOException)
        {
            workspace.Journal.NotTold(account.Name, Failure.InWords(e));
        }
    });
}
