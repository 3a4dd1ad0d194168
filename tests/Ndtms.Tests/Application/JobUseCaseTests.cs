using Ndtms.Application;
using Ndtms.Application.Access;
using Ndtms.Application.Jobs;
using Ndtms.Core.DataSets;
using Ndtms.Storage;
using Serilog.Events;

namespace Ndtms.Tests.Application;

/// <summary>Administrators see and run jobs, nobody else does; and each run ends as what it is: done, put off or failed.</summary>
public sealed class JobUseCaseTests : IDisposable
{
    private readonly Installation _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Only_administrators_and_the_operator_see_and_run_jobs()
    {
        foreach (var by in (Principal[])[Installation.Administrator, Installation.Operator])
        {
            Assert.Equal(JobBook.All, List(by).Select(j => j.Job));
            Assert.Equal(JobOutcome.Done, new RunJob(CodeBook.Embedded, _place.Runner()).Run(by, new RunJobRequest("matching")).Outcome == JobOutcome.Nothing ? JobOutcome.Done : JobOutcome.Failed);
        }

        foreach (var by in (Principal[])[Installation.National, Installation.NorthEast, Installation.Sunderland, Installation.Provider])
        {
            Assert.Throws<AccessDeniedException>(() => List(by));
            Assert.Throws<AccessDeniedException>(() => History(by, null, Page.First()));
            Assert.Throws<AccessDeniedException>(() => new RunJob(CodeBook.Embedded, _place.Runner()).Run(by, new RunJobRequest("matching")));
        }
    }

    [Fact]
    public void A_run_is_recorded_with_who_asked_for_it_and_found_page_by_page()
    {
        foreach (var name in (string[])["Ann", "Bob", "Cid"])
            new RunJob(CodeBook.Embedded, _place.Runner()).Run(Principal.Account(name, Grant.Administrator()), new RunJobRequest("monthly-measures", new DateOnly(2012, 3, 31)));
        var first = History(Installation.Administrator, "MONTHLY-measures", new Page(0, 2));
        Assert.Equal(["Cid", "Bob"], first.Items.Select(r => r.StartedBy));
        Assert.Equal(3, first.Total);
        Assert.Equal(["Ann"], History(Installation.Administrator, null, new Page(0, 2).Next).Items.Select(r => r.StartedBy));
        Assert.Equal("Cid", List(Installation.Administrator).Single(j => j.Job.Name == "monthly-measures").Last!.StartedBy);
        Assert.Throws<NotFoundException>(() => History(Installation.Administrator, "nothing", Page.First()));
    }

    [Fact]
    public async Task A_job_that_is_under_way_elsewhere_is_turned_away_without_alarm()
    {
        using var begun = new ManualResetEventSlim();
        using var end = new ManualResetEventSlim();
        var slow = new Job("slow", "Takes its time.", _ =>
        {
            begun.Set();
            end.Wait(TestContext.Current.CancellationToken);
        });
        var running = Task.Run(() => _place.Runner("a").Run(slow, null, null, 1, CancellationToken.None), TestContext.Current.CancellationToken);
        begun.Wait(TestContext.Current.CancellationToken);
        Assert.Null(await _place.Runner("b").Run(slow, null, null, 1, CancellationToken.None));
        Assert.Empty(_place.Logged(LogEventLevel.Information));
        end.Set();
        Assert.Equal(JobOutcome.Nothing, (await running)!.Outcome);
        Assert.Equal("a", Assert.Single(History(Installation.Operator, null, Page.First()).Items).Node);
    }

