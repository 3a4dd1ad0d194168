using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Quality;
using Ndtms.Core.Records;
using Ndtms.Core.Validation;
using Ndtms.Tests.Workbooks;
using Ndtms.Workbooks;

namespace Ndtms.Tests.Validation;

/// <summary>Nothing is listed without end, and nothing is left out of a count because of it (Definitions/rules.md, Nothing is listed without end).</summary>
public sealed class ManyIssuesTests
{
    private const int Clients = 20_500;

    /// <summary>Each client has an ethnicity that is no code; the last one's episode is rejected too.</summary>
    private static readonly TestFile File = new($"@times={Clients} ETHNIC=Q | CLIENTID=D ETHNIC=Q DRUG1=''");

    private static readonly CheckedSubmission Found = File.Check();

    [Fact]
    public void Of_one_rule_the_first_by_line_are_listed_and_all_are_counted()
    {
        Assert.Equal(Enumerable.Range(2, 10_000), Found.Issues.Where(i => i.Rule == "VALUE-05").Select(i => Assert.Single(i.Lines)));
        Assert.Equal(new IssueCount("VALUE-05", Severity.Warning, "ETHNIC", Clients + 1, 0), Count("VALUE-05"));
        Assert.Equal(new IssueCount("VALUE-01", Severity.Reject, "DRUG1", 1, 0), Count("VALUE-01"));
        Assert.Equal(Clients + 2, Assert.Single(Assert.Single(Found.Issues, i => i.Rule == "VALUE-01").Lines));
    }

    [Theory]
    [InlineData(10_000, 0)]
    [InlineData(10_001, 1)]
    public void The_last_that_is_listed_is_the_ten_thousandth(int clients, int unlisted)
    {
        var found = new TestFile($"@times={clients} ETHNIC=Q").Check();
        Assert.Equal(10_000, found.Issues.Count(i => i.Rule == "VALUE-05"));
        Assert.Equal(unlisted, found.Unlisted.Places.Count(p => found.Unlisted.Kinds[p.Kind].Rule == "VALUE-05"));
    }

    [Fact]
    public void Every_entity_counts_in_data_quality()
    {
        // All clients have the same attributors, so the rest is CLIENT-09, which only informs.
        Assert.Equal(
            [
                new EntitiesNamed(null, Severity.Warning, Clients + 1), new EntitiesNamed(null, Severity.Reject, 1),
                new EntitiesNamed("VALUE-01", Severity.Reject, 1), new EntitiesNamed("VALUE-05", Severity.Warning, Clients + 1),
            ],
            Found.Entities);
        Assert.Equal(Clients + 1, Found.Counts.Single(c => c.Kind == EntityKind.Client).Warned);
    }

    [Fact]
    public void A_warning_below_something_rejected_is_no_loaded_entity_and_a_row_without_key_is_none()
    {
        var found = new TestFile("TRIAGED='' CPLANDT=31/02/2012 SEX=9 | CLIENTID=C2 SINITIAL=T AGNCY='' | CLIENTID='' SINITIAL=U").Check();
        Assert.Equal(2, found.IssueCounts.Where(c => c is { Rule: "VALUE-01", Column: "AGNCY" or "CLIENTID" }).Sum(c => c.Issues));
        Assert.DoesNotContain(found.Entities, e => e is { Rule: "VALUE-03", Severity: Severity.Warning });
        Assert.Equal(1, Assert.Single(found.Entities, e => e.Rule == "VALUE-01").Entities);
        Assert.Equal(2, Assert.Single(found.Entities, e => e.Rule is null && e.Severity == Severity.Reject).Entities);
    }

    [Fact]
    public void People_missing_from_figures_are_those_of_every_issue()
    {
        // The last of them is another person, and not listed.
        var found = new TestFile("@times=10050 DRUG1='' | CLIENTID=D SINITIAL=T DRUG1=''").Check();
        Assert.DoesNotContain(found.Issues, i => i is { Rule: "VALUE-01", ClientId: "D" });
        Assert.All(EffectOnFigures.Of(found, CodeBook.Embedded)["VALUE-01"], m => Assert.Equal(2, m.Persons));
    }

