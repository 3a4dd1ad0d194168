using Ndtms.Core.DataSets;
using Ndtms.Core.Quality;
using Ndtms.Core.Validation;
using Ndtms.Workbooks;

namespace Ndtms.Tests.Workbooks;

/// <summary>What feedback says beyond the issues: how good, compared with what, and what it costs.</summary>
public sealed class FeedbackQualityTests
{
    private static readonly CodeBook Book = CodeBook.Embedded;

    [Fact]
    public void Effects_on_figures_stand_beside_the_rule_that_causes_them()
    {
        var report = Report(Of("CLIENTID=C1 | CLIENTID=C2 SINITIAL=T DRUG1='' | CLIENTID=C3 SINITIAL=U ETHNIC=Q"));
        var rules = report.Table("By rule", "By rule", "Severity").ToDictionary(r => (string)r["Rule"]!);
        Assert.Equal(
            "1 client missing from those in treatment in 12 months, 1 in the month; 1 client missing from effective treatment in 12 months, 1 in the month",
            rules["VALUE-01"]["Effect on figures"]);
        Assert.Null(rules["VALUE-05"]["Effect on figures"]);
        Assert.Empty(report.Errors());
    }

    [Fact]
    public void Score_and_means_stand_in_the_summary()
    {
        var feedback = Of("CLIENTID=C1 | CLIENTID=C2") with { Region = "North East", RegionScore = null, EnglandScore = new QualityMean(91.25, 4) };
        var rows = Report(feedback).Table("Summary", "Data-quality score", "Submission or area");
        Assert.Equal([("This submission", 100.0), ("England: mean of its agencies", 91.3)], rows.Select(r => ((string)r["Submission or area"]!, (double)r["Score out of 100"]!)));
    }

    [Fact]
    public void The_last_submission_is_compared_with()
    {
        var before = Of("CLIENTID=C1 ETHNIC=Q | CLIENTID=C2 ETHNIC=''");
        var feedback = Of("CLIENTID=C1 | CLIENTID=C2 ETHNIC=''") with { Earlier = [Earlier(before)] };
        var report = Report(feedback);
        var compared = report.Table("Summary", "Compared with the last submission", "Item").ToDictionary(r => (string)r["Item"]!);
        Assert.Equal((1.0, 2.0, -1.0), Change(compared["Issues: warning"]));
        Assert.Equal((2.0, 2.0, 0.0), Change(compared["Episodes read"]));
        var ethnic = report.Table("Missing values", "By field", "Field").Single(r => r["Column"] as string == "ETHNIC");
        Assert.Equal((0.5, 0.0), ((double)ethnic["Complete"]!, (double)ethnic["Last submission"]!));
        Assert.Equal(2, report.Charts()); // completeness and the score
        Assert.Empty(report.Errors());

        static (double, double, double) Change(Dictionary<string, object?> row) => ((double)row["Now"]!, (double)row["Before"]!, (double)row["Change"]!);
    }

    [Fact]
    public void Every_removed_episode_is_listed()
    {
        var removed = Enumerable.Range(1, 3000).Select(i => ($"C{i:0000}", "E1")).ToList();
        var report = Report(Of("") with { Changes = new EpisodeChanges(1, 2, 3, 4, removed) });
        Assert.Equal(removed, report.Table("Removed", "Removed", "CLIENTID").Select(r => ((string)r["CLIENTID"]!, (string)r["EPISODID"]!)));
        Assert.DoesNotContain("Removed", Report(Of("") with { Changes = new EpisodeChanges(1, 2, 3, 4, []) }).Sheets);
        Assert.Contains("Changes to be made if confirmed", Report(Of("") with { Changes = new(1, 2, 3, 4, removed), Verdict = Verdict.Held }).Texts("Summary"));
    }

    [Fact]
    public void Clients_who_refuse_are_among_the_changes()
    {
        var changes = Report(Of("") with { Changes = new EpisodeChanges(1, 2, 3, 4, []) }).Table("Summary", "Changes", "Compared with earlier data");

        Assert.Equal(4.0, changes.Single(r => ((string)r["Compared with earlier data"]!).StartsWith("Clients who refuse", StringComparison.Ordinal))["Number"]);
    }

