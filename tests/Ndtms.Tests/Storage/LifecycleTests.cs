using System.Text;
using Dapper;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Storage;

namespace Ndtms.Tests.Storage;

/// <summary>A submission's life: what it would change, one at a time, put back, gone on with after whatever happened.</summary>
public abstract class LifecycleTests(TestEngine engine) : IDisposable
{
    private readonly TestStore _store = new(engine);

    public void Dispose()
    {
        _store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Changes_are_counted_by_content_before_anything_is_written()
    {
        _store.Submit("CLIENTID=C1 | CLIENTID=C2 | CLIENTID=C3");
        // The same content in another dress is no change: other row order, dates, quotes, header.
        var file = new TestFile("CLIENTID=C3 RFLS=5 | CLIENTID=C1 REFLD=2011-11-01 DRUG2=9996 | CLIENTID=C4");
        _store.Submit(file.Name, Encoding.UTF8.GetBytes(file.Csv("\r\n")), file.Received);
        Assert.Equal(new ChangeCounts(Added: 1, Changed: 1, Unchanged: 1, Removed: 1), _store.Submissions.All()[1].Changes);
        Assert.Equal(
            [new("C2", "E1", "removed"), new("C3", "E1", "changed"), new EpisodeChange("C4", "E1", "added")], _store.Submissions.ChangesOf(2));
    }

    [Fact]
    public void A_child_that_changes_changes_its_episode()
    {
        _store.Submit("MODID=M1 TOPID=T1");
        _store.Submit("MODID=M1 TOPID=T1 MODEND=10/12/2011 MODEXIT=A");
        Assert.Equal(1, _store.Submissions.All()[1].Changes.Changed);
    }

    [Fact]
    public void A_held_submission_says_what_it_would_change()
    {
        _store.Submit(string.Join(" | ", Enumerable.Range(1, 20).Select(i => $"CLIENTID=C{i}")));
        _store.Submit("CLIENTID=C1");
        var held = _store.Submissions.All()[1];
        Assert.Equal((SubmissionState.Held, new ChangeCounts(0, 0, 1, 19)), (held.State, held.Changes));
        Assert.Equal(20, _store.Episodes().Length);
    }

    [Fact]
    public void Withdrawing_puts_back_exactly_what_was_there_before()
    {
        const string past = " MODST=03/05/2010 REFMODDT=03/05/2010 FAOMODDT=03/05/2010 TOPDATE=03/05/2010 CPLANDT=03/05/2010";
        _store.Submit($"@from=2010-04-01 @to=2011-04-30 @received=2011-05-10 EPISODID=E0 REFLD=01/05/2010 TRIAGED=03/05/2010 DISD=31/03/2011 DISRSN=80{past}"
            + $" | EPISODID=E9 CLIENTID=C9 REFLD=01/05/2010 TRIAGED=03/05/2010{past}");
        _store.Submit("CLIENTID=C1 | CLIENTID=C2 SINITIAL=T", confirmed: true);
        var before = Snapshot();
        _store.Submit("CLIENTID=C1 SINITIAL=Z RFLS=5 | CLIENTID=C3 | CLIENTID=C2 TRIAGED=''");
        Assert.NotEqual(before, Snapshot());

        _store.Submissions.Withdraw(3, TestStore.By, "the wrong clinic's data");
        Assert.Equal(before, Snapshot());
        Assert.Equal(["superseded", "accepted", "withdrawn"], _store.Query<string>("SELECT state FROM submission ORDER BY id"));
        // It is as if it had never been: the next one is judged against what was put back.
        Assert.Contains("FILE-10", _store.Submit("CLIENTID=C1 | CLIENTID=C2 SINITIAL=T").Checked.Issues.Select(i => i.Rule));
    }

    [Fact]
    public void Withdrawing_a_correction_puts_the_later_month_back()
    {
        _store.Submit("CLIENTID=C1 | CLIENTID=C2");
        var before = Snapshot();
        _store.Submit("@to=2012-02-29 @received=2012-04-10 CLIENTID=C1 RFLS=5", correction: true);
        Assert.NotEqual(before, Snapshot());
        _store.Submissions.Withdraw(2, TestStore.By, "not needed");
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public void Putting_back_never_revives_who_has_refused()
    {
        _store.Submit("CLIENTID=C1 | CLIENTID=C2");
        _store.Submit("CLIENTID=C1 CONSENT=N | CLIENTID=C2 RFLS=5");
        _store.Submissions.Withdraw(2, TestStore.By, "slip");
        Assert.Equal(["C2/E1"], _store.Episodes());
        Assert.Equal(["4"], _store.Query<string>("SELECT rfls FROM episode"));
    }

    [Fact]
    public void One_file_of_an_agency_at_a_time_and_the_other_is_told_why()
    {
        _store.Database.Write(c => c.Execute(
            """
            INSERT INTO submission (id, agency, file_name, sha256, received, given, correction, confirmed, state, claimed_by, lease_until, month_number)
            SELECT 1, 'N0852', 'x.csv', '', '2012-04-10', '{}', 0, 0, 'checking', @me, '9999-12-31T00:00:00.0000000Z', 1
            """, new { me = ThisProcess() }));
        var refused = Assert.Throws<SubmissionStateException>(() => _store.Submit(""));
        Assert.Contains("N0852", refused.Message, StringComparison.Ordinal);
        Assert.Single(_store.Submissions.All());
        Assert.Equal(SubmissionState.Accepted, _store.Submit("@agency=N0853 AGNCY=N0853").State);
    }

    [Fact]
    public void Many_at_once_are_each_loaded_or_told_and_nothing_is_doubled()
    {
        var file = new TestFile(string.Join(" | ", Enumerable.Range(1, 40).Select(i => $"CLIENTID=C{i}")));
        var content = Encoding.UTF8.GetBytes(file.Csv());
        int loaded = 0, told = 0, same = 0;
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            try
            {
                var result = new Submissions(_store.Database, _store.Secrets, CodeBook.Embedded).Submit(new Submission(
                    new ReceivedFile(file.Name, () => new MemoryStream(content, writable: false)), ExplicitFacts.None, file.Received, TestStore.By));
                Interlocked.Increment(ref result.State == SubmissionState.Accepted ? ref loaded : ref same);
            }
            catch (SubmissionStateException)
            {
                Interlocked.Increment(ref told);
            }
        });
        Assert.Equal((1, 8), (loaded, loaded + told + same));
        Assert.Equal(40, _store.Episodes().Length);
    }

