using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using ExcelDataReader;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Tests.Workbooks.Writing;

public sealed class SheetTests
{
    private static readonly XNamespace Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private static readonly XNamespace Drawn = "http://schemas.openxmlformats.org/drawingml/2006/chart";

    static SheetTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Theory]
    [InlineData("")]
    [InlineData("2011")]
    [InlineData("A1")]
    [InlineData("xfd12")]
    [InlineData("R1C1")]
    [InlineData("c")]
    [InlineData("By rule")]
    [InlineData("Summe!")]
    public void Table_names_that_a_spreadsheet_would_repair_are_refused(string name) =>
        Assert.Throws<ArgumentException>(() => new Workbook("Names").AddSheet("Names").Table(name, ["A"], []));

    [Fact]
    public void Names_are_taken_once_in_the_workbook_whatever_their_case()
    {
        var book = new Workbook("Names");
        var table = book.AddSheet("One").Table("Numbers", ["A"], [[1]]);
        book.DefineName("Rate", table.Values("A"));

        Assert.Contains("numbers", Assert.Throws<ArgumentException>(() => book.AddSheet("Two").Table("numbers", ["A"], [])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => book.AddSheet("Three").Table("RATE", ["A"], []));
        Assert.Throws<ArgumentException>(() => book.DefineName("NUMBERS", table.Values("A")));
    }

    [Theory]
    [InlineData("Month", "month")]
    [InlineData("In treatment", " In \n treatment")]
    public void Headers_that_a_spreadsheet_takes_for_the_same_are_refused(string one, string other) =>
        Assert.Contains("twice", Assert.Throws<ArgumentException>(() => new Workbook("H").AddSheet("H").Table("T", [one, other], [])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_blank_header_is_refused() =>
        Assert.Throws<ArgumentException>(() => new Workbook("H").AddSheet("H").Table("T", ["A", "  "], []));

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("'quoted'")]
    [InlineData("[x]")]
    [InlineData("history")]
    [InlineData("a name of thirty-two characters!")]
    public void Sheet_names_that_a_spreadsheet_would_repair_are_refused(string name) =>
        Assert.Throws<ArgumentException>(() => new Workbook("S").AddSheet(name));

    [Fact]
    public void Sheet_names_are_taken_once()
    {
        var book = new Workbook("S");
        book.AddSheet("Exits");

        Assert.Throws<ArgumentException>(() => book.AddSheet("EXITS"));
    }

    [Fact]
    public void A_row_that_does_not_fit_its_table_stops_the_save_and_names_no_value()
    {
        var book = new Workbook("S");
        book.AddSheet("S").Table("T", ["A", "B"], [["secret", 2], ["secret"]]);

        var message = Assert.Throws<InvalidOperationException>(() => book.Save(new MemoryStream())).Message;

        Assert.Contains("Row 2 of table T", message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Contents_come_first_with_a_link_to_every_sheet_and_notes_last()
    {
        using var stream = Saved(ExampleWorkbook.Make());
        using var reader = ExcelReaderFactory.CreateOpenXmlReader(stream);
        var names = new List<string>();
        do
            names.Add(reader.Name);
        while (reader.NextResult());
        var links = Part(stream, "xl/worksheets/sheet1.xml").Descendants(Main + "hyperlink").Select(h => h.Attribute("location")!.Value);

        Assert.Equal("Contents", names[0]);
        Assert.Equal("Notes", names[^1]);
        Assert.Equal(names.Skip(1).Select(n => $"'{n}'!A1"), links);
    }

    [Fact]
    public void A_link_leads_to_the_first_row_of_its_rule()
    {
        using var stream = Saved(ExampleWorkbook.Make());
        var detail = Part(stream, "xl/worksheets/sheet7.xml");
        var target = Part(stream, "xl/worksheets/sheet6.xml").Descendants(Main + "hyperlink").Last().Attribute("location")!.Value;

        var row = detail.Descendants(Main + "row").Single(r => target == "'Detail'!A" + r.Attribute("r")!.Value);
        var before = row.ElementsBeforeSelf().Last();

        Assert.Equal("R107", row.Elements().ElementAt(1).Value);
        Assert.Equal("R042", before.Elements().ElementAt(1).Value);
    }

    [Fact]
    public void A_long_table_keeps_its_header_on_screen_and_on_every_page()
    {
        using var stream = Saved(ExampleWorkbook.Make());
        var sheet = Part(stream, "xl/worksheets/sheet7.xml");
        var header = sheet.Descendants(Main + "row").Single(r => r.Elements().FirstOrDefault()?.Value == "Line").Attribute("r")!.Value;

        Assert.Equal(header, sheet.Descendants(Main + "pane").Single().Attribute("ySplit")!.Value);
        Assert.Contains($"'Detail'!${header}:${header}", Part(stream, "xl/workbook.xml").Descendants(Main + "definedName").Select(n => n.Value));
        var print = sheet.Element(Main + "pageSetup")!;
        Assert.Equal(("landscape", "9", "1"), (print.Attribute("orientation")!.Value, print.Attribute("paperSize")!.Value, print.Attribute("fitToWidth")!.Value));
        Assert.EndsWith("Page &P of &N", sheet.Element(Main + "headerFooter")!.Element(Main + "oddFooter")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_break_before_a_heading_so_that_no_chart_is_cut()
    {
        using var stream = Saved(ExampleWorkbook.Make());
        var sheet = Part(stream, "xl/worksheets/sheet4.xml");
        string[] headings = ["Main substance", "Age and sex", "By quarter", "Housing"];
        var before = sheet.Descendants(Main + "row").Where(r => headings.Contains(r.Elements().FirstOrDefault()?.Value, StringComparer.Ordinal))
            .Select(r => (int)r.Attribute("r")! - 1).ToArray();

        var breaks = sheet.Descendants(Main + "brk").Select(b => (int)b.Attribute("id")!).ToArray();

        Assert.Equal(4, before.Length);
        Assert.NotEmpty(breaks);
        Assert.Subset(before.ToHashSet(), breaks.ToHashSet());
        Assert.DoesNotContain(before[0], breaks);
    }

    /// <summary>A heading at the foot of a page would be read as belonging to nothing.</summary>
    [Fact]
    public void After_a_table_over_several_pages_no_heading_is_left_at_the_foot_of_a_page()
    {
        var broken = 0;
        for (var rows = 45; rows < 240; rows++)
        {
            var book = new Workbook("P");
            var sheet = book.AddSheet("P");
            sheet.Title("Data quality");
            sheet.Heading("All fields");
            sheet.Table("Fields", ["Field", new("Missing", Format.Whole)], [.. Enumerable.Range(0, rows).Select(i => new Cell[] { $"Field {i}", i })]);
            sheet.Heading("Rules");
            sheet.Table("Rules", ["Rule", new("Issues", Format.Whole)], [.. Enumerable.Range(0, 25).Select(i => new Cell[] { $"Rule {i}", i })]);
            using var stream = Saved(book);
            var part = Part(stream, "xl/worksheets/sheet1.xml");
            var heading = part.Descendants(Main + "row").Single(r => r.Elements().FirstOrDefault()?.Value == "Rules");
            var page = PageHeight(stream, part);
            var from = heading.ElementsBeforeSelf().Sum(r => (double)r.Attribute("ht")!);
            var to = part.Descendants(Main + "row").Sum(r => (double)r.Attribute("ht")!);
            if (part.Descendants(Main + "brk").Any(b => (int)b.Attribute("id")! == (int)heading.Attribute("r")! - 1))
                broken++;
            else
                Assert.Equal((int)(from / page), (int)((to - 1) / page));
        }

        Assert.InRange(broken, 20, 180);
    }

    /// <summary>Points of a sheet's rows that fit on A4 landscape between the margins, at the width that is printed.</summary>
    private static double PageHeight(MemoryStream stream, XElement sheet)
    {
        var area = Part(stream, "xl/workbook.xml").Descendants(Main + "definedName").Single(n => n.Attribute("name")!.Value == "_xlnm.Print_Area").Value;
        var last = area.Split('$')[^2].Aggregate(0, (sum, letter) => sum * 26 + letter - 'A' + 1);
        var pixels = sheet.Descendants(Main + "col").Take(last).Sum(c => (double)c.Attribute("width")! * 7);
        return 519 / Math.Min(1, 784 / (pixels * 0.75));
    }

    /// <summary>A page with one month on it is one that readers lose.</summary>
    [Theory]
    [InlineData(24, "1")]
    [InlineData(60, "0")]
    public void What_runs_just_over_a_page_is_printed_on_one(int months, string pages)
    {
        var book = new Workbook("P");
        var sheet = book.AddSheet("P");
        sheet.Title("Numbers in treatment", "Northbridge");
        sheet.Table("T", [new("Month", Format.Month), new("People", Format.Whole)], [.. Enumerable.Range(0, months).Select(m => new Cell[] { new DateOnly(2010, 4, 1).AddMonths(m), 900 + m })])
            .Chart(new Chart(ChartKind.Line, "People in treatment", "Month", "People"));
        using var stream = Saved(book);

        Assert.Equal(pages, Part(stream, "xl/worksheets/sheet1.xml").Element(Main + "pageSetup")!.Attribute("fitToHeight")!.Value);
    }

    /// <summary>What stands in the repeated row is printed again on every page: the top of a chart would be, without the rest.</summary>
    [Fact]
    public void Charts_stand_below_the_row_that_pages_repeat()
    {
        using var stream = Saved(ExampleWorkbook.Make());
        XNamespace drawing = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing";
        var repeated = Part(stream, "xl/workbook.xml").Descendants(Main + "definedName")
            .Single(n => n.Attribute("name")!.Value == "_xlnm.Print_Titles" && n.Value.StartsWith("'Numbers'!", StringComparison.Ordinal)).Value;

        var above = (int)Part(stream, "xl/drawings/drawing1.xml").Descendants(drawing + "from").Single().Element(drawing + "row")!;

        Assert.True(above >= int.Parse(repeated.Split(':')[1].TrimStart('$'), CultureInfo.InvariantCulture));
    }

    /// <summary>A row higher than its neighbours for no reason makes a table restless.</summary>
    [Fact]
    public void A_name_that_its_column_was_made_for_stays_on_one_line()
    {
        const string Name = "Successful completions, opiate, % of all in treatment";
        for (var length = 1; length <= Name.Length; length++)
        {
            var book = new Workbook("N");
            book.AddSheet("N").Table("T", ["Measure", new("People", Format.Whole)], [[Name[..length], 1]]);
            using var stream = Saved(book);

            Assert.Equal("15", Part(stream, "xl/worksheets/sheet1.xml").Descendants(Main + "row").Last().Attribute("ht")!.Value);
        }
    }

    /// <summary>A spreadsheet draws text as nought: a figure that is not shown would look like none at all.</summary>
    [Fact]
    public void Charts_leave_out_rows_with_figures_that_are_not_shown_and_say_so()
    {
        var book = new Workbook("C");
        book.AddSheet("C").Table("T", ["Drug", new("People", Format.Whole)], [["a", 10], ["b", Cell.TooSmall], ["c", 30], ["d", 40]])
            .Chart(new Chart(ChartKind.Bar, "Drugs", "Drug", "People"));
        using var stream = Saved(book);

        var chart = Part(stream, "xl/drawings/charts/chart1.xml");
        var values = chart.Descendants(Drawn + "val").Single();

        Assert.Equal("('C'!$B$2:$B$2,'C'!$B$4:$B$5)", values.Descendants(Drawn + "f").Single().Value);
        Assert.Equal(["10", "30", "40"], values.Descendants(Drawn + "v").Select(v => v.Value));
        Assert.Contains("since too small: 1", chart.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chart_shows_the_figures_of_its_cells_even_where_nothing_is_calculated()
    {
        using var stream = Saved(ExampleWorkbook.Make());
        var series = Part(stream, "xl/drawings/charts/chart1.xml").Descendants(Drawn + "ser").First();

        Assert.Equal("Opiate and crack", series.Element(Drawn + "tx")!.Descendants(Drawn + "v").Single().Value);
        Assert.Equal(24, series.Element(Drawn + "val")!.Descendants(Drawn + "pt").Count());
    }

    [Fact]
    public void Charts_tell_what_they_show_to_those_who_do_not_see_them()
    {
        using var stream = Saved(ExampleWorkbook.Make());
        XNamespace drawing = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing";

        var text = Part(stream, "xl/drawings/drawing1.xml").Descendants(drawing + "cNvPr").Single().Attribute("descr")!.Value;

        Assert.Contains("Opiate and crack: 880 in Apr 2010, 1,002 in Mar 2012.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trend_with_a_figure_that_is_not_shown_is_not_drawn()
    {
        using var stream = Saved(ExampleWorkbook.Make());
        var scorecard = Part(stream, "xl/worksheets/sheet2.xml");

        Assert.Equal(6, scorecard.Descendants().Count(e => e.Name.LocalName == "sparkline"));
        Assert.Single(scorecard.Descendants(Main + "c"), c => c.Value == "numbers too small");
    }

    [Fact]
    public void Charts_come_before_what_follows_their_table()
    {
        var sheet = new Workbook("C").AddSheet("C");
        var table = sheet.Table("T", ["A", "B"], [["a", 1]]);
        sheet.Text("After");

        Assert.Throws<InvalidOperationException>(() => table.Chart(new Chart(ChartKind.Column, "Late", "A", "B")));
    }

    [Fact]
    public void Nothing_follows_a_table_of_unknown_length()
    {
        var sheet = new Workbook("C").AddSheet("C");
        sheet.Table("T", ["A"], Streamed(3));

        Assert.Throws<InvalidOperationException>(() => sheet.Text("After"));
    }

    [Fact]
    public void An_empty_table_says_so()
    {
        var book = new Workbook("E");
        book.AddSheet("E").Table("T", ["A", new("B", Format.Whole)], Array.Empty<Cell[]>(), new TableOptions { WhenEmpty = "No findings" });
        using var stream = Saved(book);

        Assert.Equal("A1:B2", Part(stream, "xl/tables/table1.xml").Attribute("ref")!.Value);
        Assert.Equal("No findings", Part(stream, "xl/worksheets/sheet1.xml").Descendants(Main + "row").Last().Value);
    }

    /// <summary>The issues of a large provider must not take the memory of the server with them.</summary>
    [Fact]
    public void Two_hundred_thousand_rows_are_written_without_being_kept()
    {
        var book = new Workbook("Long");
        TableColumn[] columns = [.. Enumerable.Range(0, 12).Select(i => new TableColumn("Column " + i.ToString(CultureInfo.InvariantCulture)))];
        using var counted = new CountingStream();
        var rows = new List<WeakReference>();
        long writtenBeforeTheEnd = 0;
        var kept = int.MaxValue;
        book.AddSheet("Long").Table("Long", columns, Wide());

        book.Save(counted);

        Assert.Equal(0, kept);
        Assert.InRange(writtenBeforeTheEnd, 1_000_000, counted.Written);

        IEnumerable<Cell[]> Wide()
        {
            for (var i = 0; i < 200_000; i++)
            {
                if (i == 199_000)
                {
                    // What was written long ago is with the reader of the file, and no more with us.
                    GC.Collect();
                    kept = rows.Count(r => r.IsAlive);
                    writtenBeforeTheEnd = counted.Written;
                }

                yield return Row(i);
            }
        }

        Cell[] Row(int i)
        {
            Cell[] row = [i, "R042", "Ref-" + i.ToString(CultureInfo.InvariantCulture), "DISD", "31/02/2012", "The discharge date is not a day of the calendar.", i * 0.5, new DateOnly(2012, 4, 1).AddDays(i % 30), "N0852", Cell.Blank, i % 7, "Correct it"];
            if (i % 1_000 == 0 && i < 190_000)
                rows.Add(new WeakReference(row));
            return row;
        }
    }

    [Fact]
    public void Every_streamed_row_arrives()
    {
        var book = new Workbook("Long");
        book.AddSheet("Long").Table("Long", ["A"], Streamed(5_000));
        using var stream = Saved(book);
        using var reader = ExcelReaderFactory.CreateOpenXmlReader(stream);
        reader.Read();
        for (var i = 0; i < 5_000; i++)
        {
            Assert.True(reader.Read());
            Assert.Equal((double)i, reader.GetValue(0));
        }

        Assert.False(reader.Read());
    }

    private static IEnumerable<Cell[]> Streamed(int rows)
    {
        for (var i = 0; i < rows; i++)
            yield return [i];
    }

    private static MemoryStream Saved(Workbook book)
    {
        var stream = new MemoryStream();
        book.Save(stream);
        stream.Position = 0;
        return stream;
    }

    private static XElement Part(Stream stream, string part)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        using var entry = zip.GetEntry(part)!.Open();
        return XElement.Load(entry);
    }

    /// <summary>Takes bytes and keeps none.</summary>
    private sealed class CountingStream : Stream
    {
        public long Written { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => Written += count;

        public override void Write(ReadOnlySpan<byte> buffer) => Written += buffer.Length;
    }
}
