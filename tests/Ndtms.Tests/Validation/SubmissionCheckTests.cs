using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Records;
using Ndtms.Core.Validation;

namespace Ndtms.Tests.Validation;

/// <summary>What a file is checked against as a whole: its facts, its header, its rows, and what is held of the agency.</summary>
public sealed class SubmissionCheckTests
{
    private static readonly Agency Wearside =
        new("N0852", "Wearside", "A12B", "north-east", AgencyService.Adult, "", null, null, AgencyScope.Active);

    private static AgencyState State(
        Agency? agency, string? sha256 = null, DateOnly? to = null, int replaced = 0, int before = 0, int open = 0) =>
        new(agency, sha256, to, new Dictionary<string, KnownClient>
        {
            ["other"] = new(new Attributors('X', 'Y', new DateOnly(1970, 1, 1), "F"), replaced, 0, before, open),
        });

    private static CheckedSubmission Check(
        string text, AgencyState? state = null, ExplicitFacts? given = null, bool correction = false, Func<string, string>? change = null)
    {
        var file = new TestFile(text);
        var csv = change is null ? file.Csv() : change(file.Csv());
        return TestFile.Check(
            file.Name, Encoding.UTF8.GetBytes(csv), file.Received, given: given, register: state is null ? null : _ => state, correction: correction);
    }

    private static string Episodes(int count, int rejected = 0, string more = "") => string.Join(
        " | ", Enumerable.Range(1, count).Select(i => $"CLIENTID=C{i} {more}" + (i <= rejected ? " TRIAGED=''" : "")));

    /// <summary>The rules, but for the notice that clients of these files have the attributors of one person.</summary>
    private static List<string> Rules(CheckedSubmission submission) => [.. submission.Issues.Select(i => i.Rule).Where(r => r != "CLIENT-09")];

    [Theory]
    [InlineData("@from=2012-04-01 @to=2012-03-31")]
    [InlineData("@to=2012-04-11")]
    public void An_impossible_window(string text)
    {
        var checkedFile = Check(text);
        Assert.Equal(["FILE-07"], Rules(checkedFile));
        Assert.Null(checkedFile.Content);
        Assert.Contains("explicitly", RuleBook.Advice(checkedFile.Issues[0], CodeBook.Embedded), StringComparison.Ordinal);
    }

    [Fact]
    public void A_window_of_one_day_and_one_that_ends_on_the_day_of_receipt_are_possible()
    {
        Assert.DoesNotContain("FILE-07", Rules(Check("@from=2012-03-31 @to=2012-03-31")));
        Assert.DoesNotContain("FILE-07", Rules(Check("@to=2012-04-10")));
    }

    [Fact]
    public void All_that_is_wrong_with_the_facts_is_said_together_and_nothing_of_the_content()
    {
        var checkedFile = Check(
            "@name=N0852-20110401-20120331-TREAT-IN-H.csv DOB='' -REFLD", State(null, to: new DateOnly(2014, 1, 1)),
            new ExplicitFacts(From: new DateOnly(2013, 6, 1), To: new DateOnly(2013, 5, 31)));
        Assert.Equal(["FILE-07", "FILE-08", "FILE-09", "FILE-11", "FILE-16"], Rules(checkedFile));
    }

    [Fact]
    public void A_name_that_says_nothing_stands_alone_and_given_facts_mend_it()
    {
        Assert.Equal(["FILE-06"], Rules(Check("@name=export.csv DOB=''", State(null))));
        var given = new ExplicitFacts("N0852", new DateOnly(2011, 4, 1), new DateOnly(2012, 3, 31), "h");
        Assert.Empty(Check("@name=export.csv", State(Wearside), given).Issues);
    }

    [Fact]
    public void Given_facts_that_agree_with_the_name_raise_nothing()
    {
        Assert.Empty(Check("", given: new ExplicitFacts("n0852", new DateOnly(2011, 4, 1), null, "h")).Issues);
        Assert.Equal(["FILE-16"], Rules(Check("", given: new ExplicitFacts(From: new DateOnly(2011, 4, 2)))));
    }

