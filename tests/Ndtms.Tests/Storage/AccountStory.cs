using Ndtms.Storage;

namespace Ndtms.Tests.Storage;

/// <summary>Everything that the storage does with accounts, sessions, tokens and the audit, done once in a fixed order.</summary>
internal static class AccountStory
{
    private static readonly DateTimeOffset Now = new(2012, 4, 10, 9, 0, 0, TimeSpan.Zero);

    public static void Tell(TestStore store, List<string> told)
    {
        var accounts = new Accounts(store.Database);
        var admin = accounts.Add(New("admin@example.org"), [new("administrator", "", [], [], [])])!.Value;
        var manager = accounts.Add(New("manager@example.org"), [new("provider", "submit", ["N0852", "N0853"], [], []), new("regional", "", [], [], ["north-east"])])!.Value;
        told.Add($"{accounts.Add(New("admin@example.org"), [])}|{manager - admin}");
        told.AddRange(accounts.FindWithGrants(manager)!.Grants.Select(g => $"{g.Role} {g.Rights} {string.Join(' ', g.Agencies)} {string.Join(' ', g.Regions)}"));
        Listed(accounts, told);
        Changed(accounts, admin, manager, told);
        Attempts(accounts, manager, told);
        Sessions(store, manager, told);
        Proofs(store, admin, told);
        Tokens(store, told);
        Audit(store, told);
        accounts.ChangeState(manager, AccountState.Removed);
        told.Add($"{accounts.Find(manager)!.Email}|{accounts.FindByEmail("MANAGER@EXAMPLE.ORG")?.Id}|{accounts.FindByEmail("ADMIN@EXAMPLE.ORG")!.State}");
    }

    /// <summary>An active account that is not yet stored.</summary>
    public static Account New(string email) => new()
    {
        Email = email,
        NormalEmail = email.ToUpperInvariant(),
        State = AccountState.Active,
        PasswordHash = "hash",
        SecurityStamp = "stamp",
        AuthenticatorKey = "sealed",
        HasAuthenticator = true,
        Created = Now,
        CreatedBy = "test",
    };

    private static void Listed(Accounts accounts, List<string> told)
    {
        foreach (var (state, role, code, email) in new (AccountState?, string?, string?, string?)[]
        {
            (null, null, null, null), (AccountState.Invited, null, null, null), (AccountState.Active, "provider", null, null), (null, null, "N0853", null),
            (null, null, "north-east", null), (null, null, null, "MANAGER@"), (null, null, null, "%"), (null, null, null, "_"), (null, null, null, "["),
        })
        {
            var list = accounts.List(state, role, code, email, new Page(0, 1));
            told.Add($"{list.Total}|{string.Join(' ', list.Items.Select(a => a.Account.Email))}");
        }

        told.Add(string.Join(' ', accounts.OfAgency("N0853").Concat(accounts.OfAgency("N0855")).Concat(accounts.Administrators()).Select(a => a.Email)));
        told.Add(string.Join(' ', accounts.UnusedSince(Now.AddDays(1)).Select(a => a.Email)));
    }

    private static void Changed(Accounts accounts, long admin, long manager, List<string> told)
    {
        var (one, two) = (accounts.Find(manager)!, accounts.Find(manager)!);
        one.SecurityStamp = "another";
        told.Add($"{accounts.Update(one)}|{accounts.Update(two)}|{accounts.Find(manager)!.SecurityStamp}");
        told.Add($"{accounts.UseStep(manager, 10)}|{accounts.UseStep(manager, 10)}|{accounts.UseStep(manager, 9)}|{accounts.UseStep(manager, 11)}");
        foreach (var change in (Action[])[
            () => accounts.ReplaceGrants(admin, [new("national", "publish", [], [], [])]), () => accounts.ChangeState(admin, AccountState.Suspended),
            () => accounts.ChangeState(admin, AccountState.Removed)])
        {
            told.Add(Record.Exception(change)!.Message);
        }

        accounts.ReplaceGrants(manager, [new("partnership", "", [], ["A12B"], [])]);
        accounts.ForgetPassword(manager);
        accounts.SignedIn(manager, Now);
        accounts.SignedIn(manager, Now.AddDays(1));
        var found = accounts.FindWithGrants(manager)!;
        told.Add($"{found.Grants.Single().Role}|{found.Account.PasswordHash}|{found.Account.SignedIn:O}|{found.Account.SignedInBefore:O}|{accounts.Find(admin)!.State}");
    }

    private static void Attempts(Accounts accounts, long manager, List<string> told)
    {
        bool Try(int minutes) => accounts.TakeAttempt(manager, 3, Now.AddMinutes(minutes), Now.AddMinutes(minutes + 15));
        told.Add($"{Try(0)}{Try(0)}");
        accounts.GiveAttemptBack(manager);
        told.Add($"{Try(0)}{Try(0)}{Try(0)}{Try(14)}|{accounts.Find(manager)!.LockedUntil:O}");
        told.Add($"{Try(15)}|{accounts.Find(manager)!.Failures}|{accounts.Find(manager)!.LockedUntil}");
        accounts.ForgetAttempts(manager);
        told.Add($"{accounts.Find(manager)!.Failures}");
    }

