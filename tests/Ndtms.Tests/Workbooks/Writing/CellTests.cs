using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using ExcelDataReader;
using FsCheck;
using FsCheck.Fluent;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Tests.Workbooks.Writing;

/// <summary>What a reader's spreadsheet holds is what was put in: figures to the last digit, text to the letter.</summary>
public sealed class CellTests
{
    static CellTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Fact]
    public void Text_stays_text_whatever_it_looks_like()
    {
        var cells = ExampleWorkbook.FormulaLike.Select(t => (Cell)t).ToArray();

        var xml = SheetXml(cells);

        Assert.Empty(xml.Descendants(Name("f")));
        Assert.Equal(ExampleWorkbook.FormulaLike, Values(cells));
    }

    [Fact]
    public void Text_that_looks_like_a_formula_stays_text_when_a_reader_edits_it()
    {
        var zip = Zip(["=1+1"]);
        var styles = Load(zip, "xl/styles.xml").Descendants(Name("cellXfs")).Single().Elements().ToArray();
        var cell = Load(zip, "xl/worksheets/sheet1.xml").Descendants(Name("c")).Single(c => c.Value == "=1+1");

        Assert.Equal("1", styles[(int)cell.Attribute("s")!].Attribute("quotePrefix")?.Value);
    }

    [Fact]
    public void Any_text_comes_back_without_what_xml_cannot_hold() =>
        Prop.ForAll<string?>(text =>
        {
            var expected = Readable(text ?? "");
            return ReadRaw(SheetXml([text]).Descendants(Name("c")).Last()) == expected;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("a\u0000b\u0008c\uFFFEd", "abcd")]
    [InlineData("line\r\nline\rline", "line\nline\nline")]
    [InlineData("😀 <&>\"'", "😀 <&>\"'")]
    [InlineData("  kept  ", "  kept  ")]
    public void Characters_that_cannot_be_written_are_dropped_and_all_others_kept(string text, string expected) =>
        Assert.Equal(expected, ReadRaw(SheetXml([text]).Descendants(Name("c")).Last()));

    [Fact]
    public void Half_a_surrogate_pair_is_dropped() =>
        Assert.Equal("half  pair", ReadRaw(SheetXml([string.Concat("half ", '\uD800'.ToString(), " pair")]).Descendants(Name("c")).Last()));

    /// <summary>A spreadsheet reads _x0041_ as A, so that a provider's value would change under the reader's eyes.</summary>
    [Theory]
    [InlineData("_x0041_", "_x005F_x0041_")]
    [InlineData("a_x000D_b_xZZZZ_", "a_x005F_x000D_b_xZZZZ_")]
    [InlineData("max_x_y", "max_x_y")]
    public void Text_that_looks_like_an_escape_is_escaped(string text, string written) =>
        Assert.Equal(written, ReadRaw(SheetXml([text]).Descendants(Name("c")).Last()));

    /// <summary>Titles and headers are cleaned before they are written: escaping them again would show the escape to the reader.</summary>
    [Fact]
    public void Text_that_looks_like_an_escape_is_escaped_once_wherever_it_stands()
    {
        var book = new Workbook("Code _x0041_");
        var sheet = book.AddSheet("S");
        sheet.Text("Paragraph _x0041_");
        sheet.Table("T", ["Header _x0041_", "Number"], [["Cell _x0041_", 1]])
            .Chart(new Chart(ChartKind.Bar, "Chart _x0041_", "Header _x0041_", "Number"));
        using var stream = new MemoryStream();
        book.Save(stream);
        using var zip = new ZipArchive(stream);

        Assert.Equal(
            ["Paragraph _x005F_x0041_", "Header _x005F_x0041_", "Cell _x005F_x0041_"],
            Load(zip, "xl/worksheets/sheet1.xml").Descendants(Name("t")).Select(t => t.Value).Where(t => t.Contains("_x", StringComparison.Ordinal)));
        Assert.Equal("Header _x005F_x0041_", Load(zip, "xl/tables/table1.xml").Descendants(Name("tableColumn")).First().Attribute("name")!.Value);
        // Charts and properties have no such escapes.
        Assert.StartsWith("Chart _x0041_", Load(zip, "xl/drawings/charts/chart1.xml").Descendants().First(e => e.Name.LocalName == "title").Value, StringComparison.Ordinal);
        Assert.Equal("Code _x0041_", Load(zip, "docProps/core.xml").Value);
    }

    [Fact]
    public void Text_beyond_the_cell_limit_ends_in_an_ellipsis()
    {
        var kept = ReadRaw(SheetXml([new string('x', 32_767)]).Descendants(Name("c")).Last());
        var cut = ReadRaw(SheetXml([new string('x', 32_768)]).Descendants(Name("c")).Last());

        Assert.Equal(new string('x', 32_767), kept);
        Assert.Equal(32_767, cut.Length);
        Assert.EndsWith("x…", cut, StringComparison.Ordinal);
    }

    [Fact]
    public void Whole_numbers_come_back_exactly() =>
        Prop.ForAll<int>(n => (double)Values([n]).Single()! == n).QuickCheckThrowOnFailure();

    [Fact]
    public void Days_from_1900_come_back_as_the_same_day() =>
        Prop.ForAll(ArbMap.Default.GeneratorFor<int>().Select(i => new DateOnly(1900, 1, 1).AddDays(Math.Abs(i % 100_000))).ToArbitrary(), day =>
            (DateTime)Values([(Cell)day]).Single()! == day.ToDateTime(default)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_day_before_spreadsheets_count_is_written_out() =>
        Assert.Equal("31/12/1899", Values([(Cell)new DateOnly(1899, 12, 31)]).Single());

    [Fact]
    public void A_number_of_more_digits_than_a_spreadsheet_keeps_is_text()
    {
        Assert.Equal("1000000000000000", Values([1_000_000_000_000_000]).Single());
        Assert.Equal(999_999_999_999_999d, Values([999_999_999_999_999]).Single());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void What_is_no_number_is_refused(double number) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => (Cell)number);

    [Fact]
    public void What_is_missing_is_blank_and_not_nought() =>
        Assert.Equal([null, null, null, null], Values([(int?)null, (double?)null, (DateOnly?)null, (string?)null]));

    [Fact]
    public void Kinds_and_formats_reach_the_cells()
    {
        Cell[] cells = [1234, 12.5, 12.5m, Cell.Percent(0.425), new DateOnly(2012, 3, 31), Cell.Month(new DateOnly(2012, 3, 1)), Cell.TooSmall, (Cell)Band.Amber, ((Cell)3).As(Format.Change)];
        var zip = Zip(cells);
        var codes = Load(zip, "xl/styles.xml").Descendants(Name("numFmt")).ToDictionary(f => f.Attribute("numFmtId")!.Value, f => f.Attribute("formatCode")!.Value);
        var styles = Load(zip, "xl/styles.xml").Descendants(Name("cellXfs")).Single().Elements().Select(x => codes.GetValueOrDefault(x.Attribute("numFmtId")!.Value, "General")).ToArray();
        var row = Load(zip, "xl/worksheets/sheet1.xml").Descendants(Name("row")).Last();

        Assert.Equal(
            ["#,##0", "General", "General", "0.0%", "dd/mm/yyyy", "mmm yyyy", "General", "General", "+#,##0;-#,##0;0"],
            row.Elements().Select(c => styles[(int)c.Attribute("s")!]));
        Assert.Equal(["[u]", "Amber"], row.Elements().Where(c => c.Attribute("t") is not null).Select(c => c.Value));
    }

    [Fact]
    public void A_figure_that_is_not_shown_stands_where_numbers_stand()
    {
        var zip = Zip([Cell.TooSmall]);
        var style = (int)Load(zip, "xl/worksheets/sheet1.xml").Descendants(Name("c")).Last().Attribute("s")!;

        var alignment = Load(zip, "xl/styles.xml").Descendants(Name("cellXfs")).Single().Elements().ElementAt(style).Element(Name("alignment"))!;

        Assert.Equal("right", alignment.Attribute("horizontal")!.Value);
    }

    private static XName Name(string local) => XName.Get(local, "http://schemas.openxmlformats.org/spreadsheetml/2006/main");

    private static string ReadRaw(XElement cell) => cell.Value;

    private static string Readable(string text)
    {
        var readable = new StringBuilder();
        var rest = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').AsSpan();
        while (rest.Length > 0)
        {
            var whole = Rune.DecodeFromUtf16(rest, out var rune, out var used) == System.Buffers.OperationStatus.Done;
            if (whole && rune.Value is '\t' or '\n' or >= ' ' and not (0xFFFE or 0xFFFF))
                readable.Append(whole ? rune.ToString() : "");
            rest = rest[used..];
        }

        return readable.ToString();
    }

    private static ZipArchive Zip(Cell[] cells)
    {
        var book = new Workbook("Cells");
        book.AddSheet("Cells").Table("Cells", [.. cells.Select((_, i) => new TableColumn("Column " + i.ToString(CultureInfo.InvariantCulture)))], [cells]);
        var stream = new MemoryStream();
        book.Save(stream);
        return new ZipArchive(stream);
    }

    private static XElement Load(ZipArchive zip, string part)
    {
        using var stream = zip.GetEntry(part)!.Open();
        return XElement.Load(stream, LoadOptions.PreserveWhitespace);
    }

    private static XElement SheetXml(Cell[] cells) => Load(Zip(cells), "xl/worksheets/sheet1.xml");

    private static object?[] Values(Cell[] cells)
    {
        var book = new Workbook("Cells");
        book.AddSheet("Cells").Table("Cells", [.. cells.Select((_, i) => new TableColumn("Column " + i.ToString(CultureInfo.InvariantCulture)))], [cells]);
        using var stream = new MemoryStream();
        book.Save(stream);
        using var reader = ExcelReaderFactory.CreateOpenXmlReader(stream);
        reader.Read();
        Assert.True(reader.Read());
        return [.. Enumerable.Range(0, cells.Length).Select(i => reader.FieldCount > i ? reader.GetValue(i) : null)];
    }
}
