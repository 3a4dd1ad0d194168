using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Validation;
using Ndtms.Workbooks;

namespace Ndtms.Tests.Workbooks;

/// <summary>The file that a provider gets back is worked on: a row lost or changed in it would be lost in the next submission.</summary>
public sealed class ErrorsFileTests
{
    private static readonly DateOnly Received = new(2012, 4, 10);

    [Fact]
    public void Every_row_comes_back_as_it_was_in_its_place()
    {
        var csv = new TestFile("ETHNIC=Q | CLIENTID=C2 EPISODID=E2 CLIENT='a, b' SINITIAL=T | CLIENTID=C3 EPISODID=E3 SINITIAL=U").Csv();

        var back = Back(csv);

        Assert.Equal(csv.Split('\n')[..^1], back.Select(r => r.Row));
        Assert.Equal("\"ERRORS\"", back[0].Errors);
        Assert.StartsWith("\"VALUE-05: ", back[1].Errors, StringComparison.Ordinal);
        Assert.Equal(["", ""], back.Skip(2).Select(r => r.Errors));
    }

    [Fact]
    public void Issues_of_a_row_stand_side_by_side_the_gravest_first_and_on_each_of_their_lines()
    {
        var file = new TestFile("DISD=01/01/2010 DISRSN=80 ETHNIC=Q | TOPID=T2 TOPDATE=01/12/2011 DISD=01/01/2010 DISRSN=80 ETHNIC=Q | CLIENTID=C2 EPISODID=E2");
        var check = file.Check();

        var back = Back(file.Csv());

        foreach (var line in new[] { 2, 3 })
        {
            var found = check.Issues.Where(i => i.Lines.Contains(line)).ToList();
            Assert.True(found.Count > 1);
            Assert.StartsWith($"\"{found.OrderByDescending(i => i.Severity).ThenBy(i => i.Rule, StringComparer.Ordinal).First().Rule}: ", back[line - 1].Errors, StringComparison.Ordinal);
            // A cell has at most 1,000 characters, and says how many more issues there are.
            string[] shown = [.. back[line - 1].Errors.Trim('"').Split(" | ")];
            if (shown.Length != found.Count || shown[^1].EndsWith("more", StringComparison.Ordinal))
            {
                Assert.Equal($"and {found.Count - shown.Length + 1} more", shown[^1]);
                shown = shown[..^1];
            }

            Assert.All(shown, s => Assert.Contains(found, i => s == $"{i.Rule}: {RuleBook.Message(i, CodeBook.Embedded)}"));
        }
    }

    [Fact]
    public void What_concerns_the_whole_file_stands_on_the_first_row()
    {
        var back = Back(new TestFile("-NATION | CLIENTID=C2 EPISODID=E2 SINITIAL=T").Csv());

        Assert.StartsWith("\"Whole file: FILE-05: ", back[1].Errors, StringComparison.Ordinal);
        Assert.Equal("", back[2].Errors);
    }

    [Fact]
    public void A_row_with_too_few_values_keeps_its_errors_under_their_header()
    {
        var back = Back(new TestFile("@cut=3 HRISK=X").Csv());

        Assert.Contains("ROW-01: ", back[1].Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void No_errors_cell_begins_like_a_formula_or_breaks_its_row()
    {
        var back = Back(new TestFile("ETHNIC='=1\"+\n1' | CLIENTID=C2 EPISODID=E2 NATION=@SUM").Csv(), out var text);

        Assert.Contains("\"VALUE-05: ", text, StringComparison.Ordinal);
        Assert.All(back.Where(r => r.Errors.Length > 0), r => Assert.Matches("^\"[A-Z]", r.Errors));
    }

    [Fact]
    public void Other_encodings_come_back_as_UTF8()
    {
        var csv = new TestFile("CLIENT='Zoë'").Csv();
        var western = CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(csv);

        var text = Encoding.UTF8.GetString(Written(western));

        Assert.StartsWith("\uFEFF\"ERRORS\",\"SEVERITY\",", text, StringComparison.Ordinal);
        Assert.Contains("Zoë", text, StringComparison.Ordinal);
        Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_of_the_file_does_not_come_twice()
    {
        byte[] content = [.. "\uFEFF"u8, .. Encoding.UTF8.GetBytes(new TestFile().Csv())];

        Assert.DoesNotContain("\uFEFF", Encoding.UTF8.GetString(Written(content))[1..], StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_read_or_has_no_rows_still_says_why()
    {
        var binary = Encoding.UTF8.GetString(Written([0, 1, 2]));
        var header = Encoding.UTF8.GetString(Written(Encoding.UTF8.GetBytes(new TestFile().Csv().Split('\n')[0] + "\n")));

        Assert.StartsWith("\uFEFF\"ERRORS\",\"SEVERITY\"\r\n\"Whole file: FILE-01: ", binary, StringComparison.Ordinal);
        Assert.Contains("\r\n\"Whole file: FILE-12: ", header, StringComparison.Ordinal);
    }

    [Fact]
    public void An_issue_on_a_line_that_no_row_begins_on_is_not_lost()
    {
        var file = new ReceivedFile("N0852-20110401-20120331-TREAT-IN-H.csv", () => new MemoryStream("A,B\n1,2\n"u8.ToArray()));
        using var stream = new MemoryStream();

        ErrorsFile.Write(file, null, [new Issue("ROW-03", Severity.Notice, "row") { Lines = [7], Details = [new("original", "2")] }], UnlistedIssues.None, CodeBook.Embedded, stream);

        Assert.Equal(
            "\uFEFF\"ERRORS\",\"SEVERITY\",A,B\r\n,,1,2\r\n\"Line 7: ROW-03: The row is an exact copy of the row on line 2; it was skipped.\",\"Notice\"\r\n",
            Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static byte[] Written(byte[] content)
    {
        var file = new ReceivedFile(new TestFile().Name, () => new MemoryStream(content, writable: false));
        var check = SubmissionCheck.Run(file, ExplicitFacts.None, Received, CodeBook.Embedded);
        using var stream = new MemoryStream();
        ErrorsFile.Write(file, check.Facts, check.Issues, check.Unlisted, CodeBook.Embedded, stream);
        return stream.ToArray();
    }

    private static List<(string Errors, string Row)> Back(string csv) => Back(csv, out _);

    private static List<(string Errors, string Row)> Back(string csv, out string whole)
    {
        whole = Encoding.UTF8.GetString(Written(Encoding.UTF8.GetBytes(csv))).TrimStart('\uFEFF');
        return [.. whole.Split("\r\n")[..^1].Select(row =>
        {
            var end = row.StartsWith('"') ? row.IndexOf("\",", StringComparison.Ordinal) + 1 : 0;
            return (row[..end], row[(row.IndexOf(',', end + 1) + 1)..]);
        })];
    }
}
