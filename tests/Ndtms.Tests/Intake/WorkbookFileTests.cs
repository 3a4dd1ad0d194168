using System.IO.Compression;
using System.Text;
using ClosedXML.Excel;
using Ndtms.Core.Intake;
using Ndtms.Core.Validation;

namespace Ndtms.Tests.Intake;

/// <summary>A provider that corrects its file in a spreadsheet sends the workbook: it is read like the CSV that it stands for.</summary>
public sealed class WorkbookFileTests
{
    private static readonly TestFile Clean = new("CLIENTID=C1 | CLIENTID=C2 SINITIAL=T");

    private static List<string[]> Rows => [.. Clean.Csv().TrimEnd('\n').Split('\n').Select(l => l.Split(','))];

    private static byte[] Workbook(Action<IXLWorksheet> fill, Action<XLWorkbook>? around = null)
    {
        using var workbook = new XLWorkbook();
        around?.Invoke(workbook);
        fill(workbook.AddWorksheet("Data"));
        using var stream = new MemoryStream();
        workbook.SaveAs(stream, new SaveOptions { EvaluateFormulasBeforeSaving = true });
        return stream.ToArray();
    }

    private static void FillAsText(IXLWorksheet sheet, List<string[]> rows, int firstRow = 1)
    {
        for (var r = 0; r < rows.Count; r++)
        {
            for (var c = 0; c < rows[r].Length; c++)
                sheet.Cell(firstRow + r, c + 1).SetValue(rows[r][c]);
        }
    }

    private static CheckedSubmission Check(byte[] content, string name = "N0852-20110401-20120331-TREAT-IN-H.xlsx") => TestFile.Check(name, content, Clean.Received);

    private static int ColumnOf(string header) => Array.IndexOf(Rows[0], header) + 1;

    [Fact]
    public void Its_rows_are_read_whatever_its_name_and_packing()
    {
        var content = Workbook(s => FillAsText(s, Rows));
        Assert.Empty(Check(content).Issues);
        Assert.Equal(2, Check(content).Content!.Episodes.Count(e => e.Loaded));
        Assert.Empty(Check(content, Clean.Name).Issues);
        Assert.Empty(Check(content, Clean.Name + ".zip").Issues);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(content);
        Assert.Empty(Check(packed.ToArray(), Clean.Name + ".gz").Issues);
    }

    [Fact]
    public void Dates_are_dates_numbers_their_digits_and_formulas_their_stored_value()
    {
        var found = Check(Workbook(s =>
        {
            FillAsText(s, Rows);
            s.Cell(2, ColumnOf("DOB")).SetValue(new DateTime(1980, 5, 10));
            s.Cell(2, ColumnOf("DRUG1AGE")).SetValue(20);
            s.Cell(2, ColumnOf("CLIENT")).SetValue(100_037_123_456_789d);
            s.Cell(2, ColumnOf("EPISODID")).SetFormulaA1("1000+1");
            s.Cell(2, ColumnOf("NATION")).SetFormulaA1("\"GB\"&\"R\"");
        }));
        Assert.Empty(found.Issues);
        var client = found.Content!.Clients[0];
        Assert.Equal("10/05/1980", client.Show("DOB"));
        Assert.Equal("100037123456789", client.Show("CLIENT"));
        Assert.Equal("1001", client.Episodes[0].Key);
        Assert.Equal("GBR", client.Show("NATION"));
    }

    [Fact]
    public void A_number_of_more_digits_than_a_spreadsheet_keeps_is_no_id()
    {
        var found = Check(Workbook(s =>
        {
            FillAsText(s, Rows);
            s.Cell(2, ColumnOf("CLIENTID")).SetValue(1_000_371_234_567_891d);
        }));
        Assert.Equal(["VALUE-07"], found.Issues.Select(i => i.Rule));
        Assert.Equal("CLIENTID", found.Issues[0].Column);
    }

    [Fact]
    public void A_time_of_day_and_a_number_in_place_of_a_date_are_told()
    {
        var found = Check(Workbook(s =>
        {
            FillAsText(s, Rows);
            s.Cell(2, ColumnOf("DOB")).SetValue(new DateTime(1980, 5, 10, 9, 30, 0));
            s.Cell(3, ColumnOf("DOB")).SetValue(29351);
        }));
        Assert.Equal(["10/05/1980 09:30:00", "29351"], found.Issues.Where(i => i.Rule == "VALUE-03").Select(i => i.Value));
    }

    [Fact]
    public void The_first_visible_sheet_is_read_and_lines_are_its_rows()
    {
        var rows = Rows;
        rows[2][ColumnOf("DOB") - 1] = "no date";
        rows[2][ColumnOf("CLIENT") - 1] = "two\nlines";
        var found = Check(Workbook(
            s =>
            {
                FillAsText(s, [rows[0], rows[2]], firstRow: 3);
                FillAsText(s, [rows[1]], firstRow: 8);
            },
            w => w.AddWorksheet("Hidden").Hide()));
        Assert.Equal([4], Assert.Single(found.Issues).Lines);
        Assert.Equal(8, Assert.Single(found.Content!.Clients, c => c.Key == "C1").Line);
    }

    [Fact]
    public void Blank_rows_and_trailing_blanks_are_no_rows()
    {
        var found = Check(Workbook(s =>
        {
            FillAsText(s, Rows);
            s.Cell(500, 1).Style.Fill.BackgroundColor = XLColor.Red;
            s.Cell(600, 3).SetValue(" ");
            s.Cell(2, 200).SetValue(" ");
        }));
        Assert.Equal(2, found.Rows);
        Assert.DoesNotContain(found.Issues, i => i.Severity >= Severity.Warning);
    }

    [Fact]
    public void An_empty_sheet_is_empty_and_a_damaged_workbook_is_told()
    {
        var empty = Check(Workbook(_ => { }));
        Assert.Equal((Unreadable.Empty, "FILE-01"), (empty.File.Problem, Assert.Single(empty.Issues).Rule));
        var content = Workbook(s => FillAsText(s, Rows));
        using var stream = new MemoryStream();
        stream.Write(content);
        using (var package = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            var sheet = package.Entries.Single(e => e.FullName.EndsWith("sheet1.xml", StringComparison.Ordinal));
            using var reader = new StreamReader(sheet.Open());
            var xml = reader.ReadToEnd();
            reader.Dispose();
            sheet.Delete();
            using var half = package.CreateEntry("xl/worksheets/sheet1.xml").Open();
            half.Write(Encoding.UTF8.GetBytes(xml[..(xml.Length / 2)]));
        }

        Assert.Equal(Unreadable.DamagedWorkbook, Check(stream.ToArray()).File.Problem);
    }

    [Fact]
    public void A_stray_value_far_outside_is_told_and_not_read_for_minutes()
    {
        var found = Check(Workbook(s =>
        {
            FillAsText(s, Rows);
            s.Cell(1_048_576, 16_384).SetValue("x");
        }));
        Assert.Equal(Unreadable.StrayCells, found.File.Problem);
    }
}
