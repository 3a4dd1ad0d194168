using System.Globalization;
using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Storage;

namespace Ndtms.Application.Accounts;

/// <summary>Which events are asked for.</summary>
/// <param name="Filter">Which.</param>
/// <param name="Page">Which part of the list.</param>
public sealed record AuditWanted(AuditFilter Filter, Page Page);

/// <summary>Events, and how far the chain is whole.</summary>
/// <param name="Events">The events, newest first.</param>
/// <param name="Check">How far the chain was last found whole; null: it was never checked.</param>
public sealed record AuditView(Paged<AuditEvent> Events, AuditCheck? Check);

/// <summary>Looks through the audit. Whoever may see counts only looks through views of client-level data.</summary>
public sealed class ListAudit(Workspace workspace) : UseCase<AuditWanted, AuditView>("audit-list", workspace.Book)
{
    /// <inheritdoc/>
    protected override AuditView Execute(Invocation invocation, AuditWanted request)
    {
        var trail = new AuditTrail(workspace.Database, workspace.Secrets);
        return new AuditView(trail.List(Narrowed(invocation, request.Filter), request.Page), trail.LastCheck());
    }

    /// <summary>The filter, as far as the caller may see.</summary>
    internal static AuditFilter Narrowed(Invocation invocation, AuditFilter filter)
    {
        if (invocation.Allowed.Detail == Access.Detail.Lines)
            return filter;
        var seen = filter.Events.Count == 0 ? AuditWords.ClientViews : [.. filter.Events.Intersect(AuditWords.ClientViews)];
        return filter with { Events = seen.Count == 0 ? ["none"] : seen };
    }
}

/// <summary>Writes events as CSV, oldest first; that is an event too.</summary>
public sealed class ExportAudit(Workspace workspace) : UseCase<AuditFilter, byte[]>("audit-list", workspace.Book)
{
    /// <inheritdoc/>
    protected override byte[] Execute(Invocation invocation, AuditFilter request)
    {
        var csv = new StringBuilder("number,at,who,event,object,outcome,detail\r\n");
        var events = 0;
        new AuditTrail(workspace.Database, workspace.Secrets).Each(ListAudit.Narrowed(invocation, request), e =>
        {
            events++;
            csv.AppendJoin(',', ((string[])[
                e.Number.ToString(CultureInfo.InvariantCulture), e.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), e.Who, e.Event, e.Object,
                e.Outcome.ToString().ToLowerInvariant(), e.Detail]).Select(CsvText.Text)).Append("\r\n");
        });
        workspace.Audit(invocation.By, "audit-downloaded", "audit", AuditOutcome.Done, FormattableString.Invariant($"{events} events"));
        return Encoding.UTF8.GetBytes(csv.ToString());
    }
}

/// <summary>Asks for a check; nothing else to say.</summary>
public sealed record AuditToCheck;

/// <summary>Checks that no event of the audit was changed, removed or put in between.</summary>
public sealed class CheckAudit(Workspace workspace) : UseCase<AuditToCheck, AuditCheck>("audit-check", workspace.Book)
{
    /// <inheritdoc/>
    protected override AuditCheck Execute(Invocation invocation, AuditToCheck request) =>
        new AuditTrail(workspace.Database, workspace.Secrets).Check(workspace.Time.GetUtcNow());
}

/// <summary>Keeps accounts in order.</summary>
/// <param name="Mail">Sends messages.</param>
public sealed record AccountsToKeep(AccountMail Mail);

/// <summary>What was done.</summary>
/// <param name="Suspended">Accounts that nobody had used for 90 days.</param>
/// <param name="Told">Tokens that end soon.</param>
/// <param name="Deleted">Sessions, links and drafts that were of no use any more.</param>
/// <param name="Problems">Messages that could not be sent, each in a sentence.</param>
public sealed record KeptAccounts(int Suspended, int Told, int Deleted, IReadOnlyList<string> Problems);

/// <summary>Suspends accounts that nobody has used for 90 days, tells administrators of tokens that end within 14 days, and deletes sessions,
/// links and drafts that have ended.</summary>
public sealed class KeepAccounts(Workspace workspace) : UseCase<AccountsToKeep, KeptAccounts>("accounts-keep", workspace.Book)
{
    private static readonly TimeSpan Unused = TimeSpan.FromDays(90);
    private static readonly TimeSpan BeforeEnd = TimeSpan.FromDays(14);

    /// <inheritdoc/>
    protected override KeptAccounts Execute(Invocation invocation, AccountsToKeep request)
    {
        var (accounts, now, problems, suspended) = (new Storage.Accounts(workspace.Database), workspace.Time.GetUtcNow(), new List<string>(), 0);
        foreach (var unused in accounts.UnusedSince(now - Unused))
        {
            try
            {
                accounts.ChangeState(unused.Id, AccountState.Suspended);
            }
            catch (NoAdministratorException)
            {
                // The last administrator stays, or nobody could lift anything.
                continue;
            }

            suspended++;
            workspace.Audit(invocation.By, "account-suspended", unused.Name, AuditOutcome.Done, "unused for 90 days");
            Tell(() => request.Mail.Tell(unused, "Your account was suspended, because it was not used for 90 days."));
        }

        var ending = new ApiTokens(workspace.Database).TakeEnding(now + BeforeEnd, now);
        if (ending.Count > 0)
        {
            foreach (var administrator in accounts.Administrators())
                Tell(() => request.Mail.Remind(administrator.Email!, "An API token ends within 14 days. Make a new one if it is still needed.", "/admin/tokens"));
        }

        var deleted = new AccountSessions(workspace.Database).Sweep(now - Sessions.Idle - Sessions.Remembered, now - Sessions.Remembered)
            + new AccountProofs(workspace.Database).Sweep(now.AddHours(-1), now);
        return new KeptAccounts(suspended, ending.Count, deleted, problems);

        void Tell(Action send)
        {
            try
            {
                send();
            }
            catch (Exception e) when (e is EnvironmentException or RequestException)
            {
                problems.Add(Failure.InWords(e));
            }
        }
    }
}
