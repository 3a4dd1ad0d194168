using Ndtms.Core.Records;
using Ndtms.Core.Validation;

namespace Ndtms.Tests.Records;

/// <summary>Rows of one person merged wrongly are two halves of a record, or one record of two people.</summary>
public sealed class AssemblerTests
{
    private const string NoTop =
        "TOPDATE='' TOPID='' TRSTAGE='' ALCUSE='' OPIUSE='' CRAUSE='' COCAUSE='' AMPHUSE='' CANNUSE='' OTDRGUSE='' IVDRGUSE='' SHARING=''"
        + " SHOTHEFT='' DRGSELL='' OTHTHEFT='' ASSAULT='' PSYHSTAT='' PWORK='' EDUCAT='' ACUTHPBM='' HRISK='' PHSTAT='' QUALLIFE=''";

    private const string NoModality = "MODAL='' REFMODDT='' MODST='' MODID='' FAOMODDT=''";
    private const string NoEpisode = "EPISODID='' REFLD='' TRIAGED='' DRUG1=''";

    private static CheckedSubmission Check(params string[] rows) => new TestFile(string.Join(" | ", rows)).Check();

    private static Client OneClient(params string[] rows) => Assert.Single(Check(rows).Content!.Clients);

    private static List<Issue> Found(CheckedSubmission submission, string rule) => [.. submission.Issues.Where(i => i.Rule == rule)];

    [Theory]
    [InlineData("''", "5", "5")]
    [InlineData("NA", "5", "5")]
    [InlineData("x", "5", "5")]
    [InlineData("5", "''", "5")]
    [InlineData("5", "x", "5")]
    [InlineData("x", "''", "")]
    public void The_one_usable_value_is_used_whatever_stands_beside_it(string first, string second, string expected)
    {
        var checkedFile = Check($"CHILDWTH={first} TOPID=1", $"CHILDWTH={second} TOPID=2");
        Assert.Equal(expected, Assert.Single(checkedFile.Content!.Episodes).Show("CHILDWTH"));
        Assert.Empty(Found(checkedFile, "EPISODE-01"));
        Assert.Empty(Found(checkedFile, "VALUE-02"));
        Assert.Equal(first == "x" || second == "x" ? 1 : 0, Found(checkedFile, "VALUE-04").Count);
    }

    [Theory]
    [InlineData("NA", "3", true)]
    [InlineData("3", "NA", true)]
    [InlineData("NA", "''", false)]
    [InlineData("NA", "99", false)]
    [InlineData("3", "03", false)]
    public void Not_disclosed_differs_from_a_number_and_from_nothing_else(string first, string second, bool differs) =>
        Assert.Equal(differs ? 1 : 0, Found(Check($"OPIUSE={first} MODID=1", $"OPIUSE={second} MODID=2"), "TOP-01").Count);

    [Fact]
    public void A_conflict_names_every_value_once_with_its_line()
    {
        var issue = Assert.Single(Found(
            Check("RFLS=4 TOPID=1", "RFLS='' TOPID=2", "RFLS=04 TOPID=3", "RFLS=5 TOPID=4", "RFLS=5 TOPID=5", "RFLS=4 TOPID=6", "RFLS=6 TOPID=7"),
            "EPISODE-01"));
        Assert.Equal([2, 5, 8], issue.Lines);
        Assert.Equal("4 | 5 | 6", issue.Value);
        Assert.Equal("RFLS", issue.Column);
    }

    [Fact]
    public void The_line_of_a_value_is_where_it_first_stands()
    {
        var issue = Assert.Single(Found(Check("DISD='' TOPID=1", "DISD=05/12/2011 TOPID=2", "DISD=06/12/2011 TOPID=3"), "EPISODE-01"));
        Assert.Equal([3, 4], issue.Lines);
    }

    [Fact]
    public void A_malformed_value_that_must_be_there_rejects_although_another_row_has_it()
    {
        var checkedFile = Check("TRIAGED=99 TOPID=1", "TRIAGED=03/11/2011 TOPID=2");
        Assert.False(Assert.Single(checkedFile.Content!.Episodes).Loaded);
        var issue = Assert.Single(Found(checkedFile, "VALUE-03"));
        Assert.Equal(Severity.Reject, issue.Severity);
        Assert.Equal([2], issue.Lines);
    }