    [Fact]
    public void Issues_have_the_numbers_by_which_warnings_are_confirmed()
    {
        var feedback = Of("ETHNIC=Q | CLIENTID=C2 SINITIAL=T ETHNIC=Q");

        var stored = Report(feedback with { IssueNumbers = [41, 7] }).Table("Detail", "Detail", "Number");
        var onlyChecked = Report(feedback).Table("Detail", "Detail", "Number");

        Assert.Equal([(41.0, "C1"), (7.0, "C2")], stored.Select(r => ((double)r["Number"]!, (string)r["CLIENTID"]!)));
        Assert.Equal([1.0, 2.0], onlyChecked.Select(r => (double)r["Number"]!));
        Assert.All(stored, r => Assert.Null(r["Reply"]));
    }

    [Fact]
    public void A_late_file_names_its_deadline()
    {
        const string Late = "The file was 26 days late: the deadline was 15 March 2012";

        Assert.Contains(Report(Of("") with { MissedDeadline = new(2012, 3, 15) }).Texts("Summary"), t => t.StartsWith(Late, StringComparison.Ordinal));
        Assert.DoesNotContain(Report(Of("")).Texts("Summary"), t => t.StartsWith("The file was ", StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_only_checked_does_not_pass_for_a_submission()
    {
        var report = Report(Of("") with { CheckedOnly = true });

        Assert.Contains(report.Texts("Contents"), t => t.StartsWith("Checked only. Nothing has been submitted.", StringComparison.Ordinal));
        Assert.Contains("Can be loaded", report.Texts("Summary"));
        Assert.DoesNotContain(report.Texts("Summary"), t => t is "Accepted" || t.Contains("now count", StringComparison.Ordinal));
    }

    [Fact]
    public void Confirmed_warnings_are_counted_apart_and_marked()
    {
        var feedback = Of("ETHNIC=Q | CLIENTID=C2 SINITIAL=T ETHNIC=Q");
        Issue[] issues = [.. feedback.Issues.Select((i, at) => i with { Confirmed = at == 0 })];
        var report = Report(feedback with { Issues = issues, IssueCounts = IssueCount.Of(issues) });
        var severities = report.Table("Summary", "Issues by severity", "Severity and its effect");
        Assert.Equal(1.0, severities.Single(r => ((string)r["Severity and its effect"]!).StartsWith("Warning:", StringComparison.Ordinal))["Issues"]);
        Assert.Equal(1.0, severities.Single(r => ((string)r["Severity and its effect"]!).StartsWith("Warning, confirmed", StringComparison.Ordinal))["Issues"]);
        Assert.Equal(2.0, severities[^1]["Issues"]);
        Assert.Equal(1.0, Assert.Single(report.Table("By rule", "By rule", "Severity"))["Confirmed"]);
        Assert.Single(report.Table("Detail", "Detail", "Number"), r => r["Severity"] as string == "Warning (confirmed)");
        Assert.Contains(report.Texts("Summary"), t => t.StartsWith("1 warning does not keep", StringComparison.Ordinal));
    }

    [Fact]
    public void Overdue_TOPs_come_first()
    {
        var report = Report(Of("CLIENTID=C1 | CLIENTID=C2 TOPDATE='' TOPID='' TRSTAGE=''"));
        var tops = report.Table("TOP", "By client", "Status");
        Assert.Equal([("Overdue", "C2"), ("Done", "C1")], tops.Select(r => ((string)r["Status"]!, (string)r["CLIENTID"]!)));
        Assert.Equal(120.0, tops[0]["Days overdue"]);
    }

    [Fact]
    public void The_deadline_stands_in_every_feedback_and_the_score_over_the_last_submissions()
    {
        var now = Of("DRUG1=''");
        string Deadline(SubmissionFeedback feedback) => Report(feedback).Cells("Summary").Where(c => c.Row == Report(feedback).Cells("Summary")
            .Single(d => d.Value as string == "Deadline").Row).Select(c => c.Value).OfType<string>().Last();
        var day = now.Received;
        Assert.Equal($"{Day(day)}; in time", Deadline(now with { Deadline = day }));
        Assert.Equal($"{Day(day.AddDays(-3))}; 3 days late", Deadline(now with { Deadline = day.AddDays(-3), MissedDeadline = day.AddDays(-3) }));
        Assert.Equal($"{Day(day.AddDays(-1))}; an earlier file was in time", Deadline(now with { Deadline = day.AddDays(-1) }));
        Assert.Equal("Not known", Deadline(now));
        var before = Of("ETHNIC=Q | CLIENTID=C2 EPISODID=E2");
        var trend = Report(now with { Earlier = [Earlier(before), Earlier(now)] }).Table("Summary", "Score of the last 3 submissions", "Received");
        Assert.Equal(3, trend.Count);
        Assert.NotEqual(trend[0]["Score out of 100"], trend[1]["Score out of 100"]);
        Assert.Equal(trend[1]["Score out of 100"], trend[2]["Score out of 100"]);

        static string Day(DateOnly day) => day.ToString("d MMMM yyyy", System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>"Correct it" helps nobody: the remedy names the forms that are taken.</summary>
    [Fact]
    public void The_remedy_of_a_wrong_form_names_the_forms()
    {
        var rule = Report(Of("PC=UNKNOWN")).Table("By rule", "By rule", "Severity").Single(r => r["Rule"] as string == "VALUE-07");
        Assert.Contains("ZZ99 for no fixed abode", (string)rule["How to correct it"]!, StringComparison.Ordinal);
        Assert.Contains("leave the column blank", (string)rule["How to correct it"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_partnership_sees_counts_and_nobody()
    {
        var feedback = Of("CLIENTID=SECRET1 EPISODID=SECRET2 CLIENT=SECRET3 ETHNIC=Q | CLIENTID=SECRET4 DRUG1=''");
        var counts = new SubmissionCounts(
            feedback.Received, 2, feedback.Verdict, feedback.Counts,
            [.. feedback.Issues.GroupBy(i => (i.Rule, i.Severity)).Select(g => new RuleCount(g.Key.Rule, g.Key.Severity, g.Count()))],
            feedback.Completeness);
        var partnership = new PartnershipFeedback("Sunderland", "A12B", new DateOnly(2012, 3, 31),
        [
            new("N0852", "Wearside", counts, new DateOnly(2012, 4, 16), new DateOnly(2012, 4, 16)) { Scores = [new(new(2012, 3, 15), 91.25), new(new(2012, 4, 16), 94)] },
            new("N0853", "Silent", null, new DateOnly(2012, 4, 16)),
            new("N0854", "Late", counts with { Rules = [] }, new DateOnly(2012, 4, 16), new DateOnly(2012, 4, 19)),
            new("N0855", "Closed", counts with { Rules = [] }, null, new DateOnly(2012, 4, 10)),
        ]);
        var report = new WorkbookReading(stream => PartnershipFeedbackReport.Write(partnership, Book, "0.1.0", stream));

        Assert.Empty(report.Errors());
        Assert.DoesNotContain(report.Texts(), t => t.Contains("SECRET", StringComparison.Ordinal));
        Assert.Equal(["Contents", "Agencies", "By rule", "Missing values", "Notes"], report.Sheets);
        var agencies = report.Table("Agencies", "Agencies", "Agency");
        Assert.Equal(
            [("Wearside", "Yes", null), ("Silent", "No file accepted", null), ("Late", "No", 3.0), ("Closed", "Not due", null)],
            agencies.Select(a => ((string)a["Agency"]!, (string)a["In time"]!, (double?)a["Days late"])));
        Assert.Equal("No file received", agencies[1]["Outcome"]);
        Assert.Contains(report.Table("By rule", "All agencies", "Severity"), r => r["Rule"] as string == "VALUE-01" && (double)r["Issues"]! == 1);
        Assert.All(report.Table("By rule", "All agencies", "Severity"), r => Assert.Equal(RuleBook.AdviceOn((string)r["Rule"]!), r["How to correct it"]));
        var scores = Assert.Single(report.Table("Agencies", "Score of the last 2 submissions", "Agency"));
        Assert.Equal(("Wearside", 91.3, 94.0), (scores["Agency"], scores["1 before"], scores["Latest"]));
        Assert.Equal("feedback-A12B-2012-03.xlsx", PartnershipFeedbackReport.FileName(partnership));
    }

    private static SubmissionFeedback Of(string file)
    {
        var check = new TestFile(file).Check();
        return SubmissionFeedback.Of(check, 1).WithContent(check, Book);
    }

    private static EarlierSubmission Earlier(SubmissionFeedback feedback) => new(
        feedback.Received, feedback.Facts!.To, feedback.Counts, feedback.Issues.CountBy(i => i.Severity).ToDictionary(), feedback.Completeness);

    private static WorkbookReading Report(SubmissionFeedback feedback) => new(stream => FeedbackReport.Write(feedback, Book, "0.1.0", stream));
}
