using Ndtms.Core.Calendar;
using Ndtms.Storage;

namespace Ndtms.Tests.Storage;

/// <summary>What ran, when, and how it ended: the only thing that keeps a month from being made twice, on whatever node.</summary>
public sealed class JobRunsTests : IDisposable
{
    private static readonly Dictionary<string, long> Nothing = [];
    private static readonly DateOnly March = new(2012, 3, 31);
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    private readonly TestStore _store = new();
    private readonly FakeClock _clock = new(new DateTimeOffset(2012, 4, 16, 23, 30, 0, TimeSpan.Zero));

    public void Dispose() => _store.Dispose();

    [Fact]
    public void No_two_runs_of_one_job_at_once_on_any_node()
    {
        var run = On("a").Start("reports", March, null);
        Assert.NotNull(run);
        Assert.Null(On("a").Start("reports", March, null));
        Assert.Null(On("b").Start("reports", new DateOnly(2012, 2, 29), "somebody"));
        Assert.NotNull(On("b").Start("intake", null, null));
        On("a").End(run.Value, JobOutcome.Done, Nothing, null);
        Assert.NotNull(On("b").Start("reports", March, null));
    }

    [Fact]
    public void Nodes_that_begin_at_once_run_it_once()
    {
        var runs = new long?[8];
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, n => runs[n] = On($"n{n}").Start("reports", March, null));
        Assert.Single(runs, r => r is not null);
    }

    [Fact]
    public void A_run_whose_node_died_is_called_failed_when_its_lease_has_run_out_and_the_month_is_tried_again()
    {
        On("a").Start("reports", March, null);
        _clock.Advance(Node.Lease - TimeSpan.FromSeconds(1));
        Assert.Null(On("b").Start("reports", March, null));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.NotNull(On("b").Start("reports", March, null));
        var lost = On("b").History("reports", Page.First(10)).Items[^1];
        Assert.Equal((JobOutcome.Failed, "a"), (lost.Outcome, lost.Node));
        Assert.Contains("ended in the middle", lost.Message, StringComparison.Ordinal);
        Assert.All(On("b").MonthsOf("reports", London), m => Assert.False(m.Done));
    }

    [Fact]
    public void A_run_that_goes_on_for_long_stays_its_nodes_own()
    {
        var run = On("a").Start("reports", March, null)!.Value;
        using (On("a").Keep(run))
        {
            for (var minute = 0; minute < 30; minute++)
            {
                _clock.Advance(TimeSpan.FromMinutes(1));
                Assert.Null(On("b").Start("reports", March, null));
            }
        }

        On("a").End(run, JobOutcome.Done, new Dictionary<string, long> { ["reports"] = 5 }, null);
        var ended = On("b").Find(run)!;
        Assert.Equal((JobOutcome.Done, TimeSpan.FromMinutes(30), 5L), (ended.Outcome, ended.Ended - ended.Started, ended.Counts["reports"]));
    }

    [Fact]
    public void The_end_of_a_run_that_was_called_failed_changes_nothing_any_more()
    {
        var slow = On("a").Start("reports", March, null)!.Value;
        _clock.Advance(Node.Lease * 2);
        On("b").EndLost();
        On("a").End(slow, JobOutcome.Done, Nothing, null);
        Assert.Equal(JobOutcome.Failed, On("a").Find(slow)!.Outcome);
    }

    [Fact]
    public void Months_are_counted_by_the_days_of_London()
    {
        // 23:30 UTC on 16 April is half past midnight on the 17th, when March's window has closed.
        var run = On("a").Start("reports", March, null)!.Value;
        On("a").End(run, JobOutcome.Done, Nothing, null);
        Assert.Equal([new MonthMade(March, new DateOnly(2012, 4, 17), Done: true, BySchedule: true)], On("a").MonthsOf("reports", London));
    }

    [Fact]
    public void That_nothing_was_to_be_done_is_kept_of_the_last_time_only()
    {
        var work = On("a").Start("intake", null, null)!.Value;
        On("a").End(work, JobOutcome.Done, new Dictionary<string, long> { ["accepted"] = 1 }, null);
        for (var i = 0; i < 5; i++)
        {
            On("a").End(On("a").Start("intake", null, null)!.Value, JobOutcome.Nothing, Nothing, null);
            On("a").End(On("a").Start("processing", null, null)!.Value, JobOutcome.Nothing, Nothing, null);
        }

        Assert.Equal([JobOutcome.Nothing, JobOutcome.Done], On("a").History("intake", Page.First(10)).Items.Select(r => r.Outcome));
        Assert.Equal([JobOutcome.Nothing], On("a").History("processing", Page.First(10)).Items.Select(r => r.Outcome));
        Assert.Equal(["intake", "processing"], On("a").Last().Select(r => r.Job));
    }

    [Fact]
    public void The_history_is_newest_first_and_given_page_by_page()
    {
        for (var i = 0; i < 5; i++)
            On("a").End(On("a").Start("reports", March, $"user {i}")!.Value, JobOutcome.Done, Nothing, null);
        var first = On("a").History(null, Page.First(2));
        Assert.Equal(["user 4", "user 3"], first.Items.Select(r => r.StartedBy));
        Assert.Equal(5, first.Total);
        Assert.Equal(["user 2", "user 1"], On("a").History("reports", Page.First(2).Next).Items.Select(r => r.StartedBy));
        Assert.Equal(0, On("a").History("feedback", Page.First(2)).Total);
    }

    private JobRuns On(string node) => new(_store.Database, new Node(node, _clock));
}
