using System.IO.Compression;
using System.Text;
using ClosedXML.Excel;
using FsCheck;
using FsCheck.Fluent;
using Ndtms.Application.Reference;
using Ndtms.Core.DataSets;
using Ndtms.Workbooks.Forms;

namespace Ndtms.Tests.Workbooks.Forms;

/// <summary>What people enter must be read as they meant it; what cannot be read must be named by its cell, and must never stop the
/// program.</summary>
public sealed class FormReaderTests
{
    private static readonly ReferenceForm Form = ReferenceForms.Find("local-indicators")!;

    [Fact]
    public void Values_are_read_alike_however_they_were_entered()
    {
        var rows = Read(sheet =>
        {
            Enter(sheet, 3, "A12B", "Deaths", new DateTime(2011, 12, 1), 0.1 + 0.2, "deaths", "Coroner", new DateTime(2012, 2, 20));
            Enter(sheet, 5, " A12B ", "Deaths", "2011-12", "0.3", "deaths", "Coroner", "20/02/2012");
            // A day within the month, and a calculated number.
            Enter(sheet, 6, "A12B", "Deaths", new DateTime(2011, 12, 31), 0.3, "deaths", "Coroner", "2012-02-20");
        });
        Assert.Equal([3, 5, 6], rows.Select(r => r.Line));
        Assert.Equal("row 5", rows[1].Place);
        Assert.All(rows, r => Assert.Equal(("A12B", "2011-12", "0.3"), (r.Text("partnership"), r.Text("month"), r.Text("value"))));
        Assert.All(rows, r => Assert.Equal(new DateOnly(2012, 2, 20), r.Date("date")));
    }

    [Fact]
    public void Columns_may_stand_in_any_order_and_the_note_may_be_left_out()
    {
        var csv = "value,partnership,indicator,month,unit,source,date\n4,A12B,Deaths,2011-12,deaths,Coroner,2012-02-20\n";
        var fromCsv = FormReader.Read(Form, "f.csv", Encoding.UTF8.GetBytes(csv));
        using var book = new XLWorkbook();
        var sheet = book.AddWorksheet("Anything");
        foreach (var (r, line) in csv.TrimEnd().Split('\n').Index())
        {
            foreach (var (c, text) in line.Split(',').Index())
                sheet.Cell(r + 4, c + 2).SetValue(text);
        }

        var fromWorkbook = FormReader.Read(Form, "f.xlsx", Saved(book));
        Assert.Equal(Assert.Single(fromCsv).Columns, Assert.Single(fromWorkbook).Columns);
    }

    [Fact]
    public void A_cell_that_cannot_be_read_is_named()
    {
        Refused("cell F4 has the error #REF!; correct it", sheet => sheet.Cell("F4").SetValue("#REF!"));
        Refused("cell K3 has a value, but its column has no header", sheet =>
        {
            Enter(sheet, 3, "A12B", "Deaths", "2011-12", 4, "deaths", "Coroner", "2012-02-20");
            sheet.Cell("K3").SetValue("by the way");
        });
        Refused("has no column partnership; its header must be partnership,indicator", sheet => sheet.Cell("B1").SetValue("DAT"));
        Refused("has a column 'colour' that is not known", sheet => sheet.Cell("I1").SetValue("Colour"));
        Refused("has the column value twice", sheet => sheet.Cell("I1").SetValue("VALUE"));
    }

    [Fact]
    public void A_file_that_is_not_a_workbook_or_has_no_such_sheet_is_refused_in_a_sentence()
    {
        Assert.Equal("f.xlsx is not an Excel workbook (.xlsx), or is damaged; open it in a spreadsheet program and save it again as .xlsx.", Problem("PK, but no more"u8.ToArray()));
        Assert.Equal(
            "f.xlsx is protected with a password, or is an old .xls workbook; save it as .xlsx without a password.", Problem([0xD0, 0xCF, 0x11, 0xE0, 0xA1]));
        Assert.Equal(
            "f.xlsx has no sheet Local indicators; give the sheet to load that name.", Problem(Templates.Of(ReferenceForms.Find("clusters")!)));
        using var empty = new XLWorkbook();
        empty.AddWorksheet("Local indicators");
        Assert.StartsWith("f.xlsx, sheet Local indicators is empty; its header must be partnership,", Problem(Saved(empty)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_workbook_that_unpacks_to_far_more_than_a_form_is_not_opened()
    {
        var template = new MemoryStream();
        template.Write(Templates.Of(Form));
        using (var archive = new ZipArchive(template, ZipArchiveMode.Update, leaveOpen: true))
        {
            using var part = archive.CreateEntry("xl/media/image1.png", CompressionLevel.Fastest).Open();
            part.Write(new byte[30_000_000]);
        }

        Assert.Equal("f.xlsx is too large to be a form that was filled in; delete what does not belong in it.", Problem(template.ToArray()));
    }

    [Fact]
    public void Dates_that_are_counted_from_1904_are_not_guessed_at()
    {
        var template = new MemoryStream();
        template.Write(Templates.Of(Form));
        using (var archive = new ZipArchive(template, ZipArchiveMode.Update, leaveOpen: true))
        {
            var main = archive.GetEntry("xl/workbook.xml")!;
            string xml;
            using (var reader = new StreamReader(main.Open()))
                xml = reader.ReadToEnd();
            main.Delete();
            using var writer = new StreamWriter(archive.CreateEntry("xl/workbook.xml").Open());
            writer.Write(xml.Replace("<x:workbookPr", "<x:workbookPr date1904=\"1\"", StringComparison.Ordinal));
        }

        Assert.Contains("counts its dates from 1904", Problem(template.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_workbook_is_refused_or_read_and_nothing_else()
    {
        var whole = Templates.Filled(
            Templates.Of(ReferenceForms.Find("clusters")!), ReferenceForms.Find("clusters")!, "partnership,cluster\nA12B,High\n");
        Prop.ForAll(
            Arb.From(Gen.Choose(0, whole.Length - 1)), Arb.From(Gen.Choose(0, 255)), Arb.From(Gen.Elements(true, false)), (at, value, cut) =>
            {
                byte[] damaged = cut ? whole[..at] : [.. whole];
                if (!cut)
                    damaged[at] = (byte)value;
                try
                {
                    Assert.True(FormReader.Read(ReferenceForms.Find("clusters")!, "d.xlsx", damaged).Count <= 2);
                }
                catch (CodeBookException e)
                {
                    Assert.StartsWith("d.xlsx", e.Message, StringComparison.Ordinal);
                }
            }).QuickCheckThrowOnFailure();
    }

    private static void Enter(IXLWorksheet sheet, int row, params object[] values)
    {
        foreach (var (i, value) in values.Index())
            sheet.Cell(row, i + 2).Value = value;
    }

    private static IReadOnlyList<ReferenceRow> Read(Action<IXLWorksheet> edit) => FormReader.Read(Form, "f.xlsx", Templates.Edited(Templates.Of(Form), edit));

    private static void Refused(string said, Action<IXLWorksheet> edit)
    {
        var problem = Problem(Templates.Edited(Templates.Of(Form), edit));
        Assert.Contains(said, problem, StringComparison.Ordinal);
        Assert.StartsWith("f.xlsx, sheet Local indicators", problem, StringComparison.Ordinal);
    }

    private static string Problem(byte[] content) => Assert.Throws<CodeBookException>(() => FormReader.Read(Form, "f.xlsx", content)).Message;

    private static byte[] Saved(XLWorkbook book)
    {
        using var stream = new MemoryStream();
        book.SaveAs(stream);
        return stream.ToArray();
    }
}
