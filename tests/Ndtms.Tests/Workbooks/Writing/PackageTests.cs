using System.IO.Compression;
using System.Xml.Linq;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Tests.Workbooks.Writing;

/// <summary>A workbook that a spreadsheet offers to repair is one that nobody trusts.</summary>
public sealed class PackageTests
{
    private static readonly XNamespace Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    [Theory]
    [InlineData(FileFormatVersions.Office2010)]
    [InlineData(FileFormatVersions.Office2013)]
    [InlineData(FileFormatVersions.Office2016)]
    [InlineData(FileFormatVersions.Office2019)]
    [InlineData(FileFormatVersions.Microsoft365)]
    public void Is_valid_for_every_version_of_the_format(FileFormatVersions version)
    {
        using var document = SpreadsheetDocument.Open(Saved(ExampleWorkbook.Make()), isEditable: false);

        var errors = new OpenXmlValidator(version).Validate(document, TestContext.Current.CancellationToken).Select(e => $"{e.Part?.Uri} {e.Path?.XPath}: {e.Description}");

        Assert.Empty(errors);
    }

    [Fact]
    public void Same_description_gives_the_same_bytes() =>
        Assert.Equal(Saved(ExampleWorkbook.Make()).ToArray(), Saved(ExampleWorkbook.Make()).ToArray());

    [Fact]
    public void Saving_twice_gives_the_same_bytes()
    {
        var book = ExampleWorkbook.Make();

        Assert.Equal(Saved(book).ToArray(), Saved(book).ToArray());
    }

    [Fact]
    public void Nothing_shows_when_or_where_it_was_made()
    {
        using var zip = new ZipArchive(Saved(ExampleWorkbook.Make()));

        Assert.All(zip.Entries, e => Assert.Equal(new DateTime(1980, 1, 1), e.LastWriteTime.DateTime));
        using var core = new StreamReader(zip.GetEntry("docProps/core.xml")!.Open());
        var properties = XDocument.Parse(core.ReadToEnd()).Root!.Elements();
        Assert.Equal(["title", "subject"], properties.Select(e => e.Name.LocalName));
        Assert.Equal("Report reference 7f3a91c04be2", properties.Last().Value);
        Assert.DoesNotContain(zip.Entries, e => e.FullName.EndsWith(".psmdcp", StringComparison.Ordinal));
    }

    /// <summary>Mail filters and upload checks tell a file's kind by its first entry, and turn away what they do not know.</summary>
    [Fact]
    public void Shows_at_its_start_that_it_is_a_workbook()
    {
        using var zip = new ZipArchive(Saved(ExampleWorkbook.Make()));

        Assert.Equal("[Content_Types].xml", zip.Entries[0].FullName);
    }

    /// <summary>Excel repairs a table whose header cells are not text or differ from its column names; the validator does not look.</summary>
    [Fact]
    public void Header_cells_are_the_names_of_the_tables_columns()
    {
        using var zip = new ZipArchive(Saved(ExampleWorkbook.Make()));
        var tables = 0;
        foreach (var (sheet, part) in Sheets(zip))
        {
            var cells = sheet.Descendants(Main + "c").ToDictionary(c => c.Attribute("r")!.Value);
            foreach (var table in TablesOf(zip, part))
            {
                tables++;
                var first = table.Attribute("ref")!.Value.Split(':')[0];
                var names = table.Descendants(Main + "tableColumn").Select(c => c.Attribute("name")!.Value).ToArray();
                var row = new string([.. first.Where(char.IsDigit)]);
                for (var i = 0; i < names.Length; i++)
                {
                    var cell = cells[(char)('A' + i) + row];
                    Assert.Equal("inlineStr", cell.Attribute("t")!.Value);
                    Assert.Equal(names[i], cell.Value);
                }
            }
        }

        Assert.Equal(11, tables);
    }

    [Fact]
    public void Tables_have_a_row_filters_and_numbers_of_their_own()
    {
        using var zip = new ZipArchive(Saved(ExampleWorkbook.Make()));
        var tables = Sheets(zip).SelectMany(s => TablesOf(zip, s.Part)).ToList();

        Assert.Distinct(tables.Select(t => t.Attribute("id")!.Value));
        Assert.Distinct(tables.Select(t => t.Attribute("name")!.Value), StringComparer.OrdinalIgnoreCase);
        Assert.All(tables, t => Assert.Equal(t.Attribute("ref")!.Value, t.Element(Main + "autoFilter")!.Attribute("ref")!.Value));
        Assert.All(tables, t =>
        {
            var rows = t.Attribute("ref")!.Value.Split(':').Select(r => int.Parse(new string([.. r.Where(char.IsDigit)]), System.Globalization.CultureInfo.InvariantCulture)).ToArray();
            Assert.True(rows[1] > rows[0]);
        });
    }

    [Fact]
    public void Charts_cover_no_cell_that_holds_something()
    {
        using var zip = new ZipArchive(Saved(ExampleWorkbook.Make()));
        XNamespace drawing = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing";
        var charts = 0;
        foreach (var (sheet, part) in Sheets(zip))
        {
            foreach (var anchor in Related(zip, part, "/drawing").Elements(drawing + "oneCellAnchor"))
            {
                charts++;
                var from = anchor.Element(drawing + "from")!;
                var (column, row) = ((int)from.Element(drawing + "col")! + 1, (int)from.Element(drawing + "row")! + 1);
                var points = (double)anchor.Element(drawing + "ext")!.Attribute("cy")! / 12_700;
                var rows = sheet.Descendants(Main + "row").ToDictionary(r => (int)r.Attribute("r")!);
                for (; points > 0 && rows.TryGetValue(row, out var covered); row++)
                {
                    points -= (double)covered.Attribute("ht")!;
                    Assert.All(covered.Elements(Main + "c"), c => Assert.True(ColumnOf(c) < column, $"{c.Attribute("r")} lies under a chart"));
                }

                Assert.True(points <= 0, "The chart reaches beyond the rows kept free for it");
            }
        }

        Assert.Equal(5, charts);
    }

    private static int ColumnOf(XElement cell) =>
        cell.Attribute("r")!.Value.TakeWhile(char.IsLetter).Aggregate(0, (n, c) => n * 26 + c - 'A' + 1);

    private static IEnumerable<(XElement Sheet, string Part)> Sheets(ZipArchive zip)
    {
        foreach (var entry in zip.Entries.Where(e => e.FullName.StartsWith("xl/worksheets/sheet", StringComparison.Ordinal)))
        {
            using var stream = entry.Open();
            yield return (XDocument.Load(stream).Root!, entry.FullName);
        }
    }

    private static IEnumerable<XElement> TablesOf(ZipArchive zip, string part) => Related(zip, part, "/table");

    private static IEnumerable<XElement> Related(ZipArchive zip, string part, string kind)
    {
        if (zip.GetEntry(part.Replace("worksheets/", "worksheets/_rels/", StringComparison.Ordinal) + ".rels") is not { } relationships)
            yield break;
        using var stream = relationships.Open();
        foreach (var relationship in XDocument.Load(stream).Root!.Elements().Where(r => r.Attribute("Type")!.Value.EndsWith(kind, StringComparison.Ordinal)))
        {
            using var related = zip.GetEntry(relationship.Attribute("Target")!.Value[1..])!.Open();
            yield return XDocument.Load(related).Root!;
        }
    }

    private static MemoryStream Saved(Workbook book)
    {
        var stream = new MemoryStream();
        book.Save(stream);
        stream.Position = 0;
        return stream;
    }
}