    [Fact]
    public void The_agency_must_be_registered_and_active_on_the_last_day()
    {
        bool Found(Agency? agency) => Rules(Check("", State(agency))).Contains("FILE-09");
        Assert.True(Found(null));
        Assert.False(Found(Wearside));
        Assert.False(Found(Wearside with { ActiveFrom = new DateOnly(2012, 3, 31), ActiveTo = new DateOnly(2012, 3, 31) }));
        Assert.True(Found(Wearside with { ActiveFrom = new DateOnly(2012, 4, 1) }));
        Assert.True(Found(Wearside with { ActiveTo = new DateOnly(2012, 3, 30) }));
    }

    [Fact]
    public void The_same_bytes_are_told_even_from_another_packing()
    {
        var sha256 = Check("").File.Sha256;
        Assert.Equal(["FILE-10"], Rules(Check("", State(Wearside, sha256, new DateOnly(2012, 3, 31)))));
        Assert.Empty(Check("CLIENT=R2", State(Wearside, sha256, new DateOnly(2012, 3, 31))).Issues);
    }

    [Fact]
    public void An_earlier_window_needs_the_mark_of_a_correction()
    {
        Assert.Empty(Check("", State(Wearside, to: new DateOnly(2012, 3, 31))).Issues);
        Assert.Equal(["FILE-11"], Rules(Check("", State(Wearside, to: new DateOnly(2012, 4, 1)))));
        Assert.Empty(Check("", State(Wearside, to: new DateOnly(2012, 4, 1)), correction: true).Issues);
    }

    [Theory]
    [InlineData(17, 20, true)]
    [InlineData(18, 20, false)]
    [InlineData(10, 19, false)]
    [InlineData(9, 19, true)]
    [InlineData(2, 5, true)]
    [InlineData(3, 5, false)]
    [InlineData(1, 4, false)]
    [InlineData(26, 29, true)]
    [InlineData(27, 30, false)]
    public void Over_a_tenth_fewer_episodes_hold_the_file(int read, int held, bool found)
    {
        var checkedFile = Check(Episodes(read), State(Wearside, replaced: held));
        Assert.Equal(found ? ["FILE-13"] : [], Rules(checkedFile));
        Assert.Equal(found ? Verdict.Held : Verdict.Accepted, checkedFile.Verdict);
    }

    [Theory]
    [InlineData(20, 2, false)]
    [InlineData(20, 3, true)]
    [InlineData(19, 10, false)]
    [InlineData(30, 3, false)]
    [InlineData(30, 4, true)]
    public void Over_a_tenth_of_rejected_episodes_hold_the_file(int read, int rejected, bool found)
    {
        var checkedFile = Check(Episodes(read, rejected));
        Assert.Equal(found, Rules(checkedFile).Contains("FILE-14"));
        Assert.Equal(found ? Verdict.Held : Verdict.Accepted, checkedFile.Verdict);
    }

    [Fact]
    public void An_episode_below_a_rejected_client_counts_as_rejected_and_a_refused_one_was_not_read()
    {
        Assert.Contains("FILE-14", Rules(Check(Episodes(17) + " | " + Episodes(3, more: "DOB='' EPISODID=X").Replace("=C", "=D", StringComparison.Ordinal))));
        Assert.DoesNotContain("FILE-14", Rules(Check(Episodes(19, 10) + " | CLIENTID=D1 CONSENT=N")));
    }

    /// <summary>Who refuses is gone because of it, and not because the export is incomplete.</summary>
    [Fact]
    public void Clients_who_refuse_are_not_missed_in_the_file()
    {
        var current = "@clients=" + string.Join(',', Enumerable.Range(1, 17).Select(i => $"C{i}")) + ",D1,D2,D3";
        Assert.DoesNotContain("FILE-13", Rules(new TestFile($"{current} @times=17 CLIENTID=C | @times=3 CLIENTID=D CONSENT=N").Check()));
        Assert.Contains("FILE-13", Rules(new TestFile($"{current} @times=17 CLIENTID=C").Check()));
    }

    [Fact]
    public void A_client_who_refuses_under_the_old_id_and_is_there_under_another_has_not_changed_it()
    {
        Assert.DoesNotContain("FILE-21", Rules(new TestFile("@clients=D1,D2,D3,D4,D5 | CLIENTID=D5 CONSENT=N").Check()));
        Assert.Contains("FILE-21", Rules(new TestFile("@clients=D1,D2,D3,D4,D5 | CLIENTID=D6 CONSENT=N").Check()));
    }