    [Fact]
    public void The_providers_file_marks_every_row()
    {
        using var stream = new MemoryStream();
        ErrorsFile.Write(Found.File, Found.Facts, Found.Issues, Found.Unlisted, CodeBook.Embedded, stream);
        var rows = Encoding.UTF8.GetString(stream.ToArray()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries)[1..];
        Assert.Equal(Clients + 1, rows.Length);
        Assert.All(rows, row => Assert.Contains("VALUE-05: ", row, StringComparison.Ordinal));
        Assert.All(rows[..^1], row => Assert.Contains("\",\"Warning\",", row, StringComparison.Ordinal));
        Assert.Contains("VALUE-05: Not in the code list (ETHNIC)", rows[^2], StringComparison.Ordinal);
        Assert.Contains("\"Reject\"", rows[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Where_they_are_is_read_back_as_it_was_written()
    {
        var read = UnlistedIssues.FromBytes(Found.Unlisted.ToBytes());
        Assert.Equal(Found.Unlisted.Kinds, read.Kinds);
        Assert.Equal(Found.Unlisted.Places, read.Places);
        Assert.InRange(Found.Unlisted.ToBytes().Length, 1, Found.Unlisted.Count);
    }

    [Fact]
    public void The_feedback_says_how_many_are_listed()
    {
        var report = new WorkbookReading(stream => FeedbackReport.Write(SubmissionFeedback.Of(Found, number: 1), CodeBook.Embedded, "1", stream));
        Assert.Contains(report.Texts("Detail"), t => t.StartsWith("20,001 of 41,003 issues are listed.", StringComparison.Ordinal));
        var rule = Assert.Single(report.Table("By rule", "By rule", "Severity"), r => r["Rule"] as string == "VALUE-05");
        Assert.Equal((20_501.0, 10_000.0, "ETHNIC 20,501"), (rule["Issues"], rule["Listed"], rule["Issues by column"]));
    }

    [Fact]
    public void A_confirmed_warning_that_is_not_listed_does_not_count()
    {
        var last = Found.Content!.Clients[Clients - 1];
        var confirmed = new ConfirmedWarning("VALUE-05", last.Key, null, null, "ETHNIC", RowHash.Of(last));
        var state = new AgencyState(null, null, null, new Dictionary<string, KnownClient>()) { ConfirmedWarnings = new HashSet<ConfirmedWarning> { confirmed } };

        var again = TestFile.Check(File.Name, File.Content(), File.Received, register: _ => state with { Agency = Agency });

        Assert.Equal(1, again.IssueCounts.Single(c => c.Rule == "VALUE-05").Confirmed);
        Assert.Equal(Clients, again.Counts.Single(c => c.Kind == EntityKind.Client).Warned);
        Assert.Contains(again.Unlisted.Kinds, k => k is { Rule: "VALUE-05", Confirmed: true });
    }

    [Fact]
    public void Lines_of_one_issue_end_too_and_the_file_marks_them_all()
    {
        var found = new TestFile(string.Join(" | ", Enumerable.Range(0, 600).Select(i => $"ETHNIC=Q TOPID=T{i}"))).Check();
        var issue = Assert.Single(found.Issues, i => i.Rule == "VALUE-05");
        Assert.Equal((500, 100), (issue.Lines.Count, issue.FurtherLines));

        using var csv = new MemoryStream();
        IssuesFile.Write([("N0852", [issue])], CodeBook.Embedded, csv);
        var lines = Encoding.UTF8.GetString(csv.ToArray()).Split('\n')[1].Split(',')[4];
        Assert.StartsWith("2;3;4;", lines, StringComparison.Ordinal);
        Assert.EndsWith(";and 330 more", lines, StringComparison.Ordinal);
        Assert.True(lines.Length <= 1_000);

        using var errors = new MemoryStream();
        ErrorsFile.Write(found.File, found.Facts, found.Issues, found.Unlisted, CodeBook.Embedded, errors);
        Assert.All(
            Encoding.UTF8.GetString(errors.ToArray()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries)[1..],
            row => Assert.Contains("VALUE-05", row, StringComparison.Ordinal));
    }

    [Fact]
    public void Unknown_columns_without_end_are_counted_in_full()
    {
        var header = string.Join(',', Enumerable.Range(0, 12_000).Select(i => $"X{i}"));
        var found = TestFile.Check(File.Name, Encoding.UTF8.GetBytes($"{header}\n{new string(',', 11_999)}\n"), File.Received);
        Assert.Equal(10_000, found.Issues.Count(i => i.Rule == "FILE-04"));
        Assert.Equal(12_000, found.IssueCounts.Where(c => c.Rule == "FILE-04").Sum(c => c.Issues));
    }

    private static Agency Agency { get; } = new("N0852", "Wearside", "A12B", "north-east", AgencyService.Adult, "", null, null, AgencyScope.Active);

    private static IssueCount Count(string rule) => Assert.Single(Found.IssueCounts, c => c.Rule == rule);
}
