using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Validation;

namespace Ndtms.Tests.Validation;

/// <summary>Files as spreadsheets, browsers and exporters leave them (Data/spreadsheet-damage): each is read rightly, or stopped with one
/// sentence that names the cause.</summary>
public sealed class SpreadsheetDamageTests
{
    private static readonly DateOnly Received = new(2012, 4, 10);

    /// <summary>Cases of one file: the verdict, how many episodes can be loaded (-1: the content is not judged), the rules that must be
    /// found, and words that a message must have.</summary>
    [Theory]
    [InlineData("00-control", Verdict.Accepted, 30, "", "")]
    [InlineData("01-date-serials", Verdict.Rejected, 0, "FILE-12 FILE-23", "serial numbers")]
    [InlineData("02-two-digit-years", Verdict.Rejected, 0, "FILE-12 FILE-23", "year of two digits")]
    [InlineData("03c-us-dates-small", Verdict.Held, 6, "FILE-22", "day and month are probably exchanged")]
    [InlineData("04-sci-ids", Verdict.Rejected, 0, "FILE-12 FILE-23", "1.2E+11")]
    [InlineData("04c-sci-ids-2000", Verdict.Rejected, 0, "FILE-12 FILE-23", "1.2E+11")]
    [InlineData("05-comma-rows", Verdict.Accepted, 30, "", "")]
    [InlineData("06-empty-columns", Verdict.Accepted, 30, "", "")]
    [InlineData("06b-trailing-comma-rows-only", Verdict.Accepted, 30, "FILE-20", "the header: 30.")]
    [InlineData("06d-excel-16-rows", Verdict.Accepted, 100, "FILE-20", "with fewer or more values")]
    [InlineData("07-utf16", Verdict.Accepted, 30, "FILE-24", "UTF-16")]
    [InlineData("08-tabs", Verdict.Accepted, 30, "FILE-24", "tabs")]
    [InlineData("09-nbsp-headers", Verdict.Accepted, 30, "", "")]
    [InlineData("09b-nbsp-values", Verdict.Accepted, 30, "", "")]
    [InlineData("09d-nbsp-blank", Verdict.Accepted, 30, "", "")]
    [InlineData("10-sep-line", Verdict.Accepted, 30, "", "")]
    [InlineData("10b-title-row", Verdict.Rejected, -1, "FILE-02", "they are on line 2")]
    [InlineData("11-semicolons", Verdict.Accepted, 30, "FILE-24", "semicolons")]
    [InlineData("12-ctrl-z", Verdict.Accepted, 30, "", "")]
    [InlineData("13-excel-text-formula", Verdict.Accepted, 30, "", "")]
    [InlineData("14-datetimes", Verdict.Accepted, 30, "FILE-15", "another form than dd/mm/yyyy")]
    [InlineData("15-pct-5e1", Verdict.Accepted, 30, "FILE-23", "1.2E+11")]
    [InlineData("16-copy-name", Verdict.Accepted, 30, "", "")]
    [InlineData("16b-csv-csv", Verdict.Accepted, 30, "", "")]
    [InlineData("16e-txt", Verdict.Accepted, 30, "", "")]
    [InlineData("16f-spaces", Verdict.Accepted, 30, "", "")]
    [InlineData("17-mac-zip", Verdict.Accepted, 30, "", "")]
    [InlineData("17c-zip-in-zip", Verdict.Rejected, -1, "FILE-01", "another archive")]
    [InlineData("17d-empty-zip", Verdict.Rejected, -1, "FILE-01", "archive is empty")]
    [InlineData("18-password-zip", Verdict.Rejected, -1, "FILE-01", "password")]
    [InlineData("18c-7z", Verdict.Rejected, -1, "FILE-01", ".7z")]
    [InlineData("19-xlsx-as-csv", Verdict.Rejected, -1, "FILE-01", "an Excel workbook")]
    [InlineData("19c-xls", Verdict.Rejected, -1, "FILE-01", "old form")]
    [InlineData("19f-json-or-pdf", Verdict.Rejected, -1, "FILE-01", "PDF")]
    [InlineData("20-control-chars", Verdict.Accepted, 30, "", "")]
    [InlineData("21-huge-field", Verdict.Accepted, 29, "VALUE-07", "")]
    [InlineData("22-formula", Verdict.Held, 25, "VALUE-07", "")]
    [InlineData("24-mixed-line-ends", Verdict.Accepted, 30, "", "")]
    [InlineData("25-smart-quotes", Verdict.Accepted, 30, "", "")]
    [InlineData("26-leap", Verdict.Accepted, 1, "EPISODE-05 EPISODE-06 VALUE-03", "born 29/02/2000, was 8 years old")]
    [InlineData("27-header-dup-case", Verdict.Rejected, -1, "FILE-03", "more than once")]
    [InlineData("28-double-bom", Verdict.Accepted, 30, "", "")]
    [InlineData("29-twins", Verdict.Accepted, 31, "CLIENT-09", "count as one person")]
    [InlineData("30-truncated", Verdict.Held, 30, "FILE-19", "cut off")]
    [InlineData("31-null-words", Verdict.Accepted, 30, "FILE-23", "NULL")]
    [InlineData("32-null-dates-1900", Verdict.Rejected, 0, "FILE-12 FILE-23", "date that is not known")]
    [InlineData("33-inner-quotes", Verdict.Accepted, 29, "ROW-01", "113 values where the header has 112")]
    [InlineData("36-lower-header-trailing-space", Verdict.Accepted, 30, "", "")]
    [InlineData("47-name-change", Verdict.Accepted, 30, "", "")]
    public void Read_rightly_or_stopped_with_its_cause(string folder, Verdict verdict, int loaded, string rules, string words)
    {
        var found = Check(folder);
        var told = string.Join('\n', found.Issues.GroupBy(i => i.Rule).Select(g => $"{g.Key} x{g.Count()}: {RuleBook.Message(g.First(), CodeBook.Embedded)}"));
        Assert.True(verdict == found.Verdict, $"{found.Verdict}\n{told}");
        Assert.True(loaded == (found.Content?.Episodes.Count(e => e.Loaded) ?? -1), $"{found.Content?.Episodes.Count(e => e.Loaded)}\n{told}");
        Assert.All(rules.Split(' ', StringSplitOptions.RemoveEmptyEntries), rule => Assert.True(found.Issues.Any(i => i.Rule == rule), told));
        Assert.Contains(words, told, StringComparison.Ordinal);
    }

    private static CheckedSubmission Check(string folder, string? name = null)
    {
        var path = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Data", "spreadsheet-damage", folder))
            .Single(f => name is null ? Path.GetFileName(f) != "expected.txt" : Path.GetFileName(f) == name);
        return SubmissionCheck.Run(new ReceivedFile(Path.GetFileName(path), () => File.OpenRead(path)), ExplicitFacts.None, Received, CodeBook.Embedded);
    }
}
