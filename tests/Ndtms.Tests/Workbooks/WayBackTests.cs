using System.Text;
using ExcelDataReader;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Validation;
using Ndtms.Workbooks;

namespace Ndtms.Tests.Workbooks;

/// <summary>A provider corrects the file that it gets back and sends it: what was lost or changed on the way would be lost in the data, and
/// what no longer shows as wrong would be loaded.</summary>
public sealed class WayBackTests
{
    private const string Name = "N0852-20110401-20120331-TREAT-IN-H.csv";
    private static readonly DateOnly Received = new(2012, 4, 10);

    public static TheoryData<string> Damaged => [.. Directory.GetDirectories(DamageFolder).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];

    private static string DamageFolder => Path.Combine(AppContext.BaseDirectory, "Data", "spreadsheet-damage");

    [Theory]
    [MemberData(nameof(Damaged))]
    public void What_spreadsheets_leave_behind_gives_the_same_issues_again(string folder)
    {
        foreach (var path in Directory.GetFiles(Path.Combine(DamageFolder, folder)).Where(f => SubmissionFacts.FromFileName(Path.GetFileName(f)) is not null))
            SameAgain(new ReceivedFile(Path.GetFileName(path), () => System.IO.File.OpenRead(path)), folder);
    }

    [Fact]
    public void Every_example_of_every_rule_gives_the_same_issues_again()
    {
        var tried = 0;
        foreach (var (rule, example) in RuleBook.Rules.SelectMany(r => r.Examples, (rule, example) => (rule, example)))
        {
            var made = new TestFile(example.Text);
            var content = made.Content();
            SameAgain(new ReceivedFile(made.Name, () => new MemoryStream(content)), $"{rule.Id}: {example.Text}");
            tried++;
        }

        Assert.True(tried > 300, $"{tried}");
    }

    [Theory]
    [InlineData("CLIENT='=1+1'")]
    [InlineData("CLIENT='+44'")]
    [InlineData("CLIENT='-x'")]
    [InlineData("CLIENT='@SUM(A1)'")]
    [InlineData("CLIENTID='=\"007\"'")]
    [InlineData("CLIENT='\tx'")]
    [InlineData("ALCDDAYS=-5")]
    [InlineData("CLIENT='_x0041_<&>'")]
    public void A_value_like_a_formula_comes_back_as_it_was(string row)
    {
        var content = new TestFile($"{row} ETHNIC=Q").Content();
        var first = Check(File(content));

        foreach (var back in new[] { Csv(File(content), first), Workbook(File(content), first) })
        {
            var again = Check(File(back));
            Assert.Equal(first.Content!.Episodes.Select(e => e.Loaded), again.Content!.Episodes.Select(e => e.Loaded));
            Assert.NotEmpty(first.Content.Episodes);
            Assert.Equal(Told(first.Issues, _ => true, withValues: true), Told(again.Issues, _ => true, withValues: true));
        }
    }

    [Fact]
    public void No_cell_of_the_CSV_begins_like_a_formula()
    {
        var path = Directory.GetFiles(Path.Combine(DamageFolder, "22-formula"), "*.csv").Single();
        var file = new ReceivedFile(Path.GetFileName(path), () => System.IO.File.OpenRead(path));

        using var rows = File(Csv(file, Check(file))).OpenRows(CodeBook.Embedded.DataSet("H"));

        Assert.True(rows.ReadHeader());
        var guarded = 0;
        while (rows.Read())
        {
            for (var i = 0; i < rows.Count; i++)
            {
                Assert.False(CsvText.LooksLikeFormula(rows[i]));
                guarded += rows[i].StartsWith("'"u8) ? 1 : 0;
            }
        }

        Assert.True(guarded > 0);
    }