    /// <summary>A column CONSENT filled by mistake deletes as many where a spreadsheet has taken the zeros from the ids.</summary>
    [Fact]
    public void Refusals_under_another_form_of_the_id_count_among_the_many()
    {
        var many = new TestFile("@clients=D1,D2,D3,D4,0D5 @times=5 CLIENTID=D CONSENT=N").Check();
        Assert.Equal(["0D5"], many.AlsoRefused);
        Assert.Equal(5, many.ManyRefused);
        Assert.Contains("FILE-25", Rules(many));
        Assert.DoesNotContain("FILE-25", Rules(new TestFile("@clients=D1,D2,D3,D4,X5 @times=5 CLIENTID=D CONSENT=N").Check()));
    }

    /// <summary>Refusals are kept wherever they stand, so such rows are not lost; those beside them are.</summary>
    [Fact]
    public void Refusals_on_rows_of_another_agency_are_no_skipped_rows()
    {
        Assert.DoesNotContain("FILE-18", Rules(Check("@times=20 | @times=3 CLIENTID=D AGNCY=N0999 CONSENT=N")));
        Assert.Contains("FILE-18", Rules(Check("@times=20 | @times=3 CLIENTID=D AGNCY=N0999")));
    }

    /// <summary>A file that is rejected cannot be confirmed, so nothing of it may ask for that.</summary>
    [Theory]
    [InlineData("@times=3 AGNCY=''", "FILE-18")]
    [InlineData("DOB='' @content=cut", "FILE-19")]
    [InlineData("@times=3 DOB=05/25/1980", "FILE-22")]
    public void Beside_a_file_that_brings_nothing_what_would_hold_it_only_explains(string text, string rule)
    {
        var nothing = new TestFile(text).Check();
        Assert.Contains("FILE-12", Rules(nothing));
        Assert.Equal(Severity.Warning, Assert.Single(nothing.Issues, i => i.Rule == rule).Severity);
        var some = new TestFile("CLIENTID=X | " + text).Check();
        Assert.DoesNotContain("FILE-12", Rules(some));
        Assert.Equal(Severity.Hold, Assert.Single(some.Issues, i => i.Rule == rule).Severity);
    }

    /// <summary>A spreadsheet leaves out blanks at the end of a row, and its last line may be one of separators alone.</summary>
    [Theory]
    [InlineData("", true)]
    [InlineData("\n", false)]
    [InlineData("\n,,", false)]
    [InlineData("\n,, ,\n", false)]
    public void A_short_row_is_a_cut_one_only_where_the_file_ends_in_it(string end, bool cut)
    {
        var rules = Rules(Check("@cut=3 HRISK='' PHSTAT='' QUALLIFE=''", change: csv => csv.TrimEnd('\n') + end));
        Assert.Equal(cut, rules.Contains("FILE-19"));
    }

