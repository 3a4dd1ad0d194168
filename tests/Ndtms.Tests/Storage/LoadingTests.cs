using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Storage;

namespace Ndtms.Tests.Storage;

/// <summary>What a submission does to what is held: the agency's window, and nothing else.</summary>
public abstract class LoadingTests(TestEngine engine) : IDisposable
{
    private readonly TestStore _store = new(engine);

    public void Dispose()
    {
        _store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void A_clean_file_is_loaded_with_everything_in_it()
    {
        var result = _store.Submit("");
        Assert.Equal(SubmissionState.Accepted, result.State);
        Assert.Equal(["C1/E1"], _store.Episodes());
        Assert.Equal(["P", "S", "1980-05-10", "M"], _store.Query<string>(
            "SELECT finitial FROM client UNION ALL SELECT sinitial FROM client UNION ALL SELECT CONCAT(dob, '') FROM client UNION ALL SELECT sex FROM client"));
        Assert.Equal(["{\"DUALDIAG\":\"N\"}"], _store.Query<string>("SELECT other FROM episode"));
        Assert.Equal(["2/2011-11-18"], _store.Query<string>("SELECT CONCAT(modal, '/', modst) FROM modality"));
        Assert.Equal(["S/20/0"], _store.Query<string>("SELECT CONCAT(trstage, '/', opiuse, '/', is_empty) FROM top_interview"));
    }

    [Fact]
    public void Persons_are_added_for_what_is_loaded_alone()
    {
        _store.Submit(string.Join(" | ", Enumerable.Range(1, 20).Select(i => $"CLIENTID=D{i} DOB={i:00}/05/1980")), confirmed: true);
        var persons = _store.Query<string>("SELECT hash FROM person ORDER BY hash");
        Assert.Equal(20, persons.Length);
        Assert.Equal(SubmissionState.Held, _store.Submit("CLIENTID=D1 SINITIAL=Z").State);
        Assert.Equal(persons, _store.Query<string>("SELECT hash FROM person ORDER BY hash"));
        Assert.Equal([0], _store.Query<long>("SELECT COUNT(*) FROM person_hash_load"));
    }

    [Fact]
    public void The_columns_of_held_tables_are_the_typed_columns_of_the_data_sets()
    {
        string[] tables = ["client", "episode", "modality", "top_interview", "sub_intervention", "time_in_treatment"];
        string[] own = ["id", "person", "client", "episode", "submission_id", "row_hash", "other", "not_disclosed", "is_empty"];
        var columns = tables.SelectMany(_store.ColumnsOf).Except(own);
        Assert.Equal(
            Enum.GetNames<Column>().Select(n => n.ToLowerInvariant()).Order(StringComparer.Ordinal), columns.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_file_of_more_rows_than_are_sent_at_a_time_is_loaded_whole_and_again()
    {
        const int people = 10_500;
        var rows = string.Join(" | ", Enumerable.Range(1, people).Select(i => $"CLIENTID=C{i} MODID=M{i}"));
        Assert.Equal(SubmissionState.Accepted, _store.Submit(rows).State);
        Assert.Equal(SubmissionState.Accepted, _store.Submit(rows + " | CLIENTID=X").State);
        Assert.Equal([people + 1, people + 1, people + 1], _store.Query<long>(
            "SELECT COUNT(*) FROM client UNION ALL SELECT COUNT(*) FROM episode UNION ALL SELECT COUNT(*) FROM modality"));
        Assert.Equal([0, 0, 0], _store.Query<long>(
            "SELECT COUNT(*) FROM client_load UNION ALL SELECT COUNT(*) FROM episode_load UNION ALL SELECT COUNT(*) FROM refusal_load"));
    }

    [Fact]
    public void Not_disclosed_is_kept_apart_from_blank()
    {
        _store.Submit("ALCUSE=NA OPIUSE=''");
        Assert.Equal(["ALCUSE"], _store.Query<string>("SELECT not_disclosed FROM top_interview WHERE alcuse IS NULL AND opiuse IS NULL"));
    }

    [Fact]
    public void A_window_replaces_what_was_active_in_it_and_leaves_what_ended_before()
    {
        _store.Submit(
            "@from=2010-04-01 @to=2011-04-30 @received=2011-05-10 EPISODID=ended REFLD=01/05/2010 TRIAGED=03/05/2010 DISD=31/03/2011 DISRSN=80"
            + " MODST=03/05/2010 REFMODDT=03/05/2010 FAOMODDT=03/05/2010 TOPDATE=03/05/2010 CPLANDT=03/05/2010"
            + " | EPISODID=on-the-day REFLD=01/05/2010 TRIAGED=03/05/2010 DISD=01/04/2011 DISRSN=80 MODST=03/05/2010 REFMODDT=03/05/2010"
            + " FAOMODDT=03/05/2010 TOPDATE=03/05/2010 CPLANDT=03/05/2010"
            + " | EPISODID=open REFLD=01/05/2010 TRIAGED=03/05/2010 MODST=03/05/2010 REFMODDT=03/05/2010 FAOMODDT=03/05/2010"
            + " TOPDATE=03/05/2010 CPLANDT=03/05/2010");
        Assert.Equal(["C1/ended", "C1/on-the-day", "C1/open"], _store.Episodes());

        _store.Submit("EPISODID=new", confirmed: true);
        Assert.Equal(["C1/ended", "C1/new"], _store.Episodes());
    }

    /// <summary>What a file replaces was referred on or before the window's last day, and not discharged before its first.</summary>
    [Theory]
    [InlineData("2012-03-31", "", true)]
    [InlineData("2012-04-01", "", false)]
    [InlineData("2011-03-01", "2011-04-01", true)]
    [InlineData("2011-03-01", "2011-03-31", false)]
    public void Only_what_was_active_in_the_window_is_replaced(string referred, string discharged, bool replaced)
    {
        string Day(string iso) => iso.Length == 0 ? "''" : DayText.Show(DateOnly.Parse(iso, null));
        const string childless = "MODAL='' MODST='' REFMODDT='' FAOMODDT='' TOPDATE='' CPLANDT=''";
        var closed = discharged.Length == 0 ? "" : $"DISD={Day(discharged)} DISRSN=80";
        _store.Submit($"@from=2010-04-01 @to=2012-04-05 EPISODID=old REFLD={Day(referred)} TRIAGED={Day(referred)} {closed} {childless}");
        Assert.Equal(["C1/old"], _store.Episodes());
        _store.Submit("EPISODID=new", correction: true, confirmed: true);
        Assert.Equal(replaced ? ["C1/new"] : ["C1/new", "C1/old"], _store.Episodes());
    }

    [Theory]
    [InlineData("2011-03-31", false)]
    [InlineData("2011-04-01", true)]
    [InlineData("2012-03-31", true)]
    [InlineData("2012-04-01", false)]
    public void With_scope_referred_only_what_was_referred_in_the_window_is_replaced(string referred, bool replaced)
    {
        var day = DayText.Show(DateOnly.Parse(referred, null));
        const string rest = "@agency=N0870 AGNCY=N0870 MODAL='' MODST='' REFMODDT='' FAOMODDT='' TOPDATE='' CPLANDT=''";
        _store.Submit($"@from=2010-04-01 @to=2012-04-05 {rest} EPISODID=old REFLD={day} TRIAGED={day}");
        _store.Submit("@agency=N0870 AGNCY=N0870 EPISODID=new", correction: true, confirmed: true);
        Assert.Equal(replaced ? ["C1/new"] : ["C1/new", "C1/old"], _store.Episodes("N0870"));
    }

    /// <summary>Of two files that are held, confirming the older after the newer would undo the newer.</summary>
    [Fact]
    public void A_held_file_that_is_older_than_another_cannot_be_confirmed()
    {
        string Rows(string more) => string.Join(" | ", Enumerable.Range(1, 20).Select(i => $"CLIENTID=C{i} {more}{(i <= 3 ? " TRIAGED=31/10/2011" : "")}"));
        var older = _store.Submit(Rows("CLIENT=a"));
        var newer = _store.Submit(Rows("CLIENT=b"));
        Assert.Equal([SubmissionState.Held, SubmissionState.Held], [older.State, newer.State]);
        var refused = Assert.Throws<SubmissionStateException>(() => _store.Submissions.Confirm(older.Id, TestStore.By, "the first"));
        Assert.Contains($"older than submission {newer.Id}", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_store.Episodes());
        _store.Submissions.Confirm(newer.Id, TestStore.By, "the last");
        Assert.Equal(17, _store.Episodes().Length);
    }

    [Fact]
    public void Held_episodes_referred_after_the_window_stay()
    {
        _store.Submit("EPISODID=late REFLD=05/04/2012 TRIAGED=05/04/2012 MODST='' REFMODDT='' FAOMODDT='' TOPDATE='' CPLANDT='' | EPISODID=E1");
        Assert.Equal(["C1/E1", "C1/late"], _store.Episodes());
        _store.Submit("EPISODID=E1 CLIENT=other");
        Assert.Equal(["C1/E1", "C1/late"], _store.Episodes());
    }

    [Fact]
    public void A_rejected_new_version_still_takes_the_old_one_away()
    {
        _store.Submit("EPISODID=E1 | EPISODID=E2 CLIENTID=C2");
        _store.Submit("EPISODID=E1 TRIAGED=31/10/2011 | EPISODID=E2 CLIENTID=C2", confirmed: true);
        Assert.Equal(["C2/E2"], _store.Episodes());
    }

    [Fact]
    public void A_loaded_episode_replaces_the_held_one_of_its_key_wherever_that_lies()
    {
        const string past = " MODST=03/05/2010 REFMODDT=03/05/2010 FAOMODDT=03/05/2010 TOPDATE=03/05/2010 CPLANDT=03/05/2010";
        _store.Submit($"@from=2010-04-01 @to=2011-04-30 @received=2011-05-10 REFLD=01/05/2010 TRIAGED=03/05/2010 DISD=30/03/2011 DISRSN=80{past}");
        _store.Submit("CLIENT=again", confirmed: true);
        Assert.Equal([new DateOnly(2011, 11, 1)], _store.Query<DateOnly>("SELECT refld FROM episode"));
    }

    [Fact]
    public void Scope_referred_replaces_only_what_was_referred_in_the_window()
    {
        const string before = "@agency=N0870 AGNCY=N0870 EPISODID=before REFLD=01/03/2011 TRIAGED=03/03/2011";
        _store.Submit($"{before} | AGNCY=N0870 EPISODID=inside");
        _store.Submit("@agency=N0870 AGNCY=N0870 EPISODID=new");
        Assert.Equal(["C1/before", "C1/new"], _store.Episodes("N0870"));
    }

    [Fact]
    public void Files_of_other_agencies_are_never_touched()
    {
        _store.Submit("");
        _store.Submit("@agency=N0853 AGNCY=N0853 EPISODID=E9");
        Assert.Equal(["C1/E1"], _store.Episodes());
        Assert.Equal(["C1/E9"], _store.Episodes("N0853"));
    }

    [Theory]
    [InlineData("@agency=N0999 AGNCY=N0999", "FILE-09")]
    [InlineData("@agency=N0860 AGNCY=N0860", "FILE-09")]
    [InlineData("@to=2010-01-01", "FILE-07")]
    [InlineData("-DRUG1 CLIENT=x", "FILE-02")]
    [InlineData("TRIAGED='' CLIENT=x", "FILE-12")]
    public void A_file_that_is_rejected_leaves_what_is_held(string rows, string rule)
    {
        _store.Submit("");
        var before = _store.Export(new DateOnly(2012, 3, 31));
        var result = _store.Submit(rows);
        Assert.Equal(SubmissionState.Rejected, result.State);
        Assert.Contains(result.Checked.Issues, i => i.Rule == rule);
        Assert.Equal(before, _store.Export(new DateOnly(2012, 3, 31)));
        Assert.Equal(["accepted", "rejected"], _store.Query<string>("SELECT state FROM submission ORDER BY id"));
        Assert.Contains(_store.Queries.IssuesOf(result.Id), i => i.Rule == rule);
    }

    [Fact]
    public void The_same_bytes_again_are_refused_and_so_is_an_earlier_window_unless_it_corrects()
    {
        _store.Submit("");
        Assert.Equal(["FILE-10"], _store.Submit("").Checked.Issues.Select(i => i.Rule));
        const string earlier = "@to=2012-02-29 @received=2012-04-10";
        Assert.Contains("FILE-11", _store.Submit(earlier).Checked.Issues.Select(i => i.Rule));
        Assert.Equal(SubmissionState.Accepted, _store.Submit($"{earlier} CLIENT=y", correction: true).State);
    }

    [Fact]
    public void Many_rejections_hold_a_file_and_a_confirmation_loads_it()
    {
        var rows = string.Join(" | ", Enumerable.Range(1, 20).Select(i => $"CLIENTID=C{i}{(i <= 3 ? " TRIAGED=31/10/2011" : "")}"));
        Assert.Equal(SubmissionState.Held, _store.Submit(rows).State);
        Assert.Empty(_store.Episodes());
        Assert.Equal(SubmissionState.Accepted, _store.Submit(rows, confirmed: true).State);
        Assert.Equal(17, _store.Episodes().Length);
    }

    [Fact]
    public void A_held_file_is_confirmed_or_withdrawn_once_and_by_name()
    {
        string Rows(int count, string more = "") => string.Join(" | ", Enumerable.Range(1, count).Select(i => $"CLIENTID=C{i}{more}"));
        _store.Submit(Rows(21));
        var held = _store.Submit(Rows(12, " CLIENT=x") + " | CLIENTID=C13 CONSENT=N");
        Assert.Equal(SubmissionState.Held, held.State);
        _store.Submissions.Confirm(held.Id, TestStore.By, "the clinic closed");
        Assert.Equal(12, _store.Episodes().Length);
        Assert.Single(_store.Query<string>("SELECT client_hash FROM refusal"));
        Assert.Equal(
            [
                "received/", "checking/", "accepted/", "superseded/submission 2",
                "received/", "checking/", "held/", "accepted/the clinic closed",
            ],
            _store.Query<string>("SELECT CONCAT(state, '/', reason) FROM submission_event ORDER BY submission_id, id"));
        Assert.Throws<SubmissionStateException>(() => _store.Submissions.Confirm(held.Id, TestStore.By, "again"));
        Assert.Throws<SubmissionStateException>(() => _store.Submissions.Withdraw(99, TestStore.By, "none"));

        var second = _store.Submit(string.Join(" | ", Enumerable.Range(1, 20).Select(i => $"CLIENTID=C{i} TRIAGED=''{(i > 15 ? " EPISODID=z TRIAGED=05/11/2011" : "")}")));
        Assert.Equal(SubmissionState.Held, second.State);
        _store.Submissions.Withdraw(second.Id, TestStore.By, "half a file");
        Assert.Equal(12, _store.Episodes().Length);
        Assert.Throws<SubmissionStateException>(() => _store.Submissions.Confirm(second.Id, TestStore.By, "after all"));
    }

    [Fact]
    public void A_held_file_is_superseded_by_a_later_one_that_is_loaded()
    {
        var rows = string.Join(" | ", Enumerable.Range(1, 20).Select(i => $"CLIENTID=C{i}{(i <= 3 ? " TRIAGED=31/10/2011" : "")}"));
        var held = _store.Submit(rows);
        _store.Submit("CLIENTID=C1");
        Assert.Equal(["superseded", "accepted"], _store.Query<string>("SELECT state FROM submission ORDER BY id"));
        Assert.Throws<SubmissionStateException>(() => _store.Submissions.Confirm(held.Id, TestStore.By, "too late"));
    }

    [Fact]
    public void Far_fewer_episodes_hold_a_file()
    {
        string Rows(int count) => string.Join(" | ", Enumerable.Range(1, count).Select(i => $"CLIENTID=C{i}"));
        _store.Submit(Rows(20));
        Assert.Equal(SubmissionState.Accepted, _store.Submit(Rows(18)).State);
        _store.Submit(Rows(20));
        var held = _store.Submit(Rows(17));
        Assert.Equal(SubmissionState.Held, held.State);
        Assert.Contains(held.Checked.Issues, i => i.Rule == "FILE-13");
        Assert.Equal(20, _store.Episodes().Length);
    }

    [Fact]
    public void An_export_of_referrals_only_is_held()
    {
        const string older = "EPISODID=old REFLD=01/03/2011 TRIAGED=03/03/2011";
        _store.Submit($"{older} | {older} CLIENTID=C3 DISD=05/12/2011 DISRSN=80 | EPISODID=E1 CLIENTID=C2");
        var held = _store.Submit("EPISODID=E1 CLIENTID=C2 CLIENT=z");
        Assert.Equal(SubmissionState.Held, held.State);
        var issue = Assert.Single(held.Checked.Issues, i => i.Rule == "FILE-17");
        Assert.Equal(["2", "1"], new[] { "current", "open" }.Select(name => issue.Details.Single(d => d.Key == name).Value));
        Assert.Equal(["C1/old", "C2/E1", "C3/old"], _store.Episodes());
    }

    [Fact]
    public void A_referral_on_the_first_day_of_the_window_is_none_from_before_it()
    {
        const string first = "EPISODID=old REFLD=01/04/2011 TRIAGED=03/04/2011";
        _store.Submit($"{first} | EPISODID=E1 CLIENTID=C2");
        Assert.DoesNotContain(_store.Submit("EPISODID=E1 CLIENTID=C2 CLIENT=z").Checked.Issues, i => i.Rule == "FILE-17");
    }

    [Fact]
    public void A_client_without_an_episode_is_there_while_the_current_file_names_the_client()
    {
        _store.Submit("CLIENTID=C1 | CLIENTID=C2 DRUG1=''");
        Assert.Equal(["C1", "C2"], _store.Query<string>("SELECT clientid FROM client ORDER BY clientid"));
        _store.Submit("CLIENTID=C1 CLIENT=z");
        Assert.Equal(["C1"], _store.Query<string>("SELECT clientid FROM client"));
    }

    [Fact]
    public void Who_differs_from_what_is_held_is_warned_of_and_corrected()
    {
        _store.Submit("");
        var result = _store.Submit("SINITIAL=T");
        Assert.Contains(result.Checked.Issues, i => i is { Rule: "CLIENT-05", Column: "SINITIAL", Value: "T" });
        Assert.Equal(["T"], _store.Query<string>("SELECT sinitial FROM client"));
    }

    [Fact]
    public void The_order_of_agencies_files_and_of_rows_means_nothing()
    {
        string[] files =
        [
            "CLIENTID=C1 | CLIENTID=C2 DRUG1=7000 ROUTE=4 INJSTAT=N FINITIAL=Q",
            "@agency=N0853 AGNCY=N0853 CLIENTID=X1 EPISODID=E7 REFLD=01/12/2011 TRIAGED=02/12/2011 | AGNCY=N0853 CLIENTID=X2 SEX=F PREGNANT=N",
            "@agency=N0855 AGNCY=N0855 CLIENTID=Y1 DAT=A09B LA=00CH",
        ];
        foreach (var file in files)
            _store.Submit(file);
        using var other = new TestStore();
        foreach (var file in files.Reverse())
        {
            var facts = file.Split(' ').TakeWhile(t => t[0] == '@');
            other.Submit(string.Join(' ', facts) + " " + string.Join(" | ", file.Split(" | ").Select(
                r => string.Join(' ', r.Split(' ').Where(t => t[0] != '@'))).Reverse()));
        }

        Assert.Equal(_store.Export(new DateOnly(2012, 3, 31)), other.Export(new DateOnly(2012, 3, 31)));
        Assert.NotEmpty(_store.Export(new DateOnly(2012, 3, 31)));
    }

    [Theory]
    [InlineData("N0852-20100101-20131212-TREAT-IN-K.csv", null, null, 46)]
    [InlineData("N0852-20110202-20121212-TREAT-IN-H.csv", null, null, 25)]
    [InlineData("N0852-20130104-19700101-TREAT-IN-K.csv", "2013-04-01", "2014-03-31", 7)]
    public void A_real_systems_files_are_loaded(string name, string? from, string? to, int episodes)
    {
        var given = from is null ? ExplicitFacts.None : new ExplicitFacts(From: DateOnly.Parse(from, null), To: DateOnly.Parse(to!, null));
        var content = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", "real-exporter", name));
        // Over 10 % of the episodes of one file are rejected, which holds it.
        _store.Submit(name, content, new DateOnly(2014, 4, 10), given, confirmed: true);
        Assert.Equal(episodes, _store.Episodes().Length);
    }

    [Fact]
    public void A_new_data_set_letter_is_loaded_from_test_files_alone()
    {
        var fields = Encoding.UTF8.GetString(CodeBook.Embedded.File("fields-H.csv"))
            + "113,COLOUR,episode,Favourite colour,code,,,colour,expected,,\n114,SHOES,modality,Shoe size,integer,10,60,,optional,,\n";
        var book = CodeBook.Embedded.With(new Dictionary<string, byte[]>
        {
            ["data-sets.csv"] = Encoding.UTF8.GetBytes("letter,in_force_from,in_force_to,fields\nM,2011-04-01,,fields-M.csv\n"),
            ["fields-M.csv"] = Encoding.UTF8.GetBytes(fields),
            ["code-lists/colour.csv"] = Encoding.UTF8.GetBytes("code,label\nR,Red\nB,Blue\n"),
        });
        var file = new TestFile("@letter=M COLOUR=b SHOES=42", book);
        var submissions = new Submissions(_store.Database, _store.Secrets, book);
        var result = submissions.Submit(new ReceivedFile(file.Name, () => new MemoryStream(Encoding.UTF8.GetBytes(file.Csv()))), file.Received);
        Assert.Empty(result.Checked.Issues);
        Assert.Equal(["{\"DUALDIAG\":\"N\",\"COLOUR\":\"B\"}"], _store.Query<string>("SELECT other FROM episode"));
        Assert.Equal(["{\"SHOES\":42}"], _store.Query<string>("SELECT other FROM modality"));
    }
}