    [Fact]
    public void Actions_that_cannot_be_carried_over_into_packs_are_told_in_the_outcome_and_the_log()
    {
        _place.Accept(new DateOnly(2012, 4, 10));
        var last = new[] { "A12B", "england" }.Select(area => $"quarterly-{area}-2011-12-Q3.xlsx").ToList();
        Directory.CreateDirectory(_place["reports/quarterly"]);
        last.ForEach(name => File.WriteAllText(_place[$"reports/quarterly/{name}"], "not a workbook"));
        var run = new RunJob(CodeBook.Embedded, _place.Runner()).Run(Installation.Operator, new RunJobRequest("quarterly-packs", new DateOnly(2012, 3, 31)));
        // The region's alone; those with actions that cannot be read are not written, so that none are lost.
        Assert.Equal((JobOutcome.Done, 1), (run.Outcome, run.Counts["packs"]));
        var logged = _place.Logged(LogEventLevel.Warning);
        Assert.All(last, name => Assert.Single(logged, line => line.Contains(name, StringComparison.Ordinal)));
        Assert.Single(last, name => run.Message!.Contains(name, StringComparison.Ordinal));
        Assert.EndsWith("The log names 1 more.", run.Message, StringComparison.Ordinal);
        Assert.Equal(run.Message, History(Installation.Administrator, "quarterly-packs", Page.First()).Items[0].Message);
    }

    [Fact]
    public void Matching_is_put_off_while_a_file_is_being_processed_and_done_after_it()
    {
        _place.Receive();
        var put = new RunJob(CodeBook.Embedded, _place.Runner()).Run(Installation.Operator, new RunJobRequest("matching"));
        Assert.Equal(JobOutcome.Nothing, put.Outcome);
        Assert.Contains("N0852", put.Message, StringComparison.Ordinal);
        Assert.Empty(_place.Logged(LogEventLevel.Warning));
        Assert.Equal(JobOutcome.Done, new RunJob(CodeBook.Embedded, _place.Runner()).Run(Installation.Operator, new RunJobRequest("processing")).Outcome);
        Assert.Equal(JobOutcome.Done, new RunJob(CodeBook.Embedded, _place.Runner()).Run(Installation.Operator, new RunJobRequest("matching")).Outcome);
    }

    [Fact]
    public async Task What_is_put_off_is_not_tried_again_at_once()
    {
        var tries = 0;
        var busy = new Job("busy", "Is put off.", _ => throw (++tries > 0 ? new BusyException("Data are changing.") : null!));
        // The clock stands still, so a second try would never come.
        var run = await _place.Runner().Run(busy, null, null, 3, CancellationToken.None);
        Assert.Equal((JobOutcome.Nothing, "Data are changing.", 1), (run!.Outcome, run.Message, tries));
    }

    [Fact]
    public async Task A_job_acts_in_its_own_name()
    {
        var acting = "";
        var job = new Job("feedback", "Says who acts.", work => acting = work.Call(new WhoActs(), ""));
        await _place.Runner().Run(job, null, "somebody", 1, CancellationToken.None);
        Assert.Equal("Operator feedback", acting);
    }

    [Fact]
    public async Task A_failure_holds_no_value_of_the_data()
    {
        var run = await _place.Runner().Run(
            new Job("bad", "Fails.", _ => throw new InvalidOperationException("AB 12/03/1970")), null, null, 1, CancellationToken.None);
        Assert.Equal(JobOutcome.Failed, run!.Outcome);
        Assert.DoesNotContain("1970", run.Message + string.Concat(_place.Logged(LogEventLevel.Debug)), StringComparison.Ordinal);
        Assert.Contains("'jobs run bad' does at once", run.Message, StringComparison.Ordinal);
    }

    private IReadOnlyList<ListedJob> List(Principal by) => new ListJobs(_place.Workspace).Run(by, new ListJobsRequest());

    private Paged<JobRun> History(Principal by, string? job, Page page) => new ShowJobHistory(_place.Workspace).Run(by, new JobHistoryRequest(job, page));

    private sealed class WhoActs() : UseCase<string, string>("housekeeping", CodeBook.Embedded)
    {
        protected override string Execute(Invocation invocation, string request) => $"{invocation.By.Kind} {invocation.By.Name}";
    }
}
