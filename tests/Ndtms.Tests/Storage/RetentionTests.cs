using Ndtms.Storage;

namespace Ndtms.Tests.Storage;

/// <summary>What is deleted too late is kept without a reason; what is deleted too early can never be put back.</summary>
public sealed class RetentionTests : IDisposable
{
    private static readonly DateOnly Far = new(2030, 1, 1);

    private readonly TestStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public void A_file_that_was_ever_loaded_stays_so_that_withdrawing_puts_back_exactly_what_was_there()
    {
        _store.Submit("CLIENTID=C1 | CLIENTID=C2");
        var before = CurrentSnapshot.Of(_store.Database);
        _store.Submit("CLIENTID=C1 | CLIENTID=C2 RFLS=5 | CLIENTID=C3");
        Assert.Equal(0, new Retention(_store.Database).DeleteFiles(Far));
        _store.Submissions.Withdraw(2, TestStore.By, "the wrong clinic's data");
        Assert.Equal(before, CurrentSnapshot.Of(_store.Database));
        // It is loaded no more, and nothing needs it.
        Assert.Equal(1, new Retention(_store.Database).DeleteFiles(Far));
        Assert.Equal([1L], Kept());
    }

    [Fact]
    public void A_file_that_waits_for_a_decision_stays_and_one_that_came_to_nothing_goes_when_its_time_has_come()
    {
        _store.Submit(string.Join(" | ", Enumerable.Range(1, 20).Select(i => $"CLIENTID=C{i}")));
        _store.Submit("CLIENTID=C1");
        Assert.Equal(["accepted", "held"], States());
        Assert.Equal(0, new Retention(_store.Database).DeleteFiles(Far));
        _store.Submissions.Withdraw(2, TestStore.By, "slip");
        Assert.Equal(0, new Retention(_store.Database).DeleteFiles(new DateOnly(2012, 4, 10)));
        Assert.Equal(1, new Retention(_store.Database).DeleteFiles(new DateOnly(2012, 4, 11)));
        Assert.Equal([1L], Kept());
        Assert.Null(_store.Queries.FileOf(_store.Queries.Find(2)!));
    }

    [Fact]
    public void Findings_in_the_current_submission_and_in_an_agencys_last_six_stay()
    {
        for (var number = 1; number <= 9; number++)
            _store.Submit($"CLIENTID=C{number} ALCDDAYS=0 ALCUNITS=5 | CLIENTID=C2 RFLS={number % 5}", confirmed: true);
        Assert.All(Enumerable.Range(1, 9), id => Assert.NotEmpty(_store.Queries.IssuesOf(id)));
        Assert.Equal(0, new Retention(_store.Database).DeleteIssues(new DateOnly(2012, 4, 10)));
        Assert.True(new Retention(_store.Database).DeleteIssues(Far) > 0);
        Assert.Equal([4L, 5L, 6L, 7L, 8L, 9L], _store.Query<long>("SELECT DISTINCT submission_id FROM issue ORDER BY 1"));
        Assert.Equal([4L, 5L, 6L, 7L, 8L, 9L], _store.Query<long>("SELECT DISTINCT submission_id FROM submission_change ORDER BY 1"));
        Assert.Equal(9, _store.Queries.All().Count);
    }

    private long[] Kept() => _store.Query<long>("SELECT DISTINCT submission_id FROM raw_file ORDER BY 1");

    private string[] States() => _store.Query<string>("SELECT state FROM submission ORDER BY id");
}