    [Fact]
    public void The_same_malformed_value_on_several_rows_is_one_issue_with_their_lines()
    {
        var checkedFile = Check("ETHNIC=XX TOPID=1", "ETHNIC=XX TOPID=2", "ETHNIC=YY TOPID=3");
        Assert.Equal(
            ["XX@2,3", "YY@4"],
            Found(checkedFile, "VALUE-05").Select(i => $"{i.Value}@{string.Join(',', i.Lines)}"));
    }

    [Theory]
    [InlineData("ETHNIC=B REFLD=02/11/2011", "ETHNIC=A REFLD=01/11/2011", "B")]
    [InlineData("ETHNIC=B REFLD=01/11/2011", "ETHNIC=A REFLD=01/11/2011", "A")]
    [InlineData("ETHNIC=A REFLD=''", "ETHNIC=B REFLD=01/11/2011", "B")]
    [InlineData("ETHNIC=B REFLD=''", "ETHNIC=A REFLD=NA", "A")]
    [InlineData("ETHNIC=A REFLD=31/02/2012", "ETHNIC=B REFLD=01/11/2001", "B")]
    [InlineData("ETHNIC=XX REFLD=02/11/2011", "ETHNIC=A REFLD=01/11/2011", "A")]
    [InlineData("ETHNIC='' REFLD=02/11/2011", "ETHNIC=A REFLD=01/11/2011", "A")]
    public void Of_different_client_values_that_of_the_latest_referral_is_used_whatever_the_order(string one, string other, string used)
    {
        Assert.Equal(used, OneClient(one, other + " EPISODID=E2").Show("ETHNIC"));
        Assert.Equal(used, OneClient(other + " EPISODID=E2", one).Show("ETHNIC"));
    }

    [Fact]
    public void A_value_that_comes_back_with_a_later_referral_wins()
    {
        const string a2010 = "ETHNIC=A REFLD=01/11/2010", b2011 = "ETHNIC=B EPISODID=E2", a2012 = "ETHNIC=A REFLD=01/02/2012 EPISODID=E3";
        foreach (var rows in (string[][])[[a2010, b2011, a2012], [a2010, a2012, b2011], [b2011, a2012, a2010], [a2012, a2010, b2011]])
            Assert.Equal("A", OneClient(rows).Show("ETHNIC"));
    }

    [Theory]
    [InlineData("CLIENT=b", "CLIENT=B", "B")]
    [InlineData("CLIENT=10", "CLIENT=9", "10")]
    [InlineData("DOB=02/01/1980", "DOB=01/02/1980", "02/01/1980")]
    public void Equal_referrals_leave_the_smallest_value(string one, string other, string used)
    {
        var header = one[..one.IndexOf('=', StringComparison.Ordinal)];
        Assert.Equal(used, OneClient(one, other + " EPISODID=E2").Show(header));
        Assert.Equal(used, OneClient(other + " EPISODID=E2", one).Show(header));
    }

    [Fact]
    public void Two_different_identifying_values_are_two_people_and_one_is_a_correction()
    {
        var two = Check("FINITIAL=A DOB=01/01/1980 ETHNIC=A", "FINITIAL=B DOB=02/01/1980 ETHNIC=B EPISODID=E2");
        Assert.Equal(["FINITIAL", "DOB"], Found(two, "CLIENT-03").Select(i => i.Column).Order(StringComparer.Ordinal).Reverse());
        Assert.Equal(["ETHNIC"], Found(two, "CLIENT-04").Select(i => i.Column));
        Assert.Empty(Found(two, "CLIENT-07"));
        Assert.All(two.Content!.Episodes, e => Assert.False(e.Loaded));
        Assert.Equal(["FILE-12"], two.Issues.Where(i => i.Severity == Severity.File).Select(i => i.Rule));

        var one = Check("FINITIAL=A", "FINITIAL=B EPISODID=E2 REFLD=02/11/2011");
        Assert.Equal("A | B", Assert.Single(Found(one, "CLIENT-07")).Value);
        Assert.Equal("B", Assert.Single(one.Content!.Clients).Show("FINITIAL"));
        Assert.All(one.Content!.Episodes, e => Assert.True(e.Loaded));
    }

