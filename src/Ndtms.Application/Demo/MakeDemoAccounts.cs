using System.Security.Cryptography;
using Ndtms.Application.Access;
using Ndtms.Application.Accounts;
using Ndtms.Storage;

namespace Ndtms.Application.Demo;

/// <summary>Asks for accounts to try the portal with; nothing else to say.</summary>
public sealed record DemoAccountsWanted;

/// <summary>An account to try the portal with.</summary>
/// <param name="Role">Its role.</param>
/// <param name="Email">Its address.</param>
/// <param name="Password">Its password.</param>
/// <param name="Key">The key of its authenticator app.</param>
public sealed record DemoAccount(Role Role, string Email, string Password, string Key);

/// <summary>Makes an account of each role on invented data. Their secrets are shown, so the portal must not be reached from elsewhere.</summary>
/// <param name="workspace">The demonstration's own database.</param>
public sealed class MakeDemoAccounts(Workspace workspace) : UseCase<DemoAccountsWanted, IReadOnlyList<DemoAccount>>("demo", workspace.Book)
{
    private static readonly Grant[] Grants =
    [
        Grant.Provider(Rights.Submit, "N0801"), Grant.Partnership("A12B"), Grant.Regional(Rights.Review, "north-east"),
        Grant.National(Rights.Review | Rights.Publish), Grant.Administrator(),
    ];

    /// <inheritdoc/>
    protected override IReadOnlyList<DemoAccount> Execute(Invocation invocation, DemoAccountsWanted request)
    {
        var (accounts, credentials) = (new Storage.Accounts(workspace.Database), new Credentials(workspace));
        return
        [
            .. Grants.Select(grant =>
            {
                var email = $"{Application.Accounts.Grants.NameOf(grant.Role)}@demonstration.example";
                var account = new Account
                {
                    Email = email,
                    NormalEmail = Credentials.Normal(email),
                    State = AccountState.Active,
                    SecurityStamp = Guid.NewGuid().ToString("N"),
                    Created = workspace.Time.GetUtcNow(),
                    CreatedBy = invocation.By.Name,
                };
                accounts.Add(account, [grant.ToStored()]);
                var password = RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 16);
                if (credentials.Choose(account, password) is { } fault)
                    throw new InvalidOperationException(fault);
                var key = credentials.NewKey(account);
                account.HasAuthenticator = true;
                accounts.Update(account);
                return new DemoAccount(grant.Role, email, password, key);
            }),
        ];
    }
}