    [Fact]
    public void What_a_dead_process_left_is_gone_on_with()
    {
        var rows = string.Join(" | ", Enumerable.Range(2, 400).Select(i => $"CLIENTID=C{i}")) + " | CLIENTID=C1 CONSENT=N";
        SubmitWithoutRoomToLoad(new TestFile(rows));
        _store.Database.Write(c => c.Execute(
            "UPDATE submission SET state = 'checking', claimed_by = @dead", new { dead = $"{Environment.MachineName}:1:1" }));

        var result = Assert.Single(_store.Submissions.Resume(TestStore.By));
        Assert.Equal(SubmissionState.Accepted, result.State);
        Assert.Equal(400, _store.Episodes().Length);
        Assert.Empty(_store.Query<long>("SELECT part FROM received_file"));
        Assert.Empty(_store.Submissions.Resume(TestStore.By));
    }

    [Fact]
    public void A_locked_database_leaves_the_submission_unharmed()
    {
        var impatient = _store.Open(TimeSpan.FromSeconds(1));
        var file = new TestFile("");
        var content = Encoding.UTF8.GetBytes(file.Csv());
        _store.Database.Write(_ =>
        {
            var locked = Assert.Throws<StorageException>(() => new Submissions(impatient, _store.Secrets, CodeBook.Embedded).Submit(new Submission(
                new ReceivedFile(file.Name, () => new MemoryStream(content, writable: false)), ExplicitFacts.None, file.Received, TestStore.By)));
            Assert.Contains("locked", locked.Message, StringComparison.Ordinal);
            return 0;
        });

        Assert.Equal(SubmissionState.Accepted, _store.Submit("").State);
    }

    [Fact]
    public void A_full_disk_leaves_the_submission_to_be_continued()
    {
        var full = SubmitWithoutRoomToLoad(new TestFile(string.Join(" | ", Enumerable.Range(1, 400).Select(i => $"CLIENTID=C{i}"))));
        Assert.Contains("full", full.Message, StringComparison.Ordinal);
        Assert.Empty(_store.Episodes());
        Assert.Equal(["received"], _store.Query<string>("SELECT state FROM submission"));

        Assert.Equal(SubmissionState.Accepted, Assert.Single(_store.Submissions.Resume(TestStore.By)).State);
        Assert.Equal(400, _store.Episodes().Length);
    }

    [Fact]
    public void A_warning_checked_and_correct_counts_no_more_until_the_rows_change()
    {
        int Warned(long submission) => _store.Submissions.CountsOf(submission).Single(c => c.Kind == EntityKind.Episode).Warned;
        _store.Submit("ALCDDAYS=0 ALCUNITS=5 | CLIENTID=C2 ALCDDAYS=0 ALCUNITS=5");
        Assert.Equal(2, Warned(1));
        var number = 1 + _store.Submissions.IssuesOf(1).ToList().FindIndex(i => i is { Rule: "EPISODE-14", ClientId: "C1" });
        _store.Submissions.ConfirmWarning(1, number, TestStore.By, "asked the keyworker");
        Assert.Equal(1, Warned(1));

        _store.Submit("ALCDDAYS=0 ALCUNITS=5 | CLIENTID=C2 ALCDDAYS=0 ALCUNITS=5 | CLIENTID=C3");
        Assert.Equal(1, Warned(2));
        Assert.Equal([true, false], _store.Submissions.IssuesOf(2).Where(i => i.Rule == "EPISODE-14").OrderBy(i => i.ClientId).Select(i => i.Confirmed));

        _store.Submit("ALCDDAYS=0 ALCUNITS=6 | CLIENTID=C2 ALCDDAYS=0 ALCUNITS=5 | CLIENTID=C3 RFLS=5");
        Assert.Equal(2, Warned(3));
        Assert.Throws<SubmissionStateException>(() => _store.Submissions.ConfirmWarning(3, 99, TestStore.By, "none"));
    }

    /// <summary>Everything held, by natural keys.</summary>
    private string[] Snapshot() => HeldSnapshot.Of(_store.Database);

    private StorageException SubmitWithoutRoomToLoad(TestFile file)
    {
        var content = Encoding.UTF8.GetBytes(file.Csv());
        Assert.SkipUnless(engine == TestEngine.Sqlite, "The disk of a server cannot be filled by a test.");
        var pages = _store.Query<long>("PRAGMA page_count")[0];
        var small = Database.Open(_store.Database.Path!, maxPages: pages + 10 + (content.Length / 4096));
        return Assert.Throws<StorageException>(() => new Submissions(small, _store.Secrets, CodeBook.Embedded).Submit(new Submission(
            new ReceivedFile(file.Name, () => new MemoryStream(content, writable: false)), ExplicitFacts.None, file.Received, TestStore.By)));
    }

    private static string ThisProcess()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return FormattableString.Invariant($"{Environment.MachineName}:{process.Id}:{process.StartTime.ToUniversalTime().Ticks}");
    }
}
