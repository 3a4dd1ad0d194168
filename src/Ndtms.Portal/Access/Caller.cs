using Ndtms.Application;
using Ndtms.Application.Access;
using Ndtms.Application.Accounts;
using Ndtms.Portal.Hosting;
using Ndtms.Storage;

namespace Ndtms.Portal.Access;

/// <summary>Who asks in this request, and the opened database. What an account may do is read from the database each time, so a grant that was
/// taken away counts from the next request.</summary>
/// <param name="options">What the portal is told.</param>
public sealed class Caller(PortalOptions options) : IDisposable
{
    private Workspace? _workspace;

    /// <summary>Who asks; a visitor until the sign-in is complete.</summary>
    public Principal Principal { get; private set; } = Principal.Visitor;

    /// <summary>The account; null: a visitor.</summary>
    public Account? Account { get; private set; }

    /// <summary>The session that the cookie stands for, complete or not; null: none.</summary>
    public AccountSession? Session { get; private set; }

    /// <summary>The database, opened when it is first needed.</summary>
    public Workspace Workspace => _workspace ??= options.Open();

    /// <summary>Now, where the country's days begin and end.</summary>
    public DateTimeOffset Now => LondonTime.Of(options.Time.GetUtcNow());

    /// <summary>Carries out a request of this caller.</summary>
    /// <inheritdoc cref="UseCase{TRequest,TResult}.Run" path="/exception"/>
    public TResult Run<TRequest, TResult>(UseCase<TRequest, TResult> useCase, TRequest request, CancellationToken cancellation = default) =>
        useCase.Run(Principal, request, progress: null, cancellation);

    /// <summary>Whether the caller may do anything of a row of access.csv.</summary>
    public bool May(string row) => AccessTable.Allows(Principal, row);

    /// <summary>Whether the caller may still do something of a row, by what the database says now: for answers that last.</summary>
    internal bool IsStillAllowed(string row)
    {
        (Account, Principal) = (null, Principal.Visitor);
        if (Session is { } session && new AccountSessions(Workspace.Database).Find(session.IdHash) is { } still)
            Become(still);
        return May(row);
    }

    /// <summary>Takes on whose a token is.</summary>
    internal void Become(Principal token) => Principal = token;

    /// <summary>Takes on who a session is for.</summary>
    internal void Become(AccountSession session)
    {
        Session = session;
        if (session.Stage == SessionStage.Full && new Storage.Accounts(Workspace.Database).FindWithGrants(session.AccountId) is { Account.State: AccountState.Active } found)
            (Account, Principal) = (found.Account, Principal.Account(found.Account.Name, [.. found.Grants.Select(g => g.ToGrant())]));
    }

    /// <inheritdoc/>
    public void Dispose() => _workspace?.Dispose();
}