    [Fact]
    public void No_cell_of_the_issues_begins_like_a_formula()
    {
        using var stream = new MemoryStream();
        IssuesFile.Write([("N0852", new TestFile("ETHNIC='=cmd' CLIENTID='@x'").Check().Issues)], CodeBook.Embedded, stream);

        var text = Encoding.UTF8.GetString(stream.ToArray());

        Assert.Contains(",'=cmd,", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch("(^|,|\")[=@]", text);
    }

    [Fact]
    public void A_file_that_was_corrected_is_clean()
    {
        var content = new TestFile("ETHNIC=Q | CLIENTID=C2 EPISODID=E2 SINITIAL=T").Content();
        var found = Check(File(content));
        Assert.NotEmpty(found.Issues);

        var csv = Encoding.UTF8.GetString(Csv(File(content), found)).Replace(",Q,", ",A,", StringComparison.Ordinal);
        Assert.Empty(Check(File(Encoding.UTF8.GetBytes(csv))).Issues);

        using var workbook = new ClosedXML.Excel.XLWorkbook(new MemoryStream(Workbook(File(content), found)));
        var cell = workbook.Worksheet(1).CellsUsed(c => c.GetString() == "Q").Single();
        Assert.Contains("VALUE-05", cell.Comment.Text, StringComparison.Ordinal);
        Assert.NotEqual(cell.CellBelow().Style.Fill.BackgroundColor, cell.Style.Fill.BackgroundColor);
        cell.Value = "A";
        using var corrected = new MemoryStream();
        workbook.SaveAs(corrected);
        Assert.Empty(Check(File(corrected.ToArray())).Issues);
    }

    [Fact]
    public void Columns_of_an_earlier_errors_file_are_replaced()
    {
        var content = new TestFile("ETHNIC=Q | CLIENTID=C2 EPISODID=E2 SINITIAL=T").Content();
        var once = Csv(File(content), Check(File(content)));

        Assert.Equal(once, Csv(File(once), Check(File(once))));
        var workbook = Read(Workbook(File(once), Check(File(once))));
        Assert.Equal(["ERRORS", "SEVERITY"], workbook[0].Take(2));
        Assert.Single(workbook[0], "ERRORS");
        Assert.Equal("Warning", workbook[1][1]);
    }

    [Fact]
    public void A_value_over_the_line_break_that_hides_the_next_row_is_not_loaded_from_an_errors_file()
    {
        var lines = new TestFile("CLIENT=a | CLIENTID=C2 EPISODID=E2 CLIENT=b | CLIENTID=C3 EPISODID=E3").Csv().Split('\n');
        lines[1] = lines[1].Replace(",a,", ",\"a,", StringComparison.Ordinal);
        lines[2] = lines[2].Replace(",b,", ",b\",", StringComparison.Ordinal);
        var file = File(Encoding.UTF8.GetBytes(string.Join('\n', lines)));

        Assert.Contains(Check(file).Issues, i => i.Rule == "ROW-01");
        SameAgain(file, "run-on");
    }

    [Fact]
    public void The_workbook_has_no_formula_and_every_cell_of_the_rows_is_text()
    {
        var path = Directory.GetFiles(Path.Combine(DamageFolder, "22-formula"), "*.csv").Single();
        var file = new ReceivedFile(Path.GetFileName(path), () => System.IO.File.OpenRead(path));

        using var workbook = new ClosedXML.Excel.XLWorkbook(new MemoryStream(Workbook(file, Check(file))));

        Assert.All(workbook.Worksheet(1).CellsUsed(), c => Assert.True(!c.HasFormula && c.DataType == ClosedXML.Excel.XLDataType.Text, c.Address.ToString()));
        Assert.True(workbook.Worksheet(1).AutoFilter.IsEnabled);
    }

    [Fact]
    public void A_long_value_is_cut_in_the_workbook_and_whole_in_the_CSV()
    {
        var path = Directory.GetFiles(Path.Combine(DamageFolder, "21-huge-field"), "*.csv").Single();
        var file = new ReceivedFile(Path.GetFileName(path), () => System.IO.File.OpenRead(path));
        var found = Check(file);

        var longest = Read(Workbook(file, found)).SelectMany(r => r).Max(c => c.Length);

        Assert.Equal(1_000, longest);
        Assert.True(Csv(file, found).Length > file.Length);
    }

    [Fact]
    public void Control_characters_do_not_make_the_workbook_unreadable()
    {
        var path = Directory.GetFiles(Path.Combine(DamageFolder, "20-control-chars"), "*.csv").Single();
        var file = new ReceivedFile(Path.GetFileName(path), () => System.IO.File.OpenRead(path));

        Assert.Equal(31, Read(Workbook(file, Check(file))).Count);
    }

    [Fact]
    public void What_was_only_checked_says_so_on_the_second_sheet()
    {
        var file = File(new TestFile("ETHNIC=Q").Content());

        Assert.Contains(Read(Workbook(file, Check(file), checkedOnly: true), sheet: 2), r => r[0] == ErrorsWorkbook.CheckedOnly);
        Assert.DoesNotContain(Read(Workbook(file, Check(file)), sheet: 2), r => r[0] == ErrorsWorkbook.CheckedOnly);
    }

    [Fact]
    public void The_same_file_gives_the_same_bytes()
    {
        var file = File(new TestFile("ETHNIC=Q").Content());

        Assert.Equal(Workbook(file, Check(file)), Workbook(file, Check(file)));
    }

    [Fact]
    public void Neither_a_cell_nor_the_comments_grow_with_the_issues()
    {
        var content = new TestFile("@times=200").Content();
        List<Issue> issues = [.. Enumerable.Range(0, 20_000).Select(i => new Issue("VALUE-05", Severity.Warning, "client")
        {
            Lines = i < 5_000 ? [2] : [2 + (i % 200)], Column = i < 5_000 ? "ETHNIC" : File(content).NamedFacts is null ? null : CodeBook.Embedded.DataSet("H")!.Fields[i / 200 % 100].Header, Value = new string('x', 30),
        })];
        using var csv = new MemoryStream();
        ErrorsFile.Write(File(content), null, issues, UnlistedIssues.None, CodeBook.Embedded, csv);
        using var xlsx = new MemoryStream();
        ErrorsWorkbook.Write(File(content), null, issues, UnlistedIssues.None, CodeBook.Embedded, "1", xlsx);

        using var rows = File(csv.ToArray()).OpenRows(CodeBook.Embedded.DataSet("H"));
        rows.Read();
        Assert.True(rows[0].Length <= 1_000);
        Assert.Matches(@" \| and 5,0\d\d more$", Encoding.UTF8.GetString(rows[0]));
        using var workbook = new ClosedXML.Excel.XLWorkbook(xlsx);
        Assert.Equal(ErrorsWorkbook.MostComments, workbook.Worksheet(1).CellsUsed(ClosedXML.Excel.XLCellsUsedOptions.Comments).Count(c => c.HasComment));
    }

    [Theory]
    [InlineData("N0852-20110401-20120331-TREAT-IN-H-ERRORS-2.csv")]
    [InlineData("N0852-20110401-20120331-TREAT-IN-H-ERRORS.xlsx")]
    public void The_name_that_a_file_comes_back_with_is_understood(string name) =>
        Assert.Equal(new SubmissionFacts("N0852", new(2011, 4, 1), new(2012, 3, 31), "H"), SubmissionFacts.FromFileName(name));

    private static void SameAgain(ReceivedFile file, string what)
    {
        var first = Check(file);
        if (file.Problem is not null)
            return;
        Same(Csv(file, first), "CSV", i => i.Rule != "FILE-24" || !file.IsUtf16);
        // A sheet has neither separators nor rows of different lengths, and does not end in the middle of a row.
        Same(Workbook(file, first), "workbook", i => i.Rule is not ("FILE-19" or "FILE-20" or "FILE-24"));

        void Same(byte[] back, string form, Func<Issue, bool> counts)
        {
            var again = Check(new ReceivedFile(file.NamedFacts?.ToFileName() ?? "extract.csv", () => new MemoryStream(back)));
            var (before, after) = (Told(first.Issues, counts), Told(again.Issues, counts));
            Assert.True(before == after, $"{what}, {form}\n{before}\n---\n{after}");
        }
    }

    private static string Told(IReadOnlyList<Issue> issues, Func<Issue, bool> counts, bool withValues = false) => string.Join('\n', issues.Where(counts)
        .Select(i => $"{i.Rule} {i.Severity} {Held(i.ClientId)} {i.EpisodeId} {i.ChildId} {(i.Rule == "FILE-04" ? "" : i.Column)} {(withValues ? i.Value : "")}").Order(StringComparer.Ordinal));

    /// <summary>An id as a workbook can hold it.</summary>
    private static string Held(string? id) => string.Concat((id ?? "").Where(c => !char.IsControl(c)).Take(990));

    private static ReceivedFile File(byte[] content) => new(Name, () => new MemoryStream(content, writable: false));

    private static CheckedSubmission Check(ReceivedFile file) => SubmissionCheck.Run(file, ExplicitFacts.None, Received, CodeBook.Embedded);

    private static byte[] Csv(ReceivedFile file, CheckedSubmission found)
    {
        using var stream = new MemoryStream();
        ErrorsFile.Write(file, found.Facts, found.Issues, found.Unlisted, CodeBook.Embedded, stream);
        return stream.ToArray();
    }

    private static byte[] Workbook(ReceivedFile file, CheckedSubmission found, bool checkedOnly = false)
    {
        using var stream = new MemoryStream();
        ErrorsWorkbook.Write(file, found.Facts, found.Issues, found.Unlisted, CodeBook.Embedded, "1", stream, checkedOnly);
        return stream.ToArray();
    }

    private static List<string[]> Read(byte[] workbook, int sheet = 1)
    {
        // The library names Windows-1252 when it is set up.
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        using var reader = ExcelReaderFactory.CreateOpenXmlReader(new MemoryStream(workbook));
        for (; sheet > 1; sheet--)
            Assert.True(reader.NextResult());
        var rows = new List<string[]>();
        while (reader.Read())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i) as string ?? "")]);
        return rows;
    }
}
