using Ndtms.Core.DataSets;
using Ndtms.Core.Validation;
using Ndtms.Workbooks;

namespace Ndtms.Tests.Workbooks;

/// <summary>A provider must see every issue of the file, and what to do about it.</summary>
public sealed class FeedbackReportTests
{
    private static readonly CodeBook Book = CodeBook.Embedded;

    [Fact]
    public void Every_issue_stands_in_detail_the_gravest_first()
    {
        var check = new TestFile("DISD=01/01/2010 DISRSN=80 | CLIENTID=C2 EPISODID=E2 ETHNIC=Q | CLIENTID=C3 EPISODID=E3 PREVTR=''").Check();
        var report = Report(SubmissionFeedback.Of(check, 1, "Wearside"));

        var detail = report.Table("Detail", "Detail", "Number");

        Assert.True(check.Issues.Count > 3);
        Assert.Equal(check.Issues.Count, detail.Count);
        Assert.Equal(
            check.Issues.OrderByDescending(i => i.Severity).ThenBy(i => i.Lines[0]).Select(i => (i.Severity.ToString(), (double)i.Lines[0])),
            detail.Select(r => ((string)r["Severity"]!, (double)r["Line"]!)));
        foreach (var issue in check.Issues)
        {
            Assert.Contains(detail, r => r["Rule"] as string == issue.Rule && r["CLIENTID"] as string == issue.ClientId
                && r["EPISODID"] as string == issue.EpisodeId && r["Column"] as string == issue.Column
                && r["What is wrong"] as string == RuleBook.Message(issue, Book));
        }
    }

    [Fact]
    public void Rules_count_their_issues_and_severities_all_of_them()
    {
        var check = new TestFile("ETHNIC=Q | CLIENTID=C2 EPISODID=E2 ETHNIC=Q | CLIENTID=C3 EPISODID=E3 PRNTSTAT=99 DISD=01/01/2010 DISRSN=80").Check();
        var report = Report(SubmissionFeedback.Of(check, 1));

        var rules = report.Table("By rule", "By rule", "Severity");
        Assert.Equal(
            check.Issues.GroupBy(i => i.Rule).Select(g => (g.Key, (double)g.Count())).Order(),
            rules.Select(r => ((string)r["Rule"]!, (double)r["Issues"]!)).Order());
        var codes = rules.Single(r => r["Rule"] as string == "VALUE-05");
        Assert.Equal("ETHNIC 2, PRNTSTAT 1", codes["Issues by column"]);
        var severities = report.Table("Summary", "Issues by severity", "Severity and its effect");
        Assert.Equal((double)check.Issues.Count, severities[^1]["Issues"]);
        var records = report.Table("Summary", "Records", "Record").ToDictionary(r => (string)r["Record"]!);
        Assert.Equal((3.0, 2.0, 1.0), ((double)records["Episodes"]["Read"]!, (double)records["Episodes"]["Accepted"]!, (double)records["Episodes"]["Rejected"]!));
    }

    [Theory]
    [InlineData("", "Accepted", "You do not need to do anything.")]
    [InlineData("DISD=01/01/2010 DISRSN=80 | CLIENTID=C2 EPISODID=E2", "Accepted",
        "1 issue keeps records out of the figures. Correct it in your own system and send the whole file again for the same window. The new file replaces this one.")]
    [InlineData("@letter=Z", "Rejected: nothing was loaded", "Correct the problems listed above and send the file again.")]
    public void Verdict_and_next_step_are_said_in_plain_words(string file, string verdict, string step)
    {
        var report = Report(SubmissionFeedback.Of(new TestFile(file).Check(), 1));

        Assert.Contains(verdict, report.Texts("Summary"));
        Assert.Contains(step, report.Texts("Summary"));
        Assert.Empty(report.Errors());
    }

    [Fact]
    public void A_held_file_says_why_and_that_nothing_counts_yet()
    {
        var hold = new Issue("FILE-14", Severity.Hold, "file") { Details = [new("rejected", "5"), new("count", "30")] };
        var feedback = SubmissionFeedback.Of(new TestFile().Check(), 1) with { Issues = [hold], Verdict = Verdict.Held };

        var held = Report(feedback);
        var confirmed = Report(feedback with { Verdict = Verdict.Accepted });

        Assert.Contains("Held: not loaded yet", held.Texts("Summary"));
        Assert.Contains(held.Texts("Summary"), t => t.StartsWith("FILE-14: 5 of 30 episodes were rejected, over 10 %.", StringComparison.Ordinal));
        Assert.Contains("Accepted, after being held and confirmed", confirmed.Texts("Summary"));
    }

    [Fact]
    public void A_file_that_cannot_be_read_has_feedback_too()
    {
        var check = TestFile.Check("whatever.csv", [0, 1, 2], new DateOnly(2012, 4, 10));
        var feedback = SubmissionFeedback.Of(check, 1);

        var report = Report(feedback);

        Assert.Empty(report.Errors());
        Assert.Contains("The content was not checked", report.Texts("Summary"));
        Assert.Equal("feedback-submission-0.xlsx", FeedbackReport.FileName(feedback));
    }

    [Fact]
    public void The_same_issues_in_another_order_give_the_same_bytes()
    {
        var feedback = SubmissionFeedback.Of(new TestFile("ETHNIC=Q NATION=QQQ | CLIENTID=C2 EPISODID=E2 PREVTR=''").Check(), 2);

        Assert.Equal(Report(feedback).Bytes, Report(feedback with { Issues = [.. feedback.Issues.Reverse()] }).Bytes);
        Assert.NotEqual(Report(feedback).Bytes, Report(feedback with { Number = 3 }).Bytes);
    }

    [Fact]
    public void Values_that_look_like_formulas_stay_text()
    {
        var check = new TestFile("ETHNIC==1+1 | CLIENTID=@SUM EPISODID=E2 NATION=-2").Check();
        var report = Report(SubmissionFeedback.Of(check, 1));

        Assert.Equal(0, report.Formulas());
        Assert.Empty(report.Errors());
        Assert.Contains("=1+1", report.Texts("Detail"));
    }

    [Fact]
    public void Files_are_named_by_agency_month_and_number_and_stay_in_their_folder()
    {
        var feedback = SubmissionFeedback.Of(new TestFile().Check(), 2);
        var elsewhere = feedback with { Facts = feedback.Facts! with { Agency = "../N1" }, Id = 7 };

        Assert.Equal("feedback-N0852-2012-03-2.xlsx", FeedbackReport.FileName(feedback));
        Assert.Equal("feedback-submission-7.xlsx", FeedbackReport.FileName(elsewhere));
        Assert.Equal("N0852-20110401-20120331-TREAT-IN-H-ERRORS.csv", ErrorsFile.FileName(feedback));
        Assert.Equal("N0852-20110401-20120331-TREAT-IN-H-ERRORS.xlsx", ErrorsWorkbook.FileName(feedback));
    }

    private static WorkbookReading Report(SubmissionFeedback feedback) => new(stream => FeedbackReport.Write(feedback, Book, "0.1.0", stream));
}