    [Fact]
    public void Rows_without_an_episode_id_are_one_rejected_episode_and_nothing_of_it_is_judged()
    {
        var checkedFile = Check(
            "EPISODID='' REFLD=99 CHILDWTH=x ALCUSE=99", "EPISODID=NA TRIAGED=01/01/2001 MODID=''", NoEpisode + " TOPID=3 RFLS=5", "EPISODID=E2");
        var client = Assert.Single(checkedFile.Content!.Clients);
        Assert.Equal(2, client.Episodes.Count);
        Assert.Equal(["VALUE-01"], checkedFile.Issues.Select(i => i.Rule));
        Assert.Equal(("EPISODID", "episode", null), (checkedFile.Issues[0].Column, checkedFile.Issues[0].Entity, checkedFile.Issues[0].EpisodeId));
        Assert.Equal(["", "E2"], client.Episodes.Select(e => e.Key).Order(StringComparer.Ordinal));
        Assert.Empty(client.Episodes.Single(e => e.Unkeyed).Children);
    }

    [Fact]
    public void A_child_without_an_id_is_one_issue_a_kind_and_an_episode()
    {
        var checkedFile = Check(
            "MODID='' MODST=99 TOPID=''", "MODID='' MODAL=77 TOPID=2", "MODID=M1 TOPID='' ALCUSE=99", "EPISODID=E2 MODID='' TRIAGED=01/02/2012");
        Assert.Equal(
            ["E1 MODID", "E1 TOPID", "E2 MODID"],
            Found(checkedFile, "VALUE-01").Select(i => $"{i.EpisodeId} {i.Column}").Order(StringComparer.Ordinal));
        Assert.DoesNotContain(checkedFile.Issues, i => i.Rule is "VALUE-03" or "VALUE-04" or "VALUE-05" or "MODALITY-01");
    }

    [Fact]
    public void Child_columns_without_the_child_are_counted_once_a_kind()
    {
        var checkedFile = Check(
            "TOPDATE=''", "TOPDATE='' TOPID=2", NoTop + " MODID=M1 MODEND=01/12/2011 MODEXIT=A", NoTop + " TOPID=T9", NoModality + " MODEXIT=B TOPID=5",
            NoTop + " ALCUSE=NA SHARING=NA RFLS=4");
        Assert.Equal(
            ["modality MODAL 1 @6", "top TOPDATE 3 @2"],
            Found(checkedFile, "CHILD-03").Select(i => $"{i.Entity} {i.Column} {i.Value} @{i.Lines[0]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Ids_identify_within_their_parent_only()
    {
        var checkedFile = Check(
            "CLIENTID=1 EPISODID=1 MODID=1 TOPID=1", "CLIENTID=1 EPISODID=01 MODID=1 TOPID=1 TRIAGED=04/11/2011", "CLIENTID=01 EPISODID=1 MODID=1",
            "CLIENTID=a EPISODID=1", "CLIENTID=A EPISODID=1");
        Assert.Equal(4, checkedFile.Content!.Clients.Count);
        Assert.Equal(5, checkedFile.Content.Episodes.Count());
        Assert.DoesNotContain(checkedFile.Issues, i => i.Severity >= Severity.Reject);
    }

    /// <summary>From the sixteenth on, children are found in another way: a row that comes back to one from before must still find it.</summary>
    [Theory]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(40)]
    public void However_many_there_are_rows_that_come_back_add_to_what_is_there(int many)
    {
        var rows = Enumerable.Range(1, many).Select(i => $"EPISODID=E{i} MODID=M1")
            .Concat(Enumerable.Range(1, many).Select(i => $"EPISODID=E{i} MODID=M2"))
            .Concat(Enumerable.Range(3, many).Select(i => $"EPISODID=E1 MODID=M{i}"))
            .Concat(Enumerable.Range(1, many).Select(i => $"EPISODID=E1 MODID=M{i} TOPID=T2")).ToArray();
        var client = OneClient(rows);
        Assert.Equal(many, client.Episodes.Count);
        Assert.Equal(many + 2, client.Episodes[0].Children.OfType<Modality>().Count());
        Assert.Equal(2, client.Episodes[0].Children.OfType<Top>().Count());
        Assert.All(client.Episodes.Skip(1), e => Assert.Equal(2, e.Children.OfType<Modality>().Count()));
    }

    [Fact]
    public void A_client_with_a_value_on_every_row_is_no_slower_for_it()
    {
        var rows = Enumerable.Range(0, 2000).Select(i => $"CLIENT=R{i:0000} TOPID=T{i}").ToArray();
        var issue = Assert.Single(Found(Check(rows), "CLIENT-04"));
        Assert.Equal(2000, issue.Lines.Count + issue.FurtherLines);
        Assert.Equal("R0000", Assert.Single(issue.Details, d => d.Key == "used").Value);
    }
}
