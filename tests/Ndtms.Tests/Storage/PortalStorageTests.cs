using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Journeys;
using Ndtms.Core.Validation;
using Ndtms.Storage;

namespace Ndtms.Tests.Storage;

/// <summary>What sending files through the portal rests on: differences between two submissions, marks that are taken back, checks that are kept for
/// a day, keys that carry a request out once.</summary>
public abstract class PortalStorageTests(TestEngine engine) : IDisposable
{
    private const string Faulty = "CLIENTID=C1 | CLIENTID=C2 SINITIAL=T DRUG1='' | CLIENTID=C3 SINITIAL=U ETHNIC=''";
    private const string By = "account-1";

    private readonly TestStore _store = new(engine);
    private readonly FakeClock _clock = new(new DateTimeOffset(2012, 4, 10, 9, 0, 0, TimeSpan.Zero));

    private FileChecks Checks => new(_store.Database, _store.Secrets, CodeBook.Embedded, new Node("here", _clock));

    public void Dispose()
    {
        _store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Issues_that_were_put_right_are_new_or_still_there_are_told_apart()
    {
        _store.Submit(Faulty);
        _store.Submit("CLIENTID=C1 | CLIENTID=C2 SINITIAL=T DRUG1='' | CLIENTID=C3 SINITIAL=U | CLIENTID=C4 SINITIAL=V ETHNIC=''");
        var differences = _store.Queries.DifferencesOf(Scope.England, 2, 1);
        // C2's missing drug rejects: still there. C3's ethnic group was put right, C4's is new.
        Assert.Equal(
            [new IssueDifference("VALUE-01", 0, 0, 1), new IssueDifference("VALUE-02", 1, 1, 0)],
            differences.Where(d => d.Rule.StartsWith("VALUE", StringComparison.Ordinal)));

        IReadOnlyList<Issue> Of(IssueFilter filter) =>
            [.. _store.Queries.IssuesOf(Scope.England, 2, filter, Page.First()).Items.Select(i => i.Issue).Where(i => i.Rule.StartsWith("VALUE", StringComparison.Ordinal))];
        Assert.Equal("C4", Assert.Single(Of(new IssueFilter { NotIn = 1 })).ClientId);
        Assert.Equal("C2", Assert.Single(Of(new IssueFilter { AlsoIn = 1 })).ClientId);
        Assert.Equal("C3", Assert.Single(_store.Queries.IssuesOf(Scope.England, 1, new IssueFilter(Rule: "VALUE-02") { NotIn = 2 }, Page.First()).Items).Issue.ClientId);
    }

    [Fact]
    public void A_warning_that_was_marked_as_checked_is_no_difference()
    {
        _store.Submit("ETHNIC=''");
        var number = Assert.Single(_store.Queries.IssuesOf(Scope.England, 1, new IssueFilter(Rule: "VALUE-02"), Page.First()).Items).Number;
        _store.Submissions.ConfirmWarning(1, number, TestStore.By, "asked");
        _store.Submit("ETHNIC='' RFLS=5");
        Assert.Empty(_store.Queries.DifferencesOf(Scope.England, 2, 1));
        // Now the client's own record has changed, so the warning counts again.
        _store.Submit("ETHNIC='' NATION=IRL");
        Assert.Equal(new IssueDifference("VALUE-02", 0, 1, 0), Assert.Single(_store.Queries.DifferencesOf(Scope.England, 3, 2)));
    }

    [Fact]
    public void Submissions_of_two_agencies_are_not_compared()
    {
        _store.Submit("ETHNIC=''");
        _store.Submit("@agency=N0853 AGNCY=N0853 ETHNIC=''");
        Assert.Empty(_store.Queries.DifferencesOf(Scope.England, 2, 1));
    }

    [Fact]
    public void A_mark_that_is_taken_back_counts_again_here_and_in_the_next_file()
    {
        _store.Submit("CLIENTID=C1 ETHNIC='' NATION=''");
        var before = _store.Queries.CountsOf(1);
        var issues = _store.Queries.IssuesOf(Scope.England, 1, new IssueFilter(Rule: "VALUE-02"), Page.First()).Items;
        Assert.Equal(2, issues.Count);
        foreach (var issue in issues)
            _store.Submissions.ConfirmWarning(1, issue.Number, TestStore.By, "asked");
        Assert.Equal(0, _store.Queries.CountsOf(1).Single(c => c.Kind == EntityKind.Client).Warned);
        Assert.Empty(_store.Queries.RuleCountsOf(1));
        Assert.Equal(0, _store.Queries.IssuesOf(Scope.England, 1, new IssueFilter { Unconfirmed = true }, Page.First()).Total);

        _store.Submissions.UndoWarning(Scope.England, 1, issues[0].Number);
        Assert.Equal(1, _store.Queries.CountsOf(1).Single(c => c.Kind == EntityKind.Client).Warned);
        Assert.Equal(1, Assert.Single(_store.Queries.RuleCountsOf(1)).Issues);
        _store.Submissions.UndoWarning(Scope.England, 1, issues[1].Number);
        Assert.Equal(before, _store.Queries.CountsOf(1));

        _store.Submit("CLIENTID=C1 ETHNIC='' NATION='' | CLIENTID=C2 SINITIAL=T");
        Assert.Equal(2, Assert.Single(_store.Queries.RuleCountsOf(2)).Issues);
        Assert.Throws<SubmissionStateException>(() => _store.Submissions.UndoWarning(Scope.England, 1, issues[0].Number));
        Assert.Throws<SubmissionStateException>(() => _store.Submissions.UndoWarning(Scope.Nothing, 1, issues[0].Number));
    }

    [Fact]
    public void Issues_are_found_by_kind_of_record_client_and_field_with_exact_totals()
    {
        _store.Submit(Faulty);
        long Total(IssueFilter filter) => _store.Queries.IssuesOf(Scope.England, 1, filter, Page.First(1)).Total;
        var all = _store.Queries.IssuesOf(1);
        Assert.Equal(all.Count(i => i.Entity == "episode"), Total(new IssueFilter { Entity = "episode" }));
        Assert.Equal(all.Count(i => i.ClientId == "C2"), Total(new IssueFilter { ClientId = "C2" }));
        Assert.Equal(0, Total(new IssueFilter { ClientId = "c2" }));
        Assert.Equal(all.Count(i => i.Column == "DRUG1"), Total(new IssueFilter(Column: "DRUG1")));
        Assert.Equal(all.Count, Total(new IssueFilter { ByRule = true }));
        Assert.Equal(
            all.Select(i => i.Rule).Order(StringComparer.Ordinal),
            _store.Queries.IssuesOf(Scope.England, 1, new IssueFilter { ByRule = true }, Page.First()).Items.Select(i => i.Issue.Rule));
        Assert.Equal(all.Skip(1), [.. _store.Queries.AllIssuesOf(Scope.England, 1, new IssueFilter { After = 1 }).Select(i => i.Issue)], (a, b) => a.Rule == b.Rule && a.Column == b.Column);
    }

    [Fact]
    public void An_issue_comes_with_its_neighbours_and_those_of_its_record_alone()
    {
        _store.Submit("CLIENTID=C1 ETHNIC='' DRUG1='' | CLIENTID=C2 SINITIAL=T ETHNIC=''");
        var drug = _store.Queries.IssuesOf(Scope.England, 1, new IssueFilter(Column: "DRUG1"), Page.First()).Items[0];
        var shown = _store.Queries.IssueOf(Scope.England, 1, drug.Number)!;
        Assert.Contains(shown.Others, o => o.Issue is { ClientId: "C1", Column: "ETHNIC" });
        Assert.DoesNotContain(shown.Others, o => o.Issue.ClientId == "C2");
        Assert.DoesNotContain(shown.Others, o => o.Number == drug.Number);
        Assert.Equal((drug.Number == 1 ? null : drug.Number - 1, drug.Number + 1), (shown.Previous, (int)shown.Next!));
        Assert.Null(_store.Queries.IssueOf(Scope.England, 1, 9_999));
        Assert.Null(_store.Queries.IssueOf(Scope.Nothing, 1, drug.Number));
    }

    [Fact]
    public void What_a_withdrawal_would_do_is_what_it_does()
    {
        _store.Submit("CLIENTID=C1 | CLIENTID=C2 SINITIAL=T | CLIENTID=C3 SINITIAL=U DISD=05/12/2011 DISRSN=80");
        _store.Submit("@from=2012-01-01 CLIENTID=C1 | CLIENTID=C2 SINITIAL=T RFLS=5 | CLIENTID=C4 SINITIAL=V | CLIENTID=C5 SINITIAL=W DISD=05/02/2012 DISRSN=80", confirmed: true);
        var shown = _store.Submissions.WithdrawalOf(Scope.England, 2);
        Assert.Equal((1, _store.Episodes().Length), ((int)shown.PutBack!, shown.Before));
        Assert.Equal(new Removal(2, 1, 5), shown.Removal);
        _store.Submissions.Withdraw(Scope.England, 2, TestStore.By.Who, "wrong file", shown.Removal.NumberWanted);
        Assert.Equal(shown.After, _store.Episodes().Length);
    }

    [Fact]
    public void Of_a_file_that_waits_the_place_in_the_queue_is_told()
    {
        Receive("@agency=N0853 AGNCY=N0853");
        var second = Receive("");
        var news = _store.Queries.NewsOf(Scope.England, second)!;
        Assert.Equal((1, null), (news.Before, news.News));
        Assert.Null(_store.Queries.NewsOf(Scope.Nothing, second));
        _store.Submissions.ProcessAll();
        Assert.Equal(0, _store.Queries.NewsOf(Scope.England, second)!.Before);
    }

    [Fact]
    public void A_file_sent_alone_waits_for_no_other_of_its_agency_and_is_not_taken_twice()
    {
        var first = Receive("");
        var busy = Assert.Throws<OtherSubmissionException>(() => Receive("CLIENTID=C2", alone: true));
        Assert.Equal((first, SubmissionState.Received), (busy.Other, busy.State));
        Receive("@agency=N0853 AGNCY=N0853", alone: true);
        _store.Submissions.ProcessAll();
        var same = Assert.Throws<OtherSubmissionException>(() => Receive("", alone: true));
        Assert.Equal((first, SubmissionState.Accepted), (same.Other, same.State));
        Assert.Empty(_store.Query<long>("SELECT id FROM received_file"));
    }

    [Fact]
    public void A_check_is_kept_encrypted_for_its_maker_and_for_24_hours()
    {
        var id = Check("CLIENTID=C-secret-1 | CLIENTID=C-secret-2 SINITIAL=T DRUG1=''");
        Assert.Equal(FileCheckState.Received, Checks.Find(id, By)!.State);
        Assert.Null(Checks.Find(id, "account-2"));
        Assert.Equal(id, Checks.ProcessNext());
        Assert.Null(Checks.ProcessNext());
        var check = Checks.Find(id, By)!;
        var result = Checks.ResultOf(check)!;
        Assert.Equal((FileCheckState.Done, Verdict.Accepted, 2), (check.State, result.Verdict, result.Rows));
        Assert.Equal(result.Issues, Checks.IssuesOf(check).Count());
        Assert.Equal(Checks.IssuesOf(check).Skip(1).Select(i => i.Number), Checks.IssuesOf(check, skip: 1).Select(i => i.Number));
        Assert.Contains(Checks.IssuesOf(check), i => i.Issue is { ClientId: "C-secret-2", Column: "DRUG1" });
        foreach (var part in _store.Query<byte[]>("SELECT content FROM file_check_part").Concat(_store.Query<byte[]>("SELECT content FROM received_part")))
            Assert.DoesNotContain("secret", Encoding.Latin1.GetString(part), StringComparison.Ordinal);
        // Nothing of it is among submissions or current data.
        Assert.Empty(_store.Queries.All());
        Assert.Empty(_store.Episodes());

        _clock.Advance(TimeSpan.FromHours(24));
        Assert.NotNull(Checks.Find(id, By));
        Assert.Equal(0, Checks.DeleteOld());
        _clock.Advance(TimeSpan.FromTicks(TimeSpan.TicksPerSecond));
        Assert.Null(Checks.Find(id, By));
        Assert.Equal(1, Checks.DeleteOld());
        Assert.Empty(_store.Query<long>("SELECT part FROM file_check_part"));
        Assert.Empty(_store.Query<long>("SELECT id FROM received_file"));
    }

    [Fact]
    public void A_check_says_what_submitting_would_do_to_figures_and_submitting_does_it()
    {
        _store.Submit("CLIENTID=C1 | CLIENTID=C2 SINITIAL=T | CLIENTID=C3 SINITIAL=U");
        var id = Check("CLIENTID=C1 | CLIENTID=C2 SINITIAL=T | CLIENTID=C4 SINITIAL=V | CLIENTID=C5 SINITIAL=W | CLIENTID=C6 SINITIAL=X DRUG1=''");
        Checks.ProcessNext();
        var result = Checks.ResultOf(Checks.Find(id, By)!)!;
        var effect = Assert.Single(result.Figures, f => f is { Measure: "in-treatment", Period: PeriodKind.Month });
        Assert.Equal((3, 4, 1), (effect.Now, effect.Then, effect.Missing));
        Assert.Equal(new ChangeCounts(2, 0, 2, 1), result.Changes);

        var submission = Checks.Submit(id, By, new DateOnly(2012, 4, 10))!.Value;
        Assert.Equal(submission, Checks.Submit(id, By, new DateOnly(2012, 4, 10)));
        Assert.Equal(submission, Checks.Find(id, By)!.Submission);
        Assert.Equal(id, Checks.OfSubmission(submission, By)!.Id);
        Assert.Null(Checks.OfSubmission(submission, "account-2"));
        _store.Submissions.ProcessAll();
        Assert.Equal(result.Changes, _store.Queries.Find(submission)!.Changes);
        var after = Check("CLIENTID=C9");
        Checks.ProcessNext();
        Assert.Equal(4, Assert.Single(Checks.ResultOf(Checks.Find(after, By)!)!.Figures, f => f is { Measure: "in-treatment", Period: PeriodKind.Month }).Now);
        Assert.True(Checks.Delete(id, By));
        Assert.NotNull(_store.Queries.Find(submission));
    }

    [Fact]
    public void A_check_of_the_current_file_cannot_be_submitted_and_stays()
    {
        _store.Submit("CLIENTID=C1");
        var id = Check("CLIENTID=C1");
        Assert.Throws<SubmissionStateException>(() => Checks.Submit(id, By, new DateOnly(2012, 4, 10)));
        Checks.ProcessNext();
        Assert.Throws<OtherSubmissionException>(() => Checks.Submit(id, By, new DateOnly(2012, 4, 10)));
        Assert.Null(Checks.Find(id, By)!.Submission);
        Assert.Null(Checks.Submit(id, "account-2", new DateOnly(2012, 4, 10)));
        Assert.False(Checks.Delete(id, "account-2"));
        Assert.True(Checks.Delete(id, By));
        Assert.Empty(_store.Query<long>("SELECT id FROM received_file"));
    }

    [Fact]
    public void A_file_that_waits_to_be_checked_is_not_swept_away()
    {
        Check("CLIENTID=C1");
        new Retention(_store.Database).DeleteLeftOver(DateTimeOffset.MaxValue, DateTimeOffset.MinValue);
        Assert.NotNull(Checks.ProcessNext());
        Assert.Equal("done", Assert.Single(_store.Query<string>("SELECT state FROM file_check")));
    }

    [Fact]
    public void A_check_whose_node_has_ended_is_done_by_another()
    {
        var id = Check("CLIENTID=C1");
        _store.Database.Write(connection =>
        {
            Dapper.SqlMapper.Execute(
                connection, "UPDATE file_check SET state = 'checking', tries = 1, node = 'gone', lease_until = @until", new { until = _clock.GetUtcNow().AddMinutes(-1) });
            return 0;
        });
        Assert.Equal(id, Checks.ProcessNext());
        Assert.Equal(FileCheckState.Done, Checks.Find(id, By)!.State);
    }

    [Fact]
    public void A_key_is_carried_out_once_for_7_days()
    {
        var keys = new IdempotencyKeys(_store.Database);
        DateTimeOffset Now() => _clock.GetUtcNow();
        Assert.Null(keys.Begin(By, "key-1", Now()));
        Assert.Null(keys.Begin(By, "key-1", Now())!.Answer);
        Assert.Null(keys.Begin("account-2", "key-1", Now()));
        keys.Finish(By, "key-1", "digest", "submission 7");
        Assert.Equal(("digest", "submission 7"), (keys.Begin(By, "key-1", Now())!.Digest, keys.Begin(By, "key-1", Now())!.Answer));
        keys.Forget(By, "key-1");
        Assert.NotNull(keys.Begin(By, "key-1", Now()));
        _clock.Advance(TimeSpan.FromDays(7));
        Assert.NotNull(keys.Begin(By, "key-1", Now()));
        _clock.Advance(TimeSpan.FromTicks(TimeSpan.TicksPerSecond));
        Assert.Equal(2, keys.DeleteOld(Now()));
        Assert.Null(keys.Begin(By, "key-1", Now()));
    }

    [Fact]
    public void A_request_that_came_to_nothing_gives_its_key_back()
    {
        var keys = new IdempotencyKeys(_store.Database);
        Assert.Null(keys.Begin(By, "key-1", _clock.GetUtcNow()));
        keys.Forget(By, "key-1");
        Assert.Null(keys.Begin(By, "key-1", _clock.GetUtcNow()));
        // One whose process ended is given back after an hour.
        _clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Null(keys.Begin(By, "key-1", _clock.GetUtcNow()));
    }

    private long Receive(string rows, bool alone = false)
    {
        var file = new TestFile(rows);
        using var content = new MemoryStream(file.Content());
        return _store.Submissions.Receive(new Submission(file.Name, content, ExplicitFacts.None, file.Received, By, Alone: alone));
    }

    private string Check(string rows)
    {
        var file = new TestFile(rows);
        using var content = new MemoryStream(file.Content());
        return Checks.Receive(new Submission(file.Name, content, ExplicitFacts.None, file.Received, By));
    }
}
