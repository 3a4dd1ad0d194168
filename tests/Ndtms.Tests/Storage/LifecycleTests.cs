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
        Assert.Equal(new ChangeCounts(Added: 1, Changed: 1, Unchanged: 1, Removed: 1), _store.Queries.All()[1].Changes);
        Assert.Equal(
            [new("C2", "E1", "removed"), new("C3", "E1", "changed"), new EpisodeChange("C4", "E1", "added")], _store.Queries.ChangesOf(2));
    }

    [Fact]
    public void Clients_whose_data_a_refusal_deletes_are_counted_and_those_who_were_never_there_are_not()
    {
        _store.Submit("CLIENTID=C1 | CLIENTID=C2 | CLIENTID=C3");
        _store.Submit("CLIENTID=C1 | CLIENTID=C2 CONSENT=N | CLIENTID=C9 CONSENT=N");
        Assert.Equal(new ChangeCounts(0, 0, 1, 2, DeletedClients: 1), _store.Queries.All()[1].Changes);
    }

    [Fact]
    public void A_child_that_changes_changes_its_episode()
    {
        _store.Submit("MODID=M1 TOPID=T1");
        _store.Submit("MODID=M1 TOPID=T1 MODEND=10/12/2011 MODEXIT=A");
        Assert.Equal(1, _store.Queries.All()[1].Changes.Changed);
    }

    /// <summary>A rejected child is not loaded, so it makes no difference between what is loaded and what was.</summary>
    [Fact]
    public void A_rejected_child_changes_nothing()
    {
        _store.Submit("MODID=M1 | MODID=M2 MODST=01/01/2011");
        _store.Submit("MODID=M1 | MODID=M2 MODST=02/01/2011");
        Assert.Equal(new ChangeCounts(0, 0, 1, 0), _store.Queries.All()[1].Changes);
    }

    /// <summary>A refusal deletes everything of the client, also what lies outside the window.</summary>
    [Fact]
    public void What_refusals_delete_outside_the_window_is_told_as_removed()
    {
        const string c2 = "CLIENTID=C2 EPISODID=E2";
        _store.Submit($"CLIENTID=C1 EPISODID=E1 DISD=05/12/2011 DISRSN=80 | CLIENTID=C3 EPISODID=E3 DISD=05/12/2011 DISRSN=80 | {c2}");
        _store.Submit($"@from=2012-01-01 CLIENTID=C1 CONSENT=N | {c2}", confirmed: true);
        Assert.Equal(["C2/E2", "C3/E3"], _store.Episodes());
        Assert.Equal(new ChangeCounts(Added: 0, Changed: 0, Unchanged: 1, Removed: 1, DeletedClients: 1), _store.Queries.All()[1].Changes);
        Assert.Equal(new Removal(1, 0, 2), _store.Queries.All()[1].Removal);
    }

    [Fact]
    public void A_held_submission_says_what_it_would_change()
    {
        _store.Submit(string.Join(" | ", Enumerable.Range(1, 20).Select(i => $"CLIENTID=C{i}")));
        _store.Submit("CLIENTID=C1");
        var held = _store.Queries.All()[1];
        Assert.Equal((SubmissionState.Held, new ChangeCounts(0, 0, 1, 19)), (held.State, held.Changes));
        Assert.Equal(20, _store.Episodes().Length);
    }

    /// <summary>One confirmation by mistake removed all 132 episodes of an agency: above a measure the number must be given.</summary>
    [Fact]
    public void Confirming_what_removes_much_wants_its_number()
    {
        _store.Submit(string.Join(" | ", Enumerable.Range(1, 20).Select(i => $"CLIENTID=C{i}")));
        var held = _store.Submit("CLIENTID=C1");
        var removal = _store.Queries.All()[1].Removal;
        Assert.Equal(new Removal(19, 19, 20), removal);
        var refused = Assert.Throws<SubmissionStateException>(() => _store.Submissions.Confirm(Scope.England, held.Id, "test", "sure"));
        Assert.Contains("19 of 20 current episodes, 19 of them open", refused.Message, StringComparison.Ordinal);
        Assert.Throws<SubmissionStateException>(() => _store.Submissions.Confirm(Scope.England, held.Id, "test", "sure", remove: 18));
        Assert.Equal(20, _store.Episodes().Length);
        _store.Submissions.Confirm(Scope.England, held.Id, "test", "sure", remove: 19);
        Assert.Single(_store.Episodes());
    }

    [Theory]
    [InlineData(49, 19, 490, null)]
    [InlineData(50, 0, 1000, 50)]
    [InlineData(20, 20, 1000, 20)]
    [InlineData(1, 0, 10, null)]
    [InlineData(1, 0, 9, 1)]
    [InlineData(0, 0, 0, null)]
    public void From_which_measure_on_the_number_is_wanted(int episodes, int open, int replaced, int? wanted)
    {
        Assert.Equal(wanted, new Removal(episodes, open, replaced).NumberWanted);
        Assert.Equal(7, new Removal(episodes, open, replaced, RefusedClients: 7).NumberWanted);
    }

    [Fact]
    public void What_was_confirmed_beforehand_stays_held_where_the_number_is_wanted_and_not_given()
    {
        _store.Submit(string.Join(" | ", Enumerable.Range(1, 20).Select(i => $"CLIENTID=C{i}")));
        SubmissionState Sent(string rows, int? number)
        {
            var file = new TestFile(rows);
            using var content = new MemoryStream(Encoding.UTF8.GetBytes(file.Csv()));
            var id = _store.Submissions.Receive(new Submission(
                file.Name, content, ExplicitFacts.None, file.Received, "test", Confirmed: true, ConfirmedRemoval: number));
            return _store.Submissions.Process(id, "test")!.State;
        }

        Assert.Equal(SubmissionState.Held, Sent("CLIENTID=C1", null));
        Assert.Equal(SubmissionState.Held, Sent("CLIENTID=C1 CLIENT=x", 18));
        Assert.Equal(SubmissionState.Accepted, Sent("CLIENTID=C1 CLIENT=y", 19));
        Assert.Single(_store.Episodes());
    }

    [Fact]
    public void Withdrawing_wants_the_number_of_episodes_that_would_be_gone()
    {
        _store.Submit("CLIENTID=C1");
        var second = _store.Submit("CLIENTID=C1 | CLIENTID=C2 | CLIENTID=C3");
        var refused = Assert.Throws<SubmissionStateException>(() => _store.Submissions.Withdraw(Scope.England, second.Id, "test", "wrong file"));
        Assert.Contains("2 of 3 current episodes", refused.Message, StringComparison.Ordinal);
        Assert.Equal(3, _store.Episodes().Length);
        Assert.Equal("accepted", _store.Query<string>("SELECT state FROM submission ORDER BY id")[1]);
        _store.Submissions.Withdraw(Scope.England, second.Id, "test", "wrong file", remove: 2);
        Assert.Single(_store.Episodes());
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
    public void An_agencys_files_are_processed_in_the_order_of_receipt_and_others_do_not_wait()
    {
        var first = Receive("CLIENTID=C1");
        var second = Receive("CLIENTID=C1 RFLS=5");
        var other = Receive("@agency=N0853 AGNCY=N0853");
        Assert.Null(_store.Submissions.Process(second, "somebody"));
        Assert.Equal(SubmissionState.Accepted, _store.Submissions.Process(other, "somebody")?.State);
        Assert.Equal([first, second], _store.Submissions.ProcessAll().Select(r => r.Id));
        Assert.Equal(["superseded", "accepted", "accepted"], _store.Query<string>("SELECT state FROM submission ORDER BY id"));
    }

    [Fact]
    public void Many_at_once_are_each_loaded_or_rejected_and_nothing_is_doubled()
    {
        var file = new TestFile(string.Join(" | ", Enumerable.Range(1, 40).Select(i => $"CLIENTID=C{i}")));
        var content = Encoding.UTF8.GetBytes(file.Csv());
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            var submissions = new Submissions(_store.Database, _store.Secrets, CodeBook.Embedded);
            submissions.Receive(new ReceivedFile(file.Name, () => new MemoryStream(content, writable: false)), file.Received);
            submissions.ProcessAll();
        });
        _store.Submissions.ProcessAll();
        Assert.Equal(
            ["accepted", .. Enumerable.Repeat("rejected", 7)], _store.Query<string>("SELECT state FROM submission").Order(StringComparer.Ordinal));
        Assert.Equal(40, _store.Episodes().Length);
        Assert.Empty(_store.Query<long>("SELECT submission_id FROM claim"));
    }

    [Fact]
    public void A_file_that_cannot_be_processed_is_tried_three_times_and_holds_up_nobody()
    {
        var bad = Receive("CLIENTID=C1");
        var behind = Receive("CLIENTID=C2");
        var other = Receive("@agency=N0853 AGNCY=N0853");
        // A stored part that cannot be decrypted is a fault of the program, not of the database.
        _store.Database.Write(c => c.Execute(
            "UPDATE received_part SET content = @content WHERE file_id = (SELECT received_file FROM submission WHERE id = @bad)", new { bad, content = "{"u8.ToArray() }));

        var results = _store.Submissions.ProcessAll();

        Assert.Equal(
            [(bad, SubmissionState.Received), (bad, SubmissionState.Received), (bad, SubmissionState.Failed)],
            results.Where(r => r.Id == bad).Select(r => (r.Id, r.State)));
        Assert.All(results.Where(r => r.Id == bad), r => Assert.NotNull(r.Failure));
        Assert.Equal([other, behind], results.Where(r => r.State == SubmissionState.Accepted).Select(r => r.Id));
        Assert.Equal(["C2/E1"], _store.Episodes());
        Assert.Equal(3, _store.Queries.Find(bad)!.Tries);
        Assert.Equal(SubmissionState.Failed, _store.Queries.EventsOf(bad)[^1].State);

        // What was sent is kept until somebody decides.
        Assert.Equal(1, _store.Query<long>("SELECT COUNT(*) FROM received_file")[0]);
        _store.Submissions.Withdraw(bad, TestStore.By, "sent again");
        Assert.Equal(0, _store.Query<long>("SELECT COUNT(*) FROM received_file")[0]);
        Assert.Equal(0, _store.Query<long>("SELECT COUNT(*) FROM received_part")[0]);
        Assert.Equal(["C2/E1"], _store.Episodes());
    }

    [Theory]
    [InlineData(2, SubmissionState.Accepted)]
    [InlineData(3, SubmissionState.Failed)]
    public void A_program_that_ends_while_it_checks_a_file_does_so_three_times_at_most(int tries, SubmissionState state)
    {
        var id = Receive("CLIENTID=C1");
        _store.Database.Write(c => c.Execute("UPDATE submission SET state = 'checking', tries = @tries WHERE id = @id", new { id, tries }));
        _store.Database.Write(c => c.Execute(
            "INSERT INTO claim (submission_id, agency, node, lease_until) VALUES (@id, 'N0852', @dead, '9999-12-31T00:00:00.0000000Z')",
            new { id, dead = $"{Environment.MachineName}:1:1" }));
        _store.Submissions.ProcessAll();
        Assert.Equal(state, _store.Queries.Find(id)!.State);
    }

    [Fact]
    public void Files_that_were_not_received_whole_and_failed_ones_of_long_ago_are_deleted()
    {
        var id = Receive("CLIENTID=C1");
        _store.Database.Write(c => c.Execute("INSERT INTO received_file (written) VALUES ('2012-04-10T08:00:00.0000000Z')"));
        _store.Database.Write(c => c.Execute("INSERT INTO received_file (written) VALUES ('2012-04-10T10:00:00.0000000Z')"));
        var moment = new DateTimeOffset(2012, 4, 10, 9, 0, 0, TimeSpan.Zero);
        Assert.Equal(1, new Retention(_store.Database).DeleteLeftOver(moment, moment));
        Assert.Equal(2, _store.Query<long>("SELECT COUNT(*) FROM received_file")[0]);

        // It came long before it failed: the day of failure counts.
        _store.Database.Write(c => c.Execute("UPDATE submission SET state = 'failed' WHERE id = @id", new { id }));
        _store.Database.Write(c => c.Execute(
            "INSERT INTO submission_event (submission_id, at, who, state) VALUES (@id, '2012-06-01T09:00:00.0000000Z', 'a test', 'failed')", new { id }));
        var failed = new DateTimeOffset(2012, 6, 1, 9, 0, 0, TimeSpan.Zero);
        var later = DateTimeOffset.UtcNow.AddDays(1);
        new Retention(_store.Database).DeleteLeftOver(later, failed);
        Assert.Equal(1, _store.Query<long>("SELECT COUNT(*) FROM received_file")[0]);
        new Retention(_store.Database).DeleteLeftOver(later, failed.AddTicks(1));
        Assert.Equal(0, _store.Query<long>("SELECT COUNT(*) FROM received_file")[0]);
    }

    [Fact]
    public void What_is_outside_a_scope_looks_like_what_does_not_exist()
    {
        _store.Submit("ETHNIC='' | CLIENTID=C2");
        _store.Submit("@agency=N0853 AGNCY=N0853");
        var own = Scope.Of(["N0853"], [], [], CodeBook.Embedded.Areas);
        Assert.Null(_store.Queries.Find(own, 1));
        Assert.Empty(_store.Queries.EventsOf(own, 1));
        Assert.Empty(_store.Queries.CountsOf(own, 1));
        Assert.Empty(_store.Queries.RuleCountsOf(own, 1));
        Assert.Equal(0, _store.Queries.IssuesOf(own, 1, IssueFilter.None, Page.First()).Total);
        Assert.Equal(0, _store.Queries.ChangesOf(own, 1, Page.First()).Total);
        Assert.Null(_store.Queries.ContentOf(own, 1));
        Assert.Null(_store.Queries.FileOf(own, 1));
        Assert.Equal([2L], _store.Queries.List(own, SubmissionFilter.None, Page.First()).Items.Select(s => s.Id));
        Assert.Equal(["N0853"], _store.Queries.CurrentRecords(own).Select(r => r.Agency));
        var missing = Assert.Throws<SubmissionStateException>(() => _store.Submissions.Withdraw(own, 99, "somebody", "why")).Message;
        Assert.Equal(missing.Replace("99", "1", StringComparison.Ordinal), Assert.Throws<SubmissionStateException>(() => _store.Submissions.Withdraw(own, 1, "somebody", "why")).Message);
        Assert.Equal(SubmissionState.Accepted, _store.Queries.Find(1)!.State);
    }

    [Fact]
    public void Lists_come_in_pages_that_leave_nothing_out()
    {
        foreach (var flag in (string[])["RFLS=5", "RFLS=3", "RFLS=4", "RFLS=5 ETHNIC=''", "RFLS=3 ETHNIC=''"])
            _store.Submit(flag);
        var page = new Page(0, 2);
        var seen = new List<long>();
        for (var found = _store.Queries.List(Scope.England, SubmissionFilter.None, page); found.Items.Count > 0; found = _store.Queries.List(Scope.England, SubmissionFilter.None, page))
        {
            Assert.Equal(5, found.Total);
            seen.AddRange(found.Items.Select(s => s.Id));
            page = page.Next;
        }

        Assert.Equal([5L, 4, 3, 2, 1], seen);
        Assert.Equal([1L, 2], _store.Queries.List(Scope.England, new SubmissionFilter(OldestFirst: true), Page.First(2)).Items.Select(s => s.Id));
        Assert.Equal(1, _store.Queries.List(Scope.England, new SubmissionFilter(State: SubmissionState.Accepted), Page.First()).Total);
        Assert.Equal(0, _store.Queries.List(Scope.England, new SubmissionFilter("N0853"), Page.First()).Total);
        Assert.Equal(5, _store.Queries.List(Scope.England, new SubmissionFilter(Month: new DateOnly(2012, 3, 1)), Page.First()).Total);
        Assert.Equal(0, _store.Queries.List(Scope.England, new SubmissionFilter(Month: new DateOnly(2012, 4, 1)), Page.First()).Total);
    }

    [Fact]
    public void A_person_keeps_its_id_and_moves_with_corrected_attributors()
    {
        _store.Submit("CLIENTID=C1 | CLIENTID=C2 SINITIAL=T");
        _store.Submit("@agency=N0853 AGNCY=N0853 CLIENTID=X1");
        long PersonOf(string client) => _store.Query<long>("SELECT person FROM client WHERE clientid = @client", new { client })[0];
        var person = PersonOf("C1");
        Assert.Equal(person, PersonOf("X1"));
        Assert.NotEqual(person, PersonOf("C2"));
        Assert.Equal(2, _store.Query<long>("SELECT COUNT(*) FROM person")[0]);

        // C2's initial was a slip: it is the person who has the right one. Put back, it is who it was.
        var wrong = PersonOf("C2");
        _store.Submit("CLIENTID=C1 RFLS=5 | CLIENTID=C2");
        Assert.Equal(person, PersonOf("C2"));
        _store.Submissions.Withdraw(3, TestStore.By, "slip");
        Assert.Equal((person, wrong), (PersonOf("C1"), PersonOf("C2")));
        Assert.All(new CurrentEpisodes(_store.Database).Load().Clients, c => Assert.Equal(PersonOf(c.ClientId), c.PersonId));
    }

    [Fact]
    public void A_refusal_leaves_nothing_of_the_person_behind()
    {
        _store.Submit("CLIENTID=C1 | CLIENTID=C2 SINITIAL=T");
        _store.Submit("CLIENTID=C1 | CLIENTID=C2 SINITIAL=T CONSENT=N", confirmed: true);
        Assert.Equal(1, _store.Query<long>("SELECT COUNT(*) FROM person")[0]);
        Assert.Empty(_store.Query<string>("SELECT clientid FROM submission_top WHERE clientid = 'C2'"));
        Assert.Empty(_store.Query<long>("SELECT id FROM person_load"));
    }

    [Fact]
    public void What_a_dead_process_left_is_resumed()
    {
        var rows = string.Join(" | ", Enumerable.Range(2, 400).Select(i => $"CLIENTID=C{i}")) + " | CLIENTID=C1 CONSENT=N";
        SubmitWithoutRoomToLoad(new TestFile(rows));
        _store.Database.Write(c => c.Execute("UPDATE submission SET state = 'checking'"));
        _store.Database.Write(c => c.Execute(
            "INSERT INTO claim (submission_id, agency, node, lease_until) VALUES (1, 'N0852', @dead, '9999-12-31T00:00:00.0000000Z')",
            new { dead = $"{Environment.MachineName}:1:1" }));

        var result = Assert.Single(_store.Submissions.ProcessAll());
        Assert.Equal(SubmissionState.Accepted, result.State);
        Assert.Equal(400, _store.Episodes().Length);
        Assert.Empty(_store.Query<long>("SELECT part FROM received_part"));
        Assert.Empty(_store.Submissions.ProcessAll());
    }

    [Fact]
    public void A_locked_database_leaves_the_submission_unharmed()
    {
        var impatient = _store.Open(TimeSpan.FromSeconds(1));
        var file = new TestFile("");
        var content = Encoding.UTF8.GetBytes(file.Csv());
        _store.Database.Write(_ =>
        {
            var locked = Assert.Throws<StorageException>(() => new Submissions(impatient, _store.Secrets, CodeBook.Embedded).Submit(new ReceivedFile(file.Name, () => new MemoryStream(content, writable: false)), file.Received));
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

        Assert.Equal(SubmissionState.Accepted, Assert.Single(_store.Submissions.ProcessAll()).State);
        Assert.Equal(400, _store.Episodes().Length);
    }

    /// <summary>Ids of modalities are unique within their episode alone.</summary>
    [Fact]
    public void The_same_warning_on_another_episode_of_the_client_does_not_keep_one_that_was_confirmed()
    {
        int Warned() => _store.Queries.CountsOf(1).Single(c => c.Kind == EntityKind.Modality).Warned;
        var found = _store.Submit("EPISODID=E1 TRIAGED=19/11/2011 | EPISODID=E2 TRIAGED=19/11/2011").Checked;
        Assert.Equal(2, Warned());
        _store.Submissions.ConfirmWarning(1, 1 + found.Issues.ToList().FindIndex(i => i is { Rule: "MODALITY-06", EpisodeId: "E1" }), TestStore.By, "asked");
        Assert.Equal(1, Warned());
        _store.Submissions.ConfirmWarning(1, 1 + found.Issues.ToList().FindIndex(i => i is { Rule: "MODALITY-06", EpisodeId: "E2" }), TestStore.By, "asked");
        Assert.Equal(0, Warned());
    }

    [Fact]
    public void A_warning_checked_and_correct_counts_no_more_until_the_rows_change()
    {
        int Warned(long submission) => _store.Queries.CountsOf(submission).Single(c => c.Kind == EntityKind.Episode).Warned;
        _store.Submit("ALCDDAYS=0 ALCUNITS=5 | CLIENTID=C2 ALCDDAYS=0 ALCUNITS=5");
        Assert.Equal(2, Warned(1));
        var number = 1 + _store.Queries.IssuesOf(1).ToList().FindIndex(i => i is { Rule: "EPISODE-14", ClientId: "C1" });
        _store.Submissions.ConfirmWarning(1, number, TestStore.By, "asked the keyworker");
        Assert.Equal(1, Warned(1));
        // Marked again it counts down once only.
        _store.Submissions.ConfirmWarning(1, number, TestStore.By, "asked the keyworker again");
        Assert.Equal(1, Warned(1));

        _store.Submit("ALCDDAYS=0 ALCUNITS=5 | CLIENTID=C2 ALCDDAYS=0 ALCUNITS=5 | CLIENTID=C3");
        Assert.Equal(1, Warned(2));
        Assert.Equal([true, false], _store.Queries.IssuesOf(2).Where(i => i.Rule == "EPISODE-14").OrderBy(i => i.ClientId).Select(i => i.Confirmed));

        _store.Submit("ALCDDAYS=0 ALCUNITS=6 | CLIENTID=C2 ALCDDAYS=0 ALCUNITS=5 | CLIENTID=C3 RFLS=5");
        Assert.Equal(2, Warned(3));
        Assert.Throws<SubmissionStateException>(() => _store.Submissions.ConfirmWarning(3, 99, TestStore.By, "none"));
    }

    /// <summary>Everything held, by natural keys.</summary>
    private string[] Snapshot() => CurrentSnapshot.Of(_store.Database);

    private StorageException SubmitWithoutRoomToLoad(TestFile file)
    {
        var content = Encoding.UTF8.GetBytes(file.Csv());
        Assert.SkipUnless(engine == TestEngine.Sqlite, "The disk of a server cannot be filled by a test.");
        var pages = _store.Query<long>("PRAGMA page_count")[0];
        var small = Database.Open(_store.Database.Path!, maxPages: pages + 10 + (content.Length / 4096));
        try
        {
            return Assert.Throws<StorageException>(() => new Submissions(small, _store.Secrets, CodeBook.Embedded).Submit(
                new ReceivedFile(file.Name, () => new MemoryStream(content, writable: false)), file.Received));
        }
        finally
        {
            // A connection that is kept for later keeps its limit.
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        }
    }

    private long Receive(string rows)
    {
        var file = new TestFile(rows);
        var content = Encoding.UTF8.GetBytes(file.Csv());
        return _store.Submissions.Receive(new ReceivedFile(file.Name, () => new MemoryStream(content, writable: false)), file.Received);
    }
}
