using Dapper;
using Ndtms.Storage;

namespace Ndtms.Tests.Storage;

/// <summary>Nobody who can write to the database changes what the audit says without being noticed.</summary>
public abstract class AuditTrailTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2012, 4, 10, 9, 0, 0, TimeSpan.Zero);

    private readonly TestStore _store;
    private readonly AuditTrail _trail;

    private protected AuditTrailTests(TestEngine engine)
    {
        _store = new TestStore(engine);
        _trail = new AuditTrail(_store.Database, _store.Secrets);
        for (var n = 1; n <= 1_100; n++)
            _trail.Add(Now.AddSeconds(n), "account-1", "signed-in", $"account-{n}", AuditOutcome.Done, "");
        Assert.Equal((1_100L, (long?)null), (_trail.Check(Now).Number, _trail.LastCheck()!.Broken));
    }

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData("UPDATE audit_event SET who = 'account-2' WHERE number = 500", 500)]
    [InlineData("UPDATE audit_event SET detail = 'x' WHERE number = 1001", 1001)]
    [InlineData("UPDATE audit_event SET outcome = 'failed' WHERE number = 1100", 1100)]
    [InlineData("DELETE FROM audit_event WHERE number = 700", 700)]
    [InlineData("DELETE FROM audit_event WHERE number > 1090", 1091)]
    [InlineData("DELETE FROM audit_event", 1)]
    public void A_row_that_is_changed_or_deleted_by_hand_is_found(string sql, long at)
    {
        _store.Database.Write(c => c.Execute(sql));
        Assert.Equal(at, _trail.Check(Now).Broken);
        // It stays broken, also when events are added.
        _trail.Add(Now, "account-1", "signed-in", "account-1", AuditOutcome.Done, "");
        Assert.NotNull(_trail.Check(Now).Broken);
    }

    [Fact]
    public void Events_that_are_added_at_once_make_one_chain()
    {
        Parallel.For(0, 40, n => _trail.Add(Now, "account-1", "signed-in", $"account-{n}", AuditOutcome.Done, ""));
        Assert.Equal((1_140L, (long?)null), (_trail.Check(Now).Number, _trail.LastCheck()!.Broken));
    }
}