    [Fact]
    public void An_export_of_referrals_is_held()
    {
        List<string> Found(string text, Agency agency, int before) =>
            [.. Rules(Check(text, State(agency, replaced: before, before: before, open: 1))).Where(r => r == "FILE-17")];
        const string old = "REFLD=31/03/2011 EPISODID=E2 DISD=01/06/2011 DISRSN=80 TRIAGED=31/03/2011";
        Assert.NotEmpty(Found("", Wearside, 1));
        Assert.Empty(Found("", Wearside, 0));
        Assert.Empty(Found(old, Wearside, 1));
        Assert.NotEmpty(Found("REFLD=01/04/2011", Wearside, 1));
        Assert.NotEmpty(Found("REFLD=99/99/2010 | CLIENTID=C2", Wearside, 1));
        Assert.Empty(Found("", Wearside with { Scope = AgencyScope.Referred }, 1));

        var issue = Assert.Single(Check("", State(Wearside, replaced: 12, before: 12, open: 7)).Issues, i => i.Rule == "FILE-17");
        Assert.Contains("7 of them open", RuleBook.Message(issue, CodeBook.Embedded), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_brings_nothing_is_rejected_with_all_that_was_found_in_it()
    {
        var rules = Rules(Check(Episodes(20, 20), State(Wearside, replaced: 40)));
        Assert.Equal(["FILE-12", "FILE-13", "FILE-14"], rules.Where(r => r.StartsWith("FILE", StringComparison.Ordinal)));
        Assert.Equal(20, rules.Count(r => r == "VALUE-01"));
    }

    [Fact]
    public void A_refusal_alone_is_something_to_load()
    {
        var checkedFile = Check("CONSENT=N");
        Assert.Equal(["CLIENT-01"], Rules(checkedFile));
        Assert.Equal(Verdict.Accepted, checkedFile.Verdict);
        Assert.Equal(["C1"], checkedFile.Refusals);
        Assert.Equal(0, checkedFile.Counts.Sum(c => c.Read));
    }

    [Fact]
    public void Headers_are_matched_by_name_in_any_order_and_case()
    {
        var file = new TestFile();
        var lines = file.Csv().Split('\n');
        var shuffled = string.Join('\n', lines.Select(l => string.Join(',', l.Split(',').Reverse())));
        Assert.Empty(TestFile.Check(file.Name, Encoding.UTF8.GetBytes(shuffled), file.Received).Issues);
        Assert.Empty(Check("", change: csv => csv.Replace("REFLD", " refld ", StringComparison.Ordinal)).Issues);
    }

    [Fact]
    public void A_header_that_is_not_known_is_ignored_with_the_nearest_name()
    {
        var issue = Assert.Single(Check("", change: csv => csv.Replace("GPPTCE", "GPTCE", StringComparison.Ordinal)).Issues, i => i.Rule == "FILE-04");
        Assert.Equal("GPTCE", issue.Column);
        Assert.Equal([1], issue.Lines);
        Assert.EndsWith("Did you mean GPPTCE?", RuleBook.Message(issue, CodeBook.Embedded), StringComparison.Ordinal);
    }

    /// <summary>A clinic that opened its export in a spreadsheet program must learn what happened, not that every column is absent.</summary>
    [Theory]
    [InlineData(";", "semicolons")]
    [InlineData("\t", "tabs")]
    public void A_file_with_another_separator_is_read_and_its_sender_told(string separator, string called)
    {
        var read = Assert.Single(Check("", change: csv => csv.Replace(",", separator, StringComparison.Ordinal)).Issues);
        Assert.Equal("FILE-24", read.Rule);
        Assert.Contains($"with {called} between values", RuleBook.Message(read, CodeBook.Embedded), StringComparison.Ordinal);

        // Without all the columns that must be there it may be anything: commas are meant, and the sender is told what stands there.
        var issue = Assert.Single(Check("-DOB", change: csv => csv.Replace(",", separator, StringComparison.Ordinal)).Issues, i => i.Rule == "FILE-04");
        Assert.Equal(60, issue.Column!.Length);
        var message = RuleBook.Message(issue, CodeBook.Embedded);
        Assert.Contains($"It contains {called}, so it was read as one column.", message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 100, 240);
        Assert.Contains($"commas in place of {called}", RuleBook.Advice(issue, CodeBook.Embedded), StringComparison.Ordinal);
    }

    [Fact]
    public void Column_names_below_a_title_are_told_once_with_their_line()
    {
        var found = Check("", change: csv => "Monthly extract\n\n" + csv).Issues.Where(i => i.Rule == "FILE-02").Select(i => RuleBook.Message(i, CodeBook.Embedded)).ToList();
        Assert.True(found.Count > 5);
        Assert.Single(found, m => m.EndsWith("Line 1 has no column names; they are on line 3.", StringComparison.Ordinal));
        Assert.All(found.Skip(1), m => Assert.DoesNotContain("Line", m, StringComparison.Ordinal));
    }

    [Fact]
    public void One_odd_header_among_many_is_no_other_separator()
    {
        var issue = Assert.Single(Check("", change: csv => csv.Replace("GPPTCE", "A;B", StringComparison.Ordinal)).Issues, i => i.Rule == "FILE-04");
        Assert.DoesNotContain("commas", RuleBook.Message(issue, CodeBook.Embedded) + RuleBook.Advice(issue, CodeBook.Embedded), StringComparison.Ordinal);
    }

    /// <summary>A file without a header has a row of somebody's data in its place.</summary>
    [Fact]
    public void A_long_header_is_shown_cut_and_no_character_is_cut_in_two()
    {
        string Shown(string header) =>
            Assert.Single(Check("", change: csv => csv.Replace("GPPTCE", header, StringComparison.Ordinal)).Issues, i => i.Rule == "FILE-04").Column!;
        Assert.Equal(new string('X', 60), Shown(new string('X', 60)));
        Assert.Equal(new string('X', 59) + "…", Shown(new string('X', 61)));
        Assert.Equal(new string('X', 58) + "…", Shown(new string('X', 58) + "😀😀"));
    }

    [Fact]
    public void Columns_without_a_name_are_ignored_and_told_where_they_hold_a_value()
    {
        string Append(string csv, string header, string row) => string.Join('\n', csv.TrimEnd('\n').Split('\n').Select((l, i) => l + (i == 0 ? header : row))) + "\n";
        Assert.Empty(Check("", change: csv => Append(csv, ",,", ",, ")).Issues);
        var one = Assert.Single(Check("", change: csv => Append(csv, ",,", ",x,")).Issues);
        Assert.Equal(("FILE-04", null), (one.Rule, one.Column));
        Assert.Equal("Column number 113 has values but no header; it was ignored.", RuleBook.Message(one, CodeBook.Embedded));
        Assert.Equal(["FILE-04", "FILE-04"], Rules(Check("", change: csv => Append(csv, ",,", ",x,y"))));
    }

    [Fact]
    public void The_columns_of_our_own_errors_file_are_ignored_without_a_word()
    {
        string Before(string csv, string header, string row) => string.Join('\n', csv.TrimEnd('\n').Split('\n').Select((l, i) => (i == 0 ? header : row) + l)) + "\n";
        Assert.Empty(Check("", change: csv => Before(csv, "ERRORS,severity,", "\"VALUE-02: blank\",warning,")).Issues);
        // A line of ours alone is no row, and a text of ours makes no copy another row.
        Assert.Empty(Check("", change: csv => Before(csv, "ERRORS,", "x,") + "Line 9: ROW-01\n").Issues);
        Assert.Equal(["ROW-03"], Rules(Check("CLIENT=A | CLIENT=A", change: csv =>
        {
            var lines = csv.Split('\n');
            return $"ERRORS,{lines[0]}\none,{lines[1]}\nother,{lines[2]}\n";
        })));
    }

    [Fact]
    public void All_that_is_wrong_with_the_header_is_said_together()
    {
        var checkedFile = Check("DOB='' -REFLD -ETHNIC -MODAL", change: csv => csv.Replace(",PCT,", ",SEX,", StringComparison.Ordinal));
        Assert.Equal(
            ["FILE-02 REFLD", "FILE-03 SEX", "FILE-05 ETHNIC", "FILE-05 MODAL", "FILE-05 PCT"],
            checkedFile.Issues.Select(i => $"{i.Rule} {i.Column}"));
    }

    [Fact]
    public void A_quotation_mark_that_swallows_rows_is_told_with_the_line_where_it_opened()
    {
        var file = new TestFile("CLIENTID=C1 | CLIENTID=C2 CLIENT=Q | CLIENTID=C3 | CLIENTID=C4 CLIENT=5Q | CLIENTID=C5");
        var csv = file.Csv().Replace(",Q,", ",\"Q,", StringComparison.Ordinal).Replace(",5Q,", ",5\"Q,", StringComparison.Ordinal);
        // The mark closes in the row of C4, in the same column: read as it stands, C2's person would get C4's treatment.
        var closed = TestFile.Check(file.Name, Encoding.UTF8.GetBytes(csv), file.Received);
        Assert.Equal(["C1", "C5"], closed.Content!.Clients.Select(c => c.Key));
        Assert.Contains(
            "opens on line 3 and closes only on line 5",
            RuleBook.Message(Assert.Single(closed.Issues, i => i.Rule == "ROW-01"), CodeBook.Embedded), StringComparison.Ordinal);

        csv = file.Csv().Replace(",R1,C3,", ",\"R1,C3,", StringComparison.Ordinal);
        var open = TestFile.Check(file.Name, Encoding.UTF8.GetBytes(csv), file.Received);
        var issue = Assert.Single(open.Issues, i => i.Rule == "ROW-01");
        Assert.Equal([4], issue.Lines);
        Assert.Contains("opens on line 4 and is never closed", RuleBook.Message(issue, CodeBook.Embedded), StringComparison.Ordinal);
        Assert.Equal(["C1", "C2"], open.Content!.Clients.Select(c => c.Key));
    }

    [Fact]
    public void A_quotation_mark_in_the_last_column_that_swallows_the_rest_is_told_too()
    {
        var file = new TestFile("CLIENTID=C1 | CLIENTID=C2 OPRAGNCY=Q | CLIENTID=C3");
        var csv = file.Csv().Replace(",Q\n", ",\"Q\n", StringComparison.Ordinal);
        var found = TestFile.Check(file.Name, Encoding.UTF8.GetBytes(csv), file.Received);
        Assert.Equal(["FILE-19", "ROW-01"], Rules(found));
        Assert.All(found.Issues, i => Assert.Equal([3], i.Lines));
    }

    [Fact]
    public void A_swallowing_mark_is_named_by_the_line_it_opened_on_although_the_row_began_before()
    {
        var file = new TestFile("NATION='Q1' PC='Q2' | CLIENTID=C2");
        var csv = file.Csv().Replace("Q1", "\"G\nB\"", StringComparison.Ordinal).Replace("Q2", "x,\"\n\ny\"", StringComparison.Ordinal);
        var issue = Assert.Single(TestFile.Check(file.Name, Encoding.UTF8.GetBytes(csv), file.Received).Issues, i => i.Rule == "ROW-01");
        Assert.Equal([2], issue.Lines);
        Assert.Equal("2", Assert.Single(issue.Details, d => d.Key == "quote").Value);
        Assert.Equal("3", Assert.Single(issue.Details, d => d.Key == "end").Value);
    }

    [Theory]
    [InlineData("CONSENT=N | CONSENT=Y EPISODID=E2", 1)]
    [InlineData("CONSENT=Y | CONSENT=n EPISODID=E2 AGNCY=N0999", 1)]
    [InlineData("CONSENT=Y | CONSENT=N EPISODID=E2 AGNCY=''", 1)]
    [InlineData("CONSENT=Y DOB='' | CONSENT=N | CONSENT=N EPISODID=E2", 2)]
    public void One_refusal_anywhere_refuses_the_whole_client(string rows, int lines)
    {
        var checkedFile = Check(rows + " | CLIENTID=C2");
        Assert.Equal(["C1"], checkedFile.Refusals);
        Assert.Equal(["C2"], checkedFile.Content!.Clients.Select(c => c.Key));
        Assert.Equal(lines, Assert.Single(checkedFile.Issues, i => i.Rule == "CLIENT-01").Lines.Count);
        Assert.DoesNotContain(checkedFile.Issues, i => i.Severity >= Severity.Warning);
    }

    [Fact]
    public void A_refusal_without_a_client_or_on_a_broken_row_is_none()
    {
        Assert.Empty(Check("CONSENT=N CLIENTID=''").Refusals);
        Assert.Empty(Check("CONSENT=N @more=x").Refusals);
        Assert.Empty(Check("CONSENT=N HRISK=X @cut=1").Refusals);
        Assert.Equal(["C1"], Check("CONSENT=N @cut=1").Refusals);
        Assert.Empty(Check("CONSENT=No").Refusals);
    }

    [Fact]
    public void Rows_are_judged_in_their_order_count_then_agency_then_copy()
    {
        List<string> Found(string rows) => [.. Check(rows + " | CLIENTID=C9").Issues
            .Where(i => i.Rule.StartsWith("ROW", StringComparison.Ordinal) || i.Rule == "VALUE-01").Select(i => $"{i.Rule} {i.Severity} {i.ClientId}")];
        Assert.Equal(["ROW-03 Notice C1"], Found("CLIENT=A | CLIENT=A"));
        Assert.Equal(["ROW-02 Reject C1", "ROW-02 Reject C1"], Found("AGNCY=N0999 | AGNCY=N0999"));
        Assert.Equal(["ROW-02 Notice C1"], Found("AGNCY=N0999 CONSENT=N"));
        Assert.Equal(["VALUE-01 Reject C1", "VALUE-01 Reject C1"], Found("AGNCY='' | AGNCY=NA"));
        Assert.Equal(["VALUE-01 Reject ", "ROW-03 Notice "], Found("CLIENTID='' | CLIENTID=''"));
        Assert.Empty(Found("CLIENT=A | CLIENT='A '"));
    }

    /// <summary>A date far away is a slip of the keyboard; every rule is judged on it all the same.</summary>
    [Theory]
    [InlineData("TRIAGED=31/12/9999 DISD='' MODST=''")]
    [InlineData("REFLD=01/01/0001")]
    [InlineData("REFLD=31/12/9999 REFMODDT=31/12/9999 MODST=''")]
    [InlineData("DISD=31/12/9999 TOPDATE=31/12/9999")]
    [InlineData("DISD=01/01/0001 TOPDATE=01/01/0001 DOB=31/12/9999")]
    [InlineData("MODST=31/12/9999")]
    [InlineData("@letter=K SUBMID=1 SUBMODDT=31/12/9999 TITID=1 TITDATE=01/01/0001 DOB=01/01/0001")]
    public void A_date_at_the_end_of_the_calendar_is_judged_like_any_other(string row) =>
        Assert.Contains(Check(row).Issues, i => i.Severity == Severity.Reject);

    [Fact]
    public void A_care_plan_ahead_is_as_blank_as_if_it_were_not_there()
    {
        const string silent = "REFLD=01/06/2011 TRIAGED=03/06/2011 REFMODDT=03/06/2011 FAOMODDT=14/06/2011 MODST=30/09/2011 TOPDATE=30/09/2011";
        var rules = Rules(Check(silent + " CPLANDT=11/04/2012"));
        Assert.Contains("EPISODE-25", rules);
        Assert.Contains("EPISODE-21", rules);
        Assert.DoesNotContain("VALUE-02", rules);
        Assert.DoesNotContain("EPISODE-18", rules);
        Assert.DoesNotContain("EPISODE-21", Rules(Check(silent + " CPLANDT=99")));
    }

    [Fact]
    public void Rules_at_the_end_of_the_window_are_silent_only_of_what_was_triaged_after_it()
    {
        const string silent = "REFLD=01/06/2011 CPLANDT=10/06/2011 REFMODDT=03/06/2011 FAOMODDT=14/06/2011 MODST='' TOPDATE=18/06/2011";
        foreach (var rule in (string[])["EPISODE-21", "MODALITY-08"])
        {
            Assert.Contains(rule, Rules(Check(silent + " TRIAGED=03/06/2011")));
            Assert.Contains(rule, Rules(Check(silent + " TRIAGED=''")));
            Assert.DoesNotContain(rule, Rules(Check(silent + " TRIAGED=01/04/2012")));
            Assert.DoesNotContain(rule, Rules(Check(silent + " TRIAGED=31/02/2012")));
        }
    }

    [Fact]
    public void A_rejected_episode_overlaps_nothing()
    {
        Assert.Contains("EPISODE-19", Rules(Check("EPISODID=E1 | EPISODID=E2 TRIAGED=04/11/2011")));
        Assert.DoesNotContain("EPISODE-19", Rules(Check("EPISODID=E1 DRUG1='' | EPISODID=E2 TRIAGED=04/11/2011")));
        Assert.DoesNotContain("EPISODE-19", Rules(Check("EPISODID=E1 | EPISODID=E2 TRIAGED=04/11/2011 DRUG1=''")));
    }

    [Fact]
    public void An_empty_TOP_is_no_start_TOP()
    {
        const string empty = "ALCUSE='' OPIUSE='' CRAUSE='' COCAUSE='' AMPHUSE='' CANNUSE='' OTDRGUSE='' IVDRGUSE='' SHARING='' SHOTHEFT='' DRGSELL=''"
            + " OTHTHEFT='' ASSAULT='' PSYHSTAT='' PWORK='' EDUCAT='' ACUTHPBM='' HRISK='' PHSTAT=''";
        Assert.Contains("TOP-05", Rules(Check($"{empty} QUALLIFE=''")));
        Assert.Contains("TOP-05", Rules(Check($"{empty} QUALLIFE=NA")));
        Assert.DoesNotContain("TOP-05", Rules(Check($"{empty} QUALLIFE=0")));
    }

    [Fact]
    public void A_TOP_that_is_rejected_is_no_sign_that_an_episode_goes_on()
    {
        const string silent = "REFLD=01/06/2011 TRIAGED=03/06/2011 CPLANDT=10/06/2011 REFMODDT=03/06/2011 FAOMODDT=14/06/2011 MODST=18/06/2011 TOPDATE=01/03/2012";
        Assert.DoesNotContain("EPISODE-21", Rules(Check($"{silent} | {silent} MODID=M2")));
        var rules = Rules(Check($"{silent} | {silent} MODID=M2 OPIUSE=19"));
        Assert.Contains("TOP-01", rules);
        Assert.Contains("EPISODE-21", rules);
    }

    [Fact]
    public void Of_a_postcode_no_more_than_four_characters_are_kept()
    {
        var issue = Assert.Single(Check("PC='12 SECRET'").Issues, i => i.Rule == "VALUE-07");
        Assert.Equal("12 S", issue.Value);
    }
}