    private static void Sessions(TestStore store, long manager, List<string> told)
    {
        var sessions = new AccountSessions(store.Database);
        for (var n = 0; n < 4; n++)
        {
            sessions.Start(new AccountSession
            {
                IdHash = $"id{n}",
                AccountId = manager,
                Stage = n == 0 ? SessionStage.Code : SessionStage.Full,
                Started = Now.AddMinutes(n),
                Seen = Now.AddMinutes(n),
                Ends = Now.AddHours(12),
                Browser = "Firefox on Windows",
            }, most: 3);
        }

        sessions.Touch("id3", Now.AddMinutes(20));
        sessions.Touch("id3", Now.AddMinutes(10));
        sessions.Prove("id3", Now.AddMinutes(21));
        sessions.Challenge("id3", "sealed");
        told.AddRange(sessions.Of(manager).Select(s => $"{s.IdHash} {s.Stage} {s.Seen:O} {s.Proved:O} {s.Challenge}"));
        told.Add($"{sessions.Find("id0")}|{sessions.End("id1")}|{sessions.End("id1")}|{sessions.EndOf(manager, "id3")}|{sessions.Sweep(Now, Now)}|{sessions.Sweep(Now.AddMinutes(21), Now)}");
    }

    private static void Proofs(TestStore store, long admin, List<string> told)
    {
        var proofs = new AccountProofs(store.Database);
        proofs.AddLink("first", admin, LinkPurpose.Password, Now, Now.AddMinutes(30));
        proofs.AddLink("second", admin, LinkPurpose.Password, Now, Now.AddMinutes(30));
        proofs.AddLink("third", admin, LinkPurpose.Invitation, Now, Now.AddMinutes(30));
        told.Add($"{proofs.AccountOfLink("first", LinkPurpose.Password, Now)}|{proofs.AccountOfLink("second", LinkPurpose.Invitation, Now)}|{proofs.UseLink("second", LinkPurpose.Password, Now.AddMinutes(30))}");
        told.Add($"{proofs.UseLink("second", LinkPurpose.Password, Now) == admin}|{proofs.UseLink("second", LinkPurpose.Password, Now)}|{proofs.LinksSince(admin, LinkPurpose.Password, Now.AddMinutes(-1))}|{proofs.OpenInvitations().Count}");
        proofs.ReplaceCodes(admin, ["a", "b"]);
        proofs.ReplaceCodes(admin, ["c", "d"]);
        told.Add($"{proofs.UseCode(admin, "a")}|{proofs.UseCode(admin, "c")}|{proofs.UseCode(admin, "c")}|{proofs.CodesLeft(admin)}");
        proofs.SetPasskey(new StoredPasskey("key", admin, "Phone", "{}", Now));
        proofs.SetPasskey(new StoredPasskey("key", admin, "Phone", "{1}", Now));
        told.Add($"{proofs.Passkey("key")}|{proofs.PasskeysOf(admin).Count}|{proofs.RemovePasskey(admin + 1, "key")}|{proofs.RemovePasskey(admin, "key")}|{proofs.Passkey("key")}".Replace($"AccountId = {admin}", "", StringComparison.Ordinal));
        proofs.KeepDraft(admin, "/a", "old", Now.AddHours(1));
        proofs.KeepDraft(admin, "/a", "new", Now.AddHours(1));
        told.Add($"{proofs.TakeDraft(admin, "/a", Now.AddHours(1))}|{proofs.TakeDraft(admin, "/a", Now)}|{proofs.TakeDraft(admin, "/a", Now)}|{proofs.Sweep(Now.AddHours(1), Now)}");
    }

    private static void Tokens(TestStore store, List<string> told)
    {
        var tokens = new ApiTokens(store.Database);
        var id = tokens.Add("Case system", "hash", "submit", ["N0852", "N0853", "N0852"], Now, "test", Now.AddDays(10));
        var found = tokens.FindUsable("hash", Now)!;
        tokens.Used(found, Now.AddMinutes(5));
        tokens.Used(tokens.FindUsable("hash", Now)!, Now.AddMinutes(30));
        told.Add($"{string.Join(' ', found.Agencies)}|{tokens.Find(Scope.England, id)!.LastUsed:O}|{tokens.FindUsable("hash", Now.AddDays(10))}|{tokens.FindUsable("other", Now)}");
        var (both, one) = (Scope.Of(["N0852", "N0853"], [], [], Core.DataSets.CodeBook.Embedded.Areas), Scope.Of(["N0852"], [], [], Core.DataSets.CodeBook.Embedded.Areas));
        told.Add($"{tokens.List(both, Now).Count}|{tokens.List(one, Now).Count}|{tokens.Find(one, id)}|{tokens.TakeEnding(Now.AddDays(14), Now).Count}|{tokens.TakeEnding(Now.AddDays(14), Now).Count}");
        told.Add($"{tokens.End(id, Now)}|{tokens.End(id, Now)}|{tokens.FindUsable("hash", Now)}");
    }

    private static void Audit(TestStore store, List<string> told)
    {
        var trail = new AuditTrail(store.Database, store.Secrets);
        told.Add($"{trail.LastCheck()}|{trail.Check(Now).Number}");
        for (var n = 0; n < 3; n++)
            trail.Add(Now.AddMinutes(n), $"account-{n}", n == 1 ? "signed-in" : "grants-changed", "account-7", AuditOutcome.Done, "why");
        told.Add($"{trail.Check(Now)}|{trail.LastCheck()}");
        foreach (var filter in new[]
        {
            new AuditFilter(null, [], null, null, null), new AuditFilter("account-1", [], "account-7", null, null), new AuditFilter(null, ["signed-in", "other"], null, null, null),
            new AuditFilter(null, [], null, Now.AddMinutes(1), Now.AddMinutes(2)),
        })
        {
            told.Add(string.Join('|', trail.List(filter, Page.First()).Items));
        }
    }
}
