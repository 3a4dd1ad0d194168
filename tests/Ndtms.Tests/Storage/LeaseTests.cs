using System.Text;
using Dapper;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Storage;

namespace Ndtms.Tests.Storage;

/// <summary>Several nodes on one database: what one leaves unfinished another resumes, and nothing is loaded twice.</summary>
public sealed class LeaseTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2012, 4, 10, 9, 0, 0, TimeSpan.Zero);

    private readonly TestStore _store = new();
    private readonly FakeClock _clock = new(Start);

    public void Dispose() => _store.Dispose();

    [Fact]
    public void A_node_that_died_in_the_middle_is_taken_over_from_when_its_lease_has_run_out()
    {
        using var dying = new Working(_store, "node-a", new FakeClock(Start));
        dying.Submit("CLIENTID=C1 | CLIENTID=C2");
        var other = On("node-b");

        _clock.Advance(Node.Lease - TimeSpan.FromSeconds(1));
        Assert.Empty(other.ProcessAll());
        // A later file of the agency is received and waits.
        var later = other.Receive(FileOf("CLIENTID=C1 RFLS=5 | CLIENTID=C2"), new TestFile("").Received);
        Assert.Null(other.Process(later, "somebody"));

        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([(1L, SubmissionState.Accepted), (2L, SubmissionState.Accepted)], other.ProcessAll().Select(r => (r.Id, r.State)));
        Assert.Equal(["C1/E1", "C2/E1"], _store.Episodes());
        Assert.Empty(On("node-c").ProcessAll());
    }

    [Fact]
    public void A_node_that_was_only_slow_loses_its_work_and_does_not_load_it_again()
    {
        using var slow = new Working(_store, "node-a", new FakeClock(Start));
        slow.Submit("CLIENTID=C1 | CLIENTID=C2");
        _clock.Advance(Node.Lease * 2);
        Assert.Single(On("node-b").ProcessAll());
        // Meanwhile a later file came, so that loading the first once more would undo it.
        Submit(On("node-b"), "CLIENTID=C1 | CLIENTID=C2 RFLS=5 | CLIENTID=C3");
        var current = CurrentSnapshot.Of(_store.Database);

        Assert.Null(slow.GoOn());
        Assert.Equal(current, CurrentSnapshot.Of(_store.Database));
        Assert.Equal(["superseded", "accepted"], _store.Query<string>("SELECT state FROM submission ORDER BY id"));
    }

    [Fact]
    public void A_slow_node_that_another_has_just_taken_over_from_leaves_it_alone()
    {
        using var slow = new Working(_store, "node-a", new FakeClock(Start));
        slow.Submit("CLIENTID=C1");
        _clock.Advance(Node.Lease * 2);
        using var second = new Working(_store, "node-b", _clock);
        second.Resume();
        Assert.Null(slow.GoOn());
        Assert.Null(second.GoOn());
        Assert.Equal(["C1/E1"], _store.Episodes());
        Assert.Equal(["accepted"], _store.Query<string>("SELECT state FROM submission"));
    }

    [Fact]
    public void A_node_that_works_on_renews_its_lease()
    {
        using var busy = new Working(_store, "node-a", _clock);
        busy.Submit("CLIENTID=C1");
        for (var minute = 0; minute < 30; minute++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            Assert.Empty(On("node-b").ProcessAll());
        }

        Assert.Null(busy.GoOn());
        Assert.Equal(["C1/E1"], _store.Episodes());
    }

    [Fact]
    public void A_process_of_this_machine_that_ended_is_taken_over_from_at_once()
    {
        using var dying = new Working(_store, $"{Environment.MachineName}:1:1", new FakeClock(Start));
        dying.Submit("CLIENTID=C1");
        Assert.Single(On("node-b").ProcessAll());
    }

    [Fact]
    public void A_process_of_this_machine_that_lives_keeps_its_work_however_long_others_keep_it_from_renewing_the_lease()
    {
        var name = Node.This(TimeProvider.System).Name;
        // Its clock stands still, so it renews nothing.
        using var waiting = new Working(_store, name, new FakeClock(Start));
        waiting.Submit("CLIENTID=C1");
        _clock.Advance(Node.Lease * 5);
        Assert.Empty(On("node-b").ProcessAll());
        Assert.Empty(On(name).ProcessAll());
        Assert.Null(waiting.GoOn());
        Assert.Equal([SubmissionState.Received, SubmissionState.Checking, SubmissionState.Accepted], _store.Queries.EventsOf(1).Select(e => e.State));
    }

    [Fact]
    public void What_a_living_process_could_not_give_back_it_takes_up_again_itself()
    {
        var name = Node.This(TimeProvider.System).Name;
        On(name).Receive(FileOf("CLIENTID=C1"), new TestFile("").Received);
        _store.Database.Write(c => c.Execute("UPDATE submission SET state = 'checking'"));
        _store.Database.Write(c => c.Execute(
            "INSERT INTO claim (submission_id, agency, node, lease_until) VALUES (1, 'N0852', @name, @lease)", new { name, lease = Start + Node.Lease }));
        _clock.Advance(Node.Lease * 2);
        Assert.Empty(On("node-b").ProcessAll());
        Assert.Single(On(name).ProcessAll());
    }

    [Fact]
    public void Many_nodes_share_what_one_left_behind_and_each_submission_is_taken_once()
    {
        string[] agencies = ["N0852", "N0853", "N0855"];
        var dying = agencies.Select(agency =>
        {
            var working = new Working(_store, "node-a", new FakeClock(Start));
            working.Submit($"@agency={agency} AGNCY={agency} | CLIENTID=C2 AGNCY={agency}");
            return working;
        }).ToList();
        _clock.Advance(Node.Lease * 2);
        var taken = new System.Collections.Concurrent.ConcurrentBag<long>();
        Parallel.For(0, 6, new ParallelOptions { MaxDegreeOfParallelism = 6 }, node =>
        {
            foreach (var result in On($"node-{node}").ProcessAll())
                taken.Add(result.Id);
        });
        Assert.Equal([1L, 2L, 3L], taken.Order());
        Assert.All(agencies, agency => Assert.Equal(["C1/E1", "C2/E1"], _store.Episodes(agency)));
        dying.ForEach(d => d.Dispose());
    }

    [Fact]
    public void Steps_are_told_after_they_are_stored()
    {
        var steps = new List<string>();
        var submissions = new Submissions(_store.Database, _store.Secrets, CodeBook.Embedded)
        {
            Stepped = (id, state) => steps.Add($"{id} {state} {_store.Query<string>($"SELECT state FROM submission WHERE id = {id}")[0]}"),
        };
        Submit(submissions, "CLIENTID=C1");
        submissions.Withdraw(1, TestStore.By, "slip");
        Assert.Equal(["1 Received received", "1 Checking checking", "1 Accepted accepted", "1 Withdrawn withdrawn"], steps);
    }

    private Submissions On(string node) => new(_store.Database, _store.Secrets, CodeBook.Embedded, new Node(node, _clock));

    private static ReceivedFile FileOf(string rows)
    {
        var file = new TestFile(rows);
        var content = Encoding.UTF8.GetBytes(file.Csv());
        return new ReceivedFile(file.Name, () => new MemoryStream(content, writable: false));
    }

    private static SubmissionResult? Submit(Submissions submissions, string rows)
    {
        return submissions.Process(submissions.Receive(FileOf(rows), new TestFile(rows).Received), TestStore.By.Who);
    }

    /// <summary>A node that comes to a halt right after it has claimed a submission, until it is told to go on.</summary>
    private sealed class Working : IDisposable
    {
        private readonly ManualResetEventSlim _claimed = new();
        private readonly ManualResetEventSlim _goOn = new();
        private readonly Submissions _submissions;
        private Task<Exception?> _work = Task.FromResult<Exception?>(null);

        public Working(TestStore store, string name, TimeProvider clock) =>
            _submissions = new Submissions(store.Database, store.Secrets, CodeBook.Embedded, new Node(name, clock)) { Stepped = Halt };

        public void Submit(string rows) => Begin(() => LeaseTests.Submit(_submissions, rows));

        public void Resume() => Begin(() => _submissions.ProcessAll());

        /// <summary>Goes on to the end; what went wrong, or null.</summary>
        public Exception? GoOn()
        {
            _goOn.Set();
            return _work.GetAwaiter().GetResult();
        }

        public void Dispose()
        {
            GoOn();
            _claimed.Dispose();
            _goOn.Dispose();
        }

        private void Begin(Action work)
        {
            _work = Task.Factory.StartNew(() => Record.Exception(work), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            Assert.True(_claimed.Wait(TimeSpan.FromMinutes(1)), "The submission was not begun within a minute.");
        }

        private void Halt(long submission, SubmissionState state)
        {
            if (state != SubmissionState.Checking)
                return;
            _claimed.Set();
            _goOn.Wait();
        }
    }
}
